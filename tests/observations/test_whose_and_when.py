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
        ("收案96件，而2019年同期只有58件，增幅达65.5%。", [2020, 2019, 2020]),
        ("截至11月末，受理申请96件，2019年仅58件，上升65.5%。", [2020, 2019, 2020]),
        ("2018年调解纠纷58件，2019年96件，增长65.5%。", [2018, 2019, 2019]),
        ("2019年调解纠纷58件，调成57件，增长1.5%。", [2019, 2019, 2019]),
        ("收案96件，而上年同期58件，升幅65.5%。", [2020, 2019, 2020]),
        ("办理公证1.2万件，2019年为1万件，增幅20%，减免费用8万元。", [2020, 2019, 2020, 2020]),
        ("调解案件96件（2019年为58件），成功90件。", [2020, 2019, 2020]),
        ("受理96件，2019年58件，2018年50件，审结90件。", [2020, 2019, 2018, 2020]),
        ("调解纠纷4400件（2019年调解纠纷4100件），增长7.3%，调解成功率98.6%。", [2020, 2019, 2020, 2020]),
        ("办理公证4500件（2019年：4300件），接待咨询1200人次。", [2020, 2019, 2020]),
        ("普法讲座56场[上一年度2019年举办讲座40场，听众3000人]，听众4100人。", [2020, 2019, 2019, 2020]),
        ("现有律师（2019年末为380人）402人。", [2019, 2020]),
        ("受理复议申请96件（上年：80件），办结90件。", [2020, 2019, 2020]),
        ("受理举报56件(去年同期: 40件)。", [2020, 2019]),
        ("2019年：受理举报56件。", [2019]),
        # a date that stands in brackets by itself dates what follows
        ("审查规范性文件（2019年）12件，备案10件。", [2019, 2019]),
        ("执法检查（2019年12月）120次，发现问题35个。", [2019, 2019]),
        ("2019年受理70件，2018年为58件，审结60件。", [2019, 2018, 2019]),
        ("律师402人，2025年达到500人，新增98人。", [2020, 2025, 2025]),
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


@pytest.mark.parametrize(
    "text",
    [
        "上海市宝山区司法局2020年工作总结\n全区办理法律援助案件1350件。\n",
        "宝山区司法局2020年法治政府建设年度报告\n办理法律援助案件1350件。\n",
        "我区法律援助中心受理法律援助案件1350件。",
    ],
)
def test_a_title_or_the_places_own_system_makes_no_part(text: str) -> None:
    rows = [row for row in read(text, JUSTICE) if row[0] == "1350"]
    assert [row[4] for row in rows] == ["place"]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("行政机关负责人出庭应诉率达到100%的单位有18家。", "100"),
        ("每万人拥有律师数仅为1.08名。", "1.08"),
        ("“七五”普法以来，累计举办法治宣传活动1260场次。", "1260"),
        ("律师办理各类案件6741件，其中行政诉讼案件92件。", "92"),
        ("办理行政处罚648件。其中食品类案件215件，罚没款102.3万元。", "1023000.0"),
        ("全区办理行政处罚案件8600件，区公安局办理6120件，罚没金额860万元。", "8600000"),
        ("兴化市推行“网格+调解”，化解纠纷2980件。", "2980"),
        ("43家律师事务所的210名律师参与。", "43"),
    ],
)
def test_what_only_looks_like_an_indicator_gets_none(text: str, figure: str) -> None:
    assert {row[1] for row in read(text) if row[0] == figure} == {None}


def test_the_mediation_of_a_market_bureau_is_not_the_peoples() -> None:
    text = "受理投诉6471件，调解成功率61.5%。"
    assert [row[1] for row in read(text, "宝山区市场监督管理局")] == [None, None]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("办理行政处罚案件8642件，罚没款1.2亿元，同比分别增长4.3%、下降11.6%。", [("4.3", 0), ("-11.6", 1)]),
        ("火灾2起、死亡1人、受伤3人，同比分别下降33.3%、50%、持平。", [("-33.3", 0), ("-50", 1)]),
        ("办理人大代表建议102件、政协提案87件，满意率分别为98%和97%。", [("98", 0), ("97", 1)]),
        ("调解员213名，占调解员总数986名的21.6%。", [("21.6", 0)]),
    ],
)
def test_what_is_told_in_turn_goes_to_the_figures_in_turn(text: str, rows: list[tuple[str, int]]) -> None:
    found = extract(text, "310113", GOVERNMENT, 2020).observations
    levels = [one.label for one in found]
    told = {str(one.value): one.label for one in found}
    for value, index in rows:
        noun = levels[index].removeprefix("办理")
        assert noun[-4:] in told[value] or told[value] in levels[index]


@pytest.mark.parametrize(
    ("text", "figure", "scope"),
    [
        ("抽查市场主体2860户，跨部门联合抽查占35%左右。", "35", "part"),
        ("线上、线下申请分别占37.6%、62.4%。", "62.4", "part"),
        ("女性调解员占比45%。", "45", "part"),
        ("办理法律援助案件860件，占全市总量的12%。", "12", "place"),
        ("行政复议办结120件，其中维持90件，占75%。", "75", "place"),
    ],
)
def test_the_share_of_something_named_with_it_is_a_parts(text: str, figure: str, scope: str) -> None:
    assert [row[4] for row in read(text) if row[0] == figure] == [scope]


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        (
            "行政复议渠道畅通，收到申请96件，同比增长12%。其中受理89件，不予受理7件；审结81件，维持35件。",
            ["accepted", "rejected", "concluded", "upheld"],
        ),
        (
            "复议渠道畅通，新收申请96件，而2019年仅58件，增幅65.5%。审结81件，撤销3件。",
            ["concluded", "revoked"],
        ),
    ],
)
def test_a_comparison_in_between_does_not_end_the_subject(text: str, indicators: list[str]) -> None:
    found = [row[1] for row in read(text) if row[1]]
    assert found[-len(indicators) :] == [f"reconsideration.{one}" for one in indicators]


@pytest.mark.parametrize(
    ("text", "year", "start", "end"),
    [
        ("2019年11月至2020年10月，受理行政复议案件56件。", 2020, "2019-11-01", "2020-10-31"),
        ("2019年12月1日至2020年11月30日，办理法律援助案件586件。", 2020, "2019-12-01", "2020-11-30"),
        ("“十三五”期间，全区建成司法所12个。", 2020, "2016-01-01", "2020-12-31"),
        ("自2018年机构改革以来，办理行政复议案件194件。", 2020, "2018-01-01", "2020-12-31"),
        ("前11个月受理举报1200件。", 2020, "2020-01-01", "2020-11-30"),
        # whose end comes before its beginning: not known, so the whole year
        ("9—5月，罚款5084.5万元。", 2020, "2020-01-01", "2020-12-31"),
        ("2020年11月至3月，办结案件3件。", 2020, "2020-01-01", "2020-12-31"),
        ("第三至一季度，受理举报56件。", 2020, "2020-01-01", "2020-12-31"),
        ("3—5月，受理举报56件。", 2020, "2020-03-01", "2020-05-31"),
    ],
)
def test_spans_of_time(text: str, year: int, start: str, end: str) -> None:
    one = extract(text, "310113", GOVERNMENT, 2020).observations[0]
    assert (one.year, str(one.period_start), str(one.period_end)) == (year, start, end)


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("办结行政复议案件248件，比上年的226件增长9.73%，其中维持171件。", 171, 248),
        ("调解纠纷120件（去年同期100件），其中邻里纠纷40件。", 40, 120),
        ("办理公证500件（2019年450件），其中涉外60件。", 60, 500),
        ("全年收案180件，较2019年的150件增加30件，其中民事案件90件。", 90, 180),
        # what a sentence tells of last year alone may be broken down
        ("去年收案58件，其中民事案件30件。", 30, 58),
    ],
)
def test_parts_are_of_the_figure_and_not_of_what_it_is_compared_with(
    text: str, part: int, whole: int
) -> None:
    found = {one.start: one for one in extract(text, "310113", GOVERNMENT, 2020).observations}
    (one,) = (each for each in found.values() if each.value == part)
    assert one.part_of is not None
    assert found[one.part_of].value == whole


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("受理投诉举报560件（一季度：120件，二季度：140件）。", ["受理投诉举报"] * 3),
        ("现有律师402人（截至2019年12月31日：380人）。", ["现有律师"] * 2),
        ("办理公证900件（上半年：400件）。", ["办理公证"] * 2),
        ("办理公证900件（上年度：850件）。", ["办理公证"] * 2),
        # a colon behind what is counted parts it from the figures
        ("执法检查：出动人员120人次，检查单位80家。", ["出动人员", "检查单位"]),
    ],
)
def test_a_colon_behind_a_time_parts_no_figure_from_what_it_counts(text: str, labels: list[str]) -> None:
    found = extract(text, "310113", GOVERNMENT, 2020).observations
    assert [one.label for one in found] == labels
