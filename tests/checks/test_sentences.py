"""What the checks find in sentences, and what they say nothing about: findings.yml lists all of it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from govstats.catalogue.strict_yaml import read_entries
from govstats.checks import Finding, Outcome
from tests.checks.reading import findings_in


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A finding of findings.yml."""

    rule: str
    outcome: str
    stated: str
    expected: str
    suggestion: str = ""


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of findings.yml."""

    text: str
    findings: tuple[Expected, ...] = ()


CASES = read_entries(Path(__file__).with_name("findings.yml"), Case)


def told(finding: Finding) -> Expected:
    severity = f" {finding.severity}" if finding.severity is not None else ""
    outcome = f"{finding.outcome}{severity}"
    return Expected(finding.rule, outcome, finding.stated, finding.expected, finding.suggestion)


@pytest.mark.parametrize("case", CASES, ids=[case.text[:24] for case in CASES])
def test_the_checks_find_in_a_sentence_what_is_expected_and_nothing_else(case: Case) -> None:
    assert [told(finding) for finding in findings_in(case.text)] == list(case.findings)


def test_a_severity_goes_with_everything_but_an_agreement() -> None:
    found = [finding for case in CASES for finding in findings_in(case.text)]
    assert all((finding.severity is None) == (finding.outcome is Outcome.AGREES) for finding in found)


def test_both_messages_name_what_is_stated_and_fill_in_every_word() -> None:
    for case in CASES:
        for finding in findings_in(case.text):
            for message in (finding.message_zh, finding.message_en):
                assert "{" not in message
                assert finding.stated in message
                assert finding.suggestion in message
