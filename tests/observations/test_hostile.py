"""Hostile texts of a megabyte: reading ends in good time and still accounts for every number."""

from __future__ import annotations

import time

import pytest

from tests.observations.accounting import faults_of
from tests.observations.readers import extract

MEGABYTE = 1_000_000
# A megabyte is some seventy long reports. Reading is linear, so the bound only tells minutes from hours apart.
LONGEST = 60.0

UNITS = {
    "digits": "7",
    "separate digits": "7 ",
    "chinese numerals": "百",
    "mixed numerals": "三百万",
    "commas": ",",
    "digits and commas": "1,",
    "thousands": ",234",
    "points": "1.",
    "nested brackets": "(",
    "brackets": "（1）",
    "quotes": "“一",
    "closing quotes": "”",
    "title signs": "《",
    "title signs with numbers": "《1",
    "ordinals": "第",
    "ordinals with numbers": "第三",
    "list marks": "1、\n",
    "headings": "一、\n",
    "figures without a sentence's end": "办结3件，",
    "figures in a row": "3件",
    "figures with a shared unit": "3、",
    "parts": "其中3件，",
    "changes": "同比增长3%，",
    "shares": "占3%",
    "document numbers": "〔2020〕",
    "dates": "2020年1月",
    "spaces": " ",
    "line breaks": "\n",
    "slashes": "a/1",
    "fractions": "百分之",
    "plus": "1+",
    "words": "办理案件",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS.keys())
def test_a_megabyte_is_read_and_accounted_for(unit: str) -> None:
    text = unit * (MEGABYTE // len(unit.encode()))
    began = time.perf_counter()
    extraction = extract(text)
    assert time.perf_counter() - began < LONGEST
    assert faults_of(text, extraction) == []


def test_brackets_that_close_again() -> None:
    depth = MEGABYTE // 2
    text = f"{'(' * depth}3件{')' * depth}"
    assert faults_of(text, extract(text)) == []
