"""What the indicators of an answer mean, and from which state of the database the answer is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from govstats.errors import QueryError
from govstats.warehouse.connection import open_for_answers
from govstats.warehouse.dataset import DatabaseState, read_state


@dataclass(frozen=True, slots=True)
class Meanings:
    """What goes with an answer so that it explains itself.

    Attributes:
        state: the state of the database that it was taken from.
        indicators: code, name, unit and definition of its indicators, how they add up and what rates divide.
    """

    state: DatabaseState
    indicators: pa.Table


def read_meanings(path: Path, codes: Sequence[str]) -> Meanings:
    """Read what indicators mean.

    Args:
        path: the snapshot.
        codes: their codes.

    Returns:
        the same with the indicators in the order of the codes.

    Raises:
        QueryError: the snapshot cannot be read.
    """
    with open_for_answers(path) as connection:
        try:
            indicators = connection.sql(
                "select indicator, indicator_name, unit, definition, aggregation, stock_or_flow, numerator, denominator"
                " from indicators where indicator in (select unnest($codes)) order by list_position($codes, indicator)",
                params={"codes": list(codes)},
            ).to_arrow_table()
            return Meanings(read_state(connection), indicators)
        except duckdb.Error as error:
            raise QueryError(f"the snapshot {path} cannot be read: {error}", "delete it") from error
