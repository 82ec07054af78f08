"""Width folding keeps every offset."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govstats.text import fold, fold_whole


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


@given(st.lists(st.text(), min_size=1))
def test_whole_texts_are_folded_alike_one_after_the_other(texts: list[str]) -> None:
    for text in [*texts, *texts]:
        assert fold_whole(text) == fold(text)


@given(st.text(alphabet=st.characters(categories=["Lo"])))
def test_folding_leaves_chinese_words_alone(text: str) -> None:
    assert fold(text) == text
