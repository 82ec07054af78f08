"""What the files and the screen show, byte by byte."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from govstats.errors import ExportError
from govstats.exports import (
    BINARY,
    FORMATS,
    Encoding,
    Fold,
    Format,
    Table,
    render,
    terminal_width,
    write_table,
)
from govstats.exports.drawing import lines_of
from govstats.warehouse import ComparisonTable

BOM = b"\xef\xbb\xbf"
FIGURES = Table(
    ("地区代码", "地区", "2018年 调解成功率(%)"),
    (("310113", "宝山区", Decimal("98.720000")), ("510704", "游仙区", None)),
)


def written(table: Any, kind: Format, encoding: Encoding | None = None) -> bytes:
    """Give the bytes of a table."""
    stream = io.BytesIO()
    write_table(table, stream, kind, encoding)
    return stream.getvalue()


class TestCsv:
    def test_bytes(self) -> None:
        lines = "地区代码,地区,2018年 调解成功率(%)\r\n310113,宝山区,98.72\r\n510704,游仙区,\r\n".encode()
        assert written(FIGURES, "csv") == BOM + lines
        assert written(FIGURES, "csv", "utf-8") == lines

    @pytest.mark.parametrize(
        ("value", "cell"),
        [
            (None, ""),
            ("", ""),
            ("310113", "310113"),
            (Decimal("98.160000"), "98.16"),
            (Decimal("205745800.000000"), "205745800"),
            (Decimal("1E+3"), "1000"),
            (Decimal("-0.000001"), "-0.000001"),
            (Decimal("-9.5"), "-9.5"),
            (Decimal("0.000000"), "0"),
            (Decimal("-0.0"), "0"),
            (0.1, "0.1"),
            (1e-9, "0.000000001"),
            (1e22, "10000000000000000000000"),
            (float("nan"), "nan"),
            (-7, "-7"),
            (True, "true"),
            (date(2020, 12, 31), "2020-12-31"),
            (datetime(2021, 3, 1, 8, 30), "2021-03-01T08:30:00"),  # noqa: DTZ001 -- as a column in UTC comes out
            ('说"是"', '"说""是"""'),
            ("a,b", '"a,b"'),
            ("a\nb", '"a\nb"'),
            (["a", Decimal("1.50")], '"[""a"",1.5]"'),
            ({"x": None}, '"{""x"":null}"'),
            (b"\x00\xff", "AP8="),
            # what a spreadsheet would run
            ("=1+1", "'=1+1"),
            ("+86 21", "'+86 21"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
            ('=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'),
            # and what it would not
            ("=", "="),
            ("-", "-"),
            ("-9.5%", "-9.5%"),
            ("1=1", "1=1"),
        ],
    )
    def test_cells(self, value: Any, cell: str) -> None:
        assert (
            written(Table(("x", "y"), ((value, "end"),)), "csv", "utf-8") == f"x,y\r\n{cell},end\r\n".encode()
        )

    @given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2)))
    def test_texts_come_back(self, rows: list[list[str]]) -> None:
        text = written(Table(("a", "b"), rows), "csv", "utf-8").decode()
        read = list(csv.reader(io.StringIO(text, newline="")))[1:]
        assert [[cell.removeprefix("'") for cell in row] for row in read] == [
            [cell.removeprefix("'") for cell in row] for row in rows
        ]

    def test_big_arrow_tables_come_out_whole(self) -> None:
        table = pa.table({"n": pa.array(range(25_000)), "value": pa.array([Decimal("0.10")] * 25_000)})
        lines = written(table, "csv", "utf-8").decode().split("\r\n")
        assert (len(lines), lines[1], lines[25_000], lines[-1]) == (25_002, "0,0.1", "24999,0.1", "")


class TestJson:
    def test_numbers_keep_their_digits(self) -> None:
        text = written(FIGURES, "json").decode()
        assert '"2018年 调解成功率(%)":98.72}' in text
        assert json.loads(text, parse_float=Decimal) == [
            {"地区代码": "310113", "地区": "宝山区", "2018年 调解成功率(%)": Decimal("98.72")},
            {"地区代码": "510704", "地区": "游仙区", "2018年 调解成功率(%)": None},
        ]

    @given(
        st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**17), max_value=10**17)
    )
    def test_every_decimal_comes_back(self, value: Decimal) -> None:
        line = written(Table(("value",), ((value,),)), "jsonl").decode()
        assert "e" not in line.removeprefix('{"value"').lower()
        assert json.loads(line, parse_float=Decimal, parse_int=Decimal)["value"] == value

    def test_lines(self) -> None:
        table = Table(("text", "day", "text"), (('a"\n宝', date(2020, 1, 1), True), (None, None, 0.5)))
        assert written(table, "jsonl").decode() == (
            '{"text":"a\\"\\n宝","day":"2020-01-01","text_2":true}\n{"text":null,"day":null,"text_2":0.5}\n'
        )

    def test_no_rows_are_an_empty_array(self) -> None:
        assert json.loads(written(Table(("a",), ()), "json")) == []
        assert written(Table(("a",), ()), "jsonl") == b""


class TestMarkdown:
    def test_bars_and_line_breaks_stay_in_their_cell(self) -> None:
        table = Table(("a|b", "c"), (("x|y\\|", "1\n2\r\n3"), (None, Decimal("1.50"))))
        assert written(table, "markdown").decode() == (
            "| a\\|b | c |\n| --- | --- |\n| x\\|y\\\\\\| | 1<br>2<br>3 |\n|  | 1.5 |\n"
        )


class TestTextTable:
    def test_chinese_and_latin_align(self) -> None:
        table = Table(
            ("district", "指标", "value"),
            (("宝山区", "rate", Decimal("98.16")), ("Ab", "调解成功率", Decimal(205745800))),
        )
        lines = "".join(render(table, "table")).splitlines()
        assert [line.rstrip() for line in lines] == [
            "district   指标             value",
            "─────────────────────────────────",
            "宝山区     rate             98.16",
            "Ab         调解成功率   205745800",
        ]
        assert {cell_len(line) for line in lines} == {33}

    def test_it_is_folded_to_the_terminal_and_whole_in_a_pipe(self) -> None:
        table = Table(("evidence", "value"), (("调解成功率" * 20, Decimal("98.16")),))
        folded = "".join(render(table, "table", width=40)).splitlines()
        assert max(map(cell_len, folded)) <= 40
        assert sum(line.count("调") for line in folded) == 20
        assert "调解成功率" * 20 in "".join(render(table, "table"))

    def test_what_would_be_too_narrow_to_read_stands_record_under_record(self) -> None:
        table = Table(
            ("district", "evidence", "indicator", "value"),
            (
                ("宝山区", "调解成功率" * 8, "mediation.success_rate", Decimal("98.16")),
                (None, "a\nb", "x", None),
            ),
        )
        assert "".join(render(table, "table", width=48)).splitlines() == [
            "── 1 ───────────────────────────────────────────",
            "district    宝山区",
            "evidence    调解成功率调解成功率调解成功率调解成",
            "            功率调解成功率调解成功率调解成功率调",
            "            解成功率",
            "indicator   mediation.success_rate",
            "value       98.16",
            "── 2 ───────────────────────────────────────────",
            "district",
            "evidence    a",
            "            b",
            "indicator   x",
            "value",
        ]
        assert "".join(render(table, "table", width=69)).splitlines() == [
            "district   evidence                    indicator                value",
            "─────────────────────────────────────────────────────────────────────",
            "宝山区     调解成功率调解成功率调解    mediation.success_rate   98.16",
            "           成功率调解成功率调解成功",
            "           率调解成功率调解成功率调",
            "           解成功率",
            "           a                           x",
            "           b",
        ]

    @pytest.mark.parametrize(
        ("fold", "width", "begin"),
        [("records", 200, "── 1 ──"), ("none", 20, "a "), ("auto", 20, "── 1 ──")],
    )
    def test_the_user_can_say_how_it_fits(self, fold: Fold, width: int, begin: str) -> None:
        rows = (("one two three four " * 3, "x" * 30),)
        lines = "".join(render(Table(("a", "b"), rows), "table", width, fold))
        assert lines.startswith(begin)
        assert (max(map(cell_len, lines.splitlines())) > width) == (fold == "none")

    @given(
        st.lists(
            st.lists(st.text(st.sampled_from("ab 调解，。\n"), max_size=60), min_size=3, max_size=3),
            max_size=5,
        ),
        st.integers(20, 100),
    )
    def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(
        self, rows: list[list[str]], width: int
    ) -> None:
        text = "".join(render(Table(("a", "b", "c"), rows), "table", width))
        assert all(cell_len(line) <= width for line in text.splitlines())
        for letter in "调解，。":
            assert text.count(letter) == sum(cell.count(letter) for row in rows for cell in row)

    def test_a_text_that_would_fill_the_terminal_is_cut_and_says_so(self) -> None:
        table = Table(("text",), (("司法" * 1000,),))
        shown = "".join(render(table, "table", width=80))
        assert shown.count("司") == 150
        assert "[1,700 more characters]" in shown.replace("\n", "").replace("       ", " ")
        assert "".join(render(table, "table")).count("司") == 1000
        assert "".join(render(table, "table", 80, "none")).count("司") == 1000

    def test_text_is_shown_as_it_is(self) -> None:
        lines = "".join(
            render(Table(("x",), (("[bold]区[/bold]",), ("\x1b[31mred",), ("\x9b31m\x7f\u202e",))), "table")
        )
        assert "[bold]区[/bold]" in lines
        assert not set("\x1b\x9b\x7f\u202e") & set(
            lines
        )  # a report cannot command the terminal, or turn its lines

    @pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind not in BINARY])
    def test_no_text_commands_a_terminal_in_any_format(self, kind: Format) -> None:
        table = Table(("x\x1b[1m",), (("\x1b[31mred\r\x9b31m\x7f\u202e\u2066",), ("two\r\nlines",)))
        shown, elsewhere = io.BytesIO(), io.BytesIO()
        write_table(table, shown, kind, width=80)
        write_table(table, elsewhere, kind)
        assert not set("\x1b\x9b\x7f\u202e\u2066") & set(shown.getvalue().decode())
        assert b"\r" not in shown.getvalue().replace(b"\r\n", b"")
        assert kind == "table" or "\x9b" in elsewhere.getvalue().decode()  # a file holds what there is

    @pytest.mark.parametrize("width", range(4, 30))
    def test_no_folded_line_begins_or_ends_with_the_space_that_it_was_broken_at(self, width: int) -> None:
        lines = list(lines_of("Name of the place alone, such as 宝山区; the code tells places apart", width))
        assert not [line for line in lines if line != line.strip()]
        assert "".join(lines).replace(" ", "") == "Nameoftheplacealone,suchas宝山区;thecodetellsplacesapart"

    def test_no_rows_show_the_columns(self) -> None:
        assert "".join(render(Table(("a", "b"), ()), "table")).split() == ["a", "b", "─────"]

    def test_a_stream_that_is_no_terminal_has_no_width(self) -> None:
        assert terminal_width(io.BytesIO()) is None


@pytest.mark.parametrize("kind", FORMATS)
def test_all_kinds_of_tables_are_written_alike(kind: Format) -> None:
    comparison = ComparisonTable(FIGURES.columns, tuple(map(tuple, FIGURES.rows)), filled=1)
    columns = zip(FIGURES.columns, zip(*FIGURES.rows, strict=True), strict=True)
    arrow = pa.table({name: pa.array(values) for name, values in columns})
    assert written(comparison, kind) == written(FIGURES, kind) == written(arrow, kind)


@pytest.mark.parametrize(
    ("months", "days", "nanoseconds", "text"),
    [
        (14, 3, 4 * 3_600_000_000_000 + 500_000_000, "P1Y2M3DT4H0.5S"),
        (0, 45, 0, "P45D"),
        (12, 0, 0, "P1Y"),
        (0, 0, 90 * 60_000_000_000, "PT1H30M"),
        (0, 0, 1000, "PT0.000001S"),
        (0, 0, 0, "PT0S"),
        (1, -2, 0, "P1M-2D"),
        (-14, 0, -90_000_000_000, "P-1Y-2MT-1M-30S"),
    ],
)
def test_a_length_of_time_is_written_in_iso_8601(months: int, days: int, nanoseconds: int, text: str) -> None:
    spans = pa.array([pa.MonthDayNano([months, days, nanoseconds])], pa.month_day_nano_interval())
    table = pa.table({"span": spans, "spans": pa.array([[spans[0].as_py()]])})
    assert written(table, "csv", "utf-8") == f'span,spans\r\n{text},"[""{text}""]"\r\n'.encode()
    assert json.loads(written(table, "json")) == [{"span": text, "spans": [text]}]
    assert written(table, "markdown").decode().endswith(f'| {text} | ["{text}"] |\n')


class TestColumnar:
    @pytest.mark.parametrize("kind", ["parquet", "arrow"])
    @pytest.mark.parametrize(
        ("values", "type_", "read"),
        [
            ((Decimal("98.16"), None), "decimal128(4, 2)", [Decimal("98.16"), None]),
            ((Decimal("98.160000"), Decimal("1E+3")), "decimal128(10, 6)", [Decimal("98.16"), Decimal(1000)]),
            ((1, Decimal("0.5")), "decimal128(2, 1)", [Decimal(1), Decimal("0.5")]),
            ((1, None), "int64", [1, None]),
            (("310113", None), "string", ["310113", None]),
            ((date(2020, 1, 1), None), "date32[day]", [date(2020, 1, 1), None]),
            ((None, None), "null", [None, None]),
            ((Decimal("0.5"), "未归并"), "string", ["0.5", "未归并"]),
            ((True, 2), "string", ["true", "2"]),
        ],
    )
    def test_columns_have_the_type_that_their_values_share(
        self, kind: Format, values: tuple[Any, ...], type_: str, read: list[Any]
    ) -> None:
        table = columnar(written(Table(("a", "a"), [(value, 1) for value in values]), kind), kind)
        assert table.column_names == ["a", "a_2"]
        assert (str(table.schema.field(0).type), table.column(0).to_pylist()) == (type_, read)

    @given(st.lists(st.decimals(places=6, min_value=-(10**17), max_value=10**17), min_size=1))
    def test_every_decimal_comes_back(self, values: list[Decimal]) -> None:
        for kind in ("parquet", "arrow"):
            table = written(Table(("value",), [(value,) for value in values]), kind)
            assert columnar(table, kind).column(0).to_pylist() == values

    def test_many_batches_are_few_groups_of_rows(self) -> None:
        batches = pa.Table.from_batches([pa.record_batch({"n": range(1000)}) for _ in range(300)])
        data = io.BytesIO(written(batches, "parquet"))
        assert (pq.ParquetFile(data).num_row_groups, pq.read_table(data).num_rows) == (3, 300_000)

    def test_what_a_format_cannot_hold_is_told_and_no_file_is_left(self, tmp_path: Path) -> None:
        table = pa.table({"span": pa.array([(0, 1, 0)], pa.month_day_nano_interval())})
        with pytest.raises(ExportError, match="a column cannot be written as parquet") as caught:
            write_table(table, tmp_path / "x.parquet", "parquet")
        assert "cast it to varchar" in caught.value.hint
        with pytest.raises(ExportError, match="parquet is no text and has no encoding"):
            write_table(FIGURES, tmp_path / "x.parquet", "parquet", "utf-8-sig")
        assert list(tmp_path.iterdir()) == []

    def test_arrow_is_a_file_in_a_file_and_a_stream_elsewhere(self, tmp_path: Path) -> None:
        write_table(FIGURES, tmp_path / "x.arrow", "arrow")
        assert (tmp_path / "x.arrow").read_bytes().startswith(b"ARROW1")
        assert pa.ipc.open_stream(written(FIGURES, "arrow")).read_all().num_rows == 2


def columnar(data: bytes, kind: str) -> pa.Table:
    """Read what was written."""
    return pq.read_table(io.BytesIO(data)) if kind == "parquet" else pa.ipc.open_stream(data).read_all()


class TestFiles:
    def test_a_file_is_replaced_as_a_whole(self, tmp_path: Path) -> None:
        path = tmp_path / "compare.csv"
        path.write_text("old", encoding="utf-8")
        path.chmod(0o640)
        write_table(FIGURES, path, "csv")
        assert path.read_bytes().startswith(BOM + "地区代码".encode())
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        assert os.listdir(tmp_path) == ["compare.csv"]  # noqa: PTH208 -- names, hidden ones too

    def test_a_new_file_gets_the_usual_rights(self, tmp_path: Path) -> None:
        (tmp_path / "usual").touch()
        write_table(FIGURES, tmp_path / "new.csv", "csv")
        assert (tmp_path / "new.csv").stat().st_mode == (tmp_path / "usual").stat().st_mode

    def test_what_fails_half_way_changes_nothing(self, tmp_path: Path) -> None:
        path = tmp_path / "compare.csv"
        path.write_text("old", encoding="utf-8")
        broken = Table(("a",), (("fine",), ("\ud800",)))  # half a character cannot be written
        with pytest.raises(ExportError, match="half a character"):
            write_table(broken, path, "csv")
        assert path.read_text(encoding="utf-8") == "old"
        assert list(tmp_path.iterdir()) == [path]

    @pytest.mark.parametrize(
        ("place", "message"),
        [
            (lambda folder: folder, "is a folder"),
            (lambda folder: folder / "nowhere" / "x.csv", "No such file or directory"),
            (lambda folder: folder / "file" / "x.csv", "Not a directory"),
            (lambda _: Path("/proc/x.csv"), "cannot be written"),
        ],
    )
    def test_a_place_that_cannot_be_written_is_named(
        self, tmp_path: Path, place: Callable[[Path], Path], message: str
    ) -> None:
        (tmp_path / "file").touch()
        path = place(tmp_path)
        with pytest.raises(ExportError, match=message) as caught:
            write_table(FIGURES, path, "csv")
        assert str(path) in caught.value.message
        assert caught.value.hint

    def test_an_unknown_format_is_refused(self, tmp_path: Path) -> None:
        unknown: Any = "ods"
        with pytest.raises(ExportError, match="unknown format 'ods'"):
            write_table(FIGURES, tmp_path / "x.ods", unknown)
        assert list(tmp_path.iterdir()) == []
