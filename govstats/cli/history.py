"""The command `govstats history`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govstats.cli.options import (
    counted,
    database_option,
    find_database,
    output_options,
    put_out,
    settle_format,
    shown,
)

if TYPE_CHECKING:
    from govstats.exports import Encoding, Format, Table
    from govstats.store import FigureChange, HistoricFigure, History, Revision, RevisionStep

_REVISION_COLUMNS = {
    "report_id": "report_id",
    "replaces": "replaces_id",
    "replaced_by": "replaced_by_id",
    "ingested_at": "ingested_at",
    "extractor_version": "extractor_version",
    "catalogue_version": "catalogue_version",
    "file": "file_name",
    "sha256": "sha256",
    "title": "title",
    "figures": "figures",
}
"""The columns of a revision, and what each of them is of a Revision."""

_TABLE_COLUMNS = (
    "report_id", "what", "differs", "label_before", "value_before", "unit_before", "label_after", "value_after",
    "unit_after",
)  # fmt: skip


@click.command(name="history")
@click.argument("report", metavar="REPORT")
@output_options
@database_option
def command(
    *,
    report: str,
    output_format: Format | None,
    output: Path | None,
    encoding: Encoding | None,
    database: str | None,
) -> None:
    """Show the revisions of a report, and which figures were gained, lost and changed between them.

    REPORT is any of them: its id, the name of its file, or the first eight or more digits of the SHA-256
    of its source. With --format or -o the same comes as rows.

    \b
    Example:
      govstats history report.html
      govstats history 12 -o history.csv
    """
    from govstats.store import Store, find_report, read_history

    with Store.open(find_database(database), create=False) as store, store.reading() as session:
        history = read_history(session, find_report(session, report))
    if output_format is None and output is None:
        for line in _lines(history):
            click.echo(shown(line))
        return
    settled = settle_format(output_format, output)
    put_out(_table(history, settled), settled, output, encoding)


def _table(history: History, output_format: Format) -> Table:
    from govstats.exports import Table
    from govstats.store.history import READ, STATED

    compared = [f"{name}_{when}" for name in (*STATED, *READ) for when in ("before", "after")]
    columns = (*list(_REVISION_COLUMNS)[:1], "what", *list(_REVISION_COLUMNS)[1:], "differs", *compared)
    columns = _TABLE_COLUMNS if output_format == "table" else columns
    return Table(columns, ([row.get(name) for name in columns] for row in _rows(history)))


def _rows(history: History) -> Iterator[dict[str, Any]]:
    """Give a row a revision, each behind the changes that led to it."""
    steps = {step.later.report_id: step for step in history.steps}
    for revision in history.revisions:
        step = steps.get(revision.report_id)
        for change in step.changes if step is not None else ():
            yield _row(revision, change)
        yield {"what": "revision"} | {
            name: getattr(revision, told) for name, told in _REVISION_COLUMNS.items()
        }


def _row(revision: Revision, change: FigureChange) -> dict[str, Any]:
    row: dict[str, Any] = {
        "report_id": revision.report_id,
        "what": change.what,
        "replaces": revision.replaces_id,
        "differs": "; ".join(change.differs) or None,
    }
    for when, figure in (("before", change.before), ("after", change.after)):
        if figure is not None:
            row |= {f"{name}_{when}": value for name, value in asdict(figure).items()}
    return row


def _lines(history: History) -> Iterator[str]:
    steps = {step.later.report_id: step for step in history.steps}
    for revision in history.revisions:
        if revision.report_id in steps:
            yield from _step_lines(steps[revision.report_id])
        yield from _revision_lines(revision)


def _revision_lines(revision: Revision) -> Iterator[str]:
    state = "current" if revision.is_current else f"replaced by report {revision.replaced_by_id}"
    yield f"report {revision.report_id}, {state}"
    for name, value in (
        ("title", revision.title),
        ("about", f"{revision.place}, {revision.year}, {revision.issuer}"),
        ("file", f"{revision.file_name}, sha256 {revision.sha256}"),
        ("ingested", f"{revision.ingested_at:%Y-%m-%d %H:%M:%S} UTC"),
        ("read with", f"govstats {revision.extractor_version}, catalogue {revision.catalogue_version}"),
        ("figures", str(revision.figures)),
    ):
        yield f"  {name:<10} {value}"


def _step_lines(step: RevisionStep) -> Iterator[str]:
    sums = dict.fromkeys(("gained", "lost", "changed", "reworded"), 0)
    for change in step.changes:
        sums[change.what] += 1
    told = ", ".join(f"{count} {what}" for what, count in sums.items())
    yield ""
    yield (
        f"from report {step.earlier.report_id} to report {step.later.report_id}: "
        f"{told}, {counted(step.unchanged, 'figure')} the same"
    )
    for change in step.changes:
        yield from _change_lines(change)
    yield ""


def _change_lines(change: FigureChange) -> Iterator[str]:
    differs = f" ({', '.join(change.differs)})" if change.differs else ""
    yield f"  {change.what}{differs}"
    for name, figure in (("before", change.before), ("after", change.after)):
        if figure is not None:
            yield f"    {name:<8} {_stated(figure)}"
            yield f"             {' '.join(figure.evidence.split())}"


def _stated(figure: HistoricFigure) -> str:
    """Write what a figure says in one line."""
    bound = "" if figure.bound == "=" else f"{figure.bound} "
    days = f"{figure.period_start}..{figure.period_end}"
    coded = figure.indicator or "no indicator"
    return (
        f"{figure.label or 'no label'} {bound}{figure.value:f}{figure.unit} "
        f"[{coded}; {figure.place}; {days}; {figure.kind}, {figure.status}, {figure.scope}; "
        f"{figure.confidence:.2f}]"
    )
