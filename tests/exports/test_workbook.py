"""Workbooks hold what was put into them: text as text, numbers as numbers, nothing run, nothing rounded."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from govstats.errors import ExportError
from govstats.exports.tables import Section
from govstats.exports.values import write_value
from govstats.exports.workbook import (
    COLUMN_LIMIT,
    DATA_SHEET,
    NOTES_SHEET,
    TEXT_LIMIT,
    write_workbook,
)
from tests.exports.samples import CONTROLS, NASTY

# XML has no half characters, and no end of Unicode; line ends become \n by its rules
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\ufffe\uffff"), max_size=60)


def reread(columns: tuple[str, ...], rows: list[tuple[Any, ...]], *notes: Section) -> openpyxl.Workbook:
    """Write a workbook and open it again."""
    stream = io.BytesIO()
    write_workbook(stream, columns, rows, notes)
    return openpyxl.load_workbook(stream)


def cells(sheet: Worksheet) -> list[tuple[Any, ...]]:
    """The values below the header; texts as Excel shows them."""
    return [
        tuple(unescape(value) if isinstance(value, str) else value for value in row)
        for row in sheet.iter_rows(min_row=2, values_only=True)
    ]


@given(st.lists(TEXTS.filter(bool), min_size=1, max_size=5))
def test_any_text_stays_what_it_is_and_is_never_a_formula(texts: list[str]) -> None:
    sheet = reread(("text",), [(text,) for text in texts])[DATA_SHEET]
    assert cells(sheet) == [(text,) for text in texts]
    assert {cell.data_type for (cell,) in sheet.iter_rows(min_row=2)} <= {"s", "inlineStr"}


@pytest.mark.parametrize("text", [*NASTY, CONTROLS])
def test_awkward_words_stay_as_they_are(text: str) -> None:
    sheet = reread(("a", text), [(text, 1)], Section(text, [(text,)], (text,)))[DATA_SHEET]
    assert cells(sheet) == [(text.replace("\r\n", "\n"), 1)] or "\r" in text
    assert sheet["A2"].data_type != "f"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**17), max_value=10**17))
def test_a_number_is_a_number_or_where_digits_would_be_lost_a_text(number: Decimal) -> None:
    ((found,),) = cells(reread(("n",), [(number,)])[DATA_SHEET])
    digits = len(number.normalize().as_tuple().digits)
    assert Decimal(str(found)) == number
    assert isinstance(found, str) == (digits > 15)


@given(st.floats(-1e307, 1e307, allow_subnormal=False))
def test_a_number_that_was_computed_is_a_number(number: float) -> None:
    ((found,),) = cells(reread(("n",), [(number,)])[DATA_SHEET])
    assert found == pytest.approx(number, rel=1e-15)


def test_the_notes_tell_how_many_numbers_are_text() -> None:
    rows = [(10**17 + 1, Decimal("0.1234567890123456")), (1, 2 / 3), (float("nan"), None)]
    told = [row[:2] for row in reread(("a", "b"), rows, Section("x", ()))[NOTES_SHEET].values]
    assert ("超过 15 位有效数字、为免舍入而以文本保存的个数", 2) in told or (
        "超过 15 位有效数字、为免舍入而以文本保存的个数",
        "2",
    ) in told
    assert "标黄的数字" not in {
        row[0] for row in reread(("a",), [(1,)], Section("x", ()))[NOTES_SHEET].values
    }


def test_kinds_of_values() -> None:
    row = (
        7,
        2.5,
        Decimal("98.160000"),
        True,
        date(2020, 3, 1),
        datetime(2020, 3, 1, 8, 30, tzinfo=UTC),
        None,
        "310113",
        ["a", 1],
        date(1899, 1, 1),
        float("nan"),
        1.7e308,
        10**17 + 1,
    )
    book = reread(tuple(f"c{number}" for number in range(len(row))), [row])
    assert cells(book[DATA_SHEET]) == [
        (
            7,
            2.5,
            98.16,
            True,
            datetime(2020, 3, 1),  # noqa: DTZ001
            datetime(2020, 3, 1, 8, 30),  # noqa: DTZ001
            None,
            "310113",
            '["a",1]',
            "1899-01-01",
            "nan",
            write_value(1.7e308),
            "100000000000000001",
        )
    ]
    sheet = book[DATA_SHEET]
    assert sheet["E2"].number_format == "yyyy-mm-dd"
    assert sheet["M2"].fill.fgColor.rgb == "FFFFE699"  # marked


def test_the_header_stays_in_sight_and_has_filters() -> None:
    sheet = reread(("地区", "数值"), [("宝山区", 1), ("闵行区", 2)])[DATA_SHEET]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B3")
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["A"].width > 8


def test_columns_are_as_wide_as_their_chinese_within_limits() -> None:
    sheet = reread(("短", "长", "很长"), [("a", "法治政府建设年度报告", "字" * 500)])[DATA_SHEET]
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert widths[0] < 20 <= widths[1] < 25 < widths[2] < 60


def test_notes_are_a_sheet_of_their_own() -> None:
    book = reread(("a",), [], Section("来源", [("标题", "=1+1")], ("名称", "值")), Section("空", []))
    assert book.sheetnames == [DATA_SHEET, NOTES_SHEET]
    found = list(book[NOTES_SHEET].iter_rows(values_only=True))
    assert found == [("来源", None), ("名称", "值"), ("标题", "=1+1"), (None, None), ("空", None)]
    assert reread(("a",), []).sheetnames == [DATA_SHEET]


def test_the_same_table_gives_the_same_bytes() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    for stream in (first, second):
        write_workbook(stream, ("a",), [("宝山区",)], [Section("x", [("y",)])], title="表")
    assert first.getvalue() == second.getvalue()


def test_when_it_was_made_is_told_in_its_properties() -> None:
    stream = io.BytesIO()
    write_workbook(stream, ("a",), [], title="政府报告数据", created=datetime(2021, 3, 1, 8, 30, tzinfo=UTC))
    properties = openpyxl.load_workbook(stream).properties
    assert (properties.title, properties.created) == ("政府报告数据", datetime(2021, 3, 1, 8, 30))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("columns", "row", "message"),
    [
        (
            ("words",),
            ("字" * (TEXT_LIMIT + 1),),
            "the text in row 1 of the column words has 32,768 characters",
        ),
        (("words",), ("👍" * (TEXT_LIMIT // 2 + 1),), "a cell of a workbook holds 32,767"),
        (("words",), ("\ud800",), "half a character"),
        (("c",) * (COLUMN_LIMIT + 1), ("x",) * (COLUMN_LIMIT + 1), "16,385 columns do not fit"),
    ],
)
def test_what_a_workbook_cannot_hold_is_refused_and_nothing_written(
    tmp_path: Path, columns: tuple[str, ...], row: tuple[str, ...], message: str
) -> None:
    path = tmp_path / "table.xlsx"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(ExportError, match=message):
        write_workbook(path, columns, [row])
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_text_that_just_fits_is_written() -> None:
    ((found,),) = cells(reread(("words",), [("字" * TEXT_LIMIT,)])[DATA_SHEET])
    assert len(found) == TEXT_LIMIT


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govstats.exports.workbook.ROW_LIMIT", 4)
    assert write_workbook(io.BytesIO(), ("a",), [(1,)] * 3).rows == 3
    with pytest.raises(ExportError, match="no more than 3 rows"):
        write_workbook(io.BytesIO(), ("a",), [(1,)] * 4)
