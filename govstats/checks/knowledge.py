"""What the checks know, as data: the rules with their words, and the catalogue's relations between indicators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import msgspec

from govstats.catalogue import Indicator, Unit
from govstats.catalogue.compiled import made_once
from govstats.catalogue.strict_yaml import read_document, read_entries
from govstats.checks.cues import Cues
from govstats.checks.entries import RateWords, Relations, Rule, SlipWords, Words
from govstats.checks.model import Finding, Involved
from govstats.checks.slips import Slip, SlipKind
from govstats.errors import CatalogueError

DATA = Path(__file__).parent / "data"
_FILES = ("rules.yml", "relations.yml", "words.yml", "slips.yml")
_HINT = "correct the file; docs/checks.md tells what the checks know"


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    rules: tuple[Rule, ...]
    relations: Relations
    words: Words
    slips: tuple[SlipWords, ...]


@dataclass(frozen=True)
class Knowledge:
    """What the checks go by.

    Attributes:
        rules: the rules by name.
        relations: how figures hang together.
        words: cue words.
        slips: how a slip is told, by its kind.
        indicators: the catalogue's indicators by code: numerator, denominator, part_of, plausible range.
        units: the catalogue's units by code.
    """

    rules: Mapping[str, Rule]
    relations: Relations
    words: Words
    slips: Mapping[SlipKind, SlipWords]
    indicators: Mapping[str, Indicator]
    units: Mapping[str, Unit]

    @cached_property
    def cues(self) -> Cues:
        """The patterns of the cue words."""
        return Cues(self.words, self.relations)

    @cached_property
    def countable(self) -> frozenset[str]:
        """Codes of the units whose values are whole numbers."""
        measured = frozenset(self.words.measured_dimensions)
        return frozenset(code for code, unit in self.units.items() if unit.dimension not in measured)

    @cached_property
    def summed(self) -> frozenset[str]:
        """Codes of the units whose values measure and are added up: 元, 亩."""
        added = frozenset(self.words.summed_dimensions)
        return frozenset(code for code, unit in self.units.items() if unit.dimension in added)

    def say(
        self,
        rule: str,
        case: str,
        involved: tuple[Involved, ...],
        stated: str,
        expected: str = "",
        suggestion: str = "",
        slip: tuple[Slip, str] | None = None,
        **words: str,
    ) -> Finding:
        """Make a finding.

        Args:
            rule: name of the rule.
            case: which of its cases it is.
            involved: what it is about; the figure that is judged comes first.
            stated: what the report states.
            expected: what the arithmetic gives.
            suggestion: what would make it right, where no slip tells it.
            slip: a slip that explains it, and the words of the figure that it changes.
            words: what else the messages name.
        """
        told = self.rules[rule]
        said = told.case(case)
        if slip is not None:
            suggestion = slip[0].fact.text
        filled = {**words, "stated": stated, "expected": expected, "suggestion": suggestion}
        zh, en = said.zh.format_map(filled), said.en.format_map(filled)
        if slip is not None:
            advice = self.slips[slip[0].kind]
            filled["was"] = slip[1]
            zh, en = zh + advice.zh.format_map(filled), f"{en} {advice.en.format_map(filled)}"
        return Finding(
            told.name,
            told.version,
            said.outcome,
            said.severity,
            involved,
            stated,
            expected,
            suggestion,
            zh,
            en,
        )

    def names_nothing_else(self, words: str, label: str) -> bool:
        """Tell whether the words before a rate name nothing that the label of its counts does not.

        Args:
            words: the words between the last figure and the rate: 医疗纠纷调解成功率达.
            label: the words that the counts are told by.
        """
        match = self.cues.rate_named.search(words)
        front = self.cues.filler.sub("", words[: match.start()] if match is not None else words)
        return all(first + second in label for first, second in pairwise(front))

    def rate_words(self, label: str) -> RateWords | None:
        """Tell what a rate of some label divides; None where it is none, or another one (按时办结率)."""
        match = self.cues.rate.search(label)
        return self.cues.rate_words[match["rate"]] if match is not None and not match["other"] else None


def load_knowledge(
    indicators: Mapping[str, Indicator], units: Mapping[str, Unit], directory: Path = DATA
) -> Knowledge:
    """Load what the checks know; data files that have been read before are fetched from the user's cache folder.

    Args:
        indicators: the catalogue's indicators by code.
        units: its units by code.
        directory: a folder with rules.yml, relations.yml, words.yml and slips.yml.

    Returns:
        The knowledge.

    Raises:
        CatalogueError: a file is missing or wrong; the message names it and mostly the line.
    """
    files = [directory / name for name in _FILES]
    code = sorted(Path(__file__).parent.glob("*.py"))
    data = made_once("checks", (*files, *code), _Data, lambda: _read(directory))
    return Knowledge(
        MappingProxyType({rule.name: rule for rule in data.rules}),
        data.relations,
        data.words,
        MappingProxyType({told.kind: told for told in data.slips}),
        indicators,
        units,
    )


def _read(directory: Path) -> _Data:
    rules, relations, words, slips = (directory / name for name in _FILES)
    data = _Data(
        read_entries(rules, Rule),
        read_document(relations, Relations),
        read_document(words, Words),
        read_entries(slips, SlipWords),
    )
    _check(rules, [rule.name for rule in data.rules])
    for rule in data.rules:
        _check(rules, [case.name for case in rule.cases])
    _check(slips, [told.kind for told in data.slips])
    _check(relations, [rate for told in data.relations.rates for rate in told.rates])
    missing = set(SlipKind) - {told.kind for told in data.slips}
    if missing:
        raise CatalogueError(f"{slips}: the kind {min(missing)} is missing", _HINT)
    return data


def _check(path: Path, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CatalogueError(f"{path}: {twice[0]} stands twice", _HINT)
