"""The gazetteer: all divisions since 1980, asked by code, by name, or for the names in a text."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import cast

from govstats.places.division import Division, Level
from govstats.places.finding import Finder, Found, Lookalikes
from govstats.places.names import NameTable, pick_year
from govstats.places.resolving import Resolver
from govstats.places.zones import FoundZone, ListedZone, ZoneFinder, ZoneWords


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """The divisions of all years, immutable.

    The map of a year is that of its 31 December. A year later than the data uses the newest map; a year
    before 1980, when the data begins, has none.

    Attributes:
        version: of the data: the year of the newest map and a number, such as 2025.1.
        divisions: all divisions in the order of code and year.
    """

    version: str
    divisions: tuple[Division, ...] = field(repr=False)
    _names: NameTable = field(repr=False)
    _finder: Finder = field(repr=False)
    _zones: ZoneFinder = field(repr=False)
    _resolver: Resolver = field(repr=False)

    def at(self, code: str, year: int) -> Division | None:
        """Give the division that a code means in the map of a year.

        Args:
            code: six digits.
            year: such as 2020.
        """
        return self._names.at(code, year)

    def named(self, name: str, year: int) -> tuple[Division, ...]:
        """Give the divisions that a name means in the map of a year, in the order of their codes.

        Args:
            name: 宝山区, or with names above it, long or short: 上海市宝山区, 上海宝山区, 四川省游仙区.
            year: such as 2020.
        """
        return pick_year(self._names.written(name), year)

    def parents(self, division: Division, year: int) -> tuple[Division, ...]:
        """Give the divisions above one in the map of a year, the province first."""
        if division.parent_code is None:
            return ()
        parent = self.at(division.parent_code, year)
        return () if parent is None else (*self.parents(parent, year), parent)

    def below(self, code: str, year: int) -> tuple[Division, ...]:
        """Give all divisions inside another in the map of a year, at any depth, in the order of codes."""
        inside = {code}
        found = []
        # By level, not by digits: until 1995 many county-level cities had codes unlike their prefecture's.
        for level in ("prefecture", "county"):
            for division in self.divisions:
                if division.level == level and division.parent_code in inside and division.is_valid_in(year):
                    found.append(division)
                    inside.add(division.code)
        return tuple(sorted(found, key=lambda division: division.code))

    def resolve(self, wanted: str, year: int | None, evidence: str = "") -> Division:
        """Tell which division is meant.

        A shared name is settled by the evidence alone: by full names, by the names of parents, by the province
        that a document number begins with (沪宝府发〔2021〕3号); never by a guess.

        Args:
            wanted: a code, a name or full name (as for named), a short name such as 海淀 or 上海宝山, or one of
                these before a body's: 闵行区司法局, 上海市宝山区人民政府.
            year: the year of the map; None for the newest map in which there is such a place.
            evidence: other words about the same thing: title, issuer, name of the site, document number, body.

        Raises:
            PlaceError: no division of the year is called so, or several are, or it is a development zone without
                a code of its own.
        """
        return self._resolver.resolve(wanted, year, evidence)

    def meant(self, wanted: str, year: int | None, evidence: str = "") -> Division | None:
        """Tell which division is meant, or that it cannot be told: what `resolve` would raise an error for.

        Args:
            wanted: as for resolve.
            year: as for resolve.
            evidence: as for resolve.
        """
        return self._resolver.meant(wanted, year, evidence)

    def find(self, text: str, year: int | None) -> tuple[Found, ...]:
        """Find the names of divisions in a text, in the order of the text; none overlaps another.

        Names are found with their suffix (宝山区, not 宝山), the longest first, together with the names above
        that stand right before them (上海市宝山区 and 上海宝山区 are one). A name that meant no division in
        the year is passed over, and so are words such as 城区 that are common nouns as well, unless a name
        above stands before them or an office behind. The time is linear in the length of the text.

        Args:
            text: a title, an issuer, a whole report.
            year: the year of the map; None for the newest map in which there is such a place.
        """
        return self._finder.find(text, year)

    def find_zones(self, text: str, year: int | None) -> tuple[FoundZone, ...]:
        """Find the development zones in a text that have no code of their own, in the order of the text.

        Found are the zones of zones.csv by each of their names, and any other by how its name ends: behind the
        name of a division (合肥经济技术开发区), else before an office, a year or the end of the line
        (新站高新区管委会). A name of the kind that has a code in the year (浦东新区) is none. A span begins with the
        names of divisions right before the zone's own (南京市江北新区), so that it holds what find finds there.

        Args:
            text: an issuer, a title, the name of a site; the endings are too common for whole reports.
            year: the year of the map; None for the newest.
        """
        return self._zones.find(text, year)


@cache
def load_gazetteer() -> Gazetteer:
    """Load the gazetteer that govstats contains; the data is read once in a process."""
    data = files("govstats.places") / "data"
    shorts: dict[str, str] = {}
    divisions = []
    for line in (data / "divisions.csv").read_text(encoding="utf-8").splitlines()[1:]:
        # The build lets no comma into a field; splitting takes a third of the time of the csv module.
        code, name, short, full_name, level, parent, province, first, last, successors = line.split(",")
        shorts[name] = short
        years = int(first), int(last) if last else None
        after = tuple(successors.split()) if successors else ()
        divisions.append(
            Division(code, name, full_name, cast("Level", level), parent or None, province, *years, after)
        )
    names = NameTable.of(divisions, shorts)
    finder = Finder.of(names, _read_lookalikes())
    zones = ZoneFinder.of(names, finder, _read_zone_words(), _read_zones())
    version = (data / "VERSION").read_text(encoding="utf-8").strip()
    resolver = Resolver(names, finder, zones, dict(_read_rows("abbreviations.csv")))
    return Gazetteer(version, tuple(divisions), names, finder, zones, resolver)


def _read_lookalikes() -> Lookalikes:
    """Read lookalikes.csv."""
    kinds = _read_words("lookalikes.csv")
    return Lookalikes(
        generic=frozenset(kinds["generic"]),
        longer=frozenset(kinds["longer"]),
        after=frozenset(kinds["after"]),
        office=tuple(kinds["office"]),
        before=frozenset(kinds["before"]),
    )


def _read_zone_words() -> ZoneWords:
    """Read zone_words.csv."""
    kinds = _read_words("zone_words.csv")
    return ZoneWords(
        strong=frozenset(kinds["strong"]),
        weak=frozenset(kinds["weak"]),
        office=tuple(kinds["office"]),
        front=tuple(kinds["front"]),
    )


def _read_zones() -> list[ListedZone]:
    """Read zones.csv."""
    return [
        ListedZone(name, tuple(also.split()), kind, tuple(codes.split()), int(until) if until else None)
        for name, also, kind, codes, until in _read_rows("zones.csv")
    ]


def _read_words(name: str) -> dict[str, list[str]]:
    """Read a table of words by their kind."""
    kinds: dict[str, list[str]] = {}
    for kind, word in _read_rows(name):
        kinds.setdefault(kind, []).append(word)
    return kinds


def _read_rows(name: str) -> list[list[str]]:
    """Read the rows of a small table, without its headers."""
    text = (files("govstats.places") / "data" / name).read_text(encoding="utf-8")
    return list(csv.reader(text.splitlines()))[1:]
