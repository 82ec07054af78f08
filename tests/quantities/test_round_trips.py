"""A number that is written is read back exactly, however reports write it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.observations.readers import scan
from tests.quantities.writing import in_chinese, in_formal_chinese, in_full_width

INTEGERS = st.integers(0, 10**12) | st.integers(0, 99_999) | st.integers(0, 12).map(lambda power: 10**power)
ABOVE_ONE = INTEGERS.filter(lambda number: number > 1)  # 一件 says "a case" more often than it counts one
DECIMALS = st.decimals(0, 10**6, places=2, allow_nan=False, allow_infinity=False)


def read(words: str) -> list[tuple[int | Decimal, str]]:
    """Read a number as a count of cases: its value and its span's words."""
    text = f"全年共计办理各类案件{words}件。"
    return [(each.value, text[each.start : each.end]) for each in scan(text).quantities]


@settings(deadline=None, derandomize=True)
@given(INTEGERS)
def test_arabic_integers(number: int) -> None:
    assert read(str(number)) == [(number, f"{number}件")]


@settings(deadline=None, derandomize=True)
@given(INTEGERS)
def test_thousands_commas(number: int) -> None:
    assert read(f"{number:,}") == [(number, f"{number:,}件")]


@settings(deadline=None, derandomize=True)
@given(DECIMALS)
def test_decimals(number: Decimal) -> None:
    assert read(str(number)) == [(number, f"{number}件")]


@settings(deadline=None, derandomize=True)
@given(INTEGERS | DECIMALS)
def test_full_width_digits(number: int | Decimal) -> None:
    words = in_full_width(str(number))
    assert read(words) == [(number, f"{words}件")]


@settings(deadline=None, derandomize=True)
@given(INTEGERS, st.sampled_from([("万", 10**4), ("亿", 10**8), ("千", 10**3), ("百", 10**2)]))
def test_arabic_integers_with_a_magnitude(number: int, magnitude: tuple[str, int]) -> None:
    word, factor = magnitude
    shown = Decimal(number) / factor
    decimals = -int(shown.as_tuple().exponent)
    if decimals > 6:
        return
    words = f"{shown:f}{word}"
    assert read(words) == [(number, f"{words}件")]


@settings(deadline=None, derandomize=True)
@given(st.integers(1, 9999), st.integers(1000, 9999))
def test_mixed_magnitudes(upper: int, lower: int) -> None:
    assert read(f"{upper}万{lower}") == [(upper * 10_000 + lower, f"{upper}万{lower}件")]
    assert read(f"{upper}亿{lower}万") == [(upper * 10**8 + lower * 10**4, f"{upper}亿{lower}万件")]


@settings(deadline=None, derandomize=True, max_examples=300)
@given(ABOVE_ONE)
def test_chinese_integers(number: int) -> None:
    words = in_chinese(number)
    assert read(words) == [(number, f"{words}件")]


@settings(deadline=None, derandomize=True)
@given(st.integers(11, 99_999_999))
def test_formal_chinese_integers(number: int) -> None:
    words = in_formal_chinese(number)
    text = f"罚款人民币{words}元整。"
    assert [(each.value, each.unit) for each in scan(text).quantities] == [(number, "元")]


@settings(deadline=None, derandomize=True)
@given(st.integers(1, 8), st.sampled_from(["", "十", "百", "千", "万"]), st.sampled_from(["", "十"]))
def test_two_neighbouring_numbers_are_the_lower_one_about(digit: int, power: str, tens: str) -> None:
    lower, upper = in_chinese(digit), in_chinese(digit + 1)
    tens = "" if power or lower == "四" else tens  # 十五六, but 五六十; 十四五 is a plan
    [quantity] = scan(f"共走访群众{tens}{lower}{upper}{power}户。").quantities
    assert quantity.value == digit * {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10_000}[
        power
    ] + 10 * bool(tens)
    assert quantity.bound == "~"


@settings(deadline=None, derandomize=True)
@given(st.integers(1, 99))
def test_percentages_in_words(number: int) -> None:
    text = f"满意率达到百分之{in_chinese(number)}。"
    assert [(each.value, each.unit) for each in scan(text).quantities] == [(Decimal(number), "%")]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (10, "十"),
        (12, "十二"),
        (110, "一百一十"),
        (10203, "一万零二百零三"),
        (100_000_000, "一亿"),
        (120_000, "十二万"),
        (1005, "一千零五"),
    ],
)
def test_the_writer_of_these_tests(number: int, words: str) -> None:
    assert in_chinese(number) == words
