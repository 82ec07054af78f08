"""The Python interface, and what holds of any text that goes through it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
import regex
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import govstats
from govstats.catalogue import load_catalogue
from govstats.checks import load_knowledge
from govstats.errors import HeaderError, QueryError, ReadingError, StoreError
from govstats.ingesting import Ingester
from govstats.observations import Extractor, Observation, build_extractor
from govstats.quantities import SetAside
from govstats.reading import Given, ReportReader, load_source
from govstats.store import Store, database_url, schema
from govstats.warehouse import Comparison
from govstats.workers import Worker, WorkerPool
from tests.cli.running import BAOSHAN_2018, BAOSHAN_2020, Home

NUMBERS = regex.compile("[0-9]+|[〇一二两三四五六七八九十百千万亿]")


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return build_extractor()


def test_a_file_is_read_and_its_figures_are_extracted(extractor: Extractor) -> None:
    report = govstats.read_report(BAOSHAN_2020)
    assert report.header.issuer == "宝山区司法局"
    figures = govstats.extract(report, extractor=extractor).observations
    assert Decimal("98.16") in {
        figure.value for figure in figures if figure.indicator == "mediation.success_rate"
    }
    assert govstats.extract(report.text, header=report.header, extractor=extractor).observations == figures


def test_figures_of_any_text_need_no_header(extractor: Extractor) -> None:
    (figure,) = govstats.extract("调解成功率98.16%。", extractor=extractor).observations
    assert (figure.value, figure.unit, figure.place_code, figure.year) == (Decimal("98.16"), "%", None, None)


def test_a_database_is_filled_asked_and_closed(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in home.variables.items():
        monkeypatch.setenv(name, value)
    with govstats.open_database(home.address) as opened:
        results = list(opened.ingest([BAOSHAN_2018, tmp_path / "missing.txt"]))
        results += opened.ingest([str(BAOSHAN_2020)], place="310113", year=2020)
        assert [result.status for result in results] == ["added", "failed", "added"]
        table = opened.query(
            "select value from metrics where indicator = $code order by year",
            {"code": "mediation.success_rate"},
        )
        assert table.column("value").to_pylist() == [Decimal("98.72"), Decimal("98.16")]
        compared = opened.compare(Comparison(("mediation.success_rate",)))
        assert compared.rows == (("310113", "宝山区", Decimal("98.72"), Decimal("98.16")),)
        with pytest.raises(QueryError, match="line 1, column 8"):
            opened.query("select valu from metrics")
    with pytest.raises(ReadingError):
        govstats.read_report(tmp_path / "missing.txt")
    with pytest.raises(StoreError, match="there is no database"):
        govstats.open_database(str(tmp_path / "b.db"), create=False)


def test_what_cannot_be_told_is_an_error_of_the_package(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("工作总结\n\n办理案件3件。\n", encoding="utf-8")
    with pytest.raises(HeaderError) as refused:
        govstats.read_report(path)
    assert isinstance(refused.value, govstats.GovstatsError)
    assert govstats.read_report(path, place="310113", year=2020).header.issuer == "宝山区人民政府"


PIECES = [
    "调解成功率98.16%", "办结行政复议案件153件", "12348热线咨询10185人次", "其中", "分别为", "同比上升",
    "下降", "个百分点", "，", "、", "。", "；", "\n", "（", "）", "(", ")", "《", "》", "“", "”",
    "2020年", "1-9月", "截至10月底", "十四五", "一是", "（三）", "第三届", "宝司〔2021〕1号", "近", "余",
    "多", "以上", "不足", "1,234件", "１２件", "百分之九十八点五", "三分之二", "翻一番", "1.2倍",
    "4天2小时", "万元", "亿", "5292.8万元", "两千余名", "十余家", "第2名", "占", "由581项精简至558项",
    "无败诉案件", " ", "\t", "\u3000", "\r\n", "-", "—", ".", "%", "‰", "零", "〇", "半", "个", "全市",
    "我局", "下一步", "计划", "0", "00.10", "99999999999999999999件", "0.12345678%", "1e400",
    "二〇二〇年", "㐂", "𠮷", "①", "Ⅲ", "½", "٣", "²",
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=30).map("".join))


def faults(text: str, extractor: Extractor) -> Iterator[str]:
    """What is wrong with an extraction: spans that are not their words, numbers in none or in several spans."""
    extraction = govstats.extract(text, extractor=extractor)
    items: list[Observation | SetAside] = [*extraction.observations, *extraction.set_aside]
    for item in items:
        if text[item.start : item.end] != item.text:
            yield f"{item.start}-{item.end} is not {item.text!r}"
    for number in NUMBERS.finditer(text):
        holders = [item for item in items if item.start <= number.start() and number.end() <= item.end]
        if len(holders) != 1:
            yield f"{number[0]!r} at {number.start()} lies in {len(holders)} spans"


@settings(max_examples=400)
@given(TEXTS)
@example("")
@example("\u0000")
@example("9" * 5000)
@example("一" * 3000)
@example("1、" * 1500)
def test_every_number_of_any_text_lies_in_exactly_one_span(extractor: Extractor, text: str) -> None:
    assert list(faults(text, extractor)) == []


@pytest.fixture
def database(home: Home) -> Iterator[govstats.Database]:
    with govstats.open_database(home.address) as opened:
        yield opened


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
@example("办理案件99999999999999999999件，1850年办理3件，2999年计划5件，比率为0.12345678%。")
@example("2020年2月31日办理3件，截至13月底办理5件。")
def test_any_text_can_be_stored_or_is_refused(database: govstats.Database, tmp_path: Path, text: str) -> None:
    data = ("2020年工作总结\n\n" + text).encode("utf-8", "replace")
    path = tmp_path / f"{sha256(data).hexdigest()}.txt"
    path.write_bytes(data)
    (result,) = database.ingest([path], place="310113", year=2020)
    assert result.status in {"added", "revised", "unchanged"} or isinstance(result.error, ReadingError)


def test_an_ingester_takes_what_it_works_with(home: Home) -> None:
    """The parts are given, so that a program can use its own reader, extractor and clock."""
    moment = datetime(2024, 5, 1, tzinfo=UTC)
    catalogue = load_catalogue()
    with Store.open(database_url(home.address, {}), create=True) as store:
        reader = ReportReader()
        worker = Worker(
            reader,
            build_extractor(catalogue=catalogue),
            load_knowledge(catalogue.indicators, catalogue.units),
        )
        workers = WorkerPool(lambda: worker)
        ingester = Ingester(store, catalogue, reader.gazetteer, workers, lambda: moment)
        (result,) = ingester.ingest([load_source(BAOSHAN_2020)], Given(issuer="宝山区司法局"))
        assert (result.status, result.place_code, result.year) == ("added", "310113", 2020)
        with store.reading() as session:
            assert session.scalars(select(schema.Report.ingested_at)).all() == [moment]
