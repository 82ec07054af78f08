"""Finding the names of divisions that stand in a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from govstats.places.division import Division
from govstats.places.names import NameTable, pick_year

HEAD = 2  # no name is shorter; the first two characters tell which lengths are worth a look


@dataclass(frozen=True, slots=True)
class Found:
    """A place where the name of a division stands in a text.

    Attributes:
        start: first code point of the name, with the names above that stand before it.
        end: one past the last.
        candidates: the divisions that it may mean, in the order of their codes; at least one.
    """

    start: int
    end: int
    candidates: tuple[Division, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lookalikes:
    """Words that look like the name of a division (lookalikes.csv).

    Attributes:
        generic: names that are common nouns as well: 城区.
        longer: longer words in which a name stands by accident: 沿海城市.
        after: last character of a name and the character behind it, where the two are a word: 区域.
        office: words behind a generic name that make it a division's: 人民政府.
        before: characters that may stand before a name of two characters: 年.
    """

    generic: frozenset[str]
    longer: frozenset[str]
    after: frozenset[str]
    office: tuple[str, ...]
    before: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Finder:
    """Finds names in texts: at each character the longest, and none inside another.

    Attributes:
        names: the names to find.
        lookalikes: what is not to be taken for one.
        lengths: by the first two characters, the lengths of the names that begin so, the longest first.
        labels: by the first two characters, the lengths of the names that may stand before another one.
    """

    names: NameTable
    lookalikes: Lookalikes
    lengths: Mapping[str, tuple[int, ...]]
    labels: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, names: NameTable, lookalikes: Lookalikes) -> Finder:
        """Prepare the search."""
        above = {name for name, divisions in names.by_name.items() if divisions[0].level != "county"}
        labels = above | {names.shorts[name] for name in above}
        return cls(names, lookalikes, _lengths(names.by_name.keys() | lookalikes.longer), _lengths(labels))

    def find(self, text: str, year: int | None) -> tuple[Found, ...]:
        """Find the divisions that a text names; see Gazetteer.find."""
        found = []
        start, last = 0, len(text) - HEAD
        lengths, labels = self.lengths, self.labels
        while start <= last:
            head = text[start : start + HEAD]
            if head in lengths or head in labels:
                end, candidates = self._read(text, start, year)
                if candidates:
                    found.append(Found(start, end, candidates))
                start = max(end, start + 1)
            else:
                start += 1
        return tuple(found)

    def _read(self, text: str, start: int, year: int | None) -> tuple[int, tuple[Division, ...]]:
        """Read the longest name that begins at a character.

        Returns:
            where the name ends, and what it means in the year: nothing if it is a lookalike or a name of
            other years; an end at the start where no name begins.
        """
        behind_names = {end for label in self._labels_at(text, start) for end in self._ends(text, label)}
        for end in sorted(behind_names, reverse=True):
            known = self.names.written(text[start:end])
            if known:
                return end, pick_year(known, year)
        for end in self._ends(text, start):
            word = text[start:end]
            if word in self.lookalikes.longer or not self._stands_alone(text, start, end):
                return end, ()
            return end, pick_year(self.names.by_name[word], year)
        return start, ()

    def _labels_at(self, text: str, start: int) -> Iterator[int]:
        """Give where names above end that begin at a character: behind 四川省, behind 四川省绵阳."""
        for length in self.labels.get(text[start : start + HEAD], ()):
            end = start + length
            if end <= len(text) and self._is_label(text[start:end]):
                yield end
                for further in self.labels.get(text[end : end + HEAD], ()):
                    if end + further <= len(text) and self._is_label(text[end : end + further]):
                        yield end + further

    def _is_label(self, word: str) -> bool:
        """Tell whether a word is a name or a short name."""
        return word in self.names.by_name or word in self.names.by_short

    def _ends(self, text: str, start: int) -> Iterator[int]:
        """Give where the names and longer words end that begin at a character, the longest first."""
        for length in self.lengths.get(text[start : start + HEAD], ()):
            end = start + length
            if end > len(text):  # a slice would end with the text and be taken for a shorter name
                continue
            word = text[start:end]
            is_name = word in self.names.by_name and text[end - 1 : end + 1] not in self.lookalikes.after
            if is_name or word in self.lookalikes.longer:
                yield end

    def _stands_alone(self, text: str, start: int, end: int) -> bool:
        """Tell whether a name without those above it is to be taken for one, and not for a common noun."""
        word = text[start:end]
        if word in self.lookalikes.generic:
            return text.startswith(self.lookalikes.office, end)
        if len(word) > HEAD or start == 0:
            return True
        before = text[start - 1]
        return before in self.lookalikes.before or not before.isalnum()


def _lengths(words: frozenset[str] | set[str]) -> dict[str, tuple[int, ...]]:
    """Give the lengths of the words that begin with the same two characters, the longest first."""
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[:HEAD], set()).add(len(word))
    return {head: tuple(sorted(known, reverse=True)) for head, known in lengths.items()}
