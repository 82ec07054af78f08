"""The migration scripts, and the revisions of the schema that they make."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from govstats.errors import StoreError


def scripts_folder() -> Path:
    """Find the migration scripts: inside the installed package, or at the top of a checkout.

    Raises:
        StoreError: they are in neither place.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "migrations", package.parents[1] / "migrations"):
        if (folder / "env.py").is_file():
            return folder
    raise StoreError("the migration scripts of govstats are missing", "install govstats again")


@cache
def known_revisions() -> tuple[str, ...]:
    """List the revisions that this program knows, the first one first.

    A script's file name begins with its revision, a number of four digits; they form one line.
    """
    names = (path.name for path in (scripts_folder() / "versions").glob("[0-9]*.py"))
    return tuple(sorted(name.partition("_")[0] for name in names))


def head_revision() -> str:
    """Name the revision that this program works with."""
    return known_revisions()[-1]
