"""Which figure of a later revision is which of an earlier one.

Texts move when a sentence is added, so that figures are told by what they say, not by where they stand. Round by
round those are paired that have most in common; of figures that have it in common with several others, those
that stand in the same order and in the most similar words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Final, TypeAlias

from rapidfuzz import fuzz

from govstats.store.history.figures import HistoricFigure

ALIKE: Final = 0.6  # of two sentences, from where on one may be the other rewritten
WEIGHED_AT_MOST: Final = (
    40_000  # pairs in one group; more figures that have the same in common go by their order
)

_Key: TypeAlias = Callable[[HistoricFigure], Hashable]
"""What figures share that are paired; None for a figure that is left to a later round."""

_Pair: TypeAlias = tuple[HistoricFigure, HistoricFigure]


def pair(
    earlier: Sequence[HistoricFigure], later: Sequence[HistoricFigure], *, is_same_text: bool
) -> Iterator[tuple[HistoricFigure | None, HistoricFigure | None]]:
    """Pair the figures of two revisions, each at most once.

    Args:
        earlier: the figures of the one, in the order of its text.
        later: the figures of the other, likewise.
        is_same_text: whether the two have the same text: then the same place in it is the same figure.

    Yields:
        Pairs, and figures that only one of the two has, with None in the place of the other.
    """
    left, right = list(earlier), list(later)
    rounds: tuple[tuple[_Key, float], ...] = (
        *(((_place_in_text, 0.0),) if is_same_text else ()),
        (_everything, 0.0),
        (_statement, 0.0),
        (_own_words, 0.0),
        (_subject, 0.0),
        (_subject_loosely, 0.0),
        (_indicator_loosely, 0.0),
        (_number, ALIKE),
    )
    for key, alike in rounds:
        found = list(_pairs_of_round(left, right, key, alike))
        yield from found
        left = _without(left, [one for one, _ in found])
        right = _without(right, [one for _, one in found])
    yield from ((one, None) for one in left)
    yield from ((None, one) for one in right)


def _without(figures: list[HistoricFigure], taken: list[HistoricFigure]) -> list[HistoricFigure]:
    ids = {one.observation_id for one in taken}
    return [one for one in figures if one.observation_id not in ids]


def _place_in_text(one: HistoricFigure) -> Hashable:
    return (one.start, one.text)


def _everything(one: HistoricFigure) -> Hashable:
    return (_statement(one), _own_words(one), one.confidence, one.doubts)


def _statement(one: HistoricFigure) -> Hashable:
    return (_subject(one), one.label, one.value, one.bound)


def _own_words(one: HistoricFigure) -> Hashable:
    """The same words in the same sentence; a number that stands alone, as in a table, may be any other."""
    if one.evidence == one.text:
        return None
    return (one.text, one.evidence, one.start - one.evidence_start)


def _subject(one: HistoricFigure) -> Hashable:
    """All that a figure is about: what may have another value in the later revision."""
    return (
        one.indicator or one.label, one.place, one.year, one.period_start, one.period_end, one.kind, one.status,
        one.scope, one.unit,
    )  # fmt: skip


def _subject_loosely(one: HistoricFigure) -> Hashable:
    return (one.label, one.place, one.year, one.kind, one.status)


def _indicator_loosely(one: HistoricFigure) -> Hashable:
    return (one.indicator, one.place, one.year, one.kind, one.status) if one.indicator else None


def _number(one: HistoricFigure) -> Hashable:
    return (one.value, one.unit)


def _pairs_of_round(
    earlier: Sequence[HistoricFigure], later: Sequence[HistoricFigure], key: _Key, alike: float
) -> Iterator[_Pair]:
    """Pair those that share a key, and whose sentences are so much alike; without a label, alike at all."""
    groups: dict[Hashable, tuple[list[HistoricFigure], list[HistoricFigure]]] = defaultdict(lambda: ([], []))
    for side, figures in enumerate((earlier, later)):
        for one in figures:
            if (shared := key(one)) is not None:
                groups[shared][side].append(one)
    for left, right in groups.values():
        if left and right:
            yield from _align(left, right, alike)


def _align(left: Sequence[HistoricFigure], right: Sequence[HistoricFigure], alike: float) -> Iterator[_Pair]:
    """Pair as many as can be in one order, those in the most similar words."""
    if len(left) * len(right) > WEIGHED_AT_MOST:
        yield from (
            (one, other) for one, other in zip(left, right, strict=False) if _weigh(one, other, alike)
        )
        return
    weights = [[_weigh(one, other, alike) for other in right] for one in left]
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in reversed(range(len(left))):
        for j in reversed(range(len(right))):
            together = best[i + 1][j + 1] + weights[i][j] if weights[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    i = j = 0
    while i < len(left) and j < len(right):
        if weights[i][j] and best[i][j] == best[i + 1][j + 1] + weights[i][j]:
            yield left[i], right[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _weigh(one: HistoricFigure, other: HistoricFigure, alike: float) -> float:
    """Weigh a pair: nothing where it cannot be one, else more than 1, so that another pair counts more than words."""
    similarity = fuzz.ratio(one.evidence, other.evidence) / 100
    is_named = bool(one.indicator or one.label)
    needed = alike if is_named or one.text == other.text else max(alike, ALIKE)
    return 2 + similarity if similarity >= needed else 0.0
