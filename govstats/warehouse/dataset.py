"""A tidy table of figures with all that describes them, for handing on: one row a figure, every column explained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from govstats.errors import QueryError
from govstats.warehouse.candidates import SCOPES
from govstats.warehouse.connection import open_for_answers, unreadable
from govstats.warehouse.definitions import read_script
from govstats.warehouse.selection import Selection

BATCH_ROWS = 8_192  # as Python texts they take some dozen megabytes
MEMORY = 512_000_000  # bytes; what does not fit goes through temporary files
ASKED = """(len($indicators) = 0 or indicator in (select unnest($indicators)))
        and (len($places) = 0 or district_code in (select unnest($places)))
        and (len($years) = 0 or year in (select unnest($years)))"""
"""The condition for the indicators, places and years asked for, which scripts call {asked}; see conditions."""

NO_ROOM = "make room in the temporary folder, which the environment variable TMPDIR names"


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """Which state of which database a dataset was taken from; the same state gives the same dataset.

    Attributes:
        store_uuid: identity of the store.
        store_version: how often its reports have changed.
        catalogue_version: version of the catalogue of indicators.
        places_version: version of the table of divisions.
        last_ingested: when the latest report was stored, in UTC; None where there is no report.
    """

    store_uuid: str
    store_version: int
    catalogue_version: str
    places_version: str
    last_ingested: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a dataset holds.

    Attributes:
        figures: rows.
        indicators: different indicators.
        places: different codes of places.
        reports: different reports.
        years: the years, ascending.
        disputed: rows of which other figures state another value for the same period.
        contradicted: rows whose verdict is that arithmetic contradicts them.
        corrected: rows that a reviewer has corrected.
        bounded: rows whose value is not exact: about, more than or less than so much.
        part_years: rows whose period is shorter than their year and no day at its end.
    """

    figures: int
    indicators: int
    places: int
    reports: int
    years: tuple[int, ...]
    disputed: int
    contradicted: int
    corrected: int
    bounded: int
    part_years: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Figures of the view metrics that fit the indicators, places and years asked for and are not in the dataset.

    Attributes:
        by_scope: of the other scope: place or issuer.
        unsure: below the confidence asked for.
        uncoded: without an indicator; counted only where no indicator is asked for.
        several_years: totals of more than a year.
        less_preferred: those that the rule did not pick.
    """

    by_scope: int
    unsure: int
    uncoded: int
    several_years: int
    less_preferred: int


class Dataset:
    """The figures that were asked for; made by open_dataset.

    Attributes:
        selection: what was asked for.
        is_best: whether it holds one figure for each place, year, indicator and unit, or all that could be taken.
        state: the state of the database that it was taken from.
        counts: how much it holds.
        left_out: what it does not hold.
        meanings: what each column of the figures holds, one line in English, by name in the order of the columns.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, selection: Selection, *, is_best: bool) -> None:
        self._connection = connection
        self.selection, self.is_best = selection, is_best
        connection.execute(script("choose_best" if is_best else "choose_all"), conditions(selection))
        connection.execute(script("name_places"))
        self.state = read_state(connection)
        self.counts = count(connection)
        self.left_out = self._count_left_out()
        self.meanings: Mapping[str, str] = self._read_meanings()

    def figures(self, *first: str) -> Iterator[pa.RecordBatch]:
        """Give the figures, some thousands at a time.

        Args:
            first: names of columns to sort by before all others.

        Yields:
            batches of one schema, in an order that depends on nothing but the figures: by indicator, place, year, unit,
            scope and number.
        """
        order = ", ".join(
            [
                *first,
                "indicator",
                "district_code",
                "year",
                "coalesce(unit_code, unit)",
                "scope",
                "observation_id",
            ]
        )
        yield from self._figures(f" order by {order}").to_arrow_reader(BATCH_ROWS)

    @property
    def schema(self) -> pa.Schema:
        """The names and types of the columns of the figures."""
        return self._figures(" limit 0").to_arrow_table().schema

    def indicators(self) -> pa.Table:
        """Give the definitions of the indicators that figures are of, by code."""
        return self._connection.sql(script("indicators")).to_arrow_table()

    def units(self) -> pa.Table:
        """Give the units of the figures and of their indicators, and the units that these lead to, by code."""
        return self._connection.sql(script("units")).to_arrow_table()

    def places(self) -> pa.Table:
        """Give the places of the figures, by code and name."""
        return self._connection.sql(script("places")).to_arrow_table()

    def reports(self) -> pa.Table:
        """Give the reports that state the figures, by number."""
        return self._connection.sql(script("reports")).to_arrow_table()

    def uncatalogued_units(self) -> tuple[str, ...]:
        """Give the measure words of figures whose unit the unit table lacks, sorted."""
        rows = self._connection.execute(
            "select distinct unit from chosen join loaded.figures using (observation_id)"
            " where unit_code is null and unit <> '' order by unit"
        ).fetchall()
        return tuple(word for (word,) in rows)

    def _figures(self, ending: str) -> duckdb.DuckDBPyRelation:
        return self._connection.sql(script("figures") + ending)

    def meanings_of(self, table: str) -> dict[str, str]:
        """Tell what the columns of a table that goes with the figures hold, one line in English, by name.

        Args:
            table: indicators, units, places or reports.
        """
        return self._read_comments([table])

    def _read_meanings(self) -> dict[str, str]:
        told = {**self._read_comments(["observations", "metrics_best", "reports", "places"]), **OWN_MEANINGS}
        return {name: told[name] for name in self.schema.names}

    def _read_comments(self, views: Sequence[str]) -> dict[str, str]:
        """Read what the snapshot tells of the columns of views, by name, the first view before the others."""
        rows = self._connection.execute(
            "select column_name, arg_min(comment, list_position($views, table_name)) from duckdb_columns()"
            " where database_name = 'govstats' and schema_name = 'main' and list_contains($views, table_name)"
            " group by column_name",
            {"views": list(views)},
        ).fetchall()
        return dict(rows)

    def _count_left_out(self) -> LeftOut:
        wanted = conditions(self.selection)
        (row,) = self._connection.execute(script("count_left_out"), wanted).fetchall()
        by_scope, unsure, uncoded, several_years, could_be_taken = row
        return LeftOut(by_scope, unsure, uncoded, several_years, could_be_taken - self.counts.figures)


OWN_MEANINGS: Mapping[str, str] = {
    "province_code": "GB/T 2260 code of the province that the place lies in, six digits, as text",
    "bound": "How the value limits the true one: = exact, ~ about, > more than or at least, < less than or at most",
    "published_on": "Date of publication of the report, or of the document where that is all there is",
    "candidates": "How many figures of the scope and confidence asked for there were to pick from, the picked one among"
    " them",
}


@contextmanager
def open_dataset(path: Path, selection: Selection, *, is_best: bool = True) -> Iterator[Dataset]:
    """Open the figures that are asked for.

    Args:
        path: the snapshot.
        selection: the indicators, places and years; whose figures; how sure ones. Its boundaries are not looked at:
            figures stand under the places that they were reported of.
        is_best: whether to take one figure for each place, year, indicator and unit by the rule of the view
            metrics_best, applied to the figures of the scope and confidence asked for; or all of these.

    Yields:
        the dataset, for as long as the context lasts.

    Raises:
        QueryError: the snapshot is missing or cannot be read.
    """
    with open_for_answers(path, MEMORY) as connection:
        try:
            yield Dataset(connection, selection, is_best=is_best)
        except RuntimeError as error:
            if "interrupt" in str(error).lower():  # what DuckDB makes of Ctrl-C
                raise KeyboardInterrupt from error
            raise
        except duckdb.OutOfMemoryException as error:
            raise QueryError("the figures do not fit into memory and temporary files", NO_ROOM) from error
        except pa.ArrowException as error:  # what becomes of an error of DuckDB while rows are taken
            reason = str(error).partition("\n")[0]
            raise QueryError(f"the figures cannot be read: {reason}", NO_ROOM) from error
        except duckdb.Error as error:
            raise unreadable(path, error) from error


def script(name: str) -> str:
    """Read one of the scripts of datasets."""
    return read_script(f"dataset/{name}.sql").rstrip().replace("{asked}", ASKED)


def conditions(selection: Selection) -> dict[str, object]:
    """Give the values that the scripts of this module speak of; an empty list is no choice."""
    return {
        "indicators": list(selection.indicators),
        "places": [place.code for place in selection.places],
        "years": list(selection.years),
        "scopes": list(SCOPES[selection.scope]),
        "min_confidence": selection.min_confidence,
    }


def read_state(connection: duckdb.DuckDBPyConnection) -> DatabaseState:
    """Tell which state of the database a snapshot holds."""
    (row,) = connection.execute(
        "select store_uuid, store_version, catalogue_version, places_version,"
        " (select max(ingested_at) from loaded.reports) from loaded.snapshot"
    ).fetchall()
    uuid, version, catalogue, places, last = row
    return DatabaseState(uuid, version, catalogue, places, last.replace(tzinfo=UTC) if last else None)


def count(connection: duckdb.DuckDBPyConnection) -> Counts:
    """Count what was chosen."""
    (row,) = connection.execute(
        "select count(*), count(distinct indicator), count(distinct district_code), count(distinct report_id),"
        " coalesce(list_sort(list(distinct year)), []), count(*) filter (where chosen.differing > 0),"
        " count(*) filter (where verdict = 'contradicted'), count(*) filter (where correction = 'corrected'),"
        " count(*) filter (where bound <> '='),"
        " count(*) filter (where period_end < make_date(year, 12, 31)"
        "  or (period_start > make_date(year, 1, 1) and period_start < period_end))"
        " from chosen join loaded.figures using (observation_id)"
    ).fetchall()
    figures, indicators, places, reports, years, *doubtful = row
    return Counts(figures, indicators, places, reports, tuple(years), *doubtful)
