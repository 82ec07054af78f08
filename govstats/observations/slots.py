"""Slots: each quantity of a sentence with the words before and after it that are its own."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Container, Sequence

import msgspec

from govstats.catalogue.cues import LabelCues
from govstats.observations.labels import LIST_SIGN
from govstats.quantities import Quantity
from govstats.text import any_of, compile_pattern

Span = tuple[int, int]

_CLAUSE_SIGN = re.compile(r"[，,:]")
_BRACKETS = {"(": ")", "[": "]", "【": "】"}
_CLOSED_BRACKET = re.compile(r"\([^()]{0,40}\)|“[^“”]{0,40}”")
_NO_WITHIN = "集其空高初途手家水"  # 集中, 其中 and the like are words of their own
_OPEN = re.compile(r"[(\[【]")


class Clause(msgspec.Struct, frozen=True):
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


class Slot(msgspec.Struct, frozen=True):
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


class GapBreaks:
    """What parts the words between two figures of a clause, with the catalogue's cue words.

    Attributes:
        inner: words that part a doer from the figure after it: 505家人民调解委员会|全年共|调处6583件.
        within: what parts a whole from its part: 28个司法所|中|一人所9个.
        towards: words before those that something is done for: 向5630家企业|发放资金2.17亿元.
        deed: the verbs of what is done for them.
        nothing: words at the front of a clause that say nothing of what is counted: 全县.
        doers: those who do what the next figure counts, up to their verb: 15个|镇街|建成工作站15个.
    """

    def __init__(self, cues: LabelCues) -> None:
        self.inner = compile_pattern(rf"(?<![公平人日年月户村])(?:{any_of(cues.inner_breaks)})")
        self.within = compile_pattern(
            rf"(?<=\p{{Han}}{{2}})(?<![{_NO_WITHIN}])(?:{any_of(cues.within)})(?!{any_of(cues.not_within)})(?=[\p{{Han}}“])"
        )
        self.towards = tuple(cues.towards)
        self.deed = compile_pattern(any_of(cues.verbs))
        self.nothing = compile_pattern(rf"(?:{any_of(cues.leading)})*")
        doing = any_of((*cues.verbs, *cues.front_verbs))
        self.doers = compile_pattern(
            rf"\p{{Han}}{{0,8}}?(?:{any_of(cues.doers)})(?={doing})|\p{{Han}}{{2,5}}?(?={any_of(cues.verbs)})"
        )


def split_clauses(
    folded: str,
    start: int,
    end: int,
    numbers: Sequence[Span],
    quantities: Sequence[Quantity],
    time_ends: Container[int] = (),
) -> list[Clause]:
    """Split a sentence into the clauses that hold quantities.

    Args:
        folded: a text whose width is folded.
        start: offset of the sentence.
        end: one past its last code point.
        numbers: spans of all numbers in the sentence: a comma inside one parts nothing.
        quantities: the sentence's quantities in order.
        time_ends: offsets one past words that only tell a time: a colon right behind one parts nothing, (上年:80件).

    Returns:
        The clauses that hold at least one quantity, in order of their first quantity.
    """
    brackets = _brackets_with_figures(folded, start, end, quantities)
    cuts = _clause_cuts(folded, start, end, numbers, brackets, time_ends)
    members: dict[tuple[int, int, bool], list[Quantity]] = {}
    for quantity in quantities:
        bracket = _span_around(quantity.start, brackets) if brackets else None
        low, high = bracket or (start, end)
        if cuts:
            left, right = bisect_right(cuts, quantity.start), bisect_right(cuts, quantity.end)
            low = max(low, cuts[left - 1]) if left else low
            high = min(high, cuts[right] - 1) if right < len(cuts) else high
        members.setdefault((low, max(high, quantity.end), bracket is not None), []).append(quantity)
    return [
        Clause(low, high, is_bracketed, tuple(group)) for (low, high, is_bracketed), group in members.items()
    ]


def _clause_cuts(
    folded: str,
    start: int,
    end: int,
    numbers: Sequence[Span],
    brackets: Sequence[Span],
    time_ends: Container[int],
) -> list[int]:
    """Offsets one past each sign that parts clauses; a bracket with figures parts what stands on either side."""
    cuts = [
        match.end()
        for match in _CLAUSE_SIGN.finditer(folded, start, end)
        if not _lies_in(match.start(), numbers) and not (match[0] == ":" and match.start() in time_ends)
    ]
    cuts += [high + 1 for _, high in brackets]
    return sorted(cuts)


def _brackets_with_figures(folded: str, start: int, end: int, quantities: Sequence[Quantity]) -> list[Span]:
    """The insides of the outermost brackets that hold a quantity, in order."""
    spans: list[Span] = []
    starts: list[int] = []
    for opening in _OPEN.finditer(folded, start, end):
        if spans and opening.start() < spans[-1][1]:
            continue
        starts = starts or [quantity.start for quantity in quantities]
        closing = folded.find(_BRACKETS[opening[0]], opening.end(), end)
        inner = (opening.end(), closing if closing >= 0 else end)
        first = bisect_left(starts, inner[0])
        if first < len(quantities) and quantities[first].end <= inner[1]:
            spans.append(inner)
    return spans


def _span_around(offset: int, spans: Sequence[Span]) -> Span | None:
    """The one of some ordered spans that an offset lies in."""
    index = bisect_right(spans, (offset, sys.maxsize)) - 1
    return spans[index] if index >= 0 and spans[index][0] <= offset < spans[index][1] else None


def fill_slots(folded: str, clause: Clause, breaks: GapBreaks, numbers: Sequence[Span]) -> list[Slot]:
    """Give each quantity of a clause the words that are its own.

    Between two quantities a list sign (、 和 及) parts what is the first one's from what is the second one's. Without
    one, words such as 全年共 do: 505家人民调解委员会|全年共调处纠纷6583件, where the doer before them is both's. So does the
    verb of those whom the first one counts: 15个镇街|建成工作站15个. Failing that the words belong to the first quantity
    if nothing stands before it, else to the second.

    Args:
        folded: a text whose width is folded.
        clause: a clause with its quantities.
        breaks: the words that part what is the first figure's from what is the second one's.
        numbers: spans of all numbers: a list sign inside one parts nothing.

    Returns:
        One slot a quantity, in order.
    """
    slots: list[Slot] = []
    before, follows = (clause.start, clause.quantities[0].start), False
    for position, quantity in enumerate(clause.quantities):
        following = clause.quantities[position + 1] if position + 1 < len(clause.quantities) else None
        if following is None:
            end = _before_bracket(folded, quantity.end, clause.end)
            slots.append(Slot(quantity, clause, before, (quantity.end, end), position, follows))
            break
        gap = (quantity.end, following.start)
        after, before_next, next_follows = _part_gap(
            folded, gap, breaks, numbers, folded[before[0] : before[1]].strip()
        )
        slots.append(Slot(quantity, clause, before, after, position, follows))
        before, follows = before_next, next_follows
    return slots


def _before_bracket(folded: str, start: int, end: int) -> int:
    """Where the words after the last quantity end: before a bracket that follows at once: 办结287件(含上年结转22件)."""
    return start if folded[start : start + 1] in _BRACKETS else end


def _part_gap(
    folded: str, gap: Span, breaks: GapBreaks, numbers: Sequence[Span], before: str
) -> tuple[Span, Span, bool]:
    start, end = gap
    closed = _closed_brackets(folded, start, end)
    signs = [
        sign
        for sign in LIST_SIGN.finditer(folded, start, end)
        if not _lies_in(sign.start(), numbers) and not _lies_in(sign.start(), closed)
    ]
    if signs:
        return (start, signs[0].start()), (signs[0].end(), end), True
    if not folded[start:end].strip():
        return (start, start), (end, end), False
    if not before and (within := breaks.within.search(folded, start + 2, end)):
        return (start, within.start()), (within.end(), end), False
    if before.endswith(breaks.towards) and (deed := breaks.deed.search(folded, start + 2, end)):
        return (start, end), (deed.start(), end), False
    if inner := breaks.inner.search(folded, start + 1, end):
        # 17个单位|共有执法人员1367人: who has them is no part of what they are
        has = folded.startswith("有", inner.end())
        return (start, inner.start()), (inner.start() if has else start, end), False
    says_nothing = breaks.nothing.fullmatch(before) and not before.endswith(breaks.towards)
    doers = breaks.doers.match(folded, start, end) if says_nothing else None
    own_end = doers.end() if doers else start
    return ((start, own_end), (start, end), False) if before or doers else ((start, end), (end, end), False)


def _closed_brackets(folded: str, start: int, end: int) -> list[Span]:
    """The brackets that open and close within a gap: a list sign inside parts nothing: 镇(开发区、街道)."""
    return [match.span() for match in _CLOSED_BRACKET.finditer(folded, start, end)]


def _lies_in(offset: int, spans: Sequence[Span]) -> bool:
    return bool(spans) and _span_around(offset, spans) is not None
