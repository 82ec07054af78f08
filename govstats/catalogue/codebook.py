"""The code book: every indicator with its definition, for people to read."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from govstats.catalogue.entries import Indicator
from govstats.catalogue.loading import Catalogue
from govstats.catalogue.matching import plainest_label

_ADDS_UP = {"sum": "figures of parts add up to the whole", "none": "never summed or averaged"}


def describe(each: Indicator, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Tell everything about an indicator, line by line.

    Args:
        each: the indicator.
        catalogue: its catalogue.

    Yields:
        What a line tells, "" where it goes on with the line before, and the line.
    """
    yield "indicator", each.code
    yield "name", f"{each.name} ({each.name_en})"
    if each.experimental:
        yield "experimental", "figures are coded with it only on demand: --experimental"
    yield "topic", each.topic
    yield "unit", _units_of(each, catalogue)
    yield "aggregation", f"{each.aggregation}: {_ADDS_UP[each.aggregation]}"
    yield "kind", each.stock_or_flow
    yield "plausible", _range_of(each, catalogue)
    for name, code in (
        ("numerator", each.numerator),
        ("denominator", each.denominator),
        ("part of", each.part_of),
    ):
        if code is not None:
            yield name, f"{code} {catalogue.indicators[code].name}"
    yield from _lines("parts", [f"{part.code} {part.name}" for part in _parts_of(each, catalogue)])
    yield "definition", each.definition
    yield from _lines("wordings", each.wordings)
    yield from _lines("not", each.near)
    yield from _lines("examples", [example.text for example in each.examples])
    yield from _lines("refuses", each.refuses)


def write_codebook(catalogue: Catalogue) -> str:
    """Write the code book as Markdown.

    Args:
        catalogue: the catalogue.

    Returns:
        A page with a table of the topics and a section for each.
    """
    topics: dict[str, list[Indicator]] = {}
    for each in sorted(catalogue.indicators.values(), key=lambda one: one.code):
        topics.setdefault(each.topic, []).append(each)
    lines = [
        "# Indicators",
        "",
        f"The code book of catalogue {catalogue.version}: {len(catalogue.indicators)} indicators of {len(topics)} topics,",
        f"{sum(each.experimental for each in catalogue.indicators.values())} of them experimental. It is made from the",
        "data files by `govstats indicators book`; [catalogue.md](catalogue.md) tells their fields.",
        "",
        "- **sum**: figures of places or parts add up. **none**: a rate or a mean; it is never summed or averaged.",
        "- **flow**: what happens in the course of the period. **stock**: what is there on a day.",
        "- **plausible**: the least and the greatest value that a place of any level, county to province, may truly",
        "  report of a year.",
        "- **experimental**: annotated reports have yet to show how well it is read; figures are coded with it only on",
        "  demand (`--experimental`).",
        "",
        "| topic | indicators | experimental |",
        "| --- | --- | --- |",
        *(
            f"| [{topic}](#{topic}) | {len(entries)} | {sum(each.experimental for each in entries)} |"
            for topic, entries in topics.items()
        ),
        "",
    ]
    for topic, entries in topics.items():
        lines += [f"## {topic}", ""]
        for each in entries:
            lines += _section(each, catalogue)
    return "\n".join(lines).rstrip() + "\n"


def _section(each: Indicator, catalogue: Catalogue) -> list[str]:
    facts = [
        _units_of(each, catalogue),
        each.aggregation,
        each.stock_or_flow,
        f"plausible {_range_of(each, catalogue)}",
    ]
    lines = [
        f"### {each.code}",
        "",
        f"**{each.name}** · {each.name_en} · {' · '.join(facts)}",
        "",
        each.definition,
        "",
    ]
    related = [
        f"{name} `{code}`"
        for name, code in (
            ("numerator", each.numerator),
            ("denominator", each.denominator),
            ("part of", each.part_of),
        )
        if code is not None
    ]
    parts = _parts_of(each, catalogue)
    if parts:
        related.append("parts " + ", ".join(f"`{part.code}`" for part in parts))
    if related:
        lines += ["; ".join(related), ""]
    says = "、".join(dict.fromkeys(plainest_label(wording) for wording in each.wordings))
    examples = "；".join(example.text for example in each.examples)
    lines += [f"- says: {says}", f"- example: {examples}"]
    if each.refuses:
        lines.append(f"- not: {'；'.join(each.refuses)}")
    return [*lines, ""]


def _lines(name: str, texts: tuple[str, ...] | list[str]) -> Iterator[tuple[str, str]]:
    for index, text in enumerate(texts):
        yield name if index == 0 else "", text


def _units_of(each: Indicator, catalogue: Catalogue) -> str:
    also = " ".join(dict.fromkeys(catalogue.units[code].symbol for code in each.also_in))
    return catalogue.units[each.unit].symbol + (f" (also {also})" if also else "")


def _range_of(each: Indicator, catalogue: Catalogue) -> str:
    low, high = (_short(value) for value in each.plausible)
    return f"{low} to {high} {catalogue.units[each.unit].symbol}"


def _short(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def _parts_of(each: Indicator, catalogue: Catalogue) -> list[Indicator]:
    return [other for other in catalogue.indicators.values() if other.part_of == each.code]
