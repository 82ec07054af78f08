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
from govstats.reading import Given, Report, ReportReader, Source, load_source
from govstats.reading.header import HeadReader
from govstats.reading.pages import load_page_words

FIXTURES = Path(__file__).parents[2] / "fixtures"
CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("headers.yml").read_text(encoding="utf-8")
)
EXPECTED = sorted((FIXTURES / "expected").glob("*.jsonl"))


def source_of(text: str) -> Source:
    data = text.encode()
    return Source("page.txt", data, sha256(data).hexdigest())


@pytest.fixture(scope="module")
def reader() -> ReportReader:
    return ReportReader()


@pytest.fixture(scope="module")
def heads() -> HeadReader:
    return HeadReader(load_header_cues(), load_page_words())


def facts_of(report: Report) -> dict[str, Any]:
    header = report.header
    assert header.place is not None
    return {
        "title": header.title,
        "issuer": header.issuer,
        "code": header.place.code,
        "year": header.year,
        "number": header.document_number,
        "published": header.published_on.isoformat() if header.published_on else None,
        "source": header.source,
        "warning": "; ".join(report.warnings) or None,
    }


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_head_is_read_as_a_careful_reader_would(reader: ReportReader, case: dict[str, Any]) -> None:
    wanted = {"number": None, "published": None, "source": None, "warning": None} | case
    report = reader.read(source_of(case["text"]), Given(place=case.get("place")))
    assert facts_of(report) == {name: wanted[name] for name in facts_of(report)}


@pytest.mark.parametrize("path", EXPECTED, ids=[path.stem for path in EXPECTED])
def test_the_heads_of_the_fixtures_are_read(reader: ReportReader, path: Path) -> None:
    wanted = json.loads(path.read_text(encoding="utf-8").splitlines()[0])
    report = reader.read(load_source(FIXTURES / "reports" / wanted["report"]))
    facts = facts_of(report)
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
    assert report.warnings == ()


@pytest.mark.parametrize("wanted", load_header_cues().examples, ids=lambda wanted: wanted.title)
def test_the_examples_of_the_catalogue_hold(heads: HeadReader, wanted: HeaderExample) -> None:
    head = heads.read(f"{wanted.title}\n")
    assert (head.title, head.title_organisation) == (wanted.title, wanted.organisation)


BODY = "\n\n2020年，我局依法履职，办理案件三件。\n"
REFUSED = [
    # what stands in the head, what the message names, what the hint names
    ("宝山区2020年法治政府建设情况报告", ["宝山区", "310113", "230506", "上海市", "双鸭山市"], "--place"),
    ("2020年度法治政府建设情况报告", ["no place"], "--place"),
    ("宝山区司法局法治政府建设情况报告\n发布日期：2021-03-01", ["year", "perhaps 2020"], "--year"),
    ("杭州市下城区人民政府2022年法治政府建设情况报告", ["下城区", "330103", "ended in 2021"], "--place"),
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
