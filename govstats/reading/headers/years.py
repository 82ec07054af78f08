"""The years that a report may be about, as its title and its first paragraphs tell them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import regex

from govstats.reading.headers.dates import find_bare_years, find_years, without_dates
from govstats.reading.headers.stated import Stated
from govstats.text import fold

_QUOTED = re.compile(r"《[^《》\n]{0,80}》")
_SPAN = regex.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})年?[ ]?(?:[-—–~]{1,2}|至)[ ]?((?:19|20)[0-9]{2})(?![0-9])"
)
_ANY_YEAR = re.compile(r"(?:19|20)[0-9]{2}|二[〇零]")
_PROSE = re.compile(r"[,，。;；]")
_REPORTED = re.compile(r"现[将就把](?:[^。;]{0,60})")
_BEGINS = re.compile(
    r"[ ]*(?:(?:19|20)[0-9]{2}|二[〇零][〇零一二三四五六七八九]{2})[ ]?年度?(?:以来|来)?[,，]"
)
_PARAGRAPHS = 5  # of the first paragraphs of prose; what stands further below may be about any year
_LONGEST_PARAGRAPH = 2000
_ANNOUNCED, _BEGUN, _NAMED, _FROM_DATE = 0.85, 0.8, 0.6, 0.6
_EARLY = 6  # the month in which the reports on the year before have mostly come out
_CONCLUDED = "the date "
_TITLE, _ALSO_IN_TITLE = 0.95, 0.5


def years_of_title(title: str) -> tuple[Stated, ...]:
    """Find the years that a title names, the most likely first: the first one, of a span the last.

    A year in the title of a law or plan that is quoted (《…(2021-2025年)》) is not the report's.
    """
    words = _QUOTED.sub(" ", title)
    years = find_years(words) or find_bare_years(words)
    if span := _SPAN.search(words):
        years = (int(span[2]), int(span[1]), *years)
    ordered = tuple(dict.fromkeys(years))
    return tuple(
        Stated(str(year), "title", _ALSO_IN_TITLE if position else _TITLE)
        for position, year in enumerate(ordered)
    )


def years_of_text(text: str) -> tuple[Stated, ...]:
    """Find the years that the first paragraphs name, the most likely first.

    What announces the report (现将2020年…情况报告如下) goes before what a paragraph begins with (2020年,...), and
    that before any other year.
    """
    found = [statement for index, line in _first_paragraphs(text) for statement in _read(line, index)]
    surest: dict[str, Stated] = {}
    for statement in sorted(found, key=lambda statement: -statement.confidence):
        surest.setdefault(statement.words, statement)
    return tuple(surest.values())


def is_announced(year: Stated) -> bool:
    """Tell whether a text states a year as the one that it is about, and does not only name it."""
    return year.confidence > _NAMED


def settle_years(
    of_title: Sequence[Stated], of_text: Sequence[Stated], published: Stated | None, dated: Stated | None
) -> tuple[Stated, ...]:
    """Put the years that a report may be about into order, the one that it is taken to be about first.

    The title tells it, else the first paragraphs, else the date: reports are dated early in the year after the one
    that they are about. A year that the text names without announcing it is taken only if the date allows it.

    Args:
        of_title: years of the title, see `years_of_title`.
        of_text: years of the first paragraphs, see `years_of_text`.
        published: the date of publication.
        dated: the date of the document.

    Returns:
        The years; none where they cannot be told.
    """
    if of_title or (of_text and is_announced(of_text[0])):
        return (*of_title, *of_text)
    concluded = _year_before(published, dated)
    if of_text and concluded:
        agreeing = [year for year in of_text if year.words == concluded.words]
        return (*agreeing, *(year for year in of_text if year not in agreeing)) if agreeing else ()
    return tuple(of_text) or ((concluded,) if concluded else ())


def is_concluded(year: Stated) -> bool:
    """Tell whether a year is told by nothing but the date of the report."""
    return year.found_in.startswith(_CONCLUDED)


def _year_before(published: Stated | None, dated: Stated | None) -> Stated | None:
    """Give the year before a date in the first half of a year; None where the other date does not go with it."""
    for one in (dated, published):
        if one is None or one.day.month > _EARLY:
            continue
        year = one.day.year - 1
        others = [other.day.year for other in (dated, published) if other is not None]
        if all(year <= other <= year + 1 for other in others):
            return Stated(str(year), f"{_CONCLUDED}{one.words} {one.where}", _FROM_DATE)
    return None


def _first_paragraphs(text: str) -> Iterator[tuple[int, str]]:
    index = 0
    for line in text.splitlines():
        if _PROSE.search(line):
            yield index, _QUOTED.sub(" ", fold(line[:_LONGEST_PARAGRAPH]))
            index += 1
            if index == _PARAGRAPHS:
                return


def _read(paragraph: str, index: int) -> Iterator[Stated]:
    if _ANY_YEAR.search(paragraph) is None:
        return
    where = "text" if index else "first paragraph"
    reported = _REPORTED.search(paragraph)
    announced = find_years(reported[0])[:1] if reported else ()
    begun = find_years(paragraph)[:1] if _BEGINS.match(paragraph) else ()
    named = find_years(without_dates(paragraph))
    for years, confidence in ((announced, _ANNOUNCED), (begun, _BEGUN), (named, _NAMED)):
        for year in years:
            yield Stated(str(year), where, confidence)
