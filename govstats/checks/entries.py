"""The entries of the checks' data files."""

from __future__ import annotations

import msgspec

from govstats.checks.model import Outcome, Severity
from govstats.checks.slips import SlipKind


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that a rule may say.

    Attributes:
        name: what it is called in the rule.
        outcome: agrees, contradicts or doubtful.
        zh: the message in Chinese; what stands in braces is filled in.
        en: the message in English.
        severity: how bad it is; None where all agrees.
    """

    name: str
    outcome: Outcome
    zh: str
    en: str
    severity: Severity | None = None


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named check.

    Attributes:
        name: stable name, which findings carry.
        version: raised whenever it says something else of the same figures.
        title_zh: what it holds against what, in Chinese.
        title_en: the same in English.
        speaks: when it speaks.
        silent: when it keeps silent.
        example: words on which it speaks.
        cases: what it may say.
    """

    name: str
    version: int
    title_zh: str
    title_en: str
    speaks: str
    silent: str
    example: str
    cases: tuple[Case, ...]

    def case(self, name: str) -> Case:
        """Give the case of a name."""
        return next(case for case in self.cases if case.name == name)


class SlipWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a slip of the pen is told.

    Attributes:
        kind: what became of the digits: swapped, doubled, missing, wrong.
        zh: the advice in Chinese, with {was} and {suggestion}.
        en: the same in English.
    """

    kind: SlipKind
    zh: str
    en: str


class RateWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a rate divides, as the words of a sentence tell it.

    Attributes:
        rates: ends of the rate's label: 办结率, 结案率.
        numerator: words of which one stands right before the count that is divided: 办结, 审结.
        denominator: words before the count that it is divided by: 受理, 收到.
        open: whether other cases may count as well, such as those of earlier years.
    """

    rates: tuple[str, ...]
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    open: bool


class Funnel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Steps of which each can hardly count more than the one before.

    Attributes:
        steps: codes of the indicators, in order.
        words: the words of a sentence that tell each step, in order.
    """

    steps: tuple[str, ...] = ()
    words: tuple[tuple[str, ...], ...] = ()


class Outcomes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What becomes of cases, where the sentence tells it without 其中: 受理320件,办结300件,正在办理20件.

    Attributes:
        whole: words right before the count of all of them.
        one: words before the count of some.
        other: words before the count of the others, often all of them.
    """

    whole: tuple[str, ...]
    one: tuple[str, ...]
    other: tuple[str, ...]


class Relations(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How figures hang together.

    Attributes:
        rates: what rates divide.
        funnels: what can hardly grow from step to step.
        exclusive: sets of words for parts of which a case has one at most: 维持, 驳回, 终止.
        outcomes: what becomes of cases, in two parts.
    """

    rates: tuple[RateWords, ...]
    funnels: tuple[Funnel, ...]
    exclusive: tuple[tuple[str, ...], ...]
    outcomes: tuple[Outcomes, ...]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Cue words; words.yml tells what each list is for."""

    other_rates: tuple[str, ...]
    totals: tuple[str, ...]
    light_totals: tuple[str, ...]
    total_fronts: tuple[str, ...]
    divided_into: tuple[str, ...]
    made_up_of: tuple[str, ...]
    and_others: tuple[str, ...]
    remaining: tuple[str, ...]
    others: tuple[str, ...]
    breakdown: tuple[str, ...]
    of_whole: tuple[str, ...]
    share_nouns: tuple[str, ...]
    to_number: tuple[str, ...]
    undone: tuple[str, ...]
    elsewhere: tuple[str, ...]
    generic: tuple[str, ...]
    filler: tuple[str, ...]
    counts_of: tuple[str, ...]
    carried_over: tuple[str, ...]
    other_bases: tuple[str, ...]
    each: tuple[str, ...]
    compared: tuple[str, ...]
    earlier: tuple[str, ...]
    rates: tuple[str, ...]
    at_most_all: tuple[str, ...]
    measured_dimensions: tuple[str, ...]
    summed_dimensions: tuple[str, ...]
    not_added: tuple[str, ...]
    without_unit: tuple[str, ...]
    damaging_rules: tuple[str, ...]
    glued_doubts: tuple[str, ...]
    unaccounted_rules: tuple[str, ...]
