"""Width folding keeps every offset; any_of finds the longest word."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from govstats.text import any_of, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("１２３４５件（略）", "12345件(略)"),
        ("９８．１６％", "98.16%"),
        ("1，234件", "1，234件"),
        ("一、；：！？", "一、;:!?"),
        ("ＰＭ２．５", "PM2.5"),
        ("\u3000\u00a0\t", "   "),
        ("1—9月，2015–2020年，−5", "1-9月，2015-2020年，-5"),
        ("二○二○年", "二〇二〇年"),
        ("第一行\r\n第二行", "第一行\n\n第二行"),
        ("调解成功率", "调解成功率"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_keeps_offsets_and_is_done_once(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(categories=["Lo"])))
def test_folding_leaves_chinese_words_alone(text: str) -> None:
    assert fold(text) == text


def test_the_longest_word_is_found_whatever_the_order() -> None:
    words = ["上年", "较上年", "较上年同期", "同期"]
    assert any_of(words) == any_of(reversed(words))
    match = regex.search(any_of(words), "案件较上年同期增长")
    assert match is not None
    assert match[0] == "较上年同期"


def test_signs_in_words_stand_for_themselves() -> None:
    assert regex.fullmatch(any_of(["场(次)", "A+"]), "场(次)")
    assert not regex.fullmatch(any_of(["A+"]), "AA")
