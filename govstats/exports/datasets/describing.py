"""What goes with an exported table so that it explains itself: titles, meanings, origin, caveats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from govstats.catalogue.strict_yaml import read_entries
from govstats.version import __version__
from govstats.warehouse.dataset import Dataset

TITLE_EN = "Figures of government reports"
DESCRIPTION_EN = (
    "Figures read from Chinese government reports by govstats, each with the words that state it."
)
EXPORT_MARK = "govstats"
Condition = Literal["always", "best", "all", "any_scope", "apostrophe", "marked"]
"""Of which tables a caveat is true."""

DATA = Path(__file__).with_name("data")
"""Where the words of exported tables are."""


class ColumnWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a column is called and what it holds, in Chinese.

    Attributes:
        name: its name in the files.
        title: its header where people read it.
        meaning: what it holds, one line.
    """

    name: str
    title: str
    meaning: str


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that people read in exported tables.

    Attributes:
        name: what the program calls them; a dot parts what they are of.
        zh: in Chinese.
    """

    name: str
    zh: str


class Caveat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a reader of an exported table must know.

    Attributes:
        when: of which tables it is true.
        zh: in Chinese.
        en: in English.
    """

    when: Condition
    zh: str
    en: str


@cache
def column_words() -> dict[str, ColumnWords]:
    """Give the Chinese words for columns, by name.

    Raises:
        CatalogueError: the data file is wrong.
    """
    return {entry.name: entry for entry in read_entries(DATA / "columns.yml", ColumnWords)}


def title_of(column: str) -> str:
    """Give the Chinese header of a column."""
    return column_words()[column].title


@cache
def _wordings() -> dict[str, str]:
    return {entry.name: entry.zh for entry in read_entries(DATA / "wordings.yml", Wording)}


def word(name: str) -> str:
    """Give the Chinese words of a name, such as section.units."""
    return _wordings()[name]


def words_under(group: str) -> dict[str, str]:
    """Give the Chinese words of the names of a group, such as origin, by what stands behind its dot, in order."""
    return {
        name.removeprefix(f"{group}."): zh for name, zh in _wordings().items() if name.startswith(f"{group}.")
    }


@cache
def _all_caveats() -> tuple[Caveat, ...]:
    return read_entries(DATA / "caveats.yml", Caveat)


def caveats(dataset: Dataset, *more: Condition) -> tuple[Caveat, ...]:
    """Give what a reader of the dataset must know.

    Args:
        dataset: the figures.
        more: what is true of the file that they are written to.
    """
    true_of: set[Condition] = {"always", "best" if dataset.is_best else "all", *more}
    if dataset.selection.scope != "place":
        true_of.add("any_scope")
    return tuple(caveat for caveat in _all_caveats() if caveat.when in true_of)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a dataset comes from.

    Attributes:
        program: the program and its version.
        database: the identity of the store and how often its reports have changed.
        catalogue: version of the catalogue of indicators.
        divisions: version of the table of places.
        as_of: when the latest report was stored, in UTC; None where there is none.
        selection: what was asked for, part by part in the words of the options.
        figures: how many figures there are.
        of_which: how many of them are disputed, contradicted, corrected, bounded, or of a part of their year; see Counts.
        left_out: how many figures fit the indicators, places and years asked for and are not there; see LeftOut.
    """

    program: str
    database: str
    catalogue: str
    divisions: str
    as_of: datetime | None
    selection: dict[str, Any]
    figures: int
    of_which: dict[str, int]
    left_out: dict[str, int]


def origin_of(dataset: Dataset) -> Origin:
    """Tell where a dataset comes from; nothing in it depends on the clock or the machine."""
    selection, state, counts = dataset.selection, dataset.state, dataset.counts
    return Origin(
        program=f"govstats {__version__}",
        database=f"{state.store_uuid} @ {state.store_version}",
        catalogue=state.catalogue_version,
        divisions=state.places_version,
        as_of=state.last_ingested.replace(microsecond=0) if state.last_ingested else None,
        selection={
            "figures": "best" if dataset.is_best else "all",
            "indicators": list(selection.indicators) or "all",
            "places": [place.code for place in selection.places] or "all",
            "years": list(selection.years) or "all",
            "scope": selection.scope,
            "min_confidence": selection.min_confidence,
        },
        figures=counts.figures,
        of_which={
            "disputed": counts.disputed,
            "contradicted": counts.contradicted,
            "corrected": counts.corrected,
            "bounded": counts.bounded,
            "part_years": counts.part_years,
        },
        left_out=msgspec.to_builtins(dataset.left_out),
    )


def describe(dataset: Dataset, *more: Condition) -> dict[str, Any]:
    """Describe a dataset as a JSON object: origin, columns, indicators, units, caveats.

    Args:
        dataset: the figures.
        more: what is true of the file that they are written to; see caveats.

    Returns:
        what can be written as JSON; equal for equal states of the database and equal wishes.
    """
    return {
        EXPORT_MARK: msgspec.to_builtins(origin_of(dataset)),
        "title": word("title"),
        "description": DESCRIPTION_EN,
        "columns": [
            {
                "name": name,
                "title": title_of(name),
                "meaning": meaning,
                "meaning_zh": column_words()[name].meaning,
            }
            for name, meaning in dataset.meanings.items()
        ],
        "indicators": plain_rows(dataset.indicators()),
        "units": plain_rows(dataset.units()),
        "caveats": [msgspec.to_builtins(caveat) for caveat in caveats(dataset, *more)],
    }


def plain_rows(table: Any) -> list[dict[str, Any]]:
    """Give the rows of an Arrow table as JSON has them: exact numbers as text, empty cells left out."""
    return [
        {name: msgspec.to_builtins(value, enc_hook=str) for name, value in row.items() if value is not None}
        for row in table.to_pylist()
    ]


def write_json(description: Any) -> bytes:
    """Write JSON for people and programs: Chinese as it is, indented, one line break at the end."""
    return msgspec.json.format(msgspec.json.encode(description), indent=2) + b"\n"
