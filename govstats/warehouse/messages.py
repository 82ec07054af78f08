"""What is said between a program and the process that answers its queries (see asking.py)."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct


class Question(Struct, frozen=True):
    """A query and what it may take.

    Attributes:
        path: the snapshot.
        sql: the statement.
        parameters: pickled values of its $names, by name.
        row_limit: give at most so many rows; None for all.
        memory: how much memory DuckDB may take, as the user wrote it.
        memory_bytes: the same in bytes.
        disk_bytes: how much of what does not fit into it may go to files.
        folder: where these lie.
    """

    path: str
    sql: str
    parameters: bytes
    row_limit: int | None
    memory: str
    memory_bytes: int
    disk_bytes: int
    folder: str


class Ready(Struct, frozen=True, tag=True):
    """The process has loaded what it needs."""


class Rows(Struct, frozen=True, tag=True):
    """Some rows: an Arrow IPC stream of so many bytes follows; the first one of an answer may be without any."""

    size: int


class Finished(Struct, frozen=True, tag=True):
    """All rows have been given, or as many as were asked for and there were more."""

    is_cut: bool


class Refused(Struct, frozen=True, tag=True):
    """The query is not allowed, is wrong, or has failed: what a QueryError says."""

    message: str
    hint: str


Reply: TypeAlias = Ready | Rows | Finished | Refused
