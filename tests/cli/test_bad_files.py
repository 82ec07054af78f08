"""Files that cannot be read: each is told with the reason, nothing of it is stored, and the others are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.running import BAOSHAN_2020, KINDS, Home, Ran, new_home, without_roots_rights

GOOD = BAOSHAN_2020
TEXT = "2020年，区司法局依法履职，办结行政复议案件153件。\n" * 10
UTF8 = TEXT.encode()

BAD = [
    # case, file name, content (None: there is no such file), what is said, what the hint says
    ("missing", "missing.txt", None, "missing.txt: no such file or folder", "check the path"),
    ("empty", "empty.txt", b"", "empty.txt: the file is empty", "saved completely"),
    ("white space", "blank.txt", "\u3000 \n\n".encode(), "only white space", "saved completely"),
    ("PNG", "scan.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "scan.txt: this is a PNG picture", "plain text"),
    ("PDF", "scan.pdf", b"%PDF-1.7\n%\xe2\xe3", "scan.pdf: damaged PDF: cannot be parsed", "save it again"),
    ("old Word", "old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old.doc: this is an old Word document", ".docx"),
    ("zip", "report.docx", b"PK\x03\x04\x14\x00", "report.docx: damaged zip file", "again"),
    ("NUL bytes", "nul.txt", UTF8 + b"\x00\x00", "control character U+0000 at character", "plain text"),
    ("bad byte", "cut.txt", UTF8[:300] + b"\xff\xfe" + UTF8[300:], "cut.txt: byte 0xFF at offset 300 is not utf-8", "UTF-8"),
    ("bad GB18030", "gb.txt", TEXT.encode("gb18030") + b"\xff", f"at offset {len(TEXT.encode('gb18030'))} is not", "UTF-8"),
    ("no place", "np.txt", "2020年度法治政府建设情况报告\n\n全年办理案件三件。\n", "np.txt: no place", "--place"),
    ("unknown place", "up.txt", "宝杉区司法局2020年工作总结\n\n全年办理案件三件。\n", "no place is called 宝杉区", "--place"),
    ("ambiguous place", "ap.txt", "宝山区司法局2020年工作总结\n\n全年办理案件三件。\n",
     "2 places are called 宝山区 in 2020: 230506 黑龙江省双鸭山市宝山区, 310113 上海市宝山区", "--place"),
    ("no year", "ny.txt", "上海市宝山区司法局工作总结\n\n全年办理案件三件。\n", "ny.txt: the year", "--year"),
]  # fmt: skip


@pytest.fixture(scope="module", params=KINDS)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """What one run says of all the bad files, a good one among them."""
    with new_home(request, request.param, tmp_path_factory.mktemp("bad")) as home:
        for _, name, content, _, _ in BAD:
            if content is not None:
                home.write(name, content)
        names: list[str | Path] = [case[1] for case in BAD]
        ran = home.run("ingest", *names[:5], GOOD, *names[5:])
        assert home.count("reports") == 1
        return ran


def test_the_good_file_among_bad_ones_is_ingested_and_the_exit_code_is_1(told: Ran) -> None:
    assert told.code == 1
    assert [line.split()[0] for line in told.lines] == ["added"]
    failed = [line.split()[1].rstrip(":") for line in told.err.splitlines() if line.startswith("failed")]
    assert failed == [case[1] for case in BAD]


@pytest.mark.parametrize(
    ("name", "said", "hint"), [(case[1], *case[3:]) for case in BAD], ids=[case[0] for case in BAD]
)
def test_a_bad_file_is_told_with_the_reason_and_what_to_do(
    told: Ran, name: str, said: str, hint: str
) -> None:
    lines = told.err.splitlines()
    (index,) = [index for index, line in enumerate(lines) if line.startswith(f"failed     {name}: ")]
    assert said in lines[index]
    assert hint in lines[index + 1]


def test_a_folder_without_reports_and_a_link_to_itself_are_told(home: Home) -> None:
    home.write("folder/readme.md", "x")
    (home.path / "loop.txt").symlink_to("loop.txt")
    ran = home.run("ingest", "folder", "loop.txt", GOOD)
    assert ran.code == 1
    assert "folder: no reports in this folder" in ran.err
    assert "files ending in .txt" in ran.err
    assert "loop.txt: cannot be read: Too many levels of symbolic links" in ran.err
    assert home.count("reports") == 1


def test_what_may_not_be_read_is_told(home: Home) -> None:
    before = without_roots_rights()
    home.write("folder/closed.txt", TEXT).chmod(0)
    home.write("folder/shut/inside.txt", TEXT)
    home.write("folder/open.txt", GOOD.read_bytes())
    (home.path / "folder/shut").chmod(0)
    try:
        ran = home.run("ingest", "folder", before=before)
    finally:
        (home.path / "folder/shut").chmod(0o755)
    assert ran.code == 1
    assert "folder/shut: cannot be read: Permission denied" in ran.err
    assert "folder/closed.txt: cannot be read: Permission denied" in ran.err
    assert [line.split()[0] for line in ran.lines] == ["added"]


def test_a_file_name_that_is_no_utf_8_is_no_obstacle(home: Home) -> None:
    name = os.fsdecode(b"\xb1\xa8\xb8\xe6.txt")
    home.write(name, GOOD.read_bytes())
    ran = home.run("ingest", ".")
    assert (ran.code, ran.err) == (0, "")
    assert home.run("query", "select count(*) from reports").rows == [["1"]]


def test_a_text_without_any_figure_is_stored_with_a_warning(home: Home) -> None:
    home.write("none.txt", "上海市宝山区司法局2020年工作总结\n\n全区上下依法履职，成效明显。\n")
    ran = home.run("ingest", "none.txt")
    assert (ran.code, ran.err) == (0, "")
    assert "0 figures" in ran.lines[0]
    assert "[warning: no figures were found in it]" in ran.lines[0]
    assert (home.count("reports"), home.count("observations")) == (1, 0)


def test_extract_reads_on_past_bad_files(folder: Home) -> None:
    folder.write("empty.txt", b"")
    folder.write("np.txt", "2020年度工作总结\n\n全年办理案件3件。\n")
    ran = folder.run("extract", "empty.txt", "missing.txt", "np.txt", "--format", "csv")
    assert ran.code == 1
    assert [row[3] for row in ran.rows] == ["3件"]
    assert "failed     empty.txt: the file is empty" in ran.err
    assert "failed     missing.txt: no such file or folder" in ran.err
    assert "warning: np.txt: no place" in ran.err


@pytest.mark.parametrize("target", ["no/such/folder.csv", "."])
def test_an_output_that_cannot_be_written_is_told(folder: Home, target: str) -> None:
    ran = folder.run("extract", GOOD, "-o", target)
    assert ran.code in (1, 2)
    assert target in ran.err
    assert list(folder.path.iterdir()) == []
