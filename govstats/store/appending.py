"""Appends what reviewers say, and forgets what was found about figures as they were shown before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import Connection, and_, select
from sqlalchemy.orm import Session

from govstats.errors import ReviewError
from govstats.store.corrections import CORRECTIONS, Correction, correction_of
from govstats.store.dialects import insert_rows
from govstats.store.findings import forget_about, mark_concerned
from govstats.store.overruling import find_changed
from govstats.store.portions import in_portions
from govstats.store.schema import TABLES
from govstats.store.versions import raise_version

_STATE: Final = TABLES["store_state"]
_REPORTS: Final = TABLES["reports"]
_ORGANISATIONS: Final = TABLES["organisations"]


@dataclass(frozen=True, slots=True)
class AddedCorrections:
    """What became of corrections that were to be added.

    Attributes:
        added: how many came.
        known: how many were there already.
        report_ids: the stored reports that those that came are about.
        forgotten: how many findings went, because they speak of figures that are shown otherwise now.
    """

    added: int
    known: int
    report_ids: frozenset[int]
    forgotten: int


def add_corrections(session: Session, corrections: Iterable[Correction]) -> AddedCorrections:
    """Append corrections. The next refresh of the snapshot shows what they say.

    Those that were added before are passed over, and those about reports that are not stored are kept for when they are.
    What was found about a figure that is shown otherwise from now on is forgotten.

    Args:
        session: a session in a transaction; the caller commits.
        corrections: what reviewers say.

    Raises:
        ReviewError: one has the uuid of a row that says something else.
    """
    connection = session.connection()
    connection.execute(select(_STATE.c.version).with_for_update())  # nobody else adds meanwhile
    wanted = {one.uuid: one for one in corrections}
    known = _known(connection, wanted)
    new = [one for one in wanted.values() if one.uuid not in known]
    if not new:
        return AddedCorrections(0, len(known), frozenset(), 0)
    before = _said_about(connection, {one.source_sha256 for one in new})
    insert_rows(connection, CORRECTIONS, [_row(one) for one in new])
    report_ids = _reports_about(connection, new)
    forgotten = forget_about(session, find_changed(session, before, new))
    if connection.scalar(select(_STATE.c.id)) is not None:  # without reports there is nothing to refresh
        concerned = report_ids | {each.report_id for one in forgotten for each in one.involved}
        mark_concerned(session, concerned, store_version=raise_version(session))
    return AddedCorrections(len(new), len(known), report_ids, len(forgotten))


def _known(connection: Connection, wanted: Mapping[str, Correction]) -> frozenset[str]:
    """Tell which corrections are there already."""
    known: set[str] = set()
    for some in in_portions(list(wanted)):
        rows = connection.execute(select(CORRECTIONS).where(CORRECTIONS.c.uuid.in_(some)))
        for one in map(correction_of, rows.mappings()):
            if one != wanted[one.uuid]:
                raise ReviewError(
                    f"the correction {one.uuid} of {one.reviewer} says something else in the database",
                    "a correction is never changed: say it anew, under a new uuid",
                )
            known.add(one.uuid)
    return frozenset(known)


def _said_about(connection: Connection, sources: Iterable[str]) -> list[Correction]:
    said: list[Correction] = []
    for some in in_portions(sorted(sources)):
        rows = connection.execute(select(CORRECTIONS).where(CORRECTIONS.c.source_sha256.in_(some)))
        said += map(correction_of, rows.mappings())
    return said


def _row(one: Correction) -> dict[str, Any]:
    row = asdict(one)
    for name in ("expected_kind", "expected_scope", "decision", "new_kind", "new_scope"):
        row[name] = None if row[name] is None else str(row[name])
    return row


def _reports_about(connection: Connection, corrections: Sequence[Correction]) -> frozenset[int]:
    wanted = {(one.source_sha256, one.issuer, one.report_year) for one in corrections}
    found: set[int] = set()
    for some in in_portions(sorted({sha256 for sha256, _, _ in wanted})):
        rows = connection.execute(
            select(_REPORTS.c.id, _REPORTS.c.sha256, _ORGANISATIONS.c.name, _REPORTS.c.year)
            .join_from(_REPORTS, _ORGANISATIONS, and_(_ORGANISATIONS.c.id == _REPORTS.c.organisation_id))
            .where(_REPORTS.c.sha256.in_(some))
        )
        found.update(number for number, *about in rows if tuple(about) in wanted)
    return frozenset(found)
