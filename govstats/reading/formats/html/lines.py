"""Elements of a page to lines of text: a paragraph is a line, and what stands inside one never breaks a word."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from lxml import etree

from govstats.reading.formats.html.containers import PageRules
from govstats.reading.formats.html.parsing import Element
from govstats.reading.formats.html.tables import read_table
from govstats.reading.formats.raised import is_footnote_mark, read_raised
from govstats.reading.formats.spacing import tidy_line
from govstats.text import fold

# elements that browsers set on lines of their own (HTML Living Standard 15.3)
_BLOCK_NAMES = """
    address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup option p plaintext pre
    search section summary table tbody td tfoot th thead tr ul xmp
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_INLINE_STYLE = re.compile(r"display\s*:\s*inline(?!-table)", re.IGNORECASE)
_BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|table|flex|grid|list-item)", re.IGNORECASE)
_KEPT_BREAKS = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_UNMARKED = re.compile(r"list-style(?:-type)?\s*:[^;]*none", re.IGNORECASE)
_OWN_MARKER = re.compile(r"[ (（]*(?:[0-9]{1,3}[.、．)）]|[一二三四五六七八九十]{1,3}[、)）])")
_LEFT_OUT = "\x1e"  # stands in the place of an element that is passed over
_NEAR = 6  # lines before a body that may hold its date, where no title is found
_EDGE = "\x1f"  # stands between elements of a line of fields until it is known whether a label follows


@dataclass(slots=True)
class _Writer:
    """Collects the pieces of lines.

    Attributes:
        edge: what is written where an element that is no block begins or ends.
        lines: the lines that are complete.
        pieces: what the line at hand is made of.
        marker: the number of a list's item whose first line is not yet complete.
        kept: how many of the open elements keep the line breaks of the source.
        items: the number of the last item of each ordered list.
    """

    edge: str
    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    marker: str = ""
    kept: int = 0
    items: dict[Element, int] = field(default_factory=dict)

    def open(self, element: Element) -> None:
        self._pass_edge(element)
        self.kept += _keeps_breaks(element)
        if element.tag == "li":
            self.marker = self._count(element)
        self.write(element.text)

    def close(self, element: Element) -> None:
        self._pass_edge(element)
        self.kept -= _keeps_breaks(element)

    def _count(self, item: Element) -> str:
        """Give the number that a browser sets before an item of an ordered list."""
        around = item.getparent()
        if around is None or around.tag != "ol":
            return ""
        start = (around.get("start") or "").strip()
        first = int(start) if start.isdecimal() and len(start) < 4 else 1
        self.items[around] = self.items.get(around, first - 1) + 1
        is_unmarked = any(_UNMARKED.search(each.get("style") or "") for each in (item, around))
        return "" if is_unmarked else f"{self.items[around]}. "

    def _pass_edge(self, element: Element) -> None:
        if _is_block(element):
            self.end_line()
        elif self.edge:
            self.pieces.append(self.edge)

    def write(self, words: str | None) -> None:
        if not words:
            return
        if not self.kept or "\n" not in words:
            self.pieces.append(words)
            return
        first, *others = words.split("\n")
        self.pieces.append(first)
        for other in others:
            self.end_line()
            self.pieces.append(other)

    def end_line(self) -> None:
        whole = "".join(self.pieces)
        self.pieces.clear()
        parts = [tidy_line(part) for part in whole.split(_EDGE)] if self.edge else [tidy_line(whole)]
        if line := _EDGE.join(part for part in parts if part):
            has_marker = self.marker and not _OWN_MARKER.match(line)
            self.lines.append(self.marker + line if has_marker else line)
            self.marker = ""

    def before(self) -> str:
        """Give the last characters of the line at hand."""
        return "".join(self.pieces[-4:])[-20:].rstrip()


@dataclass(frozen=True, slots=True)
class LinesAround:
    """The lines of a page around its article: before the title, between title and body, behind the body."""

    before: tuple[str, ...]
    between: tuple[str, ...]
    after: tuple[str, ...]


class LineReader:
    """Reads the lines of elements.

    Args:
        rules: what the parts of pages are called.
        unwrapped: tables to be taken for frames around paragraphs, whatever they look like.
    """

    def __init__(self, rules: PageRules, unwrapped: Collection[Element] = ()) -> None:
        self._rules = rules
        self._unwrapped = unwrapped

    def read(self, root: Element) -> list[str]:
        """Read all lines of an element, without those of page furniture.

        Args:
            root: the element.

        Returns:
            Its paragraphs, and its tables as lines of cells.
        """
        lines = self._read(root, (), edges=False)
        return [line for line in lines if not self._rules.furniture_line.fullmatch(fold(line))]

    def read_around(self, root: Element, title: Element | None, body: Collection[Element]) -> LinesAround:
        """Read the lines of a page around its article, with two spaces where a field begins with a new element.

        Args:
            root: the page.
            title: the title, if an element holds it.
            body: the parts of the body.
        """
        left_out = {*body} if title is None else {title, *body}
        lines = [self._part(line) for line in self._read(root, left_out, edges=True)]
        places = [index for index, line in enumerate(lines) if line == _LEFT_OUT]
        order = [element for element in root.iter() if element in left_out]
        first = next(
            (place for place, element in zip(places, order, strict=False) if element in body), len(lines)
        )
        at_title = next(
            (place for place, element in zip(places, order, strict=False) if element is title), first
        )
        start = min(at_title, first) if at_title < first else max(first - _NEAR, 0)
        return LinesAround(
            *(
                tuple(line for line in part if line != _LEFT_OUT)
                for part in (lines[:start], lines[start:first], lines[first:])
            )
        )

    def _part(self, line: str) -> str:
        """Put a line of fields together: 发布机构 | 某局 | 文号：1号 becomes 发布机构：某局  文号：1号."""
        written = ""
        is_label = False
        for words in line.split(_EDGE):
            folded = fold(words)
            begins = self._rules.label.match(folded) or self._rules.bare_label.fullmatch(folded)
            written += ("  " if begins and written else "：" if is_label else "") + words
            is_label = self._rules.bare_label.fullmatch(folded) is not None
        return written

    def _read(self, root: Element, left_out: Collection[Element], edges: bool) -> list[str]:
        writer = _Writer(_EDGE if edges else "")
        walker = etree.iterwalk(root, events=("start", "end"))
        passed_over: Element | None = None
        for event, element in walker:
            if event == "start":
                if element in left_out:
                    writer.end_line()
                    writer.lines.append(_LEFT_OUT)
                if element in left_out or self._write_whole(element, writer):
                    walker.skip_subtree()
                    passed_over = element
                else:
                    writer.open(element)
                continue
            if element is not passed_over:
                writer.close(element)
            if element is not root:
                writer.write(element.tail)
        writer.end_line()
        return writer.lines

    def _write_whole(self, element: Element, writer: _Writer) -> bool:
        """Write what is read as a whole: a break, a table, a raised mark; False for other elements."""
        if element.tag == "br":
            writer.end_line()
        elif element.tag == "table":
            if element in self._unwrapped:
                return False
            rows = read_table(element, self.read, self._rules)
            if rows is None:
                return False
            writer.end_line()
            writer.lines += rows
        elif element.tag == "sup" or _RAISED.search(element.get("style") or ""):
            is_link = next(element.iterancestors("a"), None) is not None
            is_link = is_link or next(element.iter("a"), None) is not None
            writer.write(read_raised("".join(element.itertext()), writer.before(), is_link))
        else:
            return _is_footnote_link(element)
        return True


def _is_footnote_link(element: Element) -> bool:
    """Tell whether a link leads to a note on the same page, and from there back."""
    return (
        element.tag == "a"
        and (element.get("href") or "").strip().startswith("#")
        and is_footnote_mark("".join(element.itertext()))
    )


def _is_block(element: Element) -> bool:
    style = element.get("style")
    if not style:
        return element.tag in _BLOCKS
    if element.tag in _BLOCKS:
        return _INLINE_STYLE.search(style) is None
    return _BLOCK_STYLE.search(style) is not None


def _keeps_breaks(element: Element) -> bool:
    return (
        element.tag in {"pre", "listing", "xmp"}
        or _KEPT_BREAKS.search(element.get("style") or "") is not None
    )
