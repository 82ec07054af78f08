"""Figures that queries show otherwise than they were read, and what was found about them as they were.

A finding speaks of values. Where a decision of a reviewer changes what is shown of a figure, what was found about it
speaks of something else: it is forgotten, until `govstats audit` checks what is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from govstats.checks import Finding
from govstats.store.corrections import CORRECTIONS, Correction, FigureKey, correction_of, in_effect
from govstats.store.portions import in_portions
from govstats.store.schema import TABLES

Spot = tuple[int, int]
"""A stored figure, by its report and its first code point."""

_REPORTS: Final = TABLES["reports"]
_ORGANISATIONS: Final = TABLES["organisations"]
_OBSERVATIONS: Final = TABLES["observations"]
_AS_READ: Final[Mapping[str, Any]] = {}


def drop_overruled(session: Session, findings: Iterable[Finding]) -> list[Finding]:
    """Give the findings without those about figures that a reviewer's decision shows otherwise than they were read.

    Args:
        session: a session that sees the reports of the findings and their figures.
        findings: what was found in a reading.
    """
    kept = list(findings)
    overruled = _find_overruled(session, {each.report_id for one in kept for each in one.involved})
    return [
        one for one in kept if not any((each.report_id, each.start) in overruled for each in one.involved)
    ]


def find_changed(
    session: Session, before: Iterable[Correction], new: Iterable[Correction]
) -> frozenset[Spot]:
    """Find the stored figures that are shown otherwise when more is said about them.

    Args:
        session: a session.
        before: everything that was said about these figures.
        new: what is said now.
    """
    earlier = list(before)
    held, holds = in_effect(earlier), in_effect([*earlier, *new])
    changed = {
        figure for figure in held.keys() | holds.keys() if _shown(held, figure) != _shown(holds, figure)
    }
    return _find_spots(session, changed)


def _shown(holding: Mapping[FigureKey, Correction], figure: FigureKey) -> Mapping[str, Any] | None:
    one = holding.get(figure)
    return _AS_READ if one is None else one.effect


def _find_overruled(session: Session, report_ids: Iterable[int]) -> frozenset[Spot]:
    connection = session.connection()
    said: list[Correction] = []
    for some in in_portions(sorted(report_ids)):
        rows = connection.execute(_about_reports(CORRECTIONS).where(_REPORTS.c.id.in_(some)))
        said += map(correction_of, rows.mappings())
    holding = in_effect(said)
    return _find_spots(session, {figure for figure in holding if _shown(holding, figure) != _AS_READ})


def _about_reports(*columns: Any) -> Any:
    """Select from the reports that corrections are about."""
    return (
        select(*columns)
        .select_from(CORRECTIONS)
        .join(_ORGANISATIONS, _ORGANISATIONS.c.name == CORRECTIONS.c.issuer)
        .join(
            _REPORTS,
            and_(
                _REPORTS.c.sha256 == CORRECTIONS.c.source_sha256,
                _REPORTS.c.year == CORRECTIONS.c.report_year,
                _REPORTS.c.organisation_id == _ORGANISATIONS.c.id,
            ),
        )
    )


def _find_spots(session: Session, figures: Collection[FigureKey]) -> frozenset[Spot]:
    """Find where figures of which something was said are read as they were then."""
    reviewed = _about_reports(
        _REPORTS.c.sha256,
        _ORGANISATIONS.c.name,
        _REPORTS.c.year,
        _OBSERVATIONS.c.start_offset,
        _OBSERVATIONS.c.end_offset,
        _OBSERVATIONS.c.value,
        _REPORTS.c.id,
    ).join(
        _OBSERVATIONS,
        and_(
            _OBSERVATIONS.c.report_id == _REPORTS.c.id,
            _OBSERVATIONS.c.start_offset == CORRECTIONS.c.start_offset,
            _OBSERVATIONS.c.end_offset == CORRECTIONS.c.end_offset,
        ),
    )
    spots: set[Spot] = set()
    for some in in_portions(sorted({figure.source_sha256 for figure in figures})):
        rows = session.connection().execute(reviewed.where(CORRECTIONS.c.source_sha256.in_(some)).distinct())
        spots.update((report_id, key[3]) for *key, report_id in rows if FigureKey(*key) in figures)
    return frozenset(spots)
