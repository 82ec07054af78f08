"""The outline of a text: sentences cover it, sections follow its headings."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govstats.catalogue import load_section_cues
from govstats.text import find_sections, find_sentence_ends, fold

CUES = load_section_cues()
LINES = st.lists(
    st.sampled_from(
        [
            "一、主要工作",
            "（二）下一步打算",
            "2.存在的问题",
            "办结3件。",
            "维持2件；驳回1件",
            "",
            "　　三、其他",
            "！",
            "十一、2021年工作打算。新建3个。",
        ]
    )
)


def sentences_of(text: str) -> list[str]:
    folded = fold(text)
    ends = find_sentence_ends(folded)
    return [folded[start:end] for start, end in zip([0, *ends], ends, strict=False)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("办结3件。维持2件。", ["办结3件。", "维持2件。"]),
        ("办结3件；维持2件", ["办结3件;", "维持2件"]),
        ("一、概况\n办结3件", ["一、概况\n", "办结3件"]),
        ("成功率98.16%，满意率99.5%", ["成功率98.16%，满意率99.5%"]),
        ("怎么办？办！", ["怎么办?", "办!"]),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert sentences_of(text) == sentences


@given(st.text() | LINES.map("\n".join))
def test_sentences_cover_the_text(text: str) -> None:
    assert "".join(sentences_of(text)) == fold(text)


def test_a_sentence_without_end_is_cut() -> None:
    lengths = {len(sentence) for sentence in sentences_of("办" * 10_000)}
    assert max(lengths) <= 1201


REPORT = """某区2020年法治政府建设情况报告
2020年，我区依法行政。
一、主要工作成效
（一）行政复议。办结12件。
二、存在的主要问题
一是能力不足。
三、2021年工作打算
新建3个。
四、附件
名单。"""


def test_sections_follow_the_headings() -> None:
    folded = fold(REPORT)
    sections = find_sections(folded, CUES)
    assert [(section.role, section.heading) for section in sections if section.heading] == [
        ("body", "某区2020年法治政府建设情况报告"),
        ("achievements", "主要工作成效"),
        ("problems", "存在的主要问题"),
        ("plan", "2021年工作打算"),
        ("body", "附件"),
    ]
    roles = {
        words: next(s.role for s in sections if s.start <= folded.index(words) < s.end)
        for words in ("12件", "3个", "名单")
    }
    assert roles == {"12件": "achievements", "3个": "plan", "名单": "body"}


ATTACHMENTS = [
    ("三、2024年工作打算\n力争达到95%。\n附件：2023年各镇行政处罚统计表\n", "body", 2023),
    ("三、下一步工作安排\n力争达到95%。\n附表1\n", "body", None),
    ("一、工作情况\n办结98件。\n附件：2024年重点工作计划表\n", "plan", None),
    ("三、2024年工作打算\n各项任务见附件1。\n力争达到95%。\n", "plan", 2024),
]


@pytest.mark.parametrize(("text", "role", "year"), ATTACHMENTS)
def test_an_attachment_is_no_longer_of_the_section_before_it(text: str, role: str, year: int | None) -> None:
    last = find_sections(fold(text), CUES, 2023)[-1]
    assert (last.role, last.year) == (role, year)


@given(LINES.map("\n".join))
def test_sections_cover_the_text_without_gaps(text: str) -> None:
    folded = fold(text)
    sections = find_sections(folded, CUES)
    assert sections[0].start == 0
    assert sections[-1].end == len(folded)
    assert all(before.end == after.start for before, after in pairwise(sections))
