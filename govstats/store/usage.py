"""What the catalogue covers of a store: how often its indicators are reported, and what has none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from govstats.store import schema
from govstats.store.portions import in_portions


@dataclass(frozen=True, slots=True)
class Specimen:
    """A figure with the words that it was read from.

    Attributes:
        label: what is measured.
        text: the words that state the value.
        evidence: the words that the meaning was read from.
        place: name of the place.
        year: year of the figure.
        report: title of the report.
    """

    label: str
    text: str
    evidence: str
    place: str
    year: int
    report: str


def read_specimens(session: Session, ids: Sequence[int]) -> dict[int, Specimen]:
    """Read some figures with their words, by row.

    Args:
        session: a session in a transaction.
        ids: the rows.
    """
    figure, place, report = schema.Observation, schema.Place, schema.Report
    found: dict[int, Specimen] = {}
    for some in in_portions(ids):
        rows = session.execute(
            select(
                figure.id, figure.label, figure.text, figure.evidence, place.name, figure.year, report.title
            )
            .join(place, place.id == figure.place_id)
            .join(report, report.id == figure.report_id)
            .where(figure.id.in_(some))
        )
        found |= {row[0]: Specimen(*row[1:]) for row in rows}
    return found


@dataclass(frozen=True, slots=True)
class UncodedLabel:
    """A label of figures that have no indicator though they may have one.

    Attributes:
        label: what is measured.
        unit: its unit as shown.
        unit_code: code of the unit, or None.
        kind: level, change, share or rank.
        figures: how many figures of current reports.
        places: how many places.
        first_year: the earliest year.
        last_year: the latest year.
        specimen_id: one of the figures.
    """

    label: str
    unit: str
    unit_code: str | None
    kind: str
    figures: int
    places: int
    first_year: int
    last_year: int
    specimen_id: int


def read_uncoded_labels(session: Session, limit: int) -> list[UncodedLabel]:
    """Read the commonest labels of levels of the place or the issuer without an indicator, the commonest first.

    Args:
        session: a session in a transaction.
        limit: how many at most.
    """
    figure, report = schema.Observation, schema.Report
    later = aliased(report)
    count = func.count(figure.id)
    statement = (
        select(
            figure.label,
            figure.unit_text,
            figure.unit_code,
            figure.kind,
            count,
            func.count(figure.place_id.distinct()),
            func.min(figure.year),
            func.max(figure.year),
            func.min(figure.id),
        )
        .join(report, report.id == figure.report_id)
        .where(
            figure.indicator_code.is_(None),
            figure.scope_if_coded.is_not(None),
            figure.scope.in_(("place", "issuer")),
            figure.kind == "level",
            figure.label != "",
            ~select(later.id).where(later.replaces_id == report.id).exists(),
        )
        .group_by(figure.label, figure.unit_text, figure.unit_code, figure.kind)
        .order_by(count.desc(), figure.label, figure.unit_text)
        .limit(limit)
    )
    return [UncodedLabel(*row) for row in session.execute(statement)]


def read_label_places(session: Session, labels: Sequence[str]) -> dict[tuple[str, str], set[int]]:
    """Read the places that have labels without an indicator, by label and unit as shown.

    Args:
        session: a session in a transaction.
        labels: the labels.
    """
    figure = schema.Observation
    found: dict[tuple[str, str], set[int]] = {}
    for some in in_portions(labels):
        rows = session.execute(
            select(figure.label, figure.unit_text, figure.place_id)
            .where(figure.label.in_(some), figure.indicator_code.is_(None))
            .distinct()
        )
        for label, unit, place in rows:
            found.setdefault((label, unit), set()).add(place)
    return found


@dataclass(frozen=True, slots=True)
class Usage:
    """How often an indicator is reported, without targets.

    Attributes:
        figures: how many figures of current reports.
        places: how many places.
        first_year: the earliest year; None without figures.
        last_year: the latest year.
        specimen_id: the surest of its levels; None without any.
    """

    figures: int
    places: int
    first_year: int | None
    last_year: int | None
    specimen_id: int | None


def read_usage(session: Session, code: str) -> Usage:
    """Read how often an indicator is reported in the current reports.

    Args:
        session: a session in a transaction.
        code: its code.
    """
    figure, report = schema.Observation, schema.Report
    later = aliased(report)
    is_current = ~select(later.id).where(later.replaces_id == figure.report_id).exists()
    counted = session.execute(
        select(
            func.count(figure.id),
            func.count(figure.place_id.distinct()),
            func.min(figure.year),
            func.max(figure.year),
        ).where(figure.indicator_code == code, figure.status == "actual", is_current)
    ).one()
    surest = session.scalar(
        select(figure.id)
        .where(figure.indicator_code == code, figure.status == "actual", figure.kind == "level", is_current)
        .order_by(figure.confidence.desc(), figure.id)
        .limit(1)
    )
    return Usage(*counted, surest)
