"""Patterns made of word lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import regex


def any_of(words: Iterable[str]) -> str:
    """Write a pattern that matches any of some words, the longest that fits.

    Words with the same beginning share it, so that it is compared once: 上年, 上年同期 and 较上年 become
    上年(?:同期)?|较上年. The pattern tries and gives up words in the same order as the alternation of the words,
    longest first: at any place only one branch of a fork fits, and a longer word is tried before a shorter one.

    In a look-behind, which is compared from its end, shared beginnings cost time: see `any_behind`.

    Args:
        words: plain words, in any order; duplicates are harmless.

    Returns:
        A pattern without a group around it; the same for the same words in any order.
    """
    return _fork(sorted(set(words)))


def any_behind(words: Iterable[str]) -> str:
    """Write a pattern for a look-behind that matches after any of some words: (?<!公约|合约) becomes (?<!(?:公|合)约).

    Words with the same ending share it. Outside a look-behind the pattern matches the same words, but where several
    fit it does not prefer the longest.

    Args:
        words: plain words, in any order; duplicates are harmless.

    Returns:
        A pattern without a group around it; the same for the same words in any order.
    """
    return _fork(sorted({word[::-1] for word in words}), backwards=True)


def _fork(words: Sequence[str], backwards: bool = False) -> str:
    """Write the alternation of some sorted words; single characters as one set; the empty word comes last."""
    alone, longer = [], []
    for _, group in groupby(filter(None, words), key=lambda word: word[0]):
        branch = list(group)
        if branch == [branch[0][0]]:
            alone.append(regex.escape(branch[0]))
        else:
            longer.append(_branch(branch, backwards))
    if len(alone) > 1:
        alone = [f"[{''.join(alone)}]"]
    return "|".join(longer + alone + [""] * ("" in words))


def _branch(words: Sequence[str], backwards: bool) -> str:
    """Write some sorted words that begin with the same character: what they share, then how they differ."""
    size = 1
    while all(len(word) > size and word[size] == words[0][size] for word in words):
        size += 1
    shared, rests = words[0][:size], [word[size:] for word in words]
    written = regex.escape(shared[::-1] if backwards else shared)
    if rests == [""]:
        return written
    ends_here = rests[0] == ""
    fork = f"(?:{_fork(rests[ends_here:], backwards)}){'?' * ends_here}"
    return fork + written if backwards else written + fork
