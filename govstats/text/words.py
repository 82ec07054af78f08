"""Patterns made of word lists."""

from __future__ import annotations

from collections.abc import Iterable

import regex


def any_of(words: Iterable[str]) -> str:
    """Write a pattern that matches any of some words, the longest that fits.

    Args:
        words: plain words, in any order; duplicates are harmless.

    Returns:
        An alternation without a group around it; the same for the same words in any order.
    """
    return "|".join(regex.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))
