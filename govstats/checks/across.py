"""Judges figures of several reports: those of a place's other years, and those of other issuers of the same year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from govstats.checks.intervals import Interval, interval_of
from govstats.checks.knowledge import Knowledge
from govstats.checks.model import Fact, Finding, Involved
from govstats.checks.rules.steps import PERCENT, POINTS, Fit, expected_change, fit_of, implied_before
from govstats.checks.sheet import involved
from govstats.checks.showing import in_other_unit, number, shown, written_like
from govstats.observations.model import Kind, Status

JUMP = 10  # times as much is a jump
LEAST_OF_JUMP = 30  # in the unit: below, a year may well be ten times another one
_UNIT_SLIP = 10_000  # 万元 for 元
_UNIT_SLIP_MARGIN = 4  # so much more or less than ten thousand times still shows a slip of units


def judge_change(
    now: Fact, stated: Fact, earlier: Fact, knowledge: Knowledge, words: str = ""
) -> Finding | None:
    """Judge a stated change against the value in the report of the earlier year.

    Args:
        now: the level that the change led to.
        stated: the change, of the same report as `now`.
        earlier: the level of the earlier year, of another report, of the same indicator, place and scope.
        knowledge: what the checks know.
        words: the words that the change was read from, which may say that it is against something else (环比, 年均).

    Returns:
        Whether they agree, never more than a warning; None where units or periods differ, a bound leaves it open, or
        the change is against something else.
    """
    if not _are_comparable(now, earlier) or stated.kind is not Kind.CHANGE or stated.label != now.label:
        return None
    follows = now.year is not None and earlier.year == now.year - 1
    if stated.status is not Status.ACTUAL or not follows or knowledge.cues.other_bases.search(words):
        return None
    if _is_unit_slip(earlier, now):
        return None
    fit = fit_of(earlier, now, stated)
    if fit is None or fit is Fit.OF_A_COUNT:
        return None
    meant = {Fit.POINTS: POINTS, Fit.LIKELY_POINTS: POINTS, Fit.PERCENT: PERCENT}.get(fit, stated.unit_code)
    case = "agrees" if fit is Fit.AGREES else "contradicts" if fit is Fit.CONTRADICTS else "points"
    return knowledge.say(
        "change_across_years",
        case,
        (involved("change", stated), involved("later", now), involved("earlier", earlier)),
        shown(stated),
        expected_change(earlier, now, stated, meant),
        in_other_unit(stated) if case == "points" else "",
        earlier=shown(earlier),
        earlier_year=_year(earlier),
        now=shown(now),
        implied=_implied(now, stated),
    )


def _implied(now: Fact, change: Fact) -> str:
    """Write the earlier value that a change implies."""
    if change.unit_code != PERCENT:
        return written_like(Fraction(now.value) - Fraction(change.value), now)
    factor = 1 + Fraction(change.value) / 100
    implied = implied_before(now, change)
    if implied is None or not factor:
        return "?"
    value = Fraction(now.value) / factor
    whole = Fraction(round(value))
    return written_like(whole if implied.meets(Interval(whole, whole)) else value, now)


def judge_jump(earlier: Fact, later: Fact, knowledge: Knowledge) -> Finding | None:
    """Judge whether a place's figure jumps between two years by more than ten times, up or down.

    Args:
        earlier: the level of one year.
        later: the level of a later year, of the same indicator, place and scope.
        knowledge: what the checks know.

    Returns:
        A doubt about the later figure; None where it does not jump, one of them is none at all, or both are small.
    """
    if not _are_comparable(earlier, later) or _is_unit_slip(earlier, later):
        return None
    times = _times(earlier, later)
    if times is None or times <= JUMP:
        return None
    return knowledge.say(
        "jump",
        "doubtful",
        (involved("later", later), involved("earlier", earlier)),
        shown(later),
        label=later.label,
        earlier=shown(earlier),
        earlier_year=_year(earlier),
        later_year=_year(later),
        times=number(times, 1),
    )


def _times(one: Fact, other: Fact) -> Fraction | None:
    """Tell how many times as much as the smaller figure the greater one is, at least; None where that is not known."""
    small, great = sorted((interval_of(one), interval_of(other)), key=lambda each: each.low or Fraction(0))
    if great.low is None or not small.high or great.low < LEAST_OF_JUMP:
        return None
    return great.low / small.high


def judge_units(earlier: Fact, later: Fact, knowledge: Knowledge) -> Finding | None:
    """Judge whether a place's figure is counted in another unit than in another year.

    Args:
        earlier: the level of one year.
        later: the level of a later year, of the same indicator, place and scope.
        knowledge: what the checks know.

    Returns:
        A warning where one is some ten thousand times the other, as 元 taken for 万元 would make it; a notice where the
        measure words differ; None otherwise.
    """
    if not _are_levels(earlier, later) or not _same_season(earlier, later):
        return None
    roles = (involved("later", later), involved("earlier", earlier))
    if earlier.unit_code == later.unit_code and _is_unit_slip(earlier, later):
        return knowledge.say(
            "units",
            "slip",
            roles,
            shown(later),
            suggestion=_with_magnitude(earlier, later),
            label=later.label,
            earlier=shown(earlier),
            earlier_year=_year(earlier),
            later_year=_year(later),
        )
    if earlier.unit_code == later.unit_code or not earlier.unit or not later.unit:
        return None
    return knowledge.say(
        "units",
        "measure",
        roles,
        shown(later),
        earlier.unit,
        label=later.label,
        unit=later.unit,
        earlier_year=_year(earlier),
        later_year=_year(later),
    )


def _is_unit_slip(one: Fact, other: Fact) -> bool:
    """Tell whether an amount of money is some ten thousand times another one."""
    if one.unit_code != other.unit_code or one.unit_code != "yuan" or one.value <= 0 or other.value <= 0:
        return False
    small, great = sorted((one.value, other.value))
    times = great / small
    return _UNIT_SLIP / _UNIT_SLIP_MARGIN <= times <= _UNIT_SLIP * _UNIT_SLIP_MARGIN


def _with_magnitude(earlier: Fact, later: Fact) -> str:
    """Write the smaller amount in 万元, where it is written in 元 and the greater one is not."""
    small, great = sorted((earlier, later), key=lambda fact: fact.value)
    words = shown(small)
    return words.replace("元", "万元") if "万" not in words and "万" in shown(great) else ""


def judge_repeats(
    facts: Sequence[Fact], knowledge: Knowledge, quotes: Mapping[tuple[int, int], str] = MappingProxyType({})
) -> Finding | None:
    """Judge several statements of the same fact, after Arelle's three classes of duplicate facts.

    Args:
        facts: levels of the same indicator, place, scope and period, of several reports.
        knowledge: what the checks know.
        quotes: where and in which words they are stated, by report and start, for messages that show statements side by
            side; those that are missing are shown as their words alone.

    Returns:
        Whether they are equal, equal after rounding, or in conflict; the first that differs from most of them is judged.
        None for fewer than two, or for several units.
    """
    if len(facts) < 2 or len({fact.unit_code for fact in facts}) > 1:
        return None
    usual, _ = Counter(fact.value for fact in facts).most_common(1)[0]
    if all(fact.value == usual and fact.bound is facts[0].bound for fact in facts):
        return _say_repeats("equal", facts, knowledge, quotes)
    intervals = [interval_of(fact) for fact in facts]
    if all(one.meets(other) for one in intervals for other in intervals):
        return _say_repeats("rounded", facts, knowledge, quotes)
    odd = next(
        (fact for fact in facts if not interval_of(fact).meets(interval_of(_first_of(facts, usual)))),
        facts[0],
    )
    return _say_repeats("conflict", (odd, *(fact for fact in facts if fact is not odd)), knowledge, quotes)


def _first_of(facts: Sequence[Fact], value: object) -> Fact:
    return next(fact for fact in facts if fact.value == value)


def _say_repeats(
    case: str, facts: Sequence[Fact], knowledge: Knowledge, quotes: Mapping[tuple[int, int], str]
) -> Finding:
    others = next((shown(fact) for fact in facts[1:] if fact.value != facts[0].value), shown(facts[1]))
    return knowledge.say(
        "repeats",
        case,
        tuple(Involved(fact.report_id, fact.start, "statement") for fact in facts),
        shown(facts[0]),
        others,
        label=facts[0].label,
        count=str(len(facts)),
        all="、".join(quotes.get((fact.report_id, fact.start), shown(fact)) for fact in facts),
    )


def _are_levels(*facts: Fact) -> bool:
    return all(fact.kind is Kind.LEVEL and fact.status is Status.ACTUAL for fact in facts)


def _are_comparable(one: Fact, other: Fact) -> bool:
    """Tell whether two figures are levels in one unit, of periods that begin and end on the same days of their years."""
    return _are_levels(one, other) and one.unit_code == other.unit_code and _same_season(one, other)


def _same_season(one: Fact, other: Fact) -> bool:
    if one.period_start is None or one.period_end is None:
        return other.period_start is None
    return (
        other.period_start is not None
        and other.period_end is not None
        and (one.period_start.month, one.period_start.day)
        == (other.period_start.month, other.period_start.day)
        and (one.period_end.month, one.period_end.day) == (other.period_end.month, other.period_end.day)
    )


def _year(fact: Fact) -> str:
    return str(fact.year) if fact.year is not None else "?"
