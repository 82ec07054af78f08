"""Scans a text for its numbers: each becomes a quantity, or is set aside with the reason why it is no figure.

Who wins, at each number from left to right: the title of a document around it; a rank; a rule of nonfigures/*.yml in
the order of its order.yml; the grammar of quantities. What none of them reads is set aside as a word (a Chinese
numeral) or as other (digits), so that no number disappears. A sentence of more numbers than any sentence of prose has is a
table or noise: those after the first 200 are set aside together.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from govstats.catalogue import (
    DATA,
    NonFigure,
    Unit,
    load_bound_cues,
    load_nonfigures,
    load_rank_cues,
    load_units,
)
from govstats.quantities.grammar import Grammar, build_grammar
from govstats.quantities.model import Bound, Quantity, Reason, SetAside
from govstats.quantities.nonfigures import NonFigureReader
from govstats.quantities.shapes import HAN_NUMERAL, SELDOM_NUMERAL
from govstats.quantities.sharing import share_units, sums_up

_DIGITS = "0123456789"
_INTRODUCING = '第前首双〔[【〈(（“"‘《'
# 零 begins no number: what follows it may
_TRIGGER = re.compile(rf"[{_DIGITS}{HAN_NUMERAL.replace('零', '')}{re.escape(_INTRODUCING)}{SELDOM_NUMERAL}]")
_NUMBER = re.compile(rf"[0-9]+(?:[.,:/-][0-9]+)*|[{HAN_NUMERAL}]+")
_FIRST = "首"
_IN_TITLE = re.compile(rf"{_NUMBER.pattern}|{_FIRST}")
_TITLE = re.compile(r"《[^《》\n]{0,120}(?:《[^《》\n]{0,120}》[^《》\n]{0,120})?》")
_SENTENCE_END = re.compile(r"[。！!？?;\n]")
# The fullest of 2,100 sentences in 15 reports has ten. Without a limit a megabyte of 1件、1件、 takes eleven seconds to bind.
_MOST_IN_A_SENTENCE = 200
_CROWD_LENGTH = 1200  # of the pieces in which a crowd of numbers is set aside
_MAGNITUDES_ONLY = re.compile(r"[百千万亿]+")
_AFTER_BARE_NUMBER = (
    "，,。;；、)!?\n(和与及至到-~/"  # and the end of the text: the empty string lies in every one
)


@dataclass(frozen=True, slots=True)
class Scan:
    """The numbers of a text, each in exactly one of the two lists.

    Attributes:
        quantities: in the order of the text; spans do not overlap.
        set_aside: in the order of the text; spans overlap neither each other nor a quantity.
    """

    quantities: tuple[Quantity, ...]
    set_aside: tuple[SetAside, ...]


class Scanner:
    """Finds and reads the numbers of texts, with the catalogue's patterns and units.

    Args:
        grammar: the grammar of quantities.
        nonfigures: the patterns of numbers that are no figures, most decisive first.
    """

    def __init__(self, grammar: Grammar, nonfigures: Sequence[NonFigure]) -> None:
        self._grammar = grammar
        self._nonfigures = NonFigureReader(nonfigures)

    def scan(self, folded: str) -> Scan:
        """Find every number of a text.

        Args:
            folded: a text whose width is folded; a leading line break is not needed.

        Returns:
            The quantities and the numbers set aside.
        """
        quantities: list[Quantity] = []
        set_aside: list[SetAside] = []
        position = 0
        crowd = _Crowd(folded)
        while trigger := _TRIGGER.search(folded, position):
            start = trigger.start()
            if folded[start] == "《" and (title := _TITLE.match(folded, start)):
                set_aside += self._in_title(folded, title.start(), title.end())
                position = title.end()
                continue
            mention = self._mention_at(folded, start, position)
            if mention is None:
                position = start + 1
                continue
            position = mention.end
            if isinstance(mention, Quantity):
                quantities.append(mention)
            else:
                set_aside.append(mention)
            if end := crowd.end_after(start):
                set_aside += _set_crowd_aside(folded, position, end)
                position = max(position, end)
        return Scan(tuple(share_units(folded, quantities)), tuple(set_aside))

    def _mention_at(self, folded: str, start: int, free_from: int) -> Quantity | SetAside | None:
        """Read the number at a trigger; None for a sign that turns out to introduce none."""
        sign = folded[start]
        if sign in "第前" and (rank := self._grammar.read_rank(folded, start)):
            return rank
        is_seldom = sign in SELDOM_NUMERAL
        if not is_seldom and (aside := self._nonfigures.read(folded, start)):
            return aside
        if sign in _INTRODUCING:
            return None
        quantity = self._grammar.read(folded, start)
        if quantity is not None and _is_figure(folded, start, quantity):
            return _figure_or_sum(folded, start, quantity, free_from)
        return None if is_seldom else _rest_at(folded, start)

    def _in_title(self, folded: str, start: int, end: int) -> list[SetAside]:
        """Set aside the numbers in the title of a document: its dates as dates, the rest as parts of a name."""
        found: list[SetAside] = []
        while number := _IN_TITLE.search(folded, start, end):
            aside = self._nonfigures.read(folded, number.start())
            if aside is None or aside.end > end:
                if number[0] == _FIRST:  # 首 alone is no number
                    start = number.end()
                    continue
                aside = SetAside(number.start(), number.end(), number[0], Reason.NAME, "title")
            found.append(replace(aside, rule="title"))
            start = aside.end
        return found


class _Crowd:
    """Tells when a sentence of a text has had as many numbers as a sentence may have."""

    def __init__(self, folded: str) -> None:
        self._folded = folded
        self._latest: deque[int] = deque(maxlen=_MOST_IN_A_SENTENCE)
        self._sentence_end = 0

    def end_after(self, start: int) -> int:
        """Count a number: the end of its sentence if that may have no more numbers, else 0."""
        self._latest.append(start)
        if len(self._latest) < _MOST_IN_A_SENTENCE:
            return 0
        first = self._latest[0]
        if self._sentence_end <= first:
            found = _SENTENCE_END.search(self._folded, first)
            self._sentence_end = found.end() if found else len(self._folded)
        return self._sentence_end if self._sentence_end > start else 0


def _set_crowd_aside(folded: str, start: int, end: int) -> Iterator[SetAside]:
    """Set aside the numbers of a stretch, those of some hundred characters together."""
    while number := _NUMBER.search(folded, start, end):
        first = number.start()
        *_, last = _NUMBER.finditer(folded, first, min(end, first + _CROWD_LENGTH))
        start = _NUMBER.match(folded, last.start()).end()  # type: ignore[union-attr]  # the whole of it
        yield SetAside(first, start, folded[first:start], Reason.OTHER, "other/crowd")


def build_scanner(directory: Path = DATA, units: Mapping[str, Unit] | None = None) -> Scanner:
    """Build a scanner from the catalogue's data files.

    Args:
        directory: the folder of the data files.
        units: the units by code, where the caller has loaded them already.

    Returns:
        The scanner.

    Raises:
        CatalogueError: a data file is wrong.
    """
    known = load_units(directory) if units is None else units
    grammar = build_grammar(known.values(), load_bound_cues(directory), load_rank_cues(directory))
    return Scanner(grammar, load_nonfigures(directory))


def _figure_or_sum(folded: str, start: int, quantity: Quantity, free_from: int) -> Quantity | SetAside:
    """Give a quantity, without what another number holds already, or set it aside where it sums up a list of names."""
    if sums_up(folded, quantity):
        return SetAside(start, quantity.end, folded[start : quantity.end], Reason.OTHER, "other/sums_up")
    return quantity if quantity.start >= free_from else replace(quantity, start=free_from)


def _rest_at(folded: str, start: int) -> SetAside:
    """Set aside a number that nothing reads."""
    end = _NUMBER.match(folded, start).end()  # type: ignore[union-attr]
    is_word = folded[start] not in _DIGITS
    reason, rule = (Reason.WORD, "word/rest") if is_word else (Reason.OTHER, "other/rest")
    return SetAside(start, end, folded[start:end], reason, rule)


def _is_figure(folded: str, start: int, quantity: Quantity) -> bool:
    """Tell whether a quantity that the grammar can read is stated as a figure.

    A Chinese numeral needs a unit, and one of magnitude words alone (百, 千) a bound too: 百余件 but not 十、百、千.
    Digits need a unit, a magnitude, or an end of the clause after them: 粉丝30多万, 纠错率为0.
    """
    bare = quantity.unit_code is None
    if quantity.rule == "han":
        words = folded[start : quantity.end]
        magnitudes = _MAGNITUDES_ONLY.match(words)
        has_digit = magnitudes is None or any(sign in "〇零一二两三四五六七八九十" for sign in words)
        return not bare and (has_digit or quantity.bound is not Bound.EXACT)
    if bare and quantity.rule == "arabic":
        after = folded[quantity.end : quantity.end + 2].lstrip(" ")[:1]
        written = folded[start : quantity.end]
        return quantity.unit != "" or not written.isdigit() or after in _AFTER_BARE_NUMBER
    return True
