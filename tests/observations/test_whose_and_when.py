"""What must never pass for the whole place's figure of the report's own year: the errors that would do most harm."""

from __future__ import annotations

import pytest

from tests.observations.readers import extract

GOVERNMENT, JUSTICE = "宝山区人民政府", "宝山区司法局"


def read(text: str, issuer: str = GOVERNMENT) -> list[tuple[str, str | None, int | None, str, str]]:
    """Read a text of 宝山区 about 2020: value, indicator, year, status and scope of each figure."""
    found = extract(text, "310113", issuer, 2020).observations
    return [(str(one.value), one.indicator, one.year, one.status.value, one.scope.value) for one in found]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("到2025年，全区人民调解成功率达到99%以上。", 2025),
        ("2021年，要办理法律援助案件3000件。", 2021),
        ("2022年底前，建成公共法律服务工作站12个。", 2022),
    ],
)
def test_a_year_after_the_reports_own_holds_targets(text: str, year: int) -> None:
    assert [row[2:4] for row in read(text)] == [(year, "target")]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("我局计划招录专职调解员35名。", "target"),
        ("力争办理法律援助案件2400件。", "target"),
        ("按照年度计划抽查企业120户。", "actual"),
        ("实施三年行动计划培训人员500人。", "actual"),
        ("计划抽查并已完成抽查36户。", "actual"),
        ("按要求整改问题36个。", "actual"),
        ("完成目标任务120件。", "actual"),
    ],
)
def test_plans_are_told_from_what_was_done_by_plan(text: str, status: str) -> None:
    assert [row[3] for row in read(text)] == [status]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("一、2019年工作回顾\n办理法律援助案件1200件。\n", [2019]),
        ("一、2020年工作回顾\n办理法律援助案件1350件。\n", [2020]),
        ("2017年全年行政诉讼案件为73宗。", [2017]),
        ("败诉案件由2019年的26件下降至14件，败诉率由6.8%降至3.9%。", [2019, 2020, 2020, 2020]),
        ("办理行政审批27万件，较2016年（22.3万件）增长21%。", [2020, 2016, 2020]),
    ],
)
def test_the_year_that_a_heading_or_a_date_tells(text: str, years: list[int]) -> None:
    assert [row[2] for row in read(text)] == years


@pytest.mark.parametrize(
    "text",
    [
        "庙行镇人民调解委员会调解矛盾纠纷320件，调解成功率99%。",
        "区城管执法局办理行政处罚案件1203件，罚没款356万元。",
        "专职人民调解员调解矛盾纠纷993件，涉及金额1464万元。",
    ],
)
def test_figures_of_somebody_narrower_get_no_indicator(text: str) -> None:
    assert [row[1] for row in read(text)] == [None, None]


@pytest.mark.parametrize(
    "issuer", ["宝山区庙行镇人民政府", "宝山区友谊路街道办事处", "宝山区公安分局", "宝山区罗店镇政府"]
)
def test_reports_of_towns_streets_and_branches_do_not_speak_for_the_district(issuer: str) -> None:
    rows = read("全年调解矛盾纠纷320件，人民调解成功率100%。", issuer)
    assert {row[4] for row in rows} == {"part"}
    assert {row[1] for row in rows} == {None}


@pytest.mark.parametrize(
    "issuer",
    ["宝山区应急管理局", "宝山区城市管理行政执法局", "宝山区绿化和市容管理局", "宝山区乡村振兴局", JUSTICE],
)
def test_bureaus_of_the_district_are_no_parts_of_it(issuer: str) -> None:
    assert [row[4] for row in read("全区拆除违法建筑592万平方米。", issuer)] == ["place"]


def test_what_one_department_tells_beside_its_business_is_less_sure() -> None:
    text = "办理行政处罚案件120件。"
    own, whole = (
        extract(text, "310113", issuer, 2020).observations[0]
        for issuer in ("宝山区市场监督管理局", GOVERNMENT)
    )
    assert own.indicator == whole.indicator == "enforcement.penalties"
    assert own.confidence < whole.confidence
    assert own.doubts == ("one department's own",)


def test_the_whole_places_mediation_keeps_its_indicators() -> None:
    rows = read("全区各级人民调解组织共受理矛盾纠纷9783件，调解成功9658件，调解成功率98.72%。", JUSTICE)
    assert [row[1] for row in rows] == ["mediation.accepted", "mediation.succeeded", "mediation.success_rate"]
