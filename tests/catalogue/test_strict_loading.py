"""A broken data file is refused with the file and the line, whichever entry is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from govstats.catalogue import DATA, examine_catalogue, load_catalogue
from govstats.catalogue.matching import load_matching_words
from govstats.errors import CatalogueError

GOOD_ENTRY = """\
- code: topic.first
  name: 甲
  name_en: First
  unit: case
  aggregation: sum
  stock_or_flow: flow
  plausible: [0, 1000]
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
        "stock_or_flow": "flow",
        "plausible": "[0, 1000]",
        "definition": "乙的数量。",
        "wordings": "[乙]",
        "examples": '[{text: 乙1件, value: "1"}]',
        **changes,
    }
    lines = [f"{key}: {value}" for key, value in fields.items() if value is not None]
    return "- " + "\n  ".join(lines) + "\n"


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """Give a catalogue of its own with the real units and one topic of one good entry."""
    directory = tmp_path / "data"
    (directory / "indicators").mkdir(parents=True)
    for name in ("VERSION", "units.yml", "matching.yml"):
        shutil.copy(DATA / name, directory / name)
    (directory / "indicators" / "topic.yml").write_text(GOOD_ENTRY, encoding="utf-8")
    return directory


def test_the_good_entry_is_read(catalogue: Path) -> None:
    found = load_catalogue(catalogue).indicators
    assert [(code, indicator.topic) for code, indicator in found.items()] == [("topic.first", "topic")]


# Each second entry is wrong in one way; it starts in line 11, and the line told is the one to look at.
BROKEN = {
    "unknown key": (entry(exampels="[]"), 21, "exampels"),
    "key twice": (entry(unit="case\n  unit: item"), 15, "'unit' stands twice"),
    "missing field": (entry(definition=None), 11, "definition"),
    "text where a list belongs": (entry(wordings="乙"), 19, "array"),
    "unknown choice": (entry(aggregation="mean"), 15, "mean"),
    "neither stock nor flow": (entry(stock_or_flow="rate"), 16, "rate"),
    "range of one number": (entry(plausible="[1]"), 17, "length 2"),
    "range of words": (entry(plausible="[few, many]"), 17, "decimal"),
    "unknown key of an example": (entry(examples='\n  - {text: 乙1件, valu: "1"}'), 21, "valu"),
    "mapping where text belongs": (entry(name="{zh: 乙}"), 12, "str"),
    "not YAML": (entry(name="[乙"), 13, "not valid YAML"),
    "code twice": (entry(code="topic.first"), 11, "the code topic.first stands already in"),
    "code that is none": (entry(code="Topic.second"), 11, "'Topic.second' is no code"),
    "code without a topic": (entry(code="second"), 11, "'second' is no code"),
    "name twice": (entry(name="甲"), 12, "the name '甲' stands already in"),
    "English name twice": (entry(name_en="First"), 13, "the English name 'First' stands already in"),
    "unknown unit": (entry(unit="parsec"), 14, "the unknown unit parsec"),
    "unknown further unit": (entry(also_in="[item, parsec]"), 21, "the unknown unit parsec"),
    "unknown numerator": (entry(aggregation="none", numerator="topic.third"), 21, "topic.third"),
    "numerator of a sum": (entry(numerator="topic.first"), 15, "cannot be summed"),
    "rate that is summed": (entry(unit="percent"), 15, "is a rate and cannot be summed"),
    "unknown whole": (entry(part_of="topic.third"), 21, "topic.third"),
    "whole of itself": (entry(part_of="topic.second"), 21, "topic.second"),
    "part that is not summed": (entry(aggregation="none", part_of="topic.first"), 21, "can be no part"),
    "part of another unit": (
        entry(unit="yuan", part_of="topic.first", examples='[{text: 乙1元, value: "1"}]'),
        21,
        "no unit in common with topic.first",
    ),
    "own topic": (entry(topic="topic"), 21, "unknown key `topic`"),
    "endless range": (entry(plausible="[0, Infinity]"), 17, "a range of odd numbers"),
    "range of no numbers": (entry(plausible="[NaN, 1]"), 17, "a range of odd numbers"),
    "range of too many digits": (entry(plausible="[0, 1e400]"), 17, "a range of odd numbers"),
    "empty name": (entry(name='""'), 12, "an empty name"),
    "name of two lines": (entry(name='"甲\\n乙"'), 12, "an empty name, or one of several lines"),
    "alias": (entry(wordings="&a [乙, *a]"), 19, "aliases are not allowed"),
    "key that is a list": (entry(wordings="{[a]: 乙}"), 19, "a key is no word"),
    "NUL character": (entry(name='"a\\0b"'), 12, "a NUL character"),
    "value that is no number": (entry(examples='[{text: 乙1件, value: "sNaN"}]'), 20, "is 1, not sNaN"),
    "empty range": (entry(plausible="[5, 1]"), 17, "the range 5 to 1 is empty"),
    "no wording": (entry(wordings="[]"), 19, "has no wordings"),
    "no example": (entry(examples="[]"), 20, "has no examples"),
    "synonym twice": (entry(wordings="[乙, 丙/丁 丙]"), 19, "has '丙' twice"),
    "empty synonym": (entry(wordings="[乙//丙]"), 19, "has an empty synonym"),
    "wording of neutral words": (
        entry(wordings="[乙, 全市 案件]"),
        19,
        "would match labels that say nothing",
    ),
    "wording of another indicator": (
        entry(wordings="[乙, 甲]"),
        9,
        "甲, which topic.first asks for, fits topic.first and topic.second equally well",
    ),
    "example that nothing reads": (
        entry(examples='\n  - {text: 乙1件, value: "1"}\n  - {text: 丙1件, value: "1"}'),
        22,
        "丙1件 is not read, not as topic.second",
    ),
    "example that something else reads": (
        entry(examples='[{text: 甲1件, value: "1"}]'),
        20,
        "甲1件 is read as topic.first, not as topic.second",
    ),
    "example of another unit": (entry(examples='[{text: 乙1人, value: "1"}]'), 20, "乙1人 is not read"),
    "example of another value": (entry(examples='[{text: 乙1.5万件, value: "15"}]'), 20, "is 15000, not 15"),
    "example whose value is none": (entry(examples="[{text: 乙1件, value: one}]"), 20, "is 1, not one"),
    "example out of range": (
        entry(examples='[{text: 乙1001件, value: "1001"}]'),
        20,
        "outside the plausible range",
    ),
    "example without a figure": (
        entry(examples='[{text: 乙, value: "1"}]'),
        20,
        "does not end with a number",
    ),
    "refusal that is read": (
        entry(refuses="[全市乙3件]"),
        21,
        "全市乙3件 is read as topic.second, which refuses it",
    ),
    "refusal without a figure": (entry(refuses="[丙很多]"), 21, "does not end with a number"),
    "near wording that is none": (entry(near="[全市 案件]"), 21, "would match labels that say nothing"),
    "near wording that is its own": (entry(near="[乙]"), 19, "乙, which topic.second asks for, is not read"),
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


def test_parts_that_are_wholes_of_each_other_are_refused(catalogue: Path) -> None:
    path = catalogue / "indicators" / "topic.yml"
    first = GOOD_ENTRY + "  part_of: topic.second\n"
    path.write_text(first + entry(part_of="topic.first"), encoding="utf-8")
    with pytest.raises(CatalogueError, match="are parts of each other"):
        load_catalogue(catalogue)


def test_a_rate_that_divides_itself_by_a_detour_is_refused(catalogue: Path) -> None:
    path = catalogue / "indicators" / "topic.yml"
    first = GOOD_ENTRY.replace("aggregation: sum", "aggregation: none\n  numerator: topic.second")
    path.write_text(first + entry(aggregation="none", numerator="topic.first"), encoding="utf-8")
    with pytest.raises(CatalogueError, match="refer to each other"):
        load_catalogue(catalogue)


@pytest.mark.parametrize(
    "text", [GOOD_ENTRY + "\x01", "[" * 20_000, "- &a [*a]\n"], ids=["control", "deep", "endless"]
)
def test_what_yaml_itself_cannot_read_names_the_file(catalogue: Path, text: str) -> None:
    path = catalogue / "indicators" / "topic.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(catalogue)
    assert caught.value.message.startswith(f"{path}:")


def test_all_problems_are_listed_and_the_first_tells_how_many_more(catalogue: Path) -> None:
    path = catalogue / "indicators" / "topic.yml"
    path.write_text(GOOD_ENTRY + entry(unit="parsec", plausible="[5, 1]"), encoding="utf-8")
    _, problems = examine_catalogue(catalogue)
    assert [problem.where for problem in problems] == [f"{path}:17", f"{path}:14"]
    with pytest.raises(CatalogueError, match="and 1 more: govstats indicators check lists them"):
        load_catalogue(catalogue)


def test_a_code_of_another_file_is_refused(catalogue: Path) -> None:
    (catalogue / "indicators" / "zother.yml").write_text(entry(code="topic.first"), encoding="utf-8")
    with pytest.raises(
        CatalogueError, match=r"zother\.yml:1: the code topic\.first stands already in .*topic\.yml:1"
    ):
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
    "factor zero": (
        "code: b, symbol: 乙, name: b, dimension: cases, surfaces: [乙], base: case, factor: 0",
        "units.yml:2: 0 is no factor",
    ),
    "factor endless": (
        "code: b, symbol: 乙, name: b, dimension: cases, surfaces: [乙], base: case, factor: Infinity",
        "units.yml:2: Infinity is no factor",
    ),
    "base with a factor": (
        "code: b, symbol: 乙, name: b, dimension: more, surfaces: [乙], base: b, factor: 2",
        "units.yml:2: the base unit b has not the factor 1",
    ),
    "surface of a magnitude": (
        "code: b, symbol: 乙, name: b, dimension: cases, surfaces: [万], base: case, factor: 2",
        "units.yml:2: '万' is no measure word",
    ),
    "surface of nothing": (
        "code: b, symbol: 乙, name: b, dimension: cases, surfaces: [''], base: case, factor: 2",
        "units.yml:2: '' is no measure word",
    ),
    "code that is none": (
        "code: B, symbol: 乙, name: b, dimension: cases, surfaces: [乙], base: case, factor: 2",
        "units.yml:2: 'B' is no code of a unit",
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
