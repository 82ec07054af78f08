"""Bytes to text: by byte order mark, then strict UTF-8, then strict GB18030; never with replacement characters.

GB18030 (GB 18030-2022) holds GBK and GB2312, which is what Chinese offices save where they do not save UTF-8.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from govstats.errors import ReadingError

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FOREIGN = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a zip archive or a Word, Excel or WPS document"),
    (b"\xd0\xcf\x11\xe0", "an old Word or WPS document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"{\\rtf", "an RTF document"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_TEXT_HINT = "save it as plain text (.txt) and try again"
_SAMPLE = 65_536  # bytes that tell damaged UTF-8 from GB18030


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text.

    Attributes:
        text: the text, without its byte order mark; line ends as they were.
        encoding: the Python codec that decoded it.
    """

    text: str
    encoding: str


def decode(data: bytes, name: str) -> Decoded:
    """Decode the bytes of a plain text.

    Args:
        data: the whole content of a file.
        name: the file's name, for messages.

    Returns:
        The text and its encoding.

    Raises:
        ReadingError: empty, binary, or not decodable; for bytes the message gives the offset of the first bad one.
    """
    if not data.strip():
        raise ReadingError(f"{name}: the file is empty", "check that it was saved completely")
    if what := kind_of_foreign(data):
        raise ReadingError(f"{name}: this is {what}, not plain text", _TEXT_HINT)
    decoded = _decode(data, name)
    if control := _CONTROL.search(decoded.text):
        raise ReadingError(
            f"{name}: this is no text: control character U+{ord(control[0]):04X} at character {control.start()}",
            _TEXT_HINT,
        )
    if not decoded.text.strip():
        raise ReadingError(f"{name}: the file holds only white space", "check that it was saved completely")
    return decoded


def kind_of_foreign(data: bytes) -> str:
    """Tell by its first bytes what a file is that is no text: a PDF file; "" for one that may be text."""
    return next((what for magic, what in _FOREIGN if data.startswith(magic)), "")


def _decode(data: bytes, name: str) -> Decoded:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data.decode(encoding), encoding)
            except UnicodeDecodeError as error:
                raise _undecodable(name, error, encoding) from error
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        if is_damaged_utf8(data[:_SAMPLE]):
            raise _undecodable(name, error, "utf-8") from error
    try:
        return Decoded(data.decode("gb18030"), "gb18030")
    except UnicodeDecodeError as error:
        raise _undecodable(name, error, "utf-8 or gb18030") from error


def is_damaged_utf8(sample: bytes) -> bool:
    """Tell UTF-8 with some bad bytes, which GB18030 could mostly decode to nonsense, from GB18030.

    Text in GB18030 is broken as UTF-8 at nearly every character, damaged UTF-8 at few.
    """
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(character >= "\u0800" for character in text) - broken > broken


def _undecodable(name: str, error: UnicodeDecodeError, encoding: str) -> ReadingError:
    byte = error.object[error.start]
    return ReadingError(
        f"{name}: byte 0x{byte:02X} at offset {error.start} is not {encoding}",
        "the file is damaged or in another encoding; save it as UTF-8 and try again",
    )
