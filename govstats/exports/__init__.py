"""Writes tables: CSV and the other formats."""

from govstats.exports.files import write_text
from govstats.exports.formats import FORMATS, Encoding, Format, render, terminal_width, write_table
from govstats.exports.tables import Exportable, Table

__all__ = [
    "FORMATS",
    "Encoding",
    "Exportable",
    "Format",
    "Table",
    "render",
    "terminal_width",
    "write_table",
    "write_text",
]
