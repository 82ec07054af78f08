"""Width folding: one code point for one, so that offsets into the folded text are offsets into the text."""

from __future__ import annotations

import re
from functools import lru_cache

# U+FF01..FF5E are the full-width forms of U+0021..007E (Unicode, Halfwidth and Fullwidth Forms). The full-width
# comma stays: it parts clauses and never thousands, which the ASCII comma may do.
_FOLDED = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if code != ord("，")} | {
    "\u3000": " ",
    "\u00a0": " ",
    "\t": " ",
    "\r": "\n",
    "\u2028": "\n",
    "\u202f": " ",
    "\u2010": "-",
    "\u2011": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2015": "-",
    "\u2212": "-",
    "\u301c": "~",
    "﹪": "%",
    "○": "〇",
    "◯": "〇",
}
_FOLDED |= dict.fromkeys(map(chr, range(0x2002, 0x200B)), " ")  # spaces of other widths
_FOLDABLE = re.compile(f"[{re.escape(''.join(_FOLDED))}]")


def fold(text: str) -> str:
    """Fold full-width letters, digits and punctuation to ASCII: １２，３４５件（略） becomes 12，345件(略).

    Args:
        text: any text.

    Returns:
        A text of the same length; the code point at each index stands for the one in the input.
    """
    # A text holds few kinds of those that change, and none becomes another one; str.translate, which looks every
    # character up, takes ten times as long.
    for found in set(_FOLDABLE.findall(text)):
        text = text.replace(found, _FOLDED[found])
    return text


@lru_cache(maxsize=1)
def fold_whole(text: str) -> str:
    """Fold a whole text, which is read first for what its head says and then for its figures: the latest is remembered.

    Args:
        text: the text of a report.

    Returns:
        What `fold` gives.
    """
    return fold(text)
