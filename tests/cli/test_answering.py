"""What is offered while an answer is typed, and answers that come through a pipe."""

from __future__ import annotations

from io import BytesIO

import pytest

from govstats.cli.answering import PipeAsker, find_offers
from govstats.errors import AnswerError

OFFERS = {"mediation.rate": "调解成功率", "case.rate": "结案率", "rate": "", "none": "—"}


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", ["mediation.rate", "case.rate", "rate", "none"]),
        ("rate", ["rate", "mediation.rate", "case.rate"]),
        ("MED", ["mediation.rate"]),
        ("结案", ["case.rate"]),
        ("率", ["mediation.rate", "case.rate"]),
        ("x", []),
    ],
)
def test_what_begins_with_the_words_is_offered_before_what_has_them_somewhere(
    typed: str, offered: list[str]
) -> None:
    assert find_offers(OFFERS, typed) == offered


def test_each_line_of_a_pipe_is_an_answer_until_it_ends() -> None:
    asker = PipeAsker(BytesIO("a 对\r\n\n  r  ".encode()))
    assert [asker.ask("?"), asker.ask("?"), asker.ask("?")] == ["a 对", "", "r"]
    with pytest.raises(EOFError):
        asker.ask("?")


def test_an_answer_in_another_encoding_is_refused() -> None:
    with pytest.raises(AnswerError, match="not in UTF-8"):
        PipeAsker(BytesIO("对\n".encode("gb18030"))).ask("?")
