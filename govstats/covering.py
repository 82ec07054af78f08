"""What the catalogue covers of a store: labels without an indicator in groups of likeness, and examples read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from govstats.catalogue import Catalogue
from govstats.observations import Extractor
from govstats.store import (
    Specimen,
    Store,
    UncodedLabel,
    read_label_places,
    read_specimens,
    read_uncoded_labels,
)

ALIKE = 70  # percent of the characters that two labels of a group have in common
_READ = 3_000  # labels; the ones behind them stand for a figure or two each


@dataclass(slots=True)
class LabelGroup:
    """Labels without an indicator that are worded alike.

    Attributes:
        lead: the commonest of them.
        others: the other ones.
        fitting: indicators that fit the commonest one: experimental ones that are not used, newer ones, or several
            that fit equally well, so that it has none.
        specimen: a figure of the commonest one.
        places: how many places have one of the labels.
    """

    lead: UncodedLabel
    others: list[UncodedLabel] = field(default_factory=list)
    fitting: tuple[str, ...] = ()
    specimen: Specimen | None = None
    places: int = 0

    @property
    def labels(self) -> list[UncodedLabel]:
        """All labels of the group, the commonest first."""
        return [self.lead, *self.others]

    @property
    def figures(self) -> int:
        """How many figures of current reports have one of the labels."""
        return self.lead.figures + sum(other.figures for other in self.others)


def find_uncovered(store: Store, catalogue: Catalogue, limit: int) -> list[LabelGroup]:
    """Find the labels that an indicator is missing for most, grouped by likeness.

    Looked at are levels of the place or the issuer without an indicator, in the current reports.

    Args:
        store: an open store.
        catalogue: the catalogue with its experimental indicators.
        limit: how many groups at most.

    Returns:
        The groups, the one with the most figures first.

    Raises:
        StoreError: the store cannot be read.
    """
    with store.reading() as session:
        groups = group_by_likeness(read_uncoded_labels(session, _READ))[:limit]
        specimens = read_specimens(session, [group.lead.specimen_id for group in groups])
        places = read_label_places(session, [each.label for group in groups for each in group.labels])
    for group in groups:
        group.specimen = specimens.get(group.lead.specimen_id)
        group.places = len(
            set().union(*(places.get((each.label, each.unit), set()) for each in group.labels))
        )
        match = catalogue.matcher.match(group.lead.label, group.lead.unit_code, group.lead.kind)
        group.fitting = (match.code,) if match.code is not None else match.tied
    return groups


def group_by_likeness(labels: Sequence[UncodedLabel]) -> list[LabelGroup]:
    """Group labels of one unit whose words are alike: 受理举报线索 and 受理投诉举报线索.

    Args:
        labels: the labels, the commonest first.

    Returns:
        The groups, the one with the most figures first.
    """
    groups: dict[str, list[LabelGroup]] = {}
    for label in labels:
        of_unit = groups.setdefault(label.unit, [])
        nearest = process.extractOne(
            label.label, [group.lead.label for group in of_unit], scorer=fuzz.ratio, score_cutoff=ALIKE
        )
        if nearest is None:
            of_unit.append(LabelGroup(label))
        else:
            of_unit[nearest[2]].others.append(label)
    every = [group for of_unit in groups.values() for group in of_unit]
    return sorted(every, key=lambda group: (-group.figures, group.lead.label))


@dataclass(frozen=True, slots=True)
class Misread:
    """An example that the whole way from text to row does not read as it says.

    Attributes:
        code: the indicator whose example it is.
        text: the example.
        message: what was read instead.
    """

    code: str
    text: str
    message: str


def read_examples(catalogue: Catalogue, extractor: Extractor) -> list[Misread]:
    """Read all examples and refusals of a catalogue as if they were reports, and list those that come out otherwise.

    Args:
        catalogue: the catalogue.
        extractor: an extractor with this catalogue.
    """
    misread: list[Misread] = []
    for each in catalogue.indicators.values():
        for example in each.examples:
            figures = extractor.extract_text(f"{example.text}。").observations
            codes = {figure.indicator for figure in figures}
            if each.code not in codes:
                told = "、".join(f"{figure.label} {figure.text} ({figure.indicator})" for figure in figures)
                misread.append(Misread(each.code, example.text, f"read as {told or 'nothing'}"))
        for text in each.refuses:
            figures = extractor.extract_text(f"{text}。").observations
            if any(figure.indicator == each.code for figure in figures):
                misread.append(Misread(each.code, text, "read as it, though it is refused"))
    return misread
