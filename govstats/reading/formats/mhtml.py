"""Pages that a browser saved with everything they show in one file: MIME multipart/related (RFC 2557), .mht or .mhtml."""

from __future__ import annotations

import dataclasses
import email
import email.errors
import email.policy
import re
from email.message import Message

from govstats.errors import ReadingError
from govstats.reading.document import Document
from govstats.reading.formats.html import read_html
from govstats.reading.limits import DEFAULT_LIMITS, Limits

_HTML = {"text/html", "application/xhtml+xml"}
_MOST_PARTS = 5_000
_MOST_LINES = 1_000_000  # fifty megabytes in base64 have two thirds of that
_ENDLESS_HEADER = re.compile(
    rb"^content-(?:type|disposition)\s{0,9}:(?:[^\n]|\n[ \t]){9000}", re.IGNORECASE | re.MULTILINE
)
_BOUNDARY = b"\n--"
_ADDRESSES = ("Snapshot-Content-Location", "Content-Location")
_AGAIN = "open it in a browser and save it again, as a web page"


def read_mhtml(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read a web page that was saved as a single file.

    Args:
        data: the whole file.
        name: its name, for messages.
        limits: how large it may be.

    Returns:
        The document of its page, as `read_html` gives it. `stated` holds the address that it was saved from.

    Raises:
        ReadingError: it is too large, damaged, holds no page, or its page cannot be read.
    """
    if len(data) > limits.max_bytes:
        raise ReadingError(
            f"{name}: more than {limits.max_bytes:,} bytes, no report is so long", "split the file"
        )
    if data.count(b"\n") > _MOST_LINES or _ENDLESS_HEADER.search(data):
        raise ReadingError(f"{name}: more lines or longer headers than a saved page has", _AGAIN)
    if data.count(_BOUNDARY) > _MOST_PARTS:
        raise ReadingError(f"{name}: more than {_MOST_PARTS:,} parts, no page has so many", _AGAIN)
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        page, content, address = _find_page(message)
    except (
        email.errors.MessageError,
        RecursionError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
    ) as error:
        raise ReadingError(f"{name}: damaged single-file web page", _AGAIN) from error
    if page is None:
        raise ReadingError(f"{name}: a single-file web page without a page in it", _AGAIN)
    document = read_html(content, name, limits, charset=_charset(page), address=address)
    warnings = document.warnings
    if _is_cut_off(message):
        if page is list(message.walk())[-1]:
            raise ReadingError(f"{name}: incomplete: it ends before its page does", _AGAIN)
        warnings += ("the file is incomplete; its page is there as a whole, what it shows beside is not",)
    return dataclasses.replace(document, media_type="multipart/related", warnings=warnings)


def _find_page(message: Message) -> tuple[Message | None, bytes, str]:
    """Find the part that is the page, the one that `start` names or else the first; its bytes and its address."""
    parts = [part for part in message.walk() if part.get_content_type() in _HTML]
    start = str(message.get_param("start") or "")
    page = next((part for part in parts if start and str(part.get("Content-ID", "")).strip() == start), None)
    page = page or next(iter(parts), None)
    if page is None:
        return None, b"", ""
    content = page.get_payload(decode=True)
    addresses = (str(part.get(header, "")) for part in (message, page) for header in _ADDRESSES)
    address = next((each for each in addresses if each.startswith(("http://", "https://"))), "")
    return page, content if isinstance(content, bytes) else b"", "".join(address.split())


def _is_cut_off(message: Message) -> bool:
    """Tell whether the last part of a message has no end."""
    return any(isinstance(defect, email.errors.CloseBoundaryNotFoundDefect) for defect in message.defects)


def _charset(page: Message) -> str:
    charset = page.get_param("charset")
    return charset if isinstance(charset, str) else ""
