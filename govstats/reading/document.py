"""What the reader of a format makes of a file: its text, and what the file says of itself beside the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file in reading order, whatever format it came in.

    A paragraph is a line; a table is a run of lines whose cells are parted by tabs, in the manner of a spreadsheet's
    copy: the words of a merged cell stand in its first place, the other places that it covers are empty, and every
    row has as many cells as the table has columns.

    Attributes:
        text: the text; no line breaks but "\\n" (plain texts keep theirs), no tabs but between cells.
        media_type: what the bytes are, such as text/html.
        encoding: the codec that decoded them, such as utf-8 or gb18030; "" for formats that hold their own.
        stated: what the file says of itself beside its text, such as the <meta> fields of a page, by the names of the
            fields of a head: title, issuer, number, index, published, dated, source, site.
        pages: how many pages it has; None for formats without pages.
        is_recognised: whether the text was recognised in pictures of pages, so that any character may be wrong.
        warnings: what a careful reader would want to know about this reading, one line each.
    """

    text: str
    media_type: str
    encoding: str = ""
    stated: Mapping[str, str] = field(default_factory=dict)
    pages: int | None = None
    is_recognised: bool = False
    warnings: tuple[str, ...] = ()
