"""A stated rate against the counts that it divides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from govstats.checks.knowledge import Knowledge
from govstats.checks.model import Fact, Finding, Involved
from govstats.checks.rules.quotients import (
    is_explained_nearby,
    is_near,
    is_telling,
    percentage,
    slip_in_percentage,
)
from govstats.checks.sheet import Sentence, Sheet, involved, is_exact, is_level, same_time, same_whose
from govstats.checks.showing import labelled, percent_beside, shown

_RULE = "rate_of_counts"


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two counts that a rate may divide.

    Attributes:
        numerator: the one that is divided.
        denominator: the one that it is divided by.
        is_local: whether both stand in the sentence of the rate.
        is_open: whether other cases may count as well.
        is_named: whether the rate is called after the numerator.
    """

    numerator: Fact
    denominator: Fact
    is_local: bool
    is_open: bool
    is_named: bool = False


def check_rates(sheet: Sheet, knowledge: Knowledge) -> Iterator[Finding]:
    """Hold every rate of a report against the counts that it divides.

    Args:
        sheet: the report's figures.
        knowledge: what the checks know.

    Yields:
        A finding for each rate whose counts are told, whether they agree or not.
    """
    for sentence in sheet.sentences:
        for fact in sentence.facts:
            if fact.unit_code == "percent" and is_level(fact):
                yield from _check_rate(sheet, sentence, fact, knowledge)


def _check_rate(sheet: Sheet, sentence: Sentence, rate: Fact, knowledge: Knowledge) -> Iterator[Finding]:
    pairs = (
        _told_by_words(sheet, sentence, rate, knowledge)
        or _told_by_name(sheet, sentence, rate, knowledge)
        or _told_by_catalogue(sheet, sentence, rate, knowledge)
    )
    agreeing = [pair for pair in pairs if _agrees(sheet, pair, rate)]
    if agreeing:
        yield _agreement(agreeing[0], rate, knowledge)
    elif len(pairs) == 1 and _is_surely_of(sheet, sentence, pairs[0], rate, knowledge):
        yield from _contradiction(sheet, pairs[0], rate, knowledge)


def _is_surely_of(sheet: Sheet, sentence: Sentence, pair: _Pair, rate: Fact, knowledge: Knowledge) -> bool:
    """Tell whether nothing speaks against a rate's being of two counts that it does not fit.

    It may be of something narrower (其中重大纠纷30件,成功率100%; 医疗纠纷调解成功率100%), or earlier years' cases may count.
    """
    counts = (pair.numerator, pair.denominator)
    if not is_exact(rate, *counts) or _is_of_a_part(sheet, rate, pair.numerator, knowledge):
        return False
    if pair.is_open and (
        pair.numerator.value
        > pair.denominator.value  # 收到建议56件、提案32件,办复88件: the count is not all there is
        or knowledge.cues.carried_over.search(sheet.words_of(sentence))
    ):
        return False
    last = max((fact.start for fact in counts if fact.start < rate.start), default=0)
    for fact in sentence.facts:
        if last < fact.start < rate.start and _may_count(fact, rate, knowledge):
            return False
    return pair.is_named or knowledge.names_nothing_else(
        sheet.before(rate), pair.numerator.label + pair.denominator.label
    )


def _is_of_a_part(sheet: Sheet, rate: Fact, numerator: Fact, knowledge: Knowledge) -> bool:
    """Tell whether a count behind a rate is of a part only: 调解6213件,成功率99.58%,其中医疗纠纷86件,成功79件."""
    return knowledge.cues.breakdown.search(sheet.between(rate, numerator)) is not None


def _told_by_words(sheet: Sheet, sentence: Sentence, rate: Fact, knowledge: Knowledge) -> Sequence[_Pair]:
    """Find the counts that the words of the sentence name: 受理120件,办结98件,办结率81.67%."""
    told = knowledge.rate_words(rate.label)
    if told is None:
        return ()
    done, all_of_them = knowledge.cues.parts_of_rates[told.rates[0]]
    facts = [*(sentence.goes_on.facts if sentence.goes_on is not None else ()), *sentence.facts]
    counts = [fact for fact in facts if _may_count(fact, rate, knowledge)]
    numerators = [fact for fact in counts if done.search(sheet.before(fact))]
    numbers = {fact.start for fact in numerators}
    denominators = [
        fact for fact in counts if fact.start not in numbers and all_of_them.search(sheet.before(fact))
    ]
    return [
        _Pair(numerator, denominator, _is_in(sentence, numerator, denominator), told.open)
        for numerator in numerators
        for denominator in denominators
        if numerator.unit_code == denominator.unit_code and _same_topic(numerator, denominator, rate)
    ]


def _told_by_name(sheet: Sheet, sentence: Sentence, rate: Fact, knowledge: Knowledge) -> Sequence[_Pair]:
    """Find a rate that is called after the part right before it: 执法人员1126人,其中持证人员1098人,持证率97.51%."""
    index = sentence.facts.index(rate)
    part = sentence.facts[index - 1] if index else None
    if part is None or part.part_of is None or not _may_count(part, rate, knowledge):
        return ()
    named = knowledge.cues.rate_called.search(sheet.before(rate))
    whole = sheet.whole_of(part)
    if named is None or whole is None or not _may_count(whole, rate, knowledge):
        return ()
    is_it = knowledge.cues.is_done(named["name"], sheet.before(part))
    if not is_it or whole.unit_code != part.unit_code:
        return ()
    return [_Pair(part, whole, _is_in(sentence, part, whole), True, True)]


def _may_count(fact: Fact, rate: Fact, knowledge: Knowledge) -> bool:
    return is_level(fact) and fact.unit_code in knowledge.countable and same_time(fact, rate)


def _same_topic(*facts: Fact) -> bool:
    """Tell whether those of some figures that measure an indicator are of one topic."""
    return len({fact.indicator.partition(".")[0] for fact in facts if fact.indicator is not None}) <= 1


def _told_by_catalogue(sheet: Sheet, sentence: Sentence, rate: Fact, knowledge: Knowledge) -> Sequence[_Pair]:
    """Find the counts of the indicators that the catalogue names, if the report has one of each."""
    indicator = knowledge.indicators.get(rate.indicator or "")
    if indicator is None or indicator.numerator is None or indicator.denominator is None:
        return ()
    numerator = _only(sheet, indicator.numerator, rate)
    denominator = _only(sheet, indicator.denominator, rate)
    if numerator is None or denominator is None or numerator.unit_code != denominator.unit_code:
        return ()
    is_local = _is_in(sentence, numerator, denominator)
    told = knowledge.rate_words(rate.label)
    return [_Pair(numerator, denominator, is_local, told is None or told.open)]


def _is_in(sentence: Sentence, *facts: Fact) -> bool:
    return all(sentence.start <= fact.start < sentence.end for fact in facts)


def _only(sheet: Sheet, code: str, rate: Fact) -> Fact | None:
    """Give the one figure of an indicator that is of the rate's place, scope and period, if all of them state one value."""
    found = [fact for fact in sheet.by_indicator.get(code, ()) if same_whose(fact, rate)]
    return found[0] if found and all(fact.value == found[0].value for fact in found) else None


def _agrees(sheet: Sheet, pair: _Pair, rate: Fact) -> bool:
    quotient = percentage(sheet.interval(pair.numerator), sheet.interval(pair.denominator))
    return (
        quotient is not None
        and is_exact(rate, pair.numerator, pair.denominator)
        and is_telling(quotient)
        and quotient.meets(sheet.interval(rate))
    )


def _agreement(pair: _Pair, rate: Fact, knowledge: Knowledge) -> Finding:
    return knowledge.say(
        _RULE,
        "agrees",
        _involved(pair, rate),
        shown(rate),
        percent_beside(_expected(pair), rate),
        numerator=labelled(pair.numerator),
        denominator=labelled(pair.denominator),
    )


def _contradiction(sheet: Sheet, pair: _Pair, rate: Fact, knowledge: Knowledge) -> Iterator[Finding]:
    quotient = percentage(sheet.interval(pair.numerator), sheet.interval(pair.denominator))
    if quotient is None or quotient.meets(sheet.interval(rate)) or is_explained_nearby(sheet, rate):
        return
    expected = _expected(pair)
    slip = slip_in_percentage(pair.numerator, pair.denominator, rate)
    is_meant = slip is not None or is_near(rate, expected)
    cases = ("open", "doubtful") if pair.is_open or not pair.is_local else ("contradicts", "far")
    case = cases[0] if is_meant else cases[1]
    yield knowledge.say(
        _RULE,
        case,
        _involved(pair, rate),
        shown(rate),
        percent_beside(expected, rate),
        slip=None if slip is None else (slip, shown((pair.numerator, pair.denominator, rate)[slip.index])),
        numerator=labelled(pair.numerator),
        denominator=labelled(pair.denominator),
    )


def _expected(pair: _Pair) -> Fraction:
    return Fraction(pair.numerator.value) / Fraction(pair.denominator.value) * 100


def _involved(pair: _Pair, rate: Fact) -> tuple[Involved, ...]:
    return (
        involved("rate", rate),
        involved("numerator", pair.numerator),
        involved("denominator", pair.denominator),
    )
