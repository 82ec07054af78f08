"""A figure as a reviewer sees it: the sentence, how it was read, what the checks found, what others have said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from govstats.checks import Finding
from govstats.store import Correction, Decision, FigureKey, in_effect, read_corrections, read_findings
from govstats.store.figures import StoredFigure, find_current, read_figure
from govstats.store.showing import StoredReport, read_stored_report
from govstats.text import fold_whole
from govstats.text.quoting import sentence_around


@dataclass(frozen=True, slots=True)
class ReviewedFigure:
    """A figure with everything that a reviewer needs to decide on it.

    Attributes:
        figure: how it was read.
        report: the report that it was read in.
        is_current: whether no other report replaces that one.
        findings: what the checks found about it.
        said: what reviewers have said about it, in the order of time.
    """

    figure: StoredFigure
    report: StoredReport
    is_current: bool
    findings: tuple[Finding, ...]
    said: tuple[Correction, ...]

    @property
    def key(self) -> FigureKey:
        """What tells it from all other figures, in any database."""
        figure, report = self.figure, self.report
        return FigureKey(report.sha256, report.issuer, report.year, figure.start, figure.end, figure.value)

    @property
    def decision(self) -> Correction | None:
        """The decision about it that holds, or None."""
        return in_effect(self.said).get(self.key)

    @property
    def read(self) -> Mapping[str, Any]:
        """What a correction may change, as it was read: value, unit, indicator, year, kind, scope."""
        one = self.figure
        return {
            "value": one.value,
            "unit": one.unit,
            "indicator": one.indicator or "",
            "year": one.year,
            "kind": one.kind,
            "scope": one.scope,
        }

    @property
    def shown(self) -> Mapping[str, Any]:
        """The same as queries show it, with the correction that holds."""
        decision = self.decision
        is_corrected = decision is not None and decision.decision is Decision.CORRECT
        return {**self.read, **(decision.changes if decision is not None and is_corrected else {})}

    @property
    def parts(self) -> tuple[str, str, str]:
        """The sentence before the figure, its words, and the sentence behind it.

        What the meaning was read from is among it, also where that begins before the sentence.
        """
        one, text = self.figure, self.report.text
        first, last = sentence_around(fold_whole(text), one.start, one.end)
        first, last = min(first, one.evidence_start), max(last, one.evidence_start + len(one.evidence))
        return text[first : one.start], text[one.start : one.end], text[one.end : last]


def read_reviewed(session: Session, observation_id: int) -> ReviewedFigure:
    """Read a figure as a reviewer sees it.

    Args:
        session: a session that sees one state of the store.
        observation_id: its number, as the column observation_id of queries has it.

    Raises:
        ReportError: there is none such.
    """
    figure = read_figure(session, observation_id)
    report = read_stored_report(session, figure.report_id)
    findings = tuple(
        one.finding
        for one in read_findings(session, [figure.report_id])
        if any(
            (each.report_id, each.start) == (figure.report_id, figure.start) for each in one.finding.involved
        )
    )
    is_current = find_current(session, figure.report_id) == figure.report_id
    reviewed = ReviewedFigure(figure, report, is_current, findings, ())
    said = sorted(read_corrections(session, reviewed.key), key=lambda one: one.order)
    return replace(reviewed, said=tuple(said))
