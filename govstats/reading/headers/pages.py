"""The words that pages of government sites hold around a report."""

from __future__ import annotations

from pathlib import Path

import msgspec

from govstats.catalogue.strict_yaml import read_document

_FILE = Path(__file__).parent / "data" / "pages.yml"


class PageWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What surrounds a report on a page; each list is told in data/pages.yml."""

    site_words: tuple[str, ...]
    furniture: tuple[str, ...]
    relative_fronts: tuple[str, ...]
    relative_places: tuple[str, ...]
    departments: dict[str, str]
    plain_departments: tuple[str, ...]
    place_endings: tuple[str, ...]
    zone_endings: tuple[str, ...]
    not_in_zones: tuple[str, ...]
    province_characters: dict[str, str]


def load_page_words(path: Path = _FILE) -> PageWords:
    """Load the words of pages.

    Args:
        path: the data file; the package's own unless given.

    Raises:
        CatalogueError: the file is wrong.
    """
    return read_document(path, PageWords)
