"""What a citation tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from govstats.citing.references import write_gbt7714_2015, write_gbt7714_2025, write_note

_SHORT_HASH = 12  # digits: `govstats show` finds a report by eight


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
class CitedFigure:
    """A figure with the sentence that states it. Offsets are code points in the text of the report, counted from 0.

    Attributes:
        observation_id: its number in the store.
        text: the words that state the value.
        start: first code point of these words.
        end: one past their last.
        sentence: the whole sentence that they stand in; in a table, the row.
        sentence_start: first code point of the sentence.
        where: its place in the report.
        evidence: the words that the meaning was read from.
        evidence_start: first code point of these.
        place_code: code of the place that it is about.
        place: full name of that place.
        period_start: first day that it covers.
        period_end: last day.
        indicator: code of its indicator, or None.
        indicator_name: Chinese name of that, or None.
        label: the words that say what is measured.
        value: the exact value in the unit.
        unit: the unit as shown.
        bound: = exact, ~ about, > more than, < less than.
        kind: level, change, share or rank.
        status: actual or target.
        scope: place, issuer, part or other.
        confidence: how sure the reading is, from 0 to 1.
        doubts: why the confidence is lowered.
    """

    observation_id: int
    text: str
    start: int
    end: int
    sentence: str
    sentence_start: int
    where: Whereabouts
    evidence: str
    evidence_start: int
    place_code: str
    place: str
    period_start: date
    period_end: date
    indicator: str | None
    indicator_name: str | None
    label: str
    value: Decimal
    unit: str
    bound: str
    kind: str
    status: str
    scope: str
    confidence: float
    doubts: Sequence[str]

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


def _remarks(citation: Citation) -> list[str]:
    found = []
    if citation.is_replaced:
        found.append(
            f"report {citation.report_id} is replaced: its current revision is report {citation.current_id}; "
            f"govstats history {citation.current_id} tells what has changed"
        )
    if citation.published_on is None:
        found.append("no date of publication is known")
    elif citation.is_dated_by_document:
        found.append("the date is that of the document: nothing states when it was published")
    if citation.url is None:
        found.append("no address is known, so that it is cited as on paper; --url gives it")
    if citation.is_recognised:
        found.append("the text was recognised in pictures of pages: compare the figure with the page")
    if citation.figure is not None and citation.figure.doubts:
        found.append(f"the reading of the figure is in doubt: {', '.join(citation.figure.doubts)}")
    return found
