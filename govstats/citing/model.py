"""What a citation tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from govstats.citing.references import write_gbt7714_2015, write_gbt7714_2025, write_note
from govstats.store.corrections import Correction, Decision
from govstats.store.figures import StoredFigure

_SHORT_HASH = 12  # digits: `govstats show` finds a report by eight
_BOUNDS: Mapping[str, str] = {"~": "about", ">": "more than, or at least,", "<": "less than, or at most,"}
_KINDS: Mapping[str, str] = {"change": "a change", "share": "a share", "rank": "a rank"}
_SCOPES: Mapping[str, str] = {
    "issuer": "the issuing organisation alone",
    "part": "a part of the place",
    "other": "somebody or something else",
}


@dataclass(frozen=True, slots=True)
class TablePlace:
    """A cell of a table.

    Attributes:
        number: which of the text's tables it is, counted from 1.
        row: its row, counted from 1, heads included.
        column: its column, counted from 1.
        caption: the line that names the table; "" without one.
        row_names: the names of the row from left to right; empty where the cell holds sentences.
        column_names: the heads of the column from top to bottom.
    """

    number: int
    row: int
    column: int
    caption: str
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A place in a report.

    Attributes:
        headings: the numbered headings that it stands under, the outermost first.
        paragraph: its paragraph: which of the lines of the text that are not empty, counted from 1.
        line: its line in the text that `govstats show --text` gives, counted from 1.
        table: its cell, if it stands in a table.
    """

    headings: tuple[str, ...]
    paragraph: int
    line: int
    table: TablePlace | None


@dataclass(frozen=True, slots=True)
class CitedFigure(StoredFigure):
    """A stored figure with the sentence that states it. Offsets are code points in the text of the report, counted from 0.

    Attributes:
        sentence: the whole sentence that its words stand in; in a table, the row.
        sentence_start: first code point of the sentence.
        where: its place in the report.
        contradictions: what the checks found that contradicts it, in Chinese.
        decision: what a reviewer has decided about it, or None.
    """

    sentence: str
    sentence_start: int
    where: Whereabouts
    contradictions: tuple[str, ...]
    decision: Correction | None

    @property
    def marked_sentence(self) -> str:
        """The sentence in one line, with 【】 around the words that state the value."""
        low, high = self.start - self.sentence_start, self.end - self.sentence_start
        marked = f"{self.sentence[:low]}【{self.sentence[low:high]}】{self.sentence[high:]}"
        return " ".join(marked.split())


@dataclass(frozen=True, slots=True)
class Citation:
    """A report as a source, and the figure that it is cited for.

    Attributes:
        report_id: the report, in the revision that was cited.
        title: its title.
        document_number: such as 宝司〔2021〕1号, or None.
        index_number: its number in the register of published information, or None.
        issuer: who published it.
        place_code: code of the place that it is about.
        place: full name of that place.
        kind: annual_report, work_summary or special_report; None where it is unknown.
        year: the year that it is about.
        published_on: the date of publication, or None.
        is_dated_by_document: whether `published_on` is the date of the document, because nothing states when it
            was published.
        source: where the page says it comes from, or None.
        url: its address, or None.
        accessed_on: the day that it was fetched at this address, or else that it was stored (in UTC); None without
            an address.
        is_access_assumed: whether it is the day of storing, because nobody said when the report was fetched.
        file_name: the file that it was read from.
        sha256: hash of the bytes of that file.
        text_sha256: hash of the text in UTF-8, which offsets count in.
        ingested_at: when it was stored.
        is_recognised: whether the text was recognised in pictures of pages.
        current_id: the revision of the report that no other replaces; `report_id` if it is this one.
        figure: the figure that it is cited for; None where the report itself is cited.
    """

    report_id: int
    title: str
    document_number: str | None
    index_number: str | None
    issuer: str
    place_code: str
    place: str
    kind: str | None
    year: int
    published_on: date | None
    is_dated_by_document: bool
    source: str | None
    url: str | None
    accessed_on: date | None
    is_access_assumed: bool
    file_name: str
    sha256: str
    text_sha256: str
    ingested_at: datetime
    is_recognised: bool
    current_id: int
    figure: CitedFigure | None

    @property
    def is_replaced(self) -> bool:
        """Whether a later revision of the report replaces the cited one."""
        return self.current_id != self.report_id

    @property
    def gbt7714(self) -> str:
        """The reference in the form of GB/T 7714—2015."""
        return write_gbt7714_2015(self)

    @property
    def gbt7714_2025(self) -> str:
        """The reference in the form of GB/T 7714—2025, which replaces that of 2015 from 1 July 2026 on."""
        return write_gbt7714_2025(self)

    @property
    def note(self) -> str:
        """A note in Chinese for a foot of the page: where in the report the figure stands, and the hash of the source."""
        return write_note(self)

    @property
    def short_sha256(self) -> str:
        """The first digits of the hash, which are enough to find the report with `govstats show`."""
        return self.sha256[:_SHORT_HASH]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a careful author wants to know before citing, one line each."""
        return tuple(_remarks(self))


def _remarks(citation: Citation) -> Iterator[str]:
    if citation.is_replaced:
        yield (
            f"report {citation.report_id} is replaced: its current revision is report {citation.current_id}; "
            f"govstats history {citation.current_id} tells what has changed"
        )
    if citation.published_on is None:
        yield "no date of publication is known"
    elif citation.is_dated_by_document:
        yield "the date is that of the document: nothing states when it was published"
    if citation.url is None:
        yield "no address is known, so that it is cited as on paper; --url gives it"
    elif citation.is_access_assumed:
        yield "the date of access is the day that the report was stored; --accessed gives the true one"
    if citation.is_recognised:
        yield "the text was recognised in pictures of pages: compare the figure with the page"
    if citation.figure is not None:
        yield from _figure_remarks(citation.figure)
        yield from _review_remarks(citation.figure)


def _figure_remarks(figure: StoredFigure) -> Iterator[str]:
    """Tell what keeps a figure from being an exact value that was reached in a whole year in the whole place."""
    if figure.status == "target":
        yield "the figure is a target, not what was reached"
    if figure.kind in _KINDS:
        yield f"the figure is {_KINDS[figure.kind]}, not a level"
    if figure.bound in _BOUNDS:
        yield f"no exact value is stated: {_BOUNDS[figure.bound]} {figure.value:f}{figure.unit}"
    if figure.period_start != figure.period_end and not _is_year(figure.period_start, figure.period_end):
        yield f"the figure covers {figure.period_start} to {figure.period_end}, not one whole year"
    if figure.scope in _SCOPES:
        yield f"the figure is of {_SCOPES[figure.scope]}, not of the whole place"
    if figure.doubts:
        yield f"the reading of the figure is in doubt: {', '.join(figure.doubts)}"


def _review_remarks(figure: CitedFigure) -> Iterator[str]:
    """Tell what the checks and the reviewers say against a figure as it was read."""
    for message in figure.contradictions:
        yield f"the figure is contradicted: {message}"
    one = figure.decision
    if one is not None and one.decision is Decision.REJECT:
        yield f"{one.reviewer} has rejected the figure{_reason(one)}"
    elif one is not None and one.decision is Decision.CORRECT:
        changes = ", ".join(f"{name} {value or 'none'}" for name, value in one.changes.items())
        yield f"{one.reviewer} has corrected the figure: {changes}{_reason(one)}"


def _reason(one: Correction) -> str:
    return f" ({one.note})" if one.note else ""


def _is_year(start: date, end: date) -> bool:
    return (start, end) == (date(start.year, 1, 1), date(start.year, 12, 31))
