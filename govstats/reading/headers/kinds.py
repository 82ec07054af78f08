"""What kind of report it is, by its title and by the words that announce it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from govstats.catalogue.cues import KindWords
from govstats.reading.headers.stated import Stated

_ANNOUNCED = re.compile(r"现[将就把][^。;\n]{2,80}?(?:如下|报告|汇报)")
_HEAD_CHARACTERS = 6000
_TITLE, _TEXT = 0.95, 0.6


class KindReader:
    """Tells the kinds of reports.

    Args:
        kinds: words of titles by kind, in the order in which they decide.
    """

    def __init__(self, kinds: Sequence[KindWords]) -> None:
        self._kinds = tuple(kinds)

    def read(self, title: str, folded: str) -> tuple[Stated, ...]:
        """Tell the kind of a report.

        Args:
            title: its title, width folded.
            folded: the whole text, width folded.

        Returns:
            What the title says, and what the words say that announce the report (现将…情况报告如下); nothing where
            neither tells.
        """
        announced = _ANNOUNCED.search(folded, 0, _HEAD_CHARACTERS)
        return (
            *self._of(title, "title", _TITLE),
            *self._of(announced[0] if announced else "", "text", _TEXT),
        )

    def _of(self, words: str, where: str, confidence: float) -> Iterator[Stated]:
        kind = next((entry.kind for entry in self._kinds if _fits(entry, words)), None)
        if kind is not None:
            yield Stated(kind, where, confidence)


def _fits(entry: KindWords, words: str) -> bool:
    return (
        any(word in words for word in entry.words)
        and (not entry.with_words or any(word in words for word in entry.with_words))
        and not any(word in words for word in entry.not_with)
    )
