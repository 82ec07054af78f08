"""What the page calls what the program knows by a code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from govstats.catalogue.strict_yaml import read_document

_FILE: Final = Path(__file__).with_name("words.yml")


class Word(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What something is called.

    Attributes:
        zh: in Chinese.
        en: in English.
    """

    zh: str
    en: str


Words: TypeAlias = Mapping[str, Mapping[str, Word]]
"""The words by what they are of (kind, reason ...) and by the code."""


@cache
def load_words() -> Words:
    """Load the words of the page.

    Raises:
        CatalogueError: the data file is wrong.
    """
    return read_document(_FILE, dict[str, dict[str, Word]])


def word_of(what: str, code: str) -> Word:
    """Give the word for a code; a code that has none stands for itself.

    Args:
        what: kind, verdict, scope, status, bound, reason, severity, role, decision, change, doubt, report_kind or field.
        code: the code, such as level.
    """
    return load_words()[what].get(code) or Word(code, code)
