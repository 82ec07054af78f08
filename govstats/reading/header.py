"""What the head of a page says: title, issuer, dates, document number, source, and the year that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import regex

from govstats.catalogue.cues import HeaderCues
from govstats.text import any_of, fold

_HEAD_LINES, _HEAD_CHARACTERS, _PARAGRAPH = 40, 3000, 90
_TAIL_LINES = 25
_LONGEST_TITLE = 80
_YEAR = regex.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})[ ]?(?=年|[-—]?年?度)|(二[〇零][〇零一二三四五六七八九]{2})(?=年)"
)
_BARE_YEAR = regex.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_DATE = regex.compile(
    r"((?:19|20)[0-9]{2})[ ]?[-/.年][ ]?(1[0-2]|0?[1-9])[ ]?[-/.月][ ]?(3[01]|[12][0-9]|0?[1-9])"
)
_HAN_DATE = regex.compile(
    r"(二[〇零][〇零一二三四五六七八九]{2})年(十[一二]?|[一二三四五六七八九])月(三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])日"
)
_NUMBER = regex.compile(
    r"[\p{Han}]{1,12}[〔\[(【〈][ ]?(?:19|20)[0-9]{2}[ ]?[〕\])】〉][ ]?第?[ ]?[0-9]{1,5}[ ]?号"
)
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_SITE = regex.compile(
    r"[_|>\-–—]\s*([^_|>\-–—\n]*(?:门户网站|政府网|人民政府网|信息公开|官网|网站)[^_|>\-–—\n]*)\s*$"
)


@dataclass(frozen=True, slots=True)
class Head:
    """The fields of a page's head as it states them; "" or None where it does not.

    Attributes:
        title: the report's title.
        title_organisation: the organisation named in the title: 宝山区司法局.
        issuer_field: what a labelled field says of the issuer: 区司法局.
        signature: the organisation that signs at the end.
        site: the name of the site.
        document_number: such as 宝司〔2021〕1号.
        published_on: date of publication.
        dated_on: date of the document.
        signed_on: date under the signature.
        source: what a labelled field says of the source.
        years: years that the report may be about, most likely first.
    """

    title: str
    title_organisation: str
    issuer_field: str
    signature: str
    site: str
    document_number: str | None
    published_on: date | None
    dated_on: date | None
    signed_on: date | None
    source: str | None
    years: tuple[int, ...]


class HeadReader:
    """Reads the heads of pages, with the catalogue's words for their fields.

    Args:
        cues: labels of fields, words of titles, endings of organisations.
    """

    def __init__(self, cues: HeaderCues) -> None:
        self._labels = cues.labels
        every = {label for field in cues.labels.__struct_fields__ for label in getattr(cues.labels, field)}
        self._any_label = regex.compile(rf"(?:{any_of(every)})[ ]*[\])】]?[ ]*:|[ ](?:{any_of(every)})[ ]")
        self._title = regex.compile(any_of(cues.title_words))
        endings = any_of(cues.organisation_endings)
        self._organisation = regex.compile(
            rf"\p{{Han}}{{2,24}}?(?:{endings})(?=(?:关于|法治|依法|20|[ ]|二|$|的|落实|推进|贯彻|年度|工作))"
        )
        self._whole_organisation = regex.compile(rf"[\p{{Han}}()]{{2,30}}?(?:{endings})")

    def read(self, text: str) -> Head:
        """Read the head of a page.

        Args:
            text: the whole text of a report.

        Returns:
            What its head, and its signature at the end, say.
        """
        folded = fold(text)
        lines = _head_lines(folded)
        title, site = self._find_title(lines)
        signature, signed_on = self._find_signature(folded)
        field = self._fields(lines)
        published = _first_date(field["published"]) or _unlabelled_date(lines, self._any_label)
        return Head(
            title=title,
            title_organisation=self._organisation_in(title),
            issuer_field=field["issuer"][0] if field["issuer"] else "",
            signature=signature,
            site=site,
            document_number=self._document_number(field["number"], lines),
            published_on=published,
            dated_on=_first_date(field["dated"]),
            signed_on=signed_on,
            source=field["source"][0] if field["source"] else site or None,
            years=_years(title, folded),
        )

    def _fields(self, lines: Sequence[str]) -> dict[str, list[str]]:
        """The values of each labelled field, by the order of its labels."""
        found: dict[str, list[str]] = {}
        head = "\n".join(lines)
        for field in self._labels.__struct_fields__:
            values = []
            for label in getattr(self._labels, field):
                for match in regex.finditer(
                    rf"(?<!\p{{Han}}){regex.escape(label)}[ ]*(?:[\])】][ ]*:?|:)[ ]*([^\n]*)|(?<!\p{{Han}}){regex.escape(label)}[ ]+((?:19|20)[0-9]{{2}}[^\n]*)",
                    head,
                ):
                    value = self._cut(match[1] if match[1] is not None else match[2])
                    if value:
                        values.append(value)
            found[field] = values
        return found

    def _cut(self, value: str) -> str:
        """Cut a field's value where the next field begins."""
        if following := self._any_label.search(value):
            value = value[: following.start()]
        return regex.split(r"[ ]{2,}|[|【\[〖]", value.strip(), maxsplit=1)[0].strip(" ,，;")

    def _find_title(self, lines: Sequence[str]) -> tuple[str, str]:
        site = ""
        candidates: list[tuple[int, str]] = []
        for index, line in enumerate(lines):
            bare = line.strip(" •·*")
            if match := _SITE.search(bare):
                site = site or match[1].strip()
            words = regex.split(r"_| - ", bare, maxsplit=1)[0].strip()
            if "。" in words or ">" in words or len(words) > _LONGEST_TITLE:
                continue
            label = regex.match(r"(?:" + any_of(self._labels.title) + r")[ ]*[\])】]?[ ]*:[ ]*(.+)", words)
            words = label[1] if label else words
            if ":" in words or not self._title.search(words):
                continue
            before = lines[index - 1].strip() if index else ""
            if words.startswith(("关于", "20")) and self._whole_organisation.fullmatch(before):
                words = before + words
            rank = (0 if _YEAR.search(words) else 2) + (1 if label else 0)
            candidates.append((rank, words))
        if candidates:
            return min(candidates, key=lambda pair: pair[0])[1], site
        first = next((line.strip() for line in lines if line.strip()), "")
        return regex.split(r"_| - ", first, maxsplit=1)[0].strip()[:_LONGEST_TITLE], site

    def _organisation_in(self, title: str) -> str:
        words = _YEAR.sub(" ", title).replace("年度", " ").replace("年", " ")
        match = self._organisation.search(words.strip())
        return match[0] if match else ""

    def _find_signature(self, folded: str) -> tuple[str, date | None]:
        """The organisation, and the date under it, that stand alone in lines near the end."""
        lines = [line.strip() for line in folded.splitlines() if line.strip()][-_TAIL_LINES:]
        for line, below in zip(reversed([*lines]), [""] + list(reversed(lines)), strict=False):
            words = line.replace(" ", "")
            if self._whole_organisation.fullmatch(words):
                return words, _read_date(below)
        return "", next(
            (day for line in reversed(lines) if len(line) < 24 and (day := _read_date(line))), None
        )

    @staticmethod
    def _document_number(values: Sequence[str], lines: Sequence[str]) -> str | None:
        for value in [*values, *(line.strip() for line in lines)]:
            if (match := _NUMBER.match(value)) and len(value) < len(match[0]) + 12:
                return match[0].replace(" ", "")
        return None


def _head_lines(folded: str) -> list[str]:
    """The lines before the first paragraph of prose, at most 40."""
    lines: list[str] = []
    for line in folded[:_HEAD_CHARACTERS].splitlines():
        if len(line) > _PARAGRAPH and "。" in line:
            break
        lines.append(line)
        if len(lines) == _HEAD_LINES:
            break
    return lines


def _years(title: str, folded: str) -> tuple[int, ...]:
    """Years that the report may be about: those of the title, or else of the first paragraph that names one."""
    found = [_year_of(match) for match in _YEAR.finditer(title)]
    found += [int(match[1]) for match in _BARE_YEAR.finditer(title)] if not found else []
    if not found:
        body = next(
            (line for line in folded.splitlines() if len(line) > _PARAGRAPH // 2 and _YEAR.search(line)), ""
        )
        found = [_year_of(match) for match in _YEAR.finditer(body)]
    return tuple(dict.fromkeys(found))


def _year_of(match: regex.Match[str]) -> int:
    return int(match[1] or match[2].translate(_HAN_DIGITS))


def _first_date(values: Sequence[str]) -> date | None:
    return next((day for value in values if (day := _read_date(value))), None)


def _unlabelled_date(lines: Sequence[str], label: regex.Pattern[str]) -> date | None:
    """A date at the front of a line of the head: 2020-03-10 10:03 文章来源."""
    for line in lines:
        match = _DATE.match(line.strip(" (["))
        if match and not label.match(line):
            return _read_date(match[0])
    return None


def _read_date(words: str) -> date | None:
    try:
        if match := _DATE.search(words):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _HAN_DATE.search(words):
            return date(int(match[1].translate(_HAN_DIGITS)), _han_number(match[2]), _han_number(match[3]))
    except ValueError:  # 2月30日
        return None
    return None


def _han_number(words: str) -> int:
    tens, _, ones = words.rpartition("十")
    if "十" not in words:
        return int(words.translate(_HAN_DIGITS))
    return (int(tens.translate(_HAN_DIGITS)) if tens else 1) * 10 + (
        int(ones.translate(_HAN_DIGITS)) if ones else 0
    )
