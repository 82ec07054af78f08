"""How far two reviewers agree about the figures that both have decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from govstats.store import Correction, Decision, FigureKey, last_words

_Outcome = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that two reviewers have decided differently.

    Attributes:
        first: what the one says.
        second: what the other one says.
    """

    first: Correction
    second: Correction


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two reviewers agree.

    Attributes:
        figures: how many figures both have decided.
        agreeing: about how many of them they say the same: the same decision, and the same new values.
        kappa: Cohen's kappa, 1 for full agreement and 0 for what chance alone would give; None where it is not defined:
            without such figures, or where both say one and the same of all.
        differences: the figures about which they differ, in the order of the text.
    """

    figures: int
    agreeing: int
    kappa: float | None
    differences: tuple[Difference, ...]

    @property
    def share(self) -> float | None:
        """The share of these figures about which they say the same, from 0 to 1; None without such figures."""
        return self.agreeing / self.figures if self.figures else None


def agree(corrections: Iterable[Correction], first: str, second: str) -> Agreement:
    """Compare what two reviewers have decided, each figure by the last word of each of them.

    What they may say of a figure are the categories: that it is right, that it is none, or, each for itself, the new values
    that it should have. Kappa is (p_o - p_e) / (1 - p_e), with the share p_o of agreement and the share p_e that would come
    about if each gave his categories to figures at random (J. Cohen, A coefficient of agreement for nominal scales,
    Educational and Psychological Measurement 20, 1960).

    Args:
        corrections: everything that was said.
        first: the name of the one.
        second: the name of the other.
    """
    by_reviewer: dict[str, dict[FigureKey, Correction]] = {first: {}, second: {}}
    for (figure, reviewer), one in last_words(corrections).items():
        if reviewer in by_reviewer:
            by_reviewer[reviewer][figure] = one
    pairs = [
        (one, by_reviewer[second][figure])
        for figure, one in by_reviewer[first].items()
        if figure in by_reviewer[second]
    ]
    differing = [Difference(*pair) for pair in pairs if _outcome(pair[0]) != _outcome(pair[1])]
    differing.sort(key=lambda each: _order(each.first))
    agreeing = len(pairs) - len(differing)
    kappa = _kappa([(_outcome(one), _outcome(other)) for one, other in pairs])
    return Agreement(len(pairs), agreeing, kappa, tuple(differing))


def _kappa(pairs: list[tuple[_Outcome, _Outcome]]) -> float | None:
    count = len(pairs)
    firsts, seconds = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = sum(number * seconds[outcome] for outcome, number in firsts.items())
    if by_chance == count * count:  # without figures, too
        return None
    agreeing = sum(one == other for one, other in pairs)
    return (agreeing * count - by_chance) / (count * count - by_chance)


def _outcome(one: Correction) -> _Outcome:
    if one.decision is not Decision.CORRECT:
        return (one.decision,)
    return tuple(f"{name}={value}" for name, value in (one.effect or {}).items())


def _order(one: Correction) -> tuple[str, int, str, int]:
    return one.issuer, one.report_year, one.source_sha256, one.start_offset
