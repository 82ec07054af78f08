"""From the label of a figure to the indicator that it measures.

A label is a short Chinese phrase that stands alone: 办结行政复议案件. A wording lists the words that
a label must hold, parted by spaces, in any order. Each word is a choice of synonyms parted by slashes, which
may go on in the next line after a slash; a question mark at its end says that the word may be missing:

    行政复议/复议 办结/审结/结案 申请?

A wording matches a label that falls wholly into its words, each standing once or more, and neutral words,
which say nothing about what is counted (全区, 共, 依法). A word left over means something narrower, as 委托
does in 委托案件调解成功, and so there is no match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from govstats.catalogue.entries import Indicator, Unit
from govstats.catalogue.folders import DATA
from govstats.catalogue.strict_yaml import read_document
from govstats.errors import CatalogueError

MATCHING: Final = "matching.yml"
_WIDTH_AND_CASE = {code: chr(code - 0xFEE0).upper() for code in range(0xFF01, 0xFF5F)} | {
    ord(letter): letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"
}
_WHITE_SPACE = dict.fromkeys(map(ord, " \t\r\n\v\f\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff"))


class Doers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who does something for the whole place.

    Attributes:
        topics: the topics of which that is the business of all of them.
        words: how they are called: 区司法局.
    """

    topics: tuple[str, ...]
    words: tuple[str, ...]


class MatchingWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of matching.yml that no indicator owns.

    Attributes:
        dropped: the characters that are taken out of labels and wordings before they are compared.
        neutral: words that never narrow or change what is measured, by the name of their group.
        doers: words that narrow nothing in some topics.
    """

    dropped: str
    neutral: dict[str, tuple[str, ...]]
    doers: tuple[Doers, ...] = ()


class Match(msgspec.Struct, frozen=True):
    """What a label was found to measure.

    Attributes:
        code: code of the indicator, None for no match.
        tied: codes of the indicators that fit equally well, sorted; then code is None.
        wording: the wording that matched, as the catalogue has it; None for no match and for a tie.
    """

    code: str | None
    tied: tuple[str, ...] = ()
    wording: str | None = None


@dataclass(frozen=True, slots=True)
class _Wording:
    """A wording taken apart: each word is a bit, each synonym leads to the bit of its word.

    One that refuses tells what only looks like its indicator.
    """

    code: str
    text: str
    bits: Mapping[str, int]
    required: int
    units: frozenset[str]
    neutral: frozenset[str]
    refuses: bool


_NO_MATCH = Match(None)


def load_matching_words(directory: Path = DATA) -> MatchingWords:
    """Load matching.yml.

    Args:
        directory: the folder of the catalogue.

    Returns:
        The dropped characters and the neutral words.

    Raises:
        CatalogueError: the file is missing or wrong, or a neutral word stands in it twice.
    """
    path = directory / MATCHING
    words = read_document(path, MatchingWords)
    group_of: dict[str, str] = {}
    for group, members in words.neutral.items():
        for word in members:
            if word in group_of:
                raise CatalogueError(
                    f"{path}: the neutral word {word!r} stands in {group_of[word]} and in {group}",
                    "keep one of them",
                )
            group_of[word] = group
    return words


class WordingReader:
    """Takes wordings apart, and folds labels and wordings to the characters that count.

    Args:
        words: dropped characters and neutral words.
    """

    def __init__(self, words: MatchingWords) -> None:
        self._table = _WIDTH_AND_CASE | _WHITE_SPACE | dict.fromkeys(map(ord, words.dropped))
        self._foldable = re.compile(f"[{re.escape(''.join(map(chr, self._table)))}]")
        neutral = (word for members in words.neutral.values() for word in members)
        self.neutral = self._fold_all(neutral)
        self._doers = [(frozenset(each.topics), self._fold_all(each.words)) for each in words.doers]

    def neutral_in(self, topic: str) -> frozenset[str]:
        """Give the words that narrow nothing in a topic."""
        doers = (words for topics, words in self._doers if topic in topics)
        return self.neutral.union(*doers)

    def _fold_all(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(word.translate(self._table) for word in words) - {""}

    def fold(self, label: str) -> str:
        """Fold width and letter case and take out what does not count."""
        return label.translate(self._table) if self._foldable.search(label) else label

    def read(self, text: str) -> tuple[dict[str, int], int]:
        """Take a wording apart.

        Args:
            text: the wording.

        Returns:
            The bit of the word that each synonym stands for, and the bits of the words that must stand.

        Raises:
            ValueError: a synonym is empty or stands twice, or no word that must stand tells anything; the message
                goes on from the words "the wording X of Y".
        """
        bits: dict[str, int] = {}
        required = 0
        for index, word in enumerate(_words_of(text)):
            bit = 1 << index
            required |= 0 if word.endswith("?") else bit
            for synonym in word.removesuffix("?").split("/"):
                folded = synonym.translate(self._table)
                if not folded or folded in bits:
                    raise ValueError(f"has {synonym!r} twice" if folded else "has an empty synonym")
                bits[folded] = bit
        required_and_telling = required
        for synonym in self.neutral & bits.keys():
            required_and_telling &= ~bits[synonym]
        if not required_and_telling:
            raise ValueError("would match labels that say nothing")
        return bits, required


def plainest_label(wording: str) -> str:
    """Give the label that a wording asks for at least: the first synonym of each word that must stand."""
    return "".join(word.split("/")[0] for word in _words_of(wording) if not word.endswith("?"))


def _words_of(wording: str) -> list[str]:
    return wording.replace("/ ", "/").split()


class Matcher:
    """Finds the indicator that a label measures.

    It is built once for a catalogue and never changes; it may be shared by threads.

    Args:
        indicators: the indicators by code.
        units: the units by code.
        words: dropped characters and neutral words.

    Raises:
        ValueError: a wording is none; the loader of the catalogue has told so before.
    """

    def __init__(
        self, indicators: Mapping[str, Indicator], units: Mapping[str, Unit], words: MatchingWords
    ) -> None:
        self._reader = reader = WordingReader(words)
        neutral = {topic: reader.neutral_in(topic) for topic in {each.topic for each in indicators.values()}}
        self._wordings = tuple(
            _Wording(each.code, text, *reader.read(text), fitting, neutral[each.topic], refuses)
            for each in indicators.values()
            for fitting in (_fitting_units(each, units),)
            for texts, refuses in ((each.wordings, False), (each.near, True))
            for text in texts
        )
        every_neutral = reader.neutral.union(*neutral.values())
        postings: dict[str, list[tuple[int, int]]] = {word: [] for word in every_neutral}
        for number, wording in enumerate(self._wordings):
            for synonym, bit in wording.bits.items():
                postings.setdefault(synonym, []).append((number, bit))
        self._postings = {word: tuple(places) for word, places in postings.items()}
        self._lengths = _lengths_by_first_character(self._postings)

    def match(self, label: str, unit_code: str | None, kind: str) -> Match:
        """Find the indicator that a label measures.

        The wording that covers most characters wins, then the one of which more words stand in the label;
        what is still level is settled by the unit, or else told as a tie. An indicator is refused where one of the
        wordings near it wins, or is level with its own.

        Args:
            label: what is measured, standing alone: 行政复议维持.
            unit_code: code of the unit of the figure, None where it has none or one that the table lacks.
            kind: level, change, share or rank; the unit must fit the indicator for a level only, because a
                change of a count may be told in percent.

        Returns:
            The match; its code is None where no wording matches, the unit does not fit, or indicators tie.
        """
        words_at = self._find_words(self._reader.fold(label))
        if words_at is None:
            return _NO_MATCH
        best: list[_Wording] = []
        best_rank = (0, 0)
        for wording in self._candidates(words_at):
            rank = self._cover(wording, words_at)
            if rank > best_rank:
                best, best_rank = [wording], rank
            elif rank == best_rank and best:
                best.append(wording)
        refused = {wording.code for wording in best if wording.refuses}
        best = [wording for wording in best if wording.code not in refused]
        if kind == "level":
            best = [wording for wording in best if unit_code in wording.units]
        codes = sorted({wording.code for wording in best})
        if len(codes) == 1:
            return Match(codes[0], (), best[0].text)
        return Match(None, tuple(codes)) if codes else _NO_MATCH

    def _find_words(self, label: str) -> list[list[str]] | None:
        """List the known words at each position; None where they cannot make up the whole label."""
        words_at: list[list[str]] = [[] for _ in label]
        size = len(label)
        reached = bytearray(size + 1)
        reached[0] = 1
        postings, lengths = self._postings, self._lengths
        farthest = 0
        for start in range(size):
            if not reached[start]:
                if start > farthest:
                    return None
                continue
            for length in lengths.get(label[start], ()):
                end = start + length
                word = label[start:end]
                if end <= size and word in postings:
                    words_at[start].append(word)
                    reached[end] = 1
                    farthest = max(farthest, end)
        return words_at if size and reached[size] else None

    def _candidates(self, words_at: list[list[str]]) -> Iterable[_Wording]:
        """Give the wordings whose required words all stand somewhere in the label."""
        found: dict[int, int] = {}
        for words in words_at:
            for word in words:
                for number, bit in self._postings[word]:
                    found[number] = found.get(number, 0) | bit
        for number, bits in found.items():
            wording = self._wordings[number]
            if not wording.required & ~bits:
                yield wording

    def _cover(self, wording: _Wording, words_at: list[list[str]]) -> tuple[int, int]:
        """Count the characters and words that a wording covers at most; (0, 0) where any is left over."""
        size = len(words_at)
        covered: list[dict[int, int]] = [{} for _ in range(size + 1)]  # by position: words seen -> characters
        covered[0][0] = 0
        for start, words in enumerate(words_at):
            for seen, characters in covered[start].items():
                for word in words:
                    bit = wording.bits.get(word, 0)
                    if bit or word in wording.neutral:
                        after = covered[start + len(word)]
                        total = characters + (len(word) if bit else 0)
                        after[seen | bit] = max(total, after.get(seen | bit, 0))
        whole = (
            (characters, seen.bit_count())
            for seen, characters in covered[size].items()
            if not wording.required & ~seen
        )
        return max(whole, default=(0, 0))


def _fitting_units(indicator: Indicator, units: Mapping[str, Unit]) -> frozenset[str]:
    dimension = units[indicator.unit].dimension
    same = (unit.code for unit in units.values() if unit.dimension == dimension)
    return frozenset((*same, *indicator.also_in))


def _lengths_by_first_character(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}
