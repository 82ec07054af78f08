"""The tables and views of the snapshot, as the SQL files beside this module define them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import duckdb

LAYOUT_NUMBER = 1  # raise it when what is loaded changes and the SQL files do not show it

VIEWS = (
    "metrics",
    "metrics_best",
    "observations",
    "reports",
    "indicators",
    "places",
    "set_aside",
    "findings",
    "corrections",
    "units",
    "organisations",
)


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """A column of a view.

    Attributes:
        view: name of the view.
        name: name of the column.
        type: its DuckDB type, such as DECIMAL(24,6).
        meaning: what it holds, one line.
    """

    view: str
    name: str
    type: str
    meaning: str


@cache
def read_script(name: str) -> str:
    """Read one of the SQL files of the package, such as views.sql."""
    return resources.files(__package__).joinpath("sql", name).read_text(encoding="utf-8")


@cache
def snapshot_format() -> str:
    """Name the format of a snapshot: when the SQL files that make one change, old snapshots are rebuilt.

    Those that load and pick count too: what they make differently would stay wrong where nothing else changes.
    """
    scripts = (file for file in resources.files(__package__).joinpath("sql").iterdir() if file.is_file())
    made_by = b"".join(file.read_bytes() for file in sorted(scripts, key=lambda file: file.name))
    return f"{LAYOUT_NUMBER}.{zlib.crc32(made_by):08x}"


def create_everything(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables and views in an empty database."""
    connection.execute(read_script("tables.sql"))
    connection.execute(read_script("views.sql"))


def describe_views() -> tuple[ViewColumn, ...]:
    """List the columns of all views in order, with the comments that views.sql gives them.

    Returns:
        the columns, view by view in the order of VIEWS.
    """
    with duckdb.connect(":memory:") as connection:
        create_everything(connection)
        rows = connection.execute(
            "select table_name, column_name, data_type, comment from duckdb_columns()"
            " where schema_name = 'main' and not internal order by column_index"
        ).fetchall()
    columns = [ViewColumn(view, name, kind, comment or "") for view, name, kind, comment in rows]
    return tuple(column for view in VIEWS for column in columns if column.view == view)
