"""Patterns: compiled by the faster engine, and taken apart.

The regex module knows more than the standard library's re (look-behinds of any length, scripts) and is slower at what
both know. Patterns are written for regex; those that mean the same to re are given to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import cast

import regex

# What \p{Han} stands for in the engine that does not know scripts (Unicode, Scripts.txt).
HAN = (
    "\u2e80-\u2e99\u2e9b-\u2ef3\u2f00-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufa6d\ufa70-\ufad9\U00016fe2-\U00016fe3\U00016ff0-\U00016ff6\U00020000-\U0002a6df\U0002a700-\U0002b81e"
    "\U0002b820-\U0002cead\U0002ceb0-\U0002ebe0\U0002ebf0-\U0002ee5d\U0002f800-\U0002fa1d\U00030000-\U0003134a"
    "\U00031350-\U00033479"
)
_PIECE = re.compile(
    r"\\p\{\w+\}|\\.|\[\^?(?:\\.|[^\]\\])*\]|\(\?(?:<[=!]|P<\w+>|[:=!>])|\{[0-9]+(?:,[0-9]*)?\}|.", re.DOTALL
)
# In a set of re these may come to mean operations: [[, --, &&, ||, ~~ ([a-]] and the like raise an error).
_OPERATION = re.compile(r"(?<!\\)\[|--|&&|\|\||~~")
# Letters after a backslash mean classes that the engines draw differently (\w, \s), or do not both know (\p{Lu}, \K).
_UNLIKE = re.compile(r"\\(?!n)[A-Za-z0-9]")
_ANYTHING = r"[\s\S]"


def compile_pattern(pattern: str) -> regex.Pattern[str]:
    """Compile a pattern with the engine that matches it faster: re where it means the same to both, else regex.

    Args:
        pattern: a regular expression of the regex module, without flags.

    Returns:
        The compiled pattern; both engines offer what the two have in common (match, search, finditer, sub).
    """
    translated = to_stdlib(pattern)
    return (
        regex.compile(pattern) if translated is None else cast("regex.Pattern[str]", re.compile(translated))
    )


class SeldomPattern:
    """A pattern that few texts have a use for; it is compiled when one has, as `compile_pattern` does.

    Args:
        pattern: a regular expression of the regex module, without flags.
    """

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern

    @cached_property
    def _compiled(self) -> regex.Pattern[str]:
        return compile_pattern(self._pattern)

    def match(self, text: str, start: int = 0) -> regex.Match[str] | None:
        """Match it at an offset of a text."""
        return self._compiled.match(text, start)


def to_stdlib(pattern: str) -> str | None:
    """Write a pattern of the regex module for re.

    Args:
        pattern: a regular expression of the regex module, without flags.

    Returns:
        A pattern that matches the same in re, or None where re has none or this function cannot tell.
    """
    pieces = [_translate(piece) for piece in _PIECE.findall(pattern)]
    if None in pieces or ("(", "?") in pairwise(pieces):  # (?i), (?|...|...) and more that only regex has
        return None
    known = cast("list[str]", pieces)
    translated = "".join(known)
    # What re may still refuse: one name for two groups, look-behinds of varying length. To compile all takes longer.
    doubtful = [translated] if "(?P<" in translated else _look_behinds(known)
    try:
        for part in doubtful:
            re.compile(part)
    except re.error:
        return None
    return translated


def _look_behinds(pieces: Sequence[str]) -> list[str]:
    """Cut the look-behinds out of a pattern, and those inside them again."""
    found: list[str] = []
    opened: list[int] = []
    for end, piece in enumerate(pieces, start=1):
        if piece[0] == "(":
            opened.append(end - 1)
        elif piece == ")" and opened:
            start = opened.pop()
            if pieces[start].startswith("(?<"):
                found.append("".join(pieces[start:end]))
    return found


def _translate(piece: str) -> str | None:
    """Write one piece for re; None where the engines may differ."""
    if piece == r"\p{Han}":
        return f"[{HAN}]"
    if piece == _ANYTHING or len(piece) == 1:
        return None if piece in "{[" else piece
    if piece[0] == "[":
        piece = piece.replace(r"\p{Han}", HAN)
        return None if _UNLIKE.search(piece) or _OPERATION.search(piece, 1) else piece
    return None if _UNLIKE.match(piece) else piece


def pieces_of(pattern: str) -> list[str]:
    """Take a pattern apart into characters, sets, the beginnings and ends of groups, and quantifiers."""
    return cast("list[str]", _PIECE.findall(pattern))


def split_alternatives(pattern: str) -> list[str]:
    """Split a pattern at the bars outside its groups: a(?:b|c)|d becomes a(?:b|c) and d."""
    alternatives, depth = [""], 0
    for piece in _PIECE.findall(pattern):
        depth += (piece[0] == "(") - (piece == ")")
        if piece == "|" and not depth:
            alternatives.append("")
        else:
            alternatives[-1] += piece
    return alternatives
