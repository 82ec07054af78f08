"""Every statement of a header: where it stands, how sure it is, which one is taken, and what is told of disagreements."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from govstats.catalogue.cues import load_header_cues
from govstats.places import load_gazetteer
from govstats.reading import Given, Header
from govstats.reading.headers.heads import HeadReader
from govstats.reading.headers.identity import Identifier
from govstats.reading.headers.pages import load_page_words

CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("headers.yml").read_text(encoding="utf-8")
)
HEADS = HeadReader(load_header_cues(), load_page_words())
IDENTIFIER = Identifier(load_page_words(), load_gazetteer())


def read(
    text: str, stated: Mapping[str, str] | None = None, said: Given | None = None
) -> tuple[Header, tuple[str, ...]]:
    return IDENTIFIER.identify("page.txt", text, HEADS.read(text, stated), said or Given())


def statements(header: Header, name: str) -> list[tuple[str, str, float]]:
    return [(one.value, one.found_in, one.confidence) for one in header.fields if one.name == name]


def taken(header: Header) -> dict[str, str]:
    """Give what the header takes, as its fields write it."""
    values = {
        "title": header.title,
        "issuer": header.issuer,
        "place": header.place and header.place.code,
        "year": header.year,
        "kind": header.kind,
        "document_number": header.document_number,
        "index_number": header.index_number,
        "published_on": header.published_on,
        "dated_on": header.dated_on,
        "source": header.source,
    }
    return {name: str(value) for name, value in values.items() if value is not None}


def assert_fields_say_what_is_taken(header: Header) -> None:
    first: dict[str, str] = {}
    for one in header.fields:
        first.setdefault(one.name, one.value)
    assert first == taken(header)
    assert [one for one in header.fields if not (one.found_in and 0 < one.confidence <= 1)] == []
    assert len({(one.name, one.value, one.found_in) for one in header.fields}) == len(header.fields)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_the_first_statement_of_each_field_is_the_one_that_is_taken(case: dict[str, Any]) -> None:
    header, _ = read(case["text"], case.get("stated"), Given(place=case.get("place")))
    assert_fields_say_what_is_taken(header)


PAGE = """\
上海市闵行区司法局2020年法治政府建设年度报告_闵行区人民政府门户网站
发布机构：区司法局
文号：闵司〔2021〕3号
发布日期：2021-01-27
来源：闵行司法局

现将2020年度法治政府建设情况报告如下，请予审议。

闵行区司法局
2021年1月20日
"""


def test_each_statement_tells_where_it_stands_and_how_sure_it_is() -> None:
    header, warnings = read(PAGE, {"published": "2021-01-27 09:00", "site": "闵行区人民政府"})
    assert warnings == ()
    assert statements(header, "issuer") == [
        ("闵行区司法局", "title", 0.95),
        ("闵行区司法局", "signature", 0.9),
        ("闵行区司法局", "field 发布机构", 0.85),
        ("闵行区司法局", "field 来源", 0.7),
    ]
    assert statements(header, "place") == [
        ("310112", "title", 0.95),
        ("310112", "signature", 0.9),
        ("310112", "site", 0.6),
        ("310112", "metadata", 0.6),
    ]
    assert statements(header, "year") == [("2020", "title", 0.95), ("2020", "first paragraph", 0.85)]
    assert statements(header, "published_on") == [
        ("2021-01-27", "field 发布日期", 0.95),
        ("2021-01-27", "metadata", 0.8),
    ]
    assert statements(header, "dated_on") == [("2021-01-20", "signature", 0.9)]
    assert statements(header, "document_number")[0] == ("闵司〔2021〕3号", "field 文号", 0.95)


def test_what_the_user_says_comes_first_and_is_sure() -> None:
    header, _ = read(PAGE, said=Given(place="310113", year=2019, issuer="宝山区司法局"))
    assert [statements(header, name)[0] for name in ("place", "year", "issuer")] == [
        ("310113", "--place", 1.0),
        ("2019", "--year", 1.0),
        ("宝山区司法局", "--issuer", 1.0),
    ]
    assert ("310112", "title", 0.95) in statements(header, "place")
    assert ("2020", "title", 0.95) in statements(header, "year")


@pytest.mark.parametrize(
    ("text", "said", "warnings"),
    [
        ("闵行区司法局2019年工作总结", Given("310112", 2019), []),
        (
            "闵行区司法局2019年工作总结",
            Given("310112", 2018),
            ["the year: 2018 by --year, but 2019 in the title"],
        ),
        (
            "闵行区司法局2019年工作总结",
            Given("310113", 2019, "宝山区司法局"),
            ["the place: 宝山区 by --place, but 闵行区 in the title"],
        ),
        (
            "上海市司法局2019年工作总结",
            Given("310113", 2019, "宝山区司法局"),
            ["the place: 宝山区 by --place, but 上海市 in the title"],
        ),
        ("宝山区司法局2019年工作总结和2020年工作计划", Given("310113", 2020), []),
        ("宝山区司法局2019年工作总结", Given("230506"), []),
        ("2019年工作总结_上海市人民政府", Given("310113", 2019, "宝山区司法局"), []),
        ("苏州工业园区2020年工作总结", Given("320506", 2020), []),
    ],
)
def test_a_title_that_contradicts_the_user_is_told(text: str, said: Given, warnings: list[str]) -> None:
    _, told = read(f"{text}\n\n全年依法行政。\n", said=said)
    assert [warning.partition(";")[0] for warning in told] == warnings


def test_a_conclusion_is_less_sure_than_a_statement() -> None:
    header, _ = read("闵行区法治政府建设情况报告\n成文日期：2021-02-03\n\n我区依法行政。\n")
    assert statements(header, "year") == [("2020", "the date 2021-02-03 in field 成文日期", 0.6)]
    assert statements(header, "published_on") == [("2021-02-03", "field 成文日期", 0.6)]
    assert statements(header, "issuer") == [("闵行区人民政府", "a guess from the place", 0.5)]


def test_a_number_that_settles_the_place_is_told() -> None:
    header, _ = read("宝山区人民政府2020年法治政府建设情况报告\n沪宝府〔2021〕3号\n")
    assert ("310113", "document number", 0.85) in statements(header, "place")


def test_a_place_that_the_text_settles_is_less_sure() -> None:
    header, _ = read(
        "宝山区人民政府2020年法治政府建设情况报告\n\n在上海市委领导下，全区依法行政。\n上海市有关部门。\n"
    )
    assert statements(header, "place")[0] == ("310113", "title", 0.7)


RANKED = [
    # the text, what the file states beside it, the field, the value that is taken
    ("闵行区2020年报告\n发布日期：2021-02-03\n", {"published": "2021-02-04"}, "published_on", "2021-02-03"),
    ("闵行区2020年报告\n更新时间：2021-03-03\n", {"published": "2021-02-04"}, "published_on", "2021-02-04"),
    ("闵行区2020年报告\n2021-03-03 10:00\n", {"published": "2021-02-04"}, "published_on", "2021-02-04"),
    ("闵行区2020年报告\n更新时间：2021-03-03\n2021-03-04\n", {}, "published_on", "2021-03-03"),
    ("闵行区2020年报告\n来源：区司法局\n", {"source": "区政府办"}, "source", "区司法局"),
    ("闵行区2020年报告_闵行区政府网站\n", {"source": "区政府办"}, "source", "区政府办"),
    ("闵行区2020年报告\n", {"site": "闵行区政府网站"}, "source", "闵行区政府网站"),
    ("闵行区2020年报告\n", {"title": "闵行区司法局2020年度工作总结_闵行区政府网站"}, "title", "闵行区2020年报告"),
    ("正文\n我区依法行政。\n", {"title": "闵行区2020年工作总结_闵行区政府网站"}, "title", "闵行区2020年工作总结"),
    ("闵行区2020年报告\n文号：闵司〔2021〕3号\n", {"number": "闵司〔2021〕4号"}, "document_number", "闵司〔2021〕3号"),
    ("闵行区2020年报告\n", {"index": "SH-1", "number": "无"}, "index_number", "SH-1"),
    ("闵行区2020年报告\n索引号：SH-2\n", {"index": "SH-1"}, "index_number", "SH-2"),
    ("闵行区2020年报告\n成文日期：2021-02-01\n印发日期：2021-02-05\n", {}, "dated_on", "2021-02-01"),
    ("闵行区2020年报告\n印发日期：2021-02-05\n\n好。\n\n闵行区人民政府\n2021年2月1日\n", {}, "dated_on", "2021-02-01"),
    ("2020年报告\n\n好。\n", {"issuer": "闵行区司法局"}, "issuer", "闵行区司法局"),
    ("2020年报告\n\n好。\n", {"site": "上海市闵行区人民政府"}, "place", "310112"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "stated", "name", "value"), RANKED)
def test_a_label_goes_before_the_metadata_and_that_before_a_conclusion(
    text: str, stated: dict[str, str], name: str, value: str
) -> None:
    header, _ = read(text, stated)
    assert taken(header)[name] == value


SIGNED = "\n\n好。\n\n{}\n2021年1月20日\n"
DISAGREEING = [
    # the text, what the file states beside it, what the warning says
    (
        "闵行区司法局2020年报告" + SIGNED.format("嘉定区司法局"),
        {},
        "the place: 闵行区 in the title, but 嘉定区 in the signature; taken to be 闵行区",
    ),
    (
        "闵行区司法局2020年报告" + SIGNED.format("上海市司法局"),
        {},
        "the place: 闵行区 in the title, but 上海市 in the signature; taken to be 闵行区",
    ),
    (
        "闵行区司法局2020年报告\n发布机构：嘉定区司法局\n",
        {},
        "the place: 闵行区 in the title, but 嘉定区 in field 发布机构; taken to be 闵行区",
    ),
    (
        "闵行区司法局2020年报告" + SIGNED.format("闵行区教育局"),
        {},
        "the issuer: 闵行区司法局 in the title, but 闵行区教育局 in the signature; taken to be 闵行区司法局",
    ),
    (
        "闵行区司法局2020年报告\n\n现将2019年度工作情况报告如下，请审议。\n",
        {},
        "the year: 2020 in the title, but 2019 in the first paragraph; taken to be 2020",
    ),
    (
        "闵行区司法局2020年报告\n发布日期：2020-02-03\n",
        {},
        "the year: 2020 in the title, but 2020-02-03 in field 发布日期; taken to be 2020",
    ),
    (
        "闵行区司法局2017年报告\n发布日期：2021-02-03\n",
        {},
        "the year: 2017 in the title, but 2021-02-03 in field 发布日期; taken to be 2017",
    ),
    (
        "闵行区司法局报告\n\n全局在2019年和2018年依法行政。\n",
        {},
        "the year: 2019 in the first paragraph, but 2018 in the first paragraph; taken to be 2019",
    ),
    (
        "闵行区司法局2020年报告\n发布日期：2021-02-03\n",
        {"published": "2021-02-05"},
        "the date of publication: 2021-02-03 in field 发布日期, but 2021-02-05 in metadata; taken to be 2021-02-03",
    ),
    (
        "闵行区司法局2020年报告\n成文日期：2021-01-22\n" + SIGNED.format("闵行区司法局"),
        {},
        "the date of the document: 2021-01-22 in field 成文日期, but 2021-01-20 in the signature; taken to be 2021-01-22",
    ),
    (
        "闵行区司法局2020年报告\n成文日期：2021-03-05\n发布日期：2021-02-03\n",
        {},
        "the date: dated 2021-03-05 in field 成文日期, but published 2021-02-03 in field 发布日期",
    ),
    (
        "闵行区司法局2020年报告\n文号：闵司〔2021〕3号\n",
        {"number": "闵司〔2021〕4号"},
        "the document number: 闵司〔2021〕3号 in field 文号, but 闵司〔2021〕4号 in metadata; taken to be 闵司〔2021〕3号",
    ),
    (
        "闵行区司法局2020年报告\n",
        {"title": "闵行区2020年总结"},
        "the title: 闵行区司法局2020年报告 in the title, but 闵行区2020年总结 in metadata; taken to be 闵行区司法局2020年报告",
    ),
]
AGREEING = [
    "闵行区司法局2020年报告" + SIGNED.format("上海市闵行区司法局"),
    "闵行区司法局2020年报告\n发布机构：区司法局\n来源：闵行司法局\n作者：张三\n",
    "闵行区人民政府2020年报告\n来源：区司法局\n发布机构：区政府办公室\n",
    "闵行区人民政府2020年报告" + SIGNED.format("闵行区人民政府办公室"),
    "闵行区司法局2020年报告_上海市人民政府网站\n来源：上海市司法局\n",
    "上海市司法局2020年报告_闵行区人民政府网站\n",
    "闵行区司法局2020年报告\n发布时间：2021-02-03\n更新时间：2021-05-03\n",
    "闵行区司法局2020年报告\n成文日期：2021-01-20\n印发日期：2021-01-25\n发布日期：2021-02-03\n",
    "闵行区司法局2020年报告\n发布日期：2020-12-28\n",
    "闵行区司法局2020年上半年报告\n发布日期：2020-06-28\n",
    "闵行区司法局2020年报告\n\n2020年，较2019年有进步。\n\n2019年，打下了基础。\n",
    "闵行区司法局2020年报告\n文号：闵司〔2021〕3号\n闵司[2021]第3号\n",
    "2020年度闵行区司法局工作报告\n标题：闵行区司法局2020年工作报告\n",
]


@pytest.mark.parametrize(("text", "stated", "warning"), DISAGREEING)
def test_a_disagreement_names_both_values_and_where_each_stands(
    text: str, stated: dict[str, str], warning: str
) -> None:
    _, warnings = read(text, stated)
    assert warnings == (warning,)


@pytest.mark.parametrize("text", AGREEING)
def test_what_is_merely_less_exact_or_later_is_no_disagreement(text: str) -> None:
    assert read(text)[1] == ()


def test_the_issuer_is_never_another_places() -> None:
    for body in ("嘉定区司法局", "上海市司法局", "绵阳市游仙区司法局"):
        header, _ = read("闵行区2020年法治政府建设报告\n发布机构：" + body + SIGNED.format(body))
        assert header.issuer == "闵行区人民政府"


def test_a_zone_reports_for_itself_wherever_the_user_puts_it() -> None:
    header, _ = read(
        "苏州工业园区管委会2020年报告" + SIGNED.format("苏州市司法局"), said=Given(place="320500")
    )
    assert header.issuer == "苏州工业园区管委会"


PIECES = st.sampled_from(
    ["2020年", "2019年度，", "2021-02-03", "2021年2月30日", "〔2021〕", "1号", "闵行区", "上海市", "苏州工业园区", "司法局",
     "人民政府", "分局", "管委会", "关于", "报告", "总结", "发布日期", "成文日期", "索引号", "来源", "：", "[", "】", "\t", "|",
     "\n", " ", "_", " - ", "。", "《", "》", "现将", "(", ")"]
)  # fmt: skip


@given(
    st.lists(PIECES, max_size=40).map("".join),
    st.dictionaries(
        st.sampled_from(["title", "issuer", "number", "index", "published", "dated", "source", "site"]),
        st.lists(PIECES, max_size=6).map("".join),
    ),
)
def test_whatever_a_page_says_the_fields_say_what_is_taken(text: str, stated: dict[str, str]) -> None:
    header, warnings = read(text, stated, Given(place="310112", year=2020))
    if header.title != "page.txt":  # a page without any words goes by the name of its file
        assert_fields_say_what_is_taken(header)
    assert all(warnings)
