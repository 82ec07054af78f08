"""The command `govstats reextract`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govstats.cli.options import (
    catalogue_option,
    choose_catalogue,
    choose_jobs,
    counted,
    database_option,
    experimental_option,
    find_database,
    is_wanted,
    jobs_option,
    output_options,
    put_out,
    say,
    settle_format,
    tell_failure,
    warn_of_lost,
)

if TYPE_CHECKING:
    from govstats.exports import Encoding, Format, Table
    from govstats.reextracting import Reextracted, ReextractionPlan, Tally

_BY_INDICATOR = ("indicator", "gained", "lost", "changed", "before", "after")
_BY_REPORT = (
    "report_id",
    "district_code",
    "district",
    "year",
    "issuer",
    "file",
    "gained",
    "lost",
    "changed",
    "kept",
    "numbers",
)
_TOLD_AT_MOST = 20  # reports line by line, so that the sums stay on the screen
_DRAWN_AT_MOST = 1000  # rows of a table for people, which is held in memory


@click.command(name="reextract")
@click.option(
    "--where",
    metavar="SQL",
    help='Only reports that fulfil a condition over the columns of the view reports: "year = 2020".',
)
@click.option(
    "--by",
    type=click.Choice(["indicator", "report"]),
    default="indicator",
    show_default=True,
    help="What the rows that are put out are sums of; those where nothing changes are left out.",
)
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--yes", is_flag=True, help="Do not ask before anything is changed.")
@jobs_option
@catalogue_option
@experimental_option
@output_options
@database_option
def command(
    *,
    where: str | None,
    by: str,
    dry_run: bool,
    yes: bool,
    jobs: int | None,
    own_catalogue: Path | None,
    experimental: bool | None,
    output_format: Format | None,
    output: Path | None,
    encoding: Encoding | None,
    database: str | None,
) -> int:
    """Read the stored texts again with the rules and the catalogue of today.

    Figures that are found as before keep their numbers; those that are not found any more go, and new
    ones come. Texts and headers stay as they are. Reports that were read with these rules already are
    passed over, so that a run that was interrupted is gone on with by running the command again; one
    report is one transaction. Replaced revisions stay as they were read.

    \b
    Example:
      govstats reextract --dry-run
      govstats reextract --where "province = '上海市' and year >= 2020" --yes
    """
    from govstats.api import open_database

    url = find_database(database)
    chosen = settle_format(output_format, output)
    choice = choose_catalogue(own_catalogue, experimental)
    with open_database(url, create=False, catalogue=choice.own, experimental=choice.experimental) as opened:
        plan = opened.plan_reextraction(where)
        _tell_before(plan)
        if not plan.report_ids:
            say("nothing to do: these reports have been read with these rules already")
            return 0
        if not (dry_run or yes or is_wanted("Read them again and change the database?")):
            say("nothing was changed")
            return 0
        sums = _Sums(tells_reports=by == "indicator")
        results = sums.watch(opened.reextract(plan, dry_run=dry_run, jobs=choose_jobs(jobs)))
        put_out(
            _by_indicator(results, sums) if by == "indicator" else _by_report(results, chosen),
            chosen,
            output,
            encoding,
        )
        for _ in results:  # those that a table for people has no room for
            pass
    if by == "report" and chosen == "table" and sums.changed > _DRAWN_AT_MOST:
        say(f"only the first {_DRAWN_AT_MOST} are shown; --format csv puts all of them out")
    sums.tell(is_dry=dry_run)
    if not dry_run:
        warn_of_lost(url)
    return 1 if sums.failed else 0


@dataclass
class _Sums:
    """What has become of the reports so far.

    Attributes:
        tells_reports: whether the reports that change are told line by line.
        reports: how many were read.
        changed: how many of them change.
        failed: how many could not be read.
        figures: how many figures were gained, lost, changed and kept.
        by_indicator: the figures of each indicator.
    """

    tells_reports: bool
    reports: int = 0
    changed: int = 0
    failed: int = 0
    figures: Counter[str] = field(default_factory=Counter)
    by_indicator: dict[str | None, Tally] = field(default_factory=dict)

    def watch(self, results: Iterable[Reextracted]) -> Iterator[Reextracted]:
        """Add up what becomes of reports while it is passed on."""
        from govstats.reextracting import Tally

        tallies = defaultdict(Tally, self.by_indicator)
        self.by_indicator = tallies
        for one in results:
            self.reports += 1
            if one.error is not None:
                self.failed += 1
                tell_failure(one.error)
            self.changed += one.is_changed
            self.figures.update(gained=one.gained, lost=one.lost, changed=one.changed, kept=one.kept)
            for indicator, tally in one.by_indicator.items():
                tallies[indicator].add(tally)
            if one.is_changed and self.tells_reports:
                self._tell_report(one)
            yield one

    def _tell_report(self, one: Reextracted) -> None:
        if self.changed > _TOLD_AT_MOST:
            if self.changed == _TOLD_AT_MOST + 1:
                say("...        and more; --by report puts all of them out")
            return
        say(
            f"changed    {one.place_code} {one.place}  {one.year}  {one.issuer}  {one.gained} gained, {one.lost} lost,"
            f" {one.changed} changed, {one.kept} kept  {one.file_name}"
        )

    def tell(self, *, is_dry: bool) -> None:
        """Tell the sums of all reports."""
        would = "would change" if is_dry else "changed"
        say(
            f"{self.changed} of {counted(self.reports, 'report')} {would}; figures: "
            + ", ".join(f"{self.figures[what]} {what}" for what in ("gained", "lost", "changed", "kept"))
        )


def _tell_before(plan: ReextractionPlan) -> None:
    say(f"rules      {plan.versions.extractor}, catalogue {plan.versions.catalogue}")
    say(f"to read    {len(plan.report_ids)} of {counted(plan.current, 'report')}")


def _by_indicator(results: Iterator[Reextracted], sums: _Sums) -> Table:
    from govstats.exports import Table

    def rows() -> Iterator[tuple[object, ...]]:
        for _ in results:
            pass
        changed = [pair for pair in sums.by_indicator.items() if pair[1].is_changed]
        for code, one in sorted(changed, key=lambda pair: (-pair[1].gained - pair[1].lost, pair[0] or "")):
            yield code, one.gained, one.lost, one.changed, one.before, one.after

    return Table(_BY_INDICATOR, rows())


def _by_report(results: Iterator[Reextracted], output_format: Format) -> Table:
    from govstats.exports import Table

    rows = (
        (
            one.report_id, one.place_code, one.place, one.year, one.issuer, one.file_name, one.gained, one.lost,
            one.changed, one.kept, one.numbers,
        )
        for one in results
        if one.is_changed
    )  # fmt: skip
    return Table(_BY_REPORT, islice(rows, _DRAWN_AT_MOST) if output_format == "table" else rows)
