"""Which corrections hold: whether what a reviewer has looked at is still what is read, and where it went if not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache, cached_property
from typing import Final

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from govstats.store.corrections import (
    Correction,
    Decision,
    FigureKey,
    in_effect,
    last_words,
    read_corrections,
)
from govstats.store.decimals import canonical_decimal
from govstats.store.figures import find_current
from govstats.store.schema import TABLES

_CORRECTIONS: Final = TABLES["corrections"]
_REPORTS: Final = TABLES["reports"]
_LATER: Final = _REPORTS.alias("later")
_ORGANISATIONS: Final = TABLES["organisations"]
_OBSERVATIONS: Final = TABLES["observations"]
_INDICATORS: Final = TABLES["indicators"]
_IS_REPLACED: Final = exists().where(_LATER.c.replaces_id == _REPORTS.c.id)


class Hold(StrEnum):
    """Whether a correction holds, and why not."""

    HOLDS = "holds"
    """what was reviewed is what is read"""
    SUPERSEDED = "superseded"
    """something was decided about the figure later, or it was withdrawn"""
    NOT_STORED = "not_stored"
    """the report is not in this database"""
    REPLACED = "replaced"
    """a revision has taken the place of the report"""
    OTHER_VALUE = "other_value"
    """another value is read at its place"""
    NOT_READ = "not_read"
    """no figure is read at its place"""

    @property
    def is_lost(self) -> bool:
        """Whether nothing of it shows although nobody took it back."""
        return self not in (Hold.HOLDS, Hold.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The one figure that has the words and the value of a correction that does not hold.

    Attributes:
        observation_id: its number.
        report_id: its report.
        start_offset: first code point of it in the text of that report.
    """

    observation_id: int
    report_id: int
    start_offset: int


@dataclass(frozen=True, slots=True)
class StandingCorrection:
    """A correction and whether it holds.

    Attributes:
        correction: what was said.
        hold: whether it holds.
        remark: why not, or what does not show of it, in words; "" for nothing.
        report_id: the stored report that it is about, or None.
        observation_id: the figure that it is about; None where it is not read.
        suggestion: where the same words with the same value stand now; None where they do not, or more than once.
    """

    correction: Correction
    hold: Hold
    remark: str = ""
    report_id: int | None = None
    observation_id: int | None = None
    suggestion: Suggestion | None = None


@dataclass(frozen=True, slots=True)
class _Spot:
    """What is read where a correction points to, in one stored report."""

    report_id: int
    is_replaced: bool
    observation_id: int | None
    end_offset: int | None
    text: str | None
    value: Decimal | None


def match_corrections(session: Session) -> tuple[StandingCorrection, ...]:
    """Tell of all corrections whether they hold; one that does not is never left out.

    Args:
        session: a session that sees one state of the store.

    Returns:
        The corrections in the order of `read_corrections`.
    """
    corrections = read_corrections(session)
    return _Matcher(session, corrections).match() if corrections else ()


def count_lost(session: Session) -> int:
    """Count the corrections that nothing shows of although nobody took them back.

    Args:
        session: a session that sees one state of the store.
    """
    return sum(one.hold.is_lost for one in match_corrections(session))


class _Matcher:
    """Holds corrections against what is read now."""

    def __init__(self, session: Session, corrections: Sequence[Correction]) -> None:
        self._session = session
        self._corrections = corrections
        self._last = frozenset(one.uuid for one in last_words(corrections).values())
        self._holding = in_effect(corrections)
        self._spots = self._read_spots()
        self._candidates = cache(self._find_candidates)

    def match(self) -> tuple[StandingCorrection, ...]:
        return tuple(map(self._judge, self._corrections))

    def _judge(self, one: Correction) -> StandingCorrection:
        spots = self._spots[one.uuid]
        report_id = min(spots, key=lambda spot: spot.is_replaced).report_id if spots else None
        hold, remark, observation_id = _look(one, spots)
        if self._is_over(one):
            return StandingCorrection(one, Hold.SUPERSEDED, "", report_id, observation_id)
        if not hold.is_lost:
            return StandingCorrection(one, hold, self._unknown(one), report_id, observation_id)
        if one.decision is Decision.WITHDRAW:
            return StandingCorrection(one, Hold.HOLDS, "", report_id)
        suggestion = self._suggest(one, report_id)
        if self._is_decided_anew(one, report_id, suggestion):
            return StandingCorrection(one, Hold.SUPERSEDED, "", report_id)
        return StandingCorrection(one, hold, remark, report_id, None, suggestion)

    def _is_over(self, one: Correction) -> bool:
        """Tell whether something later was said about the very figure that takes its place."""
        if one.decision is Decision.NOTE:
            return False
        if one.decision is Decision.WITHDRAW:
            return (one.figure, one.reviewer) in self._decided_later_than(one)
        return one.uuid not in self._last or self._holding[one.figure].uuid != one.uuid

    def _decided_later_than(self, one: Correction) -> set[tuple[FigureKey, str]]:
        about = self._by_figure[one.figure]
        return {
            (each.figure, each.reviewer)
            for each in about
            if each.order > one.order and each.decision is not Decision.NOTE
        }

    @cached_property
    def _by_figure(self) -> dict[FigureKey, list[Correction]]:
        grouped: dict[FigureKey, list[Correction]] = defaultdict(list)
        for one in self._corrections:
            grouped[one.figure].append(one)
        return grouped

    def _is_decided_anew(self, one: Correction, report_id: int | None, suggestion: Suggestion | None) -> bool:
        """Tell whether somebody has decided later about what is read at its place now, or where its words went."""
        if one.decision is Decision.NOTE:
            return False
        places = {(report_id, one.start_offset)}
        if suggestion is not None:
            places.add((suggestion.report_id, suggestion.start_offset))
        return any(self._standing_at.get(place, one).order > one.order for place in places)

    @cached_property
    def _standing_at(self) -> dict[tuple[int | None, int], Correction]:
        """The decisions that hold, by report and first code point."""
        return {
            (spot.report_id, one.start_offset): one
            for one in self._holding.values()
            for spot in self._spots[one.uuid]
            if not _look(one, [spot])[0].is_lost
        }

    def _read_spots(self) -> dict[str, list[_Spot]]:
        statement = (
            select(
                _CORRECTIONS.c.uuid,
                _REPORTS.c.id,
                _IS_REPLACED,
                _OBSERVATIONS.c.id,
                _OBSERVATIONS.c.end_offset,
                _OBSERVATIONS.c.text,
                _OBSERVATIONS.c.value,
            )
            .select_from(_CORRECTIONS)
            .join(_ORGANISATIONS, _ORGANISATIONS.c.name == _CORRECTIONS.c.issuer)
            .join(
                _REPORTS,
                and_(
                    _REPORTS.c.sha256 == _CORRECTIONS.c.source_sha256,
                    _REPORTS.c.year == _CORRECTIONS.c.report_year,
                    _REPORTS.c.organisation_id == _ORGANISATIONS.c.id,
                ),
            )
            .outerjoin(
                _OBSERVATIONS,
                and_(
                    _OBSERVATIONS.c.report_id == _REPORTS.c.id,
                    _OBSERVATIONS.c.start_offset == _CORRECTIONS.c.start_offset,
                ),
            )
        )
        spots: dict[str, list[_Spot]] = defaultdict(list)
        for number, *values in self._session.connection().execute(statement):
            spots[number].append(_Spot(*values))
        return spots

    def _suggest(self, one: Correction, report_id: int | None) -> Suggestion | None:
        reports = self._candidates(one.source_sha256, one.issuer, one.report_year, report_id)
        figure = _OBSERVATIONS.c
        rows = self._session.connection().execute(
            select(figure.id, figure.report_id, figure.start_offset, figure.value).where(
                figure.report_id.in_(reports), figure.text == one.expected_text
            )
        )
        found = [Suggestion(*where) for *where, value in rows if value == one.expected_value]
        return found[0] if len(found) == 1 else None

    def _find_candidates(
        self, source_sha256: str, issuer: str, year: int, report_id: int | None
    ) -> tuple[int, ...]:
        """Find the current reports that the words of a correction may stand in now.

        Those are the latest revision of its report; else those of its source under another header; else those of its
        issuer and year.
        """
        if report_id is not None:
            return (find_current(self._session, report_id),)
        connection = self._session.connection()
        current = select(_REPORTS.c.id).where(~_IS_REPLACED)
        of_source = tuple(connection.scalars(current.where(_REPORTS.c.sha256 == source_sha256)))
        if of_source:
            return of_source
        of_issuer = current.join(_ORGANISATIONS, _ORGANISATIONS.c.id == _REPORTS.c.organisation_id).where(
            _ORGANISATIONS.c.name == issuer, _REPORTS.c.year == year
        )
        return tuple(connection.scalars(of_issuer))

    def _unknown(self, one: Correction) -> str:
        """Say that the catalogue lacks the new indicator, so that the figure shows without one."""
        if not one.new_indicator or one.new_indicator in self._indicators:
            return ""
        return (
            f"the catalogue of this database lacks {one.new_indicator}; the figure shows without an indicator"
        )

    @cached_property
    def _indicators(self) -> frozenset[str]:
        return frozenset(self._session.connection().scalars(select(_INDICATORS.c.code)))


def _look(one: Correction, spots: Sequence[_Spot]) -> tuple[Hold, str, int | None]:
    """Tell what became of the figure of a correction, and its number where it is read as it was."""
    current = [spot for spot in spots if not spot.is_replaced]
    for spot in current:
        if (spot.end_offset, spot.value) == (one.end_offset, one.expected_value):
            return Hold.HOLDS, "", spot.observation_id
    for spot in current:
        if spot.value is not None:
            return Hold.OTHER_VALUE, f"{spot.text} is read there as {canonical_decimal(spot.value)}", None
    if current:
        return Hold.NOT_READ, "no figure is read there", None
    if spots:
        return Hold.REPLACED, "a revision has taken the place of the report", None
    return Hold.NOT_STORED, f"the report of {one.issuer} about {one.report_year} is not stored", None
