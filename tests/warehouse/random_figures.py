"""Figures put straight into a snapshot, for tests that hold for any figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from govstats.places import Division

PERIODS = {  # first and last month and day
    "year": ((1, 1), (12, 31)),
    "half": ((1, 1), (6, 30)),
    "end": ((12, 31), (12, 31)),
}


@dataclass(frozen=True)
class Put:
    """A figure of a snapshot.

    Attributes:
        place: its place.
        year: its year.
        indicator: code of its indicator.
        value: its value.
        unit_code: code of its unit.
        bound: how it limits the true value.
        scope: place or issuer.
        period: which part of the year it covers, of PERIODS.
        confidence: how sure it is.
        report_year: the year of its report.
        start: where it stands in its report.
    """

    place: Division
    year: int
    indicator: str
    value: Decimal
    unit_code: str = "case"
    bound: str = "="
    scope: str = "place"
    period: str = "year"
    confidence: float = 0.9
    report_year: int = 0
    start: int = 0

    @property
    def dates(self) -> tuple[date, date]:
        """First and last day of its period."""
        (first_month, first_day), (last_month, last_day) = PERIODS[self.period]
        return date(self.year, first_month, first_day), date(self.year, last_month, last_day)


def put_figures(path: Path, figures: Sequence[Put]) -> None:
    """Make some figures all that a snapshot holds; their numbers are those of their places in the sequence."""
    with duckdb.connect(path) as connection:
        connection.execute("truncate loaded.figures")
        rows = [row_of(number, figure) for number, figure in enumerate(figures, start=1)]
        if rows:
            names = ", ".join(rows[0])
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(
                f"insert into loaded.figures ({names}) values ({marks})",
                [list(row.values()) for row in rows],
            )


def row_of(number: int, figure: Put) -> dict[str, object]:
    """Give the columns of a figure that must not be null."""
    start, end = figure.dates
    return {
        "observation_id": number,
        "report_id": 1,
        "district": figure.place.name,
        "district_code": figure.place.code,
        "province": figure.place.province,
        "year": figure.year,
        "indicator": figure.indicator,
        "indicator_name": figure.indicator,
        "value": figure.value,
        "unit": figure.unit_code,
        "unit_code": figure.unit_code,
        "bound": figure.bound,
        "kind": "level",
        "status": "actual",
        "scope": figure.scope,
        "label": "办结",
        "period_start": start,
        "period_end": end,
        "issuer": f"{figure.place.name}司法局",
        "report": "报告",
        "report_year": figure.report_year or figure.year,
        "published_on": None,
        "text": "1件",
        "evidence": "办结1件",
        "evidence_start": figure.start,
        "start_offset": figure.start,
        "end_offset": figure.start + 2,
        "confidence": figure.confidence,
        "doubts": "",
        "rule": "arabic/before",
        "catalogue_version": "1",
        "verdict": "unchecked",
    }
