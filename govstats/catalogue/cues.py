"""Cue words of the binding stage: what the words around a figure say about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from govstats.catalogue.loading import DATA
from govstats.catalogue.strict_yaml import read_document


class LabelCues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How words become a label; each list is told in cues/labels.yml."""

    leading: tuple[str, ...]
    kept_starts: tuple[str, ...]
    trailing: tuple[str, ...]
    kept_ends: tuple[str, ...]
    verbs: tuple[str, ...]
    front_verbs: tuple[str, ...]
    doers: tuple[str, ...]
    bodies: tuple[str, ...]
    general_doers: tuple[str, ...]
    bare: tuple[str, ...]
    bare_starts: tuple[str, ...]
    generic_tails: tuple[str, ...]
    topic_fronts: tuple[str, ...]
    measures: tuple[str, ...]
    measure_tails: tuple[str, ...]
    shared_tails: tuple[str, ...]
    breakdown: tuple[str, ...]
    inner_breaks: tuple[str, ...]
    inner_adverbs: tuple[str, ...]
    after_adverbs: tuple[str, ...]
    resting: tuple[str, ...]
    cut_after: tuple[str, ...]
    summing: tuple[str, ...]
    counted_among: tuple[str, ...]


class ChangeCues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How changes, shares, ranks and earlier figures are told; see cues/changes.yml."""

    comparisons: tuple[str, ...]
    rises: tuple[str, ...]
    falls: tuple[str, ...]
    rise_filler: tuple[str, ...]
    reaching: tuple[str, ...]
    shares: tuple[str, ...]
    prior_periods: tuple[str, ...]
    rank_verbs: tuple[str, ...]
    rank_fields: tuple[str, ...]
    distances: tuple[str, ...]
    whole_year: tuple[str, ...]
    year_end: tuple[str, ...]
    stocks: tuple[str, ...]
    cumulative: tuple[str, ...]
    compared_before: tuple[str, ...]
    half_years: tuple[str, ...]
    of_a_law: tuple[str, ...]


class LevelsAbove(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for what lies above a place, by the level of that place."""

    county: tuple[str, ...]
    prefecture: tuple[str, ...]
    province: tuple[str, ...]


class OwnWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for the issuing department itself."""

    words: tuple[str, ...]


class PartWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for something narrower than the place, and endings of such names; see cues/scopes.yml."""

    words: tuple[str, ...]
    endings: tuple[str, ...]
    not_before_ending: tuple[str, ...]
    quoted: tuple[str, ...]


class System(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A system of departments and what it speaks of for the whole place.

    Attributes:
        departments: words of which one stands in the names of its departments.
        indicators: codes, or beginnings of codes, that are the whole place's when such a department tells them.
    """

    departments: tuple[str, ...]
    indicators: tuple[str, ...]


class ScopeCues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose figure it is; see cues/scopes.yml."""

    above: LevelsAbove
    below: tuple[str, ...]
    systems: tuple[System, ...]
    issuer: OwnWords
    part: PartWords


class TargetCues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What makes a figure a target; see cues/targets.yml."""

    words: tuple[str, ...]
    verbs: tuple[str, ...]
    not_after: tuple[str, ...]
    done: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BindingCues:
    """All cue words of the binding stage."""

    labels: LabelCues
    changes: ChangeCues
    scopes: ScopeCues
    targets: TargetCues


def load_binding_cues(directory: Path = DATA) -> BindingCues:
    """Load the cue words of the binding stage.

    Raises:
        CatalogueError: a file is wrong.
    """
    folder = directory / "cues"
    return BindingCues(
        labels=read_document(folder / "labels.yml", LabelCues),
        changes=read_document(folder / "changes.yml", ChangeCues),
        scopes=read_document(folder / "scopes.yml", ScopeCues),
        targets=read_document(folder / "targets.yml", TargetCues),
    )


class HeaderLabels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What pages call the fields of their head, most telling label first."""

    title: tuple[str, ...]
    issuer: tuple[str, ...]
    number: tuple[str, ...]
    published: tuple[str, ...]
    dated: tuple[str, ...]
    source: tuple[str, ...]


class HeaderExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A title and the organisation that it names; "" for none."""

    title: str
    organisation: str


class HeaderCues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the head of a page is read; see header.yml."""

    labels: HeaderLabels
    title_words: tuple[str, ...]
    organisation_endings: tuple[str, ...]
    examples: tuple[HeaderExample, ...]


def load_header_cues(directory: Path = DATA) -> HeaderCues:
    """Load how the head of a page is read.

    Raises:
        CatalogueError: the file is wrong.
    """
    return read_document(directory / "header.yml", HeaderCues)
