"""What the scanner reads as quantities: value, unit, bound and exact span of each."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from govstats.catalogue import load_units
from govstats.catalogue.strict_yaml import read_entries
from govstats.quantities import Reason
from tests.observations.readers import scan

CASES_FILE = Path(__file__).with_name("figures.yml")


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of figures.yml."""

    text: str
    reads: tuple[str, ...]
    about: str = ""

    def expected(self) -> list[tuple[int, int, Decimal, str, str]]:
        """Give start, end, value, unit and bound of each quantity."""
        spans = [
            (mark.start() - 2 * index, mark.end() - 2 * (index + 1))
            for index, mark in enumerate(re.finditer("【[^】]*】", self.text))
        ]
        told = [read.replace('"', "").split(" ") for read in self.reads]
        return [
            (*span, Decimal(value), unit, bound)
            for span, (value, unit, bound) in zip(spans, told, strict=True)
        ]

    def plain(self) -> str:
        """Give the text without its marks."""
        return re.sub("[【】]", "", self.text)


CASES = read_entries(CASES_FILE, Case)
UNITS = [(surface, unit) for unit in load_units().values() for surface in unit.surfaces]
# 年 and 日 after a number are mostly dates or terms, 岁 mostly an age that somebody has to have.
AMBIGUOUS = {"年", "日", "岁"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.plain())
def test_quantities_are_read(case: Case) -> None:
    found = scan(case.plain()).quantities
    assert [(each.start, each.end, each.value, each.unit, each.bound) for each in found] == case.expected()


@pytest.mark.parametrize(
    ("surface", "unit"), UNITS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_surface_of_a_unit_is_read(surface: str, unit) -> None:  # type: ignore[no-untyped-def]
    if surface in AMBIGUOUS:
        pytest.skip(f"12{surface} is a date, a term or an age")
    for text in (f"共计12{surface}", f"共计12 {surface}。", f"共计1.2万{surface}，"):
        [quantity] = scan(text).quantities
        assert (quantity.unit_code, quantity.unit) == (unit.code, unit.symbol), text
        assert quantity.value in {12, 12000}


@pytest.mark.parametrize("surface", ["个体", "家庭", "所有", "部门", "本区", "起诉", "场所", "处罚", "条例"])
def test_start_of_another_word_is_no_unit(surface: str) -> None:
    assert [each.unit_code for each in scan(f"以及3{surface}等情形").quantities if each.unit_code] == []


@pytest.mark.parametrize("digits", [16, 20, 40, 400])
def test_numeral_longer_than_any_figure_is_set_aside_whole(digits: int) -> None:
    found = scan(f"编号{'7' * digits}件")
    assert found.quantities == ()
    assert [(each.text, each.reason) for each in found.set_aside] == [("7" * digits, Reason.OTHER)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("十、百、千", {"十", "百", "千"}),
        ("三七二十一", {"三七二十一"}),
        ("百分制", {"百"}),
        ("一二三四五", {"一二三四五"}),
        ("万水千山", {"万", "千"}),
    ],
)
def test_chinese_numerals_that_count_nothing_are_set_aside(text: str, numbers: set[str]) -> None:
    found = scan(text)
    assert found.quantities == ()
    told = "".join(each.text for each in found.set_aside)
    assert all(sign in told for number in numbers for sign in number)
