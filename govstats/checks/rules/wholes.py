"""What a share may be a share of, and how it is held against that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

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
from govstats.checks.showing import labelled, percent_beside, shown
from govstats.checks.slips import Slip, SlipKind
from govstats.observations.model import Kind, Scope

_LONGEST_SHARE = 48  # code points between 占 and the number
_SHORTEST_NAME = 2
_MOST_BEFORE = 8  # sentences joined by semicolons that may go on with the parts of one whole
_MOST_NAMED = 400  # counts in one unit, among which a name may still tell one
_VERB = 2  # signs that a label has more than a name, at most, that means the same: 办理公证 and 公证
_LIKE = Fraction(3, 4)  # of the pairs of signs of a name that a label holds, so that it names the same
_LIKE_TURNED = Fraction(1, 2)  # the same where the label holds all its signs in another order


@dataclass(frozen=True, slots=True)
class Wholes:
    """What a share may be a share of.

    Attributes:
        figures: the figures that it may be.
        are_told: whether the words leave no doubt.
    """

    figures: Sequence[Fact]
    are_told: bool


def wholes_of(sheet: Sheet, sentence: Sentence, part: Fact, share: Fact, knowledge: Knowledge) -> Wholes:
    """Find the figures that may be the whole of a share."""
    start = share_start(sheet, share, knowledge) or share.start
    inside = [fact for fact in sentence.facts if start <= fact.start < share.start and is_level(fact)]
    if inside:
        return Wholes([fact for fact in inside if fact.unit_code == part.unit_code], True)
    match = knowledge.cues.whole.search(sheet.folded[start : share.start])
    named = match["whole"] if match is not None else ""
    if knowledge.cues.elsewhere.search(named):
        return Wholes((), False)
    name = knowledge.cues.generic.sub("", named)
    whole = _whole_told(sheet, part, knowledge)
    is_bare = len(name) < _SHORTEST_NAME
    if whole is not None and may_be_whole(whole, part) and (is_bare or _is_like(name, whole.label)):
        return Wholes([whole], True)
    if is_bare:
        return Wholes(_whole_before(sheet, sentence, part, whole), False)
    levels = sheet.levels_in(part.unit_code)
    found = [fact for fact in levels if _is_named(fact, part, name)] if len(levels) <= _MOST_NAMED else []
    return Wholes(found, all(_is_the_same(fact, part, share, name) for fact in found))


def _whole_told(sheet: Sheet, part: Fact, knowledge: Knowledge) -> Fact | None:
    """Give what a part breaks down; none if that has a share itself, and no words make the other a part of it.

    Such as 调解结案612件,占33.5%;纠错126件,占6.9%.
    """
    whole = sheet.whole_of(part)
    if whole is None or whole.start > part.start:
        return whole
    between = [fact for fact in sheet.nearby(part) if whole.start < fact.start < part.start]
    has_share = bool(between) and between[0].kind is Kind.SHARE
    is_opened = knowledge.cues.breakdown.search(sheet.between(whole, part)) is not None
    return None if has_share and not is_opened else whole


def _whole_before(sheet: Sheet, sentence: Sentence, part: Fact, told: Fact | None) -> Sequence[Fact]:
    """Find what the parts before a semicolon break down: 办理公证3256件,其中涉外560件,占17.2%;国内2696件,占82.8%."""
    before = sentence.goes_on
    for _ in range(_MOST_BEFORE):
        if before is None or told is not None:
            break
        starts = [fact.part_of for fact in before.facts if fact.part_of is not None]
        if starts:
            whole = sheet.by_start.get(starts[-1])
            return [whole] if whole is not None and may_be_whole(whole, part) else ()
        before = before.goes_on
    return ()


def may_be_whole(fact: Fact, part: Fact) -> bool:
    """Tell whether a figure is another level in the same unit and of the same period as a part."""
    return (
        fact.start != part.start
        and is_level(fact)
        and fact.unit_code == part.unit_code
        and same_time(fact, part)
    )


def _is_named(fact: Fact, part: Fact, name: str) -> bool:
    """Tell whether a figure of the whole place may be the whole that the words of a share name."""
    is_whole_places = fact.scope in (Scope.PLACE, Scope.ISSUER)
    return is_whole_places and may_be_whole(fact, part) and _is_like(name, fact.label)


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


def share_start(sheet: Sheet, share: Fact, knowledge: Knowledge) -> int | None:
    """Find where the words of a share begin: at 占."""
    low = max(0, share.start - _LONGEST_SHARE)
    match = knowledge.cues.whole.search(sheet.folded[low : share.start])
    return None if match is None else low + match.start()


def fits_whole(sheet: Sheet, part: Fact, whole: Fact, share: Fact) -> bool:
    """Tell whether a share is what its part is of a whole, as finely as they are stated, so that this confirms it."""
    quotient = percentage(sheet.interval(part), sheet.interval(whole))
    return quotient is not None and is_telling(quotient) and quotient.meets(sheet.interval(share))


def contradiction_of(
    sheet: Sheet, part: Fact, wholes: Wholes, share: Fact, knowledge: Knowledge
) -> Iterator[Finding]:
    """Say that a share is not what its part is of the whole.

    Args:
        sheet: the report's figures.
        part: the count that the share is told of.
        wholes: what it may be a share of; the first is taken.
        share: the share.
        knowledge: what the checks know.

    Yields:
        The finding, unless a bound or two other counts nearby explain the share, or a guessed whole gives something far off.
    """
    whole = wholes.figures[0]
    quotient = percentage(sheet.interval(part), sheet.interval(whole))
    if quotient is None or not is_exact(whole) or part.value > whole.value:
        return
    if quotient.meets(sheet.interval(share)) or is_explained_nearby(sheet, share):
        return
    if _is_of_several(sheet, part, whole, share):
        return
    slip = slip_in_percentage(part, whole, share)
    told = None if slip is None else (slip, shown((part, whole, share)[slip.index]))
    if slip is None and not is_near(share, _expected(part, whole)):
        case = "far"
    else:
        is_sure = wholes.are_told or (slip is not None and slip.kind is SlipKind.SWAPPED)
        case = "contradicts" if is_sure else "named"
    if case != "far" or wholes.are_told:
        yield say_share(knowledge, case, part, whole, share, told)


def _is_of_several(sheet: Sheet, part: Fact, whole: Fact, share: Fact) -> bool:
    """Tell whether a share is one of the counts before it taken together: 建成国家级8个、省级126个,占全部村居1263个的10.6%."""
    together = sheet.interval(part)
    for fact in reversed(sheet.sentence_of(part).facts):
        if fact.start >= part.start:
            continue
        if fact.start == whole.start or not may_be_whole(fact, part):
            return False
        together = together.plus(sheet.interval(fact))
        quotient = percentage(together, sheet.interval(whole))
        if quotient is not None and quotient.meets(sheet.interval(share)):
            return True
    return False


def say_share(
    knowledge: Knowledge,
    case: str,
    part: Fact,
    whole: Fact,
    share: Fact,
    slip: tuple[Slip, str] | None = None,
) -> Finding:
    """Make a finding on a share, its part and its whole.

    Args:
        knowledge: what the checks know.
        case: which case of the rule it is.
        part: the count that the share is told of.
        whole: what it is a share of.
        share: the share.
        slip: a slip that explains it, and the words of the figure that it changes.
    """
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
