"""The reader of numbers that are no figures finds what the rules find that are tried one after the other."""

from __future__ import annotations

import regex
from hypothesis import given
from hypothesis import strategies as st

from govstats.catalogue import load_nonfigures
from govstats.quantities.nonfigures import NonFigureReader

RULES = load_nonfigures()
PATTERNS = [regex.compile(rule.pattern) for rule in RULES]
DIGITS, NUMERALS, INTRODUCING = (
    "0123456789",
    "〇零一二两三四五六七八九十百千万亿廿卅",
    '第前首双〔[【〈(（“"‘《',
)
SIGNS = DIGITS + NUMERALS + INTRODUCING
READER = NonFigureReader(RULES)
PIECES = [
    piece
    for rule in RULES
    for phrase in (*rule.examples, *rule.refuses)
    for piece in (phrase, phrase.replace("【", "").replace("】", ""))
]


def first_rule(text: str, start: int) -> tuple[str, int] | None:
    for rule, pattern in zip(RULES, PATTERNS, strict=True):
        if match := pattern.match(text, start):
            return (rule.rule, match.end()) if match.end() > start else None
    return None


@given(
    st.lists(
        st.sampled_from(PIECES) | st.text(SIGNS + " 、.:：;。年月日号件-至/\n级期”)", max_size=6),
        max_size=5,
    )
)
def test_the_first_rule_that_matches_wins(pieces: list[str]) -> None:
    text = "".join(pieces)
    for start, sign in enumerate(text):
        if sign in SIGNS:
            found = READER.read(text, start)
            assert (found and (found.rule, found.end)) == first_rule(text, start)
