"""What holds for every text: no number disappears, spans fit the text, and what stands elsewhere changes nothing."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict

from govstats.observations import Extraction
from govstats.reading.report import Header
from govstats.text import fold
from tests.observations.accounting import faults_of
from tests.observations.readers import extract, extractor
from tests.observations.test_sentences import SENTENCES

DIGITS = [*"0123456789", "12", "153", "1,234", "2,117", "98.16", "2020", "12348", "１０", "００3", "3.5"]
NUMERALS = [*"〇一二两三四五六七八九十百千万亿零○廿卅", "二十三", "一百零五", "两千", "百分之", "分之", "点"]
UNITS = [
    *"件名人家个次场份元天日月年岁条项期届批号倍级户",
    "人次",
    "万元",
    "%",
    "％",
    "个百分点",
    "小时",
    "平方米",
    "微克/立方米",
]
CUES = [
    *(
        "约",
        "近",
        "超",
        "不足",
        "突破",
        "数",
        "上",
        "几",
        "余",
        "多",
        "以上",
        "以内",
        "左右",
        "其中",
        "同比",
        "增长",
        "下降",
        "占",
        "分别",
    ),
    *(
        "由",
        "至",
        "较上年",
        "比",
        "列全市",
        "第",
        "前",
        "首",
        "力争",
        "截至",
        "上年",
        "全市",
        "我局",
        "镇",
        "共",
        "对",
        "为",
        "的",
        "和",
    ),
    *(
        "行政复议",
        "案件",
        "办结",
        "调解成功率",
        "是",
        "普法",
        "规划",
        "办公电话",
        "浏览次数",
        "索引号",
        "PM",
        "A",
        "http://a/",
        "发",
    ),
]
SIGNS = [
    *"，,。.;；、：:！!？?()（）〔〕[]【】《》“”\"‘’'-—~～/+·\n \t\u3000%×",
    "\r\n",
    "\n一、",
    "\n（二）",
    "\n3.",
    "\n\n",
]
TEXTS = st.lists(st.sampled_from(DIGITS + NUMERALS + UNITS + CUES + SIGNS), max_size=40).map("".join)
DENSE = st.lists(st.sampled_from(DIGITS + NUMERALS + UNITS[:12] + SIGNS), max_size=25).map("".join)
PARAGRAPHS = st.sampled_from(
    [
        "本区地处城市东部。",
        "全面加强行政复议和社区矫正工作。",
        "感谢社会各界的关心和支持。",
        "附件：相关名单",
        "工作人员恪尽职守，热情服务。",
    ]
)
WIDE = str.maketrans("0123456789.:;!?()%", "０１２３４５６７８９．：；！？（）％")


def without_text(extraction: Extraction, shift: int = 0) -> list[dict[str, Any]]:
    """Give all that is read but the words of the spans, with offsets moved to the left."""
    rows = [asdict(each) for each in extraction.observations]
    rows += [asdict(each) for each in extraction.set_aside]
    for row in rows:
        del row["text"]
        row.update(
            {key: row[key] - shift for key in row if key.endswith(("start", "end")) and is_offset(row[key])}
        )
        if row.get("part_of") is not None:
            row["part_of"] -= shift
    return rows


def is_offset(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, date)


@settings(deadline=None, derandomize=True, max_examples=1500)
@given(TEXTS | DENSE)
def test_every_number_is_accounted_for_once(text: str) -> None:
    assert faults_of(text, extract(text)) == []


@settings(deadline=None, derandomize=True, max_examples=200)
@given(TEXTS)
def test_reading_needs_no_header(text: str) -> None:
    extraction = extractor().extract_text(text)
    assert faults_of(text, extraction) == []
    assert extractor().extract_text(text, Header()) == extraction


@settings(deadline=None, derandomize=True, max_examples=300)
@given(TEXTS, PARAGRAPHS)
def test_a_paragraph_before_changes_nothing(text: str, paragraph: str) -> None:
    before = f"{paragraph}\n"
    alone, together = extract(f"\n{text}"), extract(f"{before}\n{text}")
    assert without_text(together, len(before)) == without_text(alone)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(TEXTS, PARAGRAPHS)
def test_a_paragraph_after_changes_nothing(text: str, paragraph: str) -> None:
    assert without_text(extract(f"{text}。\n\n{paragraph}")) == without_text(extract(f"{text}。\n"))


@settings(deadline=None, derandomize=True, max_examples=300)
@given(TEXTS)
@example("20200")
def test_full_width_changes_nothing_but_the_words_as_written(text: str) -> None:
    narrow = fold(text)
    assert without_text(extract(text)) == without_text(extract(narrow))
    assert without_text(extract(narrow.translate(WIDE))) == without_text(extract(narrow))


@settings(deadline=None, derandomize=True, max_examples=200)
@given(st.sampled_from(SENTENCES), st.integers(0, 99))
def test_a_space_between_number_and_unit_changes_nothing(sentence: dict[str, Any], choice: int) -> None:
    def read(text: str) -> list[tuple[Any, ...]]:
        found = extract(text, sentence["place"], sentence["issuer"], sentence["year"]).observations
        return [
            (
                one.value,
                one.unit,
                one.bound,
                one.kind,
                one.label,
                one.indicator,
                one.year,
                one.status,
                one.scope,
            )
            for one in found
        ]

    text = sentence["text"]
    spots = [match.end() for match in re.finditer(r"[0-9](?=[件人名起个家场次份%])", text)]
    if spots:
        spot = spots[choice % len(spots)]
        assert read(f"{text[:spot]} {text[spot:]}") == read(text)
