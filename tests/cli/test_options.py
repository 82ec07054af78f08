"""The options that say what a header does not, and those that say where the database is."""

from __future__ import annotations

from tests.cli.running import BAOSHAN_2020, ON_SQLITE, Home

REPORTS = "select district_code, issuer, year from reports where is_current order by 1, 3"


def test_the_user_settles_what_the_page_leaves_open(home: Home) -> None:
    home.write("a.txt", "宝山区司法局工作总结\n\n全年办结行政复议案件153件。\n")
    ran = home.run("ingest", "a.txt", "--place", "上海市宝山区", "--year", "2020")
    assert (ran.code, ran.err) == (0, "")
    assert home.run("query", REPORTS).rows == [["310113", "宝山区司法局", "2020"]]


def test_a_wrong_place_of_the_user_is_told_with_what_it_may_mean(home: Home) -> None:
    ran = home.run("ingest", BAOSHAN_2020, "--place", "宝杉区")
    assert ran.code == 1
    assert "no place is called 宝杉区" in ran.err
    assert "310113 上海市宝山区" in ran.err
    assert home.count("reports") == 0


def test_a_corrected_header_replaces_the_earlier_row_and_stays(home: Home) -> None:
    home.write("a.txt", "宝山区司法局2020年工作总结\n\n全年办结行政复议案件153件。\n")
    assert home.run("ingest", "a.txt", "--place", "230506").lines[0].startswith("added")
    corrected = ("ingest", "a.txt", "--place", "310113", "--issuer", "宝山区司法局")
    assert home.run(*corrected).lines[0].startswith("revised")
    # the same again, with the options and without, undoes nothing
    assert home.run(*corrected).lines[0].startswith("unchanged")
    assert home.run("ingest", "a.txt").lines[0].startswith("unchanged  310113")
    assert home.count("reports") == 2  # the earlier row stays readable
    assert home.run("query", REPORTS).rows == [["310113", "宝山区司法局", "2020"]]


def test_a_mistaken_correction_is_taken_back(home: Home) -> None:
    home.write("a.txt", "上海市宝山区司法局2020年工作总结\n\n全年办结行政复议案件153件。\n")
    home.run("ingest", "a.txt")
    assert home.run("ingest", "a.txt", "--place", "230506").lines[0].startswith("revised    230506")
    assert home.run("ingest", "a.txt", "--place", "310113").lines[0].startswith("revised    310113")
    assert home.run("ingest", "a.txt").lines[0].startswith("unchanged  310113")
    assert home.run("query", REPORTS).rows == [["310113", "宝山区司法局", "2020"]]
    metrics = home.run("query", "select district_code, value from metrics where indicator is not null").rows
    assert metrics == [["310113", "153"]]


def test_a_file_whose_ending_names_no_format_is_refused(ingested: Home) -> None:
    ran = ingested.run("query", "select 1 as one", "-o", "table.ods")
    assert ran.code == 2
    assert ".csv" in ran.err
    assert not (ingested.path / "table.ods").exists()
    assert ingested.run("query", "select 1 as one", "-o", "table.ods", "--format", "csv").code == 0
    (ingested.path / "table.ods").unlink()  # others use this folder too


def test_a_comparison_without_any_figure_says_so(ingested: Home) -> None:
    ran = ingested.run("compare", "mediation.success_rate", "--years", "1990")
    assert ran.code == 0
    assert "no figure was found" in ran.err


def test_a_changed_text_is_a_revision_that_replaces_the_earlier_one(home: Home) -> None:
    title = "上海市宝山区司法局2020年工作总结\n\n"
    home.write("a.txt", title + "全年办结行政复议案件153件。\n")
    home.run("ingest", "a.txt")
    home.write("a.txt", title + "全年办结行政复议案件154件。\n")
    assert home.run("ingest", "a.txt").lines[0].startswith("revised")
    assert home.run("query", "select value from metrics").rows == [["154"]]
    assert home.count("reports") == 2


def test_the_database_is_where_the_option_the_variable_or_the_folder_says(folder: Home) -> None:
    variable = {"GOVSTATS_DATABASE_URL": "sqlite:///variable.db"}
    for words, environ, made in [
        ((), variable, "variable.db"),
        (("--db", "option.db"), variable, "option.db"),
        (("--db", f"sqlite:///{folder.path}/address.db"), variable, "address.db"),
    ]:
        before = {path.name for path in folder.path.glob("*.db")}
        assert folder.run("db", "upgrade", *words, environ=environ).code == 0
        assert {path.name for path in folder.path.glob("*.db")} - before == {made}
    assert folder.run("ingest", BAOSHAN_2020, environ=variable).code == 0
    assert folder.run("query", "select count(*) from reports", environ=variable).rows == [["1"]]
    made = [Home(folder.path, f"sqlite:///{folder.path / name}") for name in ("variable.db", "option.db")]
    assert [each.count("reports") for each in made] == [1, 0]


def test_a_comparison_has_bounds_and_sources_where_asked(ingested: Home) -> None:
    ran = ingested.run(
        "compare", "mediation.success_rate", "--years", "2020", "--layout", "place-indicator", "--with", "bounds",
        "--with", "sources", "--place", "310113",
    )  # fmt: skip
    assert ran.code == 0
    assert ran.rows[0][:4] == ["310113", "宝山区", "98.16", "="]
    assert "宝山区司法局" in ran.rows[0][4]


@ON_SQLITE
def test_an_output_replaces_neither_report_nor_database(filled: Home) -> None:
    report = filled.write("in.txt", "上海市宝山区司法局2020年工作总结\n\n全年办结行政复议案件153件。\n")
    before = report.read_bytes()
    assert filled.run("extract", "in.txt", "-o", "in.txt").code == 2
    assert report.read_bytes() == before
    ran = filled.run("query", "select 1 as one", "--format", "csv", "-o", "govstats.db")
    assert (ran.code, "is a database" in ran.err) == (1, True)
    assert filled.run("query", "select 1 as one", "--format", "csv", "-o", "/dev/null").code == 0


def test_an_empty_path_is_refused(folder: Home) -> None:
    folder.write("a.txt", "上海市宝山区司法局2020年工作总结\n\n全年办结行政复议案件153件。\n")
    for command in ("ingest", "extract"):
        ran = folder.run(command, "")
        assert (ran.code, "the path is empty" in ran.err) == (2, True)
