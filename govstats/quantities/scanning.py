"""Scans a text for its numbers: each becomes a quantity, or is set aside with the reason why it is no figure.

Who wins, at each number from left to right: the title of a document around it; a rank; a rule of nonfigures/*.yml in
the order of its order.yml; the grammar of quantities. What none of them reads is set aside as a word (a Chinese
numeral) or as other (digits), so that no number disappears.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import regex

from govstats.catalogue import DATA, NonFigure, load_bound_cues, load_nonfigures, load_rank_cues, load_units
from govstats.quantities.grammar import HAN_NUMERAL, Grammar, build_grammar
from govstats.quantities.model import Bound, Quantity, Reason, SetAside

_TRIGGER = regex.compile(rf"[0-9]+|(?!零)[{HAN_NUMERAL}]+|[第前首双〔\[【〈(（“\"‘《]")
_NUMBER = regex.compile(rf"[0-9]+(?:[.,:/-][0-9]+)*|[{HAN_NUMERAL}]+")
_TITLE = regex.compile(r"《[^《》\n]{0,120}(?:《[^《》\n]{0,120}》[^《》\n]{0,120})?》")
_MAGNITUDES_ONLY = regex.compile(r"[百千万亿]+")
_AFTER_BARE_NUMBER = (
    "，,。;；、)!?\n(和与及至到-~/"  # and the end of the text: the empty string lies in every one
)
_SHARED_UNIT = regex.compile(r"[ ]?(?P<sign>、|和|与|及|或|/|-{1,2}|~|至|到)[ ]?(?:约|近)?")


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
        self._rules = tuple((rule.rule, Reason(rule.reason)) for rule in nonfigures)
        self._nonfigure = regex.compile("|".join(f"({rule.pattern})" for rule in nonfigures))

    def scan(self, folded: str) -> Scan:
        """Find every number of a text.

        Args:
            folded: a text whose width is folded; a leading line break is not needed.

        Returns:
            The quantities and the numbers set aside.
        """
        quantities: list[Quantity] = []
        set_aside: list[SetAside] = []
        for mention in self._mentions(folded):
            if isinstance(mention, Quantity):
                quantities.append(mention)
            else:
                set_aside.append(mention)
        return Scan(tuple(_share_units(folded, quantities)), tuple(set_aside))

    def _mentions(self, folded: str) -> Iterator[Quantity | SetAside]:
        position = 0
        while trigger := _TRIGGER.search(folded, position):
            start = trigger.start()
            if trigger[0] == "《" and (title := _TITLE.match(folded, start)):
                yield from self._in_title(folded, title)
                position = title.end()
                continue
            mention = self._mention_at(folded, start, trigger, position)
            if mention is not None:
                yield mention
            position = mention.end if mention is not None else trigger.end()

    def _mention_at(
        self, folded: str, start: int, trigger: regex.Match[str], free_from: int
    ) -> Quantity | SetAside | None:
        """Read the number at a trigger; None for a sign that turns out to introduce none."""
        sign = trigger[0]
        if sign in "第前" and (rank := self._grammar.read_rank(folded, start)):
            return rank
        if aside := self._set_aside_at(folded, start):
            return aside
        if not (sign[0].isdigit() or sign[0] in HAN_NUMERAL):
            return None
        quantity = self._grammar.read(folded, start)
        if quantity is not None and _is_figure(folded, start, quantity):
            return replace(quantity, start=max(quantity.start, free_from))
        is_han = sign[0] in HAN_NUMERAL
        end = trigger.end() if is_han else _NUMBER.match(folded, start).end()  # type: ignore[union-attr]
        reason, rule = (Reason.WORD, "word/rest") if is_han else (Reason.OTHER, "other/rest")
        return SetAside(start, end, folded[start:end], reason, rule)

    def _set_aside_at(self, folded: str, start: int) -> SetAside | None:
        match = self._nonfigure.match(folded, start)
        if match is None or match.end() == start:
            return None
        rule, reason = self._rules[match.lastindex - 1]  # type: ignore[operator]
        return SetAside(start, match.end(), match[0], reason, rule)

    def _in_title(self, folded: str, title: regex.Match[str]) -> Iterator[SetAside]:
        """Set aside the numbers in the title of a document: its dates as dates, the rest as parts of a name."""
        position = title.start()
        while number := _NUMBER.search(folded, position, title.end()):
            aside = self._set_aside_at(folded, number.start())
            if aside is None or aside.end > title.end():
                aside = SetAside(number.start(), number.end(), number[0], Reason.NAME, "title")
            yield replace(aside, rule="title")
            position = aside.end


def build_scanner(directory: Path = DATA) -> Scanner:
    """Build a scanner from the catalogue's data files.

    Args:
        directory: the folder of the data files.

    Returns:
        The scanner.

    Raises:
        CatalogueError: a data file is wrong.
    """
    units = load_units(directory).values()
    grammar = build_grammar(units, load_bound_cues(directory), load_rank_cues(directory))
    return Scanner(grammar, load_nonfigures(directory))


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
        after = folded[quantity.end : quantity.end + 1]
        written = folded[start : quantity.end]
        return quantity.unit != "" or not written.isdigit() or after in _AFTER_BARE_NUMBER
    return True


def _share_units(folded: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """Give numbers of a list or a range the unit that stands after the last one: 38、54微克/立方米, 3-5天."""
    shared = list(quantities)
    for index in range(len(shared) - 2, -1, -1):
        this, following = shared[index], shared[index + 1]
        if this.unit or not following.unit or this.rule != "arabic":
            continue
        between = _SHARED_UNIT.fullmatch(folded, this.end, following.start)
        if between is None:
            continue
        bound, next_bound = this.bound, following.bound
        if between["sign"][0] in "-~至到":
            bound, next_bound = Bound.MORE, Bound.LESS
            shared[index + 1] = replace(following, bound=next_bound)
        shared[index] = replace(
            this, unit=following.unit, unit_code=following.unit_code, bound=bound, doubts=()
        )
    return shared
