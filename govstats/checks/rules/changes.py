"""Changes: against the earlier value where it stands in the sentence, and against what a count can have been before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec.structs import replace

from govstats.checks.intervals import exactly, interval_of
from govstats.checks.knowledge import Knowledge
from govstats.checks.model import Fact, Finding, Involved
from govstats.checks.rules.quotients import is_near
from govstats.checks.rules.steps import (
    PERCENT,
    POINTS,
    Fit,
    expected_change,
    fit_of,
    holds_whole_number,
    implied_before,
    slip_in_step,
    step_value,
)
from govstats.checks.sheet import Sentence, Sheet, involved, is_exact
from govstats.checks.showing import in_other_unit, labelled, number, shown, written_like
from govstats.observations.model import Kind, Status

_BEFORE_A_CHANGE = "value before a change"
_ALL = -100


def check_changes(sheet: Sheet, knowledge: Knowledge) -> Iterator[Finding]:
    """Hold every change of a report against the values that stand with it.

    Args:
        sheet: the report's figures.
        knowledge: what the checks know.

    Yields:
        A finding for each change whose earlier value is told, that no count can have, or that is told in the wrong unit.
    """
    for sentence in sheet.sentences:
        for fact in sentence.facts:
            if fact.kind is Kind.CHANGE and fact.status is Status.ACTUAL:
                yield from _check_change(sheet, sentence, fact, knowledge)


def _check_change(sheet: Sheet, sentence: Sentence, change: Fact, knowledge: Knowledge) -> Iterator[Finding]:
    if knowledge.cues.other_bases.search(sheet.before(change)):
        return
    values = _values_of(sentence, change)
    now = _now(values, change)
    if now is not None and _is_dealt_out(sheet, sentence, now, change, knowledge):
        return
    if change.unit_code == PERCENT and change.value < _ALL and is_exact(change):
        yield _say_fall(now, change, knowledge)
        return
    if now is None:
        if change.unit_code == POINTS and knowledge.cues.counts_of.search(change.label):
            yield _say_points_of_count(None, change, knowledge)
        return
    earlier = _earlier(sheet, values, now, knowledge)
    if earlier is not None:
        yield from _judge_step(earlier, now, change, knowledge)
    else:
        yield from _check_alone(sheet, sentence, now, change, knowledge)


def _is_dealt_out(sheet: Sheet, sentence: Sentence, now: Fact, change: Fact, knowledge: Knowledge) -> bool:
    """Tell whether a lone change is one of several, of which nobody can tell whose it is.

    分别 before it gives several values a change each, or one value several changes. Where the next change does not follow in one
    list with it (民事86件、刑事42件,分别上升21.1%(71件)和20%(35件)), it need not be of the value that stands before it.
    """
    if not knowledge.cues.each.search(sheet.before(change)):
        return False
    behind = [fact for fact in sentence.facts if fact.start > change.start]
    is_listed = bool(behind) and behind[0].kind is Kind.CHANGE and len(sheet.between(change, behind[0])) == 1
    between = [fact for fact in sentence.facts if now.start < fact.start < change.start]
    return not is_listed and not between


def _values_of(sentence: Sentence, change: Fact) -> Sequence[Fact]:
    """Give the values of what changed: those of its label, and of a change without one the two right before it."""
    facts = [fact for fact in sentence.facts if change.label or fact.start < change.start]
    return [
        fact
        for fact in (facts if change.label else facts[-2:])
        if fact.kind in (Kind.LEVEL, Kind.SHARE)
        and fact.status is Status.ACTUAL
        and fact.label == change.label
        and fact.place_code == change.place_code
    ]


def _is_earlier(fact: Fact) -> bool:
    return _BEFORE_A_CHANGE in fact.doubts


def _now(values: Sequence[Fact], change: Fact) -> Fact | None:
    """Find the value that a change led to: of the year that is told last, the nearest before the change, or right behind it."""
    found = [fact for fact in values if not _is_earlier(fact)]
    before = [fact for fact in found if fact.start < change.start]
    if not before:  # 下降38%,从50件降至31件
        return found[0] if len(found) == 1 and len(values) == 2 else None
    latest = max(fact.year or 0 for fact in before)
    return [fact for fact in before if (fact.year or 0) == latest][-1]


def _earlier(sheet: Sheet, values: Sequence[Fact], now: Fact, knowledge: Knowledge) -> Fact | None:
    """Find the value that a change began from: the only one of the year before, or the one it is told to come from."""
    found = [
        fact
        for fact in values
        if fact.start != now.start and fact.unit_code == now.unit_code and _precedes(fact, now)
    ]
    found = [fact for fact in found if fact.year == (now.year or 0) - 1] or found
    if len(found) != 1 or not _same_length(found[0], now):
        return None
    if _is_earlier(found[0]) or found[0].year == (now.year or 0) - 1:
        return found[0]
    words = sheet.folded[found[0].evidence_start : found[0].start]
    return found[0] if knowledge.cues.compared.search(words) else None


def _precedes(fact: Fact, now: Fact) -> bool:
    if _is_earlier(fact):
        return fact.start < now.start
    return fact.year is not None and now.year is not None and fact.year < now.year


def _same_length(one: Fact, other: Fact) -> bool:
    """Tell whether the periods of two figures begin and end on the same days of their years."""
    if one.period_start is None or one.period_end is None:
        return other.period_start is None
    return (
        other.period_start is not None
        and other.period_end is not None
        and (one.period_start.month, one.period_end.month)
        == (other.period_start.month, other.period_end.month)
    )


def _judge_step(earlier: Fact, now: Fact, change: Fact, knowledge: Knowledge) -> Iterator[Finding]:
    """Judge a change that stands with the value it began from and the one it led to."""
    fit = fit_of(earlier, now, change)
    if fit is None:
        return
    if fit is Fit.OF_A_COUNT:
        yield from _judge_points_of_count(now, change, knowledge)
        return
    if fit in (Fit.POINTS, Fit.LIKELY_POINTS, Fit.PERCENT):
        yield _say_other_unit(earlier, now, change, fit, knowledge)
        return
    slip = slip_in_step(earlier, now, change) if fit is Fit.CONTRADICTS else None
    case = "agrees"
    if fit is Fit.CONTRADICTS:
        is_meant = slip is not None or is_near(change, step_value(earlier, now, change))
        case = "contradicts" if is_meant else "far"
    yield knowledge.say(
        "change_implies",
        case,
        _involved(earlier, now, change),
        shown(change),
        expected_change(earlier, now, change, change.unit_code),
        slip=None if slip is None else (slip, shown((earlier, now, change)[slip.index])),
        earlier=labelled(earlier),
        now=shown(now),
    )


def _involved(earlier: Fact, now: Fact, change: Fact) -> tuple[Involved, ...]:
    return involved("change", change), involved("later", now), involved("earlier", earlier)


def _say_other_unit(earlier: Fact, now: Fact, change: Fact, fit: Fit, knowledge: Knowledge) -> Finding:
    """Say that a change was told in percent instead of points, or the reverse."""
    meant = PERCENT if fit is Fit.PERCENT else POINTS
    return knowledge.say(
        "points_or_percent",
        fit.value,
        _involved(earlier, now, change),
        shown(change),
        expected_change(earlier, now, change, meant),
        in_other_unit(change),
        earlier=labelled(earlier),
        now=shown(now),
        points=expected_change(earlier, now, change, POINTS),
    )


def _check_alone(
    sheet: Sheet, sentence: Sentence, now: Fact, change: Fact, knowledge: Knowledge
) -> Iterator[Finding]:
    """Judge a change whose earlier value is not told: against the amount that it is told in too, or by what it implies."""
    if change.unit_code == POINTS and now.unit_code != PERCENT:
        yield from _judge_points_of_count(now, change, knowledge)
        return
    if change.unit_code != PERCENT or now.unit_code not in knowledge.countable:
        return
    if not is_exact(now, change) or knowledge.cues.compared_with.search(sheet.before(now)):
        return
    amount = _amount_of(sentence, now, change)
    if amount is not None:
        before = replace(amount, value=now.value - amount.value, kind=Kind.LEVEL)
        yield from _judge_amount(before, amount, now, change, knowledge)
        return
    if not sheet.interval(now).is_point:
        return
    implied = implied_before(now, change)
    if implied is not None and implied.low is not None and not holds_whole_number(implied):
        factor = 1 + Fraction(change.value) / 100
        yield knowledge.say(
            "change_implies",
            "no_count",
            (involved("change", change), involved("later", now)),
            shown(change),
            f"{number(Fraction(now.value) / factor, 2)}{now.unit}",
            now=labelled(now),
        )


def _amount_of(sentence: Sentence, now: Fact, change: Fact) -> Fact | None:
    """Find the change of the same value in its own unit: 较去年减少15份,下降18.75%."""
    for fact in sentence.facts:
        if (
            fact.kind is Kind.CHANGE
            and fact.unit_code == now.unit_code
            and fact.label == change.label
            and fact.year == change.year
            and now.start < fact.start
            and is_exact(fact)
        ):
            return fact
    return None


def _judge_amount(
    before: Fact, amount: Fact, now: Fact, change: Fact, knowledge: Knowledge
) -> Iterator[Finding]:
    """Judge a change in percent against the same change in the unit of its value."""
    if before.value <= 0:
        return
    roles = (involved("change", change), involved("later", now), involved("amount", amount))
    base = interval_of(now).plus(interval_of(amount).mirrored())
    factor = interval_of(now).over(base)
    if factor is None:
        return
    agrees = factor.times(100).plus(exactly(-100)).meets(interval_of(change))
    expected = Fraction(amount.value) / Fraction(before.value) * 100
    yield knowledge.say(
        "change_implies",
        "agrees" if agrees else ("contradicts" if is_near(change, expected) else "far"),
        roles,
        shown(change),
        expected_change(before, now, change, PERCENT),
        earlier=change.label + written_like(Fraction(before.value), now),
        now=shown(now),
    )


def _judge_points_of_count(now: Fact, change: Fact, knowledge: Knowledge) -> Iterator[Finding]:
    """Say that a change of a count was told in points, which only rates and indexes change by."""
    if now.unit_code not in knowledge.countable or knowledge.cues.is_rate.search(now.label):
        return
    yield _say_points_of_count(now, change, knowledge)


def _say_points_of_count(now: Fact | None, change: Fact, knowledge: Knowledge) -> Finding:
    roles = (involved("change", change), *((involved("later", now),) if now is not None else ()))
    return knowledge.say(
        "points_or_percent",
        "of_a_count",
        roles,
        shown(change),
        suggestion=in_other_unit(change),
        now=labelled(now) if now is not None else change.label,
    )


def _say_fall(now: Fact | None, change: Fact, knowledge: Knowledge) -> Finding:
    """Say that something fell by more than all of it: of a count that is impossible."""
    if now is not None and now.unit_code in knowledge.countable:
        roles = (involved("change", change), involved("later", now))
        return knowledge.say(
            "change_implies", "below_nothing", roles, shown(change), "≤100%", now=labelled(now)
        )
    return knowledge.say(
        "change_implies", "fall_above_all", (involved("change", change),), shown(change), "≤100%"
    )
