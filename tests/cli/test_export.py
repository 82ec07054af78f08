"""What `govstats export` writes, says and refuses; what is in each format is told by tests/exports."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas
import pytest

from tests.cli.running import ON_SQLITE, Home

WHERE = "kind = 'level' and status = 'actual' and scope = 'place' and indicator is not null"


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def files(home: Home, folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_all_figures_with_their_sources_go_into_a_csv(ingested: Home, tmp_path: Path) -> None:
    ran = ingested.run("export", "-o", tmp_path / "all.csv")
    assert (ran.code, ran.out) == (0, b"")
    found = read_csv(tmp_path / "all.csv")
    first, *notes = ran.err.splitlines()
    assert first.startswith(
        f"wrote {tmp_path}/all.csv, {tmp_path}/all.csv-metadata.json: {len(found)} figures ("
    )
    assert any(note.startswith("note: ") and "of scope issuer left out" in note for note in notes)
    assert any("without an indicator left out" in note for note in notes)
    held = ingested.run("query", f"select count(*) from observations where {WHERE}").rows[0][0]
    picked_from = sum(int(row["candidates"]) for row in found)
    assert picked_from == int(held)
    assert [row for row in found if row["text"].lstrip("'") not in row["evidence"]] == []
    assert {len(row["sha256"]) for row in found} == {64}
    (rate,) = [
        row
        for row in found
        if (row["full_name"], row["year"], row["indicator"])
        == ("上海市宝山区", "2020", "mediation.success_rate")
    ]
    assert (rate["value"], rate["unit"], rate["document_number"]) == ("98.16", "%", "宝司〔2021〕1号")


def test_what_is_asked_for_is_what_is_exported(ingested: Home, tmp_path: Path) -> None:
    ran = ingested.run(
        "export", "调解成功率", "reconsideration.concluded", "--within", "上海市", "--years", "2018-2020",
        "--scope", "any", "--min-confidence", "0.5", "-o", tmp_path / "some.csv",
    )  # fmt: skip
    assert ran.code == 0
    found = read_csv(tmp_path / "some.csv")
    assert {row["indicator"] for row in found} == {"mediation.success_rate", "reconsideration.concluded"}
    assert {row["province_code"] for row in found} == {"310000"}
    assert {row["year"] for row in found} <= {"2018", "2019", "2020"}


def test_a_topic_as_a_workbook(ingested: Home, tmp_path: Path) -> None:
    assert ingested.run("export", "mediation", "-o", tmp_path / "m.xlsx").code == 0
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    codes = {row[6] for row in book["数据"].iter_rows(min_row=2, values_only=True)}
    assert codes
    assert {str(code).partition(".")[0] for code in codes} == {"mediation"}


@ON_SQLITE
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("-o", "f.parquet"), ["f.parquet"]),
        (("-o", "f.zip"), ["f.zip"]),
        (("-o", "F.XLSX"), ["F.XLSX"]),
        (("-o", "plain.csv", "--no-excel"), ["plain.csv", "plain.csv-metadata.json"]),
        (("-o", "f.csv", "--format", "sdmx-csv"), ["f.csv", "f.structure.xml"]),
        (("-o", "f.csv", "--format", "datacommons"), ["f.csv", "f.mcf", "f.tmcf"]),
        (
            ("-o", "f", "--format", "datapackage"),
            [
                *(f"f/data/{name}.csv" for name in ("figures", "indicators", "places", "reports", "units")),
                "f/datapackage.json",
            ],
        ),
        (
            ("-o", "f", "--partition", "province", "--years", "2020", "--place", "310112"),
            ["f/_govstats.json", "f/province_code=310000/figures.parquet"],
        ),
    ],
)
def test_each_format_writes_its_files_and_says_so(
    ingested: Home, tmp_path: Path, words: tuple[str, ...], expected: list[str]
) -> None:
    target = tmp_path / words[1]
    ran = ingested.run("export", "-o", target, *words[2:])
    assert ran.code == 0
    assert files(ingested, tmp_path) == expected
    assert ran.err.startswith(f"wrote {target}")


def test_the_marks_of_excel_can_be_left_out(ingested: Home, tmp_path: Path) -> None:
    ingested.run("export", "mediation", "-o", tmp_path / "with.csv")
    ingested.run("export", "mediation", "--no-excel", "-o", tmp_path / "without.csv")
    marked, plain = (tmp_path / "with.csv").read_bytes(), (tmp_path / "without.csv").read_bytes()
    assert marked.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in marked
    assert not plain.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" not in plain


def test_every_figure_that_could_be_taken_comes_with_all(ingested: Home, tmp_path: Path) -> None:
    for option in ("--best", "--all"):
        assert ingested.run("export", option, "-o", tmp_path / f"{option}.parquet").code == 0
    best, every = (pandas.read_parquet(tmp_path / f"{option}.parquet") for option in ("--best", "--all"))
    assert set(best["observation_id"]) < set(every["observation_id"])
    assert not best.duplicated(["district_code", "year", "indicator", "unit"]).any()


@ON_SQLITE
@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "Missing option '-o'"),
        (("-o", ""), "the path is empty"),
        (("-o", "f.txt"), "'f.txt' ends in none of .csv, .xlsx, .parquet, .zip"),
        (("-o", "f"), "'f' ends in none of"),
        (("-o", "f.csv", "--format", "xlsx"), "'f.csv' would not hold xlsx"),
        (("-o", "f.parquet", "--format", "datapackage"), "'f.parquet' would not hold datapackage"),
        (("-o", "f.txt", "--format", "sdmx-csv"), "name a file that ends in .csv for sdmx-csv"),
        (("-o", "f.csv", "--partition", "year"), "csv is not parted; only parquet is"),
        (("-o", "f.parquet", "--partition", "year"), "a parted export is a folder"),
        (("-o", "f", "--partition", "year,month"), "'month' is none of year, province"),
        (("-o", "f", "--partition", "year,year"), "each can be named once"),
        (("-o", "f.xlsx", "--no-excel"), "it says how csv is written, not xlsx"),
        (("-o", "f.csv", "--format", "sdmx-csv", "--all"), "leave --all out"),
        (("-o", "f.csv", "no.such"), "there is no indicator no.such"),
        (("-o", "f.csv", "--place", "亚特兰蒂斯"), "亚特兰蒂斯"),
        (("-o", "nowhere/f.csv"), "nowhere/f.csv cannot be written"),
        (("-o", "nowhere/f.csv", "--format", "sdmx-csv"), "nowhere/f.csv cannot be written"),
        (("-o", "nowhere/f.csv", "--format", "datacommons"), "nowhere/f.csv cannot be written"),
        (("-o", "-", "--format", "csv"), "an export is files; name one"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_written(
    ingested: Home, tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    placed = [tmp_path / word if word.startswith(("f", "nowhere")) else word for word in words]
    ran = ingested.run("export", *placed)
    assert (ran.code != 0, ran.out) == (True, b"")
    assert message in ran.err
    assert list(tmp_path.iterdir()) == []


def test_no_figure_is_told_and_the_files_are_written_all_the_same(ingested: Home, tmp_path: Path) -> None:
    ran = ingested.run("export", "mediation.success_rate", "--years", "1999", "-o", tmp_path / "f.zip")
    assert ran.code == 0
    assert ran.err.splitlines() == [
        f"wrote {tmp_path}/f.zip: 0 figures (0 indicators, 0 places, 0 years)",
        "note: no figure was found for these indicators, places and years",
    ]
    with zipfile.ZipFile(tmp_path / "f.zip") as archive:
        assert len(archive.namelist()) == 6


@ON_SQLITE
@pytest.mark.parametrize(
    ("words", "bound", "period"),
    [
        (("-o", "f.csv"), "column bound", "columns period_start and period_end"),
        (("-o", "f.parquet"), "column bound", "columns period_start and period_end"),
        (("-o", "f.xlsx"), "column 界限", "columns 起始日 and 截止日"),
        (("-o", "f.csv", "--format", "sdmx-csv"), "column OBS_BOUND", "columns PERIOD_START and PERIOD_END"),
    ],
)
def test_columns_are_called_as_the_file_calls_them(
    ingested: Home, tmp_path: Path, words: tuple[str, ...], bound: str, period: str
) -> None:
    ran = ingested.run("export", "-o", tmp_path / words[1], *words[2:])
    assert ran.code == 0
    assert re.search(rf"more than or less than so much; see the {bound}\n", ran.err)
    assert re.search(rf"of a part of the year only; see the {period}\n", ran.err)


@ON_SQLITE
def test_what_data_commons_does_not_hold_is_not_counted_as_written(ingested: Home, tmp_path: Path) -> None:
    ran = ingested.run("export", "-o", tmp_path / "f.csv", "--format", "datacommons")
    found = read_csv(tmp_path / "f.csv")
    first, *notes = ran.err.splitlines()
    assert first.endswith(f": {len(found)} figures")
    assert (
        [note for note in notes if "bound" in note]
        == [note for note in notes if "with a bound left out: observations are exact there" in note]
        != []
    )
    disputed = sum(row["differing"] != "0" for row in found)
    contradicted = [row["verdict"] for row in found].count("contradicted")
    told = [note for note in notes if "column" in note]
    assert [note.split()[1] for note in told] == [str(disputed), str(contradicted)]
    assert told[0].endswith("of which others state another value; see the column differing of the CSV")
    assert told[1].endswith("contradicted by arithmetic; see the column verdict of the CSV")


class TestWorkbooksOfOtherCommands:
    def test_a_query_as_a_workbook_tells_what_was_asked(self, ingested: Home, tmp_path: Path) -> None:
        sql = "select district_code, value, published_on\nfrom metrics where indicator = $code order by 1, 2"
        ran = ingested.run("query", sql, "-p", "code=mediation.success_rate", "-o", tmp_path / "q.xlsx")
        assert ran.code == 0
        book = openpyxl.load_workbook(tmp_path / "q.xlsx")
        header, *rows = book["数据"].iter_rows(values_only=True)
        assert header == ("district_code", "value", "published_on")
        assert {tuple(map(type, row)) for row in rows} <= {(str, float, datetime), (str, int, datetime)}
        told = list(book["说明"].iter_rows(values_only=True))
        assert ("SQL", None) in told
        assert ("code", "mediation.success_rate") in told
        assert [row[0] for row in told if row[0] in sql.splitlines()] == sql.splitlines()

    def test_a_comparison_as_a_workbook_has_its_notes(self, ingested: Home, tmp_path: Path) -> None:
        words = ("compare", "mediation.success_rate", "--within", "上海市", "--years", "2018-2020")
        ran = ingested.run(*words, "-o", tmp_path / "c.xlsx")
        assert ran.code == 0
        book = openpyxl.load_workbook(tmp_path / "c.xlsx")
        shown = list(book["数据"].iter_rows(values_only=True))
        plain = ingested.run(*words, "--format", "csv").rows
        assert [["" if cell is None else str(cell) for cell in row] for row in shown[1:]] == plain
        told = {row[0] for row in book["说明"].iter_rows(values_only=True)}
        assert {line.removeprefix("note: ") for line in ran.err.splitlines()} <= told

    def test_a_workbook_goes_through_a_pipe(self, ingested: Home) -> None:
        ran = ingested.run("query", "select '=1+1' as a", "--format", "xlsx")
        cell = openpyxl.load_workbook(io.BytesIO(ran.out))["数据"]["A2"]
        assert (cell.value, cell.data_type) == ("=1+1", "inlineStr") or cell.data_type == "s"


@ON_SQLITE
def test_a_device_gets_the_csv_alone(ingested: Home) -> None:
    ran = ingested.run("export", "mediation", "--format", "csv", "-o", "/dev/stdout")
    assert ran.code == 0
    assert ran.err.startswith(f"wrote /dev/stdout: {len(ran.rows)} figures (")
    assert not Path("/dev/stdout-metadata.json").exists()
