"""Who reports, about where and when: settled from the head of a page, or refused with what settles it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govstats.errors import HeaderError, PlaceError
from govstats.places import Division, Gazetteer
from govstats.reading.header import Head
from govstats.reading.pages import PageWords
from govstats.reading.report import Header

_BODY_EVIDENCE = 2000  # characters at the beginning and the end of the text that may settle a shared name


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


class Identifier:
    """Settles place, year and issuer of reports.

    The year is the user's, else the first one in the title, else the first of the first paragraph that names
    one. The place is the user's, else the one named by the title, the signature, the issuer's field or the
    site, in that order; a name that several places share is settled by the names above it in the title, the
    signature, the site and the text. The issuer is the user's, else that of the title, the signature or the
    issuer's field, else the government of the place.

    Args:
        page: words of what surrounds a report.
        gazetteer: the divisions.
    """

    def __init__(self, page: PageWords, gazetteer: Gazetteer) -> None:
        self._page = page
        self._gazetteer = gazetteer

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
        year = _settle_year(name, head, given)
        wanted = given.place or self._named_place(head, year)
        if wanted is None:
            raise HeaderError(
                f"{name}: no place of {year} is named in the title, the signature or the site's name",
                "give it with --place",
            )
        try:
            place = self._resolve(wanted, year, _evidence(head), text)
        except PlaceError as error:
            hint = error.hint
            if given.place is None:
                offers = f"; {hint}" if hint.startswith("did you mean") else ""
                hint = f"settle it with --place CODE{offers}"
            raise HeaderError(f"{name}: {error.message}", hint) from error
        header = Header(
            title=head.title or name,
            issuer=(given.issuer or "").strip() or self._name_issuer(head, place),
            place=place,
            year=year,
            document_number=head.document_number,
            published_on=head.published_on or head.dated_on or head.signed_on,
            source=head.source,
        )
        return header, tuple(_warnings(head, header, given))

    def _resolve(self, wanted: str, year: int, evidence: str, text: str) -> Division:
        """Resolve a name by the head, and only if that does not settle it by the text too."""
        try:
            return self._gazetteer.resolve(wanted, year, evidence)
        except PlaceError:
            around = f"{text[:_BODY_EVIDENCE]}\n{text[-_BODY_EVIDENCE:]}"
            return self._gazetteer.resolve(wanted, year, f"{evidence}\n{around}")

    def _named_place(self, head: Head, year: int) -> str | None:
        """Give the name of the place as the strongest part of the head has it."""
        for words in (head.title_organisation, head.title, head.signature, head.issuer_field, head.site):
            found = self._gazetteer.find(words, year)
            if found:
                return words[found[0].start : found[0].end]
        for words in (
            head.title_organisation,
            head.signature,
        ):  # a place that had ended by then is told as such
            for ending in self._page.place_endings:
                if words.endswith(ending) and len(words) > len(ending) + 1:
                    return words.removesuffix(ending)
        return None

    def _name_issuer(self, head: Head, place: Division) -> str:
        """Give the issuer as place and department: 区司法局 in a report of 宝山区 is 宝山区司法局."""
        for words in (head.title_organisation, head.signature, head.issuer_field):
            if department := self._department(words, place):
                return place.name + self._page.departments.get(department, department)
        return place.name + "人民政府"

    def _department(self, words: str, place: Division) -> str:
        position = words.rfind(place.name)
        if position >= 0:
            return words[position + len(place.name) :]
        fronts = (front for front in self._page.relative_places if words.startswith(front))
        return next((words[len(front) :] for front in fronts if len(words) > len(front) + 1), "")


def _settle_year(name: str, head: Head, given: Given) -> int:
    if given.year is not None:
        return given.year
    if head.years:
        return head.years[0]
    published = head.published_on or head.dated_on or head.signed_on
    perhaps = f"; published in {published.year}, so perhaps {published.year - 1}" if published else ""
    raise HeaderError(
        f"{name}: the year that the report is about cannot be told{perhaps}", "give it with --year"
    )


def _evidence(head: Head) -> str:
    return "\n".join((head.title, head.signature, head.site, head.issuer_field))


def _warnings(head: Head, header: Header, given: Given) -> Iterator[str]:
    published, year = header.published_on, header.year
    if published is not None and year is not None and not year <= published.year <= year + 2:
        yield f"the report is about {year} but dated {published.isoformat()}"
    others = ", ".join(str(other) for other in head.years if other != year)
    if others and given.year is None:
        yield f"the title also names {others}; taken to be about {year}"
    if not (given.issuer or head.title_organisation or head.signature or head.issuer_field):
        yield f"no issuer is named; taken to be {header.issuer}"
