"""A stored figure with everything that a citation of it tells, and the revision that counts today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from govstats.errors import ReportError
from govstats.store import schema

_LARGEST_ID = 2**31 - 1  # what an integer column of PostgreSQL holds
_SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class StoredFigure:
    """A stored figure, of a current report or of a replaced one.

    Attributes:
        observation_id: its number.
        report_id: the report that it was read in.
        start: first code point of the words that state the value, in the text of the report, counted from 0.
        end: one past their last code point.
        text: these words.
        evidence_start: first code point of the words that the meaning was read from.
        evidence: these words.
        place_code: code of the place that it is about.
        place: full name of that place.
        year: the year that it is about.
        period_start: first day that it covers.
        period_end: last day.
        indicator: code of its indicator; None where the catalogue has none.
        indicator_name: Chinese name of that.
        label: the words that say what is measured.
        value: the exact value in the unit; percentages as percent numbers, negative for a fall.
        unit: the unit as shown; "" for none.
        bound: = exact, ~ about, > more than, < less than.
        kind: level, change, share or rank.
        status: actual or target.
        scope: place, issuer, part or other.
        confidence: how sure the reading is, from 0 to 1.
        doubts: why the confidence is lowered.
    """

    observation_id: int
    report_id: int
    start: int
    end: int
    text: str
    evidence_start: int
    evidence: str
    place_code: str
    place: str
    year: int
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


def read_figure(session: Session, observation_id: int) -> StoredFigure:
    """Read a stored figure.

    Args:
        session: a session.
        observation_id: its number, as `observation_id` of the views tells it.

    Raises:
        ReportError: there is none such.
    """
    figure, place, indicator = schema.Observation, schema.Place, schema.Indicator
    found = None
    if 0 < observation_id <= _LARGEST_ID:
        found = session.execute(
            select(figure, place.code, place.full_name, indicator.name)
            .join(place, place.id == figure.place_id)
            .outerjoin(indicator, indicator.code == figure.indicator_code)
            .where(figure.id == observation_id)
        ).one_or_none()
    if found is None:
        raise ReportError(
            f"there is no figure {observation_id}",
            "the column observation_id of govstats query has the numbers of the figures",
        )
    row, place_code, place_name, indicator_name = found
    return StoredFigure(
        observation_id=row.id,
        report_id=row.report_id,
        start=row.start_offset,
        end=row.end_offset,
        text=row.text,
        evidence_start=row.evidence_start,
        evidence=row.evidence,
        place_code=place_code,
        place=place_name,
        year=row.year,
        period_start=row.period_start,
        period_end=row.period_end,
        indicator=row.indicator_code,
        indicator_name=indicator_name,
        label=row.label,
        value=row.value,
        unit=row.unit_text,
        bound=row.bound,
        kind=row.kind,
        status=row.status,
        scope=row.scope,
        confidence=row.confidence,
        doubts=tuple(row.doubts.split(_SEPARATOR)) if row.doubts else (),
    )


def find_current(session: Session, report_id: int) -> int:
    """Find the revision of a report that no other replaces.

    Args:
        session: a session.
        report_id: any revision of it.

    Returns:
        The id of the latest revision; the given one where nothing replaces it.
    """
    report = schema.Report
    later: int | None = report_id
    while later is not None:
        current = later
        later = session.scalar(select(report.id).where(report.replaces_id == current))
    return current
