"""The same fact told twice in one report with two values: in the summary 8642件, in its section 8462件."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from govstats.checks.intervals import written_digits
from govstats.checks.knowledge import Knowledge
from govstats.checks.model import Fact, Finding
from govstats.checks.sheet import Sheet, involved, is_exact
from govstats.checks.showing import labelled, shown
from govstats.checks.slips import SlipKind, find_slip
from govstats.observations.model import Scope

_WHOSE = (Scope.PLACE, Scope.ISSUER)
_FINE = 4  # digits from which on two values hardly are so alike by chance


def check_twice(sheet: Sheet, knowledge: Knowledge) -> Iterator[Finding]:
    """Find indicators of which a report states two values that are one slip of the pen apart.

    Args:
        sheet: the report's figures.
        knowledge: what the checks know.

    Yields:
        A finding for each later value, of the same place, period, scope and unit, in another paragraph.
    """
    for facts in sheet.by_indicator.values():
        if len(facts) < 2:
            continue
        told: dict[tuple[object, ...], list[Fact]] = {}
        for fact in facts:
            if _is_plain(fact):
                told.setdefault(_what(fact), []).append(fact)
        for same in told.values():
            yield from _check_same(sheet, same, knowledge)


def _check_same(sheet: Sheet, facts: Sequence[Fact], knowledge: Knowledge) -> Iterator[Finding]:
    """Judge the statements of one fact, if they have two values in two paragraphs."""
    earlier = facts[0]
    others = [fact for fact in facts if fact.value != earlier.value]
    if not others or any(fact.value != others[0].value for fact in others):
        return
    later = others[0]
    # 受理3126件 and, with 36件 of the year before, 办理3162件
    is_carried_over = any(
        knowledge.cues.carried_over.search(sheet.words_of(sheet.sentence_of(fact)))
        for fact in (earlier, later)
    )
    in_two_paragraphs = "\n" in sheet.text[earlier.end : later.start]
    if in_two_paragraphs and not is_carried_over and _is_a_slip(sheet, earlier, later):
        yield _say(earlier, later, knowledge)


def _is_plain(fact: Fact) -> bool:
    """Tell whether a figure is one of the whole place or of the issuer, stated exactly and read without doubt."""
    return fact.scope in _WHOSE and fact.part_of is None and is_exact(fact) and not fact.doubts


def _what(fact: Fact) -> tuple[object, ...]:
    """Tell of what, besides its indicator, a figure is: figures that agree in it state the same fact."""
    return fact.unit_code, fact.scope, fact.place_code, fact.year, fact.period_start, fact.period_end


def _is_a_slip(sheet: Sheet, earlier: Fact, later: Fact) -> bool:
    """Tell whether one value is the other one with a slip.

    Two digits swapped are hardly chance. Other slips of close values may be (受理2876件, 办结2872件): there the words must be
    the same.
    """
    digits = [_count_of_digits(fact) for fact in (earlier, later)]
    there = sheet.interval(earlier)
    if min(digits) < _FINE or there.meets(sheet.interval(later)):
        return False
    slip = find_slip((later,), lambda values: values[0].meets(there))
    return slip is not None and (slip.kind is SlipKind.SWAPPED or earlier.label == later.label)


def _count_of_digits(fact: Fact) -> int:
    written = written_digits(fact)
    return 0 if written is None else len(written.digits.replace(".", "").strip("0"))


def _say(earlier: Fact, later: Fact, knowledge: Knowledge) -> Finding:
    return knowledge.say(
        "told_twice",
        "contradicts",
        (involved("statement", later), involved("statement", earlier)),
        shown(later),
        shown(earlier),
        earlier=labelled(earlier),
        later=labelled(later),
    )
