"""The measures of benchmarks/accuracy.py are those of the reference scorer; its folders and options work."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import accuracy
import pytest
import scoring
from accuracy import Corpus, Folders
from scoring import Document, Mention

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
SCORER = SHARED / "tools" / "score.py"
FIXTURES = Folders("fixtures", ROOT / "fixtures" / "expected", ROOT / "fixtures" / "reports")
REFERENCE = Folders("../shared", SHARED / "gold", SHARED / "reports")
needs_scorer = pytest.mark.skipif(not SCORER.is_file(), reason=f"{SCORER} is not there to compare with")
DAMAGES = 6


@cache
def corpus(folders: Folders) -> Corpus:
    return accuracy.load_corpus(folders)


def damaged(document: Document, seed: int) -> Document:
    """Spoil what was read, a little of everything, so that every measure has something to count."""
    chance = random.Random(f"{document.name}/{seed}")
    read = [each for mention in document.read for each in spoilt(mention, chance)]
    return replace(document, read=tuple(sorted(read, key=lambda each: (each.start, each.end))))


def spoilt(mention: Mention, chance: random.Random) -> list[Mention]:
    if mention.value is None:
        figure = replace(mention, value=accuracy.Decimal(chance.randrange(3)), reason="")
        return chance.choices([[mention], [figure], []], weights=[8, 1, 1])[0]
    others = [
        [replace(mention, value=-mention.value)],
        [replace(mention, value=mention.value + 1)],
        [replace(mention, unit=mention.unit + "次")],
        [replace(mention, year=chance.choice([None, 2017, 2018]))],
        [replace(mention, kind="change")],
        [replace(mention, status="target")],
        [replace(mention, bound="~")],
        [replace(mention, scope="other")],
        [replace(mention, label=mention.label[1:])],
        [replace(mention, code=chance.choice([None, "mediation.accepted"]))],
        [mention, replace(mention, end=mention.end + 1)],
        [replace(mention, start=mention.start + 4, end=mention.end + 4)],
        [],
    ]
    return chance.choice(others) if chance.random() < 0.4 else [mention]


def plain(document: str, mention: Mention) -> dict[str, Any]:
    """Write a mention as the scorer reads it, annotated or read."""
    if mention.value is None:
        span = {"start": mention.start, "end": mention.end, "text": mention.text}
        return span | {"doc": document, "m": 0, "reason": mention.reason}
    names = ("start", "end", "text", "unit", "bound", "kind", "status", "scope", "label", "year", "code")
    fields = {name: getattr(mention, name) for name in names}
    return fields | {"doc": document, "m": 1, "value": float(mention.value), "weak": int(mention.is_weak)}


def write_jsonl(path: Path, rows: Iterator[dict[str, Any]]) -> Path:
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    return path


def scored(documents: list[Document], folder: Path) -> dict[str, Any]:
    """Let the scorer judge the same annotations and the same readings."""
    gold = folder / "gold"
    gold.mkdir()
    for each in documents:
        write_jsonl(gold / f"{each.name}.jsonl", (plain(each.name, it) for it in each.annotated))
    read = (plain(each.name, it) for each in documents for it in each.read)
    predictions = write_jsonl(folder / "predictions.jsonl", read)
    return run_scorer(predictions, gold)


def run_scorer(predictions: Path, gold: Path) -> dict[str, Any]:
    command = [sys.executable, SCORER, "--json", predictions, gold]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    return json.loads(done.stdout)


def as_scorer(measures: dict[str, Any]) -> dict[str, Any]:
    """Write the measures of the project as the scorer does."""
    fields, special, accounted = measures["fields"], measures["special_rows"], measures["accounted_for"]
    same = ("quantity", "row", "code", "documents", "missed", "false", "weak_set_aside")
    return {name: measures[name] for name in same} | {
        "label_likeness": measures["label_likeness"],
        "special_rows": {"right": special["right"], "gold": special["of"]},
        "scope_accuracy": fields["scope"]["share"],
        "field_accuracy": {name: fields[name]["share"] for name in scoring.ROW_FIELDS},
        "accounted_for": {"mentions": accounted["of"], "accounted_for": accounted["right"]},
    }


def measured(whole: Corpus) -> dict[str, Any]:
    matching = scoring.join(scoring.match(document) for document in whole.documents)
    return as_scorer(accuracy.measures(whole, matching))


def assert_same(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert ours.keys() == theirs.keys()
    rounded = {
        "label_likeness",
        "scope_accuracy",
        "field_accuracy",
    }  # the last digit depends on the order of sums
    assert {name: ours[name] for name in ours if name not in rounded} == {
        name: theirs[name] for name in theirs if name not in rounded
    }
    for name in rounded:
        assert ours[name] == pytest.approx(theirs[name], abs=1.01e-4), name


@needs_scorer
def test_the_measures_are_those_of_the_scorer(tmp_path: Path) -> None:
    whole = corpus(REFERENCE)
    read = (plain(each.name, it) for each in whole.documents for it in each.read)
    theirs = run_scorer(write_jsonl(tmp_path / "predictions.jsonl", read), REFERENCE.gold)
    assert_same(measured(whole), theirs)


@needs_scorer
@pytest.mark.parametrize("seed", range(DAMAGES))
@pytest.mark.parametrize("folders", [FIXTURES, REFERENCE], ids=lambda each: each.name)
def test_they_are_the_same_for_poor_readings(folders: Folders, seed: int, tmp_path: Path) -> None:
    whole = corpus(folders)
    poor = replace(whole, documents=tuple(damaged(each, seed) for each in whole.documents))
    theirs = scored(list(poor.documents), tmp_path)
    assert_same(measured(poor), theirs)
    assert theirs["missed"].keys() >= {"value", "sign", "unit", "not found"}
    assert theirs["false"].keys() >= {"value", "sign", "unit", "found twice"}


@needs_scorer
def test_the_command_line_reads_as_the_tool_does(tmp_path: Path) -> None:
    main = "import sys; from govstats.cli import main; sys.exit(main())"
    output = tmp_path / "figures.jsonl"
    words = ["extract", str(REFERENCE.reports), "--format", "jsonl", "--numbers", "-o", str(output)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", main, *words], env=environment, check=True, capture_output=True)
    assert_same(measured(corpus(REFERENCE)), run_scorer(output, REFERENCE.gold))


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "benchmarks" / "accuracy.py"), *words]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)


def only(gold: Path, reports: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return run("--only", "--gold", str(gold), "--reports", str(reports), *words)


def test_the_fixtures_are_measured_without_being_named() -> None:
    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"fixtures: reports {len(list(FIXTURES.gold.iterdir()))}, ")
    assert ("\n../shared: " in done.stdout) == (REFERENCE.gold.is_dir() and REFERENCE.reports.is_dir())
    for line in (
        "quantity",
        "row",
        "code",
        "special rows",
        *accuracy.FIELDS,
        "unit",
        "part_of",
        "label likeness",
    ):
        assert f"\n{line} " in done.stdout


TEXT = "2020年，全区受理案件12件，其中调解5件。"
FIGURE = {"kind": "level", "bound": "=", "status": "actual", "scope": "place", "code": None, "year": 2020}
GOLD = [
    {"start": 0, "end": 4, "text": "2020", "m": 0, "reason": "date"},
    {
        "start": 12,
        "end": 15,
        "text": "12件",
        "m": 1,
        "value": 12,
        "unit": "件",
        "label": "受理案件",
        **FIGURE,
    },
    {"start": 20, "end": 22, "text": "5件", "m": 1, "value": 6, "unit": "件", "label": "调解", **FIGURE},
]


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of annotations, one value in it wrong, and its report."""
    gold, reports = tmp_path / "gold", tmp_path / "reports"
    for folder in (gold, reports):
        folder.mkdir()
    write_jsonl(gold / "000.jsonl", iter(GOLD))
    (reports / "000_some_name.txt").write_text(TEXT, encoding="utf-8")
    return gold, reports


def test_other_folders_and_json(folders: tuple[Path, Path]) -> None:
    done = only(*folders, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    (measures,) = json.loads(done.stdout).values()
    quantity = measures["quantity"]
    assert (quantity["right"], quantity["predicted"], quantity["gold"]) == (1, 2, 2)
    assert (measures["missed"], measures["false"]) == ({"value": 1}, {"value": 1})
    assert measures["accounted_for"] == {"right": 3, "of": 3, "share": 1}
    assert "part_of" not in measures["fields"]


def test_each_difference_is_listed_with_its_context(folders: tuple[Path, Path]) -> None:
    done = only(*folders, "--errors")
    lines = [line.split("\t") for line in done.stdout.splitlines() if "\t" in line]
    assert [
        "quantity missed",
        "value",
        "000:20",
        "6件",
        "2020年，全区受理案件12件，其中调解【5件】。",
    ] in lines
    assert [
        "quantity false",
        "value",
        "000:20",
        "5件",
        "2020年，全区受理案件12件，其中调解【5件】。",
    ] in lines


def test_differences_in_json(folders: tuple[Path, Path]) -> None:
    (measures,) = json.loads(only(*folders, "--errors", "--json").stdout).values()
    assert [each[0] for each in measures["differences"]][:2] == ["quantity missed", "quantity false"]


def test_a_part_of_a_report_answers_for_its_stretch(folders: tuple[Path, Path]) -> None:
    gold, _ = folders
    (gold / "000.jsonl").unlink()
    write_jsonl(gold / "000a.jsonl", iter(GOLD[:2]))
    (measures,) = json.loads(only(*folders, "--json").stdout).values()
    assert (measures["quantity"]["right"], measures["quantity"]["predicted"]) == (1, 1)


def test_a_zero_in_words_is_weak(folders: tuple[Path, Path]) -> None:
    gold, reports = folders
    (reports / "000_some_name.txt").write_text(f"{TEXT}无败诉案件。", encoding="utf-8")
    zero = {
        "start": 23,
        "end": 28,
        "text": "无败诉案件",
        "m": 1,
        "value": 0,
        "unit": "件",
        "label": "败诉",
        "zero": 1,
    }
    write_jsonl(gold / "000.jsonl", iter([*GOLD, FIGURE | zero]))
    (measures,) = json.loads(only(*folders, "--json").stdout).values()
    assert measures["quantity"]["gold"] == 2
    assert "no figure: not in gold" not in measures["false"]


@pytest.mark.parametrize(
    ("record", "told"),
    [
        pytest.param(
            GOLD[1] | {"start": 11, "end": 14}, "'12件' is not there in the report, '件12' is", id="offset"
        ),
        pytest.param({"start": 12, "end": 15, "text": "12件", "value": 12}, "lacks 'unit'", id="field"),
        pytest.param(GOLD[1] | {"value": "a dozen"}, "the value 'a dozen' is no number", id="value"),
        pytest.param(
            {"m": 1, "text": "12件", "report": "x"}, "every record needs start, end and text", id="span"
        ),
    ],
)
def test_annotations_that_do_not_fit(folders: tuple[Path, Path], record: dict[str, Any], told: str) -> None:
    write_jsonl(folders[0] / "000.jsonl", iter([GOLD[0], record]))
    done = only(*folders)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert told in done.stderr
    assert "000.jsonl" in done.stderr


def test_folders_that_cannot_be_measured(folders: tuple[Path, Path], tmp_path: Path) -> None:
    gold, reports = folders
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "holds no .jsonl file" in only(empty, reports).stderr
    assert "holds no report for" in only(gold, empty).stderr
    assert "each --gold needs its --reports" in run("--gold", str(gold)).stderr
    assert "--only needs folders" in run("--only").stderr
    (gold / "000.jsonl").write_text("{", encoding="utf-8")
    assert "one JSON object a line" in only(gold, reports).stderr
    assert only(gold, reports).returncode == run("--only").returncode == 2
