"""Scores what was read from texts against what a careful reader finds in them. Knows no file and prints nothing.

A figure is found when a figure was read whose span overlaps and whose value and unit are the same; one answers for one.
Its row is right when year, kind, status and bound are right too. Weak annotations count neither way.
docs/measuring.md says how to read the numbers.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

ROW_FIELDS = ("year", "kind", "status", "bound")
"""The fields that make a row right, besides span, value and unit."""

WRITTEN_ALIKE = {
    "人": ("名", "位"),
    "个": ("家",),
    "百分点": ("个百分点",),
    "元": ("人民币",),
    "平方米": ("平米", "m2"),
    "公里": ("千米", "km"),
    "微克/立方米": ("μg/m3",),
    "毫克/立方米": ("mg/m3",),
    "天": ("日",),
}
"""Units between which annotators choose freely: 12名 is 12人 here."""

_UNITS = {other: unit for unit, others in WRITTEN_ALIKE.items() for other in others}
_CLOSE = Decimal(
    "1e-9"
)  # a relative difference in the value that is none: annotations may hold binary numbers
_NINE_DIGITS = Context(prec=9)
Fact = tuple[str, str, Decimal, str, int | None]


@dataclass(frozen=True, slots=True)
class Mention:
    """A number of a text, as annotated or as read: a figure, or one set aside.

    Attributes:
        start: first code point of its span.
        end: one past the last.
        text: its words.
        value: in the base unit; None for a number that is no figure.
        unit: as written, "" for none.
        bound: "=", "~", ">" or "<".
        kind: level, change, share or rank.
        status: actual or target.
        scope: place, issuer, part or other.
        label: what is measured.
        year: the year that it is about.
        code: the indicator, or None.
        part_of: where the figure starts that it breaks down, or None.
        reason: why it is no figure, "" for a figure.
        is_weak: reasonable people differ on whether it is a figure.
    """

    start: int
    end: int
    text: str
    value: Decimal | None = None
    unit: str = ""
    bound: str = ""
    kind: str = ""
    status: str = ""
    scope: str = ""
    label: str = ""
    year: int | None = None
    code: str | None = None
    part_of: int | None = None
    reason: str = ""
    is_weak: bool = False

    @property
    def folded_unit(self) -> str:
        """The unit without its choices of writing: 名 is 人, ㎡ is 平方米."""
        unit = "".join(unicodedata.normalize("NFKC", self.unit).split())
        return _UNITS.get(unit, unit)


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its numbers, annotated and read, both in the order of the text."""

    name: str
    text: str
    annotated: tuple[Mention, ...]
    read: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure that was found: as annotated, and as read."""

    document: Document
    wanted: Mention
    read: Mention

    def wrong(self, fields: Iterable[str] = ROW_FIELDS) -> list[str]:
        """Name the fields that differ."""
        return [name for name in fields if getattr(self.wanted, name) != getattr(self.read, name)]


@dataclass(frozen=True, slots=True)
class Fault:
    """A figure that was missed, or one read that is none, and why."""

    document: Document
    mention: Mention
    cause: str


@dataclass(frozen=True, slots=True)
class Matching:
    """What became of the figures of some documents.

    Attributes:
        pairs: the figures that were found.
        missed: the annotated figures that were not.
        false: the figures read that no annotated one answers for.
        weak: how many figures read lie on weak annotations, and count neither way.
    """

    pairs: tuple[Pair, ...]
    missed: tuple[Fault, ...]
    false: tuple[Fault, ...]
    weak: int


@dataclass(frozen=True, slots=True)
class Rate:
    """How many were found, of those read and of those annotated."""

    right: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        """The share of what was read that is right."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of what is there that was read."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Share:
    """So many right of so many."""

    right: int
    of: int

    @property
    def part(self) -> float:
        """The share that is right, 0 of none."""
        return self.right / self.of if self.of else 0.0


def overlap(one: Mention, other: Mention) -> bool:
    """Tell whether two spans have a character in common."""
    return one.start < other.end and other.start < one.end


def likeness(one: str, other: str) -> float:
    """Tell how like two labels are: the pairs of neighbouring characters that they share (Dice), 1 all, 0 none."""
    pairs, others = ({label[at : at + 2] for at in range(len(label) - 1)} for label in (one, other))
    return 2 * len(pairs & others) / (len(pairs) + len(others) or 1)


def match(document: Document) -> Matching:
    """Match the figures of a document one to one, in the order of the text."""
    free = [each for each in document.read if each.value is not None]
    pairs, missed = [], []
    for wanted in document.annotated:
        if wanted.value is None or wanted.is_weak:
            continue
        near = [each for each in free if overlap(wanted, each)]
        found = next((each for each in near if _is_same(wanted, each)), None)
        if found is None:
            missed.append(Fault(document, wanted, _cause(wanted, near)))
        else:
            free.remove(found)
            pairs.append(Pair(document, wanted, found))
    false = [(each, _cause_of_extra(document, each)) for each in free]
    return Matching(
        tuple(pairs),
        tuple(missed),
        tuple(Fault(document, each, cause) for each, cause in false if cause),
        sum(not cause for _, cause in false),
    )


def join(matchings: Iterable[Matching]) -> Matching:
    """Put the matchings of several documents together."""
    them = list(matchings)
    return Matching(
        tuple(pair for each in them for pair in each.pairs),
        tuple(fault for each in them for fault in each.missed),
        tuple(fault for each in them for fault in each.false),
        sum(each.weak for each in them),
    )


def found(matching: Matching) -> Rate:
    """Count the figures found."""
    right = len(matching.pairs)
    return Rate(right, right + len(matching.false), right + len(matching.missed))


def rows_right(matching: Matching) -> Rate:
    """Count the figures whose row is right."""
    whole = found(matching)
    return Rate(sum(not pair.wrong() for pair in matching.pairs), whole.predicted, whole.gold)


def code_facts(matching: Matching) -> tuple[dict[Fact, Fault], dict[Fact, Fault]]:
    """Give the distinct facts that carry an indicator, with where each stands: as annotated, and as read."""
    wanted = [Fault(pair.document, pair.wanted, "") for pair in matching.pairs]
    read = [Fault(pair.document, pair.read, "") for pair in matching.pairs]
    return _facts([*wanted, *matching.missed]), _facts([*read, *matching.false])


def codes_right(matching: Matching) -> Rate:
    """Count the distinct facts (document, indicator, value, kind, year) that are right."""
    wanted, read = code_facts(matching)
    return Rate(len(wanted.keys() & read.keys()), len(read), len(wanted))


def special_rows(matching: Matching) -> Share:
    """Count the right rows among those that defaults get wrong: not level, actual, "=", of the document's main year."""
    rows = [(pair.document.name, pair.wanted, not pair.wrong()) for pair in matching.pairs]
    rows += [(fault.document.name, fault.mention, False) for fault in matching.missed]
    years: dict[str, Counter[int | None]] = {}
    for name, mention, _ in rows:
        years.setdefault(name, Counter())[mention.year] += 1
    main = {name: counts.most_common(1)[0][0] for name, counts in years.items()}
    special = [
        is_right
        for name, each, is_right in rows
        if (each.year, each.kind, each.status, each.bound) != (main[name], "level", "actual", "=")
    ]
    return Share(sum(special), len(special))


def field_right(matching: Matching, name: str) -> Share:
    """Count the figures found on which a field is right."""
    return Share(sum(not pair.wrong([name]) for pair in matching.pairs), len(matching.pairs))


def units_right(matching: Matching) -> Share:
    """Count the right units among the figures whose value was found: a figure with another unit is not found at all."""
    right = len(matching.pairs)
    return Share(right, right + sum(fault.cause == "unit" for fault in matching.missed))


def wrong_parts(matching: Matching) -> list[Pair]:
    """List the figures found that are said to break down another figure than they do, or none, or one at all."""
    wholes = {(pair.document.name, pair.read.start): pair.wanted.start for pair in matching.pairs}
    return [
        pair
        for pair in matching.pairs
        if pair.wanted.part_of != _annotated_whole(pair, wholes)
        or (pair.wanted.part_of is None) != (pair.read.part_of is None)
    ]


def parts_right(matching: Matching) -> Share:
    """Count the figures found that break down the right figure, or rightly none."""
    return Share(len(matching.pairs) - len(wrong_parts(matching)), len(matching.pairs))


def label_likeness(matching: Matching) -> float:
    """Give the mean likeness of the labels of the figures found."""
    whole = sum(likeness(pair.wanted.label, pair.read.label) for pair in matching.pairs)
    return whole / (len(matching.pairs) or 1)


def unaccounted(document: Document) -> Iterator[Mention]:
    """Give the annotated numbers that lie in nothing that was read, figure or number set aside."""
    for wanted in document.annotated:
        if not any(overlap(wanted, each) for each in document.read):
            yield wanted


def accounted_for(documents: Iterable[Document]) -> Share:
    """Count the annotated numbers, figures or not, that lie in something that was read."""
    lost, whole = 0, 0
    for document in documents:
        lost += sum(1 for _ in unaccounted(document))
        whole += len(document.annotated)
    return Share(whole - lost, whole)


def causes(faults: Iterable[Fault]) -> dict[str, int]:
    """Count the faults by their causes, the most frequent first."""
    return dict(Counter(fault.cause for fault in faults).most_common())


def by_document(matching: Matching) -> dict[str, Rate]:
    """Count the figures found in each document that has any."""
    right = Counter(pair.document.name for pair in matching.pairs)
    missed = Counter(fault.document.name for fault in matching.missed)
    false = Counter(fault.document.name for fault in matching.false)
    return {
        name: Rate(right[name], right[name] + false[name], right[name] + missed[name])
        for name in sorted(right | missed | false)
    }


def _equals(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= _CLOSE * max(abs(one), abs(other))


def _is_same(one: Mention, other: Mention) -> bool:
    assert one.value is not None
    assert other.value is not None
    return one.folded_unit == other.folded_unit and _equals(one.value, other.value)


def _cause(one: Mention, others: Sequence[Mention]) -> str:
    """Say why none of the figures that overlap with this one is its match."""
    values = [each.value for each in others if each.value is not None]
    assert one.value is not None
    if any(_is_same(one, each) for each in others):
        return "found twice"
    if any(_equals(one.value, value) for value in values):
        return "unit"
    if any(_equals(one.value, -value) for value in values):
        return "sign"
    return "value" if others else "not found"


def _cause_of_extra(document: Document, extra: Mention) -> str:
    """Say why a figure that was read has no match; "" where it lies on a weak annotation."""
    near = [each for each in document.annotated if overlap(each, extra)]
    figures = [each for each in near if each.value is not None]
    if any(each.is_weak for each in figures):
        return ""
    if figures:
        return _cause(extra, figures)
    return f"no figure: {near[0].reason if near else 'not in gold'}"


def _facts(faults: Iterable[Fault]) -> dict[Fact, Fault]:
    facts: dict[Fact, Fault] = {}
    for fault in faults:
        each = fault.mention
        if each.code and each.value is not None:
            value = _NINE_DIGITS.plus(each.value)
            facts[fault.document.name, each.code, value, each.kind, each.year] = fault
    return facts


def _annotated_whole(pair: Pair, wholes: dict[tuple[str, int], int]) -> int | None:
    """Give where the figure is annotated that the one read is said to break down."""
    return None if pair.read.part_of is None else wholes.get((pair.document.name, pair.read.part_of))
