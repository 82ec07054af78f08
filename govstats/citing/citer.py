"""Citations out of a store."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date

from sqlalchemy.orm import Session

from govstats.citing.model import Citation, CitedFigure
from govstats.citing.placing import Placer
from govstats.reading.report import HeaderField
from govstats.store.figures import StoredFigure, find_current, read_figure
from govstats.store.showing import StoredReport, find_report, read_stored_report

_ADDRESS = ("http://", "https://")
_MOST_KEPT = 50  # reports; figures of an answer are seldom in the order of their reports


class Citer:
    """Cites reports and figures of a store. What it has found of some reports is kept for more figures of these.

    Args:
        session: a session that sees one state of the store.
        url: the address of the report, where its file does not state it or states another one.
        accessed_on: the day that it was fetched there; else the day that it was stored (in UTC) stands for it.
    """

    def __init__(self, session: Session, url: str | None = None, accessed_on: date | None = None) -> None:
        self._session = session
        self._url, self._accessed_on = url, accessed_on
        self._reports: OrderedDict[int, tuple[Citation, Placer]] = OrderedDict()

    def cite_report(self, wanted: str) -> Citation:
        """Cite a report as a whole.

        Args:
            wanted: its id, the name of its file as stored, or the first eight or more hexadecimal digits of the
                hash of its source.

        Raises:
            ReportError: there is none such, or there are several.
        """
        return self._cited(find_report(self._session, wanted))[0]

    def cite_figure(self, observation_id: int) -> Citation:
        """Cite a figure.

        Args:
            observation_id: its number.

        Raises:
            ReportError: there is none such.
        """
        figure = read_figure(self._session, observation_id)
        citation, placer = self._cited(figure.report_id)
        return replace(citation, figure=_placed(figure, placer))

    def _cited(self, report_id: int) -> tuple[Citation, Placer]:
        """Give what is the same for all figures of a report."""
        found = self._reports.pop(report_id, None)
        if found is None:
            report = read_stored_report(self._session, report_id)
            found = self._citation(report), Placer(report.text)
        self._reports[report_id] = found
        if len(self._reports) > _MOST_KEPT:
            self._reports.popitem(last=False)
        return found

    def _citation(self, report: StoredReport) -> Citation:
        url = self._url or _address(report.source, report.fields)
        stored_on = report.ingested_at.astimezone(UTC).date()
        return Citation(
            report_id=report.report_id,
            title=report.title,
            document_number=report.document_number,
            index_number=report.index_number,
            issuer=report.issuer,
            place_code=report.place_code,
            place=report.place,
            kind=report.kind,
            year=report.year,
            published_on=report.published_on,
            is_dated_by_document=_is_dated_by_document(report),
            source=report.source,
            url=url,
            accessed_on=(self._accessed_on or stored_on) if url is not None else None,
            file_name=report.file_name,
            sha256=report.sha256,
            text_sha256=report.text_sha256,
            ingested_at=report.ingested_at,
            is_recognised=report.is_recognised,
            current_id=find_current(self._session, report.report_id),
            figure=None,
        )


def _address(source: str | None, fields: Iterable[HeaderField]) -> str | None:
    """Give the first address among what parts of the file state as its source."""
    stated = [source or "", *(field.value for field in fields if field.name == "source")]
    return next((each.strip() for each in stated if each.strip().lower().startswith(_ADDRESS)), None)


def _is_dated_by_document(report: StoredReport) -> bool:
    """Tell whether the date of publication was taken from where the date of the document stands."""
    published = next((field for field in report.fields if field.name == "published_on"), None)
    return published is not None and any(
        (field.value, field.found_in) == (published.value, published.found_in)
        for field in report.fields
        if field.name == "dated_on"
    )


def _placed(figure: StoredFigure, placer: Placer) -> CitedFigure:
    span = figure.start, figure.end
    low, high = placer.sentence(span, (figure.evidence_start, figure.evidence_start + len(figure.evidence)))
    return CitedFigure(
        observation_id=figure.observation_id,
        text=figure.text,
        start=figure.start,
        end=figure.end,
        sentence=placer.text[low:high],
        sentence_start=low,
        where=placer.whereabouts(span),
        evidence=figure.evidence,
        evidence_start=figure.evidence_start,
        place_code=figure.place_code,
        place=figure.place,
        period_start=figure.period_start,
        period_end=figure.period_end,
        indicator=figure.indicator,
        indicator_name=figure.indicator_name,
        label=figure.label,
        value=figure.value,
        unit=figure.unit,
        bound=figure.bound,
        kind=figure.kind,
        status=figure.status,
        scope=figure.scope,
        confidence=figure.confidence,
        doubts=figure.doubts,
    )
