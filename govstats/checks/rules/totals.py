"""Parts against their total: what a figure breaks down into, and what sums figures up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate

from govstats.checks.intervals import Interval
from govstats.checks.knowledge import Knowledge
from govstats.checks.model import Fact, Finding
from govstats.checks.rules.quotients import is_near
from govstats.checks.sheet import Sentence, Sheet, involved, is_exact, is_level, same_time
from govstats.checks.showing import labelled, shown, written_like
from govstats.checks.slips import Slip, find_slip

_MOST_RUNS = 12  # parts of which any that stand side by side may come to the whole
_MOST_PARTS = 40  # before a sum
_NEARLY_ALL = Fraction(
    1, 20
)  # of a whole: by how much parts that end in others may miss it, if they are all of it
_FIGURES_OF_OUTCOMES = 3  # all cases, some and the others
_LINKS = ("、", "和", "与", "及", "以及")


def check_totals(sheet: Sheet, knowledge: Knowledge) -> Iterator[Finding]:
    """Hold parts against the figure that they break down, and lists against the sum behind them.

    Args:
        sheet: the report's figures.
        knowledge: what the checks know.

    Yields:
        A finding for each sum that comes out, for each list of all parts that does not, and for each part above its whole.
    """
    for start, parts in sheet.parts.items():
        whole = sheet.by_start.get(start)
        if whole is not None and is_level(whole):
            same = [part for part in parts if part.value and _is_like(part, whole)]
            if same and _is_added(whole, knowledge):
                yield from _check_breakdown(sheet, whole, same, len(same) == len(parts), knowledge)
    for sentence in sheet.sentences:
        yield from _check_sentence(sheet, sentence, knowledge)
        yield from _check_outcomes(sheet, sentence, knowledge)


def _is_added(whole: Fact, knowledge: Knowledge) -> bool:
    """Tell whether what a figure measures adds up: not so rates and averages, of which a part's may well be above the whole's."""
    is_amount = whole.unit_code is None or whole.unit_code in knowledge.countable | knowledge.summed
    return is_amount and knowledge.cues.not_added.search(whole.label) is None


def _check_breakdown(
    sheet: Sheet, whole: Fact, parts: Sequence[Fact], is_all: bool, knowledge: Knowledge
) -> Iterator[Finding]:
    above = [part for part in parts if _is_above(sheet, part, whole)]
    if above:
        yield from _check_above(sheet, whole, above[0], knowledge)
    elif len(parts) > 1 and is_exact(whole, *parts):
        yield from _check_parts(sheet, whole, parts, is_all, knowledge)


def _check_parts(
    sheet: Sheet, whole: Fact, parts: Sequence[Fact], is_all: bool, knowledge: Knowledge
) -> Iterator[Finding]:
    run = _run_that_fits(sheet, whole, parts)
    other = _whole_before(sheet, whole, parts) if run is None else None
    if run is not None:
        yield _say(knowledge, "agrees", whole, run)
    elif other is not None:
        yield _say(knowledge, "agrees", other, parts)
    elif is_all and _makes_up(sheet, parts, knowledge) and _is_flat(sheet, parts, knowledge):
        yield _contradiction(whole, parts, knowledge, True)
    elif is_all and (
        _ends_in_others(sheet, whole, parts, knowledge) or _is_total_row(sheet, whole, knowledge)
    ):
        yield _contradiction(whole, parts, knowledge, False)
    elif _sum_of(sheet, parts) > Fraction(whole.value) and _exclude_each_other(sheet, parts, knowledge):
        yield _say(knowledge, "above", whole, parts)


def _whole_before(sheet: Sheet, whole: Fact, parts: Sequence[Fact]) -> Fact | None:
    """Find a figure of the sentence before their whole that parts come to: 调处862件,成功851件,其中邻里纠纷300件,其他562件."""
    low, high = _sum_of(sheet, parts), sum((Fraction(part.value) for part in parts), Fraction(0))
    if low != high:  # rounded parts may come to anything near
        return None
    for fact in reversed(sheet.sentence_of(whole).facts):
        if (
            fact.start < whole.start
            and _is_like(fact, whole)
            and is_exact(fact)
            and Fraction(fact.value) == high
        ):
            return fact
    return None


def _sum_of(sheet: Sheet, parts: Sequence[Fact]) -> Fraction:
    """The least that parts can come to."""
    return sum((sheet.interval(part).low or Fraction(0) for part in parts), Fraction(0))


def _run_that_fits(sheet: Sheet, whole: Fact, parts: Sequence[Fact]) -> Sequence[Fact] | None:
    """Find the parts that come to the whole, the most that stand side by side.

    The first may be counted another way (其中农民工案件120件,民事402件、刑事228件,其余182件), the last may break down one before.
    """
    wanted = sheet.interval(whole)
    intervals = [sheet.interval(part) for part in parts]
    starts = range(len(parts) - 1) if len(parts) <= _MOST_RUNS else range(1)
    for start in starts:
        sums = list(accumulate(intervals[start:], Interval.plus))
        for count in range(len(sums), 1, -1):
            if sums[count - 1].meets(wanted):
                return parts[start : start + count]
    return None


def _adds_up(parts: Sequence[Interval], whole: Interval) -> bool:
    return list(accumulate(parts, Interval.plus))[-1].meets(whole)


def _is_above(sheet: Sheet, part: Fact, whole: Fact) -> bool:
    if part.value <= whole.value:  # whatever rounding and bounds leave open
        return False
    low, high = sheet.interval(part).low, sheet.interval(whole).high
    return low is not None and high is not None and low > high


def _check_above(sheet: Sheet, whole: Fact, part: Fact, knowledge: Knowledge) -> Iterator[Finding]:
    """Say that a part is above its whole, unless 其中 may go back to more than that one figure: 建议75件和提案183件,其中186件."""
    others = [
        fact
        for fact in sheet.nearby(part)
        if fact.start < part.start
        and fact.start != whole.start
        and _is_like(fact, whole)
        and sheet.sentence_of(fact) in (sheet.sentence_of(whole), sheet.sentence_of(part))
    ]
    together = sum((Fraction(fact.value) for fact in others), Fraction(whole.value))
    if Fraction(part.value) <= together and any(fact.part_of != whole.start for fact in others):
        return
    between = sheet.between(whole, part)
    if (
        knowledge.cues.breakdown.search(between) is None
    ):  # 市级540件。办结案件中,调解结案612件: of which, the reading guessed
        return
    is_told = not set("。!?\n") & set(between)
    if not is_told and _may_break_down_another(sheet, whole, part):
        return
    yield knowledge.say(
        "part_above_whole",
        "contradicts" if is_told and is_exact(part, whole) else "far",
        (involved("part", part), involved("whole", whole)),
        labelled(part),
        f"≤{shown(whole)}",
        whole=labelled(whole),
    )


def _may_break_down_another(sheet: Sheet, whole: Fact, part: Fact) -> bool:
    """Tell whether a part behind the end of a sentence may be of another figure before it: 转刑12件。其中医疗纠纷62件."""
    return any(
        fact.value >= part.value and fact.unit_code == part.unit_code and is_level(fact)
        for fact in sheet.nearby(part)
        if fact.start < part.start and fact.start != whole.start
    )


def _makes_up(sheet: Sheet, parts: Sequence[Fact], knowledge: Knowledge) -> bool:
    """Tell whether the words make parts all the parts of their whole."""
    cues = knowledge.cues
    return bool(
        cues.divided_into.search(sheet.before(parts[0]))
        or cues.made_up_of.match(sheet.folded, parts[-1].end)
        or cues.remaining.search(sheet.before(parts[-1]))
    )


def _ends_in_others(sheet: Sheet, whole: Fact, parts: Sequence[Fact], knowledge: Knowledge) -> bool:
    """Tell whether the last of some parts is all others, and they come near enough to their whole to be meant as all of it."""
    is_told = knowledge.cues.others.match(sheet.before(parts[-1])) is not None
    if len(parts) <= 2 or not is_told or not _is_flat(sheet, parts, knowledge):
        return False
    value = sum((Fraction(part.value) for part in parts), Fraction(0))
    return abs(value - Fraction(whole.value)) <= _NEARLY_ALL * Fraction(whole.value)


def _is_flat(sheet: Sheet, parts: Sequence[Fact], knowledge: Knowledge) -> bool:
    """Tell whether none of some parts breaks another one down: 民事402件(含离婚120件)."""
    words = [sheet.before(part) for part in parts[1:]]
    return not any("(" in told or knowledge.cues.breakdown.search(told) for told in words)


def _is_total_row(sheet: Sheet, whole: Fact, knowledge: Knowledge) -> bool:
    """Tell whether a figure stands in the row of a table that sums the others up."""
    start = sheet.text.rfind("\n", 0, whole.start) + 1
    row = sheet.text[start : whole.start]
    return "\t" in row and knowledge.cues.total_row.match(row) is not None


def _exclude_each_other(sheet: Sheet, parts: Sequence[Fact], knowledge: Knowledge) -> bool:
    """Tell whether a case has one of some parts at most: each is told by another word of one set."""
    for words in knowledge.cues.exclusive:
        found = [words.search(sheet.before(part) + shown(part)) for part in parts]
        told = {match[0] for match in found if match is not None}
        if len(told) == len(parts):
            return True
    return False


def _contradiction(whole: Fact, parts: Sequence[Fact], knowledge: Knowledge, is_sure: bool) -> Finding:
    value = sum((Fraction(part.value) for part in parts), Fraction(0))
    figures = (whole, *parts)
    slip = find_slip(figures, lambda values: _adds_up(values[1:], values[0]))
    is_meant = is_sure and (slip is not None or is_near(whole, value))
    told = None if slip is None else (slip, shown(figures[slip.index]))
    return _say(knowledge, "contradicts" if is_meant else "far", whole, parts, told)


def _say(
    knowledge: Knowledge, case: str, whole: Fact, parts: Sequence[Fact], slip: tuple[Slip, str] | None = None
) -> Finding:
    value = sum((Fraction(part.value) for part in parts), Fraction(0))
    is_rounded = case == "agrees" and value != Fraction(whole.value)
    return knowledge.say(
        "parts_of_total",
        "rounded" if is_rounded else case,
        (involved("total", whole), *(involved("part", part) for part in parts)),
        labelled(whole) if whole.start < parts[0].start else shown(whole),
        written_like(value, whole),
        slip=slip,
        parts="、".join(shown(part) for part in parts),
    )


def _check_sentence(sheet: Sheet, sentence: Sentence, knowledge: Knowledge) -> Iterator[Finding]:
    """Find sums behind their parts (合计74934件) and lists that divide what stands before them (分为)."""
    facts = sentence.facts
    for index in range(2, len(facts)):
        match = knowledge.cues.total.match(sheet.before(facts[index]))
        if match is not None and is_level(facts[index]):
            summed = _numbered(sheet, facts[: index + 1], knowledge)
            says_what = bool(match["noun"]) and summed is None
            is_plain = match["light"] is None
            yield from _check_sum(sheet, summed or facts[: index + 1], is_plain, says_what, knowledge)
    for index in range(len(facts) - 2):
        whole, first = facts[index], facts[index + 1]
        if first.part_of is None and knowledge.cues.divided_into.search(sheet.before(first)):
            parts = _list_from(sheet, facts[index + 1 :], whole)
            if len(parts) > 1 and is_level(whole) and is_exact(whole, *parts):
                if _run_that_fits(sheet, whole, parts) == parts:
                    yield _say(knowledge, "agrees", whole, parts)
                else:
                    yield _contradiction(whole, parts, knowledge, True)


def _numbered(sheet: Sheet, facts: Sequence[Fact], knowledge: Knowledge) -> Sequence[Fact] | None:
    """Give a sum, the last of some figures, and its parts, if words right before tell how many they are: 三类合计."""
    count, total = facts[-2:]
    is_word = not any(sign.isdigit() for sign in count.text) and count.value in range(2, _MOST_PARTS)
    is_of_all = knowledge.cues.total_front.search(sheet.before(count)) is not None
    if not is_word or not is_of_all or set("，,。;；") & set(sheet.between(count, total)):
        return None
    parts = facts[-2 - int(count.value) : -2]
    return [*parts, total] if len(parts) == count.value else None


def _check_outcomes(sheet: Sheet, sentence: Sentence, knowledge: Knowledge) -> Iterator[Finding]:
    """Hear two outcomes that come to all cases: 受理320件,办结300件,正在办理20件."""
    told = knowledge.cues.any_outcome.search(sheet.folded, sentence.start, sentence.end)
    if len(sentence.facts) < _FIGURES_OF_OUTCOMES or told is None:
        return
    counts = [fact for fact in sentence.facts if fact.part_of is None and is_level(fact) and is_exact(fact)]
    for patterns in knowledge.cues.outcomes:
        of_others = [fact for fact in counts if patterns[2].search(sheet.before(fact))]
        rest = [fact for fact in counts if fact not in of_others]
        of_some = [fact for fact in rest if patterns[1].search(sheet.before(fact))]
        of_all = [fact for fact in rest if fact not in of_some and patterns[0].search(sheet.before(fact))]
        if len(of_all) == len(of_some) == len(of_others) == 1:
            parts = [*of_some, *of_others]
            if all(part.value and _is_like(part, of_all[0]) for part in parts) and _run_that_fits(
                sheet, of_all[0], parts
            ):
                yield _say(knowledge, "agrees", of_all[0], parts)


def _list_from(sheet: Sheet, facts: Sequence[Fact], like: Fact) -> Sequence[Fact]:
    """Give the figures from the first one on that stand in one list and are of the same kind as another."""
    parts = [facts[0]] if _is_like(facts[0], like) else []
    for fact in facts[1:]:
        if not parts or not _is_like(fact, like) or not sheet.before(fact).lstrip().startswith(_LINKS):
            break
        parts.append(fact)
    return parts


def _is_like(fact: Fact, other: Fact) -> bool:
    return is_level(fact) and fact.unit_code == other.unit_code and same_time(fact, other)


def _check_sum(
    sheet: Sheet, facts: Sequence[Fact], is_plain: bool, says_what: bool, knowledge: Knowledge
) -> Iterator[Finding]:
    """Hold a sum against the figures right before it in its sentence.

    Args:
        sheet: the report's figures.
        facts: the figures of the sentence up to the sum, which is the last.
        is_plain: whether the word before it can only be that of a sum: 合计, not 共.
        says_what: whether more is said before it, so that it may sum up something else too.
        knowledge: what the checks know.
    """
    total, before = facts[-1], facts[:-1]
    like: list[Fact] = []
    for fact in reversed(before[-_MOST_PARTS:]):
        if not _is_like(fact, total):
            break
        like.append(fact)
    if len(like) < 2 or not is_exact(total, *like):
        return
    run = _run_that_fits(sheet, total, like)
    like.reverse()
    listed = _last_list(sheet, like)
    if run is not None:
        yield _say(knowledge, "agrees", total, list(reversed(run)))
    elif len(listed) > 1 and (is_plain or len(listed) == len(before)) and not says_what:
        yield _contradiction(total, listed, knowledge, True)
    elif is_plain and len(like) == len(before) and not says_what:
        yield from _contradiction_if_near(total, like, knowledge)


def _contradiction_if_near(total: Fact, parts: Sequence[Fact], knowledge: Knowledge) -> Iterator[Finding]:
    """Say that the figures of a sentence, which are no list, do not come to the sum behind them, if that can be meant."""
    if is_near(total, sum((Fraction(part.value) for part in parts), Fraction(0))):
        yield _contradiction(total, parts, knowledge, False)


def _last_list(sheet: Sheet, facts: Sequence[Fact]) -> Sequence[Fact]:
    """Give the last figures that stand in one list."""
    start = len(facts) - 1
    while start > 0 and sheet.before(facts[start]).lstrip().startswith(_LINKS):
        start -= 1
    return facts[start:]
