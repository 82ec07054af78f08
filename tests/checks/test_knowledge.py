"""The data files of the checks: what is wrong in them is told with file and line, and nothing in them lies idle."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from govstats.catalogue import load_catalogue
from govstats.checks import DATA, Outcome, load_knowledge
from govstats.checks.entries import Words
from govstats.errors import CatalogueError
from tests.checks.reading import catalogue, findings_in, knowledge

CODE = "\n".join(path.read_text(encoding="utf-8") for path in DATA.parent.rglob("*.py"))


def spoilt(folder: Path, name: str, old: str, new: str) -> Path:
    copied = folder / "data"
    shutil.copytree(DATA, copied)
    path = copied / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copied


WRONG = [
    ("rules.yml", "version: 2", "version: two", "rules.yml:4"),
    ("rules.yml", "outcome: agrees", "outcome: agreed", "rules.yml"),
    ("rules.yml", "- name: share_of_whole", "- name: rate_of_counts", "rate_of_counts stands twice"),
    ("words.yml", "totals:", "total:", "words.yml"),
    ("relations.yml", "open: true", "opened: true", "relations.yml:7"),
    ("relations.yml", "结案率, 审结率", "结案率, 结案率", "结案率 stands twice"),
    ("slips.yml", "kind: wrong", "kind: odd", "slips.yml"),
]


@pytest.mark.parametrize(("name", "old", "new", "told"), WRONG)
def test_what_is_wrong_in_a_data_file_is_told(
    tmp_path: Path, name: str, old: str, new: str, told: str
) -> None:
    folder = spoilt(tmp_path, name, old, new)
    with pytest.raises(CatalogueError) as raised:
        load_knowledge(catalogue().indicators, catalogue().units, folder)
    assert told in raised.value.message


def test_another_folder_s_words_are_gone_by(tmp_path: Path) -> None:
    folder = spoilt(tmp_path, "rules.yml", "应得{expected}", "该得{expected}")
    other = load_knowledge(catalogue().indicators, catalogue().units, folder)
    assert other.rules != knowledge().rules


def test_every_rule_and_every_case_is_said_somewhere() -> None:
    for rule in knowledge().rules.values():
        assert f'"{rule.name}"' in CODE
        for case in rule.cases:
            assert f'"{case.name}"' in CODE


def test_every_agreement_has_no_severity_and_everything_else_has_one() -> None:
    for rule in knowledge().rules.values():
        for case in rule.cases:
            assert (case.severity is None) == (case.outcome is Outcome.AGREES)


def test_the_indicators_of_the_funnels_are_in_the_catalogue() -> None:
    steps = {step for funnel in knowledge().relations.funnels for step in funnel.steps}
    assert steps <= set(load_catalogue(experimental=True).indicators)


ACROSS = {"change_across_years", "jump", "units", "repeats"}


@pytest.mark.parametrize("name", sorted(set(knowledge().rules) - ACROSS))
def test_a_rule_speaks_on_its_own_example(name: str) -> None:
    found = [finding for finding in findings_in(knowledge().rules[name].example) if finding.rule == name]
    assert any(finding.outcome is not Outcome.AGREES for finding in found)


@pytest.mark.parametrize("name", Words.__struct_fields__)
def test_no_list_of_words_lies_idle(name: str) -> None:
    assert f"words.{name}" in CODE
