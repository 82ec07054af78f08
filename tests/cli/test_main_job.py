"""The main job: ingest reports, ask across districts and years, hand over a CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from govstats.reading.formats.plain import decode
from tests.cli.running import BAOSHAN_2018, BAOSHAN_2020, FIXTURES, REPORTS, Home

KEYS = (
    "report", "start", "end", "text", "value", "unit", "bound", "kind", "label", "indicator", "district",
    "district_code", "year", "period_start", "period_end", "status", "scope", "part_of", "confidence", "rule",
)  # fmt: skip


def test_each_report_gets_a_line_with_place_year_issuer_and_counts(home: Home) -> None:
    ran = home.run("ingest", BAOSHAN_2020, REPORTS / "510700-2019-government.txt")
    assert (ran.code, ran.err) == (0, "")
    first, second = (line.split("  ") for line in ran.lines)
    assert [word for word in first if word][:4] == ["added", "310113 宝山区", "2020", "宝山区司法局"]
    assert [word for word in second if word][:4] == ["added", "510700 绵阳市", "2019", "绵阳市人民政府"]
    assert first[-1] == str(BAOSHAN_2020)
    figures, aside = home.count("observations"), home.count("set_aside")
    told = [
        [int(word) for word in line[-2].replace(",", "").split() if word.isdigit()]
        for line in (first, second)
    ]
    assert (told[0][0] + told[1][0], told[0][1] + told[1][1]) == (figures, aside)


def test_the_three_sentences_of_the_mission_are_exact_rows(ingested: Home) -> None:
    ran = ingested.run(
        "query",
        "select district, year, indicator, value, unit from metrics where district_code = '310113' and year = 2020"
        " and indicator in ('mediation.success_rate', 'reconsideration.concluded',"
        " 'legal_service.hotline_consultations') order by indicator",
    )
    assert (ran.code, ran.err) == (0, "")
    assert ran.rows == [
        ["宝山区", "2020", "legal_service.hotline_consultations", "10185", "人次"],
        ["宝山区", "2020", "mediation.success_rate", "98.16", "%"],
        ["宝山区", "2020", "reconsideration.concluded", "153", "件"],
    ]


COMPARE = ("compare", "mediation.success_rate", "--place", "宝山区", "--years", "2018,2020")


def test_a_comparison_is_a_csv_that_excel_opens(ingested: Home) -> None:
    ran = ingested.run(*COMPARE)
    assert ran.code == 0
    assert ran.err.splitlines() == [
        "note: 宝山区 is taken to be 310113 上海市宝山区, the one with reports",
        "places: 1 asked, 1 reporting",
    ]
    assert ran.out.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(ran.out.decode("utf-8-sig"), newline=""))
    assert header == ["地区代码", "地区", "2018年 调解成功率(%)", "2020年 调解成功率(%)"]
    assert rows == [["310113", "宝山区", "98.72", "98.16"]]


def test_the_same_without_the_mark_of_excel(ingested: Home) -> None:
    plain = ingested.run(*COMPARE, "--encoding", "utf-8").out
    assert b"\xef\xbb\xbf" + plain == ingested.run(*COMPARE).out


def test_a_comparison_of_a_shared_name_with_reports_of_both_asks_which(ingested: Home) -> None:
    ran = ingested.run("compare", "mediation.success_rate", "--place", "宝山区")
    assert ran.code == 2
    assert [word for word in ("230506", "310113", "双鸭山市") if word not in ran.err] == []


def test_a_comparison_written_to_a_file(filled: Home) -> None:
    ran = filled.run(
        "compare", "mediation.success_rate", "reconsideration.concluded", "--place", "上海市宝山区", "--place",
        "310112", "--years", "2018-2022", "-o", "compare.csv",
    )  # fmt: skip
    assert (ran.code, ran.out) == (0, b"")
    table = list(csv.reader(io.StringIO((filled.path / "compare.csv").read_text("utf-8-sig"), newline="")))
    assert [row[0] for row in table[1:]] == ["310112", "310113"]
    assert {len(row) for row in table} == {len(table[0])}
    assert "0" not in {cell for row in table for cell in row}  # not reported is empty, never 0


def objects(out: bytes) -> list[dict[str, Any]]:
    return [json.loads(line, parse_float=Decimal, parse_int=Decimal) for line in out.decode().splitlines()]


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What extract tells of all fixtures."""
    home = Home(tmp_path_factory.mktemp("extracted"))
    ran = home.run("extract", REPORTS, "--format", "jsonl", "--numbers")
    assert (ran.code, ran.err) == (0, "")
    assert list(home.path.iterdir()) == []  # no database is needed, and none made
    return objects(ran.out)


@pytest.mark.parametrize("path", sorted(REPORTS.glob("*.txt")), ids=lambda path: path.stem)
def test_extract_gives_every_figure_with_the_words_it_was_read_from(
    extracted: list[dict[str, Any]], path: Path
) -> None:
    found = [one for one in extracted if one["report"] == str(path)]
    text = decode(path.read_bytes(), path.name).text
    assert [one for one in found if text[int(one["start"]) : int(one["end"])] != one["text"]] == []
    figures = [one for one in found if one["reason"] is None]
    assert figures
    assert [key for key in KEYS if key not in figures[0]] == []
    assert {one["district_code"] for one in figures} == {path.stem[:6]}
    assert [one["text"] for one in figures if one["text"] not in one["evidence"]] == []
    starts = {one["start"] for one in figures}
    assert [one for one in figures if one["part_of"] is not None and one["part_of"] not in starts] == []
    assert [one for one in found if one["reason"] and (one["value"] is not None or not one["rule"])] == []


def test_extract_alone_gives_the_figures_only(folder: Home, extracted: list[dict[str, Any]]) -> None:
    alone = objects(folder.run("extract", BAOSHAN_2020, "--format", "jsonl").out)
    both = [one for one in extracted if one["report"] == str(BAOSHAN_2020)]
    assert alone == [{key: one[key] for key in alone[0]} for one in both if one["reason"] is None]
    assert {one["reason"] for one in both} >= {"date", "name", "list", "doc_number", None}


def test_numbers_come_out_as_they_went_in(home: Home) -> None:
    home.write(
        "v.txt",
        "上海市宝山区司法局2020年工作总结\n\n罚没款205745800元，调解成功率98.16%，抽查１２３４户，不合格率0.05%。\n",
    )
    found = objects(home.run("extract", "v.txt", "--format", "jsonl").out)
    assert [str(one["value"]) for one in found] == ["205745800", "98.16", "1234", "0.05"]
    home.run("ingest", "v.txt")
    stored = home.run("query", "select value from observations order by start_offset").rows
    assert [row[0] for row in stored] == ["205745800", "98.16", "1234", "0.05"]


QUERY = "select district, value, unit from metrics where indicator = 'mediation.success_rate' order by value"


def read_table(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()[2:]]


def read_markdown(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()[2:]]


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


def read_json(text: str) -> list[list[str]]:
    return [[str(cell) for cell in row.values()] for row in json.loads(text, parse_float=str, parse_int=str)]


def read_jsonl(text: str) -> list[list[str]]:
    return [row for line in text.splitlines() for row in read_json(f"[{line}]")]


def stored_rows(home: Home) -> list[tuple[str, Decimal, str]]:
    """What the view holds, asked of the snapshot itself."""
    with duckdb.connect(home.snapshot, read_only=True) as connection:
        return connection.execute(QUERY).fetchall()


FORMATS = [
    # the ending of the file tells the format
    (("-o", "rows.txt"), b"district ", read_table),
    (("-o", "rows.csv"), b"\xef\xbb\xbfdistrict,", read_csv),
    (("-o", "rows.json"), b"[\n{", read_json),
    (("-o", "rows.jsonl"), b"{", read_jsonl),
    (("-o", "rows.md"), b"| district", read_markdown),
    # the option goes before it
    (("-o", "rows.dat", "--format", "table"), b"district ", read_table),
    (("--format", "markdown"), b"| district", read_markdown),
]


@pytest.mark.parametrize(
    ("words", "begin", "read"), FORMATS, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_every_format_holds_the_same_rows(
    filled: Home, words: tuple[str, ...], begin: bytes, read: Callable[[str], list[list[str]]]
) -> None:
    ran = filled.run("query", QUERY, *words)
    assert (ran.code, ran.err) == (0, "")
    written = (filled.path / words[1]).read_bytes() if "-o" in words else ran.out
    assert (ran.out == b"") == ("-o" in words)
    assert written.startswith(begin)
    rows = [(district, Decimal(value), unit) for district, value, unit in read(written.decode("utf-8-sig"))]
    assert ("宝山区", Decimal("98.16"), "%") in rows
    assert rows == stored_rows(filled)


def test_a_query_can_come_through_a_pipe(ingested: Home) -> None:
    ran = ingested.run("query", "-", stdin="select count(*) from reports where district = '宝山区'".encode())
    assert ran.rows == [["3"]]


def test_the_fixtures_are_all_there(ingested: Home) -> None:
    expected = [
        json.loads(path.read_text("utf-8").splitlines()[0])
        for path in (FIXTURES / "expected").glob("*.jsonl")
    ]
    ran = ingested.run("query", "select title, issuer, district_code, year from reports")
    assert sorted(map(tuple, ran.rows)) == sorted(
        (one["title"], one["issuer"], one["district_code"], str(one["year"])) for one in expected
    )
    assert BAOSHAN_2018.exists()


def test_status_says_what_the_database_holds(ingested: Home) -> None:
    ran = ingested.run("db", "status")
    told = dict(
        line.split(maxsplit=1) for line in ran.lines if not line.startswith(("set aside", "ingest runs"))
    )
    reports = len(list(REPORTS.glob("*.txt")))
    assert (ran.code, ran.err) == (0, "")
    assert told["database"] == ingested.shown
    assert told["reports"] == f"{reports} current, 0 earlier revisions"
    assert told["figures"].startswith(f"{ingested.count('observations')}, ")
    assert told["years"] == "2018-2022"
