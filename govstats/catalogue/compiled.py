"""Keeps catalogues that have been read and checked: YAML and its checks take a third of a second, this a few milliseconds.

A file is called by a digest of everything that it was made from, so that a changed catalogue is read and checked anew.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

import msgspec

from govstats.caching import cache_folder
from govstats.catalogue.entries import Indicator, Unit
from govstats.catalogue.matching import MatchingWords
from govstats.version import __version__

_KEPT = 8  # catalogues; each is half a megabyte


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
    summed = hashlib.sha256(__version__.encode())
    for path in files:
        summed.update(b"\0" + os.fsencode(path) + b"\0" + path.read_bytes())
    return summed.hexdigest()[:32]


def fetch(digest: str) -> Compiled | None:
    """Give a catalogue that was kept; None where there is none, or none that can be used."""
    try:
        return msgspec.msgpack.decode(_file_of(digest).read_bytes(), type=Compiled)
    except (OSError, RuntimeError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def keep(digest: str, compiled: Compiled) -> None:
    """Keep a catalogue for the next time; where nothing can be written, nothing is kept."""
    path = _file_of(digest)
    with suppress(OSError, RuntimeError):  # no home folder, no room, no right
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as file:
            unfinished = Path(file.name)
        try:
            unfinished.write_bytes(msgspec.msgpack.encode(compiled))
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        kept = sorted(path.parent.glob("*.msgpack"), key=lambda one: one.stat().st_mtime)
        for old in kept[:-_KEPT]:
            old.unlink(missing_ok=True)


def _file_of(digest: str) -> Path:
    return cache_folder() / "catalogues" / f"{digest}.msgpack"
