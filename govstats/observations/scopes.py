"""Scopes: whose figure it is."""

from __future__ import annotations

from itertools import chain

from govstats.catalogue.cues import ScopeCues
from govstats.observations.model import Scope
from govstats.observations.phrases import remembering
from govstats.text import any_of, compile_pattern


class ScopeReader:
    """Tells whose figure it is from the words at the front of its clause and from its label.

    Args:
        cues: words for places above, for the department itself, for something narrower.
    """

    def __init__(self, cues: ScopeCues) -> None:
        above = {
            "county": cues.above.county,
            "prefecture": cues.above.prefecture,
            "province": cues.above.province,
        }
        self._above = {
            level: compile_pattern(rf"(?:{any_of(words)})(?!{any_of(cues.not_above)})")
            for level, words in above.items()
        }
        self._below = tuple(cues.below)
        self._systems = [
            (compile_pattern(any_of(system.departments)), system.indicators) for system in cues.systems
        ]
        self._issuer = compile_pattern(any_of(cues.issuer.words))
        self._anybodys_own = compile_pattern(any_of(cues.issuer.anybody))
        self._work_on_it = compile_pattern(any_of(cues.issuer.not_anybody))
        self._only_by_system = cues.only_by_system
        self._internal_codes = cues.issuer.internal_codes
        self._internal_words = compile_pattern(any_of(cues.issuer.internal_words))
        part = cues.part
        self._part = compile_pattern(
            rf"{any_of((*part.words, *part.qualifiers))}"
            rf"|^(?!{any_of(part.not_conditions)})(?:{any_of(part.conditions)})"
            rf"|^\p{{Han}}{{0,4}}?(?:{any_of(part.concerning)})|^涉及.{{2,}}(?:案件|案|纠纷|事项)$"
            rf"|(?<![各分人种同品之])类(?=$|{any_of(part.classes)})"
            r"|以\p{Han}{2,10}为(?:被告|被申请人)(?!的?(?:行政)?(?:复议|诉讼|应诉)?的?案件?$)(?!$)"
        )
        self._level = compile_pattern(
            rf"^\p{{Han}}{{0,4}}?(?P<level>{any_of(part.levels)})(?!以上|及以上|以下|政府|人民政府|部门|党)"
        )
        self._own_levels = part.own_levels
        self._known_level = remembering(self._level_of_label)
        self._known_part = remembering(self._names_part)
        self._known_voice = remembering(self._business_of)
        self._known_own = remembering(self._names_anybodys_own)
        self._quoted = compile_pattern(rf"“[^”]{{2,14}}”(?:{any_of(cues.part.quoted)})")

    def read(self, subject: str, label: str, level: str, is_department: bool) -> Scope:
        """Tell whose figure it is, as far as its clause says.

        Args:
            subject: the words from the front of the clause to the number, width folded.
            label: the figure's label.
            level: that of the report's place; "" where it is not known, then nothing counts as above it.
            is_department: whether the issuer is a department and not the government itself.

        Returns:
            The scope; place where nothing says otherwise.
        """
        front = subject.lstrip(" ，,、:")
        above = self._above.get(level)
        if above and above.match(front):
            return Scope.OTHER
        if is_department and (self._issuer.search(front) or self._issuer.search(label)):
            return Scope.ISSUER
        return Scope.PLACE

    def is_below_place(self, issuer: str) -> bool:
        """Tell whether an issuer is of a part of its place: a town, a street, a branch of a bureau."""
        return issuer.endswith(self._below)

    def speaks_for_place(self, issuer: str, code: str) -> bool:
        """Tell whether an indicator is the business that a department tells for the whole place."""
        return code.startswith(self._known_voice(issuer))

    def _business_of(self, issuer: str) -> tuple[str, ...]:
        """Give what the codes of the indicators begin with that a department tells for the whole place."""
        systems = [indicators for department, indicators in self._systems if department.search(issuer)]
        return tuple(chain.from_iterable(systems))

    def is_anybodys_own(self, subject: str, label: str) -> bool:
        """Tell whether a figure is the issuer's own whoever that is: its meetings, its own learning."""
        return (self._known_own(label) or self._known_own(subject)) and not self._work_on_it.search(label)

    def _names_anybodys_own(self, words: str) -> bool:
        return self._anybodys_own.search(words) is not None

    def is_foreign(self, issuer: str, code: str) -> bool:
        """Tell whether a department outside an indicator's system tells it: what it tells is something else."""
        return code.startswith(self._only_by_system) and not self.speaks_for_place(issuer, code)

    def is_internal(self, issuer: str, code: str | None, label: str) -> bool:
        """Tell whether what a department tells is its own: the contracts and lawsuits of a transport bureau."""
        if code is None:
            return not self._speaks_of_law(issuer) and bool(self._internal_words.search(label))
        return code.startswith(self._internal_codes) and not self.speaks_for_place(issuer, code)

    def _speaks_of_law(self, issuer: str) -> bool:
        return self.speaks_for_place(issuer, self._internal_codes[0])

    def level_of(self, label: str) -> str:
        """Give the level of government that a label begins with, behind its verb: 市级 of 创建市级示范点; else ""."""
        return self._known_level(label)

    def _level_of_label(self, label: str) -> str:
        level = self._level.match(label)
        return str(level["level"]) if level else ""

    def names_part(self, label: str, level_of_place: str) -> bool:
        """Tell whether a label names something narrower than the place: 官方微博粉丝, “安居”行动排查隐患.

        It decides only where no indicator is measured: what 公证处 and 12348平台 do is counted for the whole place.
        """
        return self._known_part(label, level_of_place)

    def _names_part(self, label: str, level_of_place: str) -> bool:
        level = self.level_of(label)
        if level and level not in self._own_levels.get(level_of_place, ()):
            return True
        return bool(self._part.search(label) or self._quoted.match(label))
