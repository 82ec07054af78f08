"""Which places of other years make up the places of one map."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import TypeAlias

from govstats.places.division import Division
from govstats.places.gazetteer import Gazetteer, load_gazetteer

FIRST_YEAR = 2000
"""The first map from which on data/ tells where all territory went; of mergers before, much is missing."""

_MAPS = 2  # how many are kept: each may grow by some megabytes


@dataclass(frozen=True, slots=True)
class Transfer:
    """A part of a place that went to another one (transfers.csv).

    Attributes:
        year: of the first map in which it had gone.
        code: the place that it left, in the map of the year before.
        to_code: the place that it went to, in the map of the year.
        is_split: whether either place began or ended that year, or took another one up; else both went on
            as they were but for their border.
    """

    year: int
    code: str
    to_code: str
    is_split: bool

    @property
    def key(self) -> tuple[int, str, str]:
        """What transfers are sorted by."""
        return self.year, self.code, self.to_code


_Crossing: TypeAlias = tuple[Transfer, frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Origin:
    """What a place was made of in another year.

    Attributes:
        places: the places of that year that had its territory or a part of it, in the order of their codes.
        elsewhere: for those of them with territory outside it too, where that lies in the map of the place.
        is_known: whether it is known of all its territory where it was.
        moved: borders that were moved in between without a place beginning or ending.
    """

    places: tuple[Division, ...]
    elsewhere: Mapping[str, tuple[Division, ...]] = field(default_factory=dict)
    is_known: bool = True
    moved: tuple[Transfer, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the places together had just its territory."""
        return self.is_known and bool(self.places) and not self.elsewhere

    @property
    def is_one(self) -> bool:
        """Whether one place had just its territory, under whatever code and name."""
        return self.is_whole and len(self.places) == 1


@dataclass(frozen=True, slots=True)
class _Links:
    """What places of another map and of the map asked for have territory in common, by code."""

    there: Mapping[str, frozenset[str]]
    back: Mapping[str, frozenset[str]]


class Boundaries:
    """The places of the map of a year, and what they were made of in others.

    Territory is followed from map to map: of a county, of a prefecture with all its counties, of a province.
    What a prefecture or province holds outside its counties goes with its own code.

    Args:
        year: whose map it is.
        gazetteer: all divisions; those that govstats contains if not given.
    """

    def __init__(self, year: int, gazetteer: Gazetteer | None = None) -> None:
        self.year = year
        self.gazetteer = gazetteer or load_gazetteer()
        self._leaving = leaving_of(self.gazetteer)
        self._links: dict[int, _Links] = {}
        self._crossings: dict[int, Mapping[str, list[_Crossing]]] = {}
        self._inside: dict[int, Mapping[str, frozenset[str]]] = {}

    def origin(self, place: Division, year: int) -> Origin:
        """Tell what a place of the map was made of in a year.

        Args:
            place: a division of the map.
            year: any year from FIRST_YEAR on, earlier or later than the map.
        """
        if min(year, self.year) < FIRST_YEAR and year != self.year:
            return Origin((), is_known=False)
        inside = self._inside_of(self.year)[place.code]
        links = self._links_to(year)
        related: frozenset[str] = frozenset[str]().union(*(links.back[code] for code in inside))
        owners = {self._owner(code, place.level, year) for code in related}
        elsewhere = {}
        for owner in owners:
            reached = frozenset[str]().union(*(links.there[code] for code in self._inside_of(year)[owner]))
            if beyond := reached - inside:
                others = {self._owner(code, place.level, self.year) for code in beyond}
                elsewhere[owner] = self._at(others, self.year)
        return Origin(
            places=self._at(owners, year),
            elsewhere=elsewhere,
            is_known=all(links.back[code] for code in inside),
            moved=tuple(self._moved(inside, year)),
        )

    def heirs(self, place: Division, year: int) -> tuple[Division, ...]:
        """Give the places of the map that have territory of a place of another year.

        Args:
            place: a division of the map of that year.
            year: from FIRST_YEAR on.
        """
        if min(year, self.year) < FIRST_YEAR and year != self.year:
            return ()
        links = self._links_to(year)
        reached = frozenset[str]().union(*(links.there[code] for code in self._inside_of(year)[place.code]))
        return self._at({self._owner(code, place.level, self.year) for code in reached}, self.year)

    def _at(self, codes: Iterable[str], year: int) -> tuple[Division, ...]:
        """Give the divisions of some codes in the map of a year."""
        found = (self.gazetteer.at(code, year) for code in sorted(codes))
        return tuple(division for division in found if division is not None)

    def _owner(self, code: str, level: str, year: int) -> str:
        """Give the place of a level that another one lies in: itself, or above it."""
        line = [code]
        division = self.gazetteer.at(code, year)
        if division is not None and level != "county":
            line += [
                each.code for each in reversed(self.gazetteer.parents(division, year)) if each.level == level
            ]
        return line[-1]

    def _inside_of(self, year: int) -> Mapping[str, frozenset[str]]:
        """Give for each place of a map its own code with those of all places in it."""
        if year not in self._inside:
            inside: defaultdict[str, set[str]] = defaultdict(set)
            for division in self.gazetteer.divisions:
                if division.is_valid_in(year):
                    for each in (division, *self.gazetteer.parents(division, year)):
                        inside[each.code].add(division.code)
            self._inside[year] = {code: frozenset(codes) for code, codes in inside.items()}
        return self._inside[year]

    def _links_to(self, year: int) -> _Links:
        """Link the places of another map with those of the map asked for."""
        if year not in self._links:
            first, last = sorted((year, self.year))
            ahead = {
                division.code: frozenset(follow(self.gazetteer, self._leaving, division, first, last))
                for division in self.gazetteer.divisions
                if division.is_valid_in(first)
            }
            behind: defaultdict[str, set[str]] = defaultdict(set)
            for code, reached in ahead.items():
                for each in reached:
                    behind[each].add(code)
            inverse = {code: frozenset(behind[code]) for code in self._inside_of(last)}
            self._links[year] = _Links(ahead, inverse) if year == first else _Links(inverse, ahead)
        return self._links[year]

    def _moved(self, inside: AbstractSet[str], year: int) -> Iterator[Transfer]:
        """Give the moves of borders between the map and a year through which a territory lost or gained something."""
        near = {crossing for code in inside for crossing in self._crossings_to(year).get(code, ())}
        for transfer, was_in, is_in in sorted(near, key=lambda crossing: crossing[0].key):
            if bool(was_in & inside) != bool(is_in & inside):
                yield transfer

    def _crossings_to(self, year: int) -> Mapping[str, list[_Crossing]]:
        """Give by code of the map the moves of borders between the map and a year, with what they moved from and to."""
        if year not in self._crossings:
            crossings: defaultdict[str, list[_Crossing]] = defaultdict(list)
            first, last = sorted((year, self.year))
            for transfer in load_transfers():
                if first < transfer.year <= last and not transfer.is_split:
                    was_in = self._links_to(transfer.year - 1).there[transfer.code]
                    is_in = self._links_to(transfer.year).there[transfer.to_code]
                    for code in was_in | is_in:
                        crossings[code].append((transfer, was_in, is_in))
            self._crossings[year] = crossings
        return self._crossings[year]


@lru_cache(_MAPS)
def boundaries_of(year: int) -> Boundaries:
    """Give the places of the map of a year, with what was found out of them for an earlier comparison.

    Args:
        year: whose map it is.
    """
    return Boundaries(year)


def follow(
    gazetteer: Gazetteer,
    leaving: Mapping[str, tuple[Transfer, ...]],
    division: Division,
    first: int,
    last: int,
) -> set[str]:
    """Give the codes in the map of a year that have territory of a place of an earlier one."""
    reached = set()
    line: list[tuple[Division | None, int]] = [(division, first)]
    while line:
        one, since = line.pop()
        if one is None:
            continue
        until = last if one.valid_to is None else min(one.valid_to, last)
        line += [
            (gazetteer.at(transfer.to_code, transfer.year), transfer.year)
            for transfer in leaving.get(one.code, ())
            if since < transfer.year <= min(until + 1, last) and transfer.is_split
        ]
        if until == last:
            reached.add(one.code)
        else:
            line += [(gazetteer.at(code, until + 1), until + 1) for code in one.successors]
    return reached


@cache
def load_transfers() -> tuple[Transfer, ...]:
    """Load the transfers of territory that the succession of codes does not tell."""
    text = (files("govstats.places") / "data" / "transfers.csv").read_text(encoding="utf-8")
    rows = [(int(year), code, to_code) for year, code, to_code in list(csv.reader(text.splitlines()))[1:]]
    gazetteer = load_gazetteer()
    changed = {(one.code, one.valid_from) for one in gazetteer.divisions}
    for one in gazetteer.divisions:
        if one.valid_to is not None:
            changed |= {(code, one.valid_to + 1) for code in (one.code, *one.successors)}
    return tuple(
        Transfer(year, code, to, any((each, year) in changed for each in (code, to)))
        for year, code, to in rows
    )


@cache
def leaving_of(gazetteer: Gazetteer) -> Mapping[str, tuple[Transfer, ...]]:
    """Give by code what parted from each place; a new place of unknown origin from the one above it."""
    transfers = list(load_transfers())
    known = {(transfer.to_code, transfer.year) for transfer in transfers if transfer.is_split}
    for one in gazetteer.divisions:
        if one.valid_to is not None:
            known |= {(code, one.valid_to + 1) for code in one.successors}
    for one in gazetteer.divisions:
        year = one.valid_from
        if year > FIRST_YEAR and (one.code, year) not in known:
            above = [each for each in gazetteer.parents(one, year) if gazetteer.at(each.code, year - 1)]
            if above:
                transfers.append(Transfer(year, above[-1].code, one.code, is_split=True))
    leaving: defaultdict[str, list[Transfer]] = defaultdict(list)
    for transfer in transfers:
        leaving[transfer.code].append(transfer)
    return {code: tuple(each) for code, each in leaving.items()}


def has_same_borders(code: str, first: int, last: int) -> bool:
    """Tell whether a place had the same code and territory in two years, as far as the data tell.

    Args:
        code: of a place of the map of the later year; False for one that is not on it.
        first: the earlier year.
        last: the later year.
    """
    gazetteer = load_gazetteer()
    place = gazetteer.at(code, last)
    if place is None or first == last:
        return place is not None
    if first >= FIRST_YEAR:
        changes = changes_of(gazetteer)
        is_changed = any(code in changes.get(year, ()) for year in range(first + 1, last + 1))
        if not is_changed or last == first + 1:  # else it may have been given back since
            return not is_changed
    origin = boundaries_of(last).origin(place, first)
    return origin.is_one and not origin.moved and origin.places[0].code == code


@cache
def changes_of(gazetteer: Gazetteer) -> Mapping[int, frozenset[str]]:
    """Give by year the codes of the places whose territory or code is not that of the map of the year before.

    What went from one place to another changes those of the two and of the places above them that do not hold both.
    """
    flows = {(each.year, each.code, each.to_code) for each in load_transfers()}
    flows |= {
        (each.year, each.code, each.to_code) for all_of in leaving_of(gazetteer).values() for each in all_of
    }
    for one in gazetteer.divisions:
        if one.valid_to is not None:
            flows |= {(one.valid_to + 1, one.code, to_code) for to_code in one.successors}
    changed: defaultdict[int, set[str]] = defaultdict(set)
    for year, code, to_code in flows:
        changed[year] |= line_of(gazetteer, code, year - 1) ^ line_of(gazetteer, to_code, year)
    reached = {(year, to_code) for year, _, to_code in flows}
    for one in gazetteer.divisions:
        if (one.valid_from, one.code) not in reached:  # nobody knows where it was before
            changed[one.valid_from] |= line_of(gazetteer, one.code, one.valid_from)
    return {year: frozenset(codes) for year, codes in changed.items()}


def line_of(gazetteer: Gazetteer, code: str, year: int) -> set[str]:
    """Give the codes of a place of a map and of all above it; none for one that is not on it."""
    place = gazetteer.at(code, year)
    return set() if place is None else {code, *(above.code for above in gazetteer.parents(place, year))}
