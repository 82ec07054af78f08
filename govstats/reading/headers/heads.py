"""What the head of a page says: title, issuer, dates, document number, source, the year that it is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

import regex
from msgspec.structs import replace

from govstats.catalogue.cues import HeaderCues
from govstats.reading.headers.dates import behind_date, is_date_alone, read_whole_date, split_at_date
from govstats.reading.headers.fields import FieldReader
from govstats.reading.headers.kinds import KindReader
from govstats.reading.headers.numbers import read_index, read_number
from govstats.reading.headers.pages import PageWords
from govstats.reading.headers.signatures import SignatureReader
from govstats.reading.headers.stated import Stated, distinct, first_day, first_words
from govstats.reading.headers.titles import Title, TitleReader
from govstats.reading.headers.years import years_of_text, years_of_title
from govstats.text import fold, fold_whole

_HEAD_LINES, _HEAD_CHARACTERS = 200, 6000
_PARAGRAPH = 90  # a line of so many characters with a full stop is prose; the head ends before it
_WRAPPED = 20  # and so it does before two lines of so many with stops, where a paragraph is many lines
_STOP = re.compile(r"[,，。;]")
_STATED_BESIDE = ("title", "issuer", "number", "index", "published", "dated", "source", "site")
_TITLE, _OWN_LINE, _METADATA, _UNLABELLED, _SOURCE_AS_ISSUER, _SITE = 0.95, 0.9, 0.8, 0.75, 0.7, 0.6
_NO_TITLE, _GUESS = 0.4, 0.3  # of what is called a title and does not look like one, and of the first words
_NO_VALUE = regex.compile(r"[^\p{L}\p{N}]*|无")


@dataclass(frozen=True, slots=True)
class Head:
    """What a page's head states of each field, the statement that goes before the others first.

    Attributes:
        titles: the report's title; the first words of the page where nothing looks like one.
        title_organisation: the organisation named in the title: 宝山区司法局; "" for none.
        issuers: the organisations that sign it, or that fields name as issuer, source or author.
        sites: names of the site.
        numbers: document numbers, such as 宝司〔2021〕1号.
        indexes: index numbers.
        published: dates of publication.
        dated: dates of the document.
        sources: where the page says that it was taken from.
        title_years: years that the title names, the most likely first.
        text_years: years that the first paragraphs name, the most likely first.
        kinds: kinds of report.
    """

    titles: tuple[Stated, ...]
    title_organisation: str
    issuers: tuple[Stated, ...]
    sites: tuple[Stated, ...]
    numbers: tuple[Stated, ...]
    indexes: tuple[Stated, ...]
    published: tuple[Stated, ...]
    dated: tuple[Stated, ...]
    sources: tuple[Stated, ...]
    title_years: tuple[Stated, ...]
    text_years: tuple[Stated, ...]
    kinds: tuple[Stated, ...]

    @property
    def title(self) -> str:
        """The report's title; "" for an empty text."""
        return first_words(self.titles) or ""

    @property
    def years(self) -> tuple[int, ...]:
        """The years that the report may be about, by its title, else by its first paragraphs."""
        return tuple(int(year.words) for year in self.title_years or self.text_years)

    @property
    def published_on(self) -> date | None:
        """The date of publication, or of the document where that is all there is."""
        return first_day((*self.published, *self.dated))


class HeadReader:
    """Reads the heads of pages, with the words for their fields.

    Args:
        cues: labels of fields, words of titles, endings of organisations.
        page: words of what surrounds a report.
    """

    def __init__(self, cues: HeaderCues, page: PageWords) -> None:
        self._titles = TitleReader(cues, page)
        self._fields = FieldReader(cues.labels, page.furniture)
        self._signatures = SignatureReader(self._titles.is_organisation)
        self._kinds = KindReader(cues.kinds)

    def read(self, text: str, stated: Mapping[str, str] | None = None) -> Head:
        """Read the head of a page.

        Args:
            text: the whole text of a report.
            stated: what the file says of itself beside its text: title, issuer, number, index, published, dated,
                source, site; it goes behind what fields in the text say and before what is concluded.

        Returns:
            What its head, its signature at the end and the file itself say.
        """
        folded = fold_whole(text)
        lines = self._head_lines(text)
        field = self._fields.read(lines)
        beside = _beside(stated or {})
        titles, sites = self._read_titles(self._titles.find(lines), field["title"], beside)
        title = first_words(titles) or ""
        signature, signed_on = self._signatures.read(folded)
        sources = _before_dates((*field["source"], *beside["source"]))
        return Head(
            titles=titles,
            title_organisation=self._titles.organisation_in(title),
            issuers=_surest_first(
                [signature] if signature else (),
                _before_dates((*field["issuer"], *beside["issuer"])),
                (Stated(source.words, source.found_in, _SOURCE_AS_ISSUER) for source in sources),
                field["author"],
            ),
            sites=sites,
            numbers=_parsed((*field["number"], *_own_lines(lines), *beside["number"]), read_number),
            indexes=_parsed((*field["index"], *beside["index"]), read_index),
            published=_parsed(
                (
                    *field["published"],
                    *beside["published"],
                    *field["updated"],
                    *self._unlabelled_dates(lines),
                ),
                _read_day,
            ),
            dated=_surest_first(
                _parsed((*field["dated"], *beside["dated"], *_bracketed_dates(lines)), _read_day),
                [signed_on] if signed_on else (),
                _parsed(field["issued"], _read_day),
            ),
            sources=distinct(sources, sites),
            title_years=years_of_title(title),
            text_years=years_of_text(text),
            kinds=self._kinds.read(title, folded),
        )

    def _read_titles(
        self, found: Title, labelled: Sequence[Stated], beside: Mapping[str, Sequence[Stated]]
    ) -> tuple[tuple[Stated, ...], tuple[Stated, ...]]:
        """Give the titles and the names of sites: of the text, then those that the file states beside it."""
        parted = [(*self._titles.split(title.words), title) for title in beside["title"]]
        others = [
            *labelled,
            *(
                Stated(
                    words, title.found_in, title.confidence if self._titles.may_be_title(words) else _NO_TITLE
                )
                for words, _, title in parted
                if words
            ),
        ]
        if found.is_guess:  # what is stated as a title goes before the first words of the page
            guess = Stated(found.words, "first words", _GUESS)
            titles = distinct(
                (one for one in others if self._titles.may_be_title(one.words)), [guess], others
            )
        else:
            titles = distinct([Stated(found.words, "title", _TITLE)], others)
        sites = distinct(
            [Stated(found.site, "site", _SITE)] if found.site else (),
            (replace(site, confidence=_SITE) for site in beside["site"]),
            (Stated(site, title.found_in, _SITE) for _, site, title in parted if site),
        )
        return titles, sites

    def _head_lines(self, text: str) -> list[str]:
        """Give the lines before the first paragraph of prose."""
        lines: list[str] = []
        has_title = False
        for folded in self._fields.join_cells(_before_paragraph(text)):
            if has_title and _is_prose(folded) and lines and _is_prose(_last_of(lines)):
                break
            has_title = has_title or self._titles.may_be_title(folded)
            lines.append(folded)
        return lines

    def _unlabelled_dates(self, lines: Sequence[str]) -> Iterator[Stated]:
        """Give dates at the front of a line of the head, or behind a source: 2020-03-10 10:03 文章来源."""
        for line in takewhile(lambda line: "。" not in line, lines):
            if _is_bracketed_date(line):
                continue
            words = line.strip(" ([【")
            behind = behind_date(words)
            if behind is not None and self._may_follow(behind):
                yield Stated(words, "a line without label", _UNLABELLED)
            elif self._fields.holds_label(line):
                for source in self._fields.read([line])["source"]:
                    _, rest = split_at_date(source.words)
                    if rest:
                        yield Stated(rest, source.found_in, _UNLABELLED)

    def _may_follow(self, words: str) -> bool:
        """Tell whether words may follow a date of publication; a heading that follows one is another page's."""
        inside = words.strip(" )]】|,，")
        return (
            not inside
            or self._fields.holds_label(inside)
            or self._fields.is_furniture(inside)
            or self._titles.is_organisation(inside)
        )


def _before_paragraph(text: str) -> list[str]:
    """Give the first lines of a text, up to a long one with a full stop."""
    lines = text[:_HEAD_CHARACTERS].splitlines()[:_HEAD_LINES]
    return list(takewhile(lambda line: len(line) <= _PARAGRAPH or "。" not in line, lines))


def _is_prose(line: str) -> bool:
    return len(line.strip()) >= _WRAPPED and _STOP.search(line) is not None


def _last_of(lines: Sequence[str]) -> str:
    return next((line for line in reversed(lines) if line.strip()), "")


def _beside(stated: Mapping[str, str]) -> dict[str, list[Stated]]:
    """Give what a file states beside its text as statements, by field."""
    values = {name: fold(stated.get(name, "")).strip() for name in _STATED_BESIDE}
    return {
        name: [] if _NO_VALUE.fullmatch(value) else [Stated(value, "metadata", _METADATA)]
        for name, value in values.items()
    }


def _before_dates(values: Sequence[Stated]) -> list[Stated]:
    """Cut names before a date that follows without a label: 区司法局 2021-01-27 10:03."""
    parted = [(split_at_date(value.words)[0], value) for value in values]
    return [Stated(words, value.found_in, value.confidence) for words, value in parted if words]


def _own_lines(lines: Sequence[str]) -> Iterator[Stated]:
    """Give the lines of a head, of which one may be filled by the document number."""
    for line in lines:
        yield Stated(line, "a line of its own", _OWN_LINE)


def _is_bracketed_date(line: str) -> bool:
    return line.strip().startswith("(") and is_date_alone(line)


def _bracketed_dates(lines: Sequence[str]) -> Iterator[Stated]:
    """Give the dates in brackets that stand below titles: (2021年1月27日)."""
    for line in lines:
        if _is_bracketed_date(line):
            yield Stated(line, "a line in brackets", _OWN_LINE)


def _parsed(values: Sequence[Stated], read: Callable[[str], str | None]) -> tuple[Stated, ...]:
    """Keep the values that can be read, as they are read."""
    parsed = [(read(value.words), value) for value in values]
    return distinct([Stated(words, value.found_in, value.confidence) for words, value in parsed if words])


def _read_day(words: str) -> str | None:
    day = read_whole_date(words)
    return day.isoformat() if day else None


def _surest_first(*groups: Iterable[Stated]) -> tuple[Stated, ...]:
    """Put statements together, the surest first, those of one sureness in their order."""
    return tuple(sorted(distinct(*groups), key=lambda one: -one.confidence))
