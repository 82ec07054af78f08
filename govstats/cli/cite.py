"""The command `govstats cite`."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govstats.cli.options import NamedPath, database_option, find_database, say, shown
from govstats.errors import ReportError

if TYPE_CHECKING:
    from datetime import datetime

    from govstats.citing import Citation, CitedFigure, Citer, TablePlace

_FIGURE = "figure:"
_ADDRESS = re.compile(r"https?://\S+")
_NUMBER = re.compile("[0-9]{1,18}")
_COLUMNS = {"observation_id": _FIGURE, "report_id": ""}
"""The columns of a query that name what is cited, and what stands before their numbers as an argument."""

_HINT = "a figure is named by its observation_id, as in figure:345; a report by its id, its file or its hash"


@click.command(name="cite")
@click.argument("wanted", nargs=-1, required=True, metavar="REPORT|figure:N|-...")
@click.option("--url", help="The address of the report, where its file does not state it: http://...")
@click.option(
    "--accessed",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day that the report was fetched at its address. Default: the day that it was stored.",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "bibtex", "csl-json"]),
    default="text",
    show_default=True,
    help="text to read and paste, json with all fields, bibtex and csl-json for reference managers.",
)
@click.option("-o", "--output", type=NamedPath(dir_okay=False, path_type=Path), help="Write to this file.")
@database_option
def command(
    *,
    wanted: Sequence[str],
    url: str | None,
    accessed: datetime | None,
    output_format: str,
    output: Path | None,
    database: str | None,
) -> None:
    """Give the sentence that states a figure, its place in the report, and the reference to that report.

    REPORT is its id, the name of its file, or the first eight or more digits of the SHA-256 of its
    source. figure:N is the figure with the observation_id N, as a query tells it. - reads such numbers
    from standard input: one a line, or a CSV with a column observation_id or report_id.

    \b
    Example:
      govstats cite figure:345
      govstats cite report.html --url http://www.example.gov.cn/1.html --accessed 2022-03-01
      govstats query "select observation_id from metrics where confidence < 0.7" | govstats cite -
    """
    from govstats.citing import Citer
    from govstats.store import Store

    if url is not None and not _ADDRESS.fullmatch(url):
        raise click.BadParameter(
            f"{url!r} is no address such as http://www.example.gov.cn/1.html", param_hint="'--url'"
        )
    named = [each for word in wanted for each in (_read_names() if word == "-" else (word,))]
    with Store.open(find_database(database), create=False) as store, store.reading() as session:
        citer = Citer(session, url, accessed.date() if accessed is not None else None)
        citations = [_cite(citer, each) for each in named]
    _check(citations, is_given=url is not None or accessed is not None)
    _write(_WRITERS[output_format](citations), output)


def _check(citations: Sequence[Citation], *, is_given: bool) -> None:
    """Refuse what the user says of an address where it cannot hold of what is cited."""
    if is_given and len({citation.report_id for citation in citations}) > 1:
        raise click.UsageError("--url and --accessed are those of one report: cite the others by themselves")
    if is_given and any(citation.url is None for citation in citations):
        raise click.UsageError("--accessed is the day at an address, and none is known: give it with --url")
    if not citations:
        say("standard input names nothing to cite")


def _read_names() -> Iterator[str]:
    """Read what is to be cited from standard input: numbers of figures, or a column of a CSV."""
    text = sys.stdin.buffer.read().decode("utf-8-sig", errors="replace")
    rows = csv.reader(io.StringIO(text, newline=""))
    column, before = 0, _FIGURE
    for number, row in enumerate(_rows(rows)):
        head = next((name for name in _COLUMNS if name in row), None)
        if number == 0 and head is not None:
            column, before = row.index(head), _COLUMNS[head]
            continue
        name = row[column].strip() if column < len(row) else ""
        if not _NUMBER.fullmatch(name.removeprefix(_FIGURE)):
            raise ReportError(
                f"standard input, line {rows.line_num}: {name!r} is no number of a figure", _HINT
            )
        yield before + name.removeprefix(_FIGURE)


def _rows(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """Give the rows of a CSV that are not empty."""
    try:
        yield from (row for row in rows if any(cell.strip() for cell in row))
    except csv.Error as error:
        raise ReportError(f"standard input is no list of numbers: {error}", _HINT) from error


def _cite(citer: Citer, wanted: str) -> Citation:
    if not wanted.startswith(_FIGURE):
        return citer.cite_report(wanted)
    number = wanted.removeprefix(_FIGURE)
    if not _NUMBER.fullmatch(number):
        raise ReportError(f"{wanted!r} names no figure", _HINT)
    return citer.cite_figure(int(number))


def _write(text: str, output: Path | None) -> None:
    """Write to the file, as a whole or not at all, or to standard output."""
    if output is None:
        sys.stdout.buffer.write(shown(text).encode())
        return
    from govstats.exports.files import replaced_file

    with replaced_file(output) as stream:
        stream.write(text.encode())


def _as_text(citations: Sequence[Citation]) -> str:
    return "\n".join("".join(f"{line}\n" for line in _lines(citation)) for citation in citations)


def _lines(citation: Citation) -> Iterator[str]:
    """Give the lines of a citation, with their names in a column before them."""
    head = (
        f"report {citation.report_id}"
        if citation.figure is None
        else f"figure {citation.figure.observation_id}"
    )
    yield head
    figure = () if citation.figure is None else _figure_lines(citation.figure)
    for name, value in (*figure, *_report_lines(citation)):
        yield f"  {name:<14} {' '.join(value.split())}"


def _figure_lines(figure: CitedFigure) -> Iterator[tuple[str, str]]:
    yield "sentence", figure.marked_sentence
    yield "place", _place_words(figure)
    low, high = figure.evidence_start, figure.evidence_start + len(figure.evidence)
    if low < figure.sentence_start or high > figure.sentence_start + len(figure.sentence):
        yield "read from", figure.evidence
    bound = "" if figure.bound == "=" else f"{figure.bound} "
    named = f"{figure.indicator} {figure.indicator_name}" if figure.indicator else "no indicator"
    yield "read as", f"{figure.label or 'no label'} {bound}{figure.value:f}{figure.unit} [{named}]"
    days = f"{figure.period_start} to {figure.period_end}"
    judged = f"{figure.kind}, {figure.status}, {figure.scope}; confidence {figure.confidence:.2f}"
    yield "about", f"{figure.place_code} {figure.place}, {days}; {judged}"


def _place_words(figure: CitedFigure) -> str:
    where = figure.where
    headings = f"{' > '.join(where.headings)}; " if where.headings else ""
    table = f"; {_table_words(where.table)}" if where.table is not None else ""
    return (
        f"{headings}paragraph {where.paragraph}, line {where.line}, "
        f"code points {figure.start} to {figure.end}{table}"
    )


def _table_words(table: TablePlace) -> str:
    caption = f" {table.caption}" if table.caption else ""
    row = f" ({' > '.join(table.row_names)})" if table.row_names else ""
    column = f" ({' > '.join(table.column_names)})" if table.column_names else ""
    return f"table {table.number}{caption}, row {table.row}{row}, column {table.column}{column}"


def _report_lines(citation: Citation) -> Iterator[tuple[str, str]]:
    replaced = f" (replaced by report {citation.current_id})" if citation.is_replaced else ""
    for name, value in (
        ("report", f"{citation.report_id}{replaced}, {citation.title}"),
        ("number", citation.document_number),
        ("issuer", citation.issuer),
        ("published", citation.published_on and citation.published_on.isoformat()),
        ("source", citation.source),
        ("address", citation.url),
        ("file", f"{citation.file_name}, sha256 {citation.sha256}"),
        ("GB/T 7714—2015", citation.gbt7714),
        ("GB/T 7714—2025", citation.gbt7714_2025),
        ("note", citation.note),
        *(("mind", remark) for remark in citation.remarks),
    ):
        if value:
            yield name, value


def _as_json(citations: Sequence[Citation]) -> str:
    return _dumped([_fields(citation) for citation in citations])


def _fields(citation: Citation) -> dict[str, Any]:
    return asdict(citation) | {
        "gbt7714_2015": citation.gbt7714,
        "gbt7714_2025": citation.gbt7714_2025,
        "note": citation.note,
        "remarks": citation.remarks,
    }


def _as_bibtex(citations: Sequence[Citation]) -> str:
    from govstats.citing import write_bibtex

    return write_bibtex(citations)


def _as_csl(citations: Sequence[Citation]) -> str:
    from govstats.citing import write_csl

    return _dumped(write_csl(citations))


def _dumped(content: list[dict[str, Any]]) -> str:
    """Write JSON to read, with numbers as exact as they are."""
    import msgspec

    from govstats.exports.values import encode_json

    return msgspec.json.format(encode_json(content), indent=2) + "\n"


_WRITERS: dict[str, Callable[[Sequence[Citation]], str]] = {
    "text": _as_text,
    "json": _as_json,
    "bibtex": _as_bibtex,
    "csl-json": _as_csl,
}
