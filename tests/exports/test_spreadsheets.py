"""Which cells of a CSV spreadsheets leave alone, and which they do not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govstats.exports.spreadsheets import is_exact_in_spreadsheet, keep_text


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+86 10", "@SUM(A1)", "-2+3", "\tx", "007", "010108", "1E5", "1.5e-3", "3-5", "2021-3", "2020/3/1",
        "1 1/2", "8:30", "8:30 pm", "MAR1", "SEPT2", "1-Mar", "2 Dec 2020", "2020年3月", "3月5日", "2020年3月5日",
        "TRUE", "false", "12345678901234567890", "1,234,567,890,123,456", "3.50", "100.", "(5)", "１２３", "2026.10",
        "98.5%", "-9.5%", "98.123%", "100.0%", "98.16％", "98％",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_change_is_kept(text: str) -> None:
    assert keep_text(text) == "'" + text


@pytest.mark.parametrize(
    "text",
    [
        "", "=", "~", ">", "宝山区", "310113", "98.16%", "153件", "0", "5", "3.5", "98%", "-9%", "-9.50%", "98.5%以上",
        "mediation.success_rate",
        "宝司〔2021〕1号", "2026.3", "person", "a3", "第3-5条", "Marx 1", "1号", "约300", "12:00前", "0.5", "123456789012345",
        "4ff4825dd37631fcef07c416c2172977", "trueman", "（5）", "decision 3 of 2020",
    ],
)  # fmt: skip
def test_what_it_shows_as_it_is_stays(text: str) -> None:
    assert keep_text(text) == text


@given(st.text(max_size=40))
def test_nothing_but_an_apostrophe_is_ever_added(text: str) -> None:
    assert keep_text(text) in (text, "'" + text)


@pytest.mark.parametrize(
    ("number", "is_exact"),
    [
        (Decimal("98.160000"), True),
        (Decimal("123456789012345"), True),
        (Decimal("1234567890123456"), False),
        (Decimal("1000000000000000000"), True),
        (Decimal("0.000001"), True),
        (0.1, True),
        (0.1 + 0.2, False),
        (Decimal("nan"), False),
        (float("inf"), False),
    ],
)
def test_fifteen_significant_digits_are_kept(number: Decimal | float, is_exact: bool) -> None:
    assert is_exact_in_spreadsheet(number) is is_exact
