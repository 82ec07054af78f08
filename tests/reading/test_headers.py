"""What the head of a page says: of the fixtures, and of pages in the manner of many cities."""

from __future__ import annotations

import json
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from govstats.catalogue.cues import HeaderExample, load_header_cues
from govstats.errors import HeaderError
from govstats.places import load_gazetteer
from govstats.reading import Given, Header, ReportReader, Source, load_source
from govstats.reading.headers.heads import HeadReader
from govstats.reading.headers.identity import Identifier
from govstats.reading.headers.pages import load_page_words

FIXTURES = Path(__file__).parents[2] / "fixtures"
CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("headers.yml").read_text(encoding="utf-8")
)
EXPECTED = sorted((FIXTURES / "expected").glob("*.jsonl"))
SHARED = Path(__file__).parents[3] / "shared" / "reports"
ANNUAL, SUMMARY = "annual_report", "work_summary"
FURTHER_FACTS = {  # index number, date of the document, source, kind
    "230506-2021-government": (None, "2022-01-14", "区政府办", ANNUAL),
    "310112-2018-justice": (None, None, "闵行区司法局", SUMMARY),
    "310112-2020-justice": (None, "2021-01-20", None, ANNUAL),
    "310112-2022-market": ("AB4001000-2023-001", None, None, ANNUAL),
    "310113-2018-government": (None, "2019-01-15", "区政府办公室", ANNUAL),
    "310113-2020-justice": ("SY-004-2021-0003", "2021-01-27", "区司法局", ANNUAL),
    "320106-2020-justice": ("012949300/2021-00123", "2021-02-02", None, ANNUAL),
    "330782-2021-government": ("113307820026099000/2022-00137", "2022-03-18", None, ANNUAL),
    "330782-2022-justice": (None, "2023-01-12", "市司法局", ANNUAL),
    "500000-2021-government": ("11500000009275000L/2022-00128", "2022-03-21", None, ANNUAL),
    "510700-2019-government": (None, "2020-03-20", "市政府办公室", ANNUAL),
    "510704-2019-justice": (None, "2020-03-09", "区司法局", ANNUAL),
}
REFERENCE: list[dict[str, Any]] = [
    {
        "report": "000.txt",
        "title": "2020年度宝山区司法局法治政府建设情况报告",
        "issuer": "宝山区司法局",
        "code": "310113",
        "year": 2020,
        "number": "宝司〔2021〕1号",
        "published": "2021-01-27",
        "dated": "2021-01-27",
        "source": "区司法局",
        "kind": ANNUAL,
    },
    {
        "report": "001.txt",
        "title": "绵阳市游仙区司法局2019年法治政府建设年度报告",
        "issuer": "游仙区司法局",
        "code": "510704",
        "year": 2019,
        "published": "2020-03-10",
        "dated": "2020-03-09",
        "source": "司法局",
        "kind": ANNUAL,
    },
    {
        "report": "003.txt",
        "title": "宝山区人民政府2018年度法治政府建设情况报告",
        "issuer": "宝山区人民政府",
        "code": "310113",
        "year": 2018,
        "published": "2019-01-30",
        "dated": "2019-01-15",
        "source": "区政府办公室",
        "kind": ANNUAL,
    },
]


def source_of(text: str) -> Source:
    data = text.encode()
    return Source("page.txt", data, sha256(data).hexdigest())


@pytest.fixture(scope="module")
def reader() -> ReportReader:
    return ReportReader()


@pytest.fixture(scope="module")
def heads() -> HeadReader:
    return HeadReader(load_header_cues(), load_page_words())


@pytest.fixture(scope="module")
def identifier() -> Identifier:
    return Identifier(load_page_words(), load_gazetteer())


def facts_of(header: Header, warnings: tuple[str, ...]) -> dict[str, Any]:
    assert header.place is not None
    return {
        "title": header.title,
        "issuer": header.issuer,
        "code": header.place.code,
        "year": header.year,
        "number": header.document_number,
        "index": header.index_number,
        "published": header.published_on.isoformat() if header.published_on else None,
        "dated": header.dated_on.isoformat() if header.dated_on else None,
        "source": header.source,
        "kind": header.kind,
        "warning": "; ".join(warnings) or None,
    }


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_head_is_read_as_a_careful_reader_would(
    heads: HeadReader, identifier: Identifier, case: dict[str, Any]
) -> None:
    head = heads.read(case["text"], case.get("stated"))
    said = Given(place=case.get("place"))
    facts = facts_of(*identifier.identify("page.txt", case["text"], head, said))
    assert facts == {name: case.get(name) for name in facts}


@pytest.mark.parametrize("path", EXPECTED, ids=[path.stem for path in EXPECTED])
def test_the_heads_of_the_fixtures_are_read(reader: ReportReader, path: Path) -> None:
    wanted = json.loads(path.read_text(encoding="utf-8").splitlines()[0])
    report = reader.read(load_source(FIXTURES / "reports" / wanted["report"]))
    facts = facts_of(report.header, report.warnings)
    assert report.header.place is not None
    assert {
        "report": wanted["report"],
        "title": facts["title"],
        "issuer": facts["issuer"],
        "district": report.header.place.name,
        "district_code": facts["code"],
        "year": facts["year"],
        "document_number": facts["number"],
        "published_on": facts["published"],
        "encoding": report.encoding,
    } == wanted
    assert (facts["index"], facts["dated"], facts["source"], facts["kind"]) == FURTHER_FACTS[path.stem]
    assert report.warnings == ()


@pytest.mark.parametrize("wanted", REFERENCE, ids=lambda wanted: str(wanted["report"]))
def test_the_heads_of_the_reference_reports_are_read(reader: ReportReader, wanted: dict[str, Any]) -> None:
    path = SHARED / wanted["report"]
    if not path.is_file():
        pytest.skip("the reference reports are kept beside the project")
    report = reader.read(load_source(path))
    facts = facts_of(report.header, report.warnings)
    assert facts == {name: wanted.get(name) for name in facts}


@pytest.mark.parametrize("wanted", load_header_cues().examples, ids=lambda wanted: wanted.title)
def test_the_examples_of_the_catalogue_hold(heads: HeadReader, wanted: HeaderExample) -> None:
    head = heads.read(f"{wanted.title}\n")
    kind = head.kinds[0].words if head.kinds else None
    assert (head.title, head.title_organisation, kind) == (wanted.title, wanted.organisation, wanted.kind)


BODY = "\n\n2020年，我局依法履职，办理案件三件。\n"
REFUSED = [
    # what stands in the head, what the message names, what the hint names
    ("宝山区2020年法治政府建设情况报告", ["宝山区", "310113", "230506", "上海市", "双鸭山市"], "--place"),
    ("2020年度法治政府建设情况报告", ["no place"], "--place"),
    ("闵行区司法局法治政府建设情况报告", ["year", "cannot be told"], "--year"),
    ("闵行区司法局法治政府建设情况报告\n发布日期：2021-09-01", ["year", "dated 2021-09-01"], "--year"),
    (
        "闵行区司法局法治政府建设情况报告\n发布日期：2023-02-01\n\n建设始于2017年，",
        ["2017", "2023-02-01"],
        "--year",
    ),
    (
        "闵行区司法局法治政府建设情况报告\n成文日期：2019-03-01\n发布日期：2022-02-01",
        ["2019-03-01"],
        "--year",
    ),
    ("杭州市下城区人民政府2022年法治政府建设情况报告", ["下城区", "330103", "ended in 2021"], "--place"),
    ("苏州工业园区管理委员会2020年法治政府建设情况报告_苏州市人民政府", ["苏州工业园区"], "--place"),
    ("长沙高新区2020年法治政府建设情况报告\n来源：长沙市司法局", ["长沙高新区"], "--place"),
    ("高新区管委会2020年工作总结\n发布机构：绵阳市人民政府", ["高新区"], "--place"),
    (
        "2020年法治政府建设情况报告\n发布机构：合肥经济技术开发区管委会\n来源：合肥市人民政府",
        ["开发区"],
        "--place",
    ),
]


@pytest.mark.parametrize(("head", "named", "hint"), REFUSED)
def test_what_cannot_be_told_is_refused_with_candidates_and_the_option(
    reader: ReportReader, head: str, named: list[str], hint: str
) -> None:
    body = BODY if "2020" in head else "\n\n我局依法履职，办理案件三件。\n"
    with pytest.raises(HeaderError) as refused:
        reader.read(source_of(head + body))
    assert [word for word in ["page.txt", *named] if word not in refused.value.message] == []
    assert hint in refused.value.hint


def test_what_the_user_says_goes_before_what_the_page_says(reader: ReportReader) -> None:
    page = source_of("宝山区司法局2020年法治政府建设情况报告" + BODY)
    header = reader.read(page, Given(place="310112", year=2019, issuer="闵行区司法局")).header
    assert header.place is not None
    assert (header.place.full_name, header.year, header.issuer) == ("上海市闵行区", 2019, "闵行区司法局")


def test_a_page_without_place_is_read_loosely_with_a_warning(reader: ReportReader) -> None:
    report = reader.read_loosely(source_of("2020年度法治政府建设情况报告" + BODY))
    assert (report.header.place, report.header.year) == (None, 2020)
    assert "no place" in report.warnings[0]


def test_a_place_that_the_user_gives_wrongly_is_never_passed_over(reader: ReportReader) -> None:
    with pytest.raises(HeaderError, match="no place is called 宝杉区"):
        reader.read_loosely(source_of("2020年法治政府建设情况报告" + BODY), Given(place="宝杉区"))


PIECES = st.sampled_from(
    ["2020年", "二〇二〇年", "2021-02-30", "〔2021〕", "1号", "宝山区", "司法局", "关于", "报告", "发布日期", "：",
     ":", "[", "】", "\t", "\n", " ", "_", "|", " - ", "。", "《", "》", "来源", "名称", "\u2028", "\r", "０"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
@example("标题：" * 2000)
@example("")
def test_any_text_has_a_head(heads: HeadReader, text: str) -> None:
    head = heads.read(text)
    assert len(head.title) <= 200
    assert all(1900 <= year <= 2099 for year in head.years)


HOSTILE = [
    "2020年", "二〇二〇年", "12345", "[", "【发布日期：", "宝山区人民政府", "来源 ", "文 ", "_", "|", " ", "\t", "《", "关于",
    "发布日期：2020-01-01", "名称:", "宝司〔2021〕1号", "年度报告", "  ", "\n", "发布机构：\n", "甲",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("ending", ["", "\n"])
def test_reading_a_head_takes_linear_time(heads: HeadReader, piece: str, ending: str) -> None:
    text = (piece + ending) * (200_000 // len(piece + ending))
    started = time.perf_counter()
    heads.read(text)
    assert time.perf_counter() - started < 1.0
