"""govstats: the metrics database of governance statistics.

Reads the figures out of Chinese government reports into typed rows with the exact words each was read from, keeps them
in a normalised SQL schema, and answers queries across places and years.

    import govstats

    report = govstats.read_report("report.txt")
    for observation in govstats.extract(report).observations:
        print(observation.label, observation.value, observation.unit)

    with govstats.open_database("govstats.db") as database:
        list(database.ingest(["reports/"]))
        table = database.query("select district, year, indicator, value, unit from metrics")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from govstats.version import __version__

if TYPE_CHECKING:
    from govstats.api import Database, extract, open_database, read_report
    from govstats.errors import GovstatsError

_HOMES = {
    "Database": "govstats.api",
    "GovstatsError": "govstats.errors",
    "extract": "govstats.api",
    "open_database": "govstats.api",
    "read_report": "govstats.api",
}

__all__ = ["Database", "GovstatsError", "__version__", "extract", "open_database", "read_report"]


def __getattr__(name: str) -> Any:
    """Load a name when it is first used: the command line's help needs none of them."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'govstats' has no attribute {name!r}")
