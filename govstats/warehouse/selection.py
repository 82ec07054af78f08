"""What answers are asked about: indicators, places and years, in the words of who asks, settled against a snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path
from typing import Literal, get_args

import duckdb

from govstats.errors import QueryError
from govstats.places import Division, Gazetteer, Level, load_gazetteer
from govstats.warehouse.connection import open_for_answers, unreadable

ScopeChoice = Literal["place", "issuer", "any"]

NEWEST = 9999  # the gazetteer takes the newest map for a year after its data
YEARS = (1949, 2100)  # that can be asked about
MOST_OFFERED = 5  # near misses that a hint names


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked about, in the words of who asks.

    Attributes:
        indicators: each the code of an indicator, its exact Chinese name, or a topic, which means all of its
            indicators; empty for no choice.
        places: places by code or name.
        within: places by code or name, below which all places are meant.
        level: the level of the places that are not named one by one: those within others, or, where no place is
            named at all, those that have reports. None for all levels.
        years: the years; empty for no choice.
        scope: whose figures: place (of the whole place), issuer (of the issuing organisation) or any of the two.
        min_confidence: the confidence, from 0 to 1, below which figures are left out.
        boundaries: the year whose map the places are of; None where each figure stands under the place of its year.
    """

    indicators: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    level: Level | None = None
    years: tuple[int, ...] = ()
    scope: ScopeChoice = "place"
    min_confidence: float = 0.0
    boundaries: int | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked about, settled.

    Attributes:
        indicators: codes, each once, in the order asked for, those of a topic by code; empty for no choice.
        places: the places in the order of their codes, each code once; empty for all that have reports.
        years: ascending, each once; empty for no choice.
        scope: whose figures.
        min_confidence: the confidence below which figures are left out.
        boundaries: the year whose map the places are of.
        notes: what a reader should know of how words were understood, a line each.
    """

    indicators: tuple[str, ...] = ()
    places: tuple[Division, ...] = ()
    years: tuple[int, ...] = ()
    scope: ScopeChoice = "place"
    min_confidence: float = 0.0
    boundaries: int | None = None
    notes: tuple[str, ...] = ()


def select(path: Path, wanted: Wanted) -> Selection:
    """Settle what is asked about.

    A name that several places share is the one with reports of the years asked for, if only one has, with a note.
    The places within another are those of the maps of the years asked for, or of all years with reports: places
    that have ended in between are among them. Under the map of one year they are those of that map.

    Args:
        path: the snapshot.
        wanted: what is asked about.

    Returns:
        the same in codes.

    Raises:
        QueryError: an indicator is unknown or its name shared, there is no place below one or of that level, a level
            would choose among places that are named one by one, a year, level, scope or confidence makes no sense, or the
            snapshot cannot be read.
        PlaceError: a place is unknown, or its name shared by several with reports.
    """
    check_wanted(wanted)
    with open_for_answers(path) as connection:
        try:
            indicators = settle_indicators(connection, wanted.indicators)
            reporting = read_reporting(connection) if wanted.places or wanted.within else []
            places, notes = PlaceChooser(wanted, reporting).choose()
            if wanted.level and not (wanted.places or wanted.within):
                places = reporting_of_level(connection, wanted.level, wanted.years)
        except duckdb.Error as error:
            raise unreadable(path, error) from error
    years = tuple(sorted(set(wanted.years)))
    return Selection(
        indicators, places, years, wanted.scope, wanted.min_confidence, wanted.boundaries, tuple(notes)
    )


def check_wanted(wanted: Wanted) -> None:
    """Refuse what has no meaning whatever the database holds.

    Raises:
        QueryError: it has none.
    """
    if wanted.level is not None and wanted.places and not wanted.within:
        raise QueryError(
            f"the level {wanted.level} has nothing to choose from: the places are named one by one",
            "name the place above them with --within, or leave out --level",
        )
    for what, word, known in (
        ("level", wanted.level, get_args(Level)),
        ("scope", wanted.scope, get_args(ScopeChoice)),
    ):
        if word is not None and word not in known:
            raise QueryError(f"there is no {what} {word}", f"choose one of {', '.join(known)}")
    beyond = [year for year in wanted.years if not YEARS[0] <= year <= YEARS[1]]
    if beyond:
        raise QueryError(f"{beyond[0]} is no year of a report", f"give years from {YEARS[0]} to {YEARS[1]}")
    if not 0 <= wanted.min_confidence <= 1:
        raise QueryError(f"{wanted.min_confidence} is no confidence", "give a number from 0 to 1")


def settle_one(path: Path, word: str) -> str:
    """Give the code of one indicator.

    Args:
        path: the snapshot.
        word: its code, its Chinese name, or a topic that has one indicator.

    Raises:
        QueryError: there is none such, or several are meant.
    """
    codes = select(path, Wanted((word,))).indicators
    if len(codes) > 1:
        raise QueryError(f"one indicator is needed, and {word} has {len(codes)}", "name one of them")
    return codes[0]


def settle_indicators(connection: duckdb.DuckDBPyConnection, words: Sequence[str]) -> tuple[str, ...]:
    """Give the codes of indicators.

    Args:
        connection: the snapshot.
        words: each a code, an exact Chinese name, or a topic.

    Returns:
        the codes, each once; those of a topic by code.

    Raises:
        QueryError: one of the words is none of these, or a name that several indicators share.
    """
    if not words:
        return ()
    known = connection.execute(
        "select indicator, indicator_name, topic from indicators order by 1"
    ).fetchall()
    found: dict[str, None] = {}
    for word in map(str.strip, words):
        by_code = [code for code, _, _ in known if code == word]
        by_name = [code for code, name, _ in known if name == word]
        by_topic = [code for code, _, topic in known if topic == word]
        if not by_code and len(by_name) > 1:
            raise QueryError(
                f"{len(by_name)} indicators are called {word}: {', '.join(by_name)}", "give the code of one"
            )
        meant = by_code or by_name or by_topic
        if not meant:
            raise unknown_indicator(connection, word)
        found.update(dict.fromkeys(meant))
    return tuple(found)


def unknown_indicator(connection: duckdb.DuckDBPyConnection, word: str) -> QueryError:
    """Say that there is no such indicator, with the indicators and topics that look most like it."""
    rows = connection.execute(
        "select indicator || ' ' || indicator_name,"
        " greatest(jaro_winkler_similarity(indicator, $word), jaro_winkler_similarity(indicator_name, $word),"
        "  0.9 * (length($word) > 1 and contains(indicator_name, $word))::int) as likeness"
        " from indicators where likeness > 0.85"
        " union all"
        " select distinct topic, jaro_winkler_similarity(topic, $word) as likeness from indicators"
        " where likeness > 0.85"
        " order by likeness desc, 1 limit $most",
        {"word": word, "most": MOST_OFFERED},
    ).fetchall()
    offers = ", ".join(row[0] for row in rows)
    hint = (
        f"did you mean {offers}?"
        if offers
        else "the view indicators lists them; experimental ones come with: govstats recode --experimental"
    )
    return QueryError(f"there is no indicator {word}", hint)


def read_reporting(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """Give code and year of the places that have reports."""
    return connection.execute(
        "select distinct district_code, year from reports where is_current order by all"
    ).fetchall()


def reporting_of_level(
    connection: duckdb.DuckDBPyConnection, level: Level, years: Sequence[int]
) -> tuple[Division, ...]:
    """Give the places of a level that have reports, in the order of their codes.

    Raises:
        QueryError: there are none.
    """
    in_years = " and report.year in (select unnest($years))" if years else ""
    rows = connection.execute(
        "select distinct on (place.district_code) place.district_code, place.district, full_name, level,"  # noqa: S608
        " parent_code, place.province, valid_from, valid_to"
        " from reports as report join places as place on place.district_code = report.district_code"
        " and report.year >= place.valid_from and report.year <= coalesce(place.valid_to, report.year)"
        f" where is_current and level = $level{in_years} order by place.district_code, valid_from desc",
        {"level": level} | ({"years": list(years)} if years else {}),
    ).fetchall()
    if not rows:
        raise QueryError(
            f"no place of level {level} has reports" + (" of these years" if years else ""),
            "leave out --level, or name the places",
        )
    return tuple(starmap(Division, rows))


class PlaceChooser:
    """Settles which places are meant.

    Args:
        wanted: what is asked about.
        reporting: code and year of the places that have reports.
    """

    def __init__(self, wanted: Wanted, reporting: Iterable[tuple[str, int]]) -> None:
        self._wanted = wanted
        self._reporting = list(reporting)
        self._notes: list[str] = []

    def choose(self) -> tuple[tuple[Division, ...], list[str]]:
        """Give the places in the order of their codes, and notes on how words were understood.

        Raises:
            PlaceError: a place is unknown, or its name shared by several with reports.
            QueryError: there is no place of the level below one.
        """
        if not (self._wanted.places or self._wanted.within):
            return (), []
        gazetteer = load_gazetteer()
        found = {place.code: place for name in self._wanted.within for place in self._below(name, gazetteer)}
        found |= {
            place.code: place for place in (self._meant(name, gazetteer) for name in self._wanted.places)
        }
        return tuple(found[code] for code in sorted(found)), self._notes

    def _meant(self, name: str, gazetteer: Gazetteer) -> Division:
        """Resolve a name; one that several places share is the one with reports of these years, if only one has."""
        boundaries, years = self._wanted.boundaries, self._wanted.years
        codes = {code for code, year in self._reporting if not years or year in years}
        namesakes = {division.code: division for division in gazetteer.named(name, boundaries or NEWEST)}
        with_reports = [division for code, division in namesakes.items() if code in codes]
        if len(namesakes) > 1 and len(with_reports) == 1:
            taken = with_reports[0]
            self._notes.append(f"{name} is taken to be {taken.code} {taken.full_name}, the one with reports")
            return taken
        return gazetteer.resolve(name, boundaries)

    def _below(self, name: str, gazetteer: Gazetteer) -> Iterator[Division]:
        """Give the places below one in the years that count, later ones of one code behind earlier ones."""
        above = gazetteer.resolve(name, self._wanted.boundaries)
        found = [
            place
            for year in self._map_years()
            for place in gazetteer.below(above.code, year)
            if self._wanted.level in (None, place.level)
        ]
        if not found:
            what = f"no place of level {self._wanted.level}" if self._wanted.level else "no place"
            raise QueryError(
                f"there is {what} below {above.code} {above.full_name}",
                "name it with --place, or name a place above it with --within",
            )
        yield from found

    def _map_years(self) -> Sequence[int]:
        """Give the years whose maps say what lies below a place."""
        if self._wanted.boundaries is not None:
            return (self._wanted.boundaries,)
        return sorted(set(self._wanted.years) or {year for _, year in self._reporting}) or (NEWEST,)
