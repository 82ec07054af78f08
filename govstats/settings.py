"""The configuration file: what a user would otherwise say with every command."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from govstats.errors import SettingsError

FILE_NAME: Final = "govstats.toml"
FILE_VARIABLE: Final = "GOVSTATS_CONFIG"
CATALOGUE_VARIABLE: Final = "GOVSTATS_CATALOGUE"
_TEXTS: Final = ("database", "catalogue")
_SQLITE: Final = "sqlite:///"
_SWITCHES: Final = ("experimental", "archive")
_FIX: Final = "docs/cli.md tells what it may hold"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the configuration file says.

    Attributes:
        database: a path or URL; None where it says nothing.
        catalogue: the folder of the user's own catalogue; None where it says nothing.
        experimental: whether figures are coded with experimental indicators too.
        archive: whether the bytes of the files that are ingested are kept.
    """

    database: str | None = None
    catalogue: Path | None = None
    experimental: bool = False
    archive: bool = True


def load_settings(environ: Mapping[str, str], folder: Path) -> Settings:
    """Read the configuration file: the one that GOVSTATS_CONFIG names, else govstats.toml in the working folder.

    Paths in it are relative to the folder that it lies in.

    Args:
        environ: environment variables.
        folder: the working folder.

    Returns:
        What it says; nothing where there is no file.

    Raises:
        SettingsError: the file named is missing, it is no TOML, or holds something unknown.
    """
    named = environ.get(FILE_VARIABLE)
    path = Path(named) if named else folder / FILE_NAME
    if not named and not path.exists():
        return Settings()
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path} cannot be read: {error}", f"correct {FILE_VARIABLE} or the file"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is no TOML: {error}", _FIX) from error
    for key, value in found.items():
        _check(path, key, value)
    database, catalogue = found.get("database"), found.get("catalogue")
    if database is not None:
        database = _beside(path, database)
    return Settings(
        database,
        path.parent / catalogue if catalogue is not None else None,
        found.get("experimental", False),
        found.get("archive", True),
    )


def _beside(path: Path, database: str) -> str:
    """Lead a path, or a URL of SQLite with a relative path, from the folder of the file that names it."""
    scheme, found, rest = database.rpartition(_SQLITE)
    if (found and (scheme or rest.startswith("/"))) or (not found and "://" in database):
        return database
    return f"{found}{path.parent / rest}"


def _check(path: Path, key: str, value: object) -> None:
    if key not in _TEXTS + _SWITCHES:
        raise SettingsError(
            f"{path} holds the unknown key {key}", f"it may hold {', '.join(_TEXTS + _SWITCHES)}"
        )
    if key in _TEXTS and (not isinstance(value, str) or not value):
        raise SettingsError(f"{path}: {key} is no text", f'write {key} = "..."')
    if key in _SWITCHES and not isinstance(value, bool):
        raise SettingsError(f"{path}: {key} is neither true nor false", f"write {key} = true")


@dataclass(frozen=True, slots=True)
class CatalogueChoice:
    """Which catalogue is meant.

    Attributes:
        own: the folder of the user's own indicators, or None.
        experimental: whether figures are coded with experimental indicators too.
    """

    own: Path | None
    experimental: bool


def choose_catalogue(
    own: Path | None, experimental: bool | None, environ: Mapping[str, str], folder: Path
) -> CatalogueChoice:
    """Settle which catalogue is meant: by the options, else the environment, else the configuration file.

    Args:
        own: the folder that the option names, or None.
        experimental: what the option says, or None.
        environ: environment variables; GOVSTATS_CATALOGUE is read.
        folder: the working folder.

    Raises:
        SettingsError: the configuration file is wrong.
    """
    settings = load_settings(environ, folder)
    named = environ.get(CATALOGUE_VARIABLE)
    return CatalogueChoice(
        own or (Path(named) if named else settings.catalogue),
        settings.experimental if experimental is None else experimental,
    )
