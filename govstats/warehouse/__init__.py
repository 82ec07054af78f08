"""The DuckDB side: a columnar snapshot of the store, its views, and queries that can do nothing but read."""

from govstats.warehouse.compare import compare
from govstats.warehouse.comparison import Cell, CellName, Comparison, ComparisonTable, Layout, ScopeChoice
from govstats.warehouse.filtering import find_reports
from govstats.warehouse.locations import snapshot_path
from govstats.warehouse.sandbox import run_query
from govstats.warehouse.snapshot import Refreshed, refresh

__all__ = [
    "Cell",
    "CellName",
    "Comparison",
    "ComparisonTable",
    "Layout",
    "Refreshed",
    "ScopeChoice",
    "compare",
    "find_reports",
    "refresh",
    "run_query",
    "snapshot_path",
]
