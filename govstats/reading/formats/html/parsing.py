"""The source of a page to a tree of elements, within limits; lxml follows no reference and expands no entity in HTML."""

from __future__ import annotations

import re
from typing import TypeAlias

from lxml import etree

from govstats.errors import ReadingError

Element: TypeAlias = etree._Element
_MOST_TAGS = 100_000  # a long report has some ten thousand
_MOST_ATTRIBUTES = 500  # of one element; the parser's work grows with the square of their number
_SHORT = 10_000  # bytes of a page that cannot hold so many attributes as to matter
_ATTRIBUTE = r"""[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+[\s/]*+"""
_TAG = re.compile(rf"<[a-zA-Z][^\s/>]*+(?:[\s/]++((?:{_ATTRIBUTE})*+))?+")
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_HINT = "open it in a browser and copy the text into a plain text file"


def parse_page(source: str, name: str) -> Element:
    """Parse a page.

    Args:
        source: its decoded source.
        name: its name, for messages.

    Returns:
        The root element, with comments and processing instructions left out.

    Raises:
        ReadingError: it holds no element, or more elements, attributes or depth than a page has.
    """
    if source.count("<") > _MOST_TAGS:
        raise ReadingError(f"{name}: more than {_MOST_TAGS:,} elements, no report has so many", _HINT)
    if len(source) > _SHORT and _has_attribute_flood(source):
        raise ReadingError(f"{name}: an element with more than {_MOST_ATTRIBUTES:,} attributes", _HINT)
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise ReadingError(f"{name}: this is no web page: {error}", _HINT) from error
    if root is None:
        raise ReadingError(f"{name}: the page holds no text", "check that it was saved completely")
    # what lies beyond a limit of the parser is missing from the tree without any other sign
    if fatal := parser.error_log.filter_from_fatals():
        told = "nested too deeply" if "depth" in fatal[0].message.lower() else fatal[0].message.strip()
        raise ReadingError(f"{name}: {told}, line {fatal[0].line}", _HINT)
    return root


def _has_attribute_flood(source: str) -> bool:
    long = (match[1] for match in _TAG.finditer(source) if match[1] and len(match[1]) > 2 * _MOST_ATTRIBUTES)
    return any(sum(1 for _ in _ATTRIBUTES.finditer(attributes)) > _MOST_ATTRIBUTES for attributes in long)


def drop(element: Element) -> None:
    """Take an element out of its page; the text behind it stays."""
    around = element.getparent()
    if around is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            around.text = (around.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    around.remove(element)
