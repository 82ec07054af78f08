"""Finds indicators by words: by what a label of these words measures, by names, wordings and definitions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils

from govstats.catalogue.entries import Indicator
from govstats.catalogue.loading import Catalogue

_ALIKE = 60  # percent; below, names have only a character or two in common
_MOST_ALIKE = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """An indicator that was found.

    Attributes:
        indicator: the indicator.
        why: measures these words, code, name, wording, definition or alike.
    """

    indicator: Indicator
    why: str


def search_indicators(catalogue: Catalogue, words: str) -> list[Hit]:
    """Find indicators, the likeliest first.

    Args:
        catalogue: the catalogue.
        words: Chinese or English words, or a part of a code.

    Returns:
        First what a label of these words would measure; then where they stand in a code, a name, a wording, a
        definition; then, if nothing was found, names that are alike.
    """
    found: dict[str, Hit] = {}
    match = catalogue.matcher.match(words, None, "share")  # of any unit
    for code in (match.code,) if match.code else match.tied:
        found[code] = Hit(catalogue.indicators[code], "measures these words")
    plain = words.strip().lower()
    for why in ("code", "name", "wording", "definition"):
        for each in catalogue.indicators.values():
            if plain and any(plain in text.lower() for text in _texts(each, why)):
                found.setdefault(each.code, Hit(each, why))
    if found:
        return list(found.values())
    names = {each.code: f"{each.name} {each.name_en}" for each in catalogue.indicators.values()}
    alike = process.extract(
        words, names, scorer=fuzz.partial_ratio, processor=utils.default_process, score_cutoff=_ALIKE
    )
    return [Hit(catalogue.indicators[code], "alike") for _, _, code in alike]


def suggest_codes(catalogue: Catalogue, code: str) -> list[str]:
    """Give the codes most like one that does not exist.

    Args:
        catalogue: the catalogue.
        code: what was asked for.
    """
    alike = process.extract(code, list(catalogue.indicators), scorer=fuzz.WRatio, limit=_MOST_ALIKE)
    return [found for found, score, _ in alike if score >= _ALIKE]


def _texts(each: Indicator, why: str) -> Sequence[str]:
    if why == "wording":
        return [
            synonym for wording in each.wordings for word in wording.split() for synonym in word.split("/")
        ]
    return {"code": (each.code,), "name": (each.name, each.name_en), "definition": (each.definition,)}[why]
