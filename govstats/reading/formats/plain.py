"""Bytes to text: by byte order mark, then strict UTF-8, then strict GB18030; never with replacement characters.

GB18030 (GB 18030-2022) holds GBK and GB2312, which is what Chinese offices save where they do not save UTF-8.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from govstats.errors import ReadingError
from govstats.reading.document import Document

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL_BYTES = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F])
_CONTROL = re.compile(f"[{re.escape(_CONTROL_BYTES.decode())}]")
_AS_THEMSELVES = ("utf-8", "utf-8-sig", "gb18030")  # where these bytes are no part of other characters
_TEXT_HINT = "save it as plain text (.txt) and try again"
_SAMPLE = 65_536  # bytes that tell damaged UTF-8 from GB18030


def read_plain(data: bytes, name: str) -> Document:
    """Read a plain text.

    Args:
        data: the whole content of a file.
        name: the file's name, for messages.

    Returns:
        The text as it stands in the file.

    Raises:
        ReadingError: empty, binary, or not decodable.
    """
    decoded = decode(data, name)
    return Document(decoded.text, "text/plain", decoded.encoding)


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
    decoded = _decode(data, name)
    if _may_hold_controls(data, decoded.encoding) and (control := _CONTROL.search(decoded.text)):
        raise ReadingError(
            f"{name}: this is no text: control character U+{ord(control[0]):04X} at character {control.start()}",
            _TEXT_HINT,
        )
    if not decoded.text.strip():
        raise ReadingError(f"{name}: the file holds only white space", "check that it was saved completely")
    return decoded


def _may_hold_controls(data: bytes, encoding: str) -> bool:
    """Tell whether a text may hold control characters: bytes tell it sooner."""
    return encoding not in _AS_THEMSELVES or len(data.translate(None, _CONTROL_BYTES)) < len(data)


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
