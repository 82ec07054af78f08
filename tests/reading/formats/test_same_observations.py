"""The same report gives the same observations in whatever format it is saved, and by whatever program."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from govstats.observations import Extraction
from govstats.reading import Report, ReportReader
from govstats.reading.files import Source
from govstats.reading.formats.recognition import can_recognise
from tests.cli.running import Home
from tests.observations.accounting import faults_of
from tests.observations.readers import extractor
from tests.reading.formats.made_reports import REPORTS
from tests.reading.formats.saving import (
    Grid,
    Written,
    docx_by_libreoffice,
    docx_of,
    mhtml_of,
    page_of,
    pdf_of,
    printed_html,
    text_of,
)
from tests.reading.formats.site_layouts import LAYOUTS
from tests.reading.formats.writers import (
    NAMED_FONT,
    embedded_font,
    pdf_by_chromium,
    pdf_by_libreoffice,
    scan_of,
)

NUMBER = re.compile(r"-?[0-9][0-9,.]*")
Saving = Callable[[Written, Path], bytes]
PAGES: dict[str, Saving] = {
    name: lambda report, _, layout=layout: layout(page_of(report)) for name, layout in LAYOUTS.items()
}
SAVINGS: dict[str, Saving] = {
    # name of the file, how it is written
    "utf-8.txt": lambda report, _: text_of(report).encode("utf-8"),
    "gb18030.txt": lambda report, _: text_of(report).encode("gb18030"),
    "windows.txt": lambda report, _: text_of(report).replace("\n", "\r\n").encode("utf-8-sig"),
    **{f"{name}.html": save for name, save in PAGES.items()},
    **{
        f"{name}.mhtml": lambda report, folder, save=save: mhtml_of(save(report, folder))
        for name, save in PAGES.items()
    },
    "printed.html": lambda report, _: printed_html(report).encode(),
    "python-docx.docx": lambda report, _: docx_of(report),
    "libreoffice.docx": lambda report, folder: docx_by_libreoffice(document_of(report, folder)),
    "reportlab-named.pdf": lambda report, _: pdf_of(report, NAMED_FONT),
    "reportlab-embedded.pdf": lambda report, _: pdf_of(report, embedded_font()),
    "chromium.pdf": lambda report, folder: print_page(report, folder, with_edges=False),
    "chromium-edges.pdf": lambda report, folder: print_page(report, folder, with_edges=True),
    "libreoffice.pdf": lambda report, folder: pdf_by_libreoffice(document_of(report, folder)),
}


def document_of(report: Written, folder: Path) -> Path:
    path = folder / "report.docx"
    path.write_bytes(docx_of(report))
    return path


def print_page(report: Written, folder: Path, *, with_edges: bool) -> bytes:
    embedded_font()
    return pdf_by_chromium(printed_html(report), folder / "page.pdf", with_edges=with_edges)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which programs write files; LibreOffice starts sooner where it has been before."""
    return tmp_path_factory.mktemp("workshop")


@cache
def saved(name: str, saving: str, folder: Path) -> bytes:
    return SAVINGS[saving](REPORTS[name], folder)


@cache
def reader() -> ReportReader:
    return ReportReader()


def read(data: bytes, name: str) -> tuple[Report, Extraction]:
    report = reader().read(Source(name, data, sha256(data).hexdigest()))
    return report, extractor().extract(report)


@cache
def as_text(name: str) -> tuple[Report, Extraction]:
    return read(text_of(REPORTS[name]).encode(), "report.txt")


def rows(extraction: Extraction) -> list[tuple[Any, ...]]:
    """Everything that is said of the figures of a report, but where they stand."""
    words = {one.start: one.text for one in extraction.observations}
    return [
        (
            one.label, one.value, one.unit, one.bound, one.kind, one.indicator, one.place_code, one.year,
            one.period_start, one.period_end, one.status, one.scope, words.get(one.part_of or -1), one.confidence,
        )
        for one in extraction.observations
    ]  # fmt: skip


def head(report: Report) -> dict[str, Any]:
    header = report.header
    names = (
        "title",
        "issuer",
        "place",
        "year",
        "document_number",
        "index_number",
        "published_on",
        "dated_on",
        "kind",
    )
    return {name: getattr(header, name) for name in names}


@pytest.mark.parametrize("saving", SAVINGS)
@pytest.mark.parametrize("name", REPORTS)
def test_the_same_report_gives_the_same_observations(name: str, saving: str, workshop: Path) -> None:
    report, extraction = read(saved(name, saving, workshop), saving)
    expected_report, expected = as_text(name)
    assert rows(extraction) == rows(expected)
    assert head(report) == head(expected_report)
    assert faults_of(report.text, extraction) == []


@pytest.mark.parametrize("name", REPORTS)
def test_what_all_formats_are_compared_with_holds_every_figure_of_the_tables(name: str) -> None:
    _, extraction = as_text(name)
    found = Counter(
        one.text
        for one in extraction.observations
        if one.rule.startswith("table/") and NUMBER.fullmatch(one.text)
    )
    cells = Counter(
        word
        for block in REPORTS[name].blocks
        if isinstance(block, Grid)
        for row in block.rows[block.heads :]
        for word in row[1:]
        if NUMBER.fullmatch(word)
    )
    assert cells
    assert found == cells


def test_a_table_goes_over_two_pages_of_a_file_with_its_heads_on_both() -> None:
    report, _ = read(pdf_of(REPORTS["long"], NAMED_FONT), "report.pdf")
    assert report.pages == 2
    assert report.text.count("指标名称") == 1


def test_the_command_reads_a_folder_of_all_formats_alike(workshop: Path, tmp_path: Path) -> None:
    home = Home(tmp_path)
    kept = ("label", "value", "unit", "bound", "kind", "indicator", "district_code", "year", "period_start",
            "period_end", "status", "scope", "text", "confidence")  # fmt: skip
    for saving in SAVINGS:
        home.write(f"reports/{saving}", saved("summary", saving, workshop))
    ran = home.run("extract", "reports", "--format", "jsonl")
    assert ran.code == 0
    found: dict[str, list[tuple[Any, ...]]] = {}
    for line in ran.lines:
        row = json.loads(line)
        found.setdefault(Path(row["report"]).name, []).append(tuple(row[name] for name in kept))
    assert sorted(found) == sorted(SAVINGS)
    assert [name for name, figures in found.items() if figures != found["utf-8.txt"]] == []
    assert len(found["utf-8.txt"]) == len(as_text("summary")[1].observations)


@pytest.mark.skipif(not can_recognise(), reason="the extra govstats[ocr] is not installed")
@pytest.mark.parametrize("name", ["justice", "government"])
def test_a_scanned_report_gives_most_of_the_same_figures_with_doubt(name: str) -> None:
    report, extraction = read(scan_of(pdf_of(REPORTS[name], embedded_font())), "scan.pdf")
    wanted = [row[1:-1] for row in rows(as_text(name)[1])]
    found = [row[1:-1] for row in rows(extraction)]
    assert report.is_recognised
    assert (Counter(wanted) & Counter(found)).total() >= 0.9 * len(wanted)
    assert all("recognised in a picture of the page" in one.doubts for one in extraction.observations)
    assert max(one.confidence for one in extraction.observations) < max(
        row[-1] for row in rows(as_text(name)[1])
    )
