"""Reports in zip archives."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath

from govstats.errors import ReadingError
from govstats.reading.files import SUFFIXES, Source, is_left_out
from govstats.reading.formats.packed import open_packed, read_member
from govstats.reading.limits import Limits
from govstats.reading.sniffing import tell_format

_UTF8_NAME = 0x800  # general purpose bit 11 (APPNOTE.TXT 4.4.4)
_LONGEST_NAME = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def unpack(source: Source, limits: Limits) -> Iterator[Source | ReadingError]:
    """Give a file as it is, or the reports in it if it is a zip archive.

    Args:
        source: any file.
        limits: how deep archives may lie in one another, how large what they hold may be, and how many files.

    Yields:
        The file; or the reports of the archive in the order of their names, called archive.zip/folder/report.html,
        and an error in its place for one that cannot be unpacked.
    """
    yield from _unpack(source, limits, _Rest(limits.max_memory, limits.max_members), 0)


@dataclass(slots=True)
class _Rest:
    """What an archive with all archives in it may still unpack to.

    Attributes:
        bytes: so many bytes.
        members: so many files.
    """

    bytes: int
    members: int

    def take(self, member: zipfile.ZipInfo, name: str) -> None:
        """Count a member before it is unpacked; an error where there is no more room for it."""
        self.bytes -= member.file_size
        self.members -= 1
        if min(self.bytes, self.members) < 0:
            raise ReadingError(
                f"{name}: the archives that it lies in unpack to more than any reports do",
                "unpack them one by one",
            )


def _unpack(source: Source, limits: Limits, rest: _Rest, depth: int) -> Iterator[Source | ReadingError]:
    try:
        if not source.data.startswith(b"PK") or tell_format(source.data, source.name, limits) != "zip":
            yield source
            return
        if depth == limits.max_depth:
            raise ReadingError(
                f"{source.name}: archives lie more than {limits.max_depth} deep in one another",
                "unpack the inner ones and try again",
            )
        archive = open_packed(source.data, source.name, limits)
    except ReadingError as error:
        yield error
        return
    with archive:
        members = sorted(_reports_in(archive), key=lambda member: member[0])
        if not members:
            yield ReadingError(
                f"{source.name}: no reports in this archive",
                f"reports are files ending in {', '.join(SUFFIXES)}",
            )
        for name, info in members:
            try:
                rest.take(info, f"{source.name}/{name}")
            except ReadingError as error:
                yield error
                return
            inner = _read(archive, info, f"{source.name}/{name}")
            if isinstance(inner, ReadingError):
                yield inner
            else:
                yield from _unpack(inner, limits, rest, depth + 1)


def _reports_in(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    names = {info.filename: _name_of(info) for info in archive.infolist() if not info.filename.endswith("/")}
    every = frozenset(name.lower() for name in names.values())
    for info in archive.infolist():
        name = names.get(info.filename)
        if name is not None and not is_left_out(PurePosixPath(name), every):
            yield name, info


def _name_of(info: zipfile.ZipInfo) -> str:
    """Give the name of a member; programs in China write names in GBK without saying so."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            raw = info.filename.encode("cp437")
        except UnicodeEncodeError:
            raw = b""
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding) or name
                break
            except UnicodeDecodeError:
                continue
    name = _CONTROL.sub("", name)
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts)[-_LONGEST_NAME:]


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Source | ReadingError:
    try:
        data = read_member(archive, info, name)
    except ReadingError as error:
        return error
    return Source(name, data, sha256(data).hexdigest())
