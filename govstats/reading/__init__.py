"""Bytes to reports: decoded text and what the header says."""

from govstats.reading.files import Source, find_reports, load_source
from govstats.reading.headers.identity import Given
from govstats.reading.limits import Limits
from govstats.reading.reader import ReportReader
from govstats.reading.report import Header, Report
from govstats.reading.sources import find_sources

__all__ = [
    "Given",
    "Header",
    "Limits",
    "Report",
    "ReportReader",
    "Source",
    "find_reports",
    "find_sources",
    "load_source",
]
