"""The numbered headings that a place in a text stands under."""

from __future__ import annotations

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


def test_a_heading_is_not_over_itself() -> None:
    assert over("一、调解成功9件\n其中3件", "9件") == []


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
