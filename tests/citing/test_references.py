"""References in the forms of GB/T 7714, BibTeX and CSL, also where something is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govstats.citing import Citation, CitedFigure, TablePlace, Whereabouts, write_bibtex, write_csl

URL = "http://www.example.gov.cn/art/2021/3/1/art_1_2.html"
SENTENCE = "调解纠纷212件，成功率98.16%。"
FIGURE = CitedFigure(
    observation_id=7,
    report_id=3,
    text="98.16%",
    start=32,
    end=38,
    sentence=SENTENCE,
    sentence_start=32 - SENTENCE.index("98.16%"),
    where=Whereabouts(("一、主要工作", "（二）人民调解"), 5, 8, None),
    evidence="成功率98.16%",
    evidence_start=29,
    place_code="310113",
    place="上海市宝山区",
    period_start=date(2020, 1, 1),
    period_end=date(2020, 12, 31),
    indicator="mediation.success_rate",
    indicator_name="调解成功率",
    label="调解成功率",
    value=Decimal("98.16"),
    unit="%",
    bound="=",
    kind="level",
    status="actual",
    scope="place",
    confidence=0.9,
    doubts=(),
    year=2020,
    contradictions=(),
    decision=None,
)
WHOLE = Citation(
    report_id=3,
    title="宝山区司法局2020年法治政府建设年度报告",
    document_number="宝司〔2021〕1号",
    index_number=None,
    issuer="宝山区司法局",
    place_code="310113",
    place="上海市宝山区",
    kind="annual_report",
    year=2020,
    published_on=date(2021, 3, 1),
    is_dated_by_document=False,
    source="区司法局",
    url=URL,
    accessed_on=date(2026, 11, 22),
    is_access_assumed=False,
    file_name="a.html",
    sha256="4ff4825dd376" + "0" * 52,
    text_sha256="f" * 64,
    ingested_at=datetime(2026, 11, 22, tzinfo=UTC),
    is_recognised=False,
    current_id=3,
    figure=None,
)
WORKS = "宝山区司法局. 宝山区司法局2020年法治政府建设年度报告"


@pytest.mark.parametrize(
    ("changed", "of_2015", "of_2025"),
    [
        (
            {},
            f": 宝司〔2021〕1号[R/OL]. (2021-03-01)[2026-11-22]. {URL}.",
            f"：宝司〔2021〕1号[R/OL]. 2021-03-01. {URL}.",
        ),
        (
            {"document_number": None},
            f"[R/OL]. (2021-03-01)[2026-11-22]. {URL}.",
            f"[R/OL]. 2021-03-01. {URL}.",
        ),
        (
            {"document_number": None, "published_on": None},
            f"[R/OL]. [2026-11-22]. {URL}.",
            f"[R/OL]. {URL}.",
        ),
        (
            {"url": None, "accessed_on": None},
            ": 宝司〔2021〕1号[R]. [出版地不详]: 宝山区司法局, 2021.",
            "：宝司〔2021〕1号[R]. 2021-03-01.",
        ),
        (
            {"url": None, "accessed_on": None, "document_number": None, "published_on": None},
            "[R]. [出版地不详]: 宝山区司法局.",
            "[R].",
        ),
    ],
    ids=["all", "no number", "no date", "no address", "nothing"],
)
def test_a_reference_has_what_is_known(changed: dict[str, object], of_2015: str, of_2025: str) -> None:
    citation = replace(WHOLE, **changed)  # type: ignore[arg-type]
    assert citation.gbt7714 == WORKS + of_2015
    assert citation.gbt7714_2025 == WORKS + of_2025


def test_a_title_over_two_lines_is_one_line_in_a_reference() -> None:
    citation = replace(WHOLE, title="重庆市人民政府\n 关于2021年法治政府建设情况的报告")
    assert "重庆市人民政府 关于2021年法治政府建设情况的报告: 宝司" in citation.gbt7714


def test_the_note_leads_to_the_words_of_the_source() -> None:
    assert WHOLE.note == "源文件SHA-256：4ff4825dd376。"
    assert replace(WHOLE, figure=FIGURE).note == (
        "见“一、主要工作”“（二）人民调解”之下，全文第5段，第33至38字符“98.16%”；源文件SHA-256：4ff4825dd376。"
    )
    table = TablePlace(1, 3, 2, "表1 统计表", ("调解",), ("2020年", "成功率"))
    in_table = replace(FIGURE, where=Whereabouts((), 5, 8, table))
    assert replace(WHOLE, figure=in_table).note == (
        "全文第5段，第1个表“表1 统计表”第3行第2列（“调解”行、“2020年·成功率”列），第33至38字符“98.16%”；"
        "源文件SHA-256：4ff4825dd376。"
    )


def test_one_character_is_no_range_of_characters() -> None:
    single = replace(FIGURE, start=32, end=33, text="九")
    assert "全文第5段，第33字符“九”；" in replace(WHOLE, figure=single).note


def test_the_sentence_is_marked() -> None:
    assert FIGURE.marked_sentence == "调解纠纷212件，成功率【98.16%】。"


@given(st.text(max_size=20), st.text(min_size=1, max_size=5), st.text(max_size=20))
def test_the_marked_words_are_those_of_the_figure(before: str, words: str, after: str) -> None:
    figure = replace(
        FIGURE, sentence=before + words + after, sentence_start=9, start=9 + len(before), text=words,
        end=9 + len(before) + len(words),
    )  # fmt: skip
    assert figure.marked_sentence == " ".join(f"{before}【{words}】{after}".split())


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"current_id": 5}, "report 3 is replaced: its current revision is report 5"),
        ({"published_on": None}, "no date of publication is known"),
        ({"is_dated_by_document": True}, "the date is that of the document"),
        ({"url": None, "accessed_on": None}, "no address is known"),
        ({"is_recognised": True}, "recognised in pictures"),
        (
            {"figure": replace(FIGURE, doubts=("no label", "unknown unit"))},
            "in doubt: no label, unknown unit",
        ),
        ({"is_access_assumed": True}, "the date of access is the day that the report was stored"),
        ({"figure": replace(FIGURE, status="target")}, "a target, not what was reached"),
        ({"figure": replace(FIGURE, kind="change")}, "a change, not a level"),
        ({"figure": replace(FIGURE, kind="rank")}, "a rank, not a level"),
        ({"figure": replace(FIGURE, bound="~")}, "no exact value is stated: about 98.16%"),
        ({"figure": replace(FIGURE, bound=">")}, "no exact value is stated: more than, or at least, 98.16%"),
        ({"figure": replace(FIGURE, bound="<")}, "no exact value is stated: less than, or at most, 98.16%"),
        (
            {"figure": replace(FIGURE, period_end=date(2020, 6, 30))},
            "covers 2020-01-01 to 2020-06-30, not one whole year",
        ),
        (
            {"figure": replace(FIGURE, period_start=date(2016, 1, 1))},
            "covers 2016-01-01 to 2020-12-31, not one whole year",
        ),
        ({"figure": replace(FIGURE, scope="issuer")}, "of the issuing organisation alone"),
        ({"figure": replace(FIGURE, scope="part")}, "of a part of the place"),
    ],
)
def test_what_to_mind_is_said(changed: dict[str, object], words: str) -> None:
    (remark,) = replace(WHOLE, **changed).remarks  # type: ignore[arg-type]
    assert words in remark


def test_nothing_is_said_where_nothing_is_to_mind() -> None:
    day = replace(FIGURE, period_start=date(2020, 12, 31))
    assert replace(WHOLE, figure=FIGURE).remarks == replace(WHOLE, figure=day).remarks == ()


def test_bibtex_has_an_entry_for_each_report() -> None:
    bare = replace(WHOLE, url=None, accessed_on=None, published_on=None, document_number=None)
    other = replace(bare, report_id=4, sha256="ab" * 32)
    note = replace(WHOLE, figure=FIGURE).note.replace("%", r"\%")
    first, second = write_bibtex([replace(WHOLE, figure=FIGURE), other, WHOLE]).split("\n\n")
    assert first.splitlines() == [
        "@techreport{govstats-310113-2020-4ff4825d,",
        "  author      = {{宝山区司法局}},",
        "  title       = {{宝山区司法局2020年法治政府建设年度报告}},",
        "  institution = {{宝山区司法局}},",
        "  number      = {宝司〔2021〕1号},",
        "  year        = {2021},",
        "  date        = {2021-03-01},",
        f"  url         = {{{URL}}},",
        "  urldate     = {2026-11-22},",
        "  langid      = {chinese},",
        f"  annote      = {{{note} {WHOLE.note}}},",
        "}",
    ]
    assert [line.split()[0] for line in second.splitlines()[1:-1]] == [
        "author", "title", "institution", "langid", "annote",
    ]  # fmt: skip


def test_signs_of_tex_are_escaped() -> None:
    written = write_bibtex([replace(WHOLE, title=r"A&B_50% {x} #1 \y ~ ^ $")])
    assert r"{{A\&B\_50\% \{x\} \#1 \textbackslash{}y \textasciitilde{} \textasciicircum{} \$}}," in written


def test_csl_has_an_item_for_each_report() -> None:
    (item,) = write_csl([replace(WHOLE, figure=FIGURE), WHOLE])
    assert item == {
        "id": "govstats-310113-2020-4ff4825d",
        "type": "report",
        "author": [{"literal": "宝山区司法局"}],
        "title": "宝山区司法局2020年法治政府建设年度报告",
        "publisher": "宝山区司法局",
        "number": "宝司〔2021〕1号",
        "issued": {"date-parts": [[2021, 3, 1]]},
        "accessed": {"date-parts": [[2026, 11, 22]]},
        "URL": URL,
        "language": "zh-CN",
        "note": f"{replace(WHOLE, figure=FIGURE).note} {WHOLE.note}",
    }
    (bare,) = write_csl([replace(WHOLE, published_on=None, accessed_on=None, url=None, document_number=None)])
    assert {"issued", "accessed", "URL", "number"} & set(bare) == set()
