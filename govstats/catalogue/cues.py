"""Cue words of the binding stage: what the words around a figure say about it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

import msgspec

from govstats.catalogue.compiled import made_once
from govstats.catalogue.cue_examples import CueExample, read_cues
from govstats.catalogue.folders import DATA
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
    topic_tails: tuple[str, ...]
    measures: tuple[str, ...]
    measure_tails: tuple[str, ...]
    shared_tails: tuple[str, ...]
    breakdown: tuple[str, ...]
    breakdown_fronts: tuple[str, ...]
    made_up_of: tuple[str, ...]
    inner_breaks: tuple[str, ...]
    inner_adverbs: tuple[str, ...]
    after_adverbs: tuple[str, ...]
    resting: tuple[str, ...]
    cut_after: tuple[str, ...]
    summing: tuple[str, ...]
    counted_among: tuple[str, ...]
    light_verbs: tuple[str, ...]
    plain_doers: tuple[str, ...]
    means: tuple[str, ...]
    means_ends: tuple[str, ...]
    done_to: tuple[str, ...]
    acts: tuple[str, ...]
    class_fronts: tuple[str, ...]
    towards: tuple[str, ...]
    within: tuple[str, ...]
    not_within: tuple[str, ...]
    occasions: tuple[str, ...]
    falling_on: tuple[str, ...]
    doer_fronts: tuple[str, ...]
    office_ends: tuple[str, ...]
    having: tuple[str, ...]
    measure_words: tuple[str, ...]
    outcomes: tuple[str, ...]
    concluding: tuple[str, ...]
    examples: tuple[CueExample, ...]


class NarrowedActs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Acts that any field of business knows, and the fields that make them theirs alone; see cues/subjects.yml."""

    acts: tuple[str, ...]
    by: tuple[str, ...]


class SubjectCues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What figures are about, by field, and the words that never say it; see cues/subjects.yml."""

    subjects: dict[str, tuple[str, ...]]
    narrowed: NarrowedActs
    general: tuple[str, ...]
    examples: tuple[CueExample, ...]

    @property
    def all_subjects(self) -> tuple[str, ...]:
        """The subjects of all fields."""
        return tuple(word for words in self.subjects.values() for word in words)


class FrameExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words and the frame that they open."""

    text: str
    frame: str


class FrameCues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What opens a frame narrower than the whole place; each list is told in cues/frames.yml."""

    campaigns: tuple[str, ...]
    fronts: tuple[str, ...]
    quoted: tuple[str, ...]
    named: tuple[str, ...]
    works: tuple[str, ...]
    platforms: tuple[str, ...]
    bodies: tuple[str, ...]
    places: tuple[str, ...]
    no_places: tuple[str, ...]
    behind_places: tuple[str, ...]
    no_body_starts: tuple[str, ...]
    whole: tuple[str, ...]
    general: tuple[str, ...]
    behind: tuple[str, ...]
    doing: tuple[str, ...]
    examples: tuple[FrameExample, ...]
    refuses: tuple[str, ...]


class ChangeCues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How changes, shares, ranks and earlier figures are told; see cues/changes.yml."""

    comparisons: tuple[str, ...]
    compared_times: tuple[str, ...]
    not_of_counts: tuple[str, ...]
    improving: tuple[str, ...]
    lower_is_better: tuple[str, ...]
    rises: tuple[str, ...]
    falls: tuple[str, ...]
    rise_filler: tuple[str, ...]
    reaching: tuple[str, ...]
    shares: tuple[str, ...]
    share_of_previous: tuple[str, ...]
    prior_periods: tuple[str, ...]
    rank_verbs: tuple[str, ...]
    rank_fields: tuple[str, ...]
    distances: tuple[str, ...]
    averages: tuple[str, ...]
    average_words: tuple[str, ...]
    whole_year: tuple[str, ...]
    year_end: tuple[str, ...]
    stocks: tuple[str, ...]
    cumulative: tuple[str, ...]
    compared_before: tuple[str, ...]
    half_years: tuple[str, ...]
    of_a_law: tuple[str, ...]
    of_a_thing: tuple[str, ...]
    one_by_one: tuple[str, ...]
    since: tuple[str, ...]
    this_year: tuple[str, ...]
    adding: tuple[str, ...]
    in_the_year: tuple[str, ...]
    turning: tuple[str, ...]
    limits: tuple[str, ...]
    unchanged: tuple[str, ...]
    examples: tuple[CueExample, ...]


class LevelsAbove(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for what lies above a place, by the level of that place."""

    county: tuple[str, ...]
    prefecture: tuple[str, ...]
    province: tuple[str, ...]


class OwnWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for the issuer itself, and what is its own; see cues/scopes.yml."""

    words: tuple[str, ...]
    anybody: tuple[str, ...]
    not_anybody: tuple[str, ...]
    internal_codes: tuple[str, ...]
    internal_words: tuple[str, ...]


class PartWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for something narrower than the place, and endings of such names; see cues/scopes.yml."""

    words: tuple[str, ...]
    quoted: tuple[str, ...]
    levels: tuple[str, ...]
    own_levels: dict[str, tuple[str, ...]]
    qualifiers: tuple[str, ...]
    conditions: tuple[str, ...]
    not_conditions: tuple[str, ...]
    classes: tuple[str, ...]
    concerning: tuple[str, ...]


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
    not_above: tuple[str, ...]
    below: tuple[str, ...]
    only_by_system: tuple[str, ...]
    systems: tuple[System, ...]
    issuer: OwnWords
    per_one: tuple[str, ...]
    conditioned: tuple[str, ...]
    sums_since: tuple[str, ...]
    not_sums_since: tuple[str, ...]
    part: PartWords
    examples: tuple[CueExample, ...]


class TargetCues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What makes a figure a target; see cues/targets.yml."""

    words: tuple[str, ...]
    verbs: tuple[str, ...]
    not_after: tuple[str, ...]
    done: tuple[str, ...]
    sentence_words: tuple[str, ...]
    required: tuple[str, ...]
    examples: tuple[CueExample, ...]


class ZeroUnit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The unit of events whose names end in certain words."""

    endings: tuple[str, ...]
    unit: str


class ZeroExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text and the words in it that state a zero."""

    text: str
    zero: str


class ZeroCues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Zeros stated in words; each list is told in cues/zeros.yml."""

    strong: tuple[str, ...]
    weak: tuple[str, ...]
    not_before: tuple[str, ...]
    adverbs: tuple[str, ...]
    counters: tuple[str, ...]
    not_after: tuple[str, ...]
    aims: tuple[str, ...]
    events: tuple[str, ...]
    tails: tuple[str, ...]
    reach_strong: int
    reach_weak: int
    units: tuple[ZeroUnit, ...]
    examples: tuple[ZeroExample, ...]
    refuses: tuple[str, ...]


class TableCues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What heads and stubs of tables say; each list is told in cues/tables.yml."""

    generic: tuple[str, ...]
    totals: tuple[str, ...]
    subtotals: tuple[str, ...]
    among: tuple[str, ...]
    targets: tuple[str, ...]
    numbering: tuple[str, ...]
    column_numbers: tuple[str, ...]
    unit_lines: tuple[str, ...]
    changes: tuple[str, ...]
    ratios: tuple[str, ...]
    ranks: tuple[str, ...]
    scores: tuple[str, ...]
    moments: tuple[str, ...]
    areas: tuple[str, ...]
    area_tails: tuple[str, ...]
    within_year: tuple[str, ...]
    bodies: tuple[str, ...]
    body_ends: tuple[str, ...]
    not_bodies: tuple[str, ...]
    notes: tuple[str, ...]
    caption_tails: tuple[str, ...]
    caption_fronts: tuple[str, ...]
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BindingCues:
    """All cue words of the binding stage."""

    labels: LabelCues
    subjects: SubjectCues
    frames: FrameCues
    changes: ChangeCues
    scopes: ScopeCues
    targets: TargetCues


def load_binding_cues(directory: Path = DATA) -> BindingCues:
    """Load the cue words of the binding stage.

    Raises:
        CatalogueError: a file is wrong.
    """
    folder = directory / "cues"
    files = [folder / f"{field.name}.yml" for field in fields(BindingCues)]
    return made_once("binding", files, BindingCues, lambda: _read_binding_cues(folder))


def _read_binding_cues(folder: Path) -> BindingCues:
    return BindingCues(
        labels=read_cues(folder / "labels.yml", LabelCues),
        subjects=read_cues(folder / "subjects.yml", SubjectCues),
        frames=read_document(folder / "frames.yml", FrameCues),
        changes=read_cues(folder / "changes.yml", ChangeCues),
        scopes=read_cues(folder / "scopes.yml", ScopeCues),
        targets=read_cues(folder / "targets.yml", TargetCues),
    )


def load_table_cues(directory: Path = DATA) -> TableCues:
    """Load what heads and stubs of tables say.

    Raises:
        CatalogueError: the file is wrong.
    """
    path = directory / "cues" / "tables.yml"
    return made_once("tables", (path,), TableCues, lambda: read_document(path, TableCues))


def load_zero_cues(directory: Path = DATA) -> ZeroCues:
    """Load how zeros are stated in words.

    Raises:
        CatalogueError: the file is wrong.
    """
    path = directory / "cues" / "zeros.yml"
    return made_once("zeros", (path,), ZeroCues, lambda: read_document(path, ZeroCues))


class HeaderLabels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What pages call the fields of their head, most telling label first; each is told in header.yml."""

    title: tuple[str, ...]
    issuer: tuple[str, ...]
    author: tuple[str, ...]
    number: tuple[str, ...]
    index: tuple[str, ...]
    published: tuple[str, ...]
    updated: tuple[str, ...]
    dated: tuple[str, ...]
    issued: tuple[str, ...]
    source: tuple[str, ...]


ReportKind = Literal["annual_report", "work_summary", "special_report"]


class KindWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of a title that make it the title of a kind of report; see header.yml.

    Attributes:
        kind: the kind.
        words: one of them stands in the title.
        with_words: where given, one of them stands in it as well.
        not_with: none of them does.
    """

    kind: ReportKind
    words: tuple[str, ...]
    with_words: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()


class HeaderExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A title, the organisation that it names ("" for none) and the kind of report (None where it cannot be told)."""

    title: str
    organisation: str
    kind: ReportKind | None = None


class HeaderCues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the head of a page is read; see header.yml."""

    labels: HeaderLabels
    title_words: tuple[str, ...]
    organisation_endings: tuple[str, ...]
    no_organisations: tuple[str, ...]
    behind_organisations: tuple[str, ...]
    kinds: tuple[KindWords, ...]
    examples: tuple[HeaderExample, ...]


def load_header_cues(directory: Path = DATA) -> HeaderCues:
    """Load how the head of a page is read.

    Raises:
        CatalogueError: the file is wrong.
    """
    path = directory / "header.yml"
    return made_once("header", (path,), HeaderCues, lambda: read_document(path, HeaderCues))
