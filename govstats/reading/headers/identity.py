"""Who reports, about where and when: settled from the head of a page, or refused with what settles it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from msgspec.structs import replace

from govstats.catalogue.cues import ReportKind
from govstats.errors import HeaderError, PlaceError
from govstats.places import Division, Gazetteer
from govstats.reading.headers.disagreements import (
    disagreeing_dates,
    disagreeing_issuers,
    disagreeing_numbers,
    disagreeing_places,
    disagreeing_titles,
    disagreeing_years,
)
from govstats.reading.headers.heads import Head
from govstats.reading.headers.numbers import province_of
from govstats.reading.headers.organisations import Named, Organisations
from govstats.reading.headers.pages import PageWords
from govstats.reading.headers.stated import Stated, distinct, first_day, first_words
from govstats.reading.headers.years import settle_years
from govstats.reading.report import Header, HeaderField

_BODY_EVIDENCE = 2000  # characters at the beginning and the end of the text that may settle a shared name
_GUESS = "a guess from the place"
_GIVEN, _TITLE, _BY_NUMBER, _BY_TEXT, _DERIVED, _ASSUMED = 1.0, 0.95, 0.85, 0.7, 0.6, 0.5


@dataclass(frozen=True, slots=True)
class Given:
    """What the user says of a report; None leaves it to the report.

    Attributes:
        place: a code, a name or a full name.
        year: the year that the report is about.
        issuer: the issuing organisation.
    """

    place: str | None = None
    year: int | None = None
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class _NamedPlace:
    """A place that a part of the head names, and where it stands."""

    named: Named
    stated: Stated


class Identifier:
    """Settles place, year and issuer of reports.

    The year is the user's, else that of the title, of the first paragraphs, or the one before an early date. The
    place is the user's, else the one named by the title, the signature, the issuer's fields or the site, in that
    order; a name that several places share is settled by the names above it in the head, else by the prefix of the
    document number, else by the text. The issuer is the user's, else that of the title, the signature or the
    issuer's fields, if it is of the place, else the government of the place.

    Args:
        page: words of what surrounds a report.
        gazetteer: the divisions.
    """

    def __init__(self, page: PageWords, gazetteer: Gazetteer) -> None:
        self._page = page
        self._gazetteer = gazetteer
        self._organisations = Organisations(page, gazetteer)

    def identify(self, name: str, text: str, head: Head, given: Given) -> tuple[Header, tuple[str, ...]]:
        """Settle what a report is.

        Args:
            name: the report's file name, for messages.
            text: its whole text.
            head: what its head says.
            given: what the user says.

        Returns:
            The header, and warnings about what disagrees.

        Raises:
            HeaderError: the place or the year cannot be told; the message names the candidates, the hint the
                option that settles it.
        """
        years = _settle_years(head, given)
        if not years:
            raise HeaderError(f"{name}: {_untold_year(head)}", "give it with --year")
        year = int(years[0].words)
        named = list(self._named_places(head, year))
        place, places = self._settle_place(name, text, head, year, named, given)
        guess = Stated(f"{place.name}人民政府", _GUESS, _ASSUMED)
        issuers = distinct(self._issuers(head, place, year, named, given)) or (guess,)
        header = _describe(head, years, places, issuers)
        warnings = [
            *disagreeing_years(head, years),
            *self._other_places(place, places, year, named),
            *_issuer_warnings(issuers),
            *disagreeing_titles(head),
            *disagreeing_numbers(head),
            *disagreeing_dates(head),
        ]
        return dataclasses.replace(header, title=header.title or name, place=place), tuple(warnings)

    def describe(self, head: Head, given: Given) -> Header:
        """Give what a head says of a report whose place or year cannot be settled.

        Args:
            head: what its head says.
            given: what the user says.
        """
        issuers = [Stated(given.issuer, "--issuer", _GIVEN)] if given.issuer else []
        return _describe(head, _settle_years(head, given), (), issuers)

    def _named_places(self, head: Head, year: int) -> Iterator[_NamedPlace]:
        """Give the places that the parts of a head name, the strongest part first."""
        for words in (head.title_organisation, head.title):
            if named := self._organisations.place_in(words, year):
                yield _NamedPlace(named, Stated(named.words, "title", _TITLE))
                break
        for statement in (*head.issuers, *head.sites):
            if named := self._organisations.place_in(statement.words, year):
                yield _NamedPlace(named, Stated(named.words, statement.found_in, statement.confidence))

    def _settle_place(
        self, name: str, text: str, head: Head, year: int, named: Sequence[_NamedPlace], given: Given
    ) -> tuple[Division, tuple[Stated, ...]]:
        """Tell the place, and which statements name it or another one, by code."""
        wanted = Stated(given.place, "--place", _GIVEN) if given.place else self._wanted(head, named)
        if wanted is None:
            raise HeaderError(
                f"{name}: no place of {year} is named in the title, the signature or the site's name",
                "give it with --place",
            )
        try:
            place, also = self._resolve(wanted, year, head, text)
        except PlaceError as error:
            hint = error.hint
            if given.place is None:
                offers = f"; {hint}" if hint.startswith("did you mean") else ""
                hint = f"settle it with --place CODE{offers}"
            raise HeaderError(f"{name}: {error.message}", hint) from error
        taken = Stated(
            place.code, wanted.found_in, min(wanted.confidence, *(one.confidence for one in also), 1.0)
        )
        others = (replace(one.stated, words=_code(one.named, place)) for one in named)
        return place, distinct((taken,), also, others)

    def _wanted(self, head: Head, named: Sequence[_NamedPlace]) -> Stated | None:
        """Give the name of the place as the strongest part of the head has it."""
        if named:
            return named[0].stated
        title = Stated(head.title_organisation, "title", _TITLE)
        for one in (title, *head.issuers):  # a place that had ended by then is told as such
            for ending in self._page.place_endings:
                if one.words.endswith(ending) and len(one.words) > len(ending) + 1:
                    return replace(one, words=one.words.removesuffix(ending))
        return None

    def _resolve(
        self, wanted: Stated, year: int, head: Head, text: str
    ) -> tuple[Division, tuple[Stated, ...]]:
        """Resolve a name by the head; only if that does not settle it by the document number, then by the text."""
        evidence = "\n".join(one.words for one in (*head.titles, *head.issuers, *head.sites))
        around = f"{text[:_BODY_EVIDENCE]}\n{text[-_BODY_EVIDENCE:]}"
        number = first_words(head.numbers)
        plain_name = wanted.words if number else ""
        province = province_of(number, plain_name, self._page.province_characters) if number else None
        further = [(province, "document number", _BY_NUMBER)] if province else []
        try:
            return self._gazetteer.resolve(wanted.words, year, evidence), ()
        except PlaceError as error:
            refused = error
        for words, found_in, confidence in (*further, (around, "text", _BY_TEXT)):
            try:
                place = self._gazetteer.resolve(wanted.words, year, f"{evidence}\n{words}")
            except PlaceError as error:
                refused = error
            else:
                return place, (Stated(place.code, found_in, confidence),)
        raise refused

    def _issuers(
        self, head: Head, place: Division, year: int, named: Sequence[_NamedPlace], given: Given
    ) -> Iterator[Stated]:
        """Give the issuers that are named, as place and department: 区司法局 in 宝山区 is 宝山区司法局."""
        if issuer := (given.issuer or "").strip():
            yield Stated(issuer, "--issuer", _GIVEN)
        zone = next(
            (one for one in named[:1] if one.named.is_zone and not one.named.words.endswith(place.name)), None
        )
        if zone is not None:  # a zone reports for itself, not for the place in which the user puts it
            yield replace(zone.stated, words=head.title_organisation or zone.stated.words)
        title = head.title_organisation
        if zone is None and self._organisations.is_department(title, year):
            full = self._organisations.department(title, place, year) or title
            yield Stated(place.name + full, "title", _TITLE)
        from_others = {(one.words, one.found_in) for one in head.sources}
        for statement in (Stated(title, "title", _TITLE), *head.issuers):
            if (statement.words, statement.found_in) in from_others and _is_of_government(head, named):
                continue
            if department := self._organisations.department(statement.words, place, year):
                yield replace(statement, words=place.name + department)

    def _other_places(
        self, place: Division, places: Sequence[Stated], year: int, named: Sequence[_NamedPlace]
    ) -> Iterator[str]:
        """Tell of a part of the head that names another place; the place above is no other one for a site.

        What the user says may be contradicted by what is sure, if it is not the place above that is named.
        """
        if not named:
            return
        is_given = places[0].found_in == "--place"
        taken = replace(places[0], words=place.name) if is_given else named[0].stated
        others = [
            one.stated
            for one in (named if is_given else named[1:])
            if one.named.codes
            and place.code not in one.named.codes
            and not (taken.is_sure and self._may_differ(one, place, year))
            and not (is_given and not one.stated.is_sure)
        ]
        yield from disagreeing_places(taken, others, place.name)

    def _may_differ(self, other: _NamedPlace, place: Division, year: int) -> bool:
        """Tell whether a part of the head may name another place: the one above, or a site the one below.

        A report is published by the place above, or by its site, and taken over by sites of places below; but the
        place itself stands in its title and signs it.
        """
        above = {division.code for division in self._gazetteer.parents(place, year)}
        if other.named.codes & above:
            return other.stated.found_in not in ("title", "signature")
        divisions = [self._gazetteer.at(code, year) for code in other.named.codes]
        parents = [
            above
            for division in divisions
            if division is not None
            for above in self._gazetteer.parents(division, year)
        ]
        return not other.stated.is_sure and place in parents


def _is_of_government(head: Head, named: Sequence[_NamedPlace]) -> bool:
    """Tell whether a title that names a place and no body is of its government, whatever the page's source is.

    Governments and their departments publish annual reports on the rule of law; a department's names it.
    """
    names_place = bool(named) and named[0].stated.found_in == "title"
    return names_place and not head.title_organisation and first_words(head.kinds) == "annual_report"


def _settle_years(head: Head, given: Given) -> tuple[Stated, ...]:
    published, dated = next(iter(head.published), None), next(iter(head.dated), None)
    found = settle_years(head.title_years, head.text_years, published, dated)
    return found if given.year is None else (Stated(str(given.year), "--year", _GIVEN), *found)


def _untold_year(head: Head) -> str:
    """Say that the year cannot be told, and what there is that does not tell it."""
    day = next(iter((*head.dated, *head.published)), None)
    parts = [f"{year.words} {year.where}" for year in head.text_years[:1]]
    parts += [f"dated {day.words} {day.where}"] if day else []
    return "the year that the report is about cannot be told" + (f": {', but '.join(parts)}" if parts else "")


def _code(named: Named, place: Division) -> str:
    """Give the code of a place that is named; "" where the name is that of several others."""
    if place.code in named.codes:
        return place.code
    return next(iter(named.codes)) if len(named.codes) == 1 else ""


def _issuer_warnings(issuers: Sequence[Stated]) -> Iterator[str]:
    if issuers[0].found_in == _GUESS:
        yield f"no issuer is named; taken to be {issuers[0].words}"
    elif issuers[0].found_in != "--issuer":
        yield from disagreeing_issuers(issuers)


def _describe(
    head: Head, years: Sequence[Stated], places: Sequence[Stated], issuers: Sequence[Stated]
) -> Header:
    """Put a header together from what is stated of each field, the statement that is taken first."""
    published = head.published or tuple(replace(one, confidence=_DERIVED) for one in head.dated)
    stated: dict[str, Sequence[Stated]] = {
        "title": head.titles,
        "issuer": issuers,
        "place": places,
        "year": years,
        "kind": head.kinds,
        "document_number": head.numbers,
        "index_number": head.indexes,
        "published_on": published,
        "dated_on": head.dated,
        "source": head.sources,
    }
    return Header(
        title=head.title,
        issuer=first_words(issuers),
        year=int(years[0].words) if years else None,
        document_number=first_words(head.numbers),
        published_on=first_day(published),
        source=first_words(head.sources),
        dated_on=first_day(head.dated),
        index_number=first_words(head.indexes),
        kind=cast("ReportKind | None", first_words(head.kinds)),
        fields=tuple(
            HeaderField(name, one.words, one.found_in, one.confidence)
            for name, statements in stated.items()
            for one in statements
        ),
    )
