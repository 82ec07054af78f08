"""Makes reports by varying the fixtures: as many as wanted, each of a real place, the same for the same seed.

Run: python benchmarks/generating.py FOLDER [--count 10000] [--seed 1] [--median 7000] [--revisions 0.05]

Place, year, issuer and title stand in the head and the signature in the forms that the fixtures have, so that they are
read without options. The sentences with figures are those of the fixtures, with every figure drawn anew (as many digits,
percentages below 100) and the names of the places exchanged; between them stand sentences without figures. How many
figures there are to so many characters is that of reports of full length, which have fewer than the fixtures. Every
figure is made up: quote none of them as a fact about the place.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from wordings import AIMS, BODIES, ENDINGS, FAULTS, HEADINGS, HEADS, MEANS, OPENINGS, SUBJECTS, TITLES

from govstats.places import Division, Gazetteer, load_gazetteer

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
MEDIAN = 7_000  # characters
YEARS = range(2010, 2024)
_SPREAD = 0.66  # of the logarithm of the length: one report in ten has less than 3/7 of the median
_SHORTEST = 450  # characters: head, signature and a few sentences
_FIGURES = 75 / 7_000  # figures to a character
_SPREAD_OF_FIGURES = 0.25
_SHARE_OF_PLANS = 0.07
_FROM_FIXTURES = 0.07  # of the sentences without figures
_NUMERALS = "一二三四五六七八九十"
_LIST_MARK = re.compile(rf"\s*(?:[(（]?[{_NUMERALS}]+[)）、]|\d+[.．、])\s*")
_SENTENCE = re.compile(r"[^。]+。")
_YEAR = re.compile(r"(?<!\d)20[012]\d(?!\d)")
_OPENING = re.compile(r"如下[:：。]")
_PLANS = re.compile(r"^三、|打算")
_DIGIT = re.compile(r"[0-9０-９]")


@dataclass(frozen=True, slots=True)
class Issuing:
    """Whose report it is, and about which year.

    Attributes:
        place: the division.
        year: such as 2020.
        body: its key in BODIES.
        name: the place as the report calls it: so that it is no other place.
    """

    place: Division
    year: int
    body: str
    name: str

    @property
    def issuer(self) -> str:
        """The issuer as the report calls it."""
        return self.name + BODIES[self.body][0]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure to be drawn anew: for each character those that may stand there."""

    choices: tuple[str, ...]

    @classmethod
    def like(cls, words: str) -> Figure:
        """Take a figure as written for a model: 98.16% may become 10.00% to 99.99%; 100% stays."""
        whole = re.match(r"[^0-9０-９]*([0-9０-９][0-9０-９,，\s]*)", words)
        if "%" in words and whole and len(_DIGIT.findall(whole[1])) > 2:
            return cls(tuple(words))
        choices = []
        leads = True
        for character in words:
            if _DIGIT.match(character):
                zero = "０" if character > "9" else "0"
                digits = "".join(chr(ord(zero) + digit) for digit in range(10))
                choices.append(digits[1:] if leads and character != zero else digits)
                leads = False
            else:
                choices.append("三四五六七八九" if character in "三四五六七八九" else character)
                leads = leads or not (character in ".,，．" or character.isspace())
        return cls(tuple(choices))

    def draw(self, rng: random.Random) -> str:
        """Draw one."""
        return "".join(one if len(one) == 1 else one[int(rng.random() * len(one))] for one in self.choices)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a fixture, ready to be varied.

    Attributes:
        parts: its words in order: text with the fields {name} and {issuer} in it, figures, and years as their
            distance to the year of the report.
        figures: how many figures it has.
        length: how many characters, about.
    """

    parts: tuple[str | Figure | int, ...]
    figures: int
    length: int

    def vary(self, issuing: Issuing, rng: random.Random) -> str:
        """Write it for another issuer."""
        return "".join(self._write(part, issuing, rng) for part in self.parts)

    @staticmethod
    def _write(part: str | Figure | int, issuing: Issuing, rng: random.Random) -> str:
        if isinstance(part, Figure):
            return part.draw(rng)
        if isinstance(part, int):
            return str(issuing.year + part)
        return part.replace("{issuer}", issuing.issuer).replace("{name}", issuing.place.name)


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of all fixtures, by what they have.

    Attributes:
        told: with figures, of what was done.
        planned: with or without figures, of what is planned.
        plain: without figures.
    """

    told: list[Sentence] = field(default_factory=list)
    planned: list[Sentence] = field(default_factory=list)
    plain: list[Sentence] = field(default_factory=list)


@cache
def load_sentences() -> Sentences:
    """Cut the fixtures into sentences; their annotations say where the figures are."""
    found = Sentences()
    for path in sorted((FIXTURES / "expected").glob("*.jsonl")):
        head, *records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        text = (FIXTURES / "reports" / head["report"]).read_bytes().decode(head["encoding"])
        _cut(text, head, records, found)
    return found


def _cut(text: str, head: dict[str, Any], records: Sequence[dict[str, Any]], found: Sentences) -> None:
    is_plan = False
    for paragraph in re.finditer(r"(?:.|\n(?!\s*\n))+", text):
        is_plan = is_plan or bool(_PLANS.search(paragraph[0][:20]))
        if "。" not in paragraph[0] or _OPENING.search(paragraph[0]):
            continue
        for match in _SENTENCE.finditer(paragraph[0]):
            start, end = paragraph.start() + match.start(), paragraph.start() + match.end()
            mark = _LIST_MARK.match(text, start, end)
            start = mark.end() if mark else start
            inside = [record for record in records if start <= record["start"] < end]
            sentence = _sentence(text, start, end, head, inside)
            by_kind = found.told if sentence.figures else found.plain
            (found.planned if is_plan else by_kind).append(sentence)


def _sentence(
    text: str, start: int, end: int, head: dict[str, Any], records: Sequence[dict[str, Any]]
) -> Sentence:
    parts: list[str | Figure | int] = []
    figures = 0
    at = start
    for record in records:
        parts.append(_words(text[at : record["start"]], head))
        if "value" in record:
            parts.append(Figure.like(_in_one_line(record["text"])))
            figures += 1
        else:
            parts += _years(record["text"], head["year"])
        at = record["end"]
    parts.append(_words(text[at:end], head))
    return Sentence(tuple(parts), figures, end - start)


def _words(words: str, head: dict[str, Any]) -> str:
    return _in_one_line(words).replace(head["issuer"], "{issuer}").replace(head["district"], "{name}")


def _in_one_line(words: str) -> str:
    return re.sub(r"\s*\n\s*", "", words)


def _years(words: str, year: int) -> Iterator[str | int]:
    at = 0
    for match in _YEAR.finditer(words):
        yield words[at : match.start()]
        yield int(match[0]) - year
        at = match.end()
    yield words[at:]


class Issuers:
    """All issuers and years that there are, in an order that goes through all of them before one comes again."""

    def __init__(self, gazetteer: Gazetteer, seed: int) -> None:
        self._gazetteer = gazetteer
        self._divisions = [
            division
            for division in gazetteer.divisions
            if division.level in {"county", "prefecture"} and division.valid_to is None
        ]
        self._bodies = tuple(BODIES)
        self.count = len(self._divisions) * len(YEARS) * len(self._bodies)
        rng = random.Random(f"issuers-{seed}")
        self._offset = rng.randrange(self.count)
        self._step = next(
            step for step in iter(lambda: rng.randrange(self.count // 3, self.count), 0)
            if math.gcd(step, self.count) == 1
        )  # fmt: skip

    def numbered(self, number: int) -> Issuing:
        """Give one; different numbers below the count give different ones."""
        index = (self._offset + number * self._step) % self.count
        index, body = divmod(index, len(self._bodies))
        index, year = divmod(index, len(YEARS))
        division = self._divisions[index]
        at = max(YEARS[year], division.valid_from)
        return Issuing(division, at, self._bodies[body], self._unmistakable(division, at, number))

    def _unmistakable(self, division: Division, year: int, number: int) -> str:
        alone = number % 2 == 0 and len(self._gazetteer.named(division.name, year)) == 1
        return division.name if alone else division.full_name


class Generator:
    """Makes reports one by one; what number N is does not depend on those before it.

    Args:
        seed: the same seed makes the same reports.
        median: of the length, in characters.
        revisions: which share of the reports are published again with changed figures.
    """

    def __init__(self, seed: int, median: int = MEDIAN, revisions: float = 0.0) -> None:
        self._seed, self._median, self._revisions = seed, median, revisions
        self._issuers = Issuers(load_gazetteer(), seed)
        self._sentences = load_sentences()

    def make(self, number: int) -> tuple[str, str]:
        """Make the report of a number.

        Args:
            number: from 0.

        Returns:
            The name of its file and its text.
        """
        original = self._original_of(number)
        rng = random.Random(f"{self._seed}-{original}")
        issuing = self._issuers.numbered(original)
        head, ending = self._frame(issuing, rng)
        if original != number:
            rng.seed(f"{self._seed}-{original}-{number}")
        length = max(_SHORTEST, int(self._median * math.exp(rng.gauss(0, _SPREAD))))
        body = "\n\n".join(self._body(issuing, length - len(head) - len(ending), rng))
        return f"report-{number:06}.txt", f"{head}\n\n{body}\n{ending}"

    def _original_of(self, number: int) -> int:
        """The number of the report that this one is published again of; its own where it is the first."""
        rng = random.Random(f"revisions-{self._seed}-{number}")
        while number and rng.random() < self._revisions:
            number = rng.randrange(number)
            rng = random.Random(f"revisions-{self._seed}-{number}")
        return number

    def _frame(self, issuing: Issuing, rng: random.Random) -> tuple[str, str]:
        """Write what stands before the text and after it."""
        _, short, department = BODIES[issuing.body]
        month, day = rng.randint(1, 3), rng.randint(1, 28)
        fields = {
            "place": issuing.name,
            "issuer": issuing.issuer,
            "title": rng.choice(TITLES).format(issuer=issuing.issuer, year=issuing.year),
            "number": f"{issuing.place.name[0]}{short}〔{issuing.year + 1}〕{rng.randint(1, 99)}号",
            "index": f"{rng.randint(10**8, 10**9 - 1)}/{issuing.year + 1}-{rng.randint(1, 99999):05}",
            "dashed": f"{issuing.year + 1}-{month:02}-{day:02}",
            "written": f"{issuing.year + 1}年{month}月{day}日",
            "department": issuing.place.name[-1] + department,
            "views": rng.randint(10, 9999),
        }
        return rng.choice(HEADS).format(**fields), rng.choice(ENDINGS).format(**fields)

    def _body(self, issuing: Issuing, length: int, rng: random.Random) -> Iterator[str]:
        """Write the paragraphs."""
        density = _FIGURES * math.exp(rng.gauss(0, _SPREAD_OF_FIGURES))
        yield rng.choice(OPENINGS).format(issuer=issuing.issuer, year=issuing.year)
        yield f"一、{issuing.year}年主要工作情况"
        headings = rng.sample(HEADINGS, len(HEADINGS))
        plans = int(length * _SHARE_OF_PLANS)
        written = figures = 0
        for number in range(length):
            if written >= length - plans - 120:
                break
            heading = f"（{_NUMERALS[number]}）{headings[number]}。" if number < len(headings) else ""
            wanted = rng.randint(150, 150 + length // 8)
            paragraph, told = self._paragraph(issuing, wanted, (figures, written, density), rng)
            figures += told
            written += len(paragraph)
            yield heading + paragraph
        yield "二、存在的不足"
        yield "。".join(rng.sample(FAULTS, 2)) + "。"
        yield f"三、{issuing.year + 1}年工作打算"
        yield self._plans(issuing, plans, rng)

    def _paragraph(
        self, issuing: Issuing, wanted: int, before: tuple[int, int, float], rng: random.Random
    ) -> tuple[str, int]:
        """Write sentences with figures and without, so that there are as many figures as there should be."""
        figures, written, density = before
        sentences: list[str] = []
        told, length = 0, 0
        while length < wanted:
            if figures + told < (written + length + 20) * density:
                sentence = rng.choice(self._sentences.told)
                told += sentence.figures
                sentences.append(sentence.vary(issuing, rng))
            else:
                sentences.append(self._plain(issuing, rng))
            length += len(sentences[-1])
        return "".join(sentences), told

    def _plain(self, issuing: Issuing, rng: random.Random) -> str:
        if rng.random() < _FROM_FIXTURES:
            return rng.choice(self._sentences.plain).vary(issuing, rng)
        return f"{rng.choice(SUBJECTS)}{rng.choice(MEANS)}，{rng.choice(AIMS)}。"

    def _plans(self, issuing: Issuing, length: int, rng: random.Random) -> str:
        sentences = [rng.choice(self._sentences.planned).vary(issuing, rng)]
        while sum(map(len, sentences)) < length:
            sentences.append(rng.choice(self._sentences.planned).vary(issuing, rng))
        return "".join(sentences)


def generate(
    number: int, seed: int, *, median: int = MEDIAN, revisions: float = 0.0
) -> Iterator[tuple[str, str]]:
    """Make reports.

    Args:
        number: how many.
        seed: the same seed makes the same reports; the first ones of many are those of few.
        median: of the length, in characters.
        revisions: which share of them are earlier ones published again: the same issuer, year and title, another
            text. All others differ in issuer or year.

    Yields:
        The name of each file, and its text.

    Raises:
        ValueError: there are not so many issuers and years.
    """
    generator = Generator(seed, median, revisions)
    most = Issuers(load_gazetteer(), seed).count
    if number > most:
        raise ValueError(f"there are no more than {most} issuers and years")
    for one in range(number):
        yield generator.make(one)


def write_reports(
    folder: Path, count: int, seed: int, *, median: int = MEDIAN, revisions: float = 0.0
) -> None:
    """Write reports into a folder, in UTF-8; the arguments are those of `generate`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in generate(count, seed, median=median, revisions=revisions):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--median", type=int, default=MEDIAN, help="of the length, in characters")
    parser.add_argument("--revisions", type=float, default=0.0, help="share of reports published again")
    options = parser.parse_args()
    began = time.perf_counter()
    write_reports(
        options.folder, options.count, options.seed, median=options.median, revisions=options.revisions
    )
    print(f"{options.count:,} reports in {time.perf_counter() - began:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
