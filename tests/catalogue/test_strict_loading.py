"""A broken data file is refused with the file and the line, whichever entry is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from govstats.catalogue import DATA, load_catalogue
from govstats.catalogue.matching import load_matching_words
from govstats.errors import CatalogueError

GOOD_ENTRY = """\
- code: topic.first
  name: 甲
  name_en: First
  unit: case
  aggregation: sum
  definition: 甲的数量。
  wordings: [甲]
  examples: [{text: 甲1件, value: "1"}]
"""


def entry(**changes: str | None) -> str:
    """Give a second entry with some lines changed or, for None, left out."""
    fields: dict[str, str | None] = {
        "code": "topic.second",
        "name": "乙",
        "name_en": "Second",
        "unit": "case",
        "aggregation": "sum",
        "definition": "乙的数量。",
        "wordings": "[乙]",
        "examples": "[]",
        **changes,
    }
    lines = [f"{key}: {value}" for key, value in fields.items() if value is not None]
    return "- " + "\n  ".join(lines) + "\n"


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """Give a catalogue of its own with the real units and one topic of one good entry."""
    directory = tmp_path / "data"
    (directory / "indicators").mkdir(parents=True)
    for name in ("VERSION", "units.yml"):
        shutil.copy(DATA / name, directory / name)
    (directory / "indicators" / "topic.yml").write_text(GOOD_ENTRY, encoding="utf-8")
    return directory


def test_the_good_entry_is_read(catalogue: Path) -> None:
    found = load_catalogue(catalogue).indicators
    assert [(code, indicator.topic) for code, indicator in found.items()] == [("topic.first", "topic")]


# Each second entry is wrong in one way; it starts in line 9, and the line told is the one to look at.
BROKEN = {
    "unknown key": (entry(exampels="[]"), 17, "exampels"),
    "key twice": (entry(unit="case\n  unit: item"), 13, "'unit' stands twice"),
    "missing field": (entry(definition=None), 9, "definition"),
    "text where a list belongs": (entry(wordings="乙"), 15, "array"),
    "unknown choice": (entry(aggregation="mean"), 13, "mean"),
    "unknown key of an example": (entry(examples='\n  - {text: 乙1件, valu: "1"}'), 17, "valu"),
    "mapping where text belongs": (entry(name="{zh: 乙}"), 10, "str"),
    "not YAML": (entry(name="[乙"), 11, "not valid YAML"),
}


@pytest.mark.parametrize(("text", "line", "said"), BROKEN.values(), ids=BROKEN)
def test_a_wrong_second_entry_is_named_with_its_line(
    catalogue: Path, text: str, line: int, said: str
) -> None:
    path = catalogue / "indicators" / "topic.yml"
    path.write_text(GOOD_ENTRY + text, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(catalogue)
    assert caught.value.message.startswith(f"{path}:{line}: ")
    assert said in caught.value.message
    assert caught.value.hint


# Faults between entries: the message names the file and the entry or the word.
CLASHING = {
    "code twice": (entry(code="topic.first"), "topic.first"),
    "name twice": (entry(name="甲"), "甲"),
    "unknown unit": (entry(unit="parsec"), "parsec"),
    "unknown further unit": (entry(also_in="[parsec]"), "parsec"),
    "unknown numerator": (entry(numerator="topic.third"), "topic.third"),
}


@pytest.mark.parametrize(("text", "said"), CLASHING.values(), ids=CLASHING)
def test_entries_that_clash_are_refused(catalogue: Path, text: str, said: str) -> None:
    path = catalogue / "indicators" / "topic.yml"
    path.write_text(GOOD_ENTRY + text, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(catalogue)
    assert str(path) in caught.value.message
    assert said in caught.value.message


def test_a_code_of_another_file_is_refused(catalogue: Path) -> None:
    (catalogue / "indicators" / "zother.yml").write_text(entry(code="topic.first"), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"zother\.yml: the code topic\.first stands in topic\.yml"):
        load_catalogue(catalogue)


@pytest.mark.parametrize("name", ["VERSION", "units.yml", "matching.yml"])
def test_a_missing_file_is_named(catalogue: Path, name: str) -> None:
    (catalogue / name).unlink(missing_ok=True)
    with pytest.raises(CatalogueError, match=f"{name}: cannot be read"):
        load_matching_words(catalogue) if name == "matching.yml" else load_catalogue(catalogue)


def test_an_empty_file_is_refused(catalogue: Path) -> None:
    (catalogue / "indicators" / "topic.yml").write_text("# nothing\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"topic\.yml:1: the file is empty"):
        load_catalogue(catalogue)


UNIT = "- {code: case, symbol: 件, name: case, dimension: cases, surfaces: [件], base: case, factor: 1}\n"
BROKEN_UNITS = {
    "base unknown": (
        "code: b, symbol: 乙, name: b, dimension: cases, surfaces: [乙], base: d, factor: 2",
        "base d",
    ),
    "base of another dimension": (
        "code: b, symbol: 乙, name: b, dimension: money, surfaces: [乙], base: case, factor: 2",
        "base case",
    ),
    "surface twice": (
        "code: b, symbol: 乙, name: b, dimension: cases, surfaces: [件], base: b, factor: 1",
        "'件'",
    ),
    "symbol twice": (
        "code: b, symbol: 件, name: b, dimension: cases, surfaces: [], base: b, factor: 1",
        "'件'",
    ),
    "factor no number": (
        "code: b, symbol: 乙, name: b, dimension: cases, surfaces: [], base: b, factor: ten",
        "units.yml:2:",
    ),
}


@pytest.mark.parametrize(("second", "said"), BROKEN_UNITS.values(), ids=BROKEN_UNITS)
def test_a_wrong_unit_is_refused(catalogue: Path, second: str, said: str) -> None:
    (catalogue / "units.yml").write_text(UNIT + "- {" + second + "}\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(catalogue)
    assert "units.yml" in caught.value.message
    assert said in caught.value.message


BROKEN_MATCHING = {
    "word twice": ('dropped: ""\nneutral:\n  a: [共]\n  b: [共]\n', "'共' stands in a and in b"),
    "group twice": ('dropped: ""\nneutral:\n  a: [共]\n  a: [各]\n', ":4: the key 'a' stands twice"),
    "unknown key": ('dropped: ""\nneutral: {a: [共]}\nnutral: {}\n', ":3: "),
    "text where a list belongs": ('dropped: ""\nneutral:\n  a: 共\n', "array"),
}


@pytest.mark.parametrize(("text", "said"), BROKEN_MATCHING.values(), ids=BROKEN_MATCHING)
def test_wrong_matching_words_are_refused(catalogue: Path, text: str, said: str) -> None:
    (catalogue / "matching.yml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_matching_words(catalogue)
    assert "matching.yml" in caught.value.message
    assert said in caught.value.message
