"""Shares of several counts of one whole: 男性300人、女性200人,分别占总数的60%和40%; 维持126件(44.1%),驳回62件(21.7%)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from govstats.checks.knowledge import Knowledge
from govstats.checks.model import Fact, Finding
from govstats.checks.rules.wholes import (
    Wholes,
    contradiction_of,
    fits_whole,
    may_be_whole,
    say_share,
    wholes_of,
)
from govstats.checks.sheet import Sentence, Sheet, is_exact, is_level, same_time
from govstats.observations.model import Kind, Status

_LONGEST = 48  # code points between 分别 and the first number
_LINKS = ("、", "和", "与", "及", "以及", ",", "，")
_AMONG = _LINKS[:5]  # within a list that commas may part from what stands before
_SIGNS = " ,，、"  # between the last count and 分别
_ENOUGH = 3  # shares of which all but one fit a whole that no words tell, so that it is theirs


@dataclass(frozen=True, slots=True)
class Dealt:
    """Counts, and their shares in the same order.

    Attributes:
        parts: the counts.
        shares: the shares, as many.
        start: where the words of the shares begin.
        is_sure: whether words say that these are shares; else only their fitting one whole does.
    """

    parts: Sequence[Fact]
    shares: Sequence[Fact]
    start: int
    is_sure: bool = True


def find_dealt(sheet: Sheet, sentence: Sentence, knowledge: Knowledge) -> list[Dealt]:
    """Find the shares of a sentence that 分别 gives to as many counts right before, or that stand behind each in brackets.

    Args:
        sheet: the report's figures.
        sentence: one of its sentences.
        knowledge: what the checks know.

    Returns:
        The lists; those of which it is not plain which count has which share are not among them.
    """
    found = _in_brackets(sheet, sentence)
    if knowledge.cues.each.search(sheet.folded, sentence.start, sentence.end) is None:
        return found
    for index, head in enumerate(sentence.facts):
        start = _start_of_words(sheet, head, knowledge) if _is_percent(head) else None
        if start is None:
            continue
        shares = _listed(sheet, sentence.facts[index:])
        before = [fact for fact in sentence.facts if fact.start < start]
        parts = before[-len(shares) :]
        if len(shares) > 1 and len(parts) == len(shares) and _are_counts(sheet, before, parts, start):
            found.append(Dealt(parts, shares, start))
    return found


def _in_brackets(sheet: Sheet, sentence: Sentence) -> list[Dealt]:
    """Find counts with a percentage in brackets right behind each."""
    pairs = [
        (part, share)
        for part, share in pairwise(sentence.facts)
        if _is_percent(share)
        and not _is_percent(part)
        and sheet.between(part, share) == "("
        and sheet.folded[share.end : share.end + 1] == ")"
        and is_level(part)
        and is_exact(part)
    ]
    if len(pairs) < 2 or any(not may_be_whole(part, pairs[0][0]) for part, _ in pairs[1:]):
        return []
    parts, shares = zip(*pairs, strict=True)
    return [Dealt(parts, shares, shares[0].start, False)]


def _is_percent(fact: Fact) -> bool:
    return (
        fact.unit_code == "percent" and fact.kind in (Kind.SHARE, Kind.LEVEL) and fact.status is Status.ACTUAL
    )


def _start_of_words(sheet: Sheet, head: Fact, knowledge: Knowledge) -> int | None:
    low = max(0, head.start - _LONGEST)
    match = knowledge.cues.whole.search(sheet.folded[low : head.start])
    is_dealt = match is not None and bool(match["early"] or match["late"])
    return low + match.start() if match is not None and is_dealt else None


def _listed(sheet: Sheet, facts: Sequence[Fact]) -> Sequence[Fact]:
    """Give the percentages from the first one on that stand in one list."""
    shares = [facts[0]]
    for fact in facts[1:]:
        if not _is_percent(fact) or sheet.before(fact).strip() not in _LINKS:
            break
        shares.append(fact)
    return shares


def _are_counts(sheet: Sheet, before: Sequence[Fact], parts: Sequence[Fact], start: int) -> bool:
    """Tell whether figures are all the counts of a list that ends right before the words of shares."""
    first, last = parts[0], parts[-1]
    is_longer = len(before) > len(parts) and sheet.before(first).lstrip().startswith(_AMONG)
    return (
        not is_longer
        and not sheet.folded[last.end : start].strip(_SIGNS)
        and is_exact(*parts)
        and all(
            is_level(part) and part.unit_code == first.unit_code and same_time(part, first) for part in parts
        )
        and not _is_percent(first)
    )


def check_dealt(sheet: Sheet, sentence: Sentence, dealt: Dealt, knowledge: Knowledge) -> Iterator[Finding]:
    """Hold shares against the counts that they are told for.

    Args:
        sheet: the report's figures.
        sentence: their sentence.
        dealt: the counts and their shares.
        knowledge: what the checks know.

    Yields:
        A finding for each share that is confirmed, and for each that the words or the other shares show to be wrong.
    """
    if not is_exact(*dealt.shares):
        return
    wholes = _wholes(sheet, sentence, dealt, knowledge)
    are_told = wholes.are_told and dealt.is_sure
    pairs = list(zip(dealt.parts, dealt.shares, strict=True))
    for whole in wholes.figures:
        fitting = [fits_whole(sheet, part, whole, share) for part, share in pairs]
        is_its_own = are_told or all(fitting) or sum(fitting) == len(pairs) - 1 >= _ENOUGH - 1
        if not is_its_own:
            continue
        for (part, share), fits in zip(pairs, fitting, strict=True):
            if fits:
                yield say_share(knowledge, "agrees", part, whole, share)
            else:
                yield from contradiction_of(sheet, part, Wholes([whole], are_told), share, knowledge)
        return


def _wholes(sheet: Sheet, sentence: Sentence, dealt: Dealt, knowledge: Knowledge) -> Wholes:
    """Find what the shares may be shares of: what the words say, what the counts break down, or a count before them."""
    first, head = dealt.parts[0], dealt.shares[0]
    inside = [fact for fact in sentence.facts if dealt.start <= fact.start < head.start and is_level(fact)]
    told = wholes_of(sheet, sentence, first, head, knowledge)
    if inside or told.figures:
        of_all = [sheet.whole_of(part) for part in dealt.parts]
        is_one = bool(inside) or all(whole is of_all[0] for whole in of_all)
        return Wholes(told.figures, told.are_told and is_one and len(told.figures) == 1)
    match = knowledge.cues.whole.search(sheet.folded[dealt.start : head.start])
    named = match["whole"] if match is not None else ""
    if knowledge.cues.elsewhere.search(named) or knowledge.cues.generic.sub("", named):
        return Wholes((), False)
    before = [fact for fact in sheet.nearby(first) if fact.start < first.start and may_be_whole(fact, first)]
    return Wholes(before[::-1], False)
