"""Stored reports are shown: the list, the header, the exact text, and the bytes of the file as they were."""

from __future__ import annotations

import json
import os
import re
import subprocess

import pytest

import govstats
from govstats.errors import ReportError
from govstats.reading.formats.plain import decode
from tests.cli.running import BAOSHAN_2018, BAOSHAN_2020, GOVSTATS, ON_SQLITE, REPORTS, Home, environment
from tests.cli.terminals import at_terminal

PAGE = "上海市宝山区司法局{year}年工作总结\r\n\r\n全年办结行政复议案件153件，𠮷村调解1件。\r\n"
NAME = BAOSHAN_2020.name


def facts(home: Home, *words: str) -> dict[str, str]:
    """The lines of the header by name; of several of one name the last."""
    ran = home.run("show", *words, "--header")
    assert (ran.code, ran.err) == (0, "")
    return {line[:15].strip(): line[15:].strip() for line in ran.lines}


def test_without_a_report_all_are_listed(ingested: Home) -> None:
    ran = ingested.run("show", "--format", "jsonl")
    rows = [json.loads(line) for line in ran.lines]
    assert (ran.code, ran.err) == (0, "")
    assert {row["file"] for row in rows} == {path.name for path in REPORTS.glob("*.txt")}
    assert [row["district_code"] for row in rows] == sorted(row["district_code"] for row in rows)
    told = ingested.run("query", "select report_id, sha256, title, issuer, year, district from reports").rows
    assert sorted(told) == sorted(
        [str(row[name]) for name in ("id", "sha256", "title", "issuer", "year", "district")] for row in rows
    )


def test_the_list_goes_to_a_file_in_any_format(filled: Home) -> None:
    assert filled.run("show", "-o", "list.md").out == b""
    assert (filled.path / "list.md").read_text("utf-8").startswith("| id | district_code |")
    assert filled.run("show", "--format", "table").lines[0].split() == [
        "id", "district", "year", "issuer", "title", "file", "replaced_by",
    ]  # fmt: skip


def test_a_report_is_shown_with_its_header_and_its_exact_text(ingested: Home) -> None:
    ran = ingested.run("show", NAME)
    text = decode(BAOSHAN_2020.read_bytes(), NAME).text
    assert (ran.code, ran.err) == (0, "")
    header, _, rest = ran.out.decode().partition("\n\n")
    assert rest == text
    told = facts(ingested, NAME)
    assert header.splitlines() == ingested.run("show", NAME, "--header").lines
    assert told["title"].startswith("2020年度宝山区司法局法治政府建设情况报告")
    assert told["place"].startswith("310113 上海市宝山区")
    assert told["issuer"].startswith("宝山区司法局")
    assert told["published_on"].startswith("2021-01-27")
    assert (told["file"], told["media type"], told["encoding"]) == (NAME, "text/plain", "utf-8")
    assert told["source bytes"] == f"{len(BAOSHAN_2020.read_bytes())} bytes, kept"
    assert told["text"] == f"{len(text)} characters"
    sql = f"select report_id, figures, set_aside, sha256 from reports where file_name = '{NAME}'"
    ((report_id, figures, aside, digest),) = ingested.run("query", sql).rows
    assert told["report"] == report_id
    assert told["figures"] == f"{figures} figures, {aside} numbers set aside"
    assert told["source sha256"] == digest
    for wanted in (report_id, digest[:8], digest):
        assert ingested.run("show", wanted).out == ran.out


def test_offsets_point_into_the_text_that_is_shown(home: Home) -> None:
    home.write("a.txt", PAGE.format(year=2020).encode("gb18030"))
    home.run("ingest", "a.txt")
    assert home.run("show", "1", "--text", "-o", "text").out == b""
    text = (home.path / "text").read_bytes()
    assert text == home.run("show", "1", "--text").out == PAGE.format(year=2020).encode()
    figures = home.run("query", "select start_offset, end_offset, text from observations").rows
    assert figures
    for start, end, words in figures:
        assert text.decode()[int(start) : int(end)] == words


CODINGS = ["utf-8", "utf-8-sig", "utf-16", "gb18030"]


def test_the_bytes_of_files_come_back_as_they_were(home: Home) -> None:
    pages = {f"{coding}.txt": PAGE.format(year=2017 + i) for i, coding in enumerate(CODINGS)}
    files = {name: home.write(f"in/{name}", text.encode(name[:-4])) for name, text in pages.items()}
    assert home.run("ingest", "in").code == 0
    for name, file in files.items():
        piped = home.run("show", name, "--source")
        assert (piped.code, piped.out, piped.err) == (0, file.read_bytes(), "")
        assert home.run("show", name, "--text").out == pages[name].encode()
    assert home.run("show", "utf-16.txt", "--source", "-o", "out.bin").out == b""
    assert (home.path / "out.bin").read_bytes() == files["utf-16.txt"].read_bytes()


STATED = (
    ("year", "2020", "title", 0.95),
    ("year", "2020", "first paragraph", 0.8),
    ("year", "2021", "field 发布日期", 0.3),
    ("issuer", "宝山区司法局", "signature", 0.9),
    ("kind", "work_summary", "site", 0.2),
    ("year", "2021", "site", 0.1),
)


def test_what_the_parts_of_a_file_state_is_shown_with_where_and_how_sure(filled: Home) -> None:
    filled.change("delete from header_fields")
    filled.change(
        "insert into header_fields (report_id, position, name, value, found_in, confidence)"
        f" select id, :position, :name, :value, :found_in, :confidence from reports where file_name = '{NAME}'",
        *(
            dict(zip(("position", "name", "value", "found_in", "confidence"), (number, *stated), strict=True))
            for number, stated in enumerate(STATED)
        ),
    )
    filled.change(
        "update reports set kind = null, warnings = :warnings, pages = 3, is_recognised = true",
        {"warnings": "first\nsecond"},
    )
    lines = filled.run("show", NAME, "--header").lines
    where = lines.index(next(line for line in lines if line.startswith("year ")))
    assert lines[where].split() == ["year", "2020", "title,", "0.95"]
    assert lines[where + 1].split() == ["otherwise", "2021", "field", "发布日期,", "0.30"]
    assert not lines[where + 2].startswith("  otherwise")
    (issuer,) = (line for line in lines if line.startswith("issuer"))
    assert issuer.split() == ["issuer", "宝山区司法局", "signature,", "0.90"]
    # of the kind nothing was taken
    assert [line.split()[1] for line in lines if "work_summary" in line] == ["work_summary"]
    assert [line.split()[1] for line in lines if line.startswith("warning")] == ["first", "second"]
    told = facts(filled, NAME)
    assert told["pages"] == "3"
    assert "any character may be wrong" in told["recognised"]


def test_a_revision_tells_what_it_replaces(home: Home) -> None:
    for count in (153, 154):
        home.write("a.txt", f"上海市宝山区司法局2020年工作总结\n\n全年办结行政复议案件{count}件。\n")
        home.run("ingest", "a.txt")
    assert facts(home, "1")["replaced by"] == "report 2"
    assert facts(home, "2")["replaces"] == "report 1"
    assert facts(home, "a.txt")["report"] == "2"
    assert "153件" in home.run("show", "1", "--text").out.decode()
    assert b"153" in home.run("show", "1", "--source").out


def test_what_an_earlier_program_stored_says_that_its_warnings_are_unknown(filled: Home) -> None:
    filled.change("update reports set warnings = null")
    assert "not known" in facts(filled, NAME)["warning"]


def test_a_warning_of_the_reading_is_kept(home: Home) -> None:
    home.write("a.txt", "上海市宝山区司法局2020年工作总结\n\n全年办结\ufffd行政复议案件153件。\n")
    (line,) = home.run("ingest", "a.txt").lines
    assert facts(home, "1")["warning"] in line
    assert "replacement characters" in facts(home, "1")["warning"]


def test_a_source_that_was_not_kept_is_told_and_kept_by_the_next_ingest(home: Home) -> None:
    file = home.write("a.txt", PAGE.format(year=2020))
    assert home.run("ingest", "a.txt", "--no-archive").lines[0].startswith("added")
    assert home.count("sources") == 0
    assert facts(home, "1")["source bytes"] == "not kept"
    ran = home.run("show", "1", "--source", "-o", "out.txt")
    assert (ran.code, ran.out) == (2, b"")
    assert "a.txt: the bytes of this source were not kept" in ran.err
    assert "without --no-archive" in ran.err
    assert not (home.path / "out.txt").exists()
    assert home.run("ingest", "a.txt", "--no-archive").lines[0].startswith("unchanged")
    assert home.count("sources") == 0
    assert home.run("ingest", "a.txt").lines[0].startswith("unchanged")
    assert home.run("show", "1", "--source").out == file.read_bytes()
    assert home.run("ingest", "a.txt", "--no-archive").code == 0  # takes nothing away
    assert home.count("sources") == 1


def test_a_header_that_the_user_gives_keeps_the_source_too(home: Home) -> None:
    home.write("a.txt", PAGE.format(year=2020))
    home.run("ingest", "a.txt", "--no-archive")
    assert home.run("ingest", "a.txt", "--place", "310113").lines[0].startswith("unchanged")
    assert home.count("sources") == 1
    assert home.run("ingest", "a.txt", "--year", "2019").lines[0].startswith("revised")
    assert (home.count("reports"), home.count("sources")) == (2, 1)


def test_the_configuration_file_may_leave_sources_out(home: Home) -> None:
    home.write("a.txt", PAGE.format(year=2020))
    home.write("govstats.toml", "archive = false\n")
    home.run("ingest", "a.txt")
    assert (home.count("reports"), home.count("sources")) == (1, 0)
    home.run("ingest", "a.txt", "--archive")
    assert home.count("sources") == 1
    home.write("govstats.toml", 'archive = "no"\n')
    ran = home.run("ingest", "a.txt")
    assert (ran.code, "archive is neither true nor false" in ran.err) == (2, True)


def test_damaged_bytes_are_told_and_nothing_is_written(filled: Home) -> None:
    filled.change("update sources set data = :data", {"data": bytes.fromhex("789c00")})
    kept = filled.write("out.txt", "from before")
    ran = filled.run("show", NAME, "--source", "-o", "out.txt")
    assert (ran.code, ran.out) == (3, b"")
    assert f"{NAME}: the kept bytes of this source are damaged" in ran.err
    assert kept.read_text() == "from before"
    assert filled.run("show", NAME).code == 0  # the text is another matter


def test_a_name_of_several_reports_asks_which(home: Home) -> None:
    for year in (2019, 2020):
        home.write(f"{year}/a.txt", PAGE.format(year=year))
    home.run("ingest", "2019", "2020")
    ran = home.run("show", "a.txt")
    assert (ran.code, ran.out) == (2, b"")
    assert "2 reports are called a.txt: 1 宝山区 2019 宝山区司法局 (a.txt), 2 宝山区 2020" in ran.err
    assert "give the id of one, such as 1" in ran.err


def test_an_unknown_report_is_told_with_how_to_list_them(ingested: Home) -> None:
    ran = ingested.run("show", "no-such.txt")
    assert (ran.code, ran.out) == (2, b"")
    assert "there is no report no-such.txt" in ran.err
    assert "govstats show" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--text"], "--text needs a REPORT"),
        (["--source"], "--source needs a REPORT"),
        (["1", "--text", "--source"], "--text and --source cannot be shown together"),
        (["1", "--header", "--text"], "--header and --text cannot be shown together"),
        (["1", "--format", "csv"], "--format and --encoding are for the list"),
        (["1", "--encoding", "utf-8"], "--format and --encoding are for the list"),
        (["-o", "list.ods"], "ends in none of"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_words_that_do_not_fit_together_are_refused(ingested: Home, words: list[str], said: str) -> None:
    ran = ingested.run("show", *words)
    assert (ran.code, ran.out) == (2, b"")
    assert said in ran.err


@ON_SQLITE
def test_an_output_replaces_no_database(filled: Home) -> None:
    before = filled.contents()
    for part in ("--text", "--source", "--header"):
        ran = filled.run("show", NAME, part, "-o", "govstats.db")
        assert (ran.code, "is a database" in ran.err) == (1, True)
    assert filled.contents() == before


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no terminals")
def test_bytes_do_not_go_to_a_terminal(ingested: Home) -> None:
    reading, terminal = os.openpty()
    try:
        ran = subprocess.run(
            [GOVSTATS, "show", NAME, "--source"], cwd=ingested.path, env=environment(ingested.variables), stdout=terminal,
            stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=30, check=False,
        )  # fmt: skip
    finally:
        os.close(terminal)
        os.close(reading)
    assert ran.returncode == 2
    assert "-o" in ran.stderr.decode()


def test_the_python_interface_gives_the_same(ingested: Home) -> None:
    with govstats.open_database(ingested.address, create=False) as database:
        listed = database.reports()
        (wanted,) = (one for one in listed if one.file_name == BAOSHAN_2018.name)
        report = database.report(wanted.report_id)
        assert database.report(wanted.sha256[:12]) == database.report(wanted.file_name) == report
        assert (report.title, report.year) == (wanted.title, 2018)
        assert database.source(wanted.report_id) == BAOSHAN_2018.read_bytes()
        with pytest.raises(ReportError, match="there is no report 0"):
            database.source(0)


def test_the_python_interface_can_leave_sources_out(home: Home) -> None:
    with govstats.open_database(home.address) as database:
        list(database.ingest([BAOSHAN_2020], archive=False))
        with pytest.raises(ReportError, match="were not kept"):
            database.source(1)
        list(database.ingest([BAOSHAN_2020]))
        assert database.source(1) == BAOSHAN_2020.read_bytes()


def test_a_report_cannot_command_the_terminal(home: Home) -> None:
    text = BAOSHAN_2020.read_text(encoding="utf-8").replace("宝山区司法局", "宝山区司法局\x1b[45m\x9b", 1)
    home.write("report.txt", f"{text}\n\t另办结行政复议案件\x1b[7m77件。\r\n")
    for words in (
        ("ingest", "report.txt"),
        ("show", "1"),
        ("show", "1", "--text"),
        ("cite", "1"),
        ("history", "1"),
    ):
        with at_terminal(home, *words) as terminal:
            assert terminal.leave() == 0
        assert not {"\x1b[45m", "\x1b[7m", "\x9b"} & set(re.findall("\x1b\\[\\d*m|\x9b", terminal.seen))
    assert b"\x1b[7m77" in home.run("show", "1", "--text").out  # a pipe gets what is stored
