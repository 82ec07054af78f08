"""What a stated value leaves open, for values as they are written and for any rate."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from govstats.checks import Fact, Outcome
from govstats.checks.intervals import interval_of, step_of
from tests.checks.reading import facts_in, findings_in

WRITTEN = [
    ("调解成功率98.1%。", "98.045", "98.2"),
    ("调解成功率98.10%。", "98.0945", "98.11"),
    ("调解成功率９８．１０％。", "98.0945", "98.11"),
    ("调解成功率98%。", "97.45", "99"),
    ("调解成功率百分之九十八点一。", "98.045", "98.2"),
    ("调解成功率百分之九十八。", "97.45", "99"),
    ("调解成功率98%以上。", "98", None),
    ("调解成功率不足98%。", "0", "98"),
    ("调解纠纷2197件。", "2197", "2197"),
    ("调解纠纷2,197件。", "2197", "2197"),
    ("调解纠纷2000件。", "2000", "2000"),
    ("调解纠纷3.2万件。", "31450", "33000"),
    ("调解纠纷3.20万件。", "31945", "32100"),
    ("调解纠纷3万件。", "24500", "40000"),
    ("调解纠纷三百二十件。", "320", "320"),
    ("调解纠纷三百件。", "245", "400"),
    ("调解纠纷约300件。", "200", "400"),
    ("调解纠纷300余件。", "300", None),
    ("罚没款1356.7万元。", "13566450", "13568000"),
    ("罚没款1464余万元。", "14640000", None),
    ("罚没款2.8亿元。", "274500000", "290000000"),
]


def only(text: str) -> Fact:
    (fact,) = facts_in(text)
    return fact


@pytest.mark.parametrize(("text", "low", "high"), WRITTEN, ids=[row[0] for row in WRITTEN])
def test_the_interval_goes_by_the_digits_the_magnitude_and_the_bound(
    text: str, low: str, high: str | None
) -> None:
    interval = interval_of(only(text))
    assert interval.low == Fraction(low)
    assert interval.high == (None if high is None else Fraction(high))


def test_a_fall_is_cut_off_towards_nothing() -> None:
    fall = facts_in("行政诉讼案件70件,同比下降1.4%。")[1]
    interval = interval_of(fall)
    assert (interval.low, interval.high) == (Fraction("-1.5"), Fraction("-1.345"))


def test_a_corrected_value_goes_by_its_own_digits() -> None:
    corrected = replace(only("调解成功率98.1%。"), value=Decimal("95.63"))
    assert step_of(corrected) == Fraction(1, 100)
    assert interval_of(replace(only("调解纠纷2197件。"), value=Decimal(2179))).is_point


def sentence(part: int, whole: int, rate: Decimal) -> str:
    return f"参加考试{whole}人,合格{part}人,合格率{rate}%。"


COUNTS = st.integers(3, 99_999).flatmap(lambda whole: st.tuples(st.integers(1, whole - 1), st.just(whole)))
ROUNDINGS = st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN])


def rounded(part: int, whole: int, decimals: int, rounding: str) -> Decimal:
    return (Decimal(100 * part) / whole).quantize(Decimal(1).scaleb(-decimals), rounding)


@given(COUNTS, st.integers(0, 4), ROUNDINGS)
def test_a_true_rate_never_contradicts_however_it_was_rounded(
    counts: tuple[int, int], decimals: int, rounding: str
) -> None:
    rate = rounded(*counts, decimals, rounding)
    assert not contradictions(sentence(*counts, rate))


@given(COUNTS, st.integers(0, 3))
def test_a_true_rate_never_contradicts_that_was_rounded_twice(counts: tuple[int, int], decimals: int) -> None:
    once = rounded(*counts, decimals + 1, ROUND_HALF_UP)
    twice = once.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert not contradictions(sentence(*counts, twice))


@given(COUNTS, st.integers(1, 4), ROUNDINGS, st.sampled_from([-2, 2]))
def test_a_rate_moved_by_two_in_its_last_digit_always_contradicts(
    counts: tuple[int, int], decimals: int, rounding: str, moved: int
) -> None:
    rate = rounded(*counts, decimals, rounding) + Decimal(moved).scaleb(-decimals)
    if 0 < rate <= 100:
        assert contradictions(sentence(*counts, rate)) == ["rate_of_counts"]


@given(COUNTS, st.integers(1, 4), ROUNDINGS)
def test_a_true_change_never_contradicts_however_it_was_rounded(
    counts: tuple[int, int], decimals: int, rounding: str
) -> None:
    now, earlier = counts
    fall = (Decimal(100 * (earlier - now)) / earlier).quantize(Decimal(1).scaleb(-decimals), rounding)
    assert not contradictions(f"办理行政复议案件{now}件,同比下降{fall}%。")
    assert not contradictions(f"办理行政复议案件{now}件,比上年的{earlier}件下降{fall}%。")


def contradictions(text: str) -> list[str]:
    return [finding.rule for finding in findings_in(text) if finding.outcome is not Outcome.AGREES]
