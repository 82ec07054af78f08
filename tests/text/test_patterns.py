"""Patterns given to the standard library's re match what they match in regex; others are left to regex."""

from __future__ import annotations

import re
import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from govstats.text.patterns import (
    HAN,
    compile_pattern,
    split_alternatives,
    to_stdlib,
)

TEXTS = st.text("12年月十约(]-, \n件A", max_size=12) | st.text(max_size=6)
TRANSLATED = [
    r"[0-9]+(?:\.[0-9]+)?",
    r"(?<![0-9])(?P<year>20[0-9]{2})(?=年|$)",
    r"\p{Han}{2,3}",
    r"[\p{Han}、]+件",
    r"[^\p{Han}0-9.%]",
    r"(?<![\s\S])(?:[一十]{1,3}(?=[、.])|[(][0-9][)])",
    r"(?:(?<=约)|(?<=大约))[0-9]{1,2}+(?!-)",
    r"\(|\]|[\]\-\[]|\n",
]
LEFT_TO_REGEX = [
    r"(?<=约|大约)1",  # a look-behind of varying length
    r"(?P<word>约)1|(?P<word>近)2",  # one name for two groups
    r"\w+", r"[\d年]", r"\bA", r"\p{Lu}", r"\X",  # classes that the engines draw differently, or only one knows
    r"[[年月]--[月]]", r"[0-9&&[^5]]",  # operations on sets
    r"(?:件){e<=1}", r"(?|a|b)", r"(?i)a",  # what only regex has, or what changes the pattern as a whole
    "[",
]  # fmt: skip


@pytest.mark.parametrize("pattern", TRANSLATED)
@given(text=TEXTS)
def test_both_engines_find_the_same(pattern: str, text: str) -> None:
    fast, full = compile_pattern(pattern), regex.compile(pattern)
    assert to_stdlib(pattern) is not None
    found = [(match.span(), match.groups()) for match in fast.finditer(text)]
    assert found == [(match.span(), match.groups()) for match in full.finditer(text)]


@pytest.mark.parametrize("pattern", LEFT_TO_REGEX)
def test_what_may_differ_is_left_to_regex(pattern: str) -> None:
    assert to_stdlib(pattern) is None


def test_han_is_what_regex_takes_for_it() -> None:
    fast, full = re.compile(f"[{HAN}]"), regex.compile(r"\p{Han}")
    assigned = [sign for sign in map(chr, range(0x40000)) if unicodedata.category(sign) != "Cn"]
    assert [hex(ord(sign)) for sign in assigned if bool(fast.match(sign)) != bool(full.match(sign))] == []


@pytest.mark.parametrize(
    ("pattern", "alternatives"),
    [
        ("a(?:b|c)|d", ["a(?:b|c)", "d"]),
        (r"[|(]|\||\(", ["[|(]", r"\|", r"\("]),
        ("a", ["a"]),
        ("|a", ["", "a"]),
    ],
)
def test_alternatives_are_those_outside_groups(pattern: str, alternatives: list[str]) -> None:
    assert split_alternatives(pattern) == alternatives
