"""The command `govstats show`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govstats.cli.options import (
    counted,
    database_option,
    find_database,
    output_options,
    put_out,
    refuse_terminal,
    settle_format,
    shown,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from govstats.exports import Encoding, Format, Table
    from govstats.reading.report import HeaderField
    from govstats.store import Store, StoredReport

    Line = tuple[str, str, str]
    """A name, a value, and where the value was found and how sure that is."""

_LIST_COLUMNS = {
    "id": "report_id",
    "district_code": "district_code",
    "district": "district",
    "year": "year",
    "issuer": "issuer",
    "kind": "kind",
    "title": "title",
    "file": "file_name",
    "sha256": "sha256",
    "replaces": "replaces_id",
    "replaced_by": "replaced_by_id",
}
"""The columns of the list, and what each of them is of a ListedReport."""

_TABLE_COLUMNS = ("id", "district", "year", "issuer", "title", "file", "replaced_by")
_FOR_NO_TERMINAL = {"source": "the bytes of a file are", "html": "a page is"}
_WIDEST = 60  # columns of the screen that values are filled up to, so that what follows stands in line


@click.command(name="show")
@click.argument("report", required=False, metavar="[REPORT]")
@click.option("--header", is_flag=True, help="Only the header, without the text.")
@click.option("--text", is_flag=True, help="Only the text, exactly as offsets count it, in UTF-8.")
@click.option("--source", is_flag=True, help="The bytes of the file that it was read from, as they were.")
@click.option(
    "--html", is_flag=True, help="A page that shows its figures beside its text, as one file for a browser."
)
@output_options
@database_option
def command(
    *,
    report: str | None,
    header: bool,
    text: bool,
    source: bool,
    html: bool,
    output_format: Format | None,
    output: Path | None,
    encoding: Encoding | None,
    database: str | None,
) -> None:
    """Show a stored report: its header, its text, its source, or the page of its evidence.

    REPORT is its id, the name of its file, or the first eight or more digits of the SHA-256 of its
    source. Without it, the stored reports are listed.

    \b
    Example:
      govstats show
      govstats show 12
      govstats show report.html --source -o report.html
      govstats show 12 --html -o evidence.html
    """
    from govstats.store import Store

    asked = {"header": header, "text": text, "source": source, "html": html}
    parts = [name for name, is_asked in asked.items() if is_asked]
    _check(report, parts, given_format=bool(output_format or encoding))
    for part, what in _FOR_NO_TERMINAL.items():
        if part in parts:
            refuse_terminal(what, output)
    with Store.open(find_database(database), create=False) as store:
        if report is not None:
            _write(_content(store, report, parts), output)
            return
        settled = settle_format(output_format, output)
        put_out(_list(store, settled), settled, output, encoding)


def _check(report: str | None, parts: Sequence[str], *, given_format: bool) -> None:
    if report is None and parts:
        raise click.UsageError(f"--{parts[0]} needs a REPORT; govstats show lists them")
    if report is not None and given_format:
        raise click.UsageError("--format and --encoding are for the list of reports, not for one")
    if len(parts) > 1:
        raise click.UsageError(f"--{parts[0]} and --{parts[1]} cannot be shown together: choose one")


def _list(store: Store, output_format: Format) -> Table:
    from govstats.exports import Table
    from govstats.store import list_reports

    with store.reading() as session:
        found = list_reports(session)
    columns = _TABLE_COLUMNS if output_format == "table" else tuple(_LIST_COLUMNS)
    return Table(columns, (tuple(getattr(one, _LIST_COLUMNS[name]) for name in columns) for one in found))


def _content(store: Store, wanted: str, parts: Sequence[str]) -> bytes:
    from govstats.store import find_report, read_source, read_stored_report

    with store.reading() as session:
        report_id = find_report(session, wanted)
        if "source" in parts:
            return read_source(session, report_id)
        report = read_stored_report(session, report_id)
        if "html" in parts:
            return _page(session, report)
    if "text" in parts:
        return report.text.encode()
    header = "".join(f"{line}\n" for line in _aligned([*_header_lines(report), *_reading_lines(report)]))
    return (header if parts else f"{header}\n{report.text}").encode()


def _page(session: Session, report: StoredReport) -> bytes:
    """Make the page of a report from what is stored."""
    from govstats.exports.pages import PageCorrection, page_of_store, render
    from govstats.store import (
        read_decisions,
        read_facts,
        read_findings,
        read_indicator_names,
        read_set_aside,
    )

    number = report.report_id
    facts = read_facts(session, number)
    decisions = read_decisions(session, report.sha256, report.issuer, report.year)
    read = {(fact.start, fact.end, fact.value) for fact in facts}
    page = page_of_store(
        report,
        facts,
        read_set_aside(session, number),
        read_indicator_names(session, number),
        [one.finding for one in read_findings(session, [number])],
        {
            figure.start_offset: PageCorrection(
                one.decision, one.changes, one.note, one.reviewer, one.made_at.date()
            )
            for figure, one in decisions.items()
            if (figure.start_offset, figure.end_offset, figure.value) in read
        },
    )
    return render(page).encode()


def _write(content: bytes, output: Path | None) -> None:
    """Write bytes to the file, as a whole or not at all, or to standard output."""
    if output is None:
        sys.stdout.buffer.write(shown(content.decode()).encode() if sys.stdout.isatty() else content)
        return
    from govstats.exports.files import replaced_file  # a fifth of a second that the screen spares

    with replaced_file(output) as stream:
        stream.write(content)


def _header_lines(report: StoredReport) -> Iterator[Line]:
    """Give what the header says, each with where it was found, and below it what else is stated."""
    yield "report", str(report.report_id), ""
    for name, value in (
        ("title", report.title),
        ("document_number", report.document_number),
        ("index_number", report.index_number),
        ("issuer", report.issuer),
        ("place", f"{report.place_code} {report.place}"),
        ("kind", report.kind),
        ("year", str(report.year)),
        ("published_on", report.published_on and report.published_on.isoformat()),
        ("dated_on", report.dated_on and report.dated_on.isoformat()),
        ("source", report.source),
    ):
        stated = [field for field in report.fields if field.name == name]
        if value:
            yield name, value, _found(stated[0]) if stated else ""
        seen = {field.value for field in stated[:1]} if value else set()
        for field in stated:
            if field.value not in seen:
                yield "  otherwise", field.value, _found(field)
                seen.add(field.value)


def _found(field: HeaderField) -> str:
    return f"{field.found_in}, {field.confidence:.2f}"


def _reading_lines(report: StoredReport) -> Iterator[Line]:
    """Give how the report was read and stored."""
    kept = "not kept" if report.source_size is None else f"{counted(report.source_size, 'byte')}, kept"
    warnings = ("not known: an earlier govstats stored it",) if report.warnings is None else report.warnings
    for name, value in (
        *(("warning", warning) for warning in warnings),
        ("file", report.file_name),
        ("media type", report.media_type),
        ("encoding", report.encoding),
        ("pages", "" if report.pages is None else str(report.pages)),
        ("recognised", "in pictures of pages: any character may be wrong" if report.is_recognised else ""),
        ("source bytes", kept),
        ("source sha256", report.sha256),
        ("text", counted(len(report.text), "character")),
        ("text sha256", report.text_sha256),
        ("ingested", f"{report.ingested_at:%Y-%m-%d %H:%M:%S} UTC"),
        ("read with", f"govstats {report.extractor_version}, catalogue {report.catalogue_version}"),
        ("replaces", f"report {report.replaces_id}" if report.replaces_id else ""),
        ("replaced by", f"report {report.replaced_by_id}" if report.replaced_by_id else ""),
        ("figures", f"{counted(report.figures, 'figure')}, {counted(report.set_aside, 'number')} set aside"),
    ):
        if value:
            yield name, value, ""


def _aligned(lines: Sequence[Line]) -> Iterator[str]:
    """Write lines in three columns; a Chinese character is two columns of the screen wide."""
    from rich.cells import cell_len, set_cell_size

    names = max(cell_len(name) for name, _, _ in lines)
    values = max((min(cell_len(value), _WIDEST) for _, value, found in lines if found), default=0)
    for name, value, found in lines:
        padded = set_cell_size(value, values) if found and cell_len(value) < values else value
        yield f"{set_cell_size(name, names)}  {padded}  {found}".rstrip()
