"""Zip files, which archives and Word documents are, opened with care: nothing is unpacked before its size is known."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from govstats.errors import ReadingError
from govstats.reading.limits import Limits

_ENTRY = b"PK\x01\x02"  # begins each entry of the list of members
_ENCRYPTED = 0x1  # APPNOTE 6.3.10, 4.4.4
_READ_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)  # LZMA may ask for gigabytes
_SMALL = 1_000_000  # bytes; a small part may be as repetitive as it likes
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    ValueError,
    RuntimeError,  # and NotImplementedError
)
_AGAIN = "download or copy it again; it may be incomplete"
_UNPACK = "unpack it and read the files that are reports"


def open_packed(data: bytes, name: str, limits: Limits) -> zipfile.ZipFile:
    """Open a zip file after a look at its list of members; nothing is unpacked.

    Args:
        data: the whole file.
        name: its name, for messages.
        limits: max_members, max_bytes of a member, max_ratio of a member above a megabyte, max_memory of all together.

    Returns:
        The open zip file. No member of it gives more bytes than its list says, which is checked here.

    Raises:
        ReadingError: it is damaged, holds encrypted members or ones packed by an unusual method, or exceeds a limit.
    """
    if data.count(_ENTRY) > limits.max_members:
        raise ReadingError(f"{name}: holds more than {limits.max_members:,} files", _UNPACK)
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise ReadingError(f"{name}: damaged zip file: {_told(error)}", _AGAIN) from error
    members = packed.infolist()
    for member in members:
        _check_member(member, name, limits)
    if sum(member.file_size for member in members) > limits.max_memory:
        raise ReadingError(f"{name}: unpacks to more than {limits.max_memory:,} bytes", _UNPACK)
    return packed


def read_member(packed: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    """Unpack a member of a zip file that `open_packed` has checked.

    Args:
        packed: the open zip file.
        member: one of its members.
        name: the name of the zip file, for messages.

    Returns:
        Its bytes, no more than its list says.

    Raises:
        ReadingError: the member is damaged.
    """
    try:
        return packed.read(member)
    except _BROKEN as error:
        raise ReadingError(f"{name}: damaged: {_told(error)}", _AGAIN) from error


def _check_member(member: zipfile.ZipInfo, name: str, limits: Limits) -> None:
    size, packed_size = member.file_size, max(member.compress_size, 1)
    if member.flag_bits & _ENCRYPTED:
        raise ReadingError(f"{name}: protected by a password", "remove the password and try again")
    if member.compress_type not in _READ_METHODS:
        raise ReadingError(
            f"{name}: {member.filename} is packed by method {member.compress_type}, which is not read",
            _UNPACK,
        )
    if size > limits.max_bytes:
        raise ReadingError(
            f"{name}: {member.filename} unpacks to more than {limits.max_bytes:,} bytes", _UNPACK
        )
    if size > _SMALL and size > limits.max_ratio * packed_size:
        raise ReadingError(
            f"{name}: {member.filename} unpacks to {size // packed_size:,} times its size, as no report does",
            "make sure that it comes from where you think",
        )


def _told(error: Exception) -> str:
    """Write what an error says as one line in lower case."""
    words = " ".join(str(error).split())
    return words[:1].lower() + words[1:] if words else type(error).__name__
