"""Reads what users divide figures by, such as the population, from a CSV file of theirs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from govstats.errors import GovstatsError, PlaceError, ReadingError
from govstats.places import load_gazetteer

COLUMNS = 3
NUMBER = re.compile(r"[0-9]{1,18}(\.[0-9]{1,6})?")
YEAR = re.compile(r"(19|20)[0-9]{2}")
HINT = "a line has a place (code or name), a year and a number, below a line with their names: 地区代码,年份,常住人口(万人)"


@dataclass(frozen=True, slots=True)
class LoadedDivisor:
    """What figures are divided by.

    Attributes:
        name: its name with its unit, as the file's header has it: 常住人口(万人).
        values: by code of the place and year.
    """

    name: str
    values: Mapping[tuple[str, int], Decimal]


def load_divisor(path: Path) -> LoadedDivisor:
    """Read values by place and year.

    Args:
        path: a CSV file in UTF-8. The first line names the columns, the third one is what the values are; every
            other line has the code or name of a place, a year and a number without separators, zero or more. Places are
            those of the map of their year. Empty lines are passed over.

    Returns:
        the values.

    Raises:
        ReadingError: the file cannot be read, or a line is not so, or has a place and year for the second time; the
            message begins with the name of the file and the number of the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ReadingError(f"{path} cannot be read: {error.strerror or error}", HINT) from error
    except UnicodeDecodeError as error:
        raise ReadingError(
            f"{path}: byte {error.start + 1} is not UTF-8", "save it as CSV in UTF-8 (in Excel: CSV UTF-8)"
        ) from error
    lines = read_lines(path, text)
    number, names = next(lines, (1, []))
    if len(names) != COLUMNS or not names[2].strip():
        raise ReadingError(f"{path}: line {number} does not name three columns", HINT)
    if YEAR.fullmatch(names[1].strip()):
        raise ReadingError(f"{path}: line {number} has values where the names of the columns belong", HINT)
    return LoadedDivisor(names[2].strip(), read_values(path, lines))


def read_lines(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Give the lines that are not empty, each with its number."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise ReadingError(f"{path}: line {reader.line_num} is no CSV: {error}", HINT) from error


def read_values(path: Path, lines: Iterator[tuple[int, list[str]]]) -> Mapping[tuple[str, int], Decimal]:
    """Read the lines below the names of the columns."""
    values: dict[tuple[str, int], Decimal] = {}
    seen: dict[tuple[str, int], int] = {}
    for number, cells in lines:
        try:
            key, value = read_value([cell.strip() for cell in cells])
        except GovstatsError as error:
            raise ReadingError(f"{path}: line {number}: {error.message}", error.hint) from error
        if key in values:
            raise ReadingError(
                f"{path}: line {number}: {key[0]} has a value for {key[1]} in line {seen[key]} already",
                "leave one of the two out",
            )
        values[key], seen[key] = value, number
    if not values:
        raise ReadingError(f"{path} has no values", HINT)
    return values


def read_value(cells: list[str]) -> tuple[tuple[str, int], Decimal]:
    """Read one line.

    Raises:
        ReadingError: it is no place, year and number.
        PlaceError: there is no such place in the year, or there are several.
    """
    if len(cells) != COLUMNS:
        raise ReadingError(f"it has {len(cells)} cells, not {COLUMNS}", HINT)
    place, year, value = cells
    if not YEAR.fullmatch(year):
        raise ReadingError(f"{year!r} is no year", HINT)
    if not NUMBER.fullmatch(value):
        raise ReadingError(
            f"{value!r} is no number of at most 18 digits and 6 decimals",
            "write it in plain digits, without separators, signs or units: 2487.09",
        )
    if not place:
        raise PlaceError("the place is missing", HINT)
    return (load_gazetteer().resolve(place, int(year)).code, int(year)), Decimal(value)
