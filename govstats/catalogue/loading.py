"""Loads the catalogue: versioned data files about units, indicators and the words that mean them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import msgspec

from govstats.catalogue.entries import Indicator, Unit
from govstats.catalogue.strict_yaml import read_entries
from govstats.errors import CatalogueError

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The indicators and units that rows can be of.

    Attributes:
        version: the version of the data files; every report records the one it was read with.
        units: the units by code.
        indicators: the indicators by code, in the order of the files.
    """

    version: str
    units: Mapping[str, Unit]
    indicators: Mapping[str, Indicator]


def load_catalogue(directory: Path = DATA) -> Catalogue:
    """Load and check the catalogue.

    Args:
        directory: a folder with VERSION, units.yml and indicators/*.yml.

    Returns:
        The catalogue; entries refer only to entries that exist.

    Raises:
        CatalogueError: a file is missing or wrong; the message names the file and the line.
    """
    units = load_units(directory)
    indicators = load_indicators(directory)
    _check_references(indicators, units, directory)
    return Catalogue(load_version(directory), units, indicators)


def load_version(directory: Path = DATA) -> str:
    """Read the version of a catalogue's data files, such as 2026.2.

    Raises:
        CatalogueError: the file VERSION is missing.
    """
    try:
        return (directory / "VERSION").read_text(encoding="utf-8").strip()
    except OSError as error:
        raise CatalogueError(
            f"{directory / 'VERSION'}: cannot be read: {error}", "restore the file"
        ) from error


def load_units(directory: Path = DATA) -> Mapping[str, Unit]:
    """Load the units by code.

    Raises:
        CatalogueError: an entry is wrong, or two units share a code, a symbol or a surface.
    """
    path = directory / "units.yml"
    units = read_entries(path, Unit)
    _refuse_twice(path, "code", (unit.code for unit in units))
    _refuse_twice(path, "symbol", (unit.symbol for unit in units))
    _refuse_twice(path, "surface", (surface for unit in units for surface in unit.surfaces))
    by_code = {unit.code: unit for unit in units}
    for unit in units:
        base = by_code.get(unit.base)
        if base is None or base.dimension != unit.dimension or base.base != base.code:
            raise CatalogueError(
                f"{path}: the unit {unit.code} has the base {unit.base}, which is no base unit of its dimension",
                "name the unit of the same dimension whose factor is 1",
            )
    return MappingProxyType(by_code)


def load_indicators(directory: Path = DATA) -> Mapping[str, Indicator]:
    """Load the indicators by code; the topic is the name of the file.

    Raises:
        CatalogueError: an entry is wrong, or two indicators share a code or a name.
    """
    found: list[tuple[Path, Indicator]] = []
    for path in sorted((directory / "indicators").glob("*.yml")):
        entries = read_entries(path, Indicator)
        found.extend((path, msgspec.structs.replace(entry, topic=path.stem)) for entry in entries)
    for attribute in ("code", "name"):
        seen: dict[str, Path] = {}
        for path, indicator in found:
            value = getattr(indicator, attribute)
            if value in seen:
                raise CatalogueError(
                    f"{path}: the {attribute} {value} stands in {seen[value].name} already",
                    "keep one of them",
                )
            seen[value] = path
    return MappingProxyType({indicator.code: indicator for _, indicator in found})


def _refuse_twice(path: Path, what: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise CatalogueError(f"{path}: the {what} {value!r} stands twice", "keep one of them")
        seen.add(value)


def _check_references(
    indicators: Mapping[str, Indicator], units: Mapping[str, Unit], directory: Path
) -> None:
    for indicator in indicators.values():
        path = directory / "indicators" / f"{indicator.topic}.yml"
        for unit in (indicator.unit, *indicator.also_in):
            if unit not in units:
                raise CatalogueError(f"{path}: {indicator.code} has the unknown unit {unit}", "see units.yml")
        for other in (indicator.numerator, indicator.denominator):
            if other is not None and other not in indicators:
                raise CatalogueError(
                    f"{path}: {indicator.code} refers to the unknown indicator {other}", "see its code"
                )
