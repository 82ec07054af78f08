"""Warnings about parts of a header that do not go together: what each of them says, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from govstats.reading.headers.heads import Head
from govstats.reading.headers.numbers import compared
from govstats.reading.headers.stated import Stated
from govstats.reading.headers.years import is_announced, is_concluded

_GOVERNMENT = "人民政府"
_HALF_YEAR = "半年"
_FIRST_HALF = 6  # months
_LATEST = 2  # years after its own in which a report comes out


def disagreeing_statements(
    what: str, statements: Sequence[Stated], same: Callable[[str, str], bool]
) -> Iterator[str]:
    """Tell of the first statement that says something else than the one that is taken.

    Args:
        what: what is stated, for the message: the date of publication.
        statements: the one that is taken first; those that are not sure contradict nobody.
        same: tells whether two values say the same.
    """
    sure = [statement for statement in statements if statement.is_sure]
    if not sure or sure[0] != statements[0]:
        return
    taken = sure[0]
    other = next((one for one in sure[1:] if not same(one.words, taken.words)), None)
    if other is not None:
        yield f"{what}: {_but(taken, other)}; taken to be {taken.words}"


def disagreeing_titles(head: Head) -> Iterator[str]:
    """Tell of another title; one with the same characters in another order, or with fewer, is the same."""
    yield from disagreeing_statements("the title", head.titles, _is_like)


def disagreeing_numbers(head: Head) -> Iterator[str]:
    """Tell of another document number or index number."""
    yield from disagreeing_statements(
        "the document number", head.numbers, lambda one, other: compared(one) == compared(other)
    )
    yield from disagreeing_statements("the index number", head.indexes, lambda one, other: one == other)


def disagreeing_dates(head: Head) -> Iterator[str]:
    """Tell of another date of publication or of the document, and of a document dated after its publication."""
    yield from disagreeing_statements(
        "the date of publication", head.published, lambda one, other: one == other
    )
    yield from disagreeing_statements("the date of the document", head.dated, lambda one, other: one == other)
    dated, published = next(iter(head.dated), None), next(iter(head.published), None)
    if dated and published and dated.is_sure and published.is_sure and dated.day > published.day:
        yield (
            f"the date: dated {dated.words} {dated.where}, but published {published.words} {published.where}"
        )


def disagreeing_years(head: Head, years: Sequence[Stated]) -> Iterator[str]:
    """Tell of other years that the report may be about, and of a date that does not go with the year.

    Args:
        head: what the head states.
        years: the year that is taken, then the others; the user's own is contradicted by the title and by a date.
    """
    taken = years[0]
    told = list(_other_years(head, taken))
    yield from told
    day = next(iter((*head.published, *head.dated)), None)
    if not told and day is not None and not _may_be_dated(int(taken.words), day, head.title):
        yield f"the year: {_but(taken, day)}; taken to be {taken.words}"


def _other_years(head: Head, taken: Stated) -> Iterator[str]:
    if taken.found_in.startswith("--"):
        if head.title_years and taken.words not in {year.words for year in head.title_years}:
            yield f"the year: {_but(taken, head.title_years[0])}; taken to be {taken.words}"
        return
    if is_concluded(taken):
        found_in = taken.found_in.removeprefix("the date ")
        yield f"no year is named in title or text; taken to be {taken.words} from {found_in}; --year settles it"
    others = ", ".join(year.words for year in head.title_years[1:])
    if others:
        yield f"the title also names {others}; taken to be about {taken.words}"
    announced = [year for year in head.text_years if is_announced(year)]
    if announced and not {year.words for year in announced} & {
        year.words for year in (taken, *head.title_years)
    }:
        yield f"the year: {_but(taken, announced[0])}; taken to be {taken.words}"
    named = [year for year in head.text_years if year.words != taken.words]
    if named and not head.title_years and not announced:
        yield f"the year: {_but(taken, named[0])}; taken to be {taken.words}"


def _may_be_dated(year: int, day: Stated, title: str) -> bool:
    """Tell whether a report on a year may have a date: from the second half of the year on, for two years."""
    published = day.day
    if published.year == year:
        return published.month > _FIRST_HALF or _HALF_YEAR in title
    return year < published.year <= year + _LATEST


def disagreeing_places(taken: Stated, others: Sequence[Stated], place: str) -> Iterator[str]:
    """Tell of the first of some other places that are named.

    Args:
        taken: the name of the place that is taken, as it stands.
        others: names of other places.
        place: its name by itself.
    """
    if others:
        yield f"the place: {_but(taken, others[0])}; taken to be {place}"


def disagreeing_issuers(issuers: Sequence[Stated]) -> Iterator[str]:
    """Tell of another department that signs the report, or answers for it, than the one that is taken.

    The government and its office publish what its departments report, and they what it does: only two departments
    disagree.

    Args:
        issuers: the one that is taken, then the others, all of them of the same place.
    """

    def same(other: str, taken: str) -> bool:
        return (
            _GOVERNMENT in other or _GOVERNMENT in taken or other.startswith(taken) or taken.startswith(other)
        )

    yield from disagreeing_statements("the issuer", issuers, same)


def _but(taken: Stated, other: Stated) -> str:
    return f"{taken.words} {taken.where}, but {other.words} {other.where}"


def _is_like(one: str, other: str) -> bool:
    shorter, longer = sorted((_letters(one), _letters(other)), key=len)
    return shorter <= longer


def _letters(words: str) -> frozenset[str]:
    return frozenset(character for character in words if character.isalnum())
