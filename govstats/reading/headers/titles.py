"""The title of a report among the lines of a page's head, the organisation that it names, and the site's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from govstats.catalogue.cues import HeaderCues
from govstats.reading.headers.dates import (
    find_bare_years,
    find_years,
    read_date,
    without_last_date,
    without_years,
)
from govstats.reading.headers.fields import label_pattern
from govstats.reading.headers.pages import PageWords
from govstats.text import any_of, compile_pattern

_LONGEST_TITLE = 80
_LONGEST_FIRST_LINE = 40
_LONGEST_NAME = 30  # characters of the name of an organisation before its ending
_MOST_LINES = 4  # of a title
_SHORTEST_LINE = 4  # a line of a title with fewer characters is the end of the one before
_PARTS = re.compile(r"_|\||[ ]-{1,2}[ ]|-{2}")
_BULLETS = " •·*"
_LAST_HYPHEN = regex.compile(r"(?:(?<![0-9])-|-(?![0-9]))(?=[^-]*$)")  # not that of a date or a span of years
_NO_TITLE = re.compile(r"[。>:]")
_NO_FIRST_LINE = re.compile(r"[。>:_]")
_TEXT = re.compile(r"[:,，。;〔]|(?:19|20)[0-9]{2}[-/.年][ ]?[0-9]{1,2}[-/.月]")
_BREAKS = re.compile(r"关于.*的$")  # a line that ends so has its noun in the next one


@dataclass(frozen=True, slots=True)
class Title:
    """A title and the name of the site that stands behind it.

    Attributes:
        words: the title, width folded; the first words of the page where no line looks like one.
        site: the name of the site; "" where none is found.
        is_guess: whether no line looks like a title.
    """

    words: str
    site: str
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line, or a few, that may be the title.

    Attributes:
        words: the title.
        is_field: whether a label stands before it.
        leads_to_text: whether fields, a date or prose follow right behind it.
    """

    words: str
    is_field: bool
    leads_to_text: bool

    def rank(self, often: int) -> tuple[bool, bool, bool, bool]:
        """Give what goes before what: the smallest is the title.

        Args:
            often: how often it stands on the page.
        """
        is_listed = without_last_date(self.words) != self.words
        return is_listed, not find_years(self.words), not (self.leads_to_text or often > 1), self.is_field


class TitleReader:
    """Finds titles and the organisations in them, and the names of sites behind titles.

    Args:
        cues: words of titles, endings of organisations, labels of the title's field.
        page: words that the names of sites hold.
    """

    def __init__(self, cues: HeaderCues, page: PageWords) -> None:
        self._title = compile_pattern(any_of(cues.title_words))
        self._site = compile_pattern(rf"(?:{any_of(page.site_words)})|人民政府$")
        self._label = regex.compile(
            rf"(?:{label_pattern(cues.labels.title)})[ ]{{0,4}}[\])】]?[ ]{{0,4}}:[ ]*"
        )
        endings = rf"(?:{any_of(cues.organisation_endings)})(?<!{any_of(cues.no_organisations)})"
        self._organisation = regex.compile(
            rf"\p{{Han}}{{2,24}}?(?:{endings})(?=20|[ ]|$|{any_of(cues.behind_organisations)})"
        )
        self._whole = regex.compile(rf"[\p{{Han}}()]{{2,{_LONGEST_NAME}}}?(?:{endings})")
        self._longest_whole = _LONGEST_NAME + max(map(len, cues.organisation_endings))

    def find(self, lines: Sequence[str]) -> Title:
        """Find the title in a head.

        A line counts that holds a word of titles and is no sentence and no other field. One with a year goes before
        one without; one that stands twice on the page or right before fields or prose before one among other lines,
        which may be a list of other reports; a line of its own before a field. Lines of one title are put together.

        Args:
            lines: the lines of the head, width folded.
        """
        sites: list[str] = []
        candidates: list[_Candidate] = []
        for index, line in enumerate(lines):
            words, site = self.split(line)
            sites += [site] if site else []
            label = self._label.match(words)
            words = words[label.end() :] if label else words
            if self._can_be_title(words):
                words = self._lines_before(lines, index, words)
                candidates.append(_Candidate(words, bool(label), _leads_to_text(lines, index)))
        site = sites[0] if sites else ""
        if candidates:
            often = Counter(candidate.words for candidate in candidates)
            title = min(candidates, key=lambda one: one.rank(often[one.words])).words
            # names of site and column may stand before it in one line: 甲市政府 政务公开 甲市司法局2020年工作总结
            shorter = next((words for words in often if title.endswith(f" {words}")), title)
            return Title(shorter, site)
        first = next((line.strip(_BULLETS) for line in lines if line.strip(_BULLETS)), "")
        return Title(_PARTS.split(first, maxsplit=1)[0].strip()[:_LONGEST_TITLE], site, is_guess=True)

    def split(self, line: str) -> tuple[str, str]:
        """Part a line into a title and the name of the site before or behind it, "" where there is none."""
        words = line.strip(_BULLETS)
        parts: list[str] = [part.strip() for part in _PARTS.split(words) if part.strip()] or [""]
        if len(parts) == 1:
            parts = [part.strip() for part in _LAST_HYPHEN.split(words) if part.strip()]
            if len(parts) < 2 or not any(map(self._site.search, parts)):
                return words, ""
        title = next(filter(self._can_be_title, parts), parts[0])
        others = (part for part in reversed(parts) if part != title)
        return title, next((part for part in others if self._site.search(part)), "")

    def may_be_title(self, line: str) -> bool:
        """Tell whether a line looks like a title."""
        return self._can_be_title(self.split(line)[0])

    def _can_be_title(self, words: str) -> bool:
        return (
            len(words) <= _LONGEST_TITLE
            and _NO_TITLE.search(words) is None
            and self._title.search(words) is not None
        )

    def _lines_before(self, lines: Sequence[str], index: int, words: str) -> str:
        """Put the lines of a title together: 甲市人民政府 / 关于2020年法治政府建设 / 情况的报告."""
        for before in reversed(lines[max(0, index + 1 - _MOST_LINES) : index]):
            part = before.strip(_BULLETS)
            if not self._continues(part, words):
                break
            words = part + words
        return words

    def _continues(self, before: str, words: str) -> bool:
        """Tell whether some words go on with what the line before them begins."""
        if words.startswith(("关于", "20", "二")) and self._whole.fullmatch(before):
            return True
        if (
            not before
            or len(before) > _LONGEST_FIRST_LINE
            or _NO_FIRST_LINE.search(before)
            or read_date(before)
        ):
            return False
        if len(words) < _SHORTEST_LINE or _BREAKS.search(before):
            return True
        is_begun = bool(find_bare_years(before) or find_years(before) or "关于" in before)
        return is_begun and not find_years(words) and self._title.search(before) is None

    def organisation_in(self, title: str) -> str:
        """Give the organisation that a title names: 宝山区司法局; "" where it names none."""
        match = self._organisation.search(without_years(title).strip())
        return str(match[0]) if match else ""

    def is_organisation(self, words: str) -> bool:
        """Tell whether words are the name of an organisation and nothing else."""
        return len(words) <= self._longest_whole and self._whole.fullmatch(words) is not None


def _leads_to_text(lines: Sequence[str], index: int) -> bool:
    """Tell whether the next line that is not empty is no further heading, nor a trail of headings."""
    below = next((line for line in lines[index + 1 :] if line.strip()), "")
    return _TEXT.search(below) is not None and ">" not in below
