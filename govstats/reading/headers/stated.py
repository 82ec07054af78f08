"""What one part of a file states about the report, and how far it is to be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

_SURE = 0.8
_WITHOUT_ARTICLE = ("field", "metadata", "a ")


class Stated(msgspec.Struct, frozen=True, gc=False):
    """A statement.

    Attributes:
        words: what is stated, as text that compares: 2021-01-27 for a date, 2020 for a year.
        found_in: where it stands, in a few words: title, signature, field 发布日期, metadata.
        confidence: from 0 to 1: how sure this reading of it is.
    """

    words: str
    found_in: str
    confidence: float

    @property
    def is_sure(self) -> bool:
        """Whether the statement is sure enough to contradict another one: a label, a signature or a title tells it."""
        return self.confidence >= _SURE

    @property
    def where(self) -> str:
        """Where it stands, as a message says it: in the title, in field 发布日期, by --year."""
        if self.found_in.startswith("--"):
            return f"by {self.found_in}"
        return (
            f"in {self.found_in}" if self.found_in.startswith(_WITHOUT_ARTICLE) else f"in the {self.found_in}"
        )

    @property
    def day(self) -> date:
        """The date that is stated, for a statement of one."""
        return date.fromisoformat(self.words)


def first_words(statements: Iterable[Stated]) -> str | None:
    """Give what the first of some statements says; None where there are none."""
    return next((statement.words for statement in statements), None)


def first_day(statements: Iterable[Stated]) -> date | None:
    """Give the date that the first of some statements says; None where there are none."""
    return next((statement.day for statement in statements), None)


def distinct(*groups: Iterable[Stated]) -> tuple[Stated, ...]:
    """Put statements together in their order, each that says the same in the same place once, and none without words."""
    seen: dict[tuple[str, str], Stated] = {}
    for group in groups:
        for one in group:
            if one.words:
                seen.setdefault((one.words, one.found_in), one)
    return tuple(seen.values())
