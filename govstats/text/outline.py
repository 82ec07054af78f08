"""The outline of a text: its sections, and the sentences and clauses around a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from govstats.catalogue import SectionCue

# Every quantifier is bounded and no two of them can match the same characters, so that scanning is linear.
_HEADING = re.compile(
    r"^[ ]{0,40}(?:(?P<first>[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,2}部分)"
    r"|(?P<inner>\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、](?!\d)))?[ ]{0,4}(?P<words>[^\n。;!?]{2,60})",
    re.MULTILINE,
)
# A run without any sign that ends a sentence is cut after 1200 characters: work on one sentence may grow faster
# than its length, and no sentence of prose is that long.
_SENTENCE = re.compile(r"[^。！!？?;\n]{1,1200}[。！!？?;\n]?|[。！!？?;\n]")
_UNNUMBERED_HEADING_LENGTH = 30
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?=年)")


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a text under one heading.

    Attributes:
        start: first code point, that of the heading.
        end: one past the last.
        heading: the heading's words without its number; "" before the first heading.
        role: plan, problems, duty, achievements or body.
        year: the one year that a numbered heading of the first level names; None for none or several.
    """

    start: int
    end: int
    heading: str
    role: str
    year: int | None = None


def find_sections(folded: str, cues: Sequence[SectionCue], year: int | None = None) -> tuple[Section, ...]:
    """Divide a text into sections by its headings.

    A heading counts if it is numbered on the first level (一、), or if its words announce a role. Headings of the
    second level only count when they announce one: （五）下一步打算. A numbered heading that names no role but a year
    after the report's own announces plans: 三、2022年重点工作.

    Args:
        folded: a text whose width is folded.
        cues: the words of headings and what they announce, most decisive first.
        year: the year that the report is about, if that is known.

    Returns:
        Sections in order; together they cover the text.
    """
    starts: list[tuple[int, str, str, int | None]] = [(0, "", "body", None)]
    for match in _HEADING.finditer(folded):
        words = match["words"].strip()
        numbered = match["first"] or match["inner"]
        if match["first"]:
            role = _role_of(words, cues, year) or "body"
            starts.append((match.start(), words, role, _only_year(words)))
        elif numbered or len(words) <= _UNNUMBERED_HEADING_LENGTH:
            is_whole_line = match.end() == len(folded) or folded[match.end()] == "\n"
            announced = _role_of(words, cues, year if numbered else None) if is_whole_line else None
            if announced:
                # what is no longer of the section before, such as an attachment behind the plans, is not of its year
                named = _only_year(words) if announced == "body" else starts[-1][3]
                starts.append((match.start(), words, announced, named))
    ends = [start for start, *_ in starts[1:]] + [len(folded)]
    return tuple(
        Section(start, end, words, role, named)
        for (start, words, role, named), end in zip(starts, ends, strict=True)
    )


def _only_year(words: str) -> int | None:
    years = {int(year) for year in _YEAR.findall(words)}
    return years.pop() if len(years) == 1 else None


def _role_of(words: str, cues: Sequence[SectionCue], year: int | None) -> str | None:
    for cue in cues:
        for word in cue.words:
            if word in words:
                return cue.role
    is_later = year is not None and (named := _YEAR.search(words)) and int(named[1]) > year
    return "plan" if is_later else None


def find_sentence_ends(folded: str) -> list[int]:
    """Find where sentences end: after 。！？； and at line breaks.

    Args:
        folded: a text whose width is folded.

    Returns:
        Ascending offsets, each one past the sign that ends a sentence; the text's length is the last.
    """
    return list(accumulate(map(len, _SENTENCE.findall(folded))))  # together they are the text
