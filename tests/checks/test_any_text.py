"""Whatever a text holds, checking it ends, and its findings point into it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from govstats.checks import check_report, verdicts_of
from govstats.reading.report import Header
from tests.checks.reading import AUDIT, audited, facts_of, findings_in, knowledge
from tests.observations.readers import extractor

PIECES = (
    *("收到", "受理", "办结", "其中", "其余", "占", "占总数的", "率", "办结率", "成功率", "合计", "分为", "同比", "上升", "下降"),
    *("由", "精简至", "比上年的", "由…组成", "民事", "行政复议案件", "调解纠纷", "调解成功", "2018年"),
    *("、", "，", "。", ";", "(", ")", "\n", "\t", "0件", "0%", "12件", "120件", "98.1%", "100%", "3.2万件"),
    *("1464余万元", "约300件", "三分之一", "一千二百件", "百分之九十", "5个百分点", "２１％", "88-7712-3x", "1231日"),
    *("2018213名", "999999999999999件", "0.000001%", "4天2小时", "翻番", "2.3倍", "第3名"),
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_checking_never_fails_and_its_findings_point_into_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    extraction = extractor().extract_text(text, Header(year=2019))
    facts = facts_of(extraction)
    starts = {fact.start for fact in facts} | {number.start for number in extraction.set_aside}
    for finding in check_report(text, facts, extraction.set_aside, knowledge()):
        assert {one.start for one in finding.involved} <= starts
        assert finding.message_zh
        assert finding.message_en


@given(st.text(max_size=200))
def test_any_text_can_be_checked(text: str) -> None:
    for finding in findings_in(text):
        assert 0 <= finding.involved[0].start < len(text)


def test_the_order_of_the_figures_does_not_matter() -> None:
    text, facts, findings = audited("510703-2021-justice.txt")
    numbers = extractor().extract_text(text, Header(year=2021)).set_aside
    assert check_report(text, tuple(reversed(facts)), numbers, knowledge()) == findings


def test_a_stored_report_is_named_in_all_that_is_involved() -> None:
    text = (AUDIT / "510703-2021-justice.txt").read_text(encoding="utf-8")
    extraction = extractor().extract_text(text, Header(year=2021))
    facts = [replace(fact, report_id=7) for fact in facts_of(extraction)]
    found = check_report(text, facts, extraction.set_aside, knowledge())
    assert {one.report_id for finding in found for one in finding.involved} == {7}
    alone = check_report(text, (), extraction.set_aside, knowledge(), 7)
    assert {one.report_id for finding in alone for one in finding.involved} == {7}


def test_a_report_without_figures_has_no_findings() -> None:
    assert check_report("", (), (), knowledge()) == ()
    assert verdicts_of(()) == {}
