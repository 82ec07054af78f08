"""Foreign formats are read in a process of their own, which may end without harm."""

from __future__ import annotations

import gc
import io
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from govstats.errors import ReadingError
from govstats.reading import Limits
from govstats.reading.isolation import IsolatedReader

PAGE = "<html><body><p>全年办结行政复议案件153件。</p></body></html>".encode()


def pages_of_text(count: int) -> bytes:
    """A PDF with pages of text."""
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for number in range(count):
        for line in range(40):
            canvas.drawString(40, 700 - 12 * line, f"page {number}, line {line}: 153 cases")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


@pytest.fixture
def reader() -> Iterator[IsolatedReader]:
    isolated = IsolatedReader()
    yield isolated
    isolated.close()


def children() -> set[int]:
    """The processes that this one has started and that still run."""
    own = os.getpid()
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == own and fields[0] != "Z":
            found.add(int(path.parent.name))
    return found


def test_a_page_is_read_and_the_process_used_again(reader: IsolatedReader) -> None:
    before = children()
    texts = [reader.read("html", PAGE, "a.html", Limits()).text for _ in range(3)]
    assert texts == ["全年办结行政复议案件153件。"] * 3
    assert len(children() - before) == 1
    reader.close()
    assert children() == before


def test_what_the_reader_of_a_format_says_comes_through(reader: IsolatedReader) -> None:
    with pytest.raises(ReadingError) as refused:
        reader.read("html", b"<html></html>", "empty.html", Limits())
    assert refused.value.message.startswith("empty.html: ")
    assert refused.value.hint


def test_a_process_that_has_ended_is_started_anew(reader: IsolatedReader) -> None:
    before = children()
    reader.read("html", PAGE, "a.html", Limits())
    (started,) = children() - before
    os.kill(started, signal.SIGKILL)
    assert reader.read("html", PAGE, "a.html", Limits()).text == "全年办结行政复议案件153件。"


def test_a_page_that_takes_too_much_memory_is_refused_and_the_next_is_read(reader: IsolatedReader) -> None:
    large = b"<html><body>" + b"<p>1</p>" * 2_000_000
    with pytest.raises(ReadingError, match=r"large\.html"):
        reader.read("html", large, "large.html", Limits(max_memory=150_000_000))
    assert reader.read("html", PAGE, "a.html", Limits()).text == "全年办结行政复议案件153件。"


def test_a_page_that_takes_too_long_is_given_up_and_the_next_is_read(reader: IsolatedReader) -> None:
    reader.read("html", PAGE, "a.html", Limits())  # so that starting does not count
    large = b"<html><body>" + b"<p>1</p>" * 45_000
    begun = time.monotonic()
    with pytest.raises(ReadingError, match=r"takes longer than 0\.1 s"):
        reader.read("html", large, "large.html", Limits(max_seconds=0.1))
    assert time.monotonic() - begun < 8
    assert reader.read("html", PAGE, "a.html", Limits()).text == "全年办结行政复议案件153件。"


def test_a_file_whose_many_pages_take_too_long_together_is_given_up(reader: IsolatedReader) -> None:
    reader.read("pdf", pages_of_text(1), "a.pdf", Limits())
    with pytest.raises(ReadingError, match=r"long\.pdf: its parts take longer"):
        reader.read("pdf", pages_of_text(300), "long.pdf", Limits(max_seconds=0.5, mean_seconds=0.001))


def test_one_process_reads_all_formats_and_nothing_is_left_of_its_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: IsolatedReader
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = children()
    reader.read("html", PAGE, "a.html", Limits())
    reader.read("pdf", pages_of_text(1), "a.pdf", Limits())
    assert len(children() - before) == 1
    assert len(list(tmp_path.iterdir())) == 1
    reader.close()
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_is_thrown_away_ends_its_process() -> None:
    gc.collect()  # readers of other tests
    before = children()
    isolated = IsolatedReader()
    isolated.read("html", PAGE, "a.html", Limits())
    del isolated
    gc.collect()
    assert children() == before


def test_a_missing_temporary_folder_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reader: IsolatedReader
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(
        ReadingError, match=r"a\.html: the program that reads its format cannot be started"
    ) as told:
        reader.read("html", PAGE, "a.html", Limits())
    assert "TMPDIR" in told.value.hint


def test_modules_in_the_working_folder_are_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: IsolatedReader
) -> None:
    (tmp_path / "lxml.py").write_text("raise SystemExit('taken for lxml')")
    monkeypatch.chdir(tmp_path)
    assert reader.read("html", PAGE, "a.html", Limits()).text == "全年办结行政复议案件153件。"


READS = """
import sys, time
from govstats.reading import Limits
from govstats.reading.isolation import IsolatedReader
reader = IsolatedReader()
reader.read("html", b"<html><body><p>153</p></body></html>", "a.html", Limits())
print("ready", flush=True)
if sys.argv[1] == "busy":
    reader.read("html", b"<html><body>" + b"<p>1</p>" * 45_000, "large.html", Limits())
time.sleep(60)
"""


@pytest.mark.parametrize("state", ["idle", "busy"])
def test_nothing_is_left_of_a_program_that_was_killed(tmp_path: Path, state: str) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", READS, state],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == b"ready\n"
    assert len(list(tmp_path.iterdir())) == 1
    if state == "busy":
        time.sleep(0.3)
    program.kill()
    program.wait()
    program.stdout.close()
    ends = time.monotonic() + 50
    while list(tmp_path.iterdir()) and time.monotonic() < ends:
        time.sleep(0.05)
    assert list(tmp_path.iterdir()) == []
