"""The version of the rules that figures are read by, recorded with every report that is read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

from govstats.catalogue import Unit
from govstats.version import __version__

_DIGITS: Final = 8
_CODE: Final = ("text", "quantities", "observations", "catalogue")
# Of the data files only those that neither the units nor the version of the catalogue stand for.
_WORDS: Final = ("catalogue/data/cues", "catalogue/data/nonfigures", "catalogue/data/sections.yml")


def rules_version(units: Mapping[str, Unit]) -> str:
    """Name the rules that texts are read by: all that decides what is read, but the indicators.

    These are the code of the stages from text to observations, the cue words, the words about numbers that are no
    figures, and the units. Indicators have a version of their own, that of the catalogue, because `govstats recode`
    can take another one without reading. The code is digested once in a process.

    Args:
        units: the units of the catalogue that is read with, by code.

    Returns:
        The version of the program and, behind a plus sign, eight hexadecimal digits: 0.1.0+3f60a12c.
    """
    digest = hashlib.sha256(_digest_rules())
    for code in sorted(units):
        digest.update(msgspec.msgpack.encode(units[code]))
    return f"{__version__}+{digest.hexdigest()[:_DIGITS]}"


@cache
def _digest_rules() -> bytes:
    return digest_rules(files("govstats"))


def digest_rules(package: Traversable) -> bytes:
    """Digest the code and the words of the rules; ends of lines do not count.

    Args:
        package: the folder of the program, which may lie in an archive.
    """
    digest = hashlib.sha256()
    for name, file in _rule_files(package):
        content = file.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.digest()


def _rule_files(package: Traversable) -> Iterator[tuple[str, Traversable]]:
    for name in _CODE:
        yield from _walk(package / name, name, ".py")
    for name in _WORDS:
        yield from _walk(package.joinpath(*name.split("/")), name, ".yml")


def _walk(place: Traversable, name: str, ending: str) -> Iterator[tuple[str, Traversable]]:
    """Give a file, or the files in a folder and its folders that end so, by their names and in their order."""
    if place.is_dir():
        for each in sorted(place.iterdir(), key=lambda one: one.name):
            yield from _walk(each, f"{name}/{each.name}", ending)
    elif name.endswith(ending):
        yield name, place
