"""What an export has written, and what it cannot write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from govstats.errors import ExportError
from govstats.warehouse.dataset import Dataset


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an export has written.

    Attributes:
        paths: the files or the folder, the one asked for first.
        figures: how many figures are in it.
        headers: what is over the columns of the dataset there, by their names; nothing of those that it lacks.
        notes: what whoever hands it on should know, a line each.
    """

    paths: tuple[Path, ...]
    figures: int
    headers: Mapping[str, str]
    notes: tuple[str, ...] = ()


def as_named(dataset: Dataset) -> dict[str, str]:
    """Give the headers of a file in which all columns have their names."""
    return {name: name for name in dataset.schema.names}


def counted(number: int, what: str) -> str:
    """Write a number with what is counted: 1 figure, 3,000 figures."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def require_one_a_cell(dataset: Dataset, standard: str) -> None:
    """Refuse several figures of one cell, for a standard by which they would be one and the same.

    Args:
        dataset: the figures.
        standard: its name, for the message.

    Raises:
        ExportError: the dataset may hold several.
    """
    if not dataset.is_best:
        raise ExportError(
            f"several figures of one place, indicator and year cannot be told apart in {standard}",
            "leave --all out, or choose another format",
        )
