"""Bytes to reports: decoded text and what the header says."""

from govstats.reading.files import Source, find_reports, load_source
from govstats.reading.identity import Given
from govstats.reading.reader import ReportReader
from govstats.reading.report import Header, Report

__all__ = ["Given", "Header", "Report", "ReportReader", "Source", "find_reports", "load_source"]
