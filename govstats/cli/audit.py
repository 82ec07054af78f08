"""The command `govstats audit`."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govstats.cli.options import (
    catalogue_option,
    choose_catalogue,
    counted,
    database_option,
    experimental_option,
    find_database,
    output_options,
    put_out,
    say,
    settle_format,
    shown,
)
from govstats.cli.selecting import read_years

if TYPE_CHECKING:
    import pyarrow as pa

    from govstats.auditing import AuditResult, Summary
    from govstats.exports import Encoding, Format

_SEVERITIES = click.Choice(["error", "warning", "notice"])
_FAILED = 1
_ROWS = 10_000
_INDENT = " " * 10


@click.command(name="audit")
@click.option(
    "--place", "places", multiple=True, help="Only reports of this place, by code or name; may be repeated."
)
@click.option(
    "--within", multiple=True, help="Only reports of all places below this one: 上海市; may be repeated."
)
@click.option(
    "--years", "--year", "years", callback=read_years, help="Only reports of these years: 2018-2020,2022."
)
@click.option(
    "--report",
    "reports",
    metavar="REPORT",
    multiple=True,
    help="Only this report, by its id, the name of its file, or the first eight or more digits of its hash; may be repeated.",
)
@click.option(
    "--severity",
    type=_SEVERITIES,
    default="notice",
    show_default=True,
    help="List only what is as bad as that, or worse: error (one of the figures is wrong), warning (one of them"
    " probably is), notice (worth knowing).",
)
@click.option(
    "--check",
    "rules",
    metavar="RULE",
    multiple=True,
    help="List only what this check finds; may be repeated.",
)
@click.option("--agreements", is_flag=True, help="List also what the arithmetic confirms.")
@click.option(
    "--fail-on",
    type=_SEVERITIES,
    help="End with exit code 1 if anything as bad as that, or worse, is found: for pipelines.",
)
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="The language of the messages of the list. The other formats have both.",
)
@catalogue_option
@experimental_option
@output_options
@database_option
def command(
    *,
    places: tuple[str, ...],
    within: tuple[str, ...],
    years: tuple[int, ...],
    reports: tuple[str, ...],
    severity: str,
    rules: tuple[str, ...],
    agreements: bool,
    fail_on: str | None,
    lang: str,
    own_catalogue: Path | None,
    experimental: bool | None,
    output_format: Format | None,
    output: Path | None,
    encoding: Encoding | None,
    database: str | None,
) -> int:
    """Check the stored figures by arithmetic, and list what does not come out.

    Rates against their counts, parts against their total, stated changes against the report of the year before, the same fact in
    several reports, jumps between years, damaged text: docs/checks.md tells every check. What is found is stored, and the
    column verdict of a query tells of each figure whether it is confirmed, contradicted or unchecked. A finding is no proof:
    read the sentences first.

    \b
    Example:
      govstats audit
      govstats audit --place 310113 --year 2020 --agreements
      govstats audit --severity error --fail-on error -o findings.csv
    """
    from govstats.auditing import Choice, audit, list_findings, require_rules, summarise
    from govstats.catalogue import load_catalogue
    from govstats.checks import Severity, load_knowledge
    from govstats.store import Store

    settled = settle_format(output_format, output)  # a wrong one is told before the work
    url = find_database(database)
    chosen = choose_catalogue(own_catalogue, experimental)
    catalogue = load_catalogue(own=chosen.own, experimental=chosen.experimental)
    require_rules(rules, load_knowledge(catalogue.indicators, catalogue.units))
    begun = time.monotonic()
    with Store.open(url, create=False) as store:
        result = audit(store, catalogue, Choice(places, within, years, reports))
    seconds = time.monotonic() - begun
    for note in result.notes:
        say(f"note: {note}")
    if not result.report_ids:
        say("note: no current report is of these places and years; nothing was checked")
    found = list_findings(result, least=Severity(severity), rules=rules, agreements=agreements)
    if settled == "table":
        _write_list(found, lang, output, encoding)
    else:
        put_out(found, settled, output, encoding)
    summary = summarise(result, rules)
    _tell(result, summary, seconds)
    return _FAILED if fail_on is not None and summary.reaches(Severity(fail_on)) else 0


def _write_list(found: pa.Table, lang: str, output: Path | None, encoding: Encoding | None) -> None:
    """Write findings to be read: a few lines each."""
    batches = found.to_batches(max_chunksize=_ROWS)
    text = "".join(
        f"{line}\n" for batch in batches for row in batch.to_pylist() for line in _lines(row, lang)
    )
    if output is None:
        click.echo(shown(text), nl=False)
        return
    from govstats.exports.files import replaced_file

    with replaced_file(output) as stream:
        stream.write(text.encode(encoding or "utf-8"))


def _lines(finding: Mapping[str, Any], lang: str) -> Iterator[str]:
    place = f"{finding['district_code']} {finding['district']}"
    kind = finding["severity"] or "agrees"
    yield f"{kind:<8}  {place}  {finding['year']}  {finding['rule']}  {finding['issuer']}"
    yield _INDENT + finding[f"message_{lang}"]
    yield f"{_INDENT}“{' '.join(finding['evidence'].split())}”"
    figures = (f"figure:{number}" for number in finding["observation_ids"])
    yield _INDENT + ", ".join((f"report {finding['report_id']}", *figures))
    yield ""


def _tell(result: AuditResult, summary: Summary, seconds: float) -> None:
    """Tell the sums, on standard error."""
    verdicts = ", ".join(f"{count} {verdict.value}" for verdict, count in summary.figures.items())
    severities = ", ".join(counted(count, severity.value) for severity, count in summary.by_severity.items())
    figures = counted(sum(summary.figures.values()), "figure")
    say(f"{counted(len(result.report_ids), 'report')} in {seconds:.1f} s, {figures}: {verdicts}")
    agreements = counted(summary.agreements, "agreement")
    say(f"found: {severities}, {agreements}; {result.added} new, {result.removed} gone")
