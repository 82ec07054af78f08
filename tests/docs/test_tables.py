"""The documented data files and examples are those of the program."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import msgspec
import pytest
import yaml

import govstats
from govstats.catalogue import DATA, Indicator, NonFigure, cue_examples, cues, entries, load_catalogue
from govstats.catalogue.matching import MatchingWords
from govstats.catalogue.strict_yaml import read_entries
from govstats.observations import build_extractor
from tests.docs.documents import ROOT, blocks, read

CATALOGUE = read(ROOT / "docs" / "catalogue.md")
STRUCTURES = [
    each
    for module in (entries, cues)
    for each in vars(module).values()
    if isinstance(each, type) and issubclass(each, msgspec.Struct) and each is not msgspec.Struct
] + [MatchingWords]


def test_each_data_file_is_documented() -> None:
    files = [path.relative_to(DATA) for path in DATA.rglob("*") if path.is_file()]
    names = {"indicators/*.yml" if path.parts[0] == "indicators" else path.as_posix() for path in files}
    assert sorted(name for name in names if f"`{name}`" not in CATALOGUE) == []


@pytest.mark.parametrize("structure", STRUCTURES, ids=lambda structure: structure.__name__)
def test_each_field_of_the_data_files_is_documented(structure: type[msgspec.Struct]) -> None:
    fields = set(structure.__struct_encode_fields__) - ({"topic"} if structure is Indicator else set())
    told = {name for word in re.findall(r"`([a-z_.]+)`", CATALOGUE) for name in word.split(".")}
    assert sorted(fields - told) == []


@pytest.mark.parametrize("name", ["labels", "changes", "scopes", "targets", "frames", "zeros"])
def test_the_lists_of_cue_words_are_those_of_the_file(name: str) -> None:
    binding = cues.load_binding_cues()
    file = cues.load_zero_cues() if name == "zeros" else getattr(binding, name)
    section = re.search(rf"^`cues/{name}\.yml`.*?(?=^`cues/|^## )", CATALOGUE, re.MULTILINE | re.DOTALL)
    assert section, f"docs/catalogue.md has no section for cues/{name}.yml"
    heads = re.findall(r"^\| (`.*?`) \| ", section[0], re.MULTILINE)
    told = {word for head in heads for word in re.findall(r"`(.+?)`", head)}
    lists = set(cue_examples.lists_of(file))
    assert sorted(each for each in lists if not any(is_within(each, word) for word in told)) == []
    fields = set(file.__struct_fields__) | lists
    assert sorted(word for word in told if not any(is_within(each, word) for each in fields)) == []


def is_within(name: str, key: str) -> bool:
    """Whether a list is one that a key leads to: part.levels and above.county, by part and above."""
    return name == key or name.startswith(f"{key}.")


def test_the_cue_word_of_the_worked_example_binds(tmp_path: Path) -> None:
    (block,) = (
        each
        for each in blocks(ROOT / "docs" / "catalogue.md", "yaml")
        if each.startswith("# cues/changes.yml")
    )
    added = yaml.load(block, yaml.BaseLoader)
    word = added["rises"][-1]
    shutil.copytree(DATA, tmp_path / "data")
    file = tmp_path / "data" / "cues" / "changes.yml"
    file.write_text(
        re.sub(r"(?m)^rises: \[", rf"\g<0>{word}, ", file.read_text(encoding="utf-8")), encoding="utf-8"
    )
    before, after = build_extractor(), build_extractor(tmp_path / "data")
    example, refusal = msgspec.convert(added["examples"], tuple[cue_examples.CueExample, ...])
    (lacking,) = govstats.extract(example.text, extractor=before).observations
    (figure,) = govstats.extract(example.text, extractor=after).observations
    assert (str(figure.value), figure.kind) == (example.is_, "change")
    assert lacking.kind != "change"
    (other,) = govstats.extract(refusal.text, extractor=after).observations
    assert other.kind != refusal.is_not


@pytest.fixture
def extended(tmp_path: Path) -> Path:
    """The catalogue with the entries of docs/catalogue.md added to their files."""
    shutil.copytree(DATA, tmp_path / "data")
    added = [
        block for block in blocks(ROOT / "docs" / "catalogue.md", "yaml") if block.startswith("# add to ")
    ]
    assert len(added) == 2
    for block in added:
        file = tmp_path / "data" / block.partition("\n")[0].removeprefix("# add to ")
        file.write_text(file.read_text(encoding="utf-8") + block, encoding="utf-8")
    return tmp_path / "data"


def test_the_indicator_of_the_worked_example_is_read(extended: Path) -> None:
    catalogue = load_catalogue(extended, experimental=True)
    known = load_catalogue(experimental=True).indicators
    (new,) = [each for each in catalogue.indicators.values() if each.code not in known]
    extractor = build_extractor(extended, catalogue)
    for example in new.examples:
        (figure,) = govstats.extract(example.text, extractor=extractor).observations
        assert (figure.indicator, str(figure.value)) == (new.code, example.value)
    for clause in new.refuses:
        found = govstats.extract(clause, extractor=extractor).observations
        assert all(figure.indicator != new.code for figure in found)


def test_the_indicator_of_ones_own_in_the_example_is_read(tmp_path: Path) -> None:
    (block,) = [
        block
        for block in blocks(ROOT / "docs" / "catalogue.md", "yaml")
        if block.startswith("# my-indicators/heritage.yml")
    ]
    (tmp_path / "heritage.yml").write_text(block, encoding="utf-8")
    catalogue = load_catalogue(own=tmp_path)
    extractor = build_extractor(catalogue=catalogue)
    (figure,) = govstats.extract("共有各级文物保护单位128处。", extractor=extractor).observations
    assert figure.indicator == "heritage.sites"


def test_the_rule_of_the_worked_example_sets_aside(extended: Path) -> None:
    rule = read_entries(extended / "nonfigures" / "names.yml", NonFigure)[-1]
    extractor = build_extractor(extended)
    for example in rule.examples:
        text = example.replace("【", "").replace("】", "")
        aside = govstats.extract(text, extractor=extractor).set_aside
        assert [(each.text, each.rule) for each in aside] == [
            (example[example.index("【") + 1 : example.index("】")], rule.rule)
        ]
    for clause in rule.refuses:
        assert all(each.rule != rule.rule for each in govstats.extract(clause, extractor=extractor).set_aside)
