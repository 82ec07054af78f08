"""The bytes of a page to characters: by byte order mark, by what they are, by what the page claims.

UTF-8 cannot be mistaken: bytes that decode as UTF-8 with Chinese characters are that, whatever the page claims.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from govstats.errors import ReadingError
from govstats.reading.formats.plain import BYTE_ORDER_MARKS, is_damaged_utf8

_HEAD = 4096  # bytes in which a claim stands (HTML Living Standard 4.2.5.4 asks for 1024; pages keep it less)
_CLAIM = re.compile(
    rb"""<meta[^>]{0,400}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE
)
_XML_CLAIM = re.compile(rb"""^\s{0,99}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9_.-]{1,40})""")
_CODECS = {
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "gb18030": "gb18030",
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
}
_SAMPLE = 200_000  # bytes that tell damaged UTF-8 from GB18030
_MOST_DAMAGE = 1_000  # bad bytes; a page with more is not what it is taken for
_HIGH, _LOW, _STEP = (
    0xF0000,
    0x100000,
    0x8000,
)  # planes for private use, whose signs tell the offset of a bad byte
_DAMAGE = re.compile("([\U000f0000-\U000ffffd])([\U00100000-\U00107fff])")
_BROWSER_HINT = "open it in a browser and save it again as a web page"


@dataclass(frozen=True, slots=True)
class PageText:
    """The decoded source of a page.

    Attributes:
        source: its characters; two private signs stand where bytes could not be read.
        encoding: the Python codec that decoded it.
        warnings: what a careful reader would want to know about the decoding.
        is_damaged: whether there are any such bytes.
    """

    source: str
    encoding: str
    warnings: tuple[str, ...] = ()
    is_damaged: bool = False

    def refuse_damage(self, text: str, data: bytes, name: str) -> None:
        """Refuse a page whose damage reaches into what is read of it; in a script or a comment it does no harm.

        Args:
            text: what is read of the page.
            data: its bytes.
            name: its name.

        Raises:
            ReadingError: the text holds signs that stand for bytes that could not be read.
        """
        if self.is_damaged and (match := _DAMAGE.search(text)):
            raise _undecodable(name, data, _offset(match), self.encoding)


def _undecodable(name: str, data: bytes, offset: int, encoding: str) -> ReadingError:
    return ReadingError(
        f"{name}: byte 0x{data[offset]:02X} at offset {offset} is not {encoding}",
        "the file is damaged or in another encoding; open it in a browser and save it again",
    )


def _mark_damage(error: UnicodeError) -> tuple[str, int]:
    """Write two private signs, which tell the offset, in the place of bytes that cannot be decoded."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    high, low = divmod(error.start, _STEP)
    return chr(_HIGH + high) + chr(_LOW + low), error.end


def _offset(match: re.Match[str]) -> int:
    return (ord(match[1]) - _HIGH) * _STEP + ord(match[2]) - _LOW


codecs.register_error("govstats-mark-damage", _mark_damage)


def decode_page(data: bytes, name: str, charset: str = "") -> PageText:
    """Decode the bytes of a page.

    Args:
        data: the whole page.
        name: its name, for messages.
        charset: what the transport says of its encoding, "" for nothing.

    Returns:
        Its characters.

    Raises:
        ReadingError: it is empty, or no text.
    """
    if not data.strip():
        raise ReadingError(f"{name}: the file is empty", "check that it was saved completely")
    page = _decode(data, name, charset)
    if (at := page.source.find("\0", 0, _SAMPLE)) >= 0:
        raise ReadingError(
            f"{name}: this is no web page: control character U+0000 at character {at}", _BROWSER_HINT
        )
    return page


def _decode(data: bytes, name: str, charset: str) -> PageText:
    marked = next((encoding for mark, encoding in BYTE_ORDER_MARKS if data.startswith(mark)), "")
    if not marked and data[:2] in {b"<\0", b"\0<"}:
        marked = "utf-16-le" if data[1] == 0 else "utf-16-be"
    if marked:
        return _decode_with_marks(data, name, marked)
    claimed = charset.strip().lower() or _claim_of(data[:_HEAD])
    codec = _CODECS.get(claimed, "")
    actual = _codec_of(data, codec)
    warnings: tuple[str, ...] = ()
    if codec and actual != codec and not data.isascii():
        warnings = (f"the page claims to be {claimed}, but it is {actual}",)
    page = _decode_with_marks(data, name, actual)
    return PageText(page.source, page.encoding, warnings + page.warnings, page.is_damaged)


def _claim_of(head: bytes) -> str:
    match = _CLAIM.search(head) or _XML_CLAIM.search(head)
    return match[1].decode("ascii").lower() if match else ""


def _codec_of(data: bytes, claimed: str) -> str:
    """Tell what bytes without a mark are; for damaged ones, what most of them are."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        # two-byte forms alone could be GBK by chance: the bytes of 联通 are valid UTF-8
        is_chance = claimed not in {"", "utf-8"} and not data.isascii() and max(text) < "\u0800"
        return claimed if is_chance and _decodes(data, claimed) else "utf-8"
    high = bytes(byte for byte in data[:_SAMPLE] if byte >= 0x80)
    if not is_damaged_utf8(data[:_SAMPLE]) or not high:
        for codec in filter(None, (claimed, "gb18030")):
            if codec != "utf-8" and _decodes(data, codec):
                return codec
        return claimed if claimed and claimed != "utf-8" else "gb18030"
    return "utf-8"


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _decode_with_marks(data: bytes, name: str, encoding: str) -> PageText:
    try:
        return PageText(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        if data.decode(encoding, "replace").count("\ufffd") > _MOST_DAMAGE:
            raise _undecodable(name, data, error.start, encoding) from error
        source = data.decode(encoding, "govstats-mark-damage")
    damage = [_offset(match) for match in _DAMAGE.finditer(source)]
    warning = (
        f"bytes outside the text that are not {encoding} were passed over: "
        f"{len(damage)}, the first at offset {damage[0]}"
    )
    return PageText(source, encoding, (warning,), is_damaged=True)
