"""Breakdowns: which figure the following ones break down.

Who wins: words such as 其中 open a breakdown of the last level counted in the same unit; 审结案件中 of the one it names; without
either, outcomes (维持, 驳回) right after what was concluded break that down. What a bracket opens ends with it.
"""

from __future__ import annotations

import regex

from govstats.catalogue.cues import ChangeCues, LabelCues
from govstats.observations.figures import Figure, Stretch
from govstats.observations.phrases import shares_pair
from govstats.observations.slots import Slot
from govstats.text import any_of, compile_pattern

_REACH = 80  # how far before a figure, at most, the words that open a breakdown may stand
_LIST_REACH = 80  # how far behind 由 the end of the list may stand
_SHORTEST_PART = 2
_RECENT = 8  # figures back, at most, that the total of some outcomes stands


class BreakdownReader:
    """Finds what opens a breakdown, with the catalogue's cue words.

    Args:
        cues: the words of breakdowns.
        changes: the words of earlier times, whose figures in a bracket are no parts.
    """

    def __init__(self, cues: LabelCues, changes: ChangeCues) -> None:
        self._earlier = compile_pattern(rf"\d|{any_of((*changes.prior_periods, *changes.this_year))}")
        fronts = rf"(?<=[(,，])(?:{any_of(cues.breakdown_fronts)})"
        self._made_up = compile_pattern(
            rf"(?<=[，,])由(?=[^，,。;；\n]{{2,{_LIST_REACH}}}(?:{any_of(cues.made_up_of)}))"
        )
        self._hint = compile_pattern(
            rf"{any_of(cues.breakdown)}|[(，,](?:{any_of(cues.breakdown_fronts)})|中[,，]"
        )
        self._opening = compile_pattern(
            rf"(?:(?P<cue>(?<!尤)(?:{any_of(cues.breakdown)})|{fronts})(?P<colon>[,，]?:)?"
            r"|在?(?P<of>\p{Han}{2,6})中[,，])"
        )
        self._outcome = compile_pattern(rf"[ ]?(?:{any_of(cues.outcomes)})")
        self._concluded = compile_pattern(any_of(cues.concluding))

    def open(self, folded: str, slot: Slot, stretch: Stretch) -> None:
        """See whether the words before a figure open a breakdown of one before.

        Args:
            folded: the whole text, width folded.
            slot: the figure's place in its clause.
            stretch: what is carried along; its whole is changed.
        """
        if stretch.last_level is None:
            return
        unit_code = slot.quantity.unit_code
        start, end = max(stretch.last_end, slot.quantity.start - _REACH), slot.quantity.start
        if self._hint.search(folded, start, end) and (match := self._opening.search(folded, start, end)):
            self._open_at(match, stretch.levels(unit_code), stretch)
        elif (front := folded.find("由", start, end)) >= 0 and self._made_up.match(folded, front):
            levels = stretch.levels(unit_code)
            stretch.whole, stretch.open_list = levels[-1] if levels else stretch.last_level, False
        elif slot.clause.is_bracketed and self._breaks_down_in_bracket(folded, slot, stretch):
            stretch.whole, stretch.open_list = stretch.last_level, False
        elif stretch.whole is None and self._outcome.match(folded, *slot.before):
            levels = stretch.levels(unit_code)[-_RECENT:]
            concluded = [figure for figure in levels if self._concluded.search(figure.label)]
            stretch.whole = concluded[-1] if concluded else None

    def _breaks_down_in_bracket(self, folded: str, slot: Slot, stretch: Stretch) -> bool:
        """Whether a bracket right behind a figure tells its parts: 320件(民事260件、刑事58件)."""
        level = stretch.last_level
        if slot.position or level is None:
            return False
        words = folded[slot.clause.start : slot.quantity.start].strip()
        return (
            level.quantity.end + 1 == slot.clause.start
            and level.quantity.unit_code == slot.quantity.unit_code
            and len(words) >= _SHORTEST_PART
            and not self._earlier.search(words)
        )

    @staticmethod
    def _open_at(match: regex.Match[str], levels: list[Figure], stretch: Stretch) -> None:
        if match["cue"]:
            last = levels[-1] if levels else stretch.last_level
            stretch.whole, stretch.open_list = last, bool(match["colon"])
            return
        named = [figure for figure in levels if shares_pair(figure.label, match["of"])]
        if named:  # 审结264件,审结率92.31%。审结案件中,维持171件
            stretch.whole, stretch.open_list = named[-1], False
