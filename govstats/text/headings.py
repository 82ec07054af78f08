"""The numbered headings that a place in a text stands under: 二、工作成效, (一)人民调解, 1.队伍建设."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Literal

import msgspec

from govstats.catalogue import load_units
from govstats.catalogue.strict_yaml import read_entries
from govstats.text.words import any_of

_DATA = Path(__file__).with_name("data")
_LONGEST = 60
_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}
_FIGURE = re.compile(r"\d(?!\d{0,3}年)")  # the year of 明确2020年工作要点 is none


class Numbering(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How headings of a level are numbered.

    Attributes:
        before: what stands before the number.
        number: a pattern of the number.
        after: what may stand behind it.
        within_lines: whether clauses within a paragraph are numbered so too.
    """

    before: str
    number: str
    after: tuple[str, ...]
    within_lines: bool = False


class NumberedWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words behind numbers that tell what a line that begins like a heading is.

    Attributes:
        use: ordinal for what ordinals in a row are of; about for what stands behind a measure word.
        words: the words.
    """

    use: Literal["ordinal", "about"]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading, or the number of a numbered paragraph.

    Attributes:
        level: its level, from 0 for 第一部分 to 5 for ①.
        start: first code point, that of its number.
        end: one past the last code point of its words; of its number where it has no words.
        until: one past the last code point that stands under it, if no other heading comes before: the end of its line
            for the number of a clause within a paragraph, else the end of the text.
    """

    level: int
    start: int
    end: int
    until: int


@dataclass(frozen=True, slots=True)
class _Line:
    """The beginning of a line, or of a clause within one, that is numbered like a heading."""

    level: int
    number: int
    match: re.Match[str]

    @property
    def start(self) -> int:
        return self.match.start(f"level{self.level}")

    @property
    def is_clause(self) -> bool:
        """Whether it stands within a line."""
        return self.match["indent"] is None

    @property
    def is_whole(self) -> bool:
        """Whether its words go to the end of the line: no sentence ends before."""
        behind = self.match.string[self.match.end() : self.match.end() + 1]
        return behind in ("", "\n") and self.match["after"] in ("", ":")


def find_headings(folded: str) -> tuple[Heading, ...]:
    """Find the numbered headings of a text.

    A heading is the rest of its line, or the first sentence of a paragraph that goes on. Where the line states figures
    (30件 at the end of a clause), or such a sentence holds digits or is longer than a heading is, it tells something
    itself: the paragraph has a number, and no heading. So has a clause within a paragraph: ①受理30件;②审结20件. A list
    of ordinals, as in 一、二级律师, is no number at all.

    Args:
        folded: a text whose width is folded.

    Returns:
        The headings in order.
    """
    lines = [_read_line(match) for match in _numbered().finditer(folded)]
    reached = [0] * len(_numberings())  # the number of the last heading of each level
    found = []
    for index, line in enumerate(lines):
        if line.is_clause and not _numberings()[line.level].within_lines:
            continue
        if _is_list(line, reached[line.level], _next_number(lines, index)):
            continue
        reached[line.level :] = [line.number] + [0] * (len(reached) - line.level - 1)
        found.append(_heading(line))
    return tuple(found)


def headings_over(headings: tuple[Heading, ...], start: int, end: int) -> tuple[Heading, ...]:
    """Give the headings that a stretch of text stands under, the outermost first.

    Args:
        headings: the headings of the text, in order.
        start: first code point of the stretch.
        end: one past the last.

    Returns:
        At most one of each level; one that holds the stretch itself is left out.
    """
    over: list[Heading] = []
    for heading in headings:
        if heading.start > start:
            break
        while over and over[-1].level >= heading.level:
            over.pop()
        over.append(heading)
    return tuple(one for one in over if (one.end <= start or one.start >= end) and start < one.until)


@cache
def _numberings() -> tuple[Numbering, ...]:
    return read_entries(_DATA / "numbering.yml", Numbering)


@cache
def _words(use: str) -> str:
    """Write a pattern of the words of one use."""
    entries = read_entries(_DATA / "numbered_words.yml", NumberedWords)
    return any_of(chain.from_iterable(entry.words for entry in entries if entry.use == use))


@cache
def _numbered() -> re.Pattern[str]:
    """Compile the pattern of the beginning of a numbered line."""
    levels = "|".join(f"(?P<level{i}>{_level_pattern(one, i)})" for i, one in enumerate(_numberings()))
    begins = r"(?:^(?P<indent>[ ]{0,40})|(?<=[。;:])[ ]{0,4})"
    words = rf"[ ]{{0,4}}(?P<words>[^\n。;:!?]{{0,{_LONGEST}}})(?P<after>[^\n]?)"
    return re.compile(f"{begins}(?:{levels}){words}", re.MULTILINE)


def _level_pattern(level: Numbering, index: int) -> str:
    after = "|".join(re.escape(each) + (r"(?!\d)" if each == "." else "") for each in level.after)
    return f"{re.escape(level.before)}(?P<number{index}>{level.number})(?:{after})"


@cache
def _ordinals() -> re.Pattern[str]:
    """Compile the pattern of ordinals in a row: 一、二级, 1、2、3号楼, 一、二、三产融合."""
    numeral = "(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})"
    return re.compile(rf"(?P<all>{numeral}(?:、{numeral})+)(?P<noun>{_words('ordinal')})?")


@cache
def _stated() -> re.Pattern[str]:
    """Compile the pattern of a figure that ends a clause: 受理案件30件, 合格率达98%以上; or a number that ends the line."""
    surfaces = any_of(chain.from_iterable(unit.surfaces for unit in load_units().values()))
    about = _words("about")
    measured = rf"\d[余多]?[十百千万亿]{{0,2}}(?:{about})?(?:{surfaces})(?:{about})?(?:\([^()]{{0,20}}\))?(?=$|[,，、])"
    return re.compile(rf"{measured}|(?<!\d)(?!(?:19|20)\d\d$)\d[\d,.]*$")


def _read_line(match: re.Match[str]) -> _Line:
    level = next(i for i in range(len(_numberings())) if match[f"level{i}"] is not None)
    return _Line(level, _read_number(match[f"number{level}"]), match)


def _read_number(numeral: str) -> int:
    """Read a number up to 99; 0 for a circled one, which begins no list of ordinals."""
    if numeral.isdecimal():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    return bool(ten) * 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)


def _next_number(lines: Sequence[_Line], index: int) -> int | None:
    """Give the number of the next line of the same level under the same headings; None where there is none."""
    for later in lines[index + 1 :]:
        if later.level <= lines[index].level:
            return later.number if later.level == lines[index].level else None
    return None


def _is_list(line: _Line, before: int, after: int | None) -> bool:
    """Tell whether ordinals in a row are what looks like the number of a heading.

    三、四级联动 may be the third heading, and 三、四级医院 a list. It is a heading where the numbers before and behind it
    go on through it. It is a list where they do not, or where it states figures and the numbers behind it do not tell.

    Args:
        line: the line.
        before: the number of the last heading of its level; 0 for none.
        after: the number of the next line of its level; None for none.
    """
    found = _ordinals().match(line.match.string, line.start)
    if found is None:
        return False
    numbers = [_read_number(each) for each in found["all"].split("、")]
    if any(one >= other for one, other in pairwise(numbers)):
        return False
    if len(numbers) > 2:  # a heading has one, and its words may begin with another
        return True
    if found["noun"] is None or (line.number == before + 1 and after == line.number + 1):
        return False
    return line.number != before + 1 or after == line.number or _states_figures(line.match["words"])


def _states_figures(words: str) -> bool:
    return _stated().search(words.rstrip()) is not None


def _heading(line: _Line) -> Heading:
    words, text = line.match["words"], line.match.string
    is_cut = not line.is_whole and len(words) == _LONGEST
    holds_figures = _states_figures(words) if line.is_whole else _FIGURE.search(words) is not None
    number_end = line.match.end(f"level{line.level}")
    words_end = line.match.start("words") + len(words.rstrip())
    end = number_end if line.is_clause or is_cut or holds_figures else words_end
    line_end = text.find("\n", line.start)
    return Heading(line.level, line.start, end, line_end if line.is_clause and line_end >= 0 else len(text))
