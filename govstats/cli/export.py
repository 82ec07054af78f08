"""The command `govstats export`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govstats.cli.options import NamedPath, counted, database_option, refresh_snapshot, say
from govstats.cli.selecting import best_option, selecting_options, settle

if TYPE_CHECKING:
    from govstats.exports.datasets import DatasetFormat, Outcome
    from govstats.warehouse import Wanted
    from govstats.warehouse.dataset import Dataset

_BY_ENDING: dict[str, DatasetFormat] = {
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
    ".zip": "datapackage",
}
# The endings that a format's path may have; all others may have none of _BY_ENDING but their own.
_ENDINGS: dict[DatasetFormat, str] = {"sdmx-csv": ".csv", "datacommons": ".csv"}
_PARTS = ("year", "province")


def read_parts(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Read what a folder is parted by.

    Args:
        ctx: the context of the option.
        param: the option.
        value: such as year,province; None for no wish.

    Returns:
        the words, from the outside inwards.

    Raises:
        click.BadParameter: a word is none of these, or stands there twice.
    """
    parts = tuple(part.strip() for part in value.split(",")) if value is not None else ()
    for part in parts:
        if part not in _PARTS:
            raise click.BadParameter(f"{part!r} is none of {', '.join(_PARTS)}", ctx, param)
    if len(set(parts)) < len(parts):
        raise click.BadParameter("each can be named once", ctx, param)
    return parts


@click.command(name="export")
@selecting_options(needs_indicators=False)
@best_option
@click.option(
    "-o",
    "--output",
    required=True,
    type=NamedPath(path_type=Path),
    help="Write to this file; for a data package that is no .zip, and with --partition, to this folder.",
)
@click.option(
    "--format",
    "export_format",
    type=click.Choice(["csv", "xlsx", "parquet", "datapackage", "sdmx-csv", "datacommons"]),
    help="Default: by the ending of the output, .csv, .xlsx, .parquet or .zip (a data package).",
)
@click.option(
    "--excel/--no-excel",
    "for_excel",
    default=None,
    help="Whether a csv is written for opening in Excel: with a byte order mark, CRLF, and an apostrophe before cells"
    " that Excel would run or show as something else. Default: --excel.",
)
@click.option(
    "--partition",
    metavar="PARTS",
    callback=read_parts,
    help="Part a folder of parquet: year, province, or both with a comma between.",
)
@database_option
def command(
    *,
    wanted: Wanted,
    is_best: bool,
    output: Path,
    export_format: DatasetFormat | None,
    for_excel: bool | None,
    partition: tuple[str, ...],
    database: str | None,
) -> None:
    """Hand figures on as a tidy table that explains itself: one figure a row, with its source.

    Indicators are codes, Chinese names or topics; without any, all figures with an indicator are exported.
    Each file or folder is written as a whole or not at all. docs/exports.md tells what is in each format.

    \b
    Example:
      govstats export mediation -o mediation.xlsx
      govstats export --within 上海市 --years 2018-2022 -o shanghai.csv
      govstats export --format parquet --partition year,province -o figures
      govstats export mediation.success_rate --format sdmx-csv -o rates.csv
    """
    chosen = _settle_format(export_format, output, partition, for_excel=for_excel)
    from govstats.exports.datasets import export
    from govstats.warehouse.dataset import open_dataset

    snapshot = refresh_snapshot(database)
    with open_dataset(snapshot, settle(snapshot, wanted), is_best=is_best) as dataset:
        outcome = export(dataset, output, chosen, for_excel=for_excel is not False, partition=partition)
        _tell(dataset, outcome)


def _settle_format(
    given: DatasetFormat | None, output: Path, partition: tuple[str, ...], *, for_excel: bool | None
) -> DatasetFormat:
    """Settle the format, by the option or else by the ending, and refuse options that it has no use for.

    Raises:
        click.BadParameter: the ending names no format or another one, or an option does not go with the format.
    """
    if str(output) == "-":
        raise click.BadParameter("an export is files; name one", param_hint="'-o'")
    ending = output.suffix.lower()
    by_ending = _BY_ENDING.get(ending)
    chosen = given or by_ending or ("parquet" if partition else None)
    if chosen is None:
        endings = ", ".join(_BY_ENDING)
        raise click.BadParameter(
            f"{output.name!r} ends in none of {endings}; name such a file, or give the format with --format",
            param_hint="'-o'",
        )
    if partition and chosen != "parquet":
        raise click.BadParameter(f"{chosen} is not parted; only parquet is", param_hint="'--partition'")
    if for_excel is not None and chosen != "csv":
        raise click.BadParameter(f"it says how csv is written, not {chosen}", param_hint="'--excel'")
    _require_ending(chosen, output, is_folder=bool(partition))
    return chosen


def _require_ending(chosen: DatasetFormat, output: Path, *, is_folder: bool) -> None:
    """Refuse a path that promises something else than is written there.

    Raises:
        click.BadParameter: it does.
    """
    ending = output.suffix.lower()
    if chosen in _ENDINGS and ending != _ENDINGS[chosen]:
        raise click.BadParameter(
            f"name a file that ends in {_ENDINGS[chosen]} for {chosen}", param_hint="'-o'"
        )
    if is_folder and ending in _BY_ENDING:
        raise click.BadParameter("a parted export is a folder: name one without an ending", param_hint="'-o'")
    if chosen not in _ENDINGS and _BY_ENDING.get(ending, chosen) != chosen:
        raise click.BadParameter(f"{output.name!r} would not hold {chosen}", param_hint="'-o'")


def _tell(dataset: Dataset, outcome: Outcome) -> None:
    """Tell on standard error what was written, and what is not in it."""
    counts = dataset.counts
    parts = ((counts.indicators, "indicator"), (counts.places, "place"), (len(counts.years), "year"))
    within = f" ({', '.join(counted(*part) for part in parts)})" if outcome.figures == counts.figures else ""
    say(f"wrote {', '.join(map(str, outcome.paths))}: {counted(outcome.figures, 'figure')}{within}")
    for number, what in (*_left_out(dataset), *_to_mind(dataset, outcome)):
        if number:
            say(f"note: {counted(number, 'figure')} {what}")
    for note in outcome.notes:
        say(f"note: {note}")
    if not counts.figures:
        say("note: no figure was found for these indicators, places and years")


def _left_out(dataset: Dataset) -> Iterator[tuple[int, str]]:
    """Tell how many figures are not in the dataset, and why."""
    left_out = dataset.left_out
    other_scope = "issuer" if dataset.selection.scope == "place" else "place"
    yield left_out.by_scope, f"of scope {other_scope} left out"
    yield left_out.unsure, "below the confidence asked for left out"
    yield left_out.uncoded, "without an indicator left out; they are in the view metrics of govstats query"
    yield left_out.several_years, "left out, totals of more than a year"
    yield left_out.less_preferred, "not picked, where a place and year has several; --all gives them too"


def _to_mind(dataset: Dataset, outcome: Outcome) -> Iterator[tuple[int, str]]:
    """Tell how many figures want a look at columns of the file, if it has these."""
    counts = dataset.counts
    for number, what, columns in (
        (counts.disputed, "of which others state another value", ["differing"]),
        (counts.contradicted, "contradicted by arithmetic", ["verdict"]),
        (counts.corrected, "corrected by a reviewer", ["correction"]),
        (counts.bounded, "only about, more than or less than so much", ["bound"]),
        (counts.part_years, "of a part of the year only", ["period_start", "period_end"]),
    ):
        headers = [outcome.headers[column] for column in columns if column in outcome.headers]
        if headers:
            yield number, f"{what}; see the column{'s' * (len(headers) > 1)} {' and '.join(headers)}"
