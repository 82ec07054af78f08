"""Examples of the lists of cue words: what a list decides of a figure, and what only looks like it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from govstats.catalogue.strict_yaml import read_document
from govstats.errors import CatalogueError

_Cues = TypeVar("_Cues", bound=msgspec.Struct)
_EXAMPLES = "examples"


class CueExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text of which one list of a cue file decides something. The engine never reads it; the tests do.

    Attributes:
        list: the list that decides, its keys parted by dots: rises, part.levels.
        text: what a report says.
        figure: the words of the figure as the row shows them: 43.04%.
        field: what of the figure is told.
        is_: what it must be; the text of the whole figure for part_of, "" for none.
        is_not: what it must not be, although the words look like it. Either this or `is` stands.
        issuer: who publishes the report.
        place: code of its place.
        year: the year that it is about.
    """

    list: str
    text: str
    figure: str
    field: Literal["kind", "label", "scope", "status", "year", "period", "value", "part_of", "indicator"]
    is_: str | None = msgspec.field(default=None, name="is")
    is_not: str | None = None
    issuer: str = "闵行区人民政府"
    place: str = "310112"
    year: int = 2020

    def __post_init__(self) -> None:
        """Refuse an example that says neither what must be nor what must not, or both."""
        if (self.is_ is None) == (self.is_not is None):
            raise ValueError("an example says one of `is` and `is_not`")


def lists_of(cues: msgspec.Struct) -> dict[str, tuple[str, ...]]:
    """Give the lists of a cue file by their keys, such as part.levels, in the order of the file.

    Entries of one form (the systems of scopes.yml) make one list a field.
    """
    found: dict[str, tuple[str, ...]] = {}
    for name, words in _lists_in("", cues):
        found[name] = found.get(name, ()) + words
    return found


def _lists_in(name: str, value: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(value, msgspec.Struct):
        value = {key: getattr(value, key) for key in value.__struct_fields__ if key != _EXAMPLES}
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _lists_in(f"{name}.{key}" if name else key, inner)
    elif isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
        for entry in value:
            yield from _lists_in(name, entry)
    elif isinstance(value, tuple):
        yield name, value


def read_cues(path: Path, cues_type: type[_Cues]) -> _Cues:
    """Read a file of cue words that ends with examples of its lists.

    Args:
        path: a YAML file in UTF-8.
        cues_type: a structure with lists of words and the field examples.

    Returns:
        The cue words.

    Raises:
        CatalogueError: the file is wrong, or an example names a list that it lacks.
    """
    cues = read_document(path, cues_type)
    lists = lists_of(cues)
    examples: tuple[CueExample, ...] = getattr(cues, _EXAMPLES)
    for example in examples:
        if example.list not in lists:
            raise CatalogueError(
                f"{path}: the example {example.text!r} names the list {example.list!r}, which the file lacks",
                f"name one of its lists: {', '.join(lists)}",
            )
    return cues
