"""Finds the numbers that are no figures, by the rules of nonfigures/*.yml: where several match, the first wins.

A rule is tried only at the signs that it can begin with, which its pattern tells. Rules that the standard library's re can
match are tried by it, all in one pattern; the few others, with look-behinds of varying length, only where they would match
without these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from govstats.catalogue import NonFigure
from govstats.quantities.model import Reason, SetAside
from govstats.text.patterns import (
    beginnings_of,
    bounded_front,
    split_alternatives,
    to_stdlib,
    without_look_arounds,
)

_NEVER = r"(?!)"


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules that can begin with the same signs. Groups of patterns are numbered from 1, rules by their order.

    Attributes:
        plain: the rules that re can match, with an empty group after each alternative.
        plain_ranks: the rank of the rule that an alternative is of.
        hint: matches wherever one of the other rules does, and more; None where there are no others.
        other: the other rules, each in a group.
        other_ranks: their ranks.
    """

    plain: re.Pattern[str]
    plain_ranks: tuple[int, ...]
    hint: re.Pattern[str] | None
    other: regex.Pattern[str]
    other_ranks: tuple[int, ...]


class NonFigureReader:
    """Reads the numbers that are no figures. Made once; holds no state between texts.

    Args:
        rules: the rules, most decisive first.
        kinds: the signs that a number can begin with, in groups that mostly begin the same rules.
    """

    def __init__(self, rules: Sequence[NonFigure], kinds: Iterable[str]) -> None:
        self._rules = tuple((rule.rule, Reason(rule.reason)) for rule in rules)
        self._by_sign: dict[str, _Rules] = {}
        kinds = tuple(kinds)
        beginnings = [beginnings_of(rule.pattern, "".join(kinds)) for rule in rules]
        for signs in kinds:
            fitting = [
                (rank, rule.pattern) for rank, rule in enumerate(rules) if beginnings[rank] & set(signs)
            ]
            self._by_sign.update(dict.fromkeys(signs, _compile(fitting)))

    def read(self, folded: str, start: int) -> SetAside | None:
        """Read the number that begins at an offset, or at the sign there that introduces it.

        Args:
            folded: a text whose width is folded.
            start: offset of one of the signs.

        Returns:
            The number with the first rule that matches there; None where none does.
        """
        rules = self._by_sign[folded[start]]
        match: re.Match[str] | regex.Match[str] | None = rules.plain.match(folded, start)
        rank = len(self._rules)
        if match is not None:
            rank = rules.plain_ranks[match.lastindex - 1]  # type: ignore[operator]
        if rules.hint and rules.hint.match(folded, start) and (other := rules.other.match(folded, start)):
            other_rank = rules.other_ranks[other.lastindex - 1]  # type: ignore[operator]
            if other_rank < rank:
                match, rank = other, other_rank
        if match is None or match.end() == start:
            return None
        rule, reason = self._rules[rank]
        return SetAside(start, match.end(), match[0], reason, rule)


def _compile(rules: Sequence[tuple[int, str]]) -> _Rules:
    plain, plain_ranks, hints, others, other_ranks = [], [], [], [], []
    for rank, pattern in rules:
        translated = to_stdlib(pattern)
        if translated is None:
            hints += [_hint_of(alternative) for alternative in split_alternatives(pattern)]
            others.append(f"({pattern})")
            other_ranks.append(rank)
            continue
        # apart and with the group behind it, re can see by its first character that an alternative does not fit
        for alternative in split_alternatives(translated):
            plain.append(f"{alternative}()")
            plain_ranks.append(rank)
    return _Rules(
        re.compile("|".join(plain) or _NEVER),
        tuple(plain_ranks),
        re.compile("|".join(hints)) if others else None,
        regex.compile("|".join(others) or _NEVER),
        tuple(other_ranks),
    )


def _hint_of(alternative: str) -> str:
    """Write what re can tell of an alternative in a bounded number of steps; the empty pattern where that is nothing."""
    return to_stdlib(bounded_front(without_look_arounds(alternative, only_untranslatable=True))) or ""
