"""The page of a report's evidence, from a file by extract and from the database by show."""

from __future__ import annotations

import os

import pytest
from lxml import html

from tests.cli.running import BAOSHAN_2018, BAOSHAN_2020, REPORTS, Home
from tests.cli.terminals import at_terminal


def rows(page: bytes) -> list[tuple[str, list[str]]]:
    """What the rows of a page say, each with its id."""
    tree = html.document_fromstring(page.decode())
    return [
        (row.get("id"), [" ".join(cell.text_content().split()) for cell in row.xpath("td")])
        for row in tree.xpath("//tbody/tr[@id]")
    ]


def test_extract_writes_the_page_of_a_file(folder: Home) -> None:
    ran = folder.run("extract", BAOSHAN_2020, "-o", "page.html")
    assert (ran.code, ran.out, ran.err) == (0, b"", "")
    page = (folder.path / "page.html").read_bytes()
    assert page.startswith(b"<!DOCTYPE html>")
    assert folder.run("extract", BAOSHAN_2020, "--format", "html").out == page
    assert folder.run("extract", BAOSHAN_2020, "--format", "html", "--numbers", "-o", "page.txt").code == 0
    assert (folder.path / "page.txt").read_bytes() == page
    marked = folder.run("extract", BAOSHAN_2020, "--format", "html", "--encoding", "utf-8-sig").out
    assert marked == b"\xef\xbb\xbf" + page


def test_show_writes_the_same_figures_from_the_database(home: Home) -> None:
    home.run("ingest", BAOSHAN_2018)
    read = home.run("extract", BAOSHAN_2018, "--format", "html").out
    ran = home.run("show", "1", "--html", "-o", "page.html")
    assert (ran.code, ran.out, ran.err) == (0, b"", "")
    stored = (home.path / "page.html").read_bytes()
    assert stored == home.run("show", BAOSHAN_2018.name, "--html").out
    assert rows(stored) == rows(read)
    assert len(rows(stored)) > 100
    texts = [
        html.document_fromstring(page.decode()).xpath("string(//section[@class='text'])")
        for page in (stored, read)
    ]
    assert texts[0] == texts[1]


def test_show_tells_what_a_reviewer_has_decided(home: Home) -> None:
    home.run("ingest", BAOSHAN_2018)
    home.run("review", "set", "1", "--value", "77", "--note", "看错一位", "--reviewer", "李明")
    home.run("review", "set", "2", "--accept", "--reviewer", "李明")
    home.run("review", "set", "2", "--withdraw", "--reviewer", "李明")
    told = rows(home.run("show", "1", "--html").out)
    decided = [" ".join(cells) for _, cells in told if "李明" in " ".join(cells)]
    assert len(decided) == 1
    assert "77" in decided[0]
    assert "看错一位" in decided[0]


def test_a_page_shows_one_report(folder: Home) -> None:
    for words in ((REPORTS,), (BAOSHAN_2018, BAOSHAN_2020), (BAOSHAN_2018, "missing.txt")):
        ran = folder.run("extract", *words, "-o", "page.html")
        assert (ran.code, ran.out) == (2, b"")
        assert "a page shows one report" in ran.err
        assert not (folder.path / "page.html").exists()


def test_a_file_that_cannot_be_read_leaves_the_page_as_it_was(folder: Home) -> None:
    kept = folder.write("page.html", "from before")
    ran = folder.run("extract", "missing.txt", "-o", "page.html")
    assert ran.code == 1
    assert "missing.txt" in ran.err
    assert kept.read_text() == "from before"


def test_only_extract_makes_pages_of_what_ends_in_html(ingested: Home) -> None:
    ran = ingested.run("query", "select 1", "-o", "page.html")
    assert ran.code == 2
    assert ".html" not in ran.err.partition("ends in none of")[2]
    ran = ingested.run("extract", BAOSHAN_2020, "-o", "page.ods")
    assert ran.code == 2
    assert ".html" in ran.err.partition("ends in none of")[2]
    assert ingested.run("query", "select 1", "--format", "html").code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "--html"), "--html needs a REPORT"),
        (("show", "1", "--html", "--text"), "--text and --html cannot be shown together"),
        (("show", "1", "--html", "--format", "csv"), "are for the list of reports"),
    ],
)
def test_what_goes_not_together_is_told(ingested: Home, words: tuple[str, ...], said: str) -> None:
    ran = ingested.run(*words)
    assert (ran.code, said in ran.err) == (2, True)


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no terminals")
@pytest.mark.parametrize(
    "words", [("show", BAOSHAN_2020.name, "--html"), ("extract", str(BAOSHAN_2020), "--format", "html")]
)
def test_a_page_does_not_go_to_a_terminal(ingested: Home, words: tuple[str, ...]) -> None:
    with at_terminal(ingested, *words) as terminal:
        told = terminal.wait_for("a page is nothing for a terminal: name a file with -o, or use a pipe")
        assert terminal.leave() == 2
    assert "<!DOCTYPE" not in told
