"""The command `govstats extract`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

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
    output_options_with_page,
    put_out,
    say,
    settle_format_or_page,
    tell_failure,
)
from govstats.errors import GovstatsError

if TYPE_CHECKING:
    from govstats.catalogue import Catalogue
    from govstats.exports import Encoding, Format
    from govstats.observations import Extraction, Extractor, Observation
    from govstats.quantities import SetAside
    from govstats.reading import Given, Limits, Report, Source
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
@output_options_with_page
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
    output_format: Format | Literal["html"] | None,
    output: Path | None,
    encoding: Encoding | None,
) -> int:
    """Show what would be read from reports, without a database.

    On a terminal: a table of the figures with the words that each was read from. In the other formats:
    all columns, with start and end as code-point offsets into the text of the report, which `govstats show`
    prints. A report whose place or year cannot be told is read all the same, with a warning. As html: a page
    of one report that shows its figures, and all its other numbers, beside its text.

    \b
    Example:
      govstats extract report.txt
      govstats extract report.pdf -o evidence.html
      govstats extract reports/ --format jsonl --numbers -o figures.jsonl
    """
    from govstats.exports import Table

    if output is not None and any(
        output.exists() and path.exists() and output.samefile(path) for path in paths
    ):
        raise click.BadParameter("the output would replace the report", param_hint="'-o'")
    settled = settle_format_or_page(output_format, output)
    work = _Work(
        paths,
        given_header(place, year, issuer),
        limits_for(max_megabytes),
        choose_catalogue(own_catalogue, experimental),
    )
    if settled == "html":
        return _put_out_page(work, output, encoding)
    columns: tuple[str, ...] = _TABLE_COLUMNS if settled == "table" else _COLUMNS
    columns += _ASIDE_COLUMNS if numbers else ()
    rows = (
        row for report in work.read() for row in _rows_of(report, work.extractor.extract(report), numbers)
    )
    table = Table(columns, (tuple(row.get(name) for name in columns) for row in rows))
    put_out(table, settled, output, encoding)
    return 1 if work.has_failed else 0


class _Work:
    """The reports that are to be read, and what they are read with.

    Attributes:
        has_failed: whether one of them could not be read.
    """

    def __init__(self, paths: Sequence[Path], given: Given, limits: Limits, choice: CatalogueChoice) -> None:
        self._paths, self._given, self._limits, self._choice = paths, given, limits, choice
        self.has_failed = False

    @cached_property
    def catalogue(self) -> Catalogue:
        """What figures are coded with."""
        from govstats.catalogue import load_catalogue

        return load_catalogue(own=self._choice.own, experimental=self._choice.experimental)

    @cached_property
    def extractor(self) -> Extractor:
        """What reads figures out of texts."""
        from govstats.observations import build_extractor

        return build_extractor(catalogue=self.catalogue)

    def find(self) -> Iterator[Source | GovstatsError]:
        """Find the reports; only one is held at a time."""
        from govstats.reading import find_sources

        return find_sources(self._paths, self._limits, sys.stdin.buffer)

    def read(self, found: Iterable[Source | GovstatsError] | None = None) -> Iterator[Report]:
        """Read one report after the other, those that were found or all; tell those that cannot be read."""
        from govstats.reading import ReportReader

        reader = ReportReader(limits=self._limits)
        for one in self.find() if found is None else found:
            try:
                if isinstance(one, GovstatsError):
                    raise one
                report = reader.read_loosely(one, self._given)
            except GovstatsError as error:
                self.has_failed = True
                tell_failure(error)
                continue
            for warning in report.warnings:
                say(f"warning: {report.name}: {warning}")
            yield report


def _put_out_page(work: _Work, output: Path | None, encoding: Encoding | None) -> int:
    """Write the page of the one report."""
    from govstats.checks import check_report, fact_of, load_knowledge
    from govstats.exports.pages import page_of_reading, write_page

    found = list(islice(work.find(), 2))
    if len(found) > 1:
        raise click.UsageError("a page shows one report, and these are several: make a page of each of them")
    for report in work.read(found):
        extraction, catalogue = work.extractor.extract(report), work.catalogue
        facts = [fact_of(one) for one in extraction.observations]
        knowledge = load_knowledge(catalogue.indicators, catalogue.units)
        findings = check_report(report.text, facts, extraction.set_aside, knowledge)
        page = page_of_reading(report, extraction, catalogue, findings)
        write_page(page, sys.stdout.buffer if output is None else output, encoding or "utf-8")
    return 1 if work.has_failed else 0


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
