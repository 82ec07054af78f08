"""The numbered headings that a place in a text stands under: 二、工作成效, (一)人民调解, 1.队伍建设."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The order of numbering of official documents (GB/T 9704-2012, 7.3.3): 一、 then (一) then 1. then (1). Parts and
# chapters stand above them, circled digits below.
_LEVELS = (
    r"第[一二三四五六七八九十]{1,3}(?:部分|[编篇章节])",
    r"[一二三四五六七八九十]{1,3}、",
    r"\([一二三四五六七八九十]{1,3}\)、?",
    r"\d{1,2}(?:、|\.(?!\d))",
    r"\(\d{1,2}\)",
    r"[①-⑳]",
)
_NUMBERED = re.compile(
    r"^[ ]{0,40}(?:" + "|".join(f"(?P<level{i}>{one})" for i, one in enumerate(_LEVELS)) + r")[ ]{0,4}"
    r"(?P<words>[^\n。;:!?]{0,60})(?P<after>[^\n]?)",
    re.MULTILINE,
)
_FIGURE = re.compile(r"\d(?!\d{0,3}年)")  # the year of 明确2020年工作要点 is none
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading, or the number of a numbered paragraph.

    Attributes:
        level: its level, from 0 for 第一部分 to 5 for ①.
        start: first code point, that of its number.
        end: one past the last code point of its words; of its number where it has no words.
    """

    level: int
    start: int
    end: int


def find_headings(folded: str) -> tuple[Heading, ...]:
    """Find the numbered headings of a text.

    A heading is the rest of its line, or the first sentence of a paragraph that goes on. Such a sentence that holds
    digits, or is longer than a heading is, tells something itself: the paragraph has a number, and no heading.

    Args:
        folded: a text whose width is folded.

    Returns:
        The headings in order.
    """
    return tuple(_heading(match) for match in _NUMBERED.finditer(folded))


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
    return tuple(heading for heading in over if heading.end <= start or heading.start >= end)


def _heading(match: re.Match[str]) -> Heading:
    level = next(i for i in range(len(_LEVELS)) if match[f"level{i}"] is not None)
    is_line_end = match.string[match.end() : match.end() + 1] in ("", "\n")
    is_whole_line = is_line_end and match["after"] in ("", ":")
    is_cut = len(match["words"]) == _LONGEST and not is_whole_line
    tells_itself = not is_whole_line and (is_cut or _FIGURE.search(match["words"]) is not None)
    end = match.end(f"level{level}") if tells_itself else match.start("words") + len(match["words"].rstrip())
    return Heading(level, match.start(f"level{level}"), end)
