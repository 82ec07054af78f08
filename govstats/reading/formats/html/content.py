"""Where the article of a page is: its body, its title, the fields of its head."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from govstats.reading.formats.html.containers import PageRules
from govstats.reading.formats.html.lines import LinesAround
from govstats.reading.formats.html.parsing import Element
from govstats.reading.formats.html.pruning import weigh
from govstats.reading.headers.dates import behind_date
from govstats.text import fold

_MOST_OF_PROSE = 0.8  # of the page's, which a body must hold
_HARDLY_PROSE = 4  # marks of punctuation; with fewer a page is weighed by its characters
_FEW_MARKS, _FEW_CHARACTERS = 8, 200  # may lie outside a body: a notice, an address, the fields of the head
_SHORTEST_TITLE, _LONGEST_TITLE = 4, 150
_LONGEST_FIELDS = 300  # characters of a line of fields
_LONGEST_DATE_LINE = 60
_PART = 0.3  # of the weight of the heaviest part, for parts whose name may mean something else
_FRAMES = frozenset(
    [
        "html",
        "body",
        "div",
        "section",
        "article",
        "main",
        "form",
        "center",
        "table",
        "tbody",
        "tr",
        "td",
        "dl",
        "dd",
    ]
)
_INSIDE_FRAMES = frozenset(["p", "div", "br", "table", "section", "h2", "h3", "h4", "li", "dd"])
_NUMBER = re.compile(r"[〔\[(【〈](?:19|20)[0-9]{2}[〕\])】〉][ ]?第?[0-9]{1,5}[ ]?号")
_BEYOND = "the article reaches beyond its known container; what stands around it was read too"
_GUESSED = "no known container of an article; the body was guessed"


@dataclass(frozen=True, slots=True)
class Body:
    """The body of an article.

    Attributes:
        parts: the elements that hold it, in the order of the page.
        warnings: what is uncertain about it.
        is_guessed: whether no name of a container told where it is.
    """

    parts: tuple[Element, ...]
    warnings: tuple[str, ...] = ()
    is_guessed: bool = False


def find_named(root: Element, names: Collection[str], rules: PageRules) -> dict[str, list[Element]]:
    """Find the elements that bear some names.

    Args:
        root: the page.
        names: names as data/containers.yml writes them.
        rules: the rules that tell the names of an element.

    Returns:
        For each name, in the order given, the elements that bear it and lie in no other one that does.
    """
    wanted = set(names)
    found: dict[str, list[Element]] = {name: [] for name in names}
    for element in root.iter():
        for name in wanted & rules.names_of(element):
            if not found[name] or not _is_inside(element, found[name][-1]):
                found[name].append(element)
    return {name: elements for name, elements in found.items() if elements}


def _is_inside(element: Element, other: Element) -> bool:
    return any(around is other for around in element.iterancestors())


def find_body(root: Element, rules: PageRules) -> Body:
    """Find the body of the article on a page.

    The first name that stands for a body counts whose elements hold most of the page's prose. Where they hold less,
    the smallest element around them that does is the body; where no name fits, the smallest of the page.

    Args:
        root: the page, without its furniture.
        rules: names of parts.

    Returns:
        The body.
    """
    scale = _Scale(root, rules)
    most_named = 0
    for names, at_least in ((rules.names.bodies, 0.0), (rules.names.loose_bodies, _PART)):
        for named in find_named(root, names, rules).values():
            parts = scale.heavy(named, at_least)
            if scale.holds_most(parts):
                return Body(tuple(parts))
            most_named = max(most_named, scale.sum(parts) if not at_least else 0)
    if scale.is_much(most_named):
        return Body((scale.smallest_with_most(),), (_BEYOND,))
    return Body((scale.smallest_with_most(),), (_GUESSED,), is_guessed=True)


class _Scale:
    """Compares what elements hold with what the page holds: prose, or words where there is hardly any prose."""

    def __init__(self, root: Element, rules: PageRules) -> None:
        self._root = root
        self._weights = weigh(root, rules)
        self._has_prose = self._weights[root].marks >= _HARDLY_PROSE
        self._whole = self._measure(root)

    def _measure(self, element: Element) -> int:
        weight = self._weights[element]
        return weight.marks if self._has_prose else weight.characters - weight.in_links

    def sum(self, parts: Sequence[Element]) -> int:
        return sum(map(self._measure, parts))

    def heavy(self, parts: Sequence[Element], at_least: float) -> list[Element]:
        """Give the parts with text that hold at least a share of what the heaviest one holds."""
        heaviest = max(map(self._measure, parts), default=0)
        return [
            part
            for part in parts
            if self._weights[part].characters and self._measure(part) >= at_least * heaviest
        ]

    def is_much(self, measure: int) -> bool:
        return measure > 0 and measure * 3 >= self._whole

    def holds_most(self, parts: Sequence[Element]) -> bool:
        held = self.sum(parts)
        few = _FEW_MARKS if self._has_prose else _FEW_CHARACTERS
        return self.is_much(held) and self._whole - held <= max((1 - _MOST_OF_PROSE) * self._whole, few)

    def smallest_with_most(self) -> Element:
        """Give the smallest element around most of the page; a single paragraph is not taken for the whole."""
        element = self._root
        while True:
            inner = max(element, key=self._measure, default=element)
            is_frame = inner.tag in _FRAMES and any(
                each.tag in _INSIDE_FRAMES for each in inner.iterdescendants()
            )
            if not is_frame or self._measure(inner) < _MOST_OF_PROSE * self._whole:
                return element
            element = inner


def find_title(
    root: Element, parts: Collection[Element], page_title: str, rules: PageRules
) -> Element | None:
    """Find the element that holds the title of the article outside its body.

    Args:
        root: the page.
        parts: the body.
        page_title: what the <title> of the page says, which may name the site too.
        rules: names of parts.

    Returns:
        The element whose words the page's title holds; else the first by name; None where there is none.
    """
    inside = {element for part in parts for element in part.iter()}
    inside |= {around for part in parts for around in part.iterancestors()}
    candidates = [
        element
        for elements in find_named(root, rules.names.titles, rules).values()
        for element in elements
        if element not in inside and _SHORTEST_TITLE <= len(bare(element)) <= _LONGEST_TITLE
    ]
    page = "".join(page_title.split())
    named = (element for element in candidates if page and bare(element) in page)
    return next(named, candidates[0] if candidates else None)


def bare(element: Element) -> str:
    """Give the text of an element without white space."""
    return "".join("".join(element.itertext()).split())


def find_fields(lines: LinesAround, rules: PageRules) -> list[str]:
    """Find the lines that say something of the article: 发布日期：2021-01-27 来源：某局.

    Args:
        lines: the lines around the article.
        rules: labels of fields.

    Returns:
        The lines that hold a label, wherever they stand before the body, or behind it where none does; between title
        and body also those that begin with a date or hold a document number.
    """
    near = [line for line in lines.between if _is_date_line(line)]
    fields = [*_labelled(lines.before, rules), *_labelled(lines.between, rules)] or _labelled(
        lines.after, rules
    )
    return list(dict.fromkeys(near + fields))


def _is_date_line(line: str) -> bool:
    folded = fold(line).strip(" ([")
    return len(line) <= _LONGEST_DATE_LINE and (
        behind_date(folded) is not None or _NUMBER.search(folded) is not None
    )


def _labelled(lines: Sequence[str], rules: PageRules) -> list[str]:
    """Give the lines with labels; a label alone in its line takes the next line for its value."""
    fields: list[str] = []
    waiting = ""
    for line in lines:
        folded = fold(line)
        if len(line) > _LONGEST_FIELDS or rules.furniture_line.fullmatch(folded):
            waiting = ""
        elif rules.lone_label.fullmatch(folded):
            waiting = folded.strip(" :[]【】()")
        elif rules.label.search(folded):
            fields.append(line)
            waiting = ""
        elif waiting:
            fields.append(f"{waiting}：{line}")
            waiting = ""
    return fields
