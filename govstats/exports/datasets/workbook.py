"""The figures as a workbook: a sheet of figures and a sheet 说明 that explains them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from govstats.errors import ExportError
from govstats.exports.datasets.cells import python_rows
from govstats.exports.datasets.describing import (
    caveats,
    column_words,
    origin_of,
    title_of,
    word,
    words_under,
)
from govstats.exports.datasets.outcome import Outcome, counted
from govstats.exports.tables import Section
from govstats.exports.workbook import ROW_LIMIT, write_workbook
from govstats.warehouse.dataset import Dataset

_NAMED_PLACES = 20  # as many are named one by one


def write_figures(dataset: Dataset, target: Path) -> Outcome:
    """Write the figures as a workbook.

    Args:
        dataset: the figures.
        target: the file.

    Returns:
        what was written.

    Raises:
        ExportError: there are more figures than a sheet has rows, a text is longer than a cell may be, or the file
            cannot be written.
    """
    if dataset.counts.figures >= ROW_LIMIT:
        raise ExportError(
            f"{dataset.counts.figures:,} figures do not fit on a sheet, which holds {ROW_LIMIT - 1:,}",
            "export fewer indicators, places or years, or as csv or parquet",
        )
    written = write_workbook(
        target,
        [title_of(name) for name in dataset.schema.names],
        python_rows(dataset.figures()),
        explain(dataset),
        title=word("title"),
        created=dataset.state.last_ingested,
    )
    notes: tuple[str, ...] = ()
    if written.as_text:
        notes = (
            f"{counted(written.as_text, 'number')} of more than 15 digits as marked text, against rounding",
        )
    headers = {name: title_of(name) for name in dataset.schema.names}
    return Outcome((target,), written.rows, headers, notes)


def explain(dataset: Dataset) -> tuple[Section, ...]:
    """Write the sheet of notes on a dataset, in Chinese."""
    headings = words_under("section")
    told = enumerate(caveats(dataset, "marked"), start=1)
    tables = {name: getattr(dataset, name)() for name in ("indicators", "units", "reports")}
    columns = dict.fromkeys(
        [*dataset.schema.names, *(name for table in tables.values() for name in table.schema.names)]
    )
    return (
        Section(word("title"), list(_origin(dataset))),
        Section(headings["left_out"], list(_left_out(dataset)), ("", word("header.figures"))),
        Section(headings["caveats"], [(number, caveat.zh) for number, caveat in told]),
        Section(
            headings["columns"],
            [(title_of(name), column_words()[name].meaning, name) for name in columns],
            tuple(word(f"header.{name}") for name in ("column", "meaning", "name")),
        ),
        *(section_of(headings[name], table) for name, table in tables.items()),
    )


def section_of(heading: str, table: pa.Table) -> Section:
    """Make a part of the notes of a table whose columns are among those of exports."""
    rows = python_rows(table.to_batches())
    return Section(heading, rows, tuple(title_of(name) for name in table.schema.names))


def _origin(dataset: Dataset) -> Iterator[Sequence[Any]]:
    origin, counts = origin_of(dataset), dataset.counts
    for name, label in words_under("origin").items():
        yield label, getattr(origin, name)
    for name, label in words_under("counts").items():
        counted_up = getattr(counts, name)
        yield label, word("list").join(map(str, counted_up)) if name == "years" else counted_up
    for name, label in words_under("selection").items():
        yield label, _say(origin.selection[name])


def _left_out(dataset: Dataset) -> Iterator[Sequence[Any]]:
    left_out = origin_of(dataset).left_out
    for name, label in words_under("left_out").items():
        yield label, left_out[name]


def _say(chosen: Any) -> str:
    """Say what was chosen; a long list by its beginning."""
    if isinstance(chosen, list):
        shown = word("list").join(map(str, chosen[:_NAMED_PLACES]))
        more = f" {word('and_more')} {len(chosen)} {word('pieces')}"
        return shown if len(chosen) <= _NAMED_PLACES else shown + more
    return words_under("chosen").get(chosen, str(chosen))
