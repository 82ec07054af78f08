"""Tells which year a stated change is against, by the words before it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
import regex

from govstats.catalogue.strict_yaml import read_document
from govstats.text import any_of, compile_pattern, fold

_FILE: Final = Path(__file__).parent / "data" / "words.yml"
_YEAR: Final = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年")


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    year_before: tuple[str, ...]
    something_else: tuple[str, ...]


def is_against_year_before(words: str, year: int) -> bool | None:
    """Tell whether a change is against the value of the year before.

    Args:
        words: what stands between the value and its change: ，同比上升.
        year: the year of the value.

    Returns:
        True where the words say so, False where they say something else, None where they say nothing of it.
    """
    before, else_ = _patterns()
    folded = fold(words)
    named = {int(match[1]) for match in _YEAR.finditer(folded)}
    if else_.search(folded) or named - {year - 1, year}:
        return False
    return True if year - 1 in named or before.search(folded) else None


@cache
def _patterns() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    words = read_document(_FILE, _Words)
    return compile_pattern(any_of(words.year_before)), compile_pattern(any_of(words.something_else))
