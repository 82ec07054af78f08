"""Checks a catalogue: entries that contradict each other, and examples that are not read as they say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter

from govstats.catalogue.entries import Indicator, Unit
from govstats.catalogue.matching import Match, Matcher, MatchingWords, WordingReader, plainest_label
from govstats.catalogue.strict_yaml import Located

_CODE = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")
_UNIT_CODE = re.compile(r"[a-z][a-z0-9_]*")
_LONGEST_CODE, _LONGEST_UNIT_CODE = 80, 40  # what the store's columns hold
_SURFACE = re.compile(r"(?![\s\d])(?![十百千万亿]+$)[^\x00-\x1f]*[^\x00-\x1f\s]")
_WHOLE_DIGITS, _DECIMALS = 18, 6  # what the store keeps exactly
_DIGITS = f"write a number with at most {_WHOLE_DIGITS} digits before the point and {_DECIMALS} behind it"
_RATES = ("ratio",)  # dimensions of units that are never summed
_FIGURE = re.compile(
    r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<magnitude>[万亿]?)(?P<more>余?)(?P<magnitude_after>[万亿]?)(?P<unit>\D+)$"
)
_MAGNITUDES = {"": 1, "万": 10_000, "亿": 100_000_000}

Units = Mapping[str, Located[Unit]]
Indicators = Mapping[str, Located[Indicator]]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with a catalogue.

    Attributes:
        where: the file and the line.
        message: what is wrong.
        hint: what to do about it.
    """

    where: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that ends with its figure, taken apart.

    Attributes:
        label: the words before the figure.
        value: its value, in its unit.
        unit: code of its unit.
    """

    label: str
    value: Decimal
    unit: str


def take_apart(text: str, codes: Mapping[str, str]) -> Clause | None:
    """Take a clause apart that ends with its figure: 罚款金额1280万元.

    Args:
        text: the clause.
        codes: codes of units by the words that mean them.

    Returns:
        Label, value and unit; None where it does not end with a number and a unit that the table has.
    """
    figure = _FIGURE.search(text)
    if figure is None or figure["unit"] not in codes:
        return None
    factor = _MAGNITUDES[figure["magnitude"]] * _MAGNITUDES[figure["magnitude_after"]]
    return Clause(text[: figure.start()], Decimal(figure["number"]) * factor, codes[figure["unit"]])


def check_entries(units: Units, indicators: Indicators, words: MatchingWords | None) -> list[Problem]:
    """List where entries contradict each other or themselves.

    Args:
        units: the units by code.
        indicators: the indicators by code.
        words: the words that no indicator owns; None leaves the wordings unchecked.
    """
    problems = [*_check_units(units), *_check_names(indicators.values())]
    reader = WordingReader(words) if words is not None else None
    for located in indicators.values():
        problems += _check_indicator(located, units, indicators)
        if reader is not None:
            problems += _check_wordings(located, reader)
    return problems + _check_tree(indicators)


def check_readings(
    indicators: Iterable[Located[Indicator]], units: Mapping[str, Unit], matcher: Matcher
) -> list[Problem]:
    """List the wordings, examples and refusals that are not read as they say.

    Args:
        indicators: the indicators.
        units: the units by code.
        matcher: a matcher with these indicators.
    """
    codes = {unit.symbol: unit.code for unit in units.values()}
    codes |= {surface: unit.code for unit in units.values() for surface in unit.surfaces}
    problems: list[Problem] = []
    for located in indicators:
        problems += _check_own_wordings(located, matcher)
        problems += _check_examples(located, codes, units, matcher)
        problems += _check_refusals(located, codes, matcher)
    return problems


def _check_units(units: Units) -> Iterator[Problem]:
    entries = units.values()
    for located in entries:
        yield from _check_unit(located)
    yield from _check_once("symbol", ((each.where("symbol"), each.entry.symbol) for each in entries))
    surfaces = (
        (each.where("surfaces", index), surface)
        for each in entries
        for index, surface in enumerate(each.entry.surfaces)
    )
    yield from _check_once("surface", surfaces)
    for located in units.values():
        unit = located.entry
        base = units[unit.base].entry if unit.base in units else None
        if base is None or base.dimension != unit.dimension or base.base != base.code:
            yield Problem(
                located.where("base"),
                f"the unit {unit.code} has the base {unit.base}, which is no base unit of its dimension",
                "name the unit of the same dimension whose factor is 1",
            )
        elif unit.base == unit.code and unit.factor != 1:
            yield Problem(
                located.where("factor"), f"the base unit {unit.code} has not the factor 1", "write 1"
            )


def _check_unit(located: Located[Unit]) -> Iterator[Problem]:
    unit = located.entry
    if not _UNIT_CODE.fullmatch(unit.code) or len(unit.code) > _LONGEST_UNIT_CODE:
        yield Problem(
            located.where("code"),
            f"{unit.code!r} is no code of a unit",
            f"write small letters, digits and underscores, at most {_LONGEST_UNIT_CODE} characters",
        )
    if not _fits(unit.factor) or unit.factor <= 0:
        yield Problem(located.where("factor"), f"{unit.factor} is no factor", _DIGITS)
    for index, surface in enumerate(unit.surfaces):
        if not _SURFACE.fullmatch(surface):
            yield Problem(
                located.where("surfaces", index),
                f"{surface!r} is no measure word",
                "write what stands right behind a number, without digits, spaces and magnitudes such as 万",
            )


def _check_names(entries: Collection[Located[Indicator]]) -> Iterator[Problem]:
    yield from _check_once("name", ((each.where("name"), each.entry.name) for each in entries))
    yield from _check_once("English name", ((each.where("name_en"), each.entry.name_en) for each in entries))


def _check_once(what: str, values: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Find what stands twice, among values with the place where each stands."""
    seen: dict[str, str] = {}
    for where, value in values:
        if value in seen:
            yield Problem(where, f"the {what} {value!r} stands already in {seen[value]}", "keep one of them")
        seen[value] = where


def _check_indicator(located: Located[Indicator], units: Units, indicators: Indicators) -> Iterator[Problem]:
    each = located.entry
    if not _CODE.fullmatch(each.code) or len(each.code) > _LONGEST_CODE:
        yield Problem(
            located.where("code"),
            f"{each.code!r} is no code",
            f"write topic.name in small letters, digits and underscores, at most {_LONGEST_CODE} characters",
        )
    if not each.wordings or not each.examples:
        lacks = "wordings" if not each.wordings else "examples"
        yield Problem(located.where(lacks), f"{each.code} has no {lacks}", "give at least one")
    yield from _check_facts(located)
    for steps, code in (
        (("unit",), each.unit),
        *((("also_in", i), unit) for i, unit in enumerate(each.also_in)),
    ):
        if code not in units:
            yield Problem(located.where(*steps), f"{each.code} has the unknown unit {code}", "see units.yml")
    for field in ("numerator", "denominator", "part_of"):
        other = getattr(each, field)
        if other is not None and (other not in indicators or other == each.code):
            yield Problem(
                located.where(field), f"{each.code} refers to the unknown indicator {other}", "see its code"
            )
        elif other is not None and indicators[other].entry.experimental and not each.experimental:
            yield Problem(
                located.where(field),
                f"{each.code} refers to {other}, which is experimental",
                f"leave {field} out, or make it experimental too",
            )
    yield from _check_aggregation(located, units)


def _check_facts(located: Located[Indicator]) -> Iterator[Problem]:
    each = located.entry
    for field in ("name", "name_en", "definition"):
        if not getattr(each, field).strip() or "\n" in getattr(each, field).strip():
            yield Problem(
                located.where(field),
                f"{each.code} has an empty {field}, or one of several lines",
                "write one line",
            )
    low, high = each.plausible
    if not (_fits(low) and _fits(high)):
        yield Problem(located.where("plausible"), f"{each.code} has a range of odd numbers", _DIGITS)
    elif low > high:
        yield Problem(
            located.where("plausible"), f"the range {low} to {high} is empty", "write [least, greatest]"
        )


def _fits(value: Decimal) -> bool:
    """Whether the store keeps a number exactly."""
    if not value.is_finite():
        return False
    _, digits, exponent = value.as_tuple()
    decimals = -exponent if isinstance(exponent, int) else 0
    return len(digits) - decimals <= _WHOLE_DIGITS and decimals <= _DECIMALS


def _check_aggregation(located: Located[Indicator], units: Units) -> Iterator[Problem]:
    each = located.entry
    unit = units[each.unit].entry if each.unit in units else None
    if each.aggregation == "sum":
        if unit is not None and unit.dimension in _RATES:
            yield Problem(
                located.where("aggregation"), f"{each.code} is a rate and cannot be summed", "write none"
            )
        if each.numerator or each.denominator:
            yield Problem(
                located.where("aggregation"),
                f"{each.code} has a numerator or denominator and cannot be summed",
                "write none",
            )
    elif each.part_of:
        yield Problem(
            located.where("part_of"), f"{each.code} is not summed and can be no part", "leave part_of out"
        )


def _check_wordings(located: Located[Indicator], reader: WordingReader) -> Iterator[Problem]:
    for field in ("wordings", "near"):
        for index, text in enumerate(getattr(located.entry, field)):
            try:
                reader.read(text)
            except ValueError as error:
                yield Problem(
                    located.where(field, index),
                    f"the wording {text!r} of {located.entry.code} {error}",
                    "correct the wording",
                )


def _check_tree(indicators: Indicators) -> list[Problem]:
    """Wholes and parts make a tree, and count in units that can be added."""
    problems: list[Problem] = []
    wholes = {code: each.entry.part_of for code, each in indicators.items() if each.entry.part_of}
    problems += _check_cycles(
        indicators, {code: (whole,) for code, whole in wholes.items()}, "are parts of each other"
    )
    references = {code: _references_of(each.entry) for code, each in indicators.items()}
    if not problems:
        problems += _check_cycles(indicators, references, "refer to each other")
    for code, whole in wholes.items():
        if whole not in indicators:
            continue
        part, other = indicators[code].entry, indicators[whole].entry
        if not {part.unit, *part.also_in} & {other.unit, *other.also_in}:
            problems.append(
                Problem(
                    indicators[code].where("part_of"),
                    f"{code} has no unit in common with {whole}, of which it is a part",
                    "correct unit or part_of",
                )
            )
    return problems


def _check_cycles(
    indicators: Indicators, references: Mapping[str, tuple[str, ...]], what: str
) -> list[Problem]:
    try:
        TopologicalSorter(references).prepare()
    except CycleError as error:
        codes = error.args[1]
        where = indicators[codes[0]].where("code")
        return [Problem(where, f"{' -> '.join(codes)} {what}", "leave one of the references out")]
    return []


def _references_of(each: Indicator) -> tuple[str, ...]:
    return tuple(code for code in (each.numerator, each.denominator, each.part_of) if code is not None)


def _check_own_wordings(located: Located[Indicator], matcher: Matcher) -> Iterator[Problem]:
    each = located.entry
    for index, text in enumerate(each.wordings):
        label = plainest_label(text)
        match = matcher.match(label, each.unit, "level")
        if match.code != each.code:
            yield Problem(
                located.where("wordings", index),
                f"{label}, which {each.code} asks for, {_told(match)}",
                "narrow the wording, or that of the other indicator",
            )


def _check_examples(
    located: Located[Indicator], codes: Mapping[str, str], units: Mapping[str, Unit], matcher: Matcher
) -> Iterator[Problem]:
    each = located.entry
    for index, example in enumerate(each.examples):
        where, clause = located.where("examples", index), take_apart(example.text, codes)
        if clause is None:
            yield Problem(where, f"{example.text} does not end with a number and its unit", "shorten it")
            continue
        match = matcher.match(clause.label, clause.unit, "level")
        if match.code != each.code:
            yield Problem(
                where, f"{example.text} {_told(match)}, not as {each.code}", "see its wordings and units"
            )
            continue
        value = clause.value * _factor(units, clause.unit, each.unit)
        try:
            told = Decimal(example.value)
        except ArithmeticError:
            told = None
        if told is None or not told.is_finite() or value != told:
            yield Problem(
                where, f"{example.text} is {value.normalize():f}, not {example.value}", "correct one of them"
            )
        elif not each.plausible[0] <= value <= each.plausible[1]:
            yield Problem(where, f"{example.text} lies outside the plausible range", "correct one of them")


def _check_refusals(
    located: Located[Indicator], codes: Mapping[str, str], matcher: Matcher
) -> Iterator[Problem]:
    each = located.entry
    for index, text in enumerate(each.refuses):
        where, clause = located.where("refuses", index), take_apart(text, codes)
        if clause is None:
            yield Problem(where, f"{text} does not end with a number and its unit", "shorten it")
        elif matcher.match(clause.label, clause.unit, "level").code == each.code:
            yield Problem(where, f"{text} is read as {each.code}, which refuses it", "narrow its wordings")


def _factor(units: Mapping[str, Unit], unit: str, wanted: str) -> Decimal:
    """How many of the wanted unit one of a unit is; 1 for units that count the same one for one."""
    if units[unit].dimension != units[wanted].dimension:
        return Decimal(1)
    return units[unit].factor / units[wanted].factor


def _told(match: Match) -> str:
    if match.tied:
        return f"fits {' and '.join(match.tied)} equally well"
    return f"is read as {match.code}" if match.code else "is not read"
