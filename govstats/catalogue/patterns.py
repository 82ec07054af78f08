"""Loads the patterns of numbers that are no figures, and the words that headings announce a section with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import regex

from govstats.catalogue.compiled import made_once
from govstats.catalogue.entries import BoundCues, Fragment, NonFigure, RankCues, SectionCue
from govstats.catalogue.folders import DATA
from govstats.catalogue.strict_yaml import read_document, read_entries
from govstats.errors import CatalogueError

_FRAGMENT = regex.compile(r"\{([a-z_]+)\}")


def load_section_cues(directory: Path = DATA) -> tuple[SectionCue, ...]:
    """Load what headings announce, most decisive first.

    Raises:
        CatalogueError: the file is wrong.
    """
    path = directory / "sections.yml"
    return made_once("sections", (path,), tuple[SectionCue, ...], lambda: read_entries(path, SectionCue))


def load_bound_cues(directory: Path = DATA) -> BoundCues:
    """Load the words that bound a value.

    Raises:
        CatalogueError: the file is wrong.
    """
    return read_document(directory / "cues" / "bounds.yml", BoundCues)


def load_rank_cues(directory: Path = DATA) -> RankCues:
    """Load what makes an ordinal a rank.

    Raises:
        CatalogueError: the file is wrong.
    """
    return read_document(directory / "cues" / "ranks.yml", RankCues)


def load_nonfigures(directory: Path = DATA) -> tuple[NonFigure, ...]:
    """Load the patterns of numbers that are no figures, with their fragments filled in.

    The order of the result decides: where two rules match at the same place, the first one wins. The files are
    tried in the order of nonfigures/order.yml, the rules of a file in the order of the file.

    Raises:
        CatalogueError: a file is wrong, a fragment unknown, a pattern no regular expression, a rule name used twice.
    """
    folder = directory / "nonfigures"
    files = sorted(folder.glob("*.yml"))
    return made_once("nonfigures", files, tuple[NonFigure, ...], lambda: _read_nonfigures(folder))


def _read_nonfigures(folder: Path) -> tuple[NonFigure, ...]:
    fragments = _load_fragments(folder / "fragments.yml")
    rules: dict[str, NonFigure] = {}
    for name in read_document(folder / "order.yml", tuple[str, ...]):
        path = folder / f"{name}.yml"
        for rule in read_entries(path, NonFigure):
            if rule.rule in rules:
                raise CatalogueError(f"{path}: the rule {rule.rule} stands twice", "give it another name")
            pattern = _fill(rule.pattern, fragments, f"{path}: {rule.rule}")
            rules[rule.rule] = NonFigure(rule.rule, rule.reason, pattern, rule.examples, rule.refuses)
    return tuple(rules.values())


def _load_fragments(path: Path) -> Mapping[str, str]:
    filled: dict[str, str] = {}
    for fragment in read_entries(path, Fragment):
        pattern = _fill(fragment.pattern, filled, f"{path}: {fragment.name}")
        if not regex.fullmatch(pattern, fragment.phrase):
            raise CatalogueError(
                f"{path}: the fragment {fragment.name} does not match its phrase", "mend one of them"
            )
        filled[fragment.name] = f"(?:{pattern})"
    return filled


def _fill(pattern: str, fragments: Mapping[str, str], where: str) -> str:
    def replace(match: regex.Match[str]) -> str:
        if match[1] not in fragments:
            raise CatalogueError(f"{where} uses the unknown fragment {match[1]}", "see fragments.yml")
        return fragments[match[1]]

    filled = _FRAGMENT.sub(replace, pattern)
    try:
        groups = regex.compile(filled).groups
    except regex.error as error:
        raise CatalogueError(f"{where} is no regular expression: {error}", "mend the pattern") from error
    if groups:
        raise CatalogueError(f"{where} captures a group", "write (?: instead of (")
    return filled
