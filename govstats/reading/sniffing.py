"""Tells by its content what a file is; its name may lie."""

from __future__ import annotations

import re
from typing import Literal

from govstats.errors import ReadingError
from govstats.reading.formats.packed import open_packed
from govstats.reading.limits import DEFAULT_LIMITS, Limits

Format = Literal["plain", "html", "mhtml", "docx", "pdf", "zip"]

_AS_DOCX = "open it in Word, WPS or LibreOffice and save it as .docx"
_AS_TEXT = "save it as plain text (.txt) and try again"
_WITH_TEXT = "recognise its text, and save that as plain text (.txt) or as a PDF with a text layer"
_FOREIGN = (
    (b"{\\rtf", "an RTF document", _AS_DOCX),
    (b"\x89PNG", "a PNG picture", _WITH_TEXT),
    (b"\xff\xd8\xff", "a JPEG picture", _WITH_TEXT),
    (b"GIF8", "a GIF picture", _WITH_TEXT),
    (b"II*\x00", "a TIFF picture", _WITH_TEXT),
    (b"MM\x00*", "a TIFF picture", _WITH_TEXT),
    (b"\x1f\x8b", "a gzip archive", "unpack it and try again"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it and try again"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it and try again"),
    (b"SQLite format 3\x00", "a SQLite database", "name it with --db where a command reads a database"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB] 2.2
_OLE_KINDS = (
    ("EncryptedPackage", "an encrypted Office document", "open it with its password and save it without one"),
    ("Workbook", "an old Excel workbook", "copy the table into a Word document or a plain text (.txt)"),
    ("PowerPoint Document", "an old PowerPoint file", _AS_TEXT),
    ("", "an old Word document (.doc) or a WPS document (.wps)", _AS_DOCX),
)
_PACKED_KINDS = (
    ("xl/workbook.xml", "an Excel workbook", "copy the table into a Word document or a plain text (.txt)"),
    ("ppt/presentation.xml", "a PowerPoint file", _AS_TEXT),
    ("OFD.xml", "an OFD document", "open it in its reader and export it as PDF"),
    ("content.xml", "an OpenDocument file", _AS_DOCX),
)
_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))
_BLANK = re.compile(r"[\s\x00]*+(?:<\?xml[^>]*+>\s*+)?+")
_PAGE_FRONT = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|span|script|style|link|section|article|h[1-6])\b",
    re.IGNORECASE,
)
_TAGS = re.compile(rb"</(?:p|div|span|td|tr|li|table|body|html)\s*>|<br\s*/?>", re.IGNORECASE)
_ENOUGH_TAGS = 3
_MIME = re.compile(rb"^MIME-Version:", re.IGNORECASE | re.MULTILINE)
_RELATED = re.compile(rb"multipart/(?:related|mixed|alternative)|text/html", re.IGNORECASE)
_SAMPLE, _MIME_REACH = 65_536, 4096
_PDF_REACH = 1024  # characters before which the mark of a PDF stands (PDF 1.7, appendix H.3, note 13)


def tell_format(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Format:
    """Tell which reader a file is for.

    Args:
        data: the whole content of a file.
        name: the file's name, for messages.
        limits: for archives.

    Returns:
        The format; plain for whatever shows no sign of another one.

    Raises:
        ReadingError: it is of a format that govstats does not read; the hint says what to do about it.
    """
    for magic, what, hint in _FOREIGN:
        if data.startswith(magic):
            raise ReadingError(f"{name}: this is {what}", hint)
    if data.startswith(_OLE):
        raise _refuse_ole(data, name)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _tell_packed(data, name, limits)
    if b"%PDF-" in data[:_PDF_REACH]:
        return "pdf"
    front = data[:_SAMPLE]
    if (
        b"mime-version:" in front[:_MIME_REACH].lower()
        and _MIME.search(front[:_MIME_REACH])
        and _RELATED.search(front)
    ):
        return "mhtml"
    return "html" if _is_page(front) else "plain"


def _is_page(front: bytes) -> bool:
    """Tell a web page, or a piece of one, from plain text."""
    if b"<" not in front:
        return False
    encoding = next((codec for mark, codec in _MARKS if front.startswith(mark)), "latin-1")
    characters = front.decode(encoding, "replace").lstrip("\ufeff")
    if _PAGE_FRONT.match(characters, _end_of_comments(characters)):
        return True
    return sum(1 for _ in zip(_TAGS.finditer(front), range(_ENOUGH_TAGS), strict=False)) == _ENOUGH_TAGS


def _end_of_comments(front: str) -> int:
    """Find where a page begins behind white space and comments."""
    place = _end_of_blank(front, 0)
    while front.startswith("<!--", place) and (end := front.find("-->", place + 4)) >= 0:
        place = _end_of_blank(front, end + 3)
    return place


def _end_of_blank(front: str, place: int) -> int:
    match = _BLANK.match(front, place)
    return match.end() if match else place


def _tell_packed(data: bytes, name: str, limits: Limits) -> Format:
    with open_packed(data, name, limits) as packed:
        names = set(packed.namelist())
    for member, what, hint in _PACKED_KINDS:
        if member in names:
            raise ReadingError(f"{name}: this is {what}", hint)
    return "docx" if "[Content_Types].xml" in names else "zip"


def _refuse_ole(data: bytes, name: str) -> ReadingError:
    """Tell what an OLE compound file holds, by the names of its streams."""
    what, hint = next((what, hint) for stream, what, hint in _OLE_KINDS if stream.encode("utf-16-le") in data)
    return ReadingError(f"{name}: this is {what}", hint)
