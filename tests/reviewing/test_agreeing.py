"""How far two reviewers agree, against worked examples and what must hold of any."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govstats.reviewing import Agreement, agree
from govstats.store import Correction, Decision
from tests.reviewing.test_exchanging import PLAIN

OUTCOMES = ("accept", "reject", "1", "2")


def said(figure: int, outcome: str, reviewer: str) -> Correction:
    """What a reviewer says of a figure: accept, reject, or its right value."""
    is_value = outcome.isdigit()
    return replace(
        PLAIN,
        start_offset=figure,
        end_offset=figure + 3,
        decision=Decision.CORRECT if is_value else Decision(outcome),
        new_value=Decimal(outcome) if is_value else None,
        new_unit=None,
        new_indicator=None,
        reviewer=reviewer,
        uuid=str(uuid4()),
    )


def compared(pairs: list[tuple[str, str]]) -> Agreement:
    sayings = [
        said(number, outcome, reviewer)
        for number, pair in enumerate(pairs)
        for reviewer, outcome in zip("李王", pair, strict=True)
    ]
    return agree(sayings, "李", "王")


@pytest.mark.parametrize(
    ("pairs", "share", "kappa"),
    [
        # 20 both accept, 15 both reject, 5 and 10 differ: p_o = 0.7, p_e = 0.5
        (
            [("accept", "accept")] * 20
            + [("accept", "reject")] * 5
            + [("reject", "accept")] * 10
            + [("reject", "reject")] * 15,
            0.7,
            0.4,
        ),
        ([("accept", "reject"), ("reject", "accept")], 0.0, -1.0),
        ([("accept", "accept"), ("1", "1"), ("reject", "reject")], 1.0, 1.0),
        ([("1", "2"), ("1", "2")], 0.0, 0.0),  # both correct, and not alike
        ([("accept", "accept")] * 3, 1.0, None),
        ([], None, None),
    ],
)
def test_kappa_is_that_of_cohen(
    pairs: list[tuple[str, str]], share: float | None, kappa: float | None
) -> None:
    found = compared(pairs)
    assert found.share == (None if share is None else pytest.approx(share))
    assert found.kappa == (None if kappa is None else pytest.approx(kappa))
    assert len(found.differences) == found.figures - found.agreeing


@settings(max_examples=50)
@given(st.lists(st.tuples(st.sampled_from(OUTCOMES), st.sampled_from(OUTCOMES)), max_size=12))
def test_agreement_has_no_first_and_second_reviewer(pairs: list[tuple[str, str]]) -> None:
    here, there = compared(pairs), compared([(second, first) for first, second in pairs])
    assert (here.figures, here.agreeing, here.kappa) == (there.figures, there.agreeing, there.kappa)
    assert here.kappa is None or -1 <= here.kappa <= 1
    assert (here.kappa == 1) == (here.kappa is not None and here.agreeing == here.figures)


def test_the_last_word_of_each_counts_and_only_of_figures_that_both_have_decided() -> None:
    first = said(0, "accept", "李")
    changed = replace(said(0, "reject", "李"), made_at=PLAIN.made_at + timedelta(hours=1))
    theirs, alone = said(0, "reject", "王"), said(9, "reject", "王")
    assert agree([changed, first, theirs, alone], "李", "王").agreeing == 1
    back = replace(said(0, "withdraw", "王"), made_at=PLAIN.made_at + timedelta(hours=1))
    assert agree([first, changed, theirs, alone, back], "李", "王").figures == 0


def test_a_new_value_that_is_the_one_that_was_read_is_no_difference() -> None:
    mine = replace(said(0, "1", "李"), new_unit="件")
    assert agree([mine, said(0, "1", "王")], "李", "王").agreeing == 1
