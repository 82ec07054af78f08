"""The catalogue's own data: each indicator reads the labels that mean it and none that mean less."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from govstats.catalogue import DATA, Indicator, load_catalogue
from govstats.catalogue.matching import Matcher, load_matching_words
from govstats.catalogue.strict_yaml import read_entries

CATALOGUE = load_catalogue()
MATCHER = Matcher(CATALOGUE.indicators, CATALOGUE.units, load_matching_words())
UNIT_OF = {symbol.symbol: symbol.code for symbol in CATALOGUE.units.values()} | {
    surface: unit.code for unit in CATALOGUE.units.values() for surface in unit.surfaces
}
MEASURES = "|".join(map(re.escape, sorted(UNIT_OF, key=len, reverse=True)))
FIGURE = re.compile(
    rf"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<magnitude>[万亿]?)余?(?P<magnitude_after>[万亿]?)(?P<unit>{MEASURES})$"
)
MAGNITUDE = {"": 1, "万": 10_000, "亿": 100_000_000}


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of labels.yml."""

    code: str
    reads: tuple[str, ...]
    refuses: tuple[str, ...]
    unit: str = ""


class Clause(NamedTuple):
    """A clause that ends with its figure, taken apart."""

    label: str
    value: Decimal
    unit: str


def take_apart(clause: str) -> Clause:
    figure = FIGURE.search(clause)
    assert figure, f"{clause} does not end with a figure and its unit"
    factor = MAGNITUDE[figure["magnitude"] or figure["magnitude_after"]]
    return Clause(clause[: figure.start()], Decimal(figure["number"]) * factor, UNIT_OF[figure["unit"]])


LABELS = read_entries(Path(__file__).with_name("labels.yml"), Labels)
READS = [(entry.code, entry.unit, label) for entry in LABELS for label in entry.reads]
REFUSES = [(entry.code, entry.unit, label) for entry in LABELS for label in entry.refuses]
EXAMPLES = [
    (each.code, example.text, example.value)
    for each in CATALOGUE.indicators.values()
    for example in each.examples
]
REFUSED_CLAUSES = [(each.code, clause) for each in CATALOGUE.indicators.values() for clause in each.refuses]


@pytest.mark.parametrize(("code", "unit", "label"), READS)
def test_label_is_read(code: str, unit: str, label: str) -> None:
    assert MATCHER.match(label, unit or CATALOGUE.indicators[code].unit, "level").code == code


@pytest.mark.parametrize(("code", "unit", "label"), REFUSES)
def test_label_is_not_read_as_it(code: str, unit: str, label: str) -> None:
    for kind in ("level", "change", "share", "rank"):
        assert MATCHER.match(label, unit or CATALOGUE.indicators[code].unit, kind).code != code


def test_the_table_of_labels_covers_enough() -> None:
    assert len({entry.code for entry in LABELS}) == len(LABELS) >= 40
    assert [entry.code for entry in LABELS if len(entry.reads) < 3 or len(entry.refuses) < 2] == []


@pytest.mark.parametrize(("code", "text", "value"), EXAMPLES)
def test_example_without_its_figure_is_a_label_of_its_indicator(code: str, text: str, value: str) -> None:
    clause = take_apart(text)
    assert clause.value == Decimal(value)
    assert MATCHER.match(clause.label, clause.unit, "level").code == code


@pytest.mark.parametrize(("code", "text"), REFUSED_CLAUSES)
def test_refused_clause_is_not_read_as_its_indicator(code: str, text: str) -> None:
    clause = take_apart(text)
    assert MATCHER.match(clause.label, clause.unit, "level").code != code


def plainest_label(wording: str) -> str:
    """Give the label that a wording asks for at least: the first synonym of each word that must stand."""
    words = wording.replace("/ ", "/").split()
    return "".join(word.split("/")[0] for word in words if not word.endswith("?"))


@pytest.mark.parametrize("indicator", CATALOGUE.indicators.values(), ids=lambda each: each.code)
def test_each_wording_leads_to_its_own_indicator(indicator: Indicator) -> None:
    for wording in indicator.wordings:
        found = MATCHER.match(plainest_label(wording), indicator.unit, "level")
        assert found.code == indicator.code, wording


@pytest.mark.parametrize("indicator", CATALOGUE.indicators.values(), ids=lambda each: each.code)
def test_each_indicator_is_fully_described(indicator: Indicator) -> None:
    assert indicator.code.startswith(f"{indicator.topic}.")
    assert indicator.definition.endswith("。")
    assert len(indicator.examples) >= 2
    assert len(indicator.refuses) >= 2
    if indicator.unit == "percent":
        assert indicator.aggregation == "none"


@pytest.mark.parametrize("path", sorted((DATA / "indicators").glob("*.yml")), ids=lambda path: path.stem)
def test_files_are_sorted_by_code(path: Path) -> None:
    codes = [entry.code for entry in read_entries(path, Indicator)]
    assert codes == sorted(codes)


GOLD = Path(__file__).parents[3] / "shared" / "gold"


@pytest.mark.skipif(not GOLD.is_dir(), reason="the annotated reports are not here")
def test_annotated_labels_are_matched_with_high_precision() -> None:
    right = wrong = missed = 0
    for path in sorted(GOLD.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if not record["m"] or record.get("weak"):
                continue
            found = MATCHER.match(record["label"], UNIT_OF.get(record["unit"]), record["kind"]).code
            right += found is not None and found == record["code"]
            wrong += found is not None and found != record["code"]
            missed += record["code"] is not None and found != record["code"]
    assert right / (right + wrong) >= 0.97
    assert right / (right + missed) >= 0.9
