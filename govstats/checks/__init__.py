"""Checks of figures by arithmetic: what a report states twice must agree, and what it divides must come out."""

from govstats.checks.across import JUMP, judge_change, judge_jump, judge_repeats, judge_units
from govstats.checks.knowledge import DATA, Knowledge, load_knowledge
from govstats.checks.model import Fact, Finding, Involved, Outcome, Severity, Verdict, fact_of, verdicts_of
from govstats.checks.report import check_report

__all__ = [
    "DATA",
    "JUMP",
    "Fact",
    "Finding",
    "Involved",
    "Knowledge",
    "Outcome",
    "Severity",
    "Verdict",
    "check_report",
    "fact_of",
    "judge_change",
    "judge_jump",
    "judge_repeats",
    "judge_units",
    "load_knowledge",
    "verdicts_of",
]
