"""Finds the numbers that are no figures, by the rules of nonfigures/*.yml: where several match, the first wins.

A rule is tried only where the characters around the beginning of the number let it match, which its pattern tells. Most
numbers stand between the same characters as others that were read before, and few rules are tried at each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

import regex

from govstats.catalogue import NonFigure
from govstats.quantities.model import Reason, SetAside
from govstats.text import compile_pattern
from govstats.text.edges import Edge
from govstats.text.patterns import split_alternatives

_DIGITS = re.compile(r"[0-9]+")
_LONGEST_RUN = 25  # digits; no rule counts so many, so that longer numbers begin alike
_SIGNS, _FRONTS, _PLACES = 256, 4096, 8192  # how many of each are kept: of most texts all


class _Alternative:
    """One of the alternatives of a rule's pattern, which is compiled when it is first tried."""

    def __init__(self, rule: NonFigure, pattern: str) -> None:
        self.rule, self.reason = rule.rule, Reason(rule.reason)
        self.edge = Edge(pattern)
        self._written = pattern

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        """The compiled alternative."""
        return compile_pattern(self._written)


class NonFigureReader:
    """Reads the numbers that are no figures. Made once; what it keeps between texts holds for every text.

    Args:
        rules: the rules, most decisive first.
    """

    def __init__(self, rules: Sequence[NonFigure]) -> None:
        self._alternatives = tuple(
            _Alternative(rule, pattern) for rule in rules for pattern in split_alternatives(rule.pattern)
        )
        self._beginning_with_sign = lru_cache(_SIGNS)(self._find_beginning_with_sign)
        self._beginning = lru_cache(_FRONTS)(self._find_beginning)
        self._behind = lru_cache(_FRONTS)(self._find_behind)
        self._fitting = lru_cache(_PLACES)(self._find_fitting)

    def read(self, folded: str, start: int) -> SetAside | None:
        """Read the number that begins at an offset, or at the sign there that introduces it.

        Args:
            folded: a text whose width is folded.
            start: offset of its first sign.

        Returns:
            The number with the first rule that matches there; None where none does.
        """
        before = folded[start - 1] if start else ""
        for alternative in self._fitting(before, _front_at(folded, start)):
            if match := alternative.pattern.match(folded, start):
                end = match.end()
                if end == start:
                    return None
                return SetAside(start, end, match[0], alternative.reason, alternative.rule)
        return None

    def _find_fitting(self, before: str, front: str) -> tuple[_Alternative, ...]:
        """The alternatives that may match between a character and the first ones, most decisive first."""
        behind = self._behind(before) if before else self._alternatives
        kept = frozenset(behind)
        return tuple(one for one in self._beginning(front) if one in kept)

    def _find_behind(self, before: str) -> tuple[_Alternative, ...]:
        return tuple(one for one in self._alternatives if one.edge.may_follow(before))

    def _find_beginning(self, front: str) -> tuple[_Alternative, ...]:
        return tuple(one for one in self._beginning_with_sign(front[0]) if one.edge.may_begin(front))

    def _find_beginning_with_sign(self, sign: str) -> tuple[_Alternative, ...]:
        return tuple(one for one in self._alternatives if one.edge.may_begin(sign))


def _front_at(folded: str, start: int) -> str:
    """The first sign with the one behind it, or the digits and the sign behind them; all digits as 0."""
    sign = folded[start]
    if not "0" <= sign <= "9":
        following = folded[start + 1 : start + 2]
        return sign + ("0" if "0" <= following <= "9" else following)
    end = _DIGITS.match(folded, start).end()  # type: ignore[union-attr]  # one digit at least
    if end - start >= _LONGEST_RUN:
        return "0" * _LONGEST_RUN
    return "0" * (end - start) + folded[end : end + 1]
