"""The accuracy that README.md states is reached on the fixtures. `pytest -s` prints the counts."""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import govstats
from govstats.observations import Extraction, Observation, build_extractor
from tests.docs.documents import ROOT, read

EXPECTED = sorted((ROOT / "fixtures" / "expected").glob("*.jsonl"))
LINES = {
    "exact": "found, with value, unit, bound, kind and year",
    "indicator": "indicator (the right one, or rightly none)",
    "scope": "scope",
    "label": "label, character by character",
    "reason": "other numbers set aside with the right reason",
}


def judge(wanted: dict[str, Any], extraction: Extraction) -> list[str]:
    """Name what is right about one annotated number."""
    if "reason" in wanted:
        spans = ((each.start, each.end, each.reason) for each in extraction.set_aside)
        is_right = any(
            start <= wanted["start"] < end and reason == wanted["reason"] for start, end, reason in spans
        )
        return ["reason"] if is_right else []
    found = next((each for each in extraction.observations if each.start == wanted["start"]), None)
    if found is None:
        return []
    right = [name for name in ("indicator", "scope", "label") if getattr(found, name) == wanted[name]]
    return ["exact", *right] if is_exact(found, wanted) else right


def is_exact(found: Observation, wanted: dict[str, Any]) -> bool:
    return found.value == Decimal(wanted["value"]) and all(
        getattr(found, name) == wanted[name] for name in ("end", "unit", "bound", "kind", "year")
    )


def read_expected(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in read(path).splitlines()[1:]]


@pytest.fixture(scope="module")
def right() -> Counter[str]:
    extractor, counts = build_extractor(), Counter[str]()
    for path in EXPECTED:
        report = govstats.read_report(ROOT / "fixtures" / "reports" / f"{path.stem}.txt")
        extraction = govstats.extract(report, extractor=extractor)
        for wanted in read_expected(path):
            counts["numbers" if "reason" in wanted else "figures"] += 1
            counts.update(judge(wanted, extraction))
    return counts


@pytest.mark.parametrize("measure", LINES)
def test_readme_promises_no_more_than_is_reached(right: Counter[str], measure: str) -> None:
    whole = right["numbers" if measure == "reason" else "figures"]
    print(f"\n{LINES[measure]}: {right[measure]} of {whole}")  # noqa: T201 -- what README.md tells to look at
    told = re.search(
        rf"^\| {re.escape(LINES[measure])} \| (\d+) of (\d+) \|$", read(ROOT / "README.md"), re.M
    )
    assert told, "README.md has no such line"
    assert int(told[2]) == whole
    assert right[measure] >= int(told[1])


def test_both_readmes_state_the_same_counts() -> None:
    english = re.findall(r"\| (\d+) of (\d+) \|$", read(ROOT / "README.md"), re.MULTILINE)
    chinese = re.findall(r"\| (\d+) / (\d+) \|$", read(ROOT / "README.zh-CN.md"), re.MULTILINE)
    assert english == chinese
    assert len(english) == len(LINES)
