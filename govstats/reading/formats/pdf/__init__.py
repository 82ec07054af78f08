"""The reader of PDF files (ISO 32000): paragraphs, tables, and on request what pictures of pages say."""

from __future__ import annotations

from govstats.reading.formats.pdf.reading import read_pdf

__all__ = ["read_pdf"]
