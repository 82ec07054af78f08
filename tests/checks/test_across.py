"""Figures of several reports: what is judged of two years, and of two reports of one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from govstats.checks import Fact, judge_change, judge_jump, judge_repeats, judge_units
from tests.checks.reading import facts_in, knowledge


def level(words: str, year: int = 2020) -> Fact:
    return facts_in(f"{words}。", year)[0]


CHANGES = [
    ("办结行政复议案件226件,同比上升43.04%", "办结行政复议案件158件", "agrees", "43.04%", ""),
    ("办结行政复议案件226件,同比上升43.04%", "办结行政复议案件185件", "contradicts", "22.16%", ""),
    ("办结行政复议案件226件,同比增加41件", "办结行政复议案件185件", "agrees", "41件", ""),
    ("办结行政复议案件226件,同比增加14件", "办结行政复议案件185件", "contradicts", "41件", ""),
    ("行政诉讼败诉率8.2%,同比下降1.5个百分点", "行政诉讼败诉率9.7%", "agrees", "1.5个百分点", ""),
    ("行政诉讼败诉率8.2%,同比下降1.5%", "行政诉讼败诉率9.7%", "contradicts", "1.5个百分点", "1.5个百分点"),
    ("行政诉讼败诉率8.2%,同比下降15.5个百分点", "行政诉讼败诉率9.7%", "contradicts", "15.5%", "15.5%"),
    ("办结行政复议案件226件,同比下降43.04%", "办结行政复议案件158件", "contradicts", "+43.04%", ""),
]


@pytest.mark.parametrize(("later", "earlier", "outcome", "expected", "suggestion"), CHANGES)
def test_a_stated_change_is_held_against_the_earlier_year(
    later: str, earlier: str, outcome: str, expected: str, suggestion: str
) -> None:
    now, change = facts_in(f"{later}。", 2020)
    finding = judge_change(now, change, level(earlier, 2019), knowledge())
    assert finding is not None
    assert (finding.outcome, finding.expected, finding.suggestion) == (outcome, expected, suggestion)
    assert finding.severity == (None if outcome == "agrees" else "warning")
    assert finding.involved[0].start == change.start


def test_a_change_is_not_held_against_what_it_does_not_compare_with() -> None:
    now, change = facts_in("办结行政复议案件226件,同比上升43.04%。", 2020)
    earlier = level("办结行政复议案件185件", 2019)
    know = knowledge()
    assert judge_change(now, change, earlier, know, "办结行政复议案件226件,年均上升") is None
    assert judge_change(now, change, replace(earlier, year=2018), know) is None
    assert judge_change(now, change, replace(earlier, unit_code="incident"), know) is None
    assert judge_change(now, change, level("1-9月办结行政复议案件185件", 2019), know) is None
    assert judge_change(now, change, level("办结行政复议案件180余件", 2019), know) is None
    assert judge_change(now, replace(change, label="罚没款"), earlier, know) is None
    assert judge_change(now, earlier, earlier, know) is None


JUMPS = [
    ("调解纠纷2197件", "调解纠纷31240件", "14.2"),
    ("调解纠纷31240件", "调解纠纷2197件", "14.2"),
    ("调解纠纷2197件", "调解纠纷18000件", None),
    ("调解纠纷2件", "调解纠纷25件", None),
    ("调解纠纷2197件", "调解纠纷2.2万件", None),
    ("调解纠纷0件", "调解纠纷320件", None),
    ("调解纠纷200余件", "调解纠纷3120件", None),
]


@pytest.mark.parametrize(("earlier", "later", "times"), JUMPS)
def test_a_jump_is_more_than_ten_times_and_of_more_than_a_few(
    earlier: str, later: str, times: str | None
) -> None:
    finding = judge_jump(level(earlier, 2019), level(later), knowledge())
    assert (finding is None) == (times is None)
    if finding is not None:
        assert (finding.rule, finding.outcome, finding.severity) == ("jump", "doubtful", "warning")
        assert f"{times}倍" in finding.message_zh


UNITS = [
    ("罚没款1356万元", "罚没款1420元", "warning", "1420万元"),
    ("罚没款1356元", "罚没款1420万元", "warning", "1356万元"),
    ("罚没款13560000元", "罚没款1420万元", None, ""),
    ("罚没款1356万元", "罚没款142万元", None, ""),
    ("调解纠纷320件", "调解纠纷356起", "notice", ""),
    ("调解纠纷320件", "调解纠纷356件", None, ""),
]


@pytest.mark.parametrize(("earlier", "later", "severity", "suggestion"), UNITS)
def test_a_change_of_units_is_told_from_amounts_that_fit(
    earlier: str, later: str, severity: str | None, suggestion: str
) -> None:
    one, other = level(earlier, 2019), level(later)
    finding = judge_units(one, other, knowledge())
    assert (finding.severity if finding is not None else None) == severity
    if finding is not None:
        assert finding.suggestion == suggestion
        assert judge_jump(one, other, knowledge()) is None


REPEATS = [
    (("审查合同218件", "审查合同218件"), "agrees", "equal"),
    (("热线咨询1.9万人次", "热线咨询18640人次"), "agrees", "after rounding"),
    (("热线咨询1.9万人次", "热线咨询18340人次"), "contradicts", "in conflict"),
    (("审查合同218件", "审查合同281件", "审查合同218件"), "contradicts", "in conflict"),
    (("审查合同200余件", "审查合同218件"), "agrees", "after rounding"),
    (("罚没款1356万元", "罚没款13560000元"), "agrees", "equal"),
    (("罚没款1356万元", "罚没款13561200元", "罚没款1356.1万元"), "agrees", "after rounding"),
]


@pytest.mark.parametrize(("statements", "outcome", "words"), REPEATS)
def test_statements_of_one_fact_are_equal_equal_after_rounding_or_in_conflict(
    statements: tuple[str, ...], outcome: str, words: str
) -> None:
    facts = [replace(level(words), report_id=number) for number, words in enumerate(statements, 1)]
    finding = judge_repeats(facts, knowledge())
    assert finding is not None
    assert finding.outcome == outcome
    assert words in finding.message_en
    assert {one.report_id for one in finding.involved} == {fact.report_id for fact in facts}


def test_the_statement_that_differs_from_most_is_judged() -> None:
    facts = [replace(level("审查合同218件"), report_id=number, value=Decimal(value), text=f"{value}件")
             for number, value in enumerate((281, 218, 218), 1)]  # fmt: skip
    finding = judge_repeats(facts, knowledge())
    assert finding is not None
    assert finding.involved[0].report_id == 1
    assert (finding.stated, finding.expected) == ("281件", "218件")


def test_one_statement_or_several_units_are_not_judged() -> None:
    assert judge_repeats([level("审查合同218件")], knowledge()) is None
    assert judge_repeats([level("调解纠纷320件"), level("调解纠纷320起")], knowledge()) is None
