"""docs/checks.md shows every rule of the checks as the data files have it, and what it finds on its example.

To write its rules anew after rules.yml has changed: python -m tests.docs.test_checks
"""

from __future__ import annotations

from pathlib import Path

import pytest

from govstats.checks import Finding, Outcome
from govstats.checks.entries import Case, Rule
from tests.checks.reading import findings_in, knowledge

DOCUMENT = Path(__file__).parents[2] / "docs" / "checks.md"
FIRST = "## The rules\n"
RULES = knowledge().rules


def section(rule: Rule) -> str:
    """Write what docs/checks.md says of a rule."""
    lines = [
        f"### {rule.name}",
        "",
        f"{rule.title_en}（{rule.title_zh}）, version {rule.version}.",
        "",
        f"- **Speaks**: {rule.speaks}",
        f"- **Keeps silent**: {rule.silent}",
        f"- **Example**: {rule.example}",
        *(f"- **There**: {line}" for line in on_example(rule)),
        "",
        "| says | outcome | severity |",
        "| --- | --- | --- |",
        *(row(case) for case in rule.cases),
        "",
    ]
    return "\n".join(lines)


def on_example(rule: Rule) -> list[str]:
    found = [finding for finding in findings_in(rule.example) if finding.rule == rule.name]
    return [told(finding) for finding in found if finding.outcome is not Outcome.AGREES]


def told(finding: Finding) -> str:
    return f"{finding.message_en} （{finding.message_zh}）"


def row(case: Case) -> str:
    severity = case.severity if case.severity is not None else ""
    return f"| {case.en} | {case.outcome} | {severity} |"


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_is_documented_as_it_is(name: str) -> None:
    assert section(RULES[name]) in DOCUMENT.read_text(encoding="utf-8")


def test_no_other_rule_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    headings = [line.removeprefix("### ") for line in text.splitlines() if line.startswith("### ")]
    assert headings == list(RULES)


if __name__ == "__main__":
    front, found, _ = DOCUMENT.read_text(encoding="utf-8").partition(FIRST)
    rules = "\n".join(section(rule) for rule in RULES.values())
    DOCUMENT.write_text(f"{front}{found}\n{rules}", encoding="utf-8")
