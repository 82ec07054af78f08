"""The numbered headings that a place in a text stands under."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govstats.text import fold
from govstats.text.headings import find_headings, headings_over


def over(text: str, words: str) -> list[str]:
    """Give the headings over the first place where words stand."""
    folded = fold(text)
    start = text.index(words)
    found = headings_over(find_headings(folded), start, start + len(words))
    return [text[one.start : one.end] for one in found]


REPORT = """某区司法局2021年法治政府建设年度报告

2021年，我局围绕中心工作，办结实事10件。

一、主要工作和成效
（一）人民调解
1.队伍建设。全区有人民调解员120名。
2．案件办理
全年调解纠纷340件。
（1）涉企纠纷31件，同比持平。
（2）婚姻家庭纠纷
共52件。
（二）法律援助提质增效。受理案件70件，
其中刑事案件15件。
1、办理行政复议案件26件，审结20件。其中撤销3件。
二、2022年工作打算：
计划新建工作室4个。
第二部分 附表
复议6件
"""


@pytest.mark.parametrize(
    ("words", "headings"),
    [
        ("10件", []),
        ("120名", ["一、主要工作和成效", "（一）人民调解", "1.队伍建设"]),
        ("340件", ["一、主要工作和成效", "（一）人民调解", "2．案件办理"]),
        ("31件", ["一、主要工作和成效", "（一）人民调解", "2．案件办理", "（1）"]),
        ("52件", ["一、主要工作和成效", "（一）人民调解", "2．案件办理", "（2）婚姻家庭纠纷"]),
        ("70件", ["一、主要工作和成效", "（二）法律援助提质增效"]),
        ("15件", ["一、主要工作和成效", "（二）法律援助提质增效"]),
        ("26件", ["一、主要工作和成效", "（二）法律援助提质增效", "1、"]),
        ("撤销3件", ["一、主要工作和成效", "（二）法律援助提质增效", "1、"]),
        ("4个", ["二、2022年工作打算"]),
        ("复议6件", ["第二部分 附表"]),
    ],
)
def test_a_figure_stands_under_the_headings_above_it(words: str, headings: list[str]) -> None:
    assert over(REPORT, words) == headings


@pytest.mark.parametrize(
    "line",
    [
        "3.5万件纠纷得到化解，同比上升。",
        "12,000件纠纷得到化解。",
        "2021年共化解。",
        "三是强化培训。",
        "第三，强化培训。",
        "五年来，全区强化培训。",
    ],
)
def test_a_line_that_begins_with_a_figure_or_a_word_is_no_heading(line: str) -> None:
    assert find_headings(fold(line)) == ()


def test_a_numbered_paragraph_that_is_longer_than_a_heading_has_only_its_number() -> None:
    assert over("一、" + "推进依法治区各项工作" * 8 + "。调解9件", "9件") == ["一、"]


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("1、明确2020年工作要点。全年召开会议4次。", "1、明确2020年工作要点"),
        (
            "三、2019年履行第一责任人职责，加强法治建设的有关情况。\n听取汇报4次。",
            "三、2019年履行第一责任人职责，加强法治建设的有关情况",
        ),
        ("1、2020年审查文件31件。全年召开会议4次。", "1、"),
        ("（二）情况：全年召开会议4次。", "（二）情况"),
    ],
)
def test_a_year_does_not_make_a_sentence_of_a_heading(line: str, heading: str) -> None:
    assert over(line, "4次") == [heading]


@pytest.mark.parametrize(
    "line",
    [
        "（一）2019年受理案件30件",
        "1.全年办理复议案件26件、审结20件",
        "（2）调解纠纷1.2万余件，均已结案",
        "二、满意率达98.5%以上：",
        "3、涉及金额3.45亿元（含利息）",
        "（三）现有律师300余名",
        "4.其中出庭应诉12",
    ],
)
def test_a_numbered_line_that_ends_like_a_sentence_of_figures_has_only_its_number(line: str) -> None:
    number = re.match(r"（.）|.[、.]", line)
    assert number is not None
    assert over(f"{line}\n同比增加5件", "5件") == [number[0]]


@pytest.mark.parametrize(
    "line",
    [
        "（一）打造15分钟公共法律服务圈",
        "二、2019年工作情况",
        "1.落实“1+3+N”调解机制",
        "三、“十四五”规划（2021—2025年）中期评估",
        "（四）围绕6个专项行动，压实责任",
        "5.迈向数字政府2025",
        "（二）推进12345热线与110平台对接",
    ],
)
def test_a_heading_may_hold_a_number_that_counts_nothing_at_its_end(line: str) -> None:
    assert over(f"{line}\n同比增加5件", "5件") == [line]


@pytest.mark.parametrize(
    "line",
    [
        "一、二级律师共15名",
        "一、二级律师共15名，律师事务所30家。",
        "1、2月受理案件30件",
        "1、2号楼共有15户",
        "一、二、三产业融合发展",
        "1、2、3期工程投入1.2亿元。",
        "一、二季度，全区受理案件30件，同比持平。",
    ],
)
def test_a_list_of_ordinals_is_no_number_of_a_heading(line: str) -> None:
    assert over(f"{line}\n同比增加5件", "5件") == []


@pytest.mark.parametrize(
    ("before", "line", "behind", "headings"),
    [
        ("一、队伍建设", "一、二级律师作用凸显", "二、法律援助", ["一、队伍建设"]),
        ("一、队伍建设", "二、三级医院设立调解室", "二、法律援助", ["一、队伍建设"]),
        ("二、队伍建设", "一、二类窗口共30个", "三、法律援助", ["二、队伍建设"]),
        ("（一）人民调解", "1、2期项目进展顺利", "1、案件办理", ["（一）人民调解"]),
        ("一、队伍建设", "二、三级联动机制", "三、法律援助", ["二、三级联动机制"]),
        ("一、队伍建设", "二、三级网络", "", ["二、三级网络"]),
        ("一、队伍建设", "二、三级调解组织共120个", "三、法律援助", ["二、"]),
        ("一、队伍建设", "二、三项制度落实情况", "三、法律援助", ["二、三项制度落实情况"]),
        ("", "一、二十大精神宣讲", "", ["一、二十大精神宣讲"]),
        ("1、队伍建设", "2、1至6月办理情况", "3、法律援助", ["2、1至6月办理情况"]),
    ],
)
def test_what_may_be_a_list_or_a_number_is_told_by_the_numbers_around_it(
    before: str, line: str, behind: str, headings: list[str]
) -> None:
    assert over(f"{before}\n{line}\n同比增加5件\n{behind}\n", "5件") == headings


@pytest.mark.parametrize(
    ("words", "headings"),
    [
        ("30件", ["（一）案件", "①"]),
        ("20件", ["（一）案件", "②"]),
        ("9件", ["（一）案件", "②"]),
        ("5件", ["（一）案件"]),
        ("7场", ["（二）宣传"]),
        ("8场", ["（二）宣传", "（1）"]),
        ("6场", ["（二）宣传", "（2）"]),
        ("400人", ["（二）宣传"]),
    ],
)
def test_the_number_of_a_clause_is_over_the_rest_of_its_paragraph(words: str, headings: list[str]) -> None:
    text = (
        "（一）案件：①受理复议案件30件；② 审结20件，其中撤销9件。\n另有应诉5件。\n"
        "（二）宣传\n举办活动7场：（1）进社区8场。（2）进学校6场。\n参加的有400人；一、二级律师都到了。"
    )
    assert over(text, words) == headings


def test_a_heading_is_not_over_itself() -> None:
    assert over("一、调解“三调”成功9起案例评析\n其中3件", "9起") == []


@given(st.text(alphabet="一二、（）()1．.①第部分调解9件。：\n ", max_size=80), st.data())
def test_the_headings_over_a_place_stand_before_it_each_deeper_than_the_one_before(
    text: str, data: st.DataObject
) -> None:
    headings = find_headings(fold(text))
    start = data.draw(st.integers(0, len(text)))
    found = headings_over(headings, start, start + 1)
    levels = [one.level for one in found]
    assert levels == sorted(set(levels))
    assert all(one.start < one.end <= start for one in found)
