"""Where the catalogue's files lie: the folder that comes with the program, and a folder of the user's own."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from govstats.errors import CatalogueError

DATA: Final = Path(__file__).parent / "data"
_UNITS, _VERSION, _INDICATORS = "units.yml", "VERSION", "indicators"
_EXPERIMENTAL = "experimental"
_PLAIN_VERSION = re.compile(r"[\w.-]{1,40}")
_FIX = "docs/catalogue.md tells what a folder of your own may hold"


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of a catalogue.

    Attributes:
        path: the folder.
        units: its file of units; None where a user's own folder has none.
        indicators: its files of indicators, sorted by name.
        version: what it calls its version; "" for a user's own folder without one.
    """

    path: Path
    units: Path | None
    indicators: tuple[Path, ...]
    version: str

    @property
    def files(self) -> tuple[Path, ...]:
        """All files of units and indicators."""
        return ((self.units,) if self.units is not None else ()) + self.indicators

    def digest(self) -> str:
        """Give eight hexadecimal digits that differ whenever the files do."""
        summed = hashlib.sha256()
        for path in self.files:
            summed.update(os.fsencode(path.name) + b"\0" + _read_bytes(path) + b"\0")
        return summed.hexdigest()[:8]


def program_folder(directory: Path) -> Folder:
    """List the files of the catalogue that comes with the program, or of a copy of its folder.

    Raises:
        CatalogueError: the file VERSION is missing.
    """
    version = _read_bytes(directory / _VERSION).decode("utf-8").strip()
    indicators = tuple(sorted((directory / _INDICATORS).glob("*.yml")))
    return Folder(directory, directory / _UNITS, indicators, version)


def own_folder(directory: Path) -> Folder:
    """List the files of a user's own catalogue.

    Indicators stand in any .yml files of the folder, or of its folder indicators as in the program's own; units in
    units.yml; the version in VERSION.

    Raises:
        CatalogueError: there is no such folder, it holds no indicators and no units, or it holds something else.
    """
    if not directory.is_dir():
        raise CatalogueError(
            f"there is no folder {directory} with a catalogue",
            "correct --catalogue, GOVSTATS_CATALOGUE or govstats.toml",
        )
    files = _yaml_files(directory)
    if (directory / _INDICATORS).is_dir():
        files += _yaml_files(directory / _INDICATORS)
    units = next((path for path in files if path == directory / _UNITS), None)
    indicators = tuple(path for path in files if path != units)
    if units is None and not indicators:
        raise CatalogueError(f"{directory} holds no .yml file, so no catalogue", _FIX)
    return Folder(directory, units, indicators, _own_version(directory / _VERSION))


def joint_version(program: Folder, own: Folder | None, *, experimental: bool) -> str:
    """Give the version of a catalogue: 2026.3, 2026.3+experimental, 2026.3+3.1f0c9a2b.

    Args:
        program: the program's folder.
        own: the user's own, whose version and a digest of whose files go behind a plus sign.
        experimental: whether experimental indicators are used.
    """
    parts = [_EXPERIMENTAL] if experimental else []
    parts += [part for part in (own.version, own.digest()) if part] if own is not None else []
    return "+".join(filter(None, (program.version, ".".join(parts))))


def _own_version(path: Path) -> str:
    if not path.exists():
        return ""
    version = _read_bytes(path).decode("utf-8", "replace").strip()
    if not _PLAIN_VERSION.fullmatch(version) or version == _EXPERIMENTAL:
        raise CatalogueError(f"{path}: {version!r} is no version", "write one word, such as 3 or 2026-office")
    return version


def _yaml_files(directory: Path) -> list[Path]:
    """List the .yml files of a folder; what would be passed over in silence is refused."""
    try:
        found = sorted(path for path in directory.iterdir() if not path.name.startswith("."))
        for path in found:
            if path.suffix.lower() in (".yaml", ".yml") and path.suffix != ".yml":
                raise CatalogueError(
                    f"{path} ends in {path.suffix} and would not be read", "rename it to .yml"
                )
            if path.suffix == ".yml" and not path.is_file():
                raise CatalogueError(f"{path} is no file and would not be read", "rename or remove it")
    except OSError as error:
        raise CatalogueError(
            f"{directory} cannot be read: {error.strerror}", "correct its permissions"
        ) from error
    return [path for path in found if path.suffix == ".yml"]


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CatalogueError(f"{path}: cannot be read: {error}", "restore the file") from error
