"""Who reports, about where and when: settled from the head of a page, or refused with what would settle it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govstats.errors import HeaderError, PlaceError
from govstats.places import Division, Gazetteer
from govstats.reading.header import Head
from govstats.reading.report import Header

_BODY_EVIDENCE = 2000
_RELATIVE = ("我区", "我市", "我县", "我省", "本区", "本市", "本县", "省", "市", "区", "县", "州", "旗")


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


def identify(
    name: str, text: str, head: Head, given: Given, gazetteer: Gazetteer
) -> tuple[Header, tuple[str, ...]]:
    """Settle place, year and issuer of a report.

    The year is the user's, else the first one in the title, else the first of the first paragraph. The place is the
    user's, else the one named by the title, the signature, the issuer's field or the site, in that order; a name that
    several places share is settled by the names above it in the title, the signature, the site and the text.

    Args:
        name: the report's file name, for messages.
        text: its whole text.
        head: what its head says.
        given: what the user says.
        gazetteer: the divisions.

    Returns:
        The header, and warnings about what disagrees.

    Raises:
        HeaderError: the place or the year cannot be told; the message names candidates and the option that settles it.
    """
    year = _settle_year(name, head, given)
    place = _settle_place(name, text, head, given, year, gazetteer)
    issuer = given.issuer or _name_issuer(head, place)
    header = Header(
        title=head.title or name,
        issuer=issuer,
        place=place,
        year=year,
        document_number=head.document_number,
        published_on=head.published_on or head.dated_on or head.signed_on,
        source=head.source,
    )
    return header, tuple(_warnings(head, header))


def _settle_year(name: str, head: Head, given: Given) -> int:
    if given.year is not None:
        return given.year
    if head.years:
        return head.years[0]
    published = head.published_on or head.dated_on or head.signed_on
    hint = f"; published in {published.year}, so perhaps {published.year - 1}" if published else ""
    raise HeaderError(
        f"{name}: the year that the report is about cannot be told{hint}", "give it with --year"
    )


def _settle_place(
    name: str, text: str, head: Head, given: Given, year: int, gazetteer: Gazetteer
) -> Division:
    evidence = "\n".join((head.title, head.signature, head.site, head.issuer_field))
    wanted = given.place or _named_place(head, year, gazetteer)
    if wanted is None:
        raise HeaderError(
            f"{name}: no place is named in the title, the signature or the site's name",
            "give it with --place",
        )
    try:
        return gazetteer.resolve(wanted, year, evidence)
    except PlaceError:
        pass
    try:
        return gazetteer.resolve(
            wanted, year, f"{evidence}\n{text[:_BODY_EVIDENCE]}\n{text[-_BODY_EVIDENCE:]}"
        )
    except PlaceError as error:
        hint = "settle it with --place CODE" if given.place is None else error.hint
        raise HeaderError(f"{name}: {error.message}", hint) from error


def _named_place(head: Head, year: int, gazetteer: Gazetteer) -> str | None:
    """The name of the place as the strongest part of the head has it."""
    for words in _telling(head):
        found = gazetteer.find(words, year)
        if found:
            return words[found[0].start : found[0].end]
    for words in (head.title_organisation, head.signature):  # a place that had ended by then is told as such
        for ending in ("人民政府", "政府", "司法局", "司法厅"):
            if words.endswith(ending) and len(words) > len(ending) + 1:
                return words.removesuffix(ending)
    return None


def _telling(head: Head) -> Iterator[str]:
    yield from (head.title_organisation, head.title, head.signature, head.issuer_field, head.site)


def _name_issuer(head: Head, place: Division) -> str:
    """The issuer as place and department: 区司法局 in a report of 宝山区 is 宝山区司法局."""
    for words in (head.title_organisation, head.signature, head.issuer_field):
        department = _department(words, place)
        if department:
            return place.name + department
    return place.name + "人民政府"


def _department(words: str, place: Division) -> str:
    words = words.strip()
    position = words.rfind(place.name)
    if position >= 0:
        return words[position + len(place.name) :]
    for front in _RELATIVE:
        if words.startswith(front) and len(words) > len(front) + 1:
            return words[len(front) :]
    return ""


def _warnings(head: Head, header: Header) -> Iterator[str]:
    published, year = header.published_on, header.year
    if published is not None and year is not None and not year <= published.year <= year + 2:
        yield f"the report is about {year} but dated {published.isoformat()}"
    if len(head.years) > 1:
        others = ", ".join(str(other) for other in head.years if other != year)
        if others:
            yield f"the title also names {others}; taken to be about {year}"
    if not head.title_organisation and not head.signature and not head.issuer_field:
        yield f"no issuer is named; taken to be {header.issuer}"
