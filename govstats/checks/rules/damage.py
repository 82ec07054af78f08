"""Damaged text, and numbers that nothing read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from govstats.checks.intervals import written_digits
from govstats.checks.knowledge import Knowledge
from govstats.checks.model import Fact, Finding, Involved
from govstats.checks.sheet import Sheet, involved, is_level
from govstats.checks.showing import shown
from govstats.quantities.model import Bound, SetAside

_BEHIND_A_COUNT = frozenset("(,，、;；。)")
_LONGEST_NUMBER = 40  # code points of a number that is shown whole


def check_damage(sheet: Sheet, knowledge: Knowledge) -> Iterator[Finding]:
    """Find figures and numbers that show that the text lost signs, and numbers that nothing read.

    Args:
        sheet: the report's figures and numbers set aside.
        knowledge: what the checks know.

    Yields:
        A finding for each of them.
    """
    for fact in sheet.facts:
        if fact.doubts:
            yield from _check_doubts(sheet, fact, knowledge)
    for one, other in pairwise(sheet.facts):
        if one.end == other.start and one.unit_code == other.unit_code == "percent":
            yield knowledge.say(
                "text_damage",
                "glued_percent",
                (involved("value", one), involved("value", other)),
                sheet.text[one.start : other.end],
            )
    for number in sheet.set_aside:
        yield from _check_number(sheet, number, knowledge)


def _check_doubts(sheet: Sheet, fact: Fact, knowledge: Knowledge) -> Iterator[Finding]:
    if any(doubt in knowledge.words.glued_doubts for doubt in fact.doubts) and _begins_with_its_year(fact):
        yield knowledge.say("text_damage", "glued_year", (involved("value", fact),), shown(fact))
    elif _lacks_unit(sheet, fact, knowledge):
        yield knowledge.say(
            "text_damage", "no_unit", (involved("value", fact),), shown(fact), label=fact.label
        )


def _begins_with_its_year(fact: Fact) -> bool:
    """Tell whether the digits of a figure begin with the year that it is of, or the one before: 2018213名 in a report of 2018."""
    written = written_digits(fact)
    years = () if fact.year is None else (fact.year, fact.year - 1)
    return written is not None and any(written.digits.startswith(str(year)) for year in years)


def _lacks_unit(sheet: Sheet, fact: Fact, knowledge: Knowledge) -> bool:
    """Tell whether a count in prose stands without a unit, though what it counts would have one."""
    return (
        is_level(fact)
        and not fact.unit
        and fact.bound is Bound.EXACT
        and fact.text.isdigit()
        and fact.label != ""
        and sheet.folded[fact.end : fact.end + 1] in _BEHIND_A_COUNT
        and knowledge.cues.without_unit.search(fact.label) is None
    )


def _check_number(sheet: Sheet, number: SetAside, knowledge: Knowledge) -> Iterator[Finding]:
    words = knowledge.words
    roles = (Involved(sheet.report_id, number.start, "number"),)
    if number.rule in words.unaccounted_rules:
        told = number.text if len(number.text) <= _LONGEST_NUMBER else number.text[:_LONGEST_NUMBER] + "…"
        yield knowledge.say("unaccounted", "doubtful", roles, " ".join(told.split()))
    elif number.rule in words.damaging_rules and not any(sign in number.text for sign in "年月"):
        following = sheet.by_start.get(number.end)
        if following is not None:
            stated, read = number.text + shown(following), f"{number.text}年 {shown(following)}"
            yield knowledge.say(
                "text_damage", "lost_sign", (involved("value", following), *roles), stated, read
            )
        else:
            digits = number.text.rstrip("日号")
            read = f"{digits[:-2]}月{digits[-2:]}日"
            yield knowledge.say("text_damage", "lost_sign", roles, number.text, read)
