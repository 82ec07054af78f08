"""What reviewers say about figures: appended, never changed, and tied to the words of a report rather than to rows.

A decision is about the figure of one value at one place of one report, told by the hash of its source, its issuer and its
year. So it outlives re-extraction and recoding, and goes with the reports into any other database.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from govstats.observations.model import Kind, Scope
from govstats.store.dialects import insert_rows
from govstats.store.findings import mark_concerned
from govstats.store.portions import in_portions
from govstats.store.schema import TABLES, fitting_decimal
from govstats.store.versions import raise_version

CORRECTIONS: Final = TABLES["corrections"]
_STATE: Final = TABLES["store_state"]
_REPORTS: Final = TABLES["reports"]
_ORGANISATIONS: Final = TABLES["organisations"]
_SHA256: Final = re.compile("[0-9a-f]{64}")
_CHANGEABLE: Final = ("value", "unit", "indicator", "year", "kind", "scope")
_NEXT: Final = timedelta(microseconds=1)  # what both databases tell apart


class Decision(StrEnum):
    """What a reviewer says about a figure."""

    ACCEPT = "accept"
    """it is right as it was read"""
    CORRECT = "correct"
    """it is a figure, and what is given anew holds"""
    REJECT = "reject"
    """it is no figure to publish"""
    WITHDRAW = "withdraw"
    """what this reviewer has decided about it before does not hold any more"""
    NOTE = "note"
    """a remark, which decides nothing"""


@dataclass(frozen=True, slots=True)
class FigureKey:
    """What tells a figure from all others, in any database.

    Attributes:
        source_sha256: hash of the bytes that its report was read from.
        issuer: who publishes the report.
        report_year: the year that the report is about.
        start_offset: first code point of the figure in the text of the report.
        end_offset: one past the last.
        value: what is read there.
    """

    source_sha256: str
    issuer: str
    report_year: int
    start_offset: int
    end_offset: int
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What one reviewer says about one figure, as the table has it.

    Attributes:
        source_sha256: hash of the bytes that the report was read from, in lower case.
        issuer: who publishes the report.
        report_year: the year that the report is about.
        start_offset: first code point of the figure in the text of the report.
        end_offset: one past the last.
        expected_text: the words of the figure when it was reviewed.
        expected_value: its value then; where another one is read, the row does not hold.
        expected_unit: its unit then, as shown.
        expected_indicator: code of its indicator then, or None.
        expected_year: the year that it was about then.
        expected_kind: its kind then.
        expected_scope: its scope then.
        decision: what is said.
        new_value: the right value; None where the one that was read is right, here and below.
        new_unit: the right unit as shown, "" for none.
        new_indicator: code of the right indicator, "" for none.
        new_year: the right year.
        new_kind: the right kind.
        new_scope: the right scope.
        note: why, in the reviewer's words.
        reviewer: who says so.
        made_at: when.
        uuid: the same in every database that it is brought into.

    Raises:
        ValueError: what it says makes no sense, or the database would not hold it.
    """

    source_sha256: str
    issuer: str
    report_year: int
    start_offset: int
    end_offset: int
    expected_text: str
    expected_value: Decimal
    expected_unit: str
    expected_indicator: str | None
    expected_year: int
    expected_kind: Kind
    expected_scope: Scope
    decision: Decision
    new_value: Decimal | None = None
    new_unit: str | None = None
    new_indicator: str | None = None
    new_year: int | None = None
    new_kind: Kind | None = None
    new_scope: Scope | None = None
    note: str = ""
    reviewer: str
    made_at: datetime
    uuid: str = field(default_factory=lambda: str(uuid.uuid4()))

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        for fault in (_fault_of_identity(self), _fault_of_words(self), _fault_of_numbers(self)):
            if fault:
                raise ValueError(fault)
        self._require_changes()

    def _require_changes(self) -> None:
        changes = self.changes
        if self.decision is not Decision.CORRECT and changes:
            raise ValueError(f"{self.decision} changes nothing, but new values are given; correct takes them")
        if self.decision is Decision.CORRECT and not any(
            value != (getattr(self, f"expected_{name}") or "") for name, value in changes.items()
        ):
            raise ValueError("nothing is corrected: no value is given that differs from what was read")

    @property
    def figure(self) -> FigureKey:
        """The figure that it is about."""
        return FigureKey(
            self.source_sha256,
            self.issuer,
            self.report_year,
            self.start_offset,
            self.end_offset,
            self.expected_value,
        )

    @property
    def changes(self) -> Mapping[str, Any]:
        """What is given anew, by its name: value, unit, indicator, year, kind, scope."""
        given = {name: getattr(self, f"new_{name}") for name in _CHANGEABLE}
        return {name: value for name, value in given.items() if value is not None}

    @property
    def order(self) -> tuple[datetime, str]:
        """What the rows about one figure are ordered by: the last one holds, in every database the same."""
        return self.made_at, self.uuid


@dataclass(frozen=True, slots=True)
class AddedCorrections:
    """What became of corrections that were to be added.

    Attributes:
        added: how many came.
        known: how many were there already.
        report_ids: the stored reports that those that came are about.
    """

    added: int
    known: int
    report_ids: frozenset[int]


def add_corrections(session: Session, corrections: Iterable[Correction]) -> AddedCorrections:
    """Append corrections. The next refresh of the snapshot shows what they say.

    Those that were added before are passed over, and those about reports that are not stored are kept for when they are.

    Args:
        session: a session in a transaction; the caller commits.
        corrections: what reviewers say.
    """
    connection = session.connection()
    connection.execute(select(_STATE.c.version).with_for_update())  # nobody else adds meanwhile
    wanted = {one.uuid: one for one in corrections}
    known: set[str] = set()
    for some in in_portions(list(wanted)):
        known.update(connection.scalars(select(CORRECTIONS.c.uuid).where(CORRECTIONS.c.uuid.in_(some))))
    new = [one for one in wanted.values() if one.uuid not in known]
    if not new:
        return AddedCorrections(0, len(known), frozenset())
    insert_rows(connection, CORRECTIONS, [_row(one) for one in new])
    report_ids = _reports_about(session, new)
    if connection.scalar(select(_STATE.c.id)) is not None:  # without reports there is nothing to refresh
        mark_concerned(session, report_ids, store_version=raise_version(session))
    return AddedCorrections(len(new), len(known), report_ids)


def read_corrections(session: Session, about: FigureKey | None = None) -> tuple[Correction, ...]:
    """Read corrections, those of one report together, in the order of the text and of the time.

    Args:
        session: a session.
        about: only those about this figure; None for all.
    """
    statement = select(CORRECTIONS)
    if about is not None:
        statement = statement.where(
            CORRECTIONS.c.source_sha256 == about.source_sha256,
            CORRECTIONS.c.start_offset == about.start_offset,
        )
    found = [_correction(row) for row in session.connection().execute(statement).mappings()]
    kept = [one for one in found if about is None or one.figure == about]
    return tuple(sorted(kept, key=_place_in_file))


def read_decisions(
    session: Session, source_sha256: str, issuer: str, report_year: int
) -> dict[FigureKey, Correction]:
    """Read which decisions hold about the figures of a report.

    Args:
        session: a session.
        source_sha256: hash of the bytes that it was read from.
        issuer: who publishes it.
        report_year: the year that it is about.
    """
    statement = select(CORRECTIONS).where(
        CORRECTIONS.c.source_sha256 == source_sha256,
        CORRECTIONS.c.issuer == issuer,
        CORRECTIONS.c.report_year == report_year,
    )
    return in_effect([_correction(row) for row in session.connection().execute(statement).mappings()])


def in_effect(corrections: Iterable[Correction]) -> dict[FigureKey, Correction]:
    """Tell which decision about each figure holds: the last one of those that no reviewer has withdrawn.

    Args:
        corrections: everything that was said about these figures.
    """
    holding: dict[FigureKey, Correction] = {}
    for one in sorted(last_words(corrections).values(), key=lambda each: each.order):
        holding[one.figure] = one
    return holding


def last_words(corrections: Iterable[Correction]) -> dict[tuple[FigureKey, str], Correction]:
    """Tell what each reviewer last decided about each figure, but for what he has withdrawn.

    Args:
        corrections: everything that was said about these figures.
    """
    last: dict[tuple[FigureKey, str], Correction] = {}
    for one in sorted(corrections, key=lambda each: each.order):
        if one.decision is not Decision.NOTE:
            last[one.figure, one.reviewer] = one
    return {key: one for key, one in last.items() if one.decision is not Decision.WITHDRAW}


def next_moment(corrections: Iterable[Correction], now: datetime) -> datetime:
    """Give the time of a decision that is made knowing others: later than all of them, whatever the clocks say.

    Args:
        corrections: what was said about the figure before.
        now: what the clock says.
    """
    return max([now, *(one.made_at + _NEXT for one in corrections)])


def _fault_of_identity(one: Correction) -> str:
    try:
        is_uuid = str(uuid.UUID(one.uuid)) == one.uuid
    except ValueError:
        is_uuid = False
    if not is_uuid:
        return f"{one.uuid} is no UUID in lower case"
    if not _SHA256.fullmatch(one.source_sha256):
        return f"{one.source_sha256} is no SHA-256 in lower case"
    if one.made_at.tzinfo is None:
        return f"{one.made_at} says no time zone"
    if not 0 <= one.start_offset < one.end_offset:
        return f"{one.start_offset} to {one.end_offset} is no stretch of a text"
    if one.end_offset - one.start_offset != len(one.expected_text):
        return f"{one.expected_text} is not as long as {one.start_offset} to {one.end_offset}"
    return ""


def _fault_of_words(one: Correction) -> str:
    words = (one.issuer, one.expected_text, one.expected_unit, one.expected_indicator, one.new_unit, one.new_indicator,
             one.note, one.reviewer)  # fmt: skip
    if any("\0" in (word or "") for word in words):
        return "a NUL character cannot be kept"
    if not one.reviewer.strip():
        return "nobody says so: the reviewer has no name"
    if not one.issuer:
        return "the report has no issuer"
    if one.decision is Decision.NOTE and not one.note.strip():
        return "the note is empty"
    return ""


def _fault_of_numbers(one: Correction) -> str:
    for name, year, first in (
        ("report_year", one.report_year, 1949),
        ("expected_year", one.expected_year, 1900),
        ("new_year", one.new_year, 1900),
    ):
        if year is not None and not first <= year <= 2100:
            return f"{name} {year} is no year from {first} to 2100"
    for value in (one.expected_value, one.new_value):
        if value is not None:
            fitting_decimal(value)
    return ""


def _place_in_file(one: Correction) -> tuple[Any, ...]:
    about = (one.issuer, one.report_year, one.source_sha256, one.start_offset, one.end_offset)
    return *about, one.expected_value, *one.order


def _row(one: Correction) -> dict[str, Any]:
    row = asdict(one)
    for name in ("expected_kind", "expected_scope", "decision", "new_kind", "new_scope"):
        row[name] = None if row[name] is None else str(row[name])
    return row


def _correction(row: Mapping[Any, Any]) -> Correction:
    values = {name: value for name, value in row.items() if name != "id"}
    for name, kind in (("expected_kind", Kind), ("expected_scope", Scope), ("decision", Decision)):
        values[name] = kind(values[name])
    for name, kind in (("new_kind", Kind), ("new_scope", Scope)):
        values[name] = None if values[name] is None else kind(values[name])
    return Correction(**values)


def _reports_about(session: Session, corrections: Sequence[Correction]) -> frozenset[int]:
    wanted = {(one.source_sha256, one.issuer, one.report_year) for one in corrections}
    found: set[int] = set()
    for some in in_portions(sorted({sha256 for sha256, _, _ in wanted})):
        rows = session.connection().execute(
            select(_REPORTS.c.id, _REPORTS.c.sha256, _ORGANISATIONS.c.name, _REPORTS.c.year)
            .join_from(_REPORTS, _ORGANISATIONS, and_(_ORGANISATIONS.c.id == _REPORTS.c.organisation_id))
            .where(_REPORTS.c.sha256.in_(some))
        )
        found.update(number for number, *about in rows if tuple(about) in wanted)
    return frozenset(found)
