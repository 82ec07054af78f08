"""The catalogue's own data: each indicator reads the labels that mean it and none that mean less."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from govstats.catalogue import DATA, Indicator, load_catalogue
from govstats.catalogue.strict_yaml import read_entries
from govstats.covering import read_examples
from govstats.observations import build_extractor

CATALOGUE = load_catalogue(experimental=True)
MATCHER = CATALOGUE.matcher
UNIT_OF = {symbol.symbol: symbol.code for symbol in CATALOGUE.units.values()} | {
    surface: unit.code for unit in CATALOGUE.units.values() for surface in unit.surfaces
}


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of labels.yml."""

    code: str
    reads: tuple[str, ...]
    refuses: tuple[str, ...]
    unit: str = ""


LABELS = read_entries(Path(__file__).with_name("labels.yml"), Labels)
READS = [(entry.code, entry.unit, label) for entry in LABELS for label in entry.reads]
REFUSES = [(entry.code, entry.unit, label) for entry in LABELS for label in entry.refuses]


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


def test_the_whole_way_from_text_to_row_reads_every_example_and_no_refusal() -> None:
    assert read_examples(CATALOGUE, build_extractor(catalogue=CATALOGUE)) == []


@pytest.mark.parametrize("indicator", CATALOGUE.indicators.values(), ids=lambda each: each.code)
def test_each_indicator_is_fully_described(indicator: Indicator) -> None:
    assert indicator.definition.endswith("。")
    assert len(indicator.examples) >= 2
    assert len(indicator.refuses) >= 2
    assert indicator.plausible[0] < indicator.plausible[1]


def test_the_catalogue_is_as_rich_as_such_reports() -> None:
    assert len(CATALOGUE.indicators) >= 220
    assert len({each.topic for each in CATALOGUE.indicators.values()}) >= 24


@pytest.mark.parametrize("path", sorted((DATA / "indicators").glob("*.yml")), ids=lambda path: path.stem)
def test_files_are_sorted_by_code(path: Path) -> None:
    codes = [entry.code for entry in read_entries(path, Indicator)]
    assert codes == sorted(codes)
    assert {code.partition(".")[0] for code in codes} == {path.stem}


GOLD = Path(__file__).parents[3] / "shared" / "gold"


@pytest.mark.skipif(not GOLD.is_dir(), reason="the annotated reports are not here")
def test_annotated_labels_are_matched_with_high_precision() -> None:
    in_use = load_catalogue().matcher
    right = wrong = missed = 0
    for path in sorted(GOLD.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if not record["m"] or record.get("weak"):
                continue
            found = in_use.match(record["label"], UNIT_OF.get(record["unit"]), record["kind"]).code
            right += found is not None and found == record["code"]
            wrong += found is not None and found != record["code"]
            missed += record["code"] is not None and found != record["code"]
    assert right / (right + wrong) >= 0.97
    assert right / (right + missed) >= 0.9
