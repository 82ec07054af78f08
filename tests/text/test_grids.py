"""Runs of lines with tabs are tables, unless they are larger than any table of a report."""

from __future__ import annotations

import pytest

from govstats.text.grids import find_grids


def test_lines_with_tabs_are_tables_with_rows_of_equal_length() -> None:
    (grid,) = find_grids("说明\n项目\t件数\t增长\n复议\t3\n应诉\t4\t5%\n完")
    assert [len(row.cells) for row in grid.rows] == [3, 3, 3]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(["\t" * 100_000] * 3),
        "\n".join(["\t1" * 450, *["复议\t3"] * 500]),
        "复议\t3\n" * 150_000,
    ],
    ids=["wide", "one wide row above many", "tall"],
)
def test_what_is_larger_than_any_table_is_none(text: str) -> None:
    assert find_grids(text) == ()


def test_a_large_table_is_one() -> None:
    (grid,) = find_grids("复议\t3\t4\n" * 5_000)
    assert len(grid.rows) == 5_000
