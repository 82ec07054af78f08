"""Whether every row still says what the text of its report says, read report by report."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, fields
from itertools import groupby
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Integer, LargeBinary, Row, Select, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from govstats.reading.report import Header
from govstats.store import schema
from govstats.store.checking.findings import Checked, Tally

TEXTS_AT_ONCE = 4  # texts are as large as their files may be
ROWS_AT_ONCE = 2_000
SHOWN_AT_MOST = 30  # characters of words that are shown
_Row: TypeAlias = Row[*tuple[Any, ...]]
_Statement: TypeAlias = Select[*tuple[Any, ...]]
FIELD_NAMES: Final = frozenset(field.name for field in fields(Header)) - {"fields"}


@dataclass(frozen=True, slots=True)
class _Tallies:
    texts: Tally
    figures: Tally
    set_aside: Tally
    header: Tally


def check_texts(session: Session) -> Iterator[Checked]:
    """Compare texts with their hashes, and the words of figures and numbers set aside with the texts.

    Args:
        session: a session in a transaction.

    Yields:
        What was found about the texts, the figures, the numbers set aside and the statements of headers.
    """
    tallies = _Tallies(Tally("texts"), Tally("figures"), Tally("set aside"), Tally("header"))
    with ExitStack() as stack:

        def rows_of(statement: _Statement, at_once: int) -> Iterator[_Row]:
            return stack.enter_context(closing(_stream(session, statement, at_once)))

        figures, asides, statements = (
            _ByReport(rows_of(statement, ROWS_AT_ONCE)) for statement in _statements(session)
        )
        for report_id, digest, data in rows_of(_texts(session), TEXTS_AT_ONCE):
            where = f"report {report_id}"
            text = _check_text(where, digest, data, tallies.texts)
            starts = _check_figures(where, text, figures.of(report_id), tallies.figures)
            _check_set_aside(where, text, asides.of(report_id), starts, tallies.set_aside)
            _check_header(where, statements.of(report_id), tallies.header)
    yield tallies.texts.checked("{count} texts against their hashes")
    yield tallies.figures.checked("{count} figures against their texts")
    yield tallies.set_aside.checked("{count} numbers that are no figures, against their texts")
    yield tallies.header.checked("{count} statements about headers")


class _ByReport:
    """Rows that are sorted by their report, given report by report."""

    def __init__(self, rows: Iterator[_Row]) -> None:
        self._groups = groupby(rows, key=lambda row: int(row[0]))
        self._next = next(self._groups, None)

    def of(self, report_id: int) -> list[_Row]:
        """Give the rows of a report; those of reports that are not there are passed over."""
        while self._next is not None and self._next[0] < report_id:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != report_id:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows


def _stream(session: Session, statement: _Statement, at_once: int) -> Generator[_Row]:
    with session.connection().execute(statement, execution_options={"yield_per": at_once}) as rows:
        yield from rows


def _texts(session: Session) -> _Statement:
    report = schema.Report
    return select(_number(report.id), report.text_sha256, _bytes(session, report.text)).order_by(report.id)


def _statements(session: Session) -> tuple[_Statement, ...]:
    """Select the rows of figures, numbers set aside and statements of headers, each by report and position."""
    figure, aside, field = schema.Observation, schema.SetAside, schema.HeaderField
    return (
        select(
            _number(figure.report_id),
            figure.id,
            _number(figure.start_offset),
            _number(figure.end_offset),
            _bytes(session, figure.text),
            _number(figure.evidence_start),
            _bytes(session, figure.evidence),
            figure.part_of_id,
        ).order_by(figure.report_id, figure.start_offset),
        select(
            _number(aside.report_id),
            aside.id,
            _number(aside.start_offset),
            _number(aside.end_offset),
            _bytes(session, aside.text),
        ).order_by(aside.report_id, aside.start_offset),
        select(_number(field.report_id), _number(field.position), _bytes(session, field.name)).order_by(
            field.report_id, field.position
        ),
    )


def _number(column: InstrumentedAttribute[int]) -> ColumnElement[int]:
    """Read a number; what SQLite keeps in its place, which another check tells of, is read as one too."""
    return func.coalesce(cast(column, Integer), -1)


def _bytes(session: Session, column: InstrumentedAttribute[str]) -> ColumnElement[bytes]:
    """Read a text as its bytes in UTF-8: damaged ones, which cannot be read as a text, are told with their row."""
    if session.get_bind().dialect.name == "sqlite":
        return func.coalesce(cast(column, LargeBinary), b"", type_=LargeBinary)
    return func.convert_to(column, "UTF8", type_=LargeBinary)


def _check_text(where: str, digest: str, data: bytes, tally: Tally) -> str:
    tally.count += 1
    if hashlib.sha256(data).hexdigest() != digest:
        tally.add(where, "the text is not the one that text_sha256 tells of")
    return data.decode("utf-8", "replace")


def _check_figures(where: str, text: str, rows: list[_Row], tally: Tally) -> Counter[int]:
    """Check the figures of a report; tell how many start where."""
    parts = {row[1]: row[7] for row in rows}
    for _, figure_id, start, end, words, evidence_start, evidence, _ in rows:
        tally.count += 1
        here = f"{where}, figure {figure_id}"
        _compare(here, text, (start, end), words, "its words", tally)
        told = evidence.decode("utf-8", "replace")
        _compare(here, text, (evidence_start, evidence_start + len(told)), evidence, "its evidence", tally)
        if not evidence_start <= start < end <= evidence_start + len(told):
            tally.add(here, "its evidence does not contain it")
    _check_parts(where, parts, tally)
    return Counter(row[2] for row in rows)


def _check_parts(where: str, parts: Mapping[int, int | None], tally: Tally) -> None:
    """Look for parts of figures of other reports, and for figures that are parts of each other."""
    sound: set[int | None] = {None}
    for figure_id, whole in parts.items():
        if whole is not None and whole not in parts:
            tally.add(f"{where}, figure {figure_id}", f"is part of {whole}, no figure of this report")
            sound.add(whole)
    for figure_id in parts:
        line: list[int] = []
        here: int | None = figure_id
        while here not in sound and here is not None and here not in line:
            line.append(here)
            here = parts[here]
        if here in line:
            tally.add(f"{where}, figure {figure_id}", "is part of itself, by way of its wholes")
        sound.update(line)


def _check_set_aside(where: str, text: str, rows: list[_Row], starts: Counter[int], tally: Tally) -> None:
    for _, row_id, start, end, words in rows:
        tally.count += 1
        here = f"{where}, number {row_id}"
        _compare(here, text, (start, end), words, "its words", tally)
        if starts[start]:
            tally.add(here, f"a figure starts at {start} too")


def _check_header(where: str, rows: list[_Row], tally: Tally) -> None:
    for expected, (_, position, name) in enumerate(rows):
        tally.count += 1
        here = f"{where}, statement {position}"
        if position != expected:
            tally.add(here, f"stands where number {expected} should be")
        if name.decode("utf-8", "replace") not in FIELD_NAMES:
            tally.add(here, f"is about {_shown(name.decode('utf-8', 'replace'))}, which no header has")


def _compare(where: str, text: str, span: tuple[int, int], words: bytes, called: str, tally: Tally) -> None:
    start, end = span
    there = text[start:end] if start >= 0 else ""
    if there.encode() != words:
        told = _shown(words.decode("utf-8", "replace"))
        tally.add(where, f"{called} are {told}, and the text has {_shown(there)} at {start}-{end}")


def _shown(words: str) -> str:
    shown = words if len(words) <= SHOWN_AT_MOST else f"{words[:SHOWN_AT_MOST]}..."
    return repr(shown)
