"""The lists of cue words bind both ways: each decides what its examples say, and not what only looks like it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from govstats.catalogue import DATA, load_catalogue, load_section_cues
from govstats.catalogue.cue_examples import CueExample, lists_of, read_cues
from govstats.catalogue.cues import TargetCues, load_binding_cues, load_table_cues, load_zero_cues
from govstats.errors import CatalogueError
from govstats.observations import Extractor, Observation
from govstats.observations.frames import FrameReader
from govstats.quantities import build_scanner, build_zero_reader
from govstats.reading.report import Header
from govstats.text import fold
from tests.observations.readers import extractor, place

CUES, ZEROS = load_binding_cues(), load_zero_cues()
FILES = {name: getattr(CUES, name) for name in ("labels", "subjects", "changes", "scopes", "targets")}
LISTS = {(file, name): words for file, cues in FILES.items() for name, words in lists_of(cues).items()}
EXAMPLES = [(file, example) for file, cues in FILES.items() for example in cues.examples]
WITHOUT_REFUSAL = {
    ("labels", "not_within"): "its characters are themselves what `within` refuses",
}
NEVER = "\ufdd0"  # a noncharacter: no text holds it


def name_of(file: str, example: CueExample) -> str:
    return f"{file}.{example.list}:{example.text}"


def read(example: CueExample, by: Extractor) -> tuple[Observation, ...]:
    header = Header(year=example.year, place=place(example.place, example.year), issuer=example.issuer)
    return by.extract_text(example.text, header).observations


def told(example: CueExample, by: Extractor) -> str | None:
    """What an extractor reads of the example's field; None where it does not find the figure once."""
    observations = read(example, by)
    found = [each for each in observations if each.text == example.figure]
    if len(found) != 1:
        return None
    figure = found[0]
    if example.field == "part_of":
        return next((each.text for each in observations if each.start == figure.part_of), "")
    if example.field == "period":
        return f"{figure.period_start}/{figure.period_end}"
    if example.field == "indicator":
        return figure.indicator or ""
    return str(getattr(figure, example.field))


@pytest.mark.parametrize(("file", "example"), [pytest.param(*each, id=name_of(*each)) for each in EXAMPLES])
def test_example_is_read_as_it_says(file: str, example: CueExample) -> None:
    found = told(example, extractor())
    assert found is not None, "the figure is not found once"
    if example.is_not is None:
        assert found == example.is_
    else:
        assert found != example.is_not


@pytest.mark.parametrize(("file", "example"), [pytest.param(*each, id=name_of(*each)) for each in EXAMPLES])
def test_example_holds_a_word_of_its_list(file: str, example: CueExample) -> None:
    readers = (extractor(), extractor_without(file, example.list))
    codes = [each.indicator or "" for reader in readers for each in read(example, reader)]
    held = "\n".join((example.text, example.issuer, *codes))
    assert any(word in held for word in LISTS[file, example.list] if word)


@pytest.mark.parametrize(("file", "name"), LISTS)
def test_list_decides_what_one_of_its_examples_says(file: str, name: str) -> None:
    required = [each for of, each in EXAMPLES if (of, each.list) == (file, name) and each.is_ is not None]
    assert required, "the list has no example"
    lacking = extractor_without(file, name)
    assert any(told(each, lacking) != each.is_ for each in required), "its examples hold without the list too"


def test_each_list_has_a_refusal_or_is_exempt() -> None:
    refused = {(file, each.list) for file, each in EXAMPLES if each.is_not is not None}
    assert set(LISTS) - refused == set(WITHOUT_REFUSAL)


def extractor_without(file: str, name: str) -> Extractor:
    cues = replace(CUES, **{file: without(FILES[file], name.split("."))})
    return Extractor(*others()[:2], cues, *others()[2:])


@cache
def others() -> tuple[Any, ...]:
    """What an extractor is made of besides the cue words."""
    catalogue = load_catalogue()
    return build_scanner(), build_zero_reader(), load_section_cues(), load_table_cues(), catalogue


def without(value: Any, keys: list[str]) -> Any:
    """Give cue words of which one list holds nothing that a text holds."""
    if not keys:
        return (NEVER,)
    if isinstance(value, tuple):
        return tuple(without(entry, keys) for entry in value)
    if isinstance(value, dict):
        return value | {keys[0]: without(value[keys[0]], keys[1:])}
    return msgspec.structs.replace(value, **{keys[0]: without(getattr(value, keys[0]), keys[1:])})


def word_lists(value: Any, name: str) -> Iterator[tuple[str, list[str]]]:
    """Give the lists of plain words in a YAML file, wherever they stand."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from word_lists(inner, f"{name}.{key}")
    elif isinstance(value, list) and all(isinstance(word, str) for word in value):
        yield name, value
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from word_lists(inner, f"{name}[{index}]")


@pytest.mark.parametrize("path", sorted((DATA / "cues").glob("*.yml")), ids=lambda path: path.name)
def test_no_list_holds_a_word_twice(path: Path) -> None:
    lists = word_lists(yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader), path.stem)
    twice = {name: [word for word, times in Counter(words).items() if times > 1] for name, words in lists}
    assert {name: words for name, words in twice.items() if words} == {}


@pytest.mark.parametrize("example", CUES.frames.examples, ids=lambda example: example.text)
def test_frame_is_read(example) -> None:  # type: ignore[no-untyped-def]
    frame = FrameReader(CUES.frames, CUES.labels).read(example.text)
    assert frame is not None
    assert frame.name == example.frame


@pytest.mark.parametrize("words", CUES.frames.refuses)
def test_words_open_no_frame(words: str) -> None:
    assert FrameReader(CUES.frames, CUES.labels).read(words) is None


@pytest.mark.parametrize("example", ZEROS.examples, ids=lambda example: example.text)
def test_zero_is_read(example) -> None:  # type: ignore[no-untyped-def]
    found = build_zero_reader().find(fold(example.text))
    assert [example.text[zero.start : zero.end] for zero in found] == [example.zero]


@pytest.mark.parametrize("words", ZEROS.refuses)
def test_words_state_no_zero(words: str) -> None:
    assert build_zero_reader().find(fold(words)) == []


GOOD = """\
words: [力争]
verbs: [计划]
not_after: [按]
done: [已]
sentence_words: [明年]
required: [须达到]
examples:
  - {list: words, text: 力争办理12件, figure: 12件, field: status, is: target}
"""
BROKEN = {
    "unknown key": ("{list: words, text: 甲1件, figure: 1件, field: status, iss: target}", ":9: ", "iss"),
    "unknown field": ("{list: words, text: 甲1件, figure: 1件, field: state, is: target}", ":9: ", "state"),
    "neither is nor is_not": ("{list: words, text: 甲1件, figure: 1件, field: status}", ":9: ", "one of"),
    "both": ("{list: words, text: 甲1件, figure: 1件, field: status, is: a, is_not: b}", ":9: ", "one of"),
    "no list": ("{list: word, text: 甲1件, figure: 1件, field: status, is: target}", ": ", "'word'"),
}


def test_the_good_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "targets.yml").write_text(GOOD, encoding="utf-8")
    assert [each.is_ for each in read_cues(tmp_path / "targets.yml", TargetCues).examples] == ["target"]


@pytest.mark.parametrize(("second", "where", "said"), BROKEN.values(), ids=BROKEN)
def test_a_wrong_second_example_is_refused(tmp_path: Path, second: str, where: str, said: str) -> None:
    path = tmp_path / "targets.yml"
    path.write_text(f"{GOOD}  - {second}\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        read_cues(path, TargetCues)
    assert caught.value.message.startswith(f"{path}{where}")
    assert said in caught.value.message
