"""CSV with a description beside it, by the W3C's "Metadata Vocabulary for Tabular Data" (CSV on the Web)."""

from __future__ import annotations

import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.compute as pc

from govstats.exports.datasets.cells import BOM, as_texts, text_columns, write_rows
from govstats.exports.datasets.describing import (
    DESCRIPTION_EN,
    TITLE_EN,
    Condition,
    describe,
    title_of,
    word,
    write_json,
)
from govstats.exports.datasets.outcome import Outcome, as_named, counted
from govstats.exports.files import replaced_file
from govstats.exports.spreadsheets import CHANGED, EXACT_DIGITS, is_exact_in_spreadsheet, keep_text
from govstats.exports.values import FORMULA_STARTS
from govstats.warehouse.dataset import Dataset

METADATA_ENDING = "-metadata.json"
"""What the standard puts behind the name of a CSV to find its description."""

_DATATYPES: tuple[tuple[Callable[[pa.DataType], bool], str], ...] = (
    (pa.types.is_integer, "integer"),
    (pa.types.is_decimal, "decimal"),
    (pa.types.is_floating, "double"),
    (pa.types.is_date, "date"),
)
_MINDED = f"^[{''.join(FORMULA_STARTS)}]|{CHANGED}"  # what keep_text may change
_LONG = rf"(?:\d\.?){{{EXACT_DIGITS + 1},}}"  # what may have more significant digits than a spreadsheet keeps


def write_csv(dataset: Dataset, target: Path, *, for_excel: bool = True) -> Outcome:
    """Write the figures as CSV, and target-metadata.json, which describes it; beside a device or pipe there is none.

    Args:
        dataset: the figures.
        target: the CSV.
        for_excel: whether it begins with a byte order mark, lines end with CRLF, and cells that a spreadsheet would run
            as a formula or show as another text have an apostrophe before them. Without, the texts are as they are.

    Returns:
        what was written.

    Raises:
        ExportError: a file cannot be written.
    """
    guard = _Guard()
    description = target.with_name(target.name + METADATA_ENDING)
    is_device = target.exists() and not target.is_file()  # beside it is no place for files
    with (
        replaced_file(target) as stream,
        replaced_file(Path(os.devnull) if is_device else description) as beside,
    ):
        if for_excel:
            stream.write(BOM)
        write_rows(
            stream,
            dataset.schema.names,
            dataset.figures(),
            guard.write if for_excel else text_columns,
            line_end="\r\n" if for_excel else "\n",
        )
        beside.write(write_json(_metadata(dataset, target.name, guard, for_excel=for_excel)))
        beside.flush()
    paths = (target,) if is_device else (target, description)
    return Outcome(paths, dataset.counts.figures, as_named(dataset), guard.notes())


class _Guard:
    """Writes cells so that a spreadsheet shows them as they are, and counts the ones that needed it.

    Attributes:
        numbers: names of the columns of numbers in which one needed it, which is text there.
        texts: how many texts needed it.
    """

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.texts = 0

    def write(self, batch: pa.RecordBatch) -> list[list[str]]:
        """Write the cells of a batch as text."""
        return [
            self._column(name, column) for name, column in zip(batch.schema.names, batch.columns, strict=True)
        ]

    def _column(self, name: str, column: pa.Array) -> list[str]:
        texts = as_texts(column)
        written: list[str] = texts.to_pylist()
        if pa.types.is_string(column.type):
            for index in _indexes(pc.match_substring_regex(texts, _MINDED)):
                kept = keep_text(written[index])
                self.texts += kept != written[index]
                written[index] = kept
        elif pa.types.is_decimal(column.type):
            for index in _indexes(pc.match_substring_regex(texts, _LONG)):
                if not is_exact_in_spreadsheet(Decimal(written[index])):
                    written[index] = "'" + written[index]
                    self.numbers[name] = self.numbers.get(name, 0) + 1
        return written

    def conditions(self) -> tuple[Condition, ...]:
        """Tell what is therefore true of the file."""
        return ("apostrophe",) if self.texts or self.numbers else ()

    def notes(self) -> tuple[str, ...]:
        """Tell what needed it."""
        notes = []
        if self.texts:
            texts = counted(self.texts, "text")
            notes.append(f"{texts} with an apostrophe before, against what spreadsheets make of them")
        if long := sum(self.numbers.values()):
            numbers = counted(long, "number")
            notes.append(
                f"{numbers} of more than {EXACT_DIGITS} digits with an apostrophe before, against rounding"
            )
        return tuple(notes)


def _indexes(mask: pa.Array) -> list[int]:
    indexes: list[int] = pc.indices_nonzero(mask).to_pylist()
    return indexes


def _metadata(dataset: Dataset, name: str, guard: _Guard, *, for_excel: bool) -> dict[str, Any]:
    schema = dataset.schema
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": quote(name),
        "dc:title": [{"@value": word("title"), "@language": "zh"}, {"@value": TITLE_EN, "@language": "en"}],
        "dc:description": DESCRIPTION_EN,
        "dialect": {
            "encoding": "utf-8",
            "header": True,
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "lineTerminators": ["\r\n" if for_excel else "\n"],
        },
        "tableSchema": {
            "columns": [
                {
                    "name": field.name,
                    "titles": field.name,
                    "rdfs:label": {"@value": title_of(field.name), "@language": "zh"},
                    "dc:description": dataset.meanings[field.name],
                    "datatype": "string" if field.name in guard.numbers else _datatype(field.type),
                }
                for field in schema
            ],
            "primaryKey": "observation_id",
        },
        "notes": [describe(dataset, *guard.conditions())],
    }


def _datatype(kind: pa.DataType) -> str:
    return next((name for is_of, name in _DATATYPES if is_of(kind)), "string")
