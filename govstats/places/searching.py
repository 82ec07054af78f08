"""Finding places by a part of their name or code."""

from __future__ import annotations

from dataclasses import dataclass

from govstats.places.division import Division, Level
from govstats.places.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that was found.

    Attributes:
        division: the place as it is, or was last.
        valid_from: first year under this code and this name.
        valid_to: last such year; None while it is so.
        became: the places of the year after that it became; empty while it is there.
    """

    division: Division
    valid_from: int
    valid_to: int | None
    became: tuple[Division, ...]


def search_places(
    gazetteer: Gazetteer, words: str, year: int | None = None, level: Level | None = None
) -> tuple[Hit, ...]:
    """Find places by words that stand in a name or full name, or that a code begins with.

    Args:
        gazetteer: all divisions.
        words: 宝山, 上海市宝山, 3101; with spaces between, all of them must fit.
        year: only places of the map of this year; None for those of all years.
        level: only places of this level.

    Returns:
        those called just so first, then those that are still there, in the order of codes; a place under one
        code and name is one, though the names above it may have changed.
    """
    wanted = words.split()
    fitting: dict[tuple[str, str], list[Division]] = {}
    for division in gazetteer.divisions if wanted else ():
        if all(_fits(division, word) for word in wanted) and level in (None, division.level):
            fitting.setdefault((division.code, division.name), []).append(division)
    hits = [
        _hit(gazetteer, runs)
        for runs in fitting.values()
        if year is None or any(one.is_valid_in(year) for one in runs)
    ]
    return tuple(sorted(hits, key=lambda hit: _rank(hit, wanted)))


def _fits(division: Division, word: str) -> bool:
    """Tell whether a word fits a place: the head of its code, or a part of its full name."""
    return division.code.startswith(word) if word.isdigit() else word in division.full_name


def _hit(gazetteer: Gazetteer, runs: list[Division]) -> Hit:
    """Make one hit of the years of one place."""
    last = runs[-1]
    after = [gazetteer.at(code, (last.valid_to or 0) + 1) for code in last.successors]
    return Hit(last, runs[0].valid_from, last.valid_to, tuple(one for one in after if one is not None))


def _rank(hit: Hit, wanted: list[str]) -> tuple[bool, bool, bool, str]:
    """Say where a hit stands."""
    name, last = hit.division.name, wanted[-1]
    return (
        last not in (name, name[:-1], hit.division.code),
        last not in name,
        hit.valid_to is not None,
        hit.division.code,
    )
