"""The patterns of the checks' cue words, compiled once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import regex

from govstats.checks.entries import RateWords, Relations, Words
from govstats.text import any_behind, any_of, compile_pattern

_LONGEST_NAME = 4  # of a rate: 网上可办
_LONGEST_NOUN = 4  # behind the last part: 12个镇,共44个单位
_GAP = r"[ \n，,、;；:]*"


class Cues:
    """Patterns of the words that the checks go by.

    Args:
        words: the cue words.
        relations: how figures hang together.
    """

    def __init__(self, words: Words, relations: Relations) -> None:
        self._words = words
        self._relations = relations
        self.rate_words: dict[str, RateWords] = {
            rate: told for told in relations.rates for rate in told.rates
        }

    @cached_property
    def rate(self) -> regex.Pattern[str]:
        """The rate that a label ends in, and the word before that makes it another one."""
        return compile_pattern(
            rf"(?P<other>(?:{any_of(self._words.other_rates)}))?(?P<rate>{any_of(self.rate_words)})$"
        )

    @cached_property
    def rate_named(self) -> regex.Pattern[str]:
        """The name of a rate, and the words that lead to its number."""
        return compile_pattern(rf"(?:{any_of(self.rate_words)})[^，,。;；]{{0,6}}$")

    @cached_property
    def rate_called(self) -> regex.Pattern[str]:
        """The name of any rate that is all there is between two figures: 持证 in ，持证率为."""
        return compile_pattern(
            rf"^{_GAP}(?P<name>\p{{Han}}{{2,{_LONGEST_NAME}}})率(?:{any_of(self._words.to_number)})*$"
        )

    def is_done(self, verb: str, words: str) -> bool:
        """Tell whether words hold a verb or a name, and not its contrary: 持证 in 持证人员, but 合格 not in 不合格."""
        return self._done((verb,)).search(words) is not None

    @cached_property
    def filler(self) -> regex.Pattern[str]:
        """Signs and words before the name of a rate that name nothing."""
        return compile_pattern(rf"[ \n，,、;；:()]|(?:{any_of(self._words.filler)})")

    @cached_property
    def counts_of(self) -> regex.Pattern[str]:
        """The end of a label that says that it is a count: 办理案件量."""
        return _at_end(self._words.counts_of)

    @cached_property
    def total_row(self) -> regex.Pattern[str]:
        """The beginning of a row of a table that sums the others up."""
        return compile_pattern(rf"[ ]*(?:{any_of((*self._words.totals, *self._words.light_totals))})")

    @cached_property
    def total_head(self) -> regex.Pattern[str]:
        """The whole head of a column or a row of a table that sums others up: 合计, 全区总计, 合计(件)."""
        return compile_pattern(rf"\p{{Han}}{{0,4}}(?:{any_of(self._words.totals)})(?:\([^()]{{0,8}}\))?")

    @cached_property
    def not_added(self) -> regex.Pattern[str]:
        """Words of a head whose figures are not added up."""
        return compile_pattern(any_of(self._words.not_added))

    @cached_property
    def parts_of_rates(self) -> dict[str, tuple[regex.Pattern[str], regex.Pattern[str]]]:
        """What stands right before the counts that a rate divides, by the end of the rate's label."""
        return {
            rate: (self._done(told.numerator), self._done(told.denominator))
            for rate, told in self.rate_words.items()
        }

    @cached_property
    def total(self) -> regex.Pattern[str]:
        """All the words between the last part and the total behind it; the group tells a light one."""
        words = self._words
        return compile_pattern(
            rf"^(?P<noun>\p{{Han}}{{0,{_LONGEST_NOUN}}}){_GAP}(?:{any_of(words.total_fronts)})?"
            rf"(?:(?P<light>{any_of(words.light_totals)})|{any_of(words.totals)})(?:{any_of(words.to_number)})?$"
        )

    @cached_property
    def total_front(self) -> regex.Pattern[str]:
        """All the words between a figure and the word of a sum, or of how many it sums up: ，以上三类合计."""
        return compile_pattern(rf"^{_GAP}(?:{any_of(self._words.total_fronts)})?$")

    @cached_property
    def divided_into(self) -> regex.Pattern[str]:
        """Words between a whole and its first part that make a list of all parts."""
        return compile_pattern(any_of(self._words.divided_into))

    @cached_property
    def breakdown(self) -> regex.Pattern[str]:
        """Words that open a breakdown."""
        return compile_pattern(any_of(self._words.breakdown))

    @cached_property
    def made_up_of(self) -> regex.Pattern[str]:
        """Words right behind the last of all parts."""
        words = self._words
        return compile_pattern(rf"{_GAP}(?:{any_of(words.and_others)})?(?:{any_of(words.made_up_of)})")

    @cached_property
    def remaining(self) -> regex.Pattern[str]:
        """Words before the last part that leaves nothing over."""
        return compile_pattern(any_of(self._words.remaining))

    @cached_property
    def others(self) -> regex.Pattern[str]:
        """The beginning of the words of a last part that is likely all that is left over."""
        return compile_pattern(rf"{_GAP}(?:以及|和|及|与)?(?:{any_of(self._words.others)})")

    @cached_property
    def whole(self) -> regex.Pattern[str]:
        """The words of a share, up to its number: what it is a share of, and whether it is one of several dealt out (分别)."""
        words = self._words
        each = any_of(words.each)
        return compile_pattern(
            rf"(?P<early>{each})?(?:{any_of(words.of_whole)})(?P<whole>[^，,。;；]{{0,40}}?)的?"
            rf"(?:{any_of(words.share_nouns)})?(?P<late>{each})?(?:的|{any_of(words.to_number)})*$"
        )

    @cached_property
    def elsewhere(self) -> regex.Pattern[str]:
        """Words of a whole that is somebody else's or of another time."""
        return compile_pattern(any_of(self._words.elsewhere))

    @cached_property
    def generic(self) -> regex.Pattern[str]:
        """Words of a whole that say no more than that it is one."""
        return compile_pattern(any_of(self._words.generic))

    @cached_property
    def carried_over(self) -> regex.Pattern[str]:
        """Words of cases of earlier years."""
        return compile_pattern(any_of(self._words.carried_over))

    @cached_property
    def other_bases(self) -> regex.Pattern[str]:
        """Words of changes against something else than the earlier value."""
        return compile_pattern(any_of(self._words.other_bases))

    @cached_property
    def each(self) -> regex.Pattern[str]:
        """Words that give each of several values one of several others: 分别."""
        return compile_pattern(any_of(self._words.each))

    @cached_property
    def compared(self) -> regex.Pattern[str]:
        """Words that compare with an earlier value."""
        return compile_pattern(any_of(self._words.compared))

    @cached_property
    def compared_with(self) -> regex.Pattern[str]:
        """Words that make the figure behind them an earlier one: 比上年人均."""
        words = self._words
        return compile_pattern(rf"(?:{any_of(words.compared)})[^，,。;；]{{0,4}}(?:{any_of(words.earlier)})")

    @cached_property
    def is_rate(self) -> regex.Pattern[str]:
        """The end of a label of a rate or an index."""
        return _at_end(self._words.rates)

    @cached_property
    def at_most_all(self) -> regex.Pattern[str]:
        """The end of a label of a rate that cannot be above 100%."""
        return _at_end(self._words.at_most_all)

    @cached_property
    def without_unit(self) -> regex.Pattern[str]:
        """The end of a label of what is written without a unit."""
        return _at_end(self._words.without_unit)

    @cached_property
    def exclusive(self) -> tuple[regex.Pattern[str], ...]:
        """One pattern for each set of parts that exclude each other."""
        return tuple(compile_pattern(f"(?:{any_of(words)})") for words in self._relations.exclusive)

    @cached_property
    def any_outcome(self) -> regex.Pattern[str]:
        """A word before the count of the other cases."""
        return compile_pattern(any_of(word for told in self._relations.outcomes for word in told.other))

    @cached_property
    def outcomes(self) -> tuple[tuple[regex.Pattern[str], regex.Pattern[str], regex.Pattern[str]], ...]:
        """The words of all cases, of some and of the others."""
        return tuple(
            (self._done(told.whole), self._done(told.one), compile_pattern(f"(?:{any_of(told.other)})"))
            for told in self._relations.outcomes
        )

    @cached_property
    def funnels(self) -> tuple[tuple[regex.Pattern[str], ...], ...]:
        """The words of the steps of each funnel that is told by words."""
        return tuple(
            tuple(self._done(step) for step in funnel.words)
            for funnel in self._relations.funnels
            if funnel.words
        )

    def _done(self, verbs: Iterable[str]) -> regex.Pattern[str]:
        """Match a verb of what was done, not of what was not or should be, unless it says so itself (应出庭)."""
        undone = self._words.undone
        opens_undone = compile_pattern(rf"(?:{any_of(undone)})")
        chosen = tuple(verbs)
        bare = [verb for verb in chosen if opens_undone.match(verb)]
        guarded = rf"(?<!{any_behind(undone)})(?:{any_of(verb for verb in chosen if verb not in bare)})"
        return compile_pattern(rf"{guarded}|(?:{any_of(bare)})" if bare else guarded)


def _at_end(words: Iterable[str]) -> regex.Pattern[str]:
    return compile_pattern(rf"(?:{any_of(words)})$")
