"""Values of the user to divide by: a strict reading that names file and line of what it cannot read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from govstats.errors import ReadingError
from govstats.warehouse import load_divisor

HEADER = "地区代码,年份,常住人口(万人)\n"

READ = [
    ("a code", HEADER + "310113,2020,223.52\n", {("310113", 2020): "223.52"}),
    ("a full name", HEADER + "上海市宝山区,2020,223.52\n", {("310113", 2020): "223.52"}),
    ("a name of its year", HEADER + "崇明县,2014,70\n崇明区,2018,69\n", {("310230", 2014): "70", ("310151", 2018): "69"}),
    ("spaces and empty lines", HEADER + " 310113 , 2020 , 223.52 \n\n,,\n", {("310113", 2020): "223.52"}),
    ("a mark and line ends of Excel", "\ufeff" + (HEADER + "310113,2020,0\n").replace("\n", "\r\n"), {("310113", 2020): "0"}),
    ("no line end at the end", HEADER + "310113,2020,1", {("310113", 2020): "1"}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "text", "values"), READ)
def test_what_is_read(tmp_path: Path, what: str, text: str, values: dict[tuple[str, int], str]) -> None:
    path = tmp_path / "population.csv"
    path.write_bytes(text.encode())
    divisor = load_divisor(path)
    assert divisor.name == "常住人口(万人)", what
    assert divisor.values == {key: Decimal(value) for key, value in values.items()}


REFUSED = [
    ("", "line 1 does not name three columns"),
    ("地区代码,年份\n", "line 1 does not name three columns"),
    ("地区代码,年份,\n", "line 1 does not name three columns"),
    ("310113,2020,223.52\n", "line 1 has values where the names of the columns belong"),
    (HEADER, "has no values"),
    (HEADER + "310113,2020\n", "line 2: it has 2 cells, not 3"),
    (HEADER + "310113,2020,1\n310112,2020,1,000\n", "line 3: it has 4 cells, not 3"),
    (HEADER + "310113,20,1\n", "line 2: '20' is no year"),
    (HEADER + "310113,2020年,1\n", "line 2: '2020年' is no year"),
    (HEADER + '310113,2020,"1,000"\n', "line 2: '1,000' is no number"),
    (HEADER + "310113,2020,-1\n", "line 2: '-1' is no number"),
    (HEADER + "310113,2020,1e3\n", "line 2: '1e3' is no number"),
    (HEADER + "310113,2020,NaN\n", "line 2: 'NaN' is no number"),
    (HEADER + "310113,2020,١٢\n", "line 2: '١٢' is no number"),
    (HEADER + "310113,2020,\n", "line 2: '' is no number"),
    (
        HEADER + "310113,2020,1\n\n上海市宝山区,2020,2\n",
        "line 4: 310113 has a value for 2020 in line 2 already",
    ),
    (HEADER + "宝山区,2020,1\n", "line 2: 2 places are called 宝山区"),
    (HEADER + "310230,2020,1\n", "line 2: no place is called 310230 in 2020"),
    (HEADER + "没有县,2020,1\n", "line 2: .*没有县"),
    (HEADER + ",2020,1\n", "line 2: the place is missing"),
    (HEADER + '"310113,2020,1\n', "line [23] is no CSV"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_what_is_not_read_is_told_with_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "population.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadingError, match=message) as caught:
        load_divisor(path)
    assert caught.value.message.startswith(str(path))
    assert caught.value.hint


def test_a_file_of_another_encoding_or_none_at_all(tmp_path: Path) -> None:
    path = tmp_path / "population.csv"
    path.write_bytes((HEADER + "310113,2020,1\n").encode("gb18030"))
    with pytest.raises(ReadingError, match="byte 1 is not UTF-8") as caught:
        load_divisor(path)
    assert "UTF-8" in caught.value.hint
    with pytest.raises(ReadingError, match="cannot be read"):
        load_divisor(tmp_path / "missing.csv")
    with pytest.raises(ReadingError, match="cannot be read"):
        load_divisor(tmp_path)
