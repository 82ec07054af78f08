"""Patterns made of word lists match what the plain alternation of the words does, longest first."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from govstats.text import any_behind, any_of

# few letters, so that words begin and end alike, and signs that mean something in patterns
LETTERS = "上年期-+(]^ "
WORDS = st.lists(st.text(LETTERS, max_size=5), max_size=12)
TEXTS = st.text(LETTERS, max_size=14)


def plain_alternation(words: list[str]) -> str:
    return "|".join(regex.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


@given(WORDS, TEXTS)
def test_matches_are_those_of_the_plain_alternation(words: list[str], text: str) -> None:
    for shape in ("{}", "^(?:{})+$", "(?:{})上", "(?:{})(?:{})$", "(?:{})??期"):
        plain = regex.compile(shape.replace("{}", plain_alternation(words)))
        shared = regex.compile(shape.replace("{}", any_of(words)))
        assert [match.span() for match in shared.finditer(text)] == [
            match.span() for match in plain.finditer(text)
        ]
        assert (shared.fullmatch(text) is None) == (plain.fullmatch(text) is None)


@given(WORDS, TEXTS)
def test_look_behinds_see_what_the_plain_alternation_sees(words: list[str], text: str) -> None:
    for shape in ("(?<={})", "(?<!{})."):
        plain = regex.compile(shape.replace("{}", plain_alternation(words)))
        behind = regex.compile(shape.replace("{}", any_behind(words)))
        assert [match.span() for match in behind.finditer(text)] == [
            match.span() for match in plain.finditer(text)
        ]


@given(st.permutations(["上年", "较上年", "较上年同期", "同期", "年"]))
def test_the_order_of_the_words_does_not_matter(words: list[str]) -> None:
    assert any_of(words) == any_of(sorted(words))
    match = regex.search(any_of(words), "案件较上年同期增长")
    assert match is not None
    assert match[0] == "较上年同期"


@pytest.mark.parametrize(
    ("words", "pattern", "pattern_behind"),
    [
        (["上年", "较上年", "上年同期"], "上年(?:同期)?|较上年", "(?:较)?上年|上年同期"),
        (["公约", "合约", "约"], "公约|合约|约", "(?:[公合])?约"),
        (["件", "人", "人次"], "人(?:次)?|件", "人次|[人件]"),
        (["场(次)", "A+"], r"A\+|场\(次\)", r"场\(次\)|A\+"),
        ([""], "", ""),
        ([], "", ""),
    ],
)
def test_words_share_their_beginnings_or_their_endings(
    words: list[str], pattern: str, pattern_behind: str
) -> None:
    assert any_of(words) == pattern
    assert any_behind(words) == pattern_behind


def test_signs_in_words_stand_for_themselves() -> None:
    assert regex.fullmatch(any_of(["场(次)", "A+"]), "场(次)")
    assert not regex.fullmatch(any_of(["A+"]), "AA")
    assert not regex.fullmatch(any_of(["^", "-", "]", "a", "z"]), "b")
