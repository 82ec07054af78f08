"""What an export has written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an export has written.

    Attributes:
        paths: the files or the folder, the one asked for first.
        figures: how many figures are in it.
        notes: what whoever hands it on should know, a line each.
    """

    paths: tuple[Path, ...]
    figures: int
    notes: tuple[str, ...] = ()


def counted(number: int, what: str) -> str:
    """Write a number with what is counted: 1 figure, 3,000 figures."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
