"""Some rows at a time, where a statement names them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

_Named = TypeVar("_Named")
_AT_ONCE: Final = 5_000  # below the limit of parameters of both databases


def in_portions(named: Sequence[_Named]) -> Iterator[Sequence[_Named]]:
    """Cut what a statement would name into as many as it can.

    Args:
        named: any number of ids or words.
    """
    for start in range(0, len(named), _AT_ONCE):
        yield named[start : start + _AT_ONCE]
