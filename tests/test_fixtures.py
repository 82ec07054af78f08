"""The fixture reports are read as fixtures/expected says, the documents as fixtures/documents/expected.

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

from fixtures.documents import write
from govstats.observations import Extraction
from govstats.reading import Report, ReportReader, find_sources, load_source
from govstats.reading.files import Source
from govstats.text.grids import find_grids
from tests.observations.accounting import faults_of
from tests.observations.comparing import Difference, compare
from tests.observations.ledger import listed, read_ledger, write_ledger
from tests.observations.readers import extractor

FIXTURES = Path(__file__).parents[1] / "fixtures"
LEDGER = Path(__file__).with_name("fixture_differences.jsonl")
DOCUMENTS = FIXTURES / "documents"
EXPECTED = sorted(path for folder in (FIXTURES, DOCUMENTS) for path in (folder / "expected").glob("*.jsonl"))
TABLES = sorted((DOCUMENTS / "expected").glob("*.jsonl"))
# What is never excused. The other fields are compared with the list.
BINDING = ("figure", "value", "unit", "bound", "kind", "year", "period_start", "period_end", "status")


def records_of(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """Give what an expected file says: the report, its figures and its numbers set aside."""
    head, *records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return head, [each for each in records if "value" in each], [each for each in records if "reason" in each]


def source_of(path: Path) -> Path:
    """Give the file that an expected file is about."""
    folder = DOCUMENTS if path.is_relative_to(DOCUMENTS) else FIXTURES / "reports"
    return folder / str(records_of(path)[0]["report"])


@cache
def reading_of(path: Path) -> tuple[Report, Extraction]:
    report = ReportReader().read(load_source(source_of(path)))
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


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_heads_of_documents_are_read(path: Path) -> None:
    wanted = records_of(path)[0]
    report = reading_of(path)[0]
    header = report.header
    assert header.place is not None
    assert wanted == {
        "report": Path(report.name).name,
        "title": header.title,
        "issuer": header.issuer,
        "district": header.place.name,
        "district_code": header.place.code,
        "year": header.year,
        "document_number": header.document_number,
        "published_on": str(header.published_on),
        "encoding": report.encoding,
    }


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_the_evidence_of_a_figure_in_a_table_is_its_row_with_the_cell_and_the_name(path: Path) -> None:
    report, extraction = reading_of(path)
    rows = [row for grid in find_grids(report.text) for row in grid.rows]
    in_tables = [
        (one, row) for one in extraction.observations for row in rows if row.start <= one.start < row.end
    ]
    assert len(in_tables) >= 10
    for one, row in in_tables:
        name = next(cell for cell in row.cells if not report.text[cell.start : cell.end].isdigit())
        assert row.start <= one.evidence_start <= name.start < name.end <= one.start
        assert one.end <= one.evidence_end <= row.end
        assert report.text[one.start : one.end] == one.text
        assert (one.start, one.end) in [(cell.start, cell.end) for cell in row.cells]


def test_a_table_over_two_pages_is_one() -> None:
    report, _ = reading_of(DOCUMENTS / "expected" / "320583-2022-justice.jsonl")
    assert report.pages == 2
    assert [len(grid.rows) for grid in find_grids(report.text)] == [25]


def test_an_archive_of_documents_holds_the_same_reports() -> None:
    found = {
        source.name: ReportReader().read(source).text_sha256
        for source in find_sources([DOCUMENTS / "hangzhou.zip"])
        if isinstance(source, Source)
    }
    single = {reading_of(path)[0].text_sha256 for path in TABLES if path.stem.startswith("3301")}
    assert len(found) == 2
    assert set(found.values()) == single


def test_the_documents_say_what_their_program_writes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(write, "FOLDER", tmp_path)
    write.write()
    written, kept = (
        {
            Path(source.name).name: ReportReader().read_document(source)
            for source in find_sources([folder])
            if isinstance(source, Source)
        }
        for folder in (tmp_path, DOCUMENTS)
    )
    assert len(kept) == 5
    assert written == kept


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
