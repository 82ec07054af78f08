"""The title of a report among the lines of a page's head, the organisation that it names, and the site's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from govstats.catalogue.cues import HeaderCues
from govstats.reading.dates import find_bare_years, find_years, read_date, without_years
from govstats.reading.fields import label_pattern
from govstats.reading.pages import PageWords
from govstats.text import any_of

_LONGEST_TITLE = 80
_LONGEST_FIRST_LINE = 40
_PARTS = regex.compile(r"_|\||[ ]-{1,2}[ ]|-{2}")
_BULLETS = " •·*"
_NO_TITLE = regex.compile(r"[。>:]")


@dataclass(frozen=True, slots=True)
class Title:
    """A title and the name of the site that stands behind it.

    Attributes:
        words: the title, width folded; the first words of the page where no line looks like one.
        site: the name of the site; "" where none is found.
    """

    words: str
    site: str


class TitleReader:
    """Finds titles and the organisations in them.

    Args:
        cues: words of titles, endings of organisations, labels of the title's field.
        page: words that the names of sites hold.
    """

    def __init__(self, cues: HeaderCues, page: PageWords) -> None:
        self._title = regex.compile(any_of(cues.title_words))
        self._site = regex.compile(rf"(?:{any_of(page.site_words)})|人民政府$")
        self._label = regex.compile(
            rf"(?:{label_pattern(cues.labels.title)})[ ]{{0,4}}[\])】]?[ ]{{0,4}}:[ ]*"
        )
        endings = any_of(cues.organisation_endings)
        self._organisation = regex.compile(
            rf"\p{{Han}}{{2,24}}?(?:{endings})(?=关于|法治|依法|20|[ ]|二|$|的|落实|推进|贯彻|年度|工作)"
        )
        self._whole = regex.compile(rf"[\p{{Han}}()]{{2,30}}?(?:{endings})")

    def find(self, lines: Sequence[str]) -> Title:
        """Find the title in a head.

        A line counts that holds a word of titles and is no sentence and no other field; one with a year goes
        before one without, a line of its own before a field. A title over two lines is put together.

        Args:
            lines: the lines of the head, width folded.
        """
        sites: list[str] = []
        candidates: list[tuple[int, str]] = []
        for index, line in enumerate(lines):
            parts: list[str] = _PARTS.split(line.strip(_BULLETS))
            words = parts[0].strip()
            sites += [
                part.strip() for part in parts[-1:] if len(parts) > 1 and self._site.search(part.strip())
            ]
            label = self._label.match(words)
            words = words[label.end() :] if label else words
            if not self._can_be_title(words):
                continue
            words = self._line_before(lines, index, words) + words
            rank = (0 if find_years(words) else 2) + (1 if label else 0)
            candidates.append((rank, words))
        site = sites[0] if sites else ""
        if candidates:
            return Title(min(candidates, key=lambda candidate: candidate[0])[1], site)
        first = next((line.strip(_BULLETS) for line in lines if line.strip(_BULLETS)), "")
        return Title(_PARTS.split(first, maxsplit=1)[0].strip()[:_LONGEST_TITLE], site)

    def _can_be_title(self, words: str) -> bool:
        return (
            len(words) <= _LONGEST_TITLE
            and _NO_TITLE.search(words) is None
            and self._title.search(words) is not None
        )

    def _line_before(self, lines: Sequence[str], index: int, words: str) -> str:
        """Give the first line of a title over two lines: 甲市人民政府 / 关于2020年...; "" for one over one."""
        before = lines[index - 1].strip(_BULLETS) if index else ""
        if words.startswith(("关于", "20", "二")) and self._whole.fullmatch(before):
            return before
        is_broken = (
            not find_years(words)
            and len(before) <= _LONGEST_FIRST_LINE
            and bool(find_bare_years(before) or find_years(before) or "关于" in before)
            and read_date(before) is None
            and _NO_TITLE.search(before) is None
            and "_" not in before
            and self._title.search(before) is None
        )
        return before if is_broken else ""

    def organisation_in(self, title: str) -> str:
        """Give the organisation that a title names: 宝山区司法局; "" where it names none."""
        match = self._organisation.search(without_years(title).strip())
        return str(match[0]) if match else ""

    def is_organisation(self, words: str) -> bool:
        """Tell whether words are the name of an organisation and nothing else."""
        return self._whole.fullmatch(words) is not None
