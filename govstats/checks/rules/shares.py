"""A share against its part and its whole, and shares that make up a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

from govstats.checks.intervals import Interval, exactly
from govstats.checks.knowledge import Knowledge
from govstats.checks.model import Fact, Finding
from govstats.checks.rules.quotients import (
    is_explained_nearby,
    is_near,
    is_telling,
    percentage,
    slip_in_percentage,
)
from govstats.checks.sheet import Sentence, Sheet, involved, is_exact, is_level, same_time
from govstats.checks.showing import decimals_of, labelled, number, percent_beside, shown
from govstats.checks.slips import Slip, SlipKind
from govstats.observations.model import Kind, Scope, Status

_LONGEST_SHARE = 48  # code points between 占 and the number
_SHORTEST_NAME = 2
_MOST_BEFORE = 8  # sentences joined by semicolons that may go on with the parts of one whole
_MOST_NAMED = 400  # counts in one unit, among which a name may still tell one
_VERB = 2  # signs that a label has more than a name, at most, that means the same: 办理公证 and 公证
_LIKE = Fraction(3, 4)  # of the pairs of signs of a name that a label holds, so that it names the same
_LIKE_TURNED = Fraction(1, 2)  # the same where the label holds all its signs in another order
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
        for share in shares:
            yield from _check_share(sheet, sentence, share, knowledge)
        if 1 < len(shares) <= _MOST_SHARES:
            yield from _check_sum(sheet, shares, knowledge)


def _is_share(fact: Fact) -> bool:
    return fact.kind is Kind.SHARE and fact.unit_code == "percent" and fact.status is Status.ACTUAL


def _check_share(sheet: Sheet, sentence: Sentence, share: Fact, knowledge: Knowledge) -> Iterator[Finding]:
    part = _part_of(sheet, sentence, share, knowledge)
    if part is None or not is_exact(part, share):
        return
    wholes = _wholes_of(sheet, sentence, part, share, knowledge)
    for whole in wholes.figures:
        quotient = percentage(sheet.interval(part), sheet.interval(whole))
        if quotient is not None and is_telling(quotient) and quotient.meets(sheet.interval(share)):
            yield _say(knowledge, "agrees", part, whole, share)
            return
    if not wholes.figures:
        yield from _agreement_with_any(sheet, sentence, part, share, knowledge)
    if len({whole.value for whole in wholes.figures}) == 1:
        yield from _contradiction(sheet, part, wholes, share, knowledge)


def _agreement_with_any(
    sheet: Sheet, sentence: Sentence, part: Fact, share: Fact, knowledge: Knowledge
) -> Iterator[Finding]:
    """Find the whole of a share that does not say what it is: a count before it in the sentence that fits to the decimals."""
    match = knowledge.cues.whole.search(sheet.folded[part.end : share.start])
    if match is None or knowledge.cues.generic.sub("", match["whole"]) or not decimals_of(share):
        return
    for whole in sentence.facts:
        if whole.start >= part.start or not _may_be_whole(whole, part):
            continue
        quotient = percentage(sheet.interval(part), sheet.interval(whole))
        if quotient is not None and is_telling(quotient) and quotient.meets(sheet.interval(share)):
            yield _say(knowledge, "agrees", part, whole, share)
            return


def _contradiction(
    sheet: Sheet, part: Fact, wholes: _Wholes, share: Fact, knowledge: Knowledge
) -> Iterator[Finding]:
    whole = wholes.figures[0]
    quotient = percentage(sheet.interval(part), sheet.interval(whole))
    if quotient is None or not is_exact(whole) or part.value > whole.value:
        return
    if quotient.meets(sheet.interval(share)) or is_explained_nearby(sheet, share):
        return
    slip = slip_in_percentage(part, whole, share)
    told = None if slip is None else (slip, shown((part, whole, share)[slip.index]))
    if slip is None and not is_near(share, _expected(part, whole)):
        case = "far"
    else:
        is_sure = wholes.are_told or (slip is not None and slip.kind is SlipKind.SWAPPED)
        case = "contradicts" if is_sure else "named"
    if case != "far" or wholes.are_told:
        yield _say(knowledge, case, part, whole, share, told)


def _say(
    knowledge: Knowledge,
    case: str,
    part: Fact,
    whole: Fact,
    share: Fact,
    slip: tuple[Slip, str] | None = None,
) -> Finding:
    return knowledge.say(
        "share_of_whole",
        case,
        (involved("share", share), involved("part", part), involved("whole", whole)),
        shown(share),
        percent_beside(_expected(part, whole), share),
        slip=slip,
        part=labelled(part),
        whole=shown(whole) if whole.label == part.label else labelled(whole),
    )


def _expected(part: Fact, whole: Fact) -> Fraction:
    return Fraction(part.value) / Fraction(whole.value) * 100


def _part_of(sheet: Sheet, sentence: Sentence, share: Fact, knowledge: Knowledge) -> Fact | None:
    """Find the count that a share is told of: the nearest before it of its label, but for a whole in its own words."""
    words = _share_start(sheet, share, knowledge)
    if words is None:
        return None
    for fact in reversed(sentence.facts):
        if fact.start < words and is_level(fact):
            is_it = fact.label == share.label and fact.unit_code not in _RATIOS
            return fact if is_it and same_time(fact, share) else None
    return None


def _share_start(sheet: Sheet, share: Fact, knowledge: Knowledge) -> int | None:
    """Find where the words of a share begin: at 占."""
    low = max(0, share.start - _LONGEST_SHARE)
    match = knowledge.cues.whole.search(sheet.folded[low : share.start])
    return None if match is None else low + match.start()


@dataclass(frozen=True, slots=True)
class _Wholes:
    """What a share may be a share of.

    Attributes:
        figures: the figures that it may be.
        are_told: whether the words leave no doubt.
    """

    figures: Sequence[Fact]
    are_told: bool


def _wholes_of(sheet: Sheet, sentence: Sentence, part: Fact, share: Fact, knowledge: Knowledge) -> _Wholes:
    """Find the figures that may be the whole of a share."""
    start = _share_start(sheet, share, knowledge) or share.start
    inside = [fact for fact in sentence.facts if start <= fact.start < share.start and is_level(fact)]
    if inside:
        return _Wholes([fact for fact in inside if fact.unit_code == part.unit_code], True)
    match = knowledge.cues.whole.search(sheet.folded[start : share.start])
    named = match["whole"] if match is not None else ""
    if knowledge.cues.elsewhere.search(named):
        return _Wholes((), False)
    name = knowledge.cues.generic.sub("", named)
    whole = sheet.whole_of(part)
    is_bare = len(name) < _SHORTEST_NAME
    if whole is not None and _may_be_whole(whole, part) and (is_bare or _is_like(name, whole.label)):
        return _Wholes([whole], True)
    if is_bare:
        return _Wholes(_whole_before(sheet, sentence, part), False)
    levels = sheet.levels_in(part.unit_code)
    found = [fact for fact in levels if _is_named(fact, part, name)] if len(levels) <= _MOST_NAMED else []
    return _Wholes(found, all(_is_the_same(fact, part, share, name) for fact in found))


def _whole_before(sheet: Sheet, sentence: Sentence, part: Fact) -> Sequence[Fact]:
    """Find what the parts before a semicolon break down: 办理公证3256件,其中涉外560件,占17.2%;国内2696件,占82.8%."""
    before = sentence.goes_on
    for _ in range(_MOST_BEFORE):
        if before is None or part.part_of is not None:
            break
        starts = [fact.part_of for fact in before.facts if fact.part_of is not None]
        if starts:
            whole = sheet.by_start.get(starts[-1])
            return [whole] if whole is not None and _may_be_whole(whole, part) else ()
        before = before.goes_on
    return ()


def _may_be_whole(fact: Fact, part: Fact) -> bool:
    return (
        fact.start != part.start
        and is_level(fact)
        and fact.unit_code == part.unit_code
        and same_time(fact, part)
    )


def _is_named(fact: Fact, part: Fact, name: str) -> bool:
    """Tell whether a figure of the whole place may be the whole that the words of a share name."""
    is_whole_places = fact.scope in (Scope.PLACE, Scope.ISSUER)
    return is_whole_places and _may_be_whole(fact, part) and _is_like(name, fact.label)


def _is_the_same(fact: Fact, part: Fact, share: Fact, name: str) -> bool:
    """Tell whether a named figure measures what the share's part is counted in, or is called nearly by that name."""
    if fact.indicator is not None and fact.indicator in (part.indicator, share.indicator):
        return True
    return len(fact.label) - len(name) <= _VERB


def _is_like(name: str, label: str) -> bool:
    """Tell whether a label holds most of the pairs of signs of a name, fewer if it holds all its signs: 纠纷调解 and 调解纠纷."""
    pairs = ["".join(pair) for pair in pairwise(name)]
    least = _LIKE_TURNED if set(name) <= set(label) else _LIKE
    return Fraction(sum(pair in label for pair in pairs)) >= least * len(pairs)


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
