"""The text of a report is cut for the page without losing or repeating anything."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from govstats.exports.pages.blocks import Block, BlockCutter, Run
from govstats.exports.pages.content import PageNumber

SIGNS = st.sampled_from("件年12，。\t\n\r \u3000𠮷\u202e<&")


def number(text: str, start: int, end: int) -> PageNumber:
    return PageNumber(start, end, text[start:end], "other", "")


def cut(text: str, *spans: tuple[int, int]) -> list[Block]:
    return list(BlockCutter(text, [number(text, *span) for span in spans]).cut())


def runs(blocks: list[Block]) -> list[Run]:
    found = [[block.line] if block.line else [cell for row in block.rows for cell in row] for block in blocks]
    return [run for some in found for run in some]


def words(run: Run) -> str:
    return "".join(piece.text for piece in run.pieces)


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(st.text(SIGNS, max_size=80))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=12)))
    spans = zip(edges[::2], edges[1::2], strict=False)
    return text, [(start, end) for start, end in spans if text[start:end] == text[start:end].strip()]


@given(texts_with_spans())
@example(("街镇\t案件\nA镇\t12件\n", [(9, 12)]))
@example(("1\n2", [(0, 3)]))
@example(("a\tb\nc\td", [(2, 5)]))
def test_each_number_is_shown_once_and_nothing_but_white_space_goes(
    made: tuple[str, list[tuple[int, int]]],
) -> None:
    text, spans = made
    found = runs(cut(text, *spans))
    marked = [piece.marked for run in found for piece in run.pieces if piece.marked]
    assert [(one.start, one.end) for one in marked] == spans
    assert [piece.text for run in found for piece in run.pieces if piece.marked] == [
        one.text for one in marked
    ]
    assert [text[run.start : run.start + len(words(run))] for run in found] == [words(run) for run in found]
    kept = {place for run in found for place in range(run.start, run.start + len(words(run)))}
    assert len(kept) == sum(len(words(run)) for run in found)
    assert {text[place] for place in set(range(len(text))) - kept} <= set("\n\r\t \u3000")


@pytest.mark.parametrize(
    ("text", "spans", "lines"),
    [
        pytest.param("甲\n乙\r\n丙\r丁", (), ["甲", "乙", "丙", "丁"], id="all line breaks"),
        pytest.param("甲\n\n乙", (), ["甲", "", "乙"], id="an empty line"),
        pytest.param("甲\n", (), ["甲"], id="a break at the end"),
        pytest.param("", (), [], id="nothing"),
        pytest.param("办理1\n5件\n完", ((2, 6),), ["办理1\n5件", "完"], id="a number over a break"),
        pytest.param("一\t二", (), ["一\t二"], id="one line with a tab is no table"),
    ],
)
def test_lines_end_where_a_line_ends(text: str, spans: tuple[tuple[int, int], ...], lines: list[str]) -> None:
    assert [words(block.line) for block in cut(text, *spans) if block.line] == lines


def test_lines_of_cells_are_a_table_with_an_even_number_of_cells() -> None:
    before, table, after = cut("标题\n街镇\t案件\t比率\nA镇\t12件\n正文", (15, 18))
    assert before.line is not None
    assert after.line is not None
    assert [[words(cell) for cell in row] for row in table.rows] == [
        ["街镇", "案件", "比率"],
        ["A镇", "12件", ""],
    ]


def test_a_number_over_two_cells_keeps_the_lines_as_they_are() -> None:
    blocks = cut("甲\t1\t2\n乙\t3\t4", (2, 5))
    assert [words(block.line) for block in blocks if block.line] == ["甲\t1\t2", "乙\t3\t4"]
