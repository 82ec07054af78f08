"""A share against its part and its whole, and shares that make up a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate

from govstats.checks.intervals import Interval, exactly
from govstats.checks.knowledge import Knowledge
from govstats.checks.model import Fact, Finding
from govstats.checks.rules.dealt_shares import check_dealt, find_dealt
from govstats.checks.rules.wholes import (
    contradiction_of,
    fits_whole,
    may_be_whole,
    say_share,
    share_start,
    wholes_of,
)
from govstats.checks.sheet import Sentence, Sheet, involved, is_exact, is_level, same_time
from govstats.checks.showing import decimals_of, number, shown
from govstats.observations.model import Kind, Status

_RATIOS = frozenset({"percent", "percentage_point", "permille"})
_ALL = exactly(100)
_NEAR_ALL = 20  # points by which shares may miss 100% that are meant to make it up
_MOST_SHARES = 40  # of one whole


def check_shares(sheet: Sheet, knowledge: Knowledge) -> Iterator[Finding]:
    """Hold every share of a report against its part and its whole, and those of one whole against each other.

    Args:
        sheet: the report's figures.
        knowledge: what the checks know.

    Yields:
        A finding for each share whose part and whole are told, and for each list of shares that is all there is.
    """
    for sentence in sheet.sentences:
        shares = [fact for fact in sentence.facts if _is_share(fact)]
        dealt = find_dealt(sheet, sentence, knowledge)
        for told in dealt:
            yield from check_dealt(sheet, sentence, told, knowledge)
        done = {share.start for told in dealt for share in told.shares}
        for share in shares:
            if share.start not in done:
                yield from _check_share(sheet, sentence, share, knowledge)
        if 1 < len(shares) <= _MOST_SHARES:
            yield from _check_sum(sheet, shares, knowledge)


def _is_share(fact: Fact) -> bool:
    return fact.kind is Kind.SHARE and fact.unit_code == "percent" and fact.status is Status.ACTUAL


def _check_share(sheet: Sheet, sentence: Sentence, share: Fact, knowledge: Knowledge) -> Iterator[Finding]:
    part = _part_of(sheet, sentence, share, knowledge)
    if part is None or not is_exact(part, share):
        return
    wholes = wholes_of(sheet, sentence, part, share, knowledge)
    for whole in wholes.figures:
        if fits_whole(sheet, part, whole, share):
            yield say_share(knowledge, "agrees", part, whole, share)
            return
    if not wholes.figures:
        yield from _agreement_with_any(sheet, sentence, part, share, knowledge)
    if len({whole.value for whole in wholes.figures}) == 1:
        yield from contradiction_of(sheet, part, wholes, share, knowledge)


def _agreement_with_any(
    sheet: Sheet, sentence: Sentence, part: Fact, share: Fact, knowledge: Knowledge
) -> Iterator[Finding]:
    """Find the whole of a share that does not say what it is: a count before it that fits to the decimals."""
    match = knowledge.cues.whole.search(sheet.folded[part.end : share.start])
    if match is None or knowledge.cues.generic.sub("", match["whole"]) or not decimals_of(share):
        return
    before = sentence.goes_on.facts if sentence.goes_on is not None else ()
    for whole in (*sentence.facts, *before):
        if whole.start >= part.start or not may_be_whole(whole, part):
            continue
        if fits_whole(sheet, part, whole, share):
            yield say_share(knowledge, "agrees", part, whole, share)
            return


def _part_of(sheet: Sheet, sentence: Sentence, share: Fact, knowledge: Knowledge) -> Fact | None:
    """Find the count that a share is told of: the nearest before it of its label, but for a whole in its own words."""
    words = share_start(sheet, share, knowledge)
    if words is None:
        return None
    for fact in reversed(sentence.facts):
        if fact.start < words and is_level(fact):
            is_it = fact.label == share.label and fact.unit_code not in _RATIOS
            return fact if is_it and same_time(fact, share) else None
    return None


def _check_sum(sheet: Sheet, shares: Sequence[Fact], knowledge: Knowledge) -> Iterator[Finding]:
    """Hold the shares of one sentence against 100%, if they come out or the words make them all there are."""
    if not is_exact(*shares) or not all(same_time(share, shares[0]) for share in shares):
        return
    if any(_goes_deeper(sheet, share, knowledge) for share in shares[1:]):
        return
    leaves_nothing = knowledge.cues.remaining.search(sheet.before(shares[-1])) is not None
    for start in range(len(shares) - 1):  # the first may be of another sort of groups
        run = shares[start:]
        is_plain = _total_of(run) == 100 and _is_no_chance(run)
        if (leaves_nothing or is_plain) and _sum_of([sheet.interval(share) for share in run]).meets(_ALL):
            yield _say_sum(knowledge, "agrees", run)
            return
    if leaves_nothing:
        is_near_all = abs(_total_of(shares) - 100) <= _NEAR_ALL
        yield _say_sum(knowledge, "contradicts" if is_near_all else "far", shares)


def _total_of(shares: Sequence[Fact]) -> Fraction:
    return sum((Fraction(share.value) for share in shares), Fraction(0))


def _goes_deeper(sheet: Sheet, share: Fact, knowledge: Knowledge) -> bool:
    """Tell whether a share is of a part: 民事案件占55.4%(其中婚姻家庭占20%)."""
    words = sheet.before(share)
    return "(" in words or knowledge.cues.breakdown.search(words) is not None


def _is_no_chance(shares: Sequence[Fact]) -> bool:
    """Tell whether shares hardly come to 100% by chance: three of them, or such as are no round numbers."""
    return len(shares) > 2 or any(share.value % 1 for share in shares)


def _sum_of(intervals: Sequence[Interval]) -> Interval:
    return list(accumulate(intervals, Interval.plus))[-1]


def _say_sum(knowledge: Knowledge, case: str, shares: Sequence[Fact]) -> Finding:
    parts = "、".join(shown(share) for share in shares)
    return knowledge.say(
        "shares_of_all",
        case,
        tuple(involved("share", share) for share in reversed(shares)),
        parts,
        f"{number(_total_of(shares), max(map(decimals_of, shares)))}%",
        parts=parts,
    )
