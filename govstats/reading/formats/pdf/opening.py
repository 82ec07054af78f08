"""Opening a PDF file: what it is, whether it is whole, and nothing that it refers to elsewhere."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any

from pdfminer.ascii85 import ascii85decode, asciihexdecode
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect, PDFXRefFallback
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import (
    LITERALS_ASCII85_DECODE,
    LITERALS_ASCIIHEX_DECODE,
    LITERALS_FLATE_DECODE,
    PDFStream,
    dict_value,
    resolve1,
)
from pdfminer.psparser import PSLiteral

from govstats.errors import ReadingError
from govstats.reading.limits import Limits

_HEADER_WITHIN = 1024  # bytes; readers accept the header anywhere in them (ISO 32000-1, annex H.3.4.1)
_PIECE = 1 << 20
_AGAIN = "download or save it again"


def damaged(name: str, what: str) -> ReadingError:
    """The error for a file whose bytes are not what they should be."""
    return ReadingError(f"{name}: damaged PDF: {what}", _AGAIN)


def open_document(data: bytes, name: str, limits: Limits) -> tuple[PDFDocument, list[PDFPage]]:
    """Open a PDF file.

    Args:
        data: the whole file.
        name: its name, for messages.
        limits: how large it may be.

    Returns:
        The document and its pages.

    Raises:
        ReadingError: too large, no PDF, encrypted with a password, without pages, with too many, or with pages
            missing.
    """
    if len(data) > limits.max_bytes:
        raise ReadingError(
            f"{name}: {len(data)} bytes are more than the {limits.max_bytes} that are read", "split the file"
        )
    if b"%PDF-" not in data[:_HEADER_WITHIN]:
        raise ReadingError(f"{name}: this is no PDF file", "give it the ending of what it is")
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)), password="")
    except PDFPasswordIncorrect as error:
        raise ReadingError(
            f"{name}: the PDF is encrypted with a password",
            "open it with the password and save it without one",
        ) from error
    except PDFEncryptionError as error:
        raise ReadingError(
            f"{name}: the PDF is encrypted in a way that is not known", "print it to a PDF without protection"
        ) from error
    pages: list[PDFPage] = []
    for page in PDFPage.create_pages(document):
        if len(pages) >= limits.max_pages:
            raise ReadingError(f"{name}: more than {limits.max_pages} pages", "split the file")
        pages.append(page)
    _check_count(document, len(pages), name)
    return document, pages


def _check_count(document: PDFDocument, found: int, name: str) -> None:
    told = resolve1(dict_value(document.catalog.get("Pages", {})).get("Count"))
    if isinstance(told, int) and found < told:
        raise damaged(name, f"{told - found} of {told} pages are missing")
    if not found:
        raise damaged(name, "it has no pages")


def is_rebuilt(document: PDFDocument) -> bool:
    """Whether the table of the file's objects was damaged and had to be made anew by searching for them."""
    return any(isinstance(xref, PDFXRefFallback) for xref in document.xrefs)


def check_page(page: PDFPage, document: PDFDocument, limits: Limits) -> str | None:
    """Look whether all is there that the text of a page depends on.

    A reader of pages would go on with what is left of a damaged stream, so that words or digits were missing.

    Args:
        page: the page.
        document: its document.
        limits: how large a stream may be when it is unpacked.

    Returns:
        What is wrong, in a few words; None if nothing is.
    """
    for stream in _streams(page):
        if not isinstance(stream, PDFStream):
            return "a part of its text is missing"
        length = resolve1(stream.attrs.get("Length"))
        raw = stream.get_rawdata()
        if raw is not None and is_rebuilt(document) and isinstance(length, int) and len(raw) < length:
            return "its text is cut off"
        if wrong := _wrong_bytes(stream, limits.max_bytes):
            return wrong
    return None


def _streams(page: PDFPage) -> Iterator[object]:
    """The streams of a page's text, and those that say which characters its fonts mean."""
    for content in page.contents:
        yield resolve1(content)
    waiting: list[Any] = [resolve1(page.resources)]
    if not isinstance(waiting[0], dict):
        yield None
    seen: set[int] = set()
    while waiting:
        resources = waiting.pop()
        if not isinstance(resources, dict):
            continue
        for font in _values(resources.get("Font")):
            yield from _streams_of_font(font)
        for form in _values(resources.get("XObject")):
            is_form = isinstance(form, PDFStream) and getattr(form.get("Subtype"), "name", "") == "Form"
            if is_form and id(form) not in seen:
                seen.add(id(form))
                yield form
                waiting.append(resolve1(form.get("Resources")))


def _streams_of_font(font: object) -> Iterator[object]:
    """The stream that says what the characters of a font mean; None for a part that is not there."""
    if not isinstance(font, dict) or "Subtype" not in font:
        yield None
        return
    # some writers name a mapping, such as Identity-H, where a stream should stand
    if "ToUnicode" in font and not isinstance(resolve1(font["ToUnicode"]), PSLiteral):
        yield resolve1(font["ToUnicode"])
    descendants = resolve1(font.get("DescendantFonts", []))
    if not isinstance(descendants, list) or not all(isinstance(resolve1(part), dict) for part in descendants):
        yield None


def _values(dictionary: object) -> list[Any]:
    found = resolve1(dictionary)
    return [resolve1(value) for value in found.values()] if isinstance(found, dict) else []


def _wrong_bytes(stream: PDFStream, most: int) -> str | None:
    """Unpack a stream as far as its checksum; what is wrong with it."""
    data = stream.get_rawdata()
    if data is None:  # it is shared with an earlier page and was unpacked there
        return None
    if stream.decipher and stream.objid is not None and stream.genno is not None:
        data = stream.decipher(stream.objid, stream.genno, data, stream.attrs)
    for kind, _ in stream.get_filters():
        if kind in LITERALS_ASCII85_DECODE:
            data = ascii85decode(data)
        elif kind in LITERALS_ASCIIHEX_DECODE:
            data = asciihexdecode(data)
        else:
            return _wrong_packing(data, most) if kind in LITERALS_FLATE_DECODE else None
    return None


def _wrong_packing(data: bytes, most: int) -> str | None:
    unpacker = zlib.decompressobj()
    size = 0
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(data, _PIECE)
            data = unpacker.unconsumed_tail
            size += len(piece)
            if not piece and not data:
                return "its text is cut off"
            if size > most:
                return f"its text takes more than {most} bytes when it is unpacked"
    except zlib.error:
        return "its text is garbled"
    return None
