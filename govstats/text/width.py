"""Width folding: one code point for one, so that offsets into the folded text are offsets into the text."""

from __future__ import annotations

# U+FF01..FF5E are the full-width forms of U+0021..007E (Unicode, Halfwidth and Fullwidth Forms). The full-width
# comma stays: it parts clauses and never thousands, which the ASCII comma may do.
_TABLE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code != ord("，")} | {
    ord("\u3000"): " ",
    ord("\u00a0"): " ",
    ord("\t"): " ",
    ord("\r"): "\n",
    ord("\u2028"): "\n",
    ord("\u202f"): " ",
    ord("\u2010"): "-",
    ord("\u2011"): "-",
    ord("\u2013"): "-",
    ord("\u2014"): "-",
    ord("\u2015"): "-",
    ord("\u2212"): "-",
    ord("\u301c"): "~",
    ord("﹪"): "%",
    ord("○"): "〇",
    ord("◯"): "〇",
}
_TABLE |= dict.fromkeys(range(0x2002, 0x200B), " ")  # spaces of other widths


def fold(text: str) -> str:
    """Fold full-width letters, digits and punctuation to ASCII: １２，３４５件（略） becomes 12，345件(略).

    Args:
        text: any text.

    Returns:
        A text of the same length; the code point at each index stands for the one in the input.
    """
    return text.translate(_TABLE)
