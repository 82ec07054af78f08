"""Loads the catalogue: versioned data files about units, indicators and the words that mean them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import msgspec

from govstats.catalogue.checking import Problem, check_entries, check_readings
from govstats.catalogue.compiled import Compiled, digest_of, fetch, keep
from govstats.catalogue.entries import Indicator, Unit
from govstats.catalogue.folders import DATA, Folder, joint_version, own_folder, program_folder
from govstats.catalogue.matching import MATCHING, Matcher, load_matching_words
from govstats.catalogue.strict_yaml import Located, read_located
from govstats.errors import CatalogueError

_Entry = TypeVar("_Entry", Unit, Indicator)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The indicators and units that rows can be of.

    Attributes:
        version: the version of the data files; every observation is of a report that records the one it was coded with.
        units: the units by code.
        indicators: the indicators that figures are coded with, by code, in the order of the files; a user's own come last.
        matcher: finds the indicator of a label.
    """

    version: str
    units: Mapping[str, Unit]
    indicators: Mapping[str, Indicator]
    matcher: Matcher


def load_catalogue(
    directory: Path = DATA, own: Path | None = None, *, experimental: bool = False
) -> Catalogue:
    """Load and check the catalogue; one that has been checked before is fetched from the user's cache folder.

    Args:
        directory: a folder with VERSION, units.yml, matching.yml and indicators/*.yml.
        own: a folder of the user's own; its entries are added, and replace those of the same code.
        experimental: whether figures are coded with experimental indicators too.

    Returns:
        The catalogue. Every example reads as its indicator, and no refusal does.

    Raises:
        CatalogueError: a file is missing or wrong; the message names the file and the line of the first thing that is.
    """
    program = program_folder(directory)
    mine = own_folder(own) if own is not None else None
    try:
        digest = digest_of((*program.files, directory / MATCHING, *(mine.files if mine is not None else ())))
    except OSError as error:
        raise CatalogueError(f"{error.filename}: cannot be read: {error}", "restore the file") from error
    compiled = fetch(digest)
    if compiled is None:
        compiled, problems = _examine(program, mine)
        if compiled is None or problems:
            first, others = problems[0], len(problems) - 1
            more = f" (and {others} more: govstats indicators check lists them)" if others else ""
            raise CatalogueError(f"{first.where}: {first.message}{more}", first.hint)
        keep(digest, compiled)
    return _build(
        compiled, joint_version(program, mine, experimental=experimental), experimental=experimental
    )


def examine_catalogue(
    directory: Path = DATA, own: Path | None = None
) -> tuple[Catalogue | None, Sequence[Problem]]:
    """Load the catalogue, with the experimental indicators, and list everything that is wrong with it.

    Args:
        directory: the folder of the program's catalogue.
        own: a folder of the user's own, or None.

    Returns:
        The catalogue, None where its entries contradict each other, and the problems; those of examples and wordings
        in the user's own files come first.

    Raises:
        CatalogueError: a file is missing, is not YAML, or holds an entry that is none.
    """
    program = program_folder(directory)
    mine = own_folder(own) if own is not None else None
    compiled, problems = _examine(program, mine)
    if compiled is None:
        return None, problems
    return _build(compiled, joint_version(program, mine, experimental=True), experimental=True), problems


def _examine(program: Folder, mine: Folder | None) -> tuple[Compiled | None, Sequence[Problem]]:
    """Read and check files; examples must be read with the experimental indicators and, of the others, without them."""
    units, twice_units = _merge(_read_units(program), _read_units(mine))
    indicators, twice_indicators = _merge(_read_indicators(program), _read_indicators(mine))
    words = load_matching_words(program.path)
    problems = [*twice_units, *twice_indicators, *check_entries(units, indicators, words)]
    if problems:
        return None, problems
    measures = {code: located.entry for code, located in units.items()}
    own_first = sorted(indicators.values(), key=lambda each: mine is None or each.path not in mine.indicators)
    for chosen in (own_first, [each for each in own_first if not each.entry.experimental]):
        entries = {each.entry.code: each.entry for each in chosen}
        problems += check_readings(chosen, measures, Matcher(entries, measures, words))
    entries_in_order = tuple(each.entry for each in indicators.values())
    return Compiled(tuple(measures.values()), entries_in_order, words), list(dict.fromkeys(problems))


def _build(compiled: Compiled, version: str, *, experimental: bool) -> Catalogue:
    units = MappingProxyType({unit.code: unit for unit in compiled.units})
    used = {each.code: each for each in compiled.indicators if experimental or not each.experimental}
    matcher = Matcher(used, units, compiled.words)
    return Catalogue(version, units, MappingProxyType(used), matcher)


def load_units(directory: Path = DATA) -> Mapping[str, Unit]:
    """Load the units of the program's catalogue by code, without the indicators.

    Raises:
        CatalogueError: an entry is wrong, or two units share a code, a symbol or a surface.
    """
    units, twice = _merge(_read_units(program_folder(directory)), ())
    problems = [*twice, *check_entries(units, {}, None)]
    if problems:
        raise CatalogueError(f"{problems[0].where}: {problems[0].message}", problems[0].hint)
    return MappingProxyType({code: located.entry for code, located in units.items()})


def load_version(directory: Path = DATA) -> str:
    """Read the version of the program's catalogue, such as 2026.2.

    Raises:
        CatalogueError: the file VERSION is missing.
    """
    return program_folder(directory).version


def _read_units(folder: Folder | None) -> Sequence[Located[Unit]]:
    return read_located(folder.units, Unit) if folder is not None and folder.units is not None else ()


def _read_indicators(folder: Folder | None) -> Sequence[Located[Indicator]]:
    found: list[Located[Indicator]] = []
    for path in folder.indicators if folder is not None else ():
        for located in read_located(path, Indicator):
            if located.entry.topic:
                raise CatalogueError(
                    f"{located.where('topic')}: unknown key `topic`", "the code begins with the topic"
                )
            topic = located.entry.code.partition(".")[0]
            found.append(
                Located(msgspec.structs.replace(located.entry, topic=topic), located.path, located.node)
            )
    return found


def _merge(
    program: Iterable[Located[_Entry]], own: Iterable[Located[_Entry]]
) -> tuple[dict[str, Located[_Entry]], list[Problem]]:
    """Put the user's entries over the program's; an entry that stands twice in one of the folders is a problem."""
    merged: dict[str, Located[_Entry]] = {}
    problems: list[Problem] = []
    for entries in (program, own):
        seen: dict[str, Located[_Entry]] = {}
        for located in entries:
            code = located.entry.code
            if code in seen:
                message = f"the code {code} stands already in {seen[code].where('code')}"
                problems.append(Problem(located.where("code"), message, "keep one of them"))
            seen[code] = merged[code] = located
    return merged, problems
