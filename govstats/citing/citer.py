"""Citations out of a store."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date

from sqlalchemy.orm import Session

from govstats.checks import Outcome
from govstats.citing.model import Citation, CitedFigure
from govstats.citing.placing import Placer
from govstats.reading.report import HeaderField
from govstats.store.corrections import Correction, FigureKey, read_decisions
from govstats.store.figures import StoredFigure, find_current, read_figure
from govstats.store.findings import StoredFinding, read_findings
from govstats.store.showing import StoredReport, find_report, read_stored_report
from govstats.text import fold

_ADDRESS = ("http://", "https://")
_MOST_KEPT = 50  # reports; figures of an answer are seldom in the order of their reports


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a report and its figures.

    Attributes:
        citation: the report, cited as a whole.
        placer: finds places in its text.
        contradictions: what the checks found to contradict, by report and start of the figures that it is about.
        decisions: what reviewers have decided about its figures.
    """

    citation: Citation
    placer: Placer
    contradictions: Mapping[tuple[int, int], tuple[str, ...]]
    decisions: Mapping[FigureKey, Correction]


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
        self._reports: OrderedDict[int, _Known] = OrderedDict()

    def cite_report(self, wanted: str) -> Citation:
        """Cite a report as a whole.

        Args:
            wanted: its id, the name of its file as stored, or the first eight or more hexadecimal digits of the
                hash of its source.

        Raises:
            ReportError: there is none such, or there are several.
        """
        return self._known(find_report(self._session, wanted)).citation

    def cite_figure(self, observation_id: int) -> Citation:
        """Cite a figure.

        Args:
            observation_id: its number.

        Raises:
            ReportError: there is none such.
        """
        figure = read_figure(self._session, observation_id)
        known = self._known(figure.report_id)
        return replace(known.citation, figure=_placed(figure, known))

    def _known(self, report_id: int) -> _Known:
        """Give what is the same for all figures of a report."""
        found = self._reports.pop(report_id, None)
        if found is None:
            report = read_stored_report(self._session, report_id)
            found = _Known(
                self._citation(report),
                Placer(report.text),
                _contradictions(read_findings(self._session, [report_id])),
                read_decisions(self._session, report.sha256, report.issuer, report.year),
            )
        self._reports[report_id] = found
        if len(self._reports) > _MOST_KEPT:
            self._reports.popitem(last=False)
        return found

    def _citation(self, report: StoredReport) -> Citation:
        url = self._url or _address(report.source, report.fields)
        stored_on = report.ingested_at.astimezone(UTC).date()
        return Citation(
            report_id=report.report_id,
            title=_as_published(report.title, report.text),
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
            is_access_assumed=url is not None and self._accessed_on is None,
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


def _as_published(title: str, text: str) -> str:
    """Give a title with the brackets and signs that the text has: the stored one is width folded."""
    start = fold(text).find(fold(title))
    return text[start : start + len(title)] if start >= 0 else title


def _is_dated_by_document(report: StoredReport) -> bool:
    """Tell whether the date of publication was taken from where the date of the document stands."""
    published = next((field for field in report.fields if field.name == "published_on"), None)
    return published is not None and any(
        (field.value, field.found_in) == (published.value, published.found_in)
        for field in report.fields
        if field.name == "dated_on"
    )


def _contradictions(found: Iterable[StoredFinding]) -> Mapping[tuple[int, int], tuple[str, ...]]:
    """Sort what contradicts by the figures that it is about, told by their report and start."""
    messages: dict[tuple[int, int], tuple[str, ...]] = {}
    for one in found:
        if one.finding.outcome is Outcome.CONTRADICTS:
            for each in one.finding.involved:
                key = each.report_id, each.start
                messages[key] = (*messages.get(key, ()), one.finding.message_zh)
    return messages


def _decision(figure: StoredFigure, decisions: Mapping[FigureKey, Correction]) -> Correction | None:
    told = (figure.start, figure.end, figure.value)
    return next(
        (one for key, one in decisions.items() if (key.start_offset, key.end_offset, key.value) == told), None
    )


def _placed(figure: StoredFigure, known: _Known) -> CitedFigure:
    span, placer = (figure.start, figure.end), known.placer
    low, high = placer.sentence(span, (figure.evidence_start, figure.evidence_start + len(figure.evidence)))
    return CitedFigure(
        **{field.name: getattr(figure, field.name) for field in fields(figure)},
        sentence=placer.text[low:high],
        sentence_start=low,
        where=placer.whereabouts(span),
        contradictions=known.contradictions.get((figure.report_id, figure.start), ()),
        decision=_decision(figure, known.decisions),
    )
