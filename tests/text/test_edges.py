"""A pattern tells where it may match; where it cannot, it is not tried."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from govstats.text.edges import Edge

FRONTS = [
    # the pattern, fronts that a match may begin with, and others that none begins with
    ("[0-9]{2}年", ["0", "00", "00年"], ["年", "00件", "000", "0年"]),
    ("(?:19|20)[0-9]{2}(?=年)", ["0000年", "000"], ["0000件", "0年"]),
    ("[0-9]{1,2}(?=[、.](?![0-9]))", ["0、", "00."], ["0件", "000、"]),
    ("12(?![0-9])", ["00年", "00"], ["0年"]),
    ("一(?!个)", ["一", "一些"], ["一个", "二些"]),
    ("(?<=第)一", ["一些"], ["二"]),
    ("[^1]年", ["0年", "一年"], ["0件"]),
    ("", ["0", "件"], []),
]
BEHIND = [
    # the pattern, characters behind which a match may begin, and others
    ("(?<=每)[0-9]", ["每"], ["共"]),
    ("(?<=每月|[上下])[0-9]", ["月", "上"], ["每"]),
    ("(?<=[ :]{0,3}号[ ]?)[0-9]", ["号", " "], [":"]),
    ("(?:(?<=近)|(?<=过去))[0-9]|(?<=共)1", ["近", "去", "共"], ["过"]),
    ("(?<![0-9.])[0-9]", ["共"], ["0", "."]),
    ("(?<!目前)[0-9]", ["目", "前"], []),
    ("(?=1)(?<=近)(?<!最近)[0-9]", ["近"], ["最"]),
    ("(?:近)?(?<=共)[0-9]|[0-9]", ["近", "共", "x"], []),
]
PATTERNS = [pattern for pattern, *_ in (*FRONTS, *BEHIND)]


@pytest.mark.parametrize(("pattern", "may", "may_not"), FRONTS)
def test_what_a_match_may_begin_with(pattern: str, may: list[str], may_not: list[str]) -> None:
    edge = Edge(pattern)
    assert [front for front in (*may, *may_not) if edge.may_begin(front)] == may


@pytest.mark.parametrize(("pattern", "may", "may_not"), BEHIND)
def test_what_a_match_may_follow(pattern: str, may: list[str], may_not: list[str]) -> None:
    edge = Edge(pattern)
    assert [character for character in (*may, *may_not) if edge.may_follow(character)] == may


@pytest.mark.parametrize("pattern", PATTERNS)
@given(
    text=st.text("0129年月共近过去每最第一二个些号目前上下 :、.", min_size=2, max_size=8),
    length=st.integers(1, 3),
)
def test_no_match_is_ruled_out(pattern: str, text: str, length: int) -> None:
    edge = Edge(pattern)
    if regex.compile(pattern).match(text, 1):
        front = "".join("0" if sign.isdigit() else sign for sign in text[1 : 1 + length])
        assert edge.may_begin(front)
        assert edge.may_follow(text[0])
