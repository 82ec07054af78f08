"""Judges what the words around a figure mean for its row: whose it is, which indicator it measures, whether it happened.

Who wins, for whose it is: a place above named at the front of the clause; the issuer itself; a town's or a branch's
report; the whole that it breaks down, where that is narrower; the frame that it is counted in. What is left is the whole
place's if it has an indicator; without one, a part if anything narrows it.
"""

from __future__ import annotations

from collections.abc import Sequence

from govstats.catalogue.cues import BindingCues
from govstats.observations.context import About
from govstats.observations.figures import Figure
from govstats.observations.model import Grounds, Kind, Scope, Status
from govstats.observations.phrases import shares_pair
from govstats.observations.scopes import ScopeReader
from govstats.observations.topics import Topics
from govstats.text import any_behind, any_of, compile_pattern

_SENTENCE_FRONT = 12  # characters at the front of a sentence that may make all its figures targets


class Judge:
    """Judges figures, with the catalogue's cue words and indicators.

    Args:
        cues: cue words of the binding stage.
        topics: tells what labels are about.
        scopes: tells whose figure it is.
    """

    def __init__(self, cues: BindingCues, topics: Topics, scopes: ScopeReader) -> None:
        self._topics = topics
        self._scopes = scopes
        self._per_one = compile_pattern(any_of(cues.scopes.per_one))
        changes = cues.changes
        self._adding = compile_pattern(rf"(?:共|新)?(?:{any_of(changes.adding)})")
        self._in_the_year = compile_pattern(any_of(changes.in_the_year))
        targets = cues.targets
        self._required = compile_pattern(any_of(targets.required))
        self._target_sentence = compile_pattern(any_of(targets.sentence_words))
        self._target_hint = compile_pattern(any_of((*targets.words, *targets.verbs)))
        self._target = compile_pattern(
            rf"{any_of(targets.words)}|(?<!{any_behind(targets.not_after)})(?:{any_of(targets.verbs)})"
            rf"(?!.*(?:{any_of(targets.done)}))"
        )

    def contrast(self, figures: Sequence[Figure]) -> None:
        """Mark the figures of one level of government that stand beside one of another: 区级419项、街镇级251项.

        Args:
            figures: all figures of a report, named; changed.
        """
        levels = [self._scopes.level_of(figure.shown) for figure in figures]
        for index in range(1, len(figures)):
            one, other = figures[index - 1], figures[index]
            if levels[index - 1] and levels[index] and levels[index - 1] != levels[index]:
                one.is_contrasted = other.is_contrasted = one.sentence_start == other.sentence_start

    def status(self, folded: str, figure: Figure, role: str, year: int | None) -> Status:
        """Tell whether a figure happened or is aimed at.

        Args:
            folded: the whole text, width folded.
            figure: a dated figure.
            role: that of the section that it stands in.
            year: the year that figures without a date are about there.
        """
        dated = figure.dated
        if dated is not None and dated.names_year and year is not None and dated.start.year > year:
            return Status.TARGET  # nothing has happened yet in a year after the report's
        if role == "plan":
            return Status.TARGET
        before = (figure.clause.start, figure.quantity.start)
        if self._target_hint.search(folded, *before) and self._target.search(folded, *before):
            return Status.TARGET
        front = min(figure.quantity.start, figure.sentence_start + _SENTENCE_FRONT)
        is_target = self._target_sentence.search(folded, figure.sentence_start, front)
        return Status.TARGET if is_target else Status.ACTUAL

    def is_required(self, folded: str, figure: Figure, role: str) -> bool:
        """Tell whether a target was required of the report's own year: 年初确定的出庭应诉率须达到90%.

        Args:
            folded: the whole text, width folded.
            figure: a target.
            role: that of the section that it stands in.
        """
        if role == "plan":
            return False
        return bool(self._required.search(folded, figure.clause.start, figure.quantity.start))

    def judge(
        self, folded: str, figure: Figure, about: About, is_issuers: bool, confidence: float
    ) -> Grounds:
        """Tell whose figure it is, and whether it may measure an indicator.

        Args:
            folded: the whole text, width folded.
            figure: the figure, named.
            about: what the header says.
            is_issuers: whether the figure before it in its sentence is the issuer's own.
            confidence: how sure the reading is, from 0 to 1.
        """
        scope = self._scope_of(figure, about)
        if scope is Scope.PLACE and self._is_narrowed(figure, about):
            scope = Scope.PART
        may_measure = scope in (Scope.PLACE, Scope.ISSUER) and self._may_measure(folded, figure)
        uncoded = scope if scope is not Scope.PLACE else self._uncoded_scope(figure, about, is_issuers)
        light_verb = figure.label.removesuffix(figure.shown)
        is_addition = self._is_addition(folded, figure)
        return Grounds(scope if may_measure else None, uncoded, confidence, light_verb, is_addition)

    def _scope_of(self, figure: Figure, about: About) -> Scope:
        """Whose figure it is; a rank among all districts of the city is still the district's own."""
        if figure.how == "others":
            return Scope.OTHER
        whose = figure if figure.kind is Kind.LEVEL else figure.refers_to
        subject = whose.subject if whose is not None else ""
        return self._scopes.read(subject, figure.label, about.level, about.is_department)

    def _is_narrowed(self, figure: Figure, about: About) -> bool:
        """Whether the report, the whole or the frame is narrower than the place, whatever the figure measures."""
        if figure.frame is not None or self._scopes.is_below_place(about.issuer or ""):
            return True
        whole = figure.part_of
        if whole is None:
            return False
        return self._scope_of(whole, about) is Scope.PART or self._scopes.names_part(whole.label, about.level)

    def _may_measure(self, folded: str, figure: Figure) -> bool:
        """Whether a figure may measure an indicator; none where it is carried over from somebody narrower.

        某镇调解委员会调解纠纷320件,成功率99%: 纠纷成功率 alone would be the whole place's.
        """
        if (
            not figure.label
            or figure.is_attribute
            or (figure.refers_to or figure).narrow_doer
            or self._is_led_by_somebody(figure)
        ):
            return False
        if self._per_one.search(figure.subject) or figure.is_undated_sum:
            return False  # 每万人拥有律师1.08名 is no number of lawyers
        sentence = folded[figure.sentence_start : figure.quantity.start]
        if self._topics.is_narrowed_act(figure.label, sentence):
            return False
        counted = figure.refers_to or figure
        if counted.in_breakdown and self._topics.names_one_of_them(counted.subject):
            return False
        return not figure.in_breakdown or self._belongs(figure)

    def _is_addition(self, folded: str, figure: Figure) -> bool:
        """Whether a figure tells what came to a stock in the course of the year: 今年发展律师56名."""
        told = figure.refers_to or figure
        if told.is_cumulative or told.is_year_end or not self._adding.match(told.label):
            return False
        front = told.sentence_start if told.leader is None else told.clause.start
        return self._in_the_year.search(folded, front, told.quantity.start) is not None

    def _belongs(self, figure: Figure) -> bool:
        """Whether a part is of the business of its whole: the lawsuits among 律师办理的各类案件 are not the place's."""
        whole = figure.part_of or (figure.refers_to.part_of if figure.refers_to else None)
        if whole is None:
            return True
        subjects = self._topics.subjects_in(whole.label)
        if not subjects:
            return not self._topics.is_bare(whole.label)
        own = figure.label
        return any(subject in own for subject in subjects) or shares_pair(subjects[-1], own)

    def _is_led_by_somebody(self, figure: Figure) -> bool:
        """Whether the sentence begins with a body narrower than the place: 区城管执法局办理案件1203件,罚没款356万元."""
        leader = figure.leader
        if leader is None or (figure.refers_to is not None and figure.refers_to.leader is None):
            return False
        return self._topics.is_led_by_body(leader.label)

    def _uncoded_scope(self, figure: Figure, about: About, is_issuers: bool) -> Scope:
        """Whose a figure is that measures no indicator, and that nothing has told from the whole place's so far."""
        if self._scopes.is_anybodys_own(figure.subject, figure.label):
            return Scope.ISSUER
        if self._is_part(figure, about):
            return Scope.PART
        if about.is_department and self._scopes.is_internal(about.issuer or "", None, figure.label):
            return Scope.ISSUER
        return Scope.ISSUER if is_issuers and not self._topics.has_subject(figure.label) else Scope.PLACE

    def _is_part(self, figure: Figure, about: About) -> bool:
        # such as 跨部门联合抽查占35%
        is_share_of_its_own = figure.kind is Kind.SHARE and figure.refers_to is None
        return (
            figure.in_breakdown
            or figure.is_contrasted
            or figure.is_attribute
            or is_share_of_its_own
            or self._topics.names_body((figure.refers_to or figure).narrow_doer)
            or self._scopes.names_part(figure.shown, about.level)
        )
