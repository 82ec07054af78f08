"""Raised text in any format: the mark of a footnote is none of the text, the power of a unit or of ten is."""

from __future__ import annotations

import re

from govstats.reading.formats.spacing import tidy_line

_FOOTNOTE = re.compile(r"[\[〔［(（【]?(?:注|注释)?[0-9]{1,3}[\]〕］)）】]?|[①-⑳]|[*＊※†]{1,3}|\[[a-z*]\]")
_POWER_OF_TEN = re.compile(r"(?<![0-9.])10$")
_LENGTH = re.compile(r"(?:[a-zA-Z]|米|里)$")
_DIGITS = str.maketrans("0123456789-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻")


def is_footnote_mark(words: str) -> bool:
    """Tell whether words look like the mark of a footnote: 1, [1], ①, *."""
    return _FOOTNOTE.fullmatch(tidy_line(words)) is not None


def read_raised(words: str, before: str, is_link: bool = False) -> str:
    """Read a raised text.

    Args:
        words: the text that is raised.
        before: what stands before it in its line.
        is_link: whether it leads to another place, as the marks of footnotes do.

    Returns:
        Raised digits for the power of a unit of length (km²) or of ten (10⁴); "" for the mark of a footnote, lest it
        lengthen a number; other words as they are.
    """
    words = tidy_line(words)
    if not is_footnote_mark(words):
        return words.translate(_DIGITS) if re.fullmatch("[-−–]?[0-9]{1,3}", words) else words
    if is_link or not words.isdecimal():
        return ""
    if len(words) > 2:  # hardly a note; raised digits are kept, and lengthen no number either
        return words.translate(_DIGITS)
    before = before.rstrip()
    is_power = _POWER_OF_TEN.search(before) or (words in {"2", "3"} and _LENGTH.search(before))
    return words.translate(_DIGITS) if is_power else ""
