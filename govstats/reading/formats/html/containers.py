"""How pages call their parts, and which elements bear such a name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import regex

from govstats.catalogue.cues import load_header_cues
from govstats.catalogue.strict_yaml import read_document
from govstats.reading.formats.html.parsing import Element
from govstats.reading.headers.fields import label_pattern
from govstats.reading.headers.pages import load_page_words

_FILE = Path(__file__).parents[2] / "data" / "containers.yml"
_WORDS = regex.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LONGEST_NAME = 200  # characters of an id or a class that are looked at


class ContainerNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The names of a page's parts; each list is told in data/containers.yml."""

    bodies: tuple[str, ...]
    loose_bodies: tuple[str, ...]
    titles: tuple[str, ...]
    dropped_elements: frozenset[str]
    furniture_names: frozenset[str]
    furniture_lines: tuple[str, ...]


class PageRules:
    """What the names of a page's parts, and the labels of its fields, say.

    Args:
        names: how pages call their parts.

    Attributes:
        names: the same.
        label: matches a label of a field in a line whose width is folded: 发布日期:, [ 索引号 ].
        lone_label: matches a line that is a label and nothing else.
        bare_label: matches a telling label without its colon: 发布机构, 文号.
        furniture_line: matches a line that belongs to no article.
    """

    def __init__(self, names: ContainerNames) -> None:
        self.names = names
        labels = load_header_cues().labels
        every = {label for field in labels.__struct_fields__ for label in getattr(labels, field)}
        telling = {label for label in every if len(label) > 2} | {"文号", "索引号"}
        words = label_pattern(every | set(load_page_words().furniture))
        self.label = regex.compile(
            rf"(?<!\p{{Han}})(?:(?:{words})[ ]{{0,4}}:|[\[【(][ ]{{0,4}}(?:{words})[ ]{{0,4}}[\])】])"
        )
        self.lone_label = regex.compile(
            rf"[ \[【(]*(?:(?:{label_pattern(telling)})[ \])】]*:?|(?:{words})[ \])】]*:)[ ]*"
        )
        self.bare_label = regex.compile(rf"[ \[【(]*(?:{label_pattern(telling)})[ \])】]*")
        self.furniture_line = regex.compile("|".join(f"(?:{line})" for line in names.furniture_lines))

    def names_of(self, element: Element) -> set[str]:
        """Give the names that an element bears, as the lists write them: its tag, #id and each .class."""
        names = {str(element.tag)}
        if classes := element.get("class"):
            names.update(f".{each}" for each in classes[:_LONGEST_NAME].lower().split())
        if own := element.get("id"):
            names.add(f"#{own[:_LONGEST_NAME].strip().lower()}")
        return names

    def is_called_furniture(self, element: Element) -> bool:
        """Tell whether a word in an element's id or class says that it surrounds an article: article-share."""
        names = f"{element.get('id') or ''} {element.get('class') or ''}"[:_LONGEST_NAME]
        if names == " ":
            return False
        words = {word.lower() for word in _WORDS.findall(names)} | set(names.lower().split())
        return not words.isdisjoint(self.names.furniture_names)


def load_container_names(path: Path = _FILE) -> ContainerNames:
    """Load the names of a page's parts.

    Args:
        path: the data file; the package's own unless given.

    Raises:
        CatalogueError: the file is wrong.
    """
    return read_document(path, ContainerNames)


@cache
def page_rules() -> PageRules:
    """Give the rules of the package's own names, made once."""
    return PageRules(load_container_names())
