"""Steps that follow each other, and parts of the catalogue: what comes later, or is a part, cannot well be more."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from govstats.checks.knowledge import Knowledge
from govstats.checks.model import Fact, Finding
from govstats.checks.sheet import Sentence, Sheet, involved, is_level, same_time, same_whose
from govstats.checks.showing import labelled, shown


def check_funnels(sheet: Sheet, knowledge: Knowledge) -> Iterator[Finding]:
    """Hold each step of a procedure against the one before, and each part's indicator against its whole's.

    Args:
        sheet: the report's figures.
        knowledge: what the checks know.

    Yields:
        A finding for each step, and each part, that counts more than what it came from.
    """
    said: set[int] = set()
    for finding in _by_indicators(sheet, knowledge):
        said.add(finding.involved[0].start)
        yield finding
    for sentence in sheet.sentences:
        if len(sentence.facts) > 1:  # a step and the one before it
            yield from (
                finding
                for finding in _by_words(sheet, sentence, knowledge)
                if finding.involved[0].start not in said
            )


def _by_indicators(sheet: Sheet, knowledge: Knowledge) -> Iterator[Finding]:
    for funnel in knowledge.relations.funnels:
        for upper, lower in pairwise(funnel.steps):
            pair = _only_pair(sheet, upper, lower)
            if pair is not None and _is_more(sheet, *pair) and not _is_carried_over(sheet, *pair, knowledge):
                yield _say(*pair, knowledge)
    for code in sheet.by_indicator:
        indicator = knowledge.indicators.get(code)
        if indicator is None or indicator.part_of is None:
            continue
        pair = _only_pair(sheet, indicator.part_of, code)
        if (
            pair is not None
            and pair[1].part_of is None
            and _is_more(sheet, *pair)
            and not _is_step(pair, knowledge)
            and not _is_carried_over(sheet, *pair, knowledge)
        ):
            yield _say_part(*pair, knowledge)


def _is_step(pair: tuple[Fact, Fact], knowledge: Knowledge) -> bool:
    """Tell whether two figures are steps of a funnel, which has spoken of them."""
    codes = (pair[0].indicator or "", pair[1].indicator or "")
    return any(codes in pairwise(funnel.steps) for funnel in knowledge.relations.funnels)


def _only_pair(sheet: Sheet, upper: str, lower: str) -> tuple[Fact, Fact] | None:
    """Give the figures of two indicators, of one place, scope and period, if each has one value."""
    first, second = sheet.by_indicator.get(upper), sheet.by_indicator.get(lower)
    if not first or not second:
        return None
    is_one = all(fact.value == first[0].value and same_whose(fact, first[0]) for fact in first) and all(
        fact.value == second[0].value and same_whose(fact, first[0]) for fact in second
    )
    return (first[0], second[0]) if is_one and first[0].unit_code == second[0].unit_code else None


def _by_words(sheet: Sheet, sentence: Sentence, knowledge: Knowledge) -> Iterator[Finding]:
    """Find steps that the words of a sentence tell, one figure each."""
    counts = [
        fact
        for fact in sentence.facts
        if fact.part_of is None and fact.unit_code in knowledge.countable and is_level(fact)
    ]
    if len(counts) < 2 or all(one.value >= other.value for one, other in pairwise(counts)):
        return
    for steps in knowledge.cues.funnels:
        last: Fact | None = None
        for step in steps:
            found = [fact for fact in counts if step.search(sheet.before(fact))]
            if len(found) > 1:
                break
            if found and last is not None and _follow(sheet, last, found[0], knowledge):
                yield _say(last, found[0], knowledge)
            last = found[0] if found else last


def _follow(sheet: Sheet, upper: Fact, lower: Fact, knowledge: Knowledge) -> bool:
    """Tell whether the later of two steps, which stand one after the other, counts more."""
    between = sheet.between(upper, lower) if upper.start < lower.start else None
    return (
        between is not None
        and len(between) <= 12
        and upper.unit_code == lower.unit_code
        and same_time(upper, lower)
        and _is_more(sheet, upper, lower)
        and not _is_carried_over(sheet, upper, lower, knowledge)
    )


def _is_more(sheet: Sheet, upper: Fact, lower: Fact) -> bool:
    if lower.value <= upper.value:  # whatever rounding and bounds leave open
        return False
    low, high = sheet.interval(lower).low, sheet.interval(upper).high
    return low is not None and high is not None and low > high


def _is_carried_over(sheet: Sheet, upper: Fact, lower: Fact, knowledge: Knowledge) -> bool:
    """Tell whether the words of one of two figures speak of cases of earlier years."""
    carried_over = knowledge.cues.carried_over
    return any(carried_over.search(sheet.words_of(sheet.sentence_of(fact))) for fact in (upper, lower))


def _say(upper: Fact, lower: Fact, knowledge: Knowledge) -> Finding:
    return knowledge.say(
        "funnel",
        "doubtful",
        (involved("later", lower), involved("earlier", upper)),
        shown(lower),
        f"≤{shown(upper)}",
        label=lower.label,
        earlier=shown(upper),
        earlier_label=upper.label,
    )


def _say_part(upper: Fact, lower: Fact, knowledge: Knowledge) -> Finding:
    return knowledge.say(
        "part_above_whole",
        "far",
        (involved("part", lower), involved("whole", upper)),
        labelled(lower),
        f"≤{shown(upper)}",
        whole=labelled(upper),
    )
