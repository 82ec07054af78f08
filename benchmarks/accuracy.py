"""How well figures are read: what the extractor finds in annotated reports, against what a careful reader finds there.

Run: python benchmarks/accuracy.py [--errors] [--json] [--gold FOLDER --reports FOLDER]...

Measured are the fixtures, the folders shared/gold and shared/reports where they lie beside the checkout, and the
folders given. docs/measuring.md says what the lines mean.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import scoring
from scoring import Document, Matching, Mention, Pair, Rate, Share

from govstats.errors import GovstatsError
from govstats.observations import Extraction, Extractor, Observation, build_extractor
from govstats.quantities import SetAside
from govstats.reading import ReportReader, load_source

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
FIELDS = ("year", "kind", "status", "bound", "scope")
CONTEXT = 25  # characters shown on each side of a difference
Record = Mapping[str, Any]


class AnnotationError(Exception):
    """A file of annotations that cannot be used: which, where, and why."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Annotated reports that are measured together.

    Attributes:
        name: what the table is headed with.
        documents: the reports with their numbers, annotated and read.
        has_parts: whether the annotations say which figure breaks down which.
    """

    name: str
    documents: tuple[Document, ...]
    has_parts: bool


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the annotations of a corpus and its reports are."""

    name: str
    gold: Path
    reports: Path


@dataclass(frozen=True, slots=True)
class Annotations:
    """What the files of annotations say of one report.

    Attributes:
        source: the file that is named in errors.
        records: the numbers; one record a span.
        stretches: the parts of the text that the files answer for; what is read outside them is left out.
    """

    source: Path
    records: dict[tuple[int, int], Record]
    stretches: list[tuple[float, float]]


def report_key(name: str) -> str:
    """Give what names a report: the file name up to the first "_" or "."; 003a is a part of 003."""
    return re.sub(r"^(\d{3,})[a-z]$", r"\1", _first_word(name))


def load_records(path: Path) -> list[Record]:
    """Read the records of a file of annotations; values stay exact."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        return [json.loads(line, parse_float=Decimal) for line in lines if line.strip()]
    except ValueError as error:
        raise AnnotationError(f"{path} does not hold one JSON object a line: {error}") from None


def load_annotations(folder: Path) -> tuple[dict[str, Annotations], bool]:
    """Read a folder of annotations, in the form of fixtures/expected or of one record a number.

    Args:
        folder: where the .jsonl files are.

    Returns:
        The annotations by the key of their report, and whether they say what breaks down what.

    Raises:
        AnnotationError: there are none, or a file cannot be read.
    """
    found: dict[str, Annotations] = {}
    for path in sorted(folder.glob("*.jsonl")):
        records = load_records(path)
        if records and "start" not in records[0]:  # the line of fixtures/expected that describes the report
            records = records[1:]
        if not all({"start", "end", "text"} <= each.keys() for each in records):
            raise AnnotationError(f"{path}: every record needs start, end and text")
        entry = found.setdefault(report_key(path.name), Annotations(path, {}, []))
        entry.records.update({(each["start"], each["end"]): each for each in records})
        entry.stretches.append(_stretch(path, records))
    if not found:
        raise AnnotationError(f"{folder} holds no .jsonl file of annotations")
    return found, any("part_of" in each for it in found.values() for each in it.records.values())


def annotated(record: Record) -> Mention:
    """Make a mention of a record of either form."""
    is_figure = record.get("m", "value" in record)
    if not is_figure:
        return Mention(record["start"], record["end"], record["text"], reason=record["reason"])
    return Mention(
        start=record["start"],
        end=record["end"],
        text=record["text"],
        value=Decimal(record["value"]),
        unit=record["unit"] or "",
        code=record.get("code") or record.get("indicator"),
        part_of=record.get("part_of"),
        is_weak=bool(record.get("weak") or record.get("zero")),
        **{name: record[name] for name in ("bound", "kind", "status", "scope", "label", "year")},
    )


def read_mentions(extraction: Extraction) -> Iterator[Mention]:
    """Make a mention of each number that was read, in the order of the text."""
    numbers: list[Observation | SetAside] = [*extraction.observations, *extraction.set_aside]
    for each in sorted(numbers, key=lambda number: (number.start, number.end)):
        if isinstance(each, SetAside):
            yield Mention(each.start, each.end, each.text, reason=each.reason.value)
            continue
        yield Mention(
            start=each.start,
            end=each.end,
            text=each.text,
            value=each.value,
            unit=each.unit,
            bound=each.bound.value,
            kind=each.kind.value,
            status=each.status.value,
            scope=each.scope.value,
            label=each.label,
            year=each.year,
            code=each.indicator,
            part_of=each.part_of,
        )


def load_corpus(folders: Folders) -> Corpus:
    """Read the reports of a corpus, and put what is read beside what is annotated.

    Raises:
        AnnotationError: an annotation has no report, or does not fit its text.
        GovstatsError: a report cannot be read.
    """
    annotations, has_parts = load_annotations(folders.gold)
    reports = {report_key(path.name): path for path in sorted(folders.reports.glob("*.txt"))}
    documents = []
    for key, entry in sorted(annotations.items()):
        if key not in reports:
            raise AnnotationError(
                f"{folders.reports} holds no report for {entry.source}: {key}.txt is wanted"
            )
        documents.append(_read_document(key, reports[key], entry))
    return Corpus(folders.name, tuple(documents), has_parts)


def measures(corpus: Corpus, matching: Matching) -> dict[str, Any]:
    """Give all measures of a corpus as plain values, ready for JSON."""
    return {
        "reports": len(corpus.documents),
        **{name: _plain_rate(rate) for name, rate in _rates(matching).items()},
        "special_rows": _plain_share(scoring.special_rows(matching)),
        "fields": {name: _plain_share(share) for name, share in _fields(corpus, matching).items()},
        "label_likeness": round(scoring.label_likeness(matching), 4),
        "accounted_for": _plain_share(scoring.accounted_for(corpus.documents)),
        "missed": scoring.causes(matching.missed),
        "false": scoring.causes(matching.false),
        "weak_set_aside": matching.weak,
        "documents": {name: _plain_rate(rate) for name, rate in scoring.by_document(matching).items()},
    }


def table(corpus: Corpus, matching: Matching) -> Iterator[str]:
    """Give the lines of a corpus's table."""
    numbers = [each for document in corpus.documents for each in document.annotated]
    figures = sum(each.value is not None for each in numbers)
    counts = f"reports {len(corpus.documents)}, figures {figures}, other numbers {len(numbers) - figures}"
    yield f"{corpus.name}: {counts}"
    rates = _rates(matching) | {f"  {name}": rate for name, rate in scoring.by_document(matching).items()}
    width = max(22, *(len(name) + 1 for name in rates))
    yield f"{'':{width}}{'right':>7}{'predicted':>11}{'gold':>7}{'precision':>11}{'recall':>8}{'F1':>8}"
    for name, rate in rates.items():
        counts = f"{rate.right:7}{rate.predicted:11}{rate.gold:7}"
        yield f"{name:{width}}{counts}{rate.precision:11.3f}{rate.recall:8.3f}{rate.f1:8.3f}"
    yield f"{'':{width}}{'right':>7}{'of':>11}{'share':>7}"
    for name, share in _shares(corpus, matching).items():
        yield f"{name:{width}}{share.right:7}{share.of:11}{share.part:7.3f}"
    yield f"{'label likeness':{width}}{'':18}{scoring.label_likeness(matching):7.3f}"
    yield f"missed: {_counted(scoring.causes(matching.missed))}"
    yield f"false: {_counted(scoring.causes(matching.false))}"
    yield f"read on weak annotations, counted neither way: {matching.weak}"


def differences(corpus: Corpus, matching: Matching) -> Iterator[tuple[str, ...]]:
    """Give each difference: what, how, which report and where, the figure, and its context.

    The order is that of the table: figures, fields of rows, parts, indicators, labels, numbers not accounted for.
    """
    for side, faults in (("missed", matching.missed), ("false", matching.false)):
        for fault in faults:
            yield _line(f"quantity {side}", fault.cause, fault.document, fault.mention)
    for name in FIELDS:
        yield from (_field_line(pair, name) for pair in matching.pairs if pair.wrong([name]))
    if corpus.has_parts:
        yield from (_field_line(pair, "part_of") for pair in scoring.wrong_parts(matching))
    yield from _code_lines(matching)
    for pair in matching.pairs:
        if pair.wrong(["label"]):
            alike = scoring.likeness(pair.wanted.label, pair.read.label)
            yield _field_line(pair, "label", f" ({alike:.2f})")
    for document in corpus.documents:
        for mention in scoring.unaccounted(document):
            yield _line("not accounted for", mention.reason or "figure", document, mention)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; give the exit code."""
    options = _options(arguments)
    try:
        corpora = [load_corpus(folders) for folders in options.folders]
    except (AnnotationError, GovstatsError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    results = {}
    for corpus in corpora:
        matching = scoring.join(scoring.match(document) for document in corpus.documents)
        results[corpus.name] = measures(corpus, matching)
        lines = list(differences(corpus, matching)) if options.errors else []
        if options.json:
            results[corpus.name] |= {"differences": lines} if options.errors else {}
        else:
            print(*table(corpus, matching), *("\t".join(line) for line in lines), sep="\n", end="\n\n")
    if options.json:
        print(json.dumps(results, ensure_ascii=False, indent=1))
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    for name, told in (
        ("--gold", "a folder of annotations; its reports are given with --reports"),
        ("--reports", "the folder of the .txt files that --gold annotates"),
    ):
        parser.add_argument(name, help=told, action="append", default=[], type=Path, metavar="FOLDER")
    parser.add_argument("--only", action="store_true", help="measure the folders given, and nothing else")
    parser.add_argument("--errors", action="store_true", help="list each difference with its context too")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    options = parser.parse_args(arguments)
    if len(options.gold) != len(options.reports):
        parser.error("each --gold needs its --reports")
    if options.only and not options.gold:
        parser.error("--only needs folders: --gold FOLDER --reports FOLDER")
    usual = [] if options.only else list(_usual_folders())
    given = [
        Folders(str(gold), gold, reports) for gold, reports in zip(options.gold, options.reports, strict=True)
    ]
    options.folders = usual + given
    return options


def _usual_folders() -> Iterator[Folders]:
    yield Folders("fixtures", ROOT / "fixtures" / "expected", ROOT / "fixtures" / "reports")
    if (SHARED / "gold").is_dir() and (SHARED / "reports").is_dir():
        yield Folders("../shared", SHARED / "gold", SHARED / "reports")


@cache
def _tools() -> tuple[ReportReader, Extractor]:
    return ReportReader(), build_extractor()


def _read_document(key: str, path: Path, annotations: Annotations) -> Document:
    reader, extractor = _tools()
    report = reader.read_loosely(load_source(path))
    wanted = _check(report.text, annotations)
    read = [
        each
        for each in read_mentions(extractor.extract(report))
        if any(first <= each.start < last for first, last in annotations.stretches)
    ]
    return Document(key, report.text, tuple(wanted), tuple(read))


def _check(text: str, annotations: Annotations) -> list[Mention]:
    """Give what is annotated of a text, in its order, if each span holds the words that it should."""
    wanted = []
    for (start, end), record in sorted(annotations.records.items()):
        place = f"{annotations.source}, the record at {start}"
        if text[start:end] != record["text"]:
            raise AnnotationError(
                f"{place}: {record['text']!r} is not there in the report, {text[start:end]!r} is"
            )
        try:
            wanted.append(annotated(record))
        except KeyError as error:
            raise AnnotationError(f"{place} lacks {error}") from None
        except (ArithmeticError, TypeError):
            raise AnnotationError(f"{place}: the value {record['value']!r} is no number") from None
    return wanted


def _first_word(name: str) -> str:
    return re.split(r"[_.]", name)[0]


def _stretch(path: Path, records: Sequence[Record]) -> tuple[float, float]:
    """Give the part of its report that a file answers for: all of it but for a part such as 003a."""
    if report_key(path.name) == _first_word(path.name) or not records:
        return 0, math.inf
    return records[0]["start"], max(each["end"] for each in records)


def _rates(matching: Matching) -> dict[str, Rate]:
    return {
        "quantity": scoring.found(matching),
        "row": scoring.rows_right(matching),
        "code": scoring.codes_right(matching),
    }


def _fields(corpus: Corpus, matching: Matching) -> dict[str, Share]:
    parts = {"part_of": scoring.parts_right(matching)} if corpus.has_parts else {}
    fields = {name: scoring.field_right(matching, name) for name in FIELDS}
    return fields | {"unit": scoring.units_right(matching)} | parts


def _shares(corpus: Corpus, matching: Matching) -> dict[str, Share]:
    return {
        "special rows": scoring.special_rows(matching),
        **_fields(corpus, matching),
        "mentions accounted for": scoring.accounted_for(corpus.documents),
    }


def _plain_rate(rate: Rate) -> dict[str, float]:
    parts = {"precision": rate.precision, "recall": rate.recall, "f1": rate.f1}
    return asdict(rate) | {name: round(part, 4) for name, part in parts.items()}


def _plain_share(share: Share) -> dict[str, float]:
    return asdict(share) | {"share": round(share.part, 4)}


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"


def _code_lines(matching: Matching) -> Iterator[tuple[str, ...]]:
    wanted, read = scoring.code_facts(matching)
    for side, mine, other in (("missed", wanted, read), ("false", read, wanted)):
        lines = [mine[fact] for fact in mine.keys() - other.keys()]
        for each in sorted(lines, key=lambda it: (it.document.name, it.mention.start)):
            yield _line(f"code {side}", str(each.mention.code), each.document, each.mention)


def _field_line(pair: Pair, name: str, remark: str = "") -> tuple[str, ...]:
    told = f"{getattr(pair.wanted, name)} read as {getattr(pair.read, name)}{remark}"
    return _line(name, told, pair.document, pair.wanted)


def _line(what: str, how: str, document: Document, mention: Mention) -> tuple[str, ...]:
    value = "" if mention.value is None else f"{mention.value:f}{mention.unit}"
    return what, how, f"{document.name}:{mention.start}", value, _context(document.text, mention)


def _context(text: str, mention: Mention) -> str:
    before = text[max(0, mention.start - CONTEXT) : mention.start]
    after = text[mention.end : mention.end + CONTEXT]
    return re.sub(r"[\n\r\t]", "⏎", f"{before}【{mention.text}】{after}")


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` is no error
    sys.exit(main())
