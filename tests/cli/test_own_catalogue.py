"""An indicator is one entry in a file: put it into a folder, ingest, compare. No Python anywhere."""

from __future__ import annotations

import pytest

from tests.cli.running import REPORTS, Home

HERITAGE = """\
- code: heritage.sites
  name: 文物保护单位
  name_en: Protected heritage sites
  unit: place_spot
  aggregation: sum
  stock_or_flow: stock
  plausible: [0, 100000]
  definition: 期末各级文物保护单位数。
  wordings:
    - 文物保护单位 县级以上/各级?
  examples:
    - {text: 共有各级文物保护单位128处, value: "128"}
  refuses:
    - 巡查文物保护单位128处
"""
REPORT = """\
{place}人民政府{year}年法治政府建设年度报告

一、主要工作
全市共有各级文物保护单位{sites}处。全年巡查文物保护单位960处。人民调解成功率98.5%。
"""


def furnish(home: Home) -> Home:
    """Write two reports and a catalogue of one's own."""
    home.write("own/heritage.yml", HERITAGE)
    home.write("reports/a.txt", REPORT.format(place="绵阳市", year=2020, sites=312))
    home.write("reports/b.txt", REPORT.format(place="绵阳市", year=2021, sites=318))
    return home


@pytest.fixture
def office(home: Home) -> Home:
    """A home with two reports and a catalogue of one's own."""
    return furnish(home)


@pytest.fixture
def desk(folder: Home) -> Home:
    """A folder with the same, for what needs no database or a SQLite file of its own."""
    return furnish(folder)


def test_an_indicator_of_ones_own_is_ingested_and_compared(office: Home) -> None:
    assert office.run("indicators", "check", "own").code == 0
    ran = office.run("ingest", "reports", "--catalogue", "own")
    assert (ran.code, ran.err) == (0, "")
    compared = office.run(
        "compare",
        "heritage.sites",
        "mediation.success_rate",
        "--layout",
        "indicator-place",
        "--years",
        "2020",
    )
    assert compared.code == 0
    assert next(row for row in compared.rows if row[0] == "heritage.sites")[-1] == "312"
    table = office.run("compare", "heritage.sites")
    assert table.rows == [["510700", "绵阳市", "312", "318"]]
    definition = office.run(
        "query", "select definition, stock_or_flow, plausible_high from indicators where topic = 'heritage'"
    )
    assert definition.rows == [["期末各级文物保护单位数。", "stock", "100000"]]
    versions = office.run("query", "select distinct catalogue_version from observations").rows
    assert len(versions) == 1
    assert "+" in versions[0][0]


@pytest.mark.parametrize("how", ["option", "environment", "file", "file named elsewhere"])
def test_the_folder_is_named_by_option_environment_or_file(desk: Home, how: str) -> None:
    words, environ = ["extract", "reports/a.txt", "--format", "jsonl"], {}
    if how == "option":
        words += ["--catalogue", "own"]
    elif how == "environment":
        environ = {"GOVSTATS_CATALOGUE": "own"}
    elif how == "file":
        desk.write("govstats.toml", 'catalogue = "own"\n')
    else:
        desk.write("settings/mine.toml", 'catalogue = "../own"\n')
        environ = {"GOVSTATS_CONFIG": "settings/mine.toml"}
    ran = desk.run(*words, environ=environ)
    assert ran.code == 0
    assert sum('"indicator":"heritage.sites"' in line for line in ran.lines) == 1


def test_the_file_names_the_database_too(desk: Home) -> None:
    desk.write("settings/mine.toml", 'database = "../kept.db"\n')
    environ = {"GOVSTATS_CONFIG": "settings/mine.toml"}
    assert desk.run("ingest", "reports", environ=environ).code == 0
    assert Home(desk.path, f"sqlite:///{desk.path / 'kept.db'}").count("reports") == 2
    assert "kept.db" in desk.run("db", "status", environ=environ).out.decode()


WRONG_SETTINGS = {
    "unknown key": ('catalog = "own"\n', "unknown key catalog"),
    "no text": ("catalogue = 3\n", "catalogue is no text"),
    "no switch": ('experimental = "yes"\n', "experimental is neither true nor false"),
    "no TOML": ("catalogue = own\n", "is no TOML"),
}


@pytest.mark.parametrize(("text", "said"), WRONG_SETTINGS.values(), ids=WRONG_SETTINGS)
def test_a_wrong_configuration_file_is_told(desk: Home, text: str, said: str) -> None:
    desk.write("govstats.toml", text)
    ran = desk.run("ingest", "reports")
    assert ran.code == 2
    assert "govstats.toml" in ran.err
    assert said in ran.err
    assert "try: " in ran.err
    assert not (desk.path / "govstats.db").exists()


def test_a_configuration_file_that_is_named_and_missing_is_told(desk: Home) -> None:
    ran = desk.run("ingest", "reports", environ={"GOVSTATS_CONFIG": "none.toml"})
    assert ran.code == 2
    assert "none.toml" in ran.err


WRONG = {
    "unknown key": (HERITAGE + "  exampels: []\n", "heritage.yml:15: "),
    "example that nothing reads": (
        HERITAGE.replace("共有各级", "新增"),
        "heritage.yml:12: 新增文物保护单位128处",
    ),
    "unknown unit": (HERITAGE.replace("place_spot", "spot"), "heritage.yml:4: "),
    "a code of two topics": (HERITAGE + HERITAGE, "heritage.yml:15: the code heritage.sites stands already"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("words", [("extract", "reports"), ("indicators", "list")])
def test_errors_of_ones_own_are_told_like_ours(
    desk: Home, words: tuple[str, ...], text: str, said: str
) -> None:
    desk.write("own/heritage.yml", text)
    ran = desk.run(*words, "--catalogue", "own")
    assert ran.code == 4
    assert said in ran.err
    assert "try: " in ran.err


def test_a_wrong_catalogue_of_ones_own_stores_nothing(office: Home) -> None:
    office.write("own/heritage.yml", HERITAGE.replace("place_spot", "spot"))
    ran = office.run("ingest", "reports", "--catalogue", "own")
    assert (ran.code, "heritage.yml:4: " in ran.err) == (4, True)
    assert office.count("reports") == 0


def test_check_lists_all_problems(desk: Home) -> None:
    desk.write("own/heritage.yml", HERITAGE.replace("place_spot", "spot").replace("[0, 100000]", "[5, 1]"))
    ran = desk.run("indicators", "check", "own")
    assert ran.code == 4
    assert "heritage.yml:4: " in ran.err
    assert "heritage.yml:7: " in ran.err
    assert "2 problems" in ran.err


def test_check_reads_examples_the_whole_way(desk: Home) -> None:
    """The label of 每万人拥有 would match; the whole way finds that it is one for each of many."""
    entry = HERITAGE.replace("文物保护单位 县级以上/各级?", "文物保护单位 每万人拥有?")
    desk.write("own/heritage.yml", entry.replace("共有各级", "每万人拥有"))
    ran = desk.run("indicators", "check", "own")
    assert ran.code == 4
    assert "heritage.sites: 每万人拥有文物保护单位128处: read as" in ran.err


def test_commands_that_answer_from_the_database_need_no_catalogue(filled: Home) -> None:
    environ = {"GOVSTATS_CATALOGUE": "missing"}
    for words in (("query", "select 1"), ("compare", "mediation.success_rate"), ("db", "status")):
        assert filled.run(*words, environ=environ).code == 0
    assert filled.run("ingest", REPORTS, environ=environ).code == 4
