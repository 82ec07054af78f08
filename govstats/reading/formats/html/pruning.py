"""Takes out of a page what a reader of its article does not read, and weighs what is left."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from lxml import etree

from govstats.reading.formats.html.containers import PageRules
from govstats.reading.formats.html.parsing import Element, drop
from govstats.text import fold

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_MARKS = re.compile("[。；，！？,;]")
_LITTLE_PROSE = 3  # marks of punctuation
_LITTLE_TEXT = 400
_FEWEST_LINKS = 3
_LINK_SHARE = 0.5  # of the characters of a list of links
_LISTS_IN_BODIES = frozenset({"ul", "ol", "menu"})
_LISTS = frozenset({"ul", "ol", "dl", "div", "table", "td", "tr", "section", "p", "span", "menu"})


@dataclass(slots=True)
class Weight:
    """What an element holds.

    Attributes:
        characters: letters and Chinese characters of its text; digits do not count, as lists of links have dates.
        in_links: those of them in links.
        links: how many links.
        marks: marks of punctuation outside links, which prose has and menus have not.
        is_held: whether it holds something that must stay: a body, a title, the label of a field.
    """

    characters: int = 0
    in_links: int = 0
    links: int = 0
    marks: int = 0
    is_held: bool = False

    def add(self, other: Weight) -> None:
        """Add what an element inside holds."""
        self.characters += other.characters
        self.in_links += other.in_links
        self.links += other.links
        self.marks += other.marks
        self.is_held = self.is_held or other.is_held

    @property
    def is_list_of_links(self) -> bool:
        """Whether it is a list of links with hardly a sentence between them."""
        return (
            self.links >= _FEWEST_LINKS
            and self.in_links >= _LINK_SHARE * self.characters
            and self.marks < _LITTLE_PROSE
        )


def drop_unseen(root: Element, rules: PageRules) -> None:
    """Take out what is not text or is not shown; a body that a script would show stays.

    Args:
        root: the page, which is changed.
        rules: names of parts.
    """
    bodies = set(rules.names.bodies)
    walker = etree.iterwalk(root, events=("start",))
    unseen: list[Element] = []
    for _, element in walker:
        if element is not root and _is_unseen(element, rules, bodies):
            unseen.append(element)
            walker.skip_subtree()
    for element in unseen:
        drop(element)


def _is_unseen(element: Element, rules: PageRules, bodies: Collection[str]) -> bool:
    if element.tag in rules.names.dropped_elements:
        return True
    if element.get("hidden") is None and not _HIDDEN.search(element.get("style") or ""):
        return False
    return rules.names_of(element).isdisjoint(bodies)


def drop_furniture(root: Element, rules: PageRules, bodies: Collection[Element]) -> None:
    """Take out what surrounds an article: what is called so and holds no prose, and lists of links.

    Args:
        root: the page, which is changed.
        rules: names of parts.
        bodies: elements that bear the name of a body.
    """
    weights = weigh(root, rules, bodies)
    walker = etree.iterwalk(root, events=("start", "end"))
    furniture: list[Element] = []
    depth = 0  # in how many bodies the walk is
    for event, element in walker:
        is_body = element in bodies
        if event == "end":
            depth -= is_body
            continue
        depth += is_body
        if element is root or is_body or weights[element].is_held:
            continue
        if _is_furniture(element, weights[element], rules, in_body=depth > 0):
            furniture.append(element)
            walker.skip_subtree()
    for element in furniture:
        drop(element)


def _is_furniture(element: Element, weight: Weight, rules: PageRules, in_body: bool) -> bool:
    # in a body a table of links may hold data, and a paragraph may be full of links
    if weight.is_list_of_links and element.tag in (_LISTS_IN_BODIES if in_body else _LISTS):
        return True
    is_little = weight.marks < _LITTLE_PROSE and weight.characters < _LITTLE_TEXT
    return is_little and rules.is_called_furniture(element)


def weigh(root: Element, rules: PageRules, held: Collection[Element] = ()) -> dict[Element, Weight]:
    """Weigh the elements of a page.

    Args:
        root: the page.
        rules: labels of fields.
        held: elements that must stay.

    Returns:
        The weight of each element, that of what it holds included.
    """
    weights: dict[Element, Weight] = {}
    links = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            links += element.tag == "a"
            weights[element] = _weigh_text(element.text, links > 0, rules)
            weights[element].is_held |= element in held or element.tag == "h1"
            weights[element].links += element.tag == "a"
            continue
        links -= element.tag == "a"
        around = element.getparent()
        if element is not root and around is not None:
            weights[around].add(weights[element])
            if element.tail:
                weights[around].add(_weigh_text(element.tail, links > 0, rules))
    return weights


def _weigh_text(words: str | None, is_link: bool, rules: PageRules) -> Weight:
    if not words or words.isspace():
        return Weight()
    characters = len(_LETTER.findall(words))
    if is_link:
        return Weight(characters, characters)
    has_label = characters < _LITTLE_TEXT and rules.label.search(fold(words)) is not None
    return Weight(characters, marks=len(_MARKS.findall(words)), is_held=has_label)
