"""Writes tables: CSV and the other formats."""

from govstats.exports.files import write_text
from govstats.exports.formats import BINARY, FORMATS, Encoding, Format, render, write_table
from govstats.exports.tables import Exportable, Section, Table
from govstats.exports.terminals import Fold, terminal_width

__all__ = [
    "BINARY",
    "FORMATS",
    "Encoding",
    "Exportable",
    "Fold",
    "Format",
    "Section",
    "Table",
    "render",
    "terminal_width",
    "write_table",
    "write_text",
]
