"""A figure of one revision of a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class HistoricFigure:
    """A figure of one revision of a report.

    Attributes:
        observation_id: its row.
        start: first code point of its words in the text of that revision.
        text: the words that state the value.
        evidence_start: first code point of the evidence.
        evidence: the words that the meaning was read from.
        indicator: the code of its indicator, or None.
        label: what is measured.
        place: code and name of the place that it is about.
        year: the year that it is about.
        period_start: the first day that it covers.
        period_end: the last day.
        value: the exact value in the unit.
        unit: the unit as shown; "" where the report gives none.
        bound: = exact, ~ about, > more than, < less than.
        kind: level, change, share or rank.
        status: actual or target.
        scope: place, issuer, part or other.
        part_of: the label of the figure that it breaks down; "" for none.
        confidence: how sure the reading is, from 0 to 1.
        doubts: why it is not surer; parted by semicolons.
    """

    observation_id: int
    start: int
    text: str
    evidence_start: int
    evidence: str
    indicator: str | None
    label: str
    place: str
    year: int
    period_start: date
    period_end: date
    value: Decimal
    unit: str
    bound: str
    kind: str
    status: str
    scope: str
    part_of: str
    confidence: float
    doubts: str
