"""Whether a place had the same territory in two years."""

from __future__ import annotations

from functools import cache

from govstats.places import load_gazetteer
from govstats.places.boundaries import Boundaries


class Territories:
    """Tells whether places kept their territory; remembers what it was asked."""

    def __init__(self) -> None:
        self._gazetteer = load_gazetteer()
        self._boundaries = cache(lambda year: Boundaries(year, self._gazetteer))
        self.is_kept = cache(self._is_kept)

    def _is_kept(self, code: str, earlier: int, later: int) -> bool:
        """Tell whether the place of a code had just the same territory in two years, as far as is known.

        Args:
            code: six digits.
            earlier: the one year.
            later: the other one, not before it.
        """
        place = self._gazetteer.at(code, later)
        if place is None:
            return False
        origin = self._boundaries(later).origin(place, earlier)
        return origin.is_one and origin.places[0].code == code and not origin.moved
