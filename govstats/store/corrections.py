"""What reviewers say about figures: appended, never changed, and tied to the words of a report rather than to rows.

A decision is about the figure of one value at one place of one report, told by the hash of its source, its issuer and its
year. So it outlives re-extraction and recoding, and goes with the reports into any other database.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from govstats.observations.model import Kind, Scope
from govstats.store.schema import TABLES, fitting_decimal

CORRECTIONS: Final = TABLES["corrections"]
_SHA256: Final = re.compile("[0-9a-f]{64}")
_CHANGEABLE: Final = ("value", "unit", "indicator", "year", "kind", "scope")
_HALF: Final = re.compile("[\ud800-\udfff]")  # what Python makes of bytes that are no text
_LONGEST_TEXT: Final = 2**31 - 1  # what the columns of offsets hold
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
        for find_fault in (_fault_of_identity, _fault_of_time, _fault_of_words, _fault_of_numbers):
            fault = find_fault(self)
            if fault:
                raise ValueError(fault)
        self._require_changes()

    def _require_changes(self) -> None:
        changes = self.changes
        if self.decision is not Decision.CORRECT and changes:
            raise ValueError(f"{self.decision} changes nothing, but new values are given; correct takes them")
        if self.decision is Decision.CORRECT and not self.effect:
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
    def effect(self) -> Mapping[str, Any] | None:
        """What it makes queries show otherwise than it was read, by name: nothing for accept; None where they show nothing."""
        if self.decision is Decision.REJECT:
            return None
        read = {name: getattr(self, f"expected_{name}") or "" for name in self.changes}
        return {name: value for name, value in self.changes.items() if value != read[name]}

    @property
    def order(self) -> tuple[datetime, str]:
        """What the rows about one figure are ordered by: the last one holds, in every database the same."""
        return self.made_at, self.uuid


_FIELDS: Final = tuple(each.name for each in fields(Correction))


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
    found = [correction_of(row) for row in session.connection().execute(statement).mappings()]
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
    return in_effect([correction_of(row) for row in session.connection().execute(statement).mappings()])


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
    if not 0 <= one.start_offset < one.end_offset <= _LONGEST_TEXT:
        return f"{one.start_offset} to {one.end_offset} is no stretch of a text"
    if one.end_offset - one.start_offset != len(one.expected_text):
        return f"{one.expected_text} is not as long as {one.start_offset} to {one.end_offset}"
    return ""


def _fault_of_time(one: Correction) -> str:
    if one.made_at.tzinfo is None:
        return f"{one.made_at} says no time zone"
    try:
        one.made_at.astimezone(UTC)
    except OverflowError:
        return f"{one.made_at} is no time that a database can hold"
    return ""


def _fault_of_words(one: Correction) -> str:
    words = (one.issuer, one.expected_text, one.expected_unit, one.expected_indicator, one.new_unit, one.new_indicator,
             one.note, one.reviewer)  # fmt: skip
    if any("\0" in (word or "") for word in words):
        return "a NUL character cannot be kept"
    if any(_HALF.search(word or "") for word in words):
        return "half a character cannot be kept: is it typed in another encoding than that of the terminal?"
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


def correction_of(row: Mapping[Any, Any]) -> Correction:
    """Give a row of the table as the correction that it is.

    Args:
        row: its columns by their names.
    """
    values = {name: row[name] for name in _FIELDS}
    for name, kind in (("expected_kind", Kind), ("expected_scope", Scope), ("decision", Decision)):
        values[name] = kind(values[name])
    for name, kind in (("new_kind", Kind), ("new_scope", Scope)):
        values[name] = None if values[name] is None else kind(values[name])
    return Correction(**values)
