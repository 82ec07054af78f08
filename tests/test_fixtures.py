"""The fixture reports are read as fixtures/expected says.

Values, units, bounds, kinds, years, periods and status are right for every figure, nothing is missed and nothing
extra. Where scope, indicator, part_of, label, the exact span or the reason of a number set aside still differ, the
difference stands in fixture_differences.jsonl. A new difference fails, and so does a listed one that is gone.

To write the list anew after a change has been reviewed: python -m tests.test_fixtures
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from govstats.observations import Extraction
from govstats.reading import Report, ReportReader, load_source
from tests.observations.accounting import faults_of
from tests.observations.comparing import Difference, compare
from tests.observations.ledger import listed, read_ledger, write_ledger
from tests.observations.readers import extractor

FIXTURES = Path(__file__).parents[1] / "fixtures"
LEDGER = Path(__file__).with_name("fixture_differences.jsonl")
EXPECTED = sorted((FIXTURES / "expected").glob("*.jsonl"))
# What is never excused. The other fields are compared with the list.
BINDING = ("figure", "value", "unit", "bound", "kind", "year", "period_start", "period_end", "status")


def records_of(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """Give what an expected file says: the report, its figures and its numbers set aside."""
    head, *records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return head, [each for each in records if "value" in each], [each for each in records if "reason" in each]


@cache
def reading_of(path: Path) -> tuple[Report, Extraction]:
    report = ReportReader().read(load_source(FIXTURES / "reports" / records_of(path)[0]["report"]))
    return report, extractor().extract(report)


@cache
def differences_of(path: Path) -> tuple[Difference, ...]:
    _, figures, numbers = records_of(path)
    return compare(figures, numbers, reading_of(path)[1])


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_figures_are_read(path: Path) -> None:
    assert [each for each in differences_of(path) if each.field in BINDING] == []


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_numbers_that_are_no_figures_are_set_aside(path: Path) -> None:
    _, _, numbers = records_of(path)
    aside = reading_of(path)[1].set_aside
    assert [
        each for each in numbers if not any(each["start"] < it.end and it.start < each["end"] for it in aside)
    ] == []


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_every_number_is_accounted_for(path: Path) -> None:
    report, extraction = reading_of(path)
    assert faults_of(report.text, extraction) == []


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_other_differences_are_those_listed(path: Path) -> None:
    found = [listed(path.stem, each) for each in differences_of(path) if each.field not in BINDING]
    known = [each for each in read_ledger(LEDGER) if each["source"] == path.stem]
    assert [each for each in found if each not in known] == [], "new: mend it, or list it if it is right"
    assert [each for each in known if each not in found] == [], "gone: take it off the list"


def test_the_list_names_only_reports_that_are_there() -> None:
    assert {each["source"] for each in read_ledger(LEDGER)} <= {path.stem for path in EXPECTED}


def differences_left() -> Iterator[dict[str, Any]]:
    """Give the differences that the ledger lists."""
    for path in EXPECTED:
        for each in differences_of(path):
            if each.field not in BINDING:
                yield listed(path.stem, each)


if __name__ == "__main__":
    write_ledger(LEDGER, differences_left())
    sys.exit(0)
