"""A figure is quoted with the whole sentence that it stands in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govstats.text import fold
from govstats.text.quoting import sentence_around


def quoted(text: str) -> str:
    """Quote the sentence around the words in 【】."""
    start, end = text.index("【"), text.index("】") - 1
    plain = text.replace("【", "").replace("】", "")
    low, high = sentence_around(fold(plain), start, end)
    return plain[low:high]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("调解3件。复议【5件】，诉讼2件。信访1件。", "复议5件，诉讼2件。"),
        ("调解3件。复议【5件】；诉讼2件；信访1件。完。", "复议5件；诉讼2件；信访1件。"),
        ("复议【5件】", "复议5件"),
        ("一、工作成效\n　　复议【5件】。\n二、打算", "复议5件。"),
        ("标题\n\n复议【5件】\n\n诉讼2件", "复议5件"),
        ("他说：“复议【5件】。”她说：“诉讼2件。”", "他说：“复议5件。”"),
        ("办结率【100%】！诉讼2件。", "办结率100%！"),
        ("还有问题吗？复议【5件】。", "复议5件。"),
        ("PM2.5浓度为【39.7微克】，下降6.8%。", "PM2.5浓度为39.7微克，下降6.8%。"),
        ("调解【386\n件】，成功380件。", "调解386\n件，成功380件。"),
        ("调解【3件。复议5件】，诉讼2件。信访1件。", "调解3件。复议5件，诉讼2件。"),
    ],
)
def test_a_sentence_goes_from_full_stop_to_full_stop(text: str, sentence: str) -> None:
    assert quoted(text) == sentence


@given(st.text(alphabet="调解9件。；！？”）\n\t　 ", min_size=1, max_size=60), st.data())
def test_a_sentence_holds_what_it_is_quoted_for(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    low, high = sentence_around(fold(text), start, end)
    assert 0 <= low <= start < end <= high <= len(text)
    assert low == start or not text[low].isspace()
    assert high == end or not text[high - 1].isspace()
