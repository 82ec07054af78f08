"""The words that a correction may use: indicators and units of the database, kinds and scopes, years and numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from govstats.errors import ReviewError
from govstats.observations.model import Kind, Scope
from govstats.store import schema

NOTHING = "none"
"""What stands for no unit and for no indicator."""

_Word = TypeVar("_Word", bound=StrEnum)
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_ALIKE = 60  # percent
_MOST_OFFERED = 5
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What may be said of figures of one database.

    Attributes:
        indicators: the Chinese name of each indicator, by its code.
        units: the symbol of each unit, by its code.
    """

    indicators: Mapping[str, str]
    units: Mapping[str, str]

    def indicator(self, words: str) -> str:
        """Settle which indicator is meant.

        Args:
            words: its code, its Chinese name, or none.

        Returns:
            Its code; "" for none.

        Raises:
            ReviewError: there is none such, or several have the name.
        """
        if words == NOTHING:
            return ""
        if words in self.indicators:
            return words
        named = [code for code, name in self.indicators.items() if name == words]
        if len(named) == 1:
            return named[0]
        if named:
            raise ReviewError(
                f"{len(named)} indicators are called {words}: {', '.join(named)}", "give the code of one"
            )
        self.require_indicator(words)
        return words

    def require_indicator(self, code: str) -> None:
        """Make sure that there is an indicator.

        Args:
            code: its code.

        Raises:
            ReviewError: there is none such.
        """
        if code in self.indicators:
            return
        offers = {one: f"{one} {name}" for one, name in self.indicators.items()}
        raise ReviewError(
            f"there is no indicator {code}",
            _did_you_mean(code, offers) or "the view indicators lists them; none stands for no indicator",
        )

    def unit(self, words: str, sentence: str) -> str:
        """Settle which unit is meant.

        Args:
            words: its symbol or its code, a measure word that stands in the sentence, or none.
            sentence: the sentence that states the figure.

        Returns:
            The unit as shown; "" for none.

        Raises:
            ReviewError: neither the database nor the sentence has it.
        """
        if words == NOTHING:
            return ""
        if words in self.units:
            return self.units[words]
        self.require_unit(words, sentence)
        return words

    def require_unit(self, shown: str, sentence: str) -> None:
        """Make sure that a unit is one of the database, or a measure word of the sentence that states the figure.

        Args:
            shown: the unit as shown.
            sentence: the sentence.

        Raises:
            ReviewError: neither has it.
        """
        is_of_sentence = shown in sentence and shown.strip() and not any(map(str.isdigit, shown))
        if shown in self.units.values() or is_of_sentence:
            return
        raise ReviewError(
            f"there is no unit {shown}, and the sentence does not have it",
            _did_you_mean(shown, {code: f"{code} {symbol}" for code, symbol in self.units.items()})
            or "the view units lists them; none stands for no unit",
        )

    @staticmethod
    def value(words: str) -> Decimal:
        """Read an exact value.

        Args:
            words: digits with a sign and a point, where it has them, commas between thousands: 98.61, -3, 12,340.

        Raises:
            ReviewError: it is no number.
        """
        if not _NUMBER.fullmatch(words):
            raise ReviewError(
                f"{words} is no number", "give digits, with the unit apart: 98.61, and -3 for a fall"
            )
        return Decimal(words.replace(",", ""))

    @staticmethod
    def year(words: str) -> int:
        """Read a year.

        Args:
            words: four digits.

        Raises:
            ReviewError: it is no year from 1900 to 2100.
        """
        if not (words.isascii() and words.isdigit() and _FIRST_YEAR <= int(words) <= _LAST_YEAR):
            raise ReviewError(f"{words} is no year from {_FIRST_YEAR} to {_LAST_YEAR}", "give four digits")
        return int(words)

    @staticmethod
    def kind(words: str) -> Kind:
        """Settle which kind is meant: level, change, share or rank.

        Raises:
            ReviewError: there is none such.
        """
        return _one_of(Kind, words, "kind")

    @staticmethod
    def scope(words: str) -> Scope:
        """Settle which scope is meant: place, issuer, part or other.

        Raises:
            ReviewError: there is none such.
        """
        return _one_of(Scope, words, "scope")


def read_vocabulary(session: Session) -> Vocabulary:
    """Read the words that corrections of a database may use.

    Args:
        session: a session.
    """
    indicator, unit = schema.Indicator, schema.Unit
    indicators = session.execute(select(indicator.code, indicator.name).order_by(indicator.code))
    units = session.execute(select(unit.code, unit.symbol).order_by(unit.code))
    return Vocabulary({row.code: row.name for row in indicators}, {row.code: row.symbol for row in units})


def _one_of(words: type[_Word], given: str, what: str) -> _Word:
    try:
        return words(given)
    except ValueError:
        raise ReviewError(f"{given} is no {what}", f"choose one of {', '.join(words)}") from None


def _did_you_mean(words: str, offers: Mapping[str, str]) -> str:
    alike = process.extract(words, offers, scorer=fuzz.WRatio, limit=_MOST_OFFERED, score_cutoff=_ALIKE)
    return f"did you mean {', '.join(offer for offer, _, _ in alike)}?" if alike else ""
