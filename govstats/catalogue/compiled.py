"""Keeps what has been read from data files and checked: YAML and its checks take half a second, this some milliseconds.

A file is called by a digest of everything that it was made from, so that what has changed is read and checked anew.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeVar

import msgspec

from govstats.caching import cache_folder
from govstats.catalogue.entries import Indicator, Unit
from govstats.catalogue.matching import MatchingWords
from govstats.version import __version__

_Kept = TypeVar("_Kept")

_MOST = 8  # of each kind; a catalogue is half a megabyte
_CATALOGUE = "catalogue"


class Compiled(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """A catalogue without faults.

    Attributes:
        units: its units.
        indicators: its indicators.
        words: the words that no indicator owns.
    """

    units: tuple[Unit, ...]
    indicators: tuple[Indicator, ...]
    words: MatchingWords


def digest_of(files: Iterable[Path]) -> str:
    """Give a name for what is made from some files by this version of the program.

    Raises:
        OSError: one of them cannot be read.
    """
    summed = hashlib.sha256(__version__.encode() + _digest_of_code())
    for path in files:
        summed.update(b"\0" + os.fsencode(path) + b"\0" + path.read_bytes())
    return summed.hexdigest()[:32]


@cache
def _digest_of_code() -> bytes:
    """Tell what reads and checks the files from what did so before a change, which need not have a version of its own."""
    summed = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        summed.update(path.read_bytes())
    return summed.digest()


def fetch(digest: str) -> Compiled | None:
    """Give a catalogue that was kept; None where there is none, or none that can be used."""
    return _fetch(_file_of(_CATALOGUE, digest), Compiled)


def keep(digest: str, compiled: Compiled) -> None:
    """Keep a catalogue for the next time; where nothing can be written, nothing is kept."""
    _keep(_CATALOGUE, digest, compiled)


def made_once(name: str, files: Iterable[Path], kind: type[_Kept], make: Callable[[], _Kept]) -> _Kept:
    """Give what is made of some files, made anew only where they have changed since it was kept.

    Args:
        name: what it is called among what is kept: nonfigures.
        files: everything that it is made of, besides the code of this package.
        kind: its type, which msgspec can write and read.
        make: makes it of the files; what it raises is raised, and nothing is kept.

    Returns:
        It.
    """
    try:
        digest = digest_of(files)
    except OSError:  # making it says what is wrong
        return make()
    kept = _fetch(_file_of(name, digest), kind)
    if kept is None:
        kept = make()
        _keep(name, digest, kept)
    return kept


def _fetch(path: Path | None, kind: type[_Kept]) -> _Kept | None:
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=kind) if path is not None else None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _keep(name: str, digest: str, value: object) -> None:
    path = _file_of(name, digest)
    if path is None:
        return
    with suppress(OSError):  # no room, no right
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as file:
            unfinished = Path(file.name)
        try:
            unfinished.write_bytes(msgspec.msgpack.encode(value))
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        kept = sorted(path.parent.glob(f"{name}-*.msgpack"), key=lambda one: one.stat().st_mtime)
        for old in kept[:-_MOST]:
            old.unlink(missing_ok=True)


def _file_of(name: str, digest: str) -> Path | None:
    try:
        return cache_folder() / "catalogues" / f"{name}-{digest}.msgpack"
    except RuntimeError:  # no home folder
        return None
