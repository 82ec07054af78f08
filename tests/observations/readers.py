"""The extractor and the scanner, built once for all tests that read texts."""

from __future__ import annotations

from functools import cache

from govstats.observations import Extraction, Extractor, build_extractor
from govstats.places import Division, Gazetteer, load_gazetteer
from govstats.quantities import Scan, Scanner, build_scanner
from govstats.reading.report import Header
from govstats.text import fold


@cache
def extractor() -> Extractor:
    return build_extractor()


@cache
def scanner() -> Scanner:
    return build_scanner()


@cache
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def scan(text: str) -> Scan:
    return scanner().scan(fold(text))


def place(code: str, year: int) -> Division:
    division = gazetteer().at(code, year)
    assert division is not None, f"{code} is no division of {year}"
    return division


def extract(text: str, code: str = "310112", issuer: str = "闵行区司法局", year: int = 2020) -> Extraction:
    return extractor().extract_text(text, Header(year=year, place=place(code, year), issuer=issuer))
