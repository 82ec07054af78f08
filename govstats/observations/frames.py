"""Frames: what a stretch of text is about that is narrower than the whole place: a campaign, a platform, a body.

Who wins: the last frame that the words before a figure open. It holds for the figures of its sentence, or of the next
sentence where it stood in one without figures, until a label has a subject of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from govstats.catalogue.cues import FrameCues, LabelCues
from govstats.observations.phrases import remembering
from govstats.text import any_behind, any_of, compile_pattern

_CLAUSE = compile_pattern(r"[^，,。;；:!?\n]+")
_NAME = compile_pattern(r"(?:“[^“”]{1,14}”)?[\p{Han}·]{0,24}$")
_SHORTEST_SYSTEM = 3  # 县法律援助中心 ends as 法律援助中心 does: the system's one, no narrower body
_REACH = 40  # how far before its end, at most, the name of a campaign begins
_SHORTEST, _LONGEST = 2, 24


@dataclass(frozen=True, slots=True)
class Frame:
    """What a stretch of text is about that is narrower than the whole place.

    Attributes:
        name: its name, which what is counted in it carries.
        is_doer: whether it is a body or another place: all that it does is its own, whatever it is about.
    """

    name: str
    is_doer: bool


class FrameReader:
    """Finds the frames that words open, with the catalogue's cue words.

    Args:
        cues: names and endings of campaigns, platforms and bodies.
        labels: the verbs and adverbs that belong to no name.
    """

    def __init__(self, cues: FrameCues, labels: LabelCues) -> None:
        self._quoted = compile_pattern(
            rf"“[^”“\d]{{2,16}}”\p{{Han}}{{0,3}}?(?:{any_of(cues.quoted)})+"
            rf"|^“[^”“\d]{{2,16}}”(?={any_of((*cues.doing, *cues.behind))}|\d)"
            rf"|“[^“”]{{0,14}}(?:{any_of(cues.campaigns)})”"
        )
        self._named = compile_pattern(rf"“[^“”]{{1,12}}(?:{any_of(cues.named)})”(?!等)")
        self._work = compile_pattern(rf"\p{{Han}}{{0,4}}(?:{any_of(cues.works)})《[^《》\n]{{1,24}}》")
        self._ending = compile_pattern(any_of((*cues.campaigns, *cues.platforms)))
        self._doer = compile_pattern(
            rf"(?P<place>(?!{any_of(cues.no_places)})\p{{Han}}{{1,3}}?(?<!{any_behind(cues.no_places)})"
            rf"(?:{any_of(cues.places)}))(?={any_of(cues.behind_places)})"
            rf"|(?P<body>(?!{any_of(cues.no_body_starts)})\p{{Han}}{{1,16}}?(?:{any_of(cues.bodies)}))"
            rf"(?={any_of(cues.doing)}|(?!(?:19|20)\d\d)\d)"
        )
        front = any_of((*cues.fronts, *labels.light_verbs, *labels.verbs, *labels.front_verbs))
        self._front = compile_pattern(rf"(?:{front})+")
        self._whole = compile_pattern(rf"[ ]?(?:{any_of(cues.whole)})")
        self._campaigns = frozenset(cues.campaigns)
        self._endings = frozenset((*cues.campaigns, *cues.platforms))
        self._general = frozenset(cues.general)
        self._opened = remembering(self._in_clause)
        self._systems = tuple(word for word in cues.general if len(word) >= _SHORTEST_SYSTEM)

    def read(self, words: str, own_names: Iterable[str] = (), *, before_number: bool = False) -> Frame | None:
        """Find the last frame that words open.

        Campaigns without a name in quotation marks of which several are counted are a kind, and open none:
        举办送法下乡活动136场.

        Args:
            words: words without dates, width folded; may hold several clauses.
            own_names: names of the report's own place and issuer, which narrow nothing.
            before_number: whether a number follows the words at once.

        Returns:
            The frame, or None where they open none.
        """
        for clause in reversed(_CLAUSE.findall(words)):
            frame = self._opened(clause.strip(), before_number)
            if frame is not None and not frame.name.endswith(tuple(own_names)):
                return frame
        return None

    def ends(self, words: str) -> bool:
        """Tell whether the words at the front of a clause speak of the whole place again: 全区办理..."""
        return bool(self._whole.match(words))

    def _in_clause(self, clause: str, before_number: bool) -> Frame | None:
        if "“" in clause and (named := self._named.search(clause)):
            return Frame(named[0], is_doer=True)
        if "“" in clause and (quoted := self._quoted.search(clause)):
            return Frame(quoted[0], is_doer=False)
        if "《" in clause and (work := self._work.search(clause)):
            return Frame(work[0], is_doer=False)
        if (doer := self._doer.match(clause)) and (name := doer["place"] or self._body(doer["body"])):
            return Frame(name, is_doer=True)
        if ending := self._ending.search(clause):
            name = self._own_name(clause, ending.end())
            is_kind = before_number and ending.end() == len(clause) and ending[0] in self._campaigns
            return Frame(name, is_doer=False) if name and not is_kind else None
        return None

    def _own_name(self, clause: str, end: int) -> str:
        """The name of a campaign or platform that ends at an offset, without the words before it; "" for none."""
        words = _NAME.search(clause, max(0, end - _REACH), end)
        if words is None:
            return ""
        front = self._front.match(words[0])
        name = words[0][front.end() :] if front else words[0]
        return "" if name in self._endings or not _SHORTEST < len(name) <= _LONGEST else name

    def _body(self, words: str) -> str:
        """The name of a body, or "" where it is one of the whole place or no body."""
        front = self._front.match(words)
        name = words[front.end() :] if front else words
        is_general = name in self._general or name.endswith(self._systems)
        return "" if is_general or len(name) <= _SHORTEST else name
