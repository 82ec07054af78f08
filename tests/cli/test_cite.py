"""A figure or a report is cited from the command line: as text, as data, for reference managers."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

import govstats
from tests.cli.running import BAOSHAN_2020, ON_SQLITE, Home

NAME = BAOSHAN_2020.name
ALL = "select observation_id from observations order by report_id, start_offset"
URL = "http://www.example.gov.cn/a.html"


def number_of(home: Home, words: str, file: str = NAME) -> int:
    """The observation_id of the figure with these words."""
    ((number,),) = home.select(
        "select o.id from observations o join reports r on r.id = o.report_id"
        f" where r.file_name = '{file}' and o.text = '{words}'"
    )
    return int(number)


def cited(home: Home, *words: str, stdin: bytes = b"") -> list[dict[str, Any]]:
    ran = home.run("cite", *words, "--format", "json", stdin=stdin)
    assert (ran.code, ran.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(ran.out)
    return found


def test_a_figure_is_told_with_its_sentence_its_place_and_its_report(ingested: Home) -> None:
    ran = ingested.run("cite", f"figure:{number_of(ingested, '98.16%')}")
    told = {line[2:17].strip(): line[17:].strip() for line in ran.lines[1:]}
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[0] == f"figure {number_of(ingested, '98.16%')}"
    assert told["sentence"].count("【98.16%】") == 1
    assert told["sentence"].endswith("。")
    assert told["place"].startswith(
        "一、2020年的主要做法和成效 > (四)多元化解,守护社会和谐稳定 > 7.夯实人民调解基础; "
    )
    assert told["read as"] == "纠纷调解成功率 98.16% [mediation.success_rate 调解成功率]"
    assert told["issuer"] == "宝山区司法局"
    assert told["number"] == "宝司〔2021〕1号"
    assert told["published"] == "2021-01-27"
    assert told["GB/T 7714—2015"] == (
        "宝山区司法局. 2020年度宝山区司法局法治政府建设情况报告: 宝司〔2021〕1号[R]. [出版地不详]: 宝山区司法局, 2021."
    )
    assert told["GB/T 7714—2025"] == (
        "宝山区司法局. 2020年度宝山区司法局法治政府建设情况报告：宝司〔2021〕1号[R]. 2021-01-27."
    )
    assert "第1171至1176字符“98.16%”；源文件SHA-256：4ff4825dd376。" in told["note"]
    assert "no address is known" in told["mind"]


def test_each_figure_is_marked_in_its_sentence(ingested: Home) -> None:
    numbers = ingested.run("query", ALL).out
    texts = dict(ingested.select("select id, text from reports"))
    found = cited(ingested, "-", stdin=numbers)
    assert len(found) == ingested.count("observations")
    for each in found:
        figure = each["figure"]
        low, high = figure["start"] - figure["sentence_start"], figure["end"] - figure["sentence_start"]
        assert figure["sentence"][low:high] == figure["text"]
        text = texts[each["report_id"]]
        assert text[figure["sentence_start"] :].startswith(figure["sentence"])


def test_a_report_is_called_as_show_calls_it(ingested: Home) -> None:
    by_name = cited(ingested, NAME)
    assert by_name[0]["figure"] is None
    report_id = str(by_name[0]["report_id"])
    assert cited(ingested, report_id) == cited(ingested, by_name[0]["sha256"][:8]) == by_name


def test_several_are_cited_in_the_order_that_they_are_named_in(ingested: Home) -> None:
    number = number_of(ingested, "98.16%")
    found = cited(ingested, NAME, f"figure:{number}", "310112-2018-justice.txt")
    assert [each["figure"] and each["figure"]["observation_id"] for each in found] == [None, number, None]
    assert found[2]["file_name"] == "310112-2018-justice.txt"
    text = ingested.run("cite", NAME, f"figure:{number}").out.decode()
    assert text.count("\n\n") == 1


@pytest.mark.parametrize(
    "stdin",
    [
        "{0}\n{1}\n",
        "figure:{0}\nfigure:{1}",
        "\r\n{0}\r\n\r\n{1}\r\n",
        "\ufeffobservation_id\r\n{0}\r\n{1}\r\n",
        'value,observation_id,evidence\n1,{0},"a\nb"\n2,{1},c\n',
    ],
)
def test_numbers_come_in_from_standard_input(ingested: Home, stdin: str) -> None:
    numbers = [number_of(ingested, words) for words in ("98.16%", "6583件")]
    found = cited(ingested, "-", stdin=stdin.format(*numbers).encode())
    assert [each["figure"]["observation_id"] for each in found] == numbers


def test_reports_come_in_from_standard_input(ingested: Home) -> None:
    found = cited(
        ingested, "-", stdin=ingested.run("query", "select report_id, title from reports order by 1").out
    )
    assert [each["figure"] for each in found] == [None] * ingested.count("reports")


def test_an_exported_table_is_cited_row_by_row(filled: Home) -> None:
    filled.run("export", "mediation.success_rate", "-o", "rates.csv")
    exported = (filled.path / "rates.csv").read_bytes()
    numbers = [row["observation_id"] for row in csv.DictReader(io.StringIO(exported.decode("utf-8-sig")))]
    found = cited(filled, "-", stdin=exported)
    assert [str(each["figure"]["observation_id"]) for each in found] == numbers


def test_nothing_on_standard_input_is_told(ingested: Home) -> None:
    ran = ingested.run("cite", "-", "--format", "json", stdin=b"observation_id\r\n")
    assert (ran.code, json.loads(ran.out), ran.err) == (0, [], "standard input names nothing to cite\n")


@pytest.mark.parametrize(
    ("words", "stdin", "message"),
    [
        (["figure:999999"], b"", "error: there is no figure 999999\n"),
        (["figure:99999999999999999999"], b"", "error: 'figure:99999999999999999999' names no figure\n"),
        (["figure:"], b"", "error: 'figure:' names no figure\n"),
        (["figure:12a"], b"", "error: 'figure:12a' names no figure\n"),
        (["figure:１２"], b"", "error: 'figure:１２' names no figure\n"),
        (["nothing.txt"], b"", "error: there is no report nothing.txt\n"),
        (["-"], b"1\n98.16%\n", "error: standard input, line 2: '98.16%' is no number of a figure\n"),
        (["-"], b"observation_id\n1\n\nx\n", "error: standard input, line 4: 'x' is no number of a figure\n"),
        (["-"], b"\xff\xfe\n", "error: standard input, line 1: "),
        (
            ["-"],
            b"district,value\na,1\n",
            "error: standard input, line 1: 'district' is no number of a figure\n",
        ),
        (["-"], b'"' + b"1" * 200_000, "error: standard input is no list of numbers: "),
        ([], b"", "Usage: "),
        ([NAME, "--url", "www.example.gov.cn"], b"", "Usage: "),
        ([NAME, "--accessed", "2021-13-01"], b"", "Usage: "),
        ([NAME, "--accessed", "2021-03-01"], b"", "Usage: "),
        ([NAME, "310112-2018-justice.txt", "--url", URL], b"", "Usage: "),
    ],
)
def test_what_cannot_be_cited_is_refused(
    ingested: Home, words: list[str], stdin: bytes, message: str
) -> None:
    ran = ingested.run("cite", *words, stdin=stdin)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err.startswith(message)


def test_an_address_makes_a_reference_of_an_electronic_resource(ingested: Home) -> None:
    found = cited(ingested, NAME, "--url", URL, "--accessed", "2021-03-01")
    assert found[0]["gbt7714_2015"].endswith(f"[R/OL]. (2021-01-27)[2021-03-01]. {URL}.")
    assert found[0]["gbt7714_2025"].endswith(f"[R/OL]. 2021-01-27. {URL}.")
    assert found[0]["remarks"] == []
    stored = cited(ingested, NAME, "--url", URL)[0]
    assert stored["accessed_on"] == stored["ingested_at"][:10]
    assert [
        "the date of access is the day that the report was stored" in each for each in stored["remarks"]
    ] == [True]
    assert abs(date.fromisoformat(stored["accessed_on"]) - datetime.now(UTC).date()).days <= 1


def test_the_address_that_a_page_was_saved_from_is_used(home: Home) -> None:
    page = (
        f"<html><!-- saved from url=(0032){URL} --><head><title>上海市宝山区司法局2019年工作总结</title></head>"
        "<body><p>全年办结行政复议案件153件。</p></body></html>"
    )
    home.write("a.html", page)
    assert home.run("ingest", "a.html").code == 0
    (found,) = cited(home, "a.html")
    assert found["url"] == URL
    assert URL in found["gbt7714_2015"]


@pytest.mark.parametrize(
    "title",
    [
        "上海市宝山区司法局2019年工作总结（审议稿）",
        "上海市宝山区司法局关于2019年“双随机、一公开”工作的总结：成效与不足",
        '上海市宝山区司法局2019年工作总结(公开版), 附"清单"',
    ],
)
def test_a_title_is_cited_with_the_signs_that_it_has_in_the_report(home: Home, title: str) -> None:
    home.write("a.txt", f"{title}\n\n全年办结行政复议案件153件。\n")
    assert home.run("ingest", "a.txt").code == 0
    (found,) = cited(home, "a.txt")
    assert found["title"] == title
    assert f"宝山区司法局. {title}[R]." in found["gbt7714_2015"]


def test_a_figure_of_a_replaced_report_says_so(home: Home) -> None:
    for number in (153, 154):
        home.write("a.txt", f"上海市宝山区司法局2019年工作总结\n全年办结行政复议案件{number}件。\n")
        assert home.run("ingest", "a.txt").code == 0
    first = home.run("cite", "figure:1").out.decode()
    assert "【153件】" in first
    assert "report         1 (replaced by report 2)" in first
    assert (
        "mind           report 1 is replaced: its current revision is report 2; govstats history 2" in first
    )
    assert "replaced" not in home.run("cite", "figure:2").out.decode()


def test_entries_for_reference_managers_are_written(ingested: Home) -> None:
    number = number_of(ingested, "98.16%")
    bibtex = ingested.run("cite", NAME, f"figure:{number}", "--format", "bibtex").out.decode()
    assert bibtex.count("@techreport{govstats-310113-2020-4ff4825d,") == 1
    (item,) = json.loads(ingested.run("cite", NAME, "--format", "csl-json").out)
    assert (item["type"], item["issued"]) == ("report", {"date-parts": [[2021, 1, 27]]})


def test_a_citation_goes_to_a_file(filled: Home) -> None:
    assert filled.run("cite", NAME, "-o", "a.txt").out == b""
    assert (filled.path / "a.txt").read_bytes() == filled.run("cite", NAME).out


@ON_SQLITE
def test_without_a_database_nothing_is_cited(home: Home) -> None:
    ran = home.run("cite", "figure:1")
    assert (ran.code, ran.out) == (3, b"")
    assert not (home.path / "govstats.db").exists()


def test_the_python_interface_gives_the_same(ingested: Home) -> None:
    number = number_of(ingested, "98.16%")
    with govstats.open_database(ingested.address, create=False) as database:
        citation = database.cite(figure=number, url=URL, accessed_on=date(2021, 3, 1))
        assert citation.figure is not None
        (told,) = cited(ingested, f"figure:{number}", "--url", URL, "--accessed", "2021-03-01")
        assert told["gbt7714_2015"] == citation.gbt7714
        assert told["figure"]["sentence"] == citation.figure.sentence
        assert database.cite(NAME).title == citation.title
        for wrong in ({}, {"wanted": NAME, "figure": number}):
            with pytest.raises(ValueError, match="a report or a figure"):
                database.cite(**wrong)
