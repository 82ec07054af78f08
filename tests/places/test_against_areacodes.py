"""Our counties against a list that others made: the public data set areacodes, where it is at hand."""

import csv
from pathlib import Path

import pytest

REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "places" / "areacodes.csv"
HAINAN = [f"4600{code:02}" for code in (*range(1, 8), *range(25, 29), 30, 31, *range(33, 37))]

# What differs, and why, is told in govstats/places/data/README.md.
ONLY_HERE = {
    "340205": (2000, 2001),
    "440203": (2000, 2002),
    "440204": (2000, 2002),
    "450107": (2000, 2000),
    "450206": (2000, 2001),
    "450405": (2000, 2001),
    "640104": (2000, 2001),
    "640205": (2000, 2001),
    **dict.fromkeys(HAINAN, (2001, 2002)),
}
ONLY_THERE = {
    "340207": (2000, 2001),
    "440203": (2000, 2002),
    "440204": (2000, 2002),
    "450111": (2000, 2000),
    "450211": (2000, 2001),
    "450411": (2000, 2001),
    "640111": (2000, 2001),
    "640203": (2000, 2001),
    **{f"4600{code}": (2000, 2000) for code in (37, 38, 39)},
    **{f"4690{code}": (2001, 2011) for code in (31, 32, 33)},
    **{f"4690{code:02}": (2001, 2002) for code in (*range(1, 8), *range(21, 31))},
}


def excepted(exceptions, year):
    return {code for code, (first, last) in exceptions.items() if first <= year <= last}


@pytest.fixture(scope="module")
def reference():
    if not REFERENCE.exists():
        pytest.skip(f"the reference list is not at hand: {REFERENCE}")
    with REFERENCE.open(encoding="utf-8-sig", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["级别"] == "县级"]


@pytest.mark.parametrize("year", range(2000, 2025))
def test_the_counties_of_a_year_are_those_of_the_reference(gazetteer, reference, year):
    theirs = {
        (row["代码"], row["名称"])
        for row in reference
        if int(row["启用时间"]) <= year and (not row["变更/弃用时间"] or int(row["变更/弃用时间"]) > year)
    }
    ours = {
        (one.code, one.name) for one in gazetteer.divisions if one.level == "county" and one.is_valid_in(year)
    }
    assert {code for code, _ in ours - theirs} <= excepted(ONLY_HERE, year)
    assert {code for code, _ in theirs - ours} <= excepted(ONLY_THERE, year)


def test_successors_since_1995_agree_with_the_reference(gazetteer, reference):
    disagreeing = []
    for row in reference:
        if row["状态"] == "在用" or int(row["变更/弃用时间"]) <= 1995 or not row["新代码"]:
            continue
        last = int(row["变更/弃用时间"]) - 1
        division = gazetteer.at(row["代码"], last)
        if division is None or division.name != row["名称"] or division.valid_to != last:
            continue
        theirs = {code for code in row["新代码"].split(";") if "[" not in code}
        if not division.successors or division.successors[0] not in theirs:
            disagreeing.append(division.code)
    # 通什市 was renamed under its code first, and recoded two years later.
    assert disagreeing == ["460001"]
