"""The made-up reports of fixtures/audit: every planted contradiction is found, and nothing else is."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest

from govstats.checks import (
    Fact,
    Finding,
    Outcome,
    judge_change,
    judge_jump,
    judge_repeats,
    judge_units,
)
from tests.checks.reading import AUDIT, audited, knowledge

PLANTED, NEAR_MISSES = 25, 25


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of expected.jsonl; one with another file is a finding on two reports."""

    file: str
    rule: str
    outcome: str
    severity: str | None
    figure: str
    suggestion: str
    other_file: str = ""
    other_figure: str = ""


LINES = [
    msgspec.json.decode(line, type=Line)
    for line in (AUDIT / "expected.jsonl").read_text(encoding="utf-8").splitlines()
]
FILES = sorted(path.name for path in AUDIT.glob("*.txt"))
ACROSS = [line for line in LINES if line.other_file]


def words_of(finding: Finding, text: str, facts: tuple[Fact, ...]) -> str:
    """Give the words of the figure that is judged; of a number that is none, the words of the finding."""
    start = finding.involved[0].start
    words = next((fact.text for fact in facts if fact.start == start), finding.stated)
    assert text.startswith(words, start)
    return words


@pytest.mark.parametrize("name", FILES)
def test_every_finding_on_one_report_is_expected_and_every_expected_one_is_made(name: str) -> None:
    text, facts, findings = audited(name)
    found = Counter(
        (each.rule, str(each.outcome), each.severity, words_of(each, text, facts), each.suggestion)
        for each in findings
    )
    expected = Counter(
        (line.rule, line.outcome, line.severity, line.figure, line.suggestion)
        for line in LINES
        if line.file == name and not line.other_file
    )
    assert found == expected


def figure(file: str, words: str) -> Fact:
    return next(fact for fact in audited(file)[1] if fact.text == words)


def level_of(change: Fact, file: str) -> Fact:
    """Give the level that a change led to: the last of its label before it."""
    return [
        fact
        for fact in audited(file)[1]
        if fact.start < change.start and fact.label == change.label and fact.year == change.year
    ][-1]


def judged(line: Line) -> Finding | None:
    one, other = figure(line.file, line.figure), figure(line.other_file, line.other_figure)
    if line.rule == "change_across_years":
        return judge_change(level_of(one, line.file), one, other, knowledge())
    if line.rule == "jump":
        return judge_jump(other, one, knowledge())
    if line.rule == "units":
        return judge_units(other, one, knowledge())
    return judge_repeats((other, one), knowledge())


@pytest.mark.parametrize("line", ACROSS, ids=[f"{line.rule} {line.figure}" for line in ACROSS])
def test_figures_of_two_reports_are_judged_as_expected(line: Line) -> None:
    finding = judged(line)
    assert finding is not None
    assert (finding.rule, str(finding.outcome), finding.severity, finding.suggestion) == (
        line.rule,
        line.outcome,
        line.severity,
        line.suggestion,
    )


def test_enough_is_planted_of_every_rule() -> None:
    wrong = [line for line in LINES if line.outcome != Outcome.AGREES]
    assert len(wrong) >= PLANTED
    assert len(LINES) - len(wrong) >= NEAR_MISSES
    assert {line.rule for line in LINES} == set(knowledge().rules)
