"""The command `govstats extract`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govstats.cli.options import (
    NamedPath,
    catalogue_option,
    choose_catalogue,
    experimental_option,
    given_header,
    header_options,
    limits_for,
    max_size_option,
    output_options,
    put_out,
    say,
    settle_format,
    tell_failure,
)
from govstats.errors import GovstatsError

if TYPE_CHECKING:
    from govstats.exports import Encoding, Format
    from govstats.observations import Extraction, Observation
    from govstats.quantities import SetAside
    from govstats.reading import Given, Limits, Report
    from govstats.settings import CatalogueChoice

_COLUMNS = (
    "report", "start", "end", "text", "value", "unit", "bound", "kind", "label", "indicator", "district",
    "district_code", "year", "period_start", "period_end", "status", "scope", "part_of", "confidence",
    "doubts", "rule", "evidence",
)  # fmt: skip
_TABLE_COLUMNS = (
    "text", "label", "value", "unit", "bound", "kind", "year", "scope", "indicator", "confidence", "evidence",
)  # fmt: skip
_ASIDE_COLUMNS = ("reason",)


@click.command(name="extract")
@click.argument(
    "paths", nargs=-1, required=True, type=NamedPath(path_type=Path), metavar="FILE|FOLDER|ZIP|-..."
)
@click.option(
    "--numbers", is_flag=True, help="Show the numbers that are no figures too, each with its reason."
)
@header_options
@max_size_option
@catalogue_option
@experimental_option
@output_options
def command(
    *,
    paths: tuple[Path, ...],
    numbers: bool,
    place: str | None,
    year: int | None,
    issuer: str | None,
    max_megabytes: int,
    own_catalogue: Path | None,
    experimental: bool | None,
    output_format: Format | None,
    output: Path | None,
    encoding: Encoding | None,
) -> int:
    """Show what would be read from reports, without a database.

    On a terminal: a table of the figures with the words that each was read from. In the other formats:
    all columns, with start and end as code-point offsets into the text of the report, which `govstats show`
    prints. A report whose place or year cannot be told is read all the same, with a warning.

    \b
    Example:
      govstats extract report.txt
      govstats extract reports/ --format jsonl --numbers -o figures.jsonl
    """
    from govstats.exports import Table

    if output is not None and any(
        output.exists() and path.exists() and output.samefile(path) for path in paths
    ):
        raise click.BadParameter("the output would replace the report", param_hint="'-o'")
    output_format = settle_format(output_format, output)
    columns: tuple[str, ...] = _TABLE_COLUMNS if output_format == "table" else _COLUMNS
    columns += _ASIDE_COLUMNS if numbers else ()
    failures: list[GovstatsError] = []
    choice = choose_catalogue(own_catalogue, experimental)
    limits = limits_for(max_megabytes)
    rows = _rows(paths, given_header(place, year, issuer), limits, choice, numbers, failures)
    table = Table(columns, (tuple(row.get(name) for name in columns) for row in rows))
    put_out(table, output_format, output, encoding)
    return 1 if failures else 0


def _rows(
    paths: Sequence[Path],
    given: Given,
    limits: Limits,
    choice: CatalogueChoice,
    numbers: bool,
    failures: list[GovstatsError],
) -> Iterator[dict[str, Any]]:
    """Read one report after the other; only one is held at a time."""
    from govstats.catalogue import load_catalogue
    from govstats.observations import build_extractor
    from govstats.reading import ReportReader, find_sources

    catalogue = load_catalogue(own=choice.own, experimental=choice.experimental)
    reader, extractor = ReportReader(limits=limits), build_extractor(catalogue=catalogue)
    for found in find_sources(paths, limits, sys.stdin.buffer):
        try:
            if isinstance(found, GovstatsError):
                raise found
            report = reader.read_loosely(found, given)
        except GovstatsError as error:
            failures.append(error)
            tell_failure(error)
            continue
        for warning in report.warnings:
            say(f"warning: {report.name}: {warning}")
        yield from _rows_of(report, extractor.extract(report), numbers)


def _rows_of(report: Report, extraction: Extraction, numbers: bool) -> list[dict[str, Any]]:
    found = [_figure_row(report, observation) for observation in extraction.observations]
    if numbers:
        found += [_aside_row(report, number) for number in extraction.set_aside]
        found.sort(key=lambda row: int(row["start"]))
    return found


def _figure_row(report: Report, observation: Observation) -> dict[str, Any]:
    place = report.header.place
    named = {name: getattr(observation, name) for name in _COLUMNS if hasattr(observation, name)}
    return named | {
        "report": report.name,
        "bound": observation.bound.value,
        "kind": observation.kind.value,
        "status": observation.status.value,
        "scope": observation.scope.value,
        "district": place.name if place else None,
        "district_code": observation.place_code,
        "doubts": "; ".join(observation.doubts) or None,
        "evidence": report.text[observation.evidence_start : observation.evidence_end],
    }


def _aside_row(report: Report, number: SetAside) -> dict[str, Any]:
    return {
        "report": report.name,
        "start": number.start,
        "end": number.end,
        "text": number.text,
        "rule": number.rule,
        "reason": number.reason.value,
    }
