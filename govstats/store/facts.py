"""The numbers of a stored report as they were read: its figures as checks and pages see them, and those that are none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from govstats.checks import Fact
from govstats.observations.model import Kind, Scope, Status
from govstats.quantities.model import Bound, Reason, SetAside
from govstats.store import schema

_SEPARATOR: Final = "; "


def read_facts(session: Session, report_id: int) -> tuple[Fact, ...]:
    """Read the figures of a report in the order of its text.

    Args:
        session: a session.
        report_id: the report.
    """
    figure, place = schema.Observation, schema.Place
    whole = aliased(figure)
    rows = session.execute(
        select(figure, place.code, whole.start_offset)
        .join(place, place.id == figure.place_id)
        .outerjoin(whole, whole.id == figure.part_of_id)
        .where(figure.report_id == report_id)
        .order_by(figure.start_offset)
    )
    return tuple(_fact(*row) for row in rows)


def read_set_aside(session: Session, report_id: int) -> tuple[SetAside, ...]:
    """Read the numbers of a report that are no figures, in the order of its text.

    Args:
        session: a session.
        report_id: the report.
    """
    number = schema.SetAside
    rows = session.execute(
        select(number.start_offset, number.end_offset, number.text, number.reason, number.rule)
        .where(number.report_id == report_id)
        .order_by(number.start_offset)
    )
    return tuple(SetAside(start, end, text, Reason(reason), rule) for start, end, text, reason, rule in rows)


def read_indicator_names(session: Session, report_id: int) -> Mapping[str, str]:
    """Read how the indicators of a report's figures are called in Chinese, by their codes.

    Args:
        session: a session.
        report_id: the report.
    """
    figure, indicator = schema.Observation, schema.Indicator
    rows = session.execute(
        select(indicator.code, indicator.name)
        .join(figure, figure.indicator_code == indicator.code)
        .where(figure.report_id == report_id)
        .distinct()
    )
    return {row.code: row.name for row in rows}


def _fact(row: Any, place_code: str, part_of: int | None) -> Fact:
    return Fact(
        report_id=row.report_id,
        start=row.start_offset,
        end=row.end_offset,
        text=row.text,
        evidence_start=row.evidence_start,
        evidence_end=row.evidence_start + len(row.evidence),
        value=row.value,
        unit_code=row.unit_code,
        unit=row.unit_text,
        bound=Bound(row.bound),
        kind=Kind(row.kind),
        label=row.label,
        indicator=row.indicator_code,
        place_code=place_code,
        year=row.year,
        period_start=row.period_start,
        period_end=row.period_end,
        status=Status(row.status),
        scope=Scope(row.scope),
        part_of=part_of,
        confidence=row.confidence,
        doubts=tuple(row.doubts.split(_SEPARATOR)) if row.doubts else (),
    )
