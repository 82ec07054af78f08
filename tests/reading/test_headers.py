"""What the head of a page says: fixtures, and heads in the manner of many cities."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml

from govstats.errors import HeaderError
from govstats.reading import Given, Report, ReportReader, Source, load_source

FIXTURES = Path(__file__).parents[2] / "fixtures"
CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("headers.yml").read_text(encoding="utf-8"))
EXPECTED = sorted((FIXTURES / "expected").glob("*.jsonl"))


def source_of(text: str, name: str = "page.txt") -> Source:
    data = text.encode()
    return Source(name, data, sha256(data).hexdigest())


@pytest.fixture(scope="module")
def reader() -> ReportReader:
    return ReportReader()


def facts_of(report: Report) -> dict[str, Any]:
    header = report.header
    assert header.place is not None
    return {
        "title": header.title,
        "issuer": header.issuer,
        "code": header.place.code,
        "year": header.year,
        "number": header.document_number,
        "published": header.published_on.isoformat() if header.published_on else None,
        "source": header.source,
        "warning": "; ".join(report.warnings) or None,
    }


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_the_head_of_a_page_is_read_as_a_careful_reader_would(reader: ReportReader, case: dict[str, Any]) -> None:
    wanted = {"number": None, "published": None, "source": None, "warning": None} | case
    report = reader.read(source_of(case["text"]))
    assert facts_of(report) == {key: value for key, value in wanted.items() if key not in ("case", "text")}
