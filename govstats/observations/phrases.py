"""Phrases: what two of them have in common, and whether one falls wholly into known words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

_REMEMBERED = 4096  # answers of one function: a megabyte or two
_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


def remembering(answer: Callable[_Asked, _Answer]) -> Callable[_Asked, _Answer]:
    """Make a function remember its latest answers: reports say the same things in the same words, year after year.

    Args:
        answer: a function whose answer depends on nothing but the words that it is given.

    Returns:
        A function that gives the same answers.
    """
    return cast("Callable[_Asked, _Answer]", lru_cache(_REMEMBERED)(answer))


class WordCover:
    """Tells whether a phrase falls wholly into some words.

    Args:
        words: the words.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._longest = max(map(len, self._words))

    def covers(self, phrase: str) -> bool:
        """Tell whether a phrase is made up of the words alone; the empty phrase is."""
        reached = [True] + [False] * len(phrase)
        for start in range(len(phrase)):
            if not reached[start]:
                continue
            for end in range(start + 1, min(len(phrase), start + self._longest) + 1):
                if phrase[start:end] in self._words:
                    reached[end] = True
        return reached[-1]


def shares(one: str, other: str, size: int) -> bool:
    """Tell whether two phrases have some number of neighbouring characters in common."""
    return any(one[index : index + size] in other for index in range(len(one) - size + 1))


def shares_pair(one: str, other: str) -> bool:
    """Tell whether two phrases have two neighbouring characters in common."""
    return shares(one, other, 2)


def join(front: str, noun: str) -> str:
    """Put a noun behind what narrows it, once where they overlap: 专职 and 人民调解员, 大专学历人员 and 人员."""
    for size in range(min(len(front), len(noun)), 1, -1):
        if front.endswith(noun[:size]):
            return front + noun[size:]
    return front + noun
