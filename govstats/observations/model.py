"""Observations: quantities bound to what they measure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from govstats.quantities.model import Bound, SetAside


class Kind(StrEnum):
    """What sort of statement a figure is."""

    LEVEL = "level"
    """a count, an amount, a rate"""
    CHANGE = "change"
    """against an earlier period; negative for a fall"""
    SHARE = "share"
    """a part of another figure, in percent"""
    RANK = "rank"
    """a place in an order: 列全市第3名"""


class Status(StrEnum):
    """Whether a figure happened or is aimed at."""

    ACTUAL = "actual"
    TARGET = "target"


class Scope(StrEnum):
    """Whose figure it is."""

    PLACE = "place"
    """the whole place or its system"""
    ISSUER = "issuer"
    """the issuing organisation's own"""
    PART = "part"
    """narrower: one street, one platform, one programme, a breakdown"""
    OTHER = "other"
    """somebody else's: the city above, the nation"""


class Grounds(msgspec.Struct, frozen=True, gc=False):
    """What the words around a figure decide about its indicator, whatever the catalogue holds.

    Attributes:
        scope_if_coded: whose figure it is if it measures an indicator: place or issuer; None where it may measure
            none, as a figure of one street or a breakdown of somebody else's business.
        scope_if_uncoded: whose it is if it measures none.
        confidence: from 0 to 1: how sure the reading is, apart from the indicator.
        light_verb: the verb before the label that it is shown without: 组织 in 组织律师120名, who are not all lawyers.
        is_addition: whether it tells what came to a stock in the course of the year: 今年发展律师56名.
    """

    scope_if_coded: Scope | None
    scope_if_uncoded: Scope
    confidence: float
    light_verb: str = ""
    is_addition: bool = False


class StatedFigure(msgspec.Struct, frozen=True, gc=False):
    """One figure of a report: what it states, and where.

    Attributes:
        start: first code point of the span in the report's text.
        end: one past the last.
        text: text[start:end], the words that state the value.
        evidence_start: first code point of the words that the meaning was read from.
        evidence_end: one past the last; the span lies inside.
        value: exact value in the unit; negative for a fall, percentages as percent numbers.
        unit_code: key of the unit table or None where the table lacks the measure word.
        unit: the unit as shown, "" for none.
        bound: how the value limits the true one.
        kind: level, change, share or rank.
        label: the words of the report that say what is measured, standing alone.
        indicator: code of the catalogue's indicator, or None.
        place_code: code of the place that it is about; None where the reader was given no place.
        year: the year that the figure is about; None where the reader was given none and the text tells none.
        period_start: first day of the period that it covers; None without a year.
        period_end: last day; the same day for a figure of one day.
        status: actual or target.
        scope: whose figure it is.
        part_of: the start of the observation that this one breaks down, or None.
        confidence: from 0 to 1: how sure the reading is; 1 only for what leaves no doubt.
        doubts: why the confidence is lowered, a few words each.
    """

    start: int
    end: int
    text: str
    evidence_start: int
    evidence_end: int
    value: Decimal
    unit_code: str | None
    unit: str
    bound: Bound
    kind: Kind
    label: str
    indicator: str | None
    place_code: str | None
    year: int | None
    period_start: date | None
    period_end: date | None
    status: Status
    scope: Scope
    part_of: int | None
    confidence: float
    doubts: tuple[str, ...]


class Observation(StatedFigure, frozen=True, gc=False):
    """A figure as a typed row, as it was read.

    Attributes:
        rule: how the quantity was read and how it was bound, such as "arabic/before".
        grounds: what its indicator, its scope and its confidence were decided on; a newer catalogue decides on the same.
    """

    rule: str
    grounds: Grounds


class Extraction(msgspec.Struct, frozen=True):
    """All numbers of one text: each lies in exactly one observation or one number set aside.

    Attributes:
        observations: the figures, in the order of the text.
        set_aside: the numbers that are no figures, in the order of the text.
    """

    observations: tuple[Observation, ...]
    set_aside: tuple[SetAside, ...]
