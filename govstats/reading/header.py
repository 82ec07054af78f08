"""What the head of a page says: title, issuer, dates, document number, source, the year that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import regex

from govstats.catalogue.cues import HeaderCues
from govstats.reading.dates import (
    begins_with_date,
    find_bare_years,
    find_years,
    first_date,
    read_date,
    without_last_date,
)
from govstats.reading.fields import FieldReader
from govstats.reading.pages import PageWords
from govstats.reading.titles import TitleReader
from govstats.text import fold

_HEAD_LINES, _HEAD_CHARACTERS = 200, 6000
_PARAGRAPH = 90  # a line of so many characters with a full stop is prose; the head ends before it
_TAIL_LINES, _TAIL_CHARACTERS = 25, 6000
_LONGEST_DATE_LINE = 24
_AROUND_NUMBER = 12  # characters that may stand around a document number in a line of its own
_NUMBER = regex.compile(
    r"\p{Han}{1,12}[〔\[(【〈][ ]?(?:19|20)[0-9]{2}[ ]?[〕\])】〉][ ]?第?[ ]?[0-9]{1,5}[ ]?号"
)
_OTHER_TITLES = regex.compile(r"《[^》\n]{0,80}》")


@dataclass(frozen=True, slots=True)
class Head:
    """The fields of a page's head as it states them; "" or None where it does not.

    Attributes:
        title: the report's title.
        title_organisation: the organisation named in the title: 宝山区司法局.
        issuer_field: what a labelled field says of the issuer: 区司法局.
        signature: the organisation that signs at the end.
        site: the name of the site.
        document_number: such as 宝司〔2021〕1号.
        published_on: date of publication.
        dated_on: date of the document.
        signed_on: date under the signature.
        source: what a labelled field says of the source.
        years: years that the report may be about, most likely first.
    """

    title: str
    title_organisation: str
    issuer_field: str
    signature: str
    site: str
    document_number: str | None
    published_on: date | None
    dated_on: date | None
    signed_on: date | None
    source: str | None
    years: tuple[int, ...]


class HeadReader:
    """Reads the heads of pages, with the words for their fields.

    Args:
        cues: labels of fields, words of titles, endings of organisations.
        page: words of what surrounds a report.
    """

    def __init__(self, cues: HeaderCues, page: PageWords) -> None:
        self._titles = TitleReader(cues, page)
        self._fields = FieldReader(cues.labels, page.furniture)

    def read(self, text: str) -> Head:
        """Read the head of a page.

        Args:
            text: the whole text of a report.

        Returns:
            What its head, and its signature at the end, say.
        """
        lines = self._head_lines(text)
        title = self._titles.find(lines)
        signature, signed_on = self._find_signature(text)
        field = self._fields.read(lines)
        return Head(
            title=title.words,
            title_organisation=self._titles.organisation_in(title.words),
            issuer_field=next(iter(field["issuer"]), ""),
            signature=signature,
            site=title.site,
            document_number=_find_number([*field["number"], *(line.strip() for line in lines)]),
            published_on=first_date(field["published"]) or self._unlabelled_date(lines),
            dated_on=first_date(field["dated"]),
            signed_on=signed_on,
            source=next(iter(field["source"]), title.site) or None,
            years=_find_years(title.words, text),
        )

    def _head_lines(self, text: str) -> list[str]:
        """Give the lines before the first paragraph of prose."""
        lines: list[str] = []
        for line in text[:_HEAD_CHARACTERS].splitlines():
            if len(line) > _PARAGRAPH and "。" in line:
                break
            lines.append(self._fields.join_cells(line))
            if len(lines) == _HEAD_LINES:
                break
        return lines

    def _unlabelled_date(self, lines: Sequence[str]) -> date | None:
        """Give a date at the front of a line of the head: 2020-03-10 10:03 文章来源."""
        for line in lines:
            words = line.strip(" ([")
            if begins_with_date(words) and not self._fields.holds_label(line):
                return read_date(words)
        return None

    def _find_signature(self, text: str) -> tuple[str, date | None]:
        """Give the organisation, and its date, that stand alone in lines near the end."""
        tail = fold(text[-_TAIL_CHARACTERS:]).splitlines()
        lines = [line.strip() for line in tail if line.strip()][-_TAIL_LINES:]
        below = ""
        for line in reversed(lines):
            words = without_last_date(line)
            if self._titles.is_organisation(words.replace(" ", "")):
                return words.replace(" ", ""), read_date(line if words != line else below)
            below = line
        return "", first_date(line for line in reversed(lines) if len(line) < _LONGEST_DATE_LINE)


def _find_number(values: Sequence[str]) -> str | None:
    """Give the document number that fills one of some values; one in a sentence belongs to another document."""
    for value in values:
        match = _NUMBER.match(value)
        if match and len(value) < len(match[0]) + _AROUND_NUMBER:
            return str(match[0]).replace(" ", "")
    return None


def _find_years(title: str, text: str) -> tuple[int, ...]:
    """Give the years that the report may be about: those of the title, or of the first paragraph naming one."""
    if years := find_years(title) or find_bare_years(title):
        return years
    for line in text.splitlines():
        if len(line) > _PARAGRAPH // 2 and (years := find_years(_OTHER_TITLES.sub(" ", fold(line)))):
            return years
    return ()
