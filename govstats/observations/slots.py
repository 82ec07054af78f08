"""Slots: each quantity of a sentence with the words before and after it that are its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from govstats.observations.labels import LIST_SIGN
from govstats.quantities import Quantity

Span = tuple[int, int]

_CLAUSE_SIGN = re.compile(r"[，,:]")
_BRACKETS = {"(": ")", "[": "]", "【": "】"}
_OPEN = re.compile(r"[(\[【]")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between two commas, or between brackets that hold a figure.

    Attributes:
        start: first code point.
        end: one past the last.
        is_bracketed: whether it stands in brackets.
        quantities: its quantities in order.
    """

    start: int
    end: int
    is_bracketed: bool
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A quantity with the words of its clause that are its own.

    Attributes:
        quantity: the quantity.
        clause: its clause.
        before: span of the words before it, back to the clause's start, a list sign, or the quantity before.
        after: span of the words after it, up to the clause's end, a list sign, or what belongs to the next quantity.
        position: its index among the clause's quantities.
        follows_list_sign: whether a list sign parts it from the quantity before.
    """

    quantity: Quantity
    clause: Clause
    before: Span
    after: Span
    position: int
    follows_list_sign: bool


def split_clauses(
    folded: str, start: int, end: int, numbers: Sequence[Span], quantities: Sequence[Quantity]
) -> list[Clause]:
    """Split a sentence into the clauses that hold quantities.

    Args:
        folded: a text whose width is folded.
        start: offset of the sentence.
        end: one past its last code point.
        numbers: spans of all numbers in the sentence: a comma inside one parts nothing.
        quantities: the sentence's quantities in order.

    Returns:
        The clauses that hold at least one quantity, in order of their first quantity.
    """
    brackets = _brackets_with_figures(folded, start, end, quantities)
    inside = {quantity.start: index for index, span in enumerate(brackets) for quantity in quantities
              if span[0] <= quantity.start < span[1]}  # fmt: skip
    cuts = _clause_cuts(folded, start, end, numbers, brackets)
    clauses: list[Clause] = []
    members: dict[tuple[int, int, bool], list[Quantity]] = {}
    for quantity in quantities:
        bracket = inside.get(quantity.start)
        limits = brackets[bracket] if bracket is not None else (start, end)
        low = max([limits[0]] + [cut for cut in cuts if limits[0] <= cut <= quantity.start])
        high = min([limits[1]] + [cut - 1 for cut in cuts if quantity.end < cut <= limits[1]])
        members.setdefault((low, high, bracket is not None), []).append(quantity)
    for (low, high, is_bracketed), group in members.items():
        clauses.append(Clause(low, high, is_bracketed, tuple(group)))
    return clauses


def _clause_cuts(
    folded: str, start: int, end: int, numbers: Sequence[Span], brackets: Sequence[Span]
) -> list[int]:
    """Offsets one past each sign that parts clauses; a bracket with figures parts what stands on either side."""
    cuts = [
        match.end()
        for match in _CLAUSE_SIGN.finditer(folded, start, end)
        if not any(low < match.start() < high for low, high in numbers)
    ]
    cuts += [high + 1 for _, high in brackets]
    return sorted(cuts)


def _brackets_with_figures(folded: str, start: int, end: int, quantities: Sequence[Quantity]) -> list[Span]:
    spans = []
    for opening in _OPEN.finditer(folded, start, end):
        closing = folded.find(_BRACKETS[opening[0]], opening.end(), end)
        inner = (opening.end(), closing if closing >= 0 else end)
        if any(inner[0] <= quantity.start and quantity.end <= inner[1] for quantity in quantities):
            spans.append(inner)
    return spans


def fill_slots(
    folded: str, clause: Clause, inner_breaks: regex.Pattern[str], numbers: Sequence[Span]
) -> list[Slot]:
    """Give each quantity of a clause the words that are its own.

    Between two quantities a list sign (、 和 及) parts what is the first one's from what is the second one's. Without
    one, words such as 全年共 do: 505家人民调解委员会|全年共调处纠纷6583件, where the doer before them is both's. Failing
    that the words belong to the first quantity if nothing stands before it, else to the second.

    Args:
        folded: a text whose width is folded.
        clause: a clause with its quantities.
        inner_breaks: the words that part a doer from the figure after it.
        numbers: spans of all numbers: a list sign inside one parts nothing.

    Returns:
        One slot a quantity, in order.
    """
    slots: list[Slot] = []
    before, follows = (clause.start, clause.quantities[0].start), False
    for position, quantity in enumerate(clause.quantities):
        following = clause.quantities[position + 1] if position + 1 < len(clause.quantities) else None
        if following is None:
            slots.append(Slot(quantity, clause, before, (quantity.end, clause.end), position, follows))
            break
        gap = (quantity.end, following.start)
        has_before = bool(folded[before[0] : before[1]].strip())
        after, before_next, next_follows = _part_gap(folded, gap, inner_breaks, numbers, has_before)
        slots.append(Slot(quantity, clause, before, after, position, follows))
        before, follows = before_next, next_follows
    return slots


def _part_gap(
    folded: str, gap: Span, inner_breaks: regex.Pattern[str], numbers: Sequence[Span], has_before: bool
) -> tuple[Span, Span, bool]:
    start, end = gap
    signs = [sign for sign in LIST_SIGN.finditer(folded, start, end) if not _lies_in(sign.start(), numbers)]
    if signs:
        return (start, signs[0].start()), (signs[0].end(), end), True
    if not folded[start:end].strip():
        return (start, start), (end, end), False
    if inner := inner_breaks.search(folded, start + 1, end):
        return (start, inner.start()), (start, end), False
    return ((start, start), (start, end), False) if has_before else ((start, end), (end, end), False)


def _lies_in(offset: int, spans: Iterable[Span]) -> bool:
    return any(low <= offset < high for low, high in spans)
