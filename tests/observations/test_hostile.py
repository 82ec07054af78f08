"""Hostile texts: reading ends in good time, grows with the text and not faster, and accounts for every number."""

from __future__ import annotations

import time

import pytest

from tests.observations.accounting import faults_of
from tests.observations.readers import extract

MEGABYTE = 1_000_000
# A megabyte is some seventy long reports. The bounds only tell reading that grows with the text from reading that
# grows with its square: on a busy machine a bound of seconds would fail by chance.
LONGEST_FOR_A_MEGABYTE = 60.0
DENSE = 100_000
LONGEST_FOR_DENSE = 10.0

NOISE = {
    "digits": "7",
    "chinese numerals": "百",
    "commas": ",",
    "nested brackets": "(",
    "quotes": "“",
    "title signs": "《",
    "ordinals": "第",
    "list marks": "1、\n",
    "a sentence without end": "办结3件，",
    "line breaks": "\n",
    "words": "办理案件",
}
FIGURES = {
    "separate digits": "7 ",
    "digits and commas": "1,",
    "points": "1.",
    "brackets": "（1）",
    "figures in a row": "3件",
    "figures with a shared unit": "3、",
    "parts": "其中3件，",
    "changes": "同比增长3%，",
    "shares": "占3%",
    "document numbers": "〔2020〕",
    "quotes with numerals": "“一",
    "title signs with numbers": "《1",
    "ordinals with numbers": "第三",
    "thousands without end": ",234",
    "dates": "2020年1月",
    "fractions": "百分之",
    "sums": "1+",
}


def read_in(seconds: float, text: str) -> None:
    began = time.perf_counter()
    extraction = extract(text)
    assert time.perf_counter() - began < seconds
    assert faults_of(text, extraction) == []


@pytest.mark.parametrize("unit", NOISE.values(), ids=NOISE.keys())
def test_a_megabyte_of_noise_is_read(unit: str) -> None:
    read_in(LONGEST_FOR_A_MEGABYTE, unit * (MEGABYTE // len(unit.encode())))


@pytest.mark.parametrize("unit", FIGURES.values(), ids=FIGURES.keys())
def test_nothing_but_figures_is_read(unit: str) -> None:
    read_in(LONGEST_FOR_DENSE, unit * (DENSE // len(unit.encode())))


def test_brackets_that_close_again() -> None:
    depth = DENSE // 2
    read_in(LONGEST_FOR_DENSE, f"{'(' * depth}3件{')' * depth}")
