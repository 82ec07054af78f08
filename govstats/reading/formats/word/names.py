"""Names of WordprocessingML, and what elements say under them (ECMA-376 part 1, 17)."""

from __future__ import annotations

from lxml import etree

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MATHEMATICS = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def tag(name: str, space: str = WORD) -> str:
    """Give the full name of an element or attribute: p becomes {...wordprocessingml...}p."""
    return f"{{{space}}}{name}"


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """Give the first child of a name; None where there is none, or no element."""
    return None if element is None else element.find(tag(name))


def attribute(element: etree._Element | None, name: str) -> str:
    """Give an attribute's value; "" where there is none, or no element."""
    return "" if element is None else str(element.get(tag(name)) or "")


def number(element: etree._Element | None, name: str) -> int | None:
    """Give an attribute's value as a whole number from 0 to 99999; None for anything else."""
    words = attribute(element, name)
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 6 else None


def is_on(properties: etree._Element | None, name: str) -> bool:
    """Tell whether a property such as w:vanish is set: it stands there and does not say false."""
    element = child(properties, name)
    return element is not None and attribute(element, "val") not in {"0", "false", "off", "none"}
