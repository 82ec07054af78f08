"""Finds the numbers that are no figures, by the rules of nonfigures/*.yml: where several match, the first wins.

A rule is tried only where the characters around the beginning of the number let it match, which its pattern tells. Most
numbers stand between the same characters as others that were read before, and few rules are tried at each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from govstats.catalogue import NonFigure
from govstats.quantities.model import Reason, SetAside
from govstats.text import SeldomPattern
from govstats.text.edges import Edge
from govstats.text.patterns import split_alternatives

_LOOKED_AT = 2  # signs behind the first one, or behind its digits
_NUMERAL = re.compile(rf"([0-9]+)(\.[0-9]+)?(.{{0,{_LOOKED_AT}}})", re.DOTALL)
_ANY_DIGIT = str.maketrans(dict.fromkeys("0123456789", "0"))
_LONGEST_FRONT = 25  # no rule counts so many digits, so that longer numbers begin alike
_FRONTS, _PLACES = 8192, 8192  # how many of each are kept: of most texts nearly all


class _Alternative:
    """One of the alternatives of a rule's pattern."""

    def __init__(self, rule: NonFigure, pattern: str) -> None:
        self.rule, self.reason = rule.rule, Reason(rule.reason)
        self.edge = Edge(pattern)
        self.pattern = SeldomPattern(pattern)


class NonFigureReader:
    """Reads the numbers that are no figures. Made once; what it keeps between texts holds for every text.

    Args:
        rules: the rules, most decisive first.
    """

    def __init__(self, rules: Sequence[NonFigure]) -> None:
        self._alternatives = tuple(
            _Alternative(rule, pattern) for rule in rules for pattern in split_alternatives(rule.pattern)
        )
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
        beginning = self._beginning(front)
        if not before:
            return beginning
        behind = self._behind(before)
        return tuple([one for one in beginning if one in behind])

    def _find_behind(self, before: str) -> frozenset[_Alternative]:
        return frozenset(one for one in self._alternatives if one.edge.may_follow(before))

    def _find_beginning(self, front: str) -> tuple[_Alternative, ...]:
        shorter = self._beginning(front[:-1]) if len(front) > 1 else self._alternatives
        return tuple([one for one in shorter if one.edge.may_begin(front)])


def _front_at(folded: str, start: int) -> str:
    """The first sign, or all digits of a numeral, with the signs behind; all digits as 0."""
    if numeral := _NUMERAL.match(folded, start):
        digits, decimals, behind = numeral.groups("")
        if decimals:
            decimals = "." + "0" * (len(decimals) - 1)
        return ("0" * len(digits) + decimals + _blind_to_digits(behind))[:_LONGEST_FRONT]
    return _blind_to_digits(folded[start : start + 1 + _LOOKED_AT])


@lru_cache(_FRONTS)
def _blind_to_digits(signs: str) -> str:
    return signs.translate(_ANY_DIGIT)
