"""The codes that standards get for what columns hold."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec

from govstats.catalogue.strict_yaml import read_entries
from govstats.exports.datasets.describing import DATA


class ListedCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a value of a column is in a code list.

    Attributes:
        list: the code list.
        value: the value of the column; empty for none.
        code: the code.
        zh: what it means, in Chinese.
        en: in English.
    """

    list: str
    value: str
    code: str
    zh: str
    en: str


@cache
def codes_of(code_list: str) -> Mapping[str, ListedCode]:
    """Give the codes of a list by the values that they stand for.

    Args:
        code_list: such as CL_SCOPE.

    Raises:
        CatalogueError: the data file is wrong.
    """
    entries = read_entries(DATA / "codes.yml", ListedCode)
    return {entry.value: entry for entry in entries if entry.list == code_list}
