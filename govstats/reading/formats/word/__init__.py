"""Word documents in Office Open XML."""

from govstats.reading.formats.word.reading import read_docx

__all__ = ["read_docx"]
