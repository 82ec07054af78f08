"""What is checked, and what a check finds."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from govstats.observations.model import Observation, StatedFigure


class Outcome(StrEnum):
    """What a check comes to."""

    AGREES = "agrees"
    """the arithmetic confirms what is stated"""
    CONTRADICTS = "contradicts"
    """what is stated cannot all be right"""
    DOUBTFUL = "doubtful"
    """something wants a look; it may be right"""


class Severity(StrEnum):
    """How bad it would be to publish the figures as they stand."""

    ERROR = "error"
    """one of them is wrong, in the report or in its reading"""
    WARNING = "warning"
    """one of them probably is"""
    NOTICE = "notice"
    """worth knowing"""


class Verdict(StrEnum):
    """What arithmetic says about a figure, all checks together."""

    CONTRADICTED = "contradicted"
    """it takes part in a contradiction"""
    CONFIRMED = "confirmed"
    """it takes part in none, and in a sum or a division that comes out"""
    UNCHECKED = "unchecked"
    """there was nothing to check it against"""


class Fact(StatedFigure, frozen=True, gc=False):
    """A figure as the checks see it, from a reading or from the store.

    Attributes:
        report_id: the stored report; 0 for a reading that is not stored. With the start it tells one fact from all others.
    """

    report_id: int = 0


def fact_of(observation: Observation, report_id: int = 0) -> Fact:
    """Give an observation as a fact.

    Args:
        observation: a figure of a reading.
        report_id: the stored report, 0 for none.
    """
    stated = {name: getattr(observation, name) for name in StatedFigure.__struct_fields__}
    return Fact(**stated | {"report_id": report_id})


class Involved(msgspec.Struct, frozen=True, gc=False):
    """A figure, or a number that is none, that a finding is about.

    Attributes:
        report_id: the stored report; 0 for a reading that is not stored.
        start: first code point in the report's text.
        role: what it is in the rule, in the rule's own words: rate, numerator, denominator, part, whole, earlier, later.
    """

    report_id: int
    start: int
    role: str


class Finding(msgspec.Struct, frozen=True, gc=False):
    """What a rule says about some figures.

    Attributes:
        rule: name of the rule, see rules.yml.
        version: its version.
        outcome: agrees, contradicts or doubtful.
        severity: None where all agrees.
        involved: what it is about; the figure that is judged comes first.
        stated: what the report states, as a reader would say it: 45.57%.
        expected: what the arithmetic gives: 45.20%; "" where it gives nothing.
        suggestion: what would make it right, where one small slip explains it: 2179件; "" for nothing.
        message_zh: what it is, in Chinese, one or two sentences that stand alone.
        message_en: the same in English.
    """

    rule: str
    version: int
    outcome: Outcome
    severity: Severity | None
    involved: tuple[Involved, ...]
    stated: str
    expected: str
    suggestion: str
    message_zh: str
    message_en: str


def verdicts_of(findings: tuple[Finding, ...]) -> Mapping[tuple[int, int], Verdict]:
    """Tell what findings come to for each figure.

    Args:
        findings: the findings.

    Returns:
        By report and start; figures that are missing are unchecked.
    """
    verdicts: dict[tuple[int, int], Verdict] = {}
    for finding in findings:
        for one in finding.involved:
            key = (one.report_id, one.start)
            if finding.outcome is Outcome.CONTRADICTS:
                verdicts[key] = Verdict.CONTRADICTED
            elif finding.outcome is Outcome.AGREES:
                verdicts.setdefault(key, Verdict.CONFIRMED)
    return verdicts
