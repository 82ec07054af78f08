"""Which reports archives and the standard input hold."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from govstats.errors import ReadingError
from govstats.reading import Limits, Source, find_sources


class NameInGbk(zipfile.ZipInfo):
    """A member whose name is written in GBK without saying so, as old programs do."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 -- overrides the library's
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def archive(members: dict[str, bytes], info: type[zipfile.ZipInfo] = zipfile.ZipInfo) -> bytes:
    """A zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(info(name), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def found_in(*paths: Path, limits: Limits | None = None, standard_input: bytes = b"") -> list[str]:
    """Names with contents of the sources found, and messages of errors."""
    stream = io.BytesIO(standard_input)
    return [
        f"{one.name}: {one.data.decode()}" if isinstance(one, Source) else one.message
        for one in find_sources(paths, limits or Limits(), stream)
    ]


def test_an_archive_gives_its_reports_in_order_and_leaves_out_what_is_none(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(
        archive({
            "b/2021年.txt": b"two", "a.txt": b"one", "notes.xlsx": b"no", "__MACOSX/._a.txt": b"no", ".x/h.txt": b"no",
            "page.html": b"page", "page_files/frame.html": b"no",
        })
    )  # fmt: skip
    assert found_in(path) == [f"{path}/a.txt: one", f"{path}/b/2021年.txt: two", f"{path}/page.html: page"]


def test_names_in_gbk_are_read_as_such(tmp_path: Path) -> None:
    path = tmp_path / "old.zip"
    path.write_bytes(archive({"司法局/总结.txt": b"x"}, NameInGbk))
    assert found_in(path) == [f"{path}/司法局/总结.txt: x"]


def test_an_archive_in_an_archive_is_unpacked_up_to_a_depth(tmp_path: Path) -> None:
    inner = archive({"a.txt": b"x"})
    middle = archive({"inner.zip": inner, "b.txt": b"y"})
    path = tmp_path / "outer.zip"
    path.write_bytes(archive({"middle.zip": middle}))
    assert found_in(path, limits=Limits(max_depth=3)) == [
        f"{path}/middle.zip/b.txt: y",
        f"{path}/middle.zip/inner.zip/a.txt: x",
    ]
    *_, deep = found_in(path)
    assert deep == f"{path}/middle.zip/inner.zip: archives lie more than 2 deep in one another"


def test_archives_in_an_archive_may_not_unpack_to_too_much_together(tmp_path: Path) -> None:
    inner = archive({f"{number}.txt": b"x" * 100 for number in range(3)})
    path = tmp_path / "outer.zip"
    path.write_bytes(archive({"a.zip": inner, "b.zip": inner}))
    *read, told = found_in(path, limits=Limits(max_members=5))
    assert len(read) == 3
    assert told == f"{path}/b.zip/0.txt: the archives that it lies in unpack to more than any reports do"
    *read, told = found_in(path, limits=Limits(max_memory=2 * len(inner) + 300))
    assert len(read) == 3
    assert told.startswith(f"{path}/b.zip/0.txt: ")


def test_members_without_a_name_or_with_control_characters_in_it_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "odd.zip"
    path.write_bytes(
        archive({"ab.txt": b"x", "cd.txt": b"y"}).replace(b"ab.txt", b"\x00b.txt").replace(b"cd.", b"c\n.")
    )
    assert found_in(path) == [f"{path}/c.txt: y"]


def test_an_archive_without_reports_and_a_damaged_one_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(archive({"x.xlsx": b"x"}))
    (tmp_path / "b.zip").write_bytes(archive({"x.txt": b"x"})[:30])
    none, damaged = found_in(tmp_path)
    assert none.endswith("a.zip: no reports in this archive")
    assert "b.zip: damaged zip file" in damaged


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    path.write_bytes(archive({"bomb.txt": bytes(40_000_000)}))
    (said,) = found_in(path)
    assert "times its size" in said


def test_a_damaged_report_in_an_archive_leaves_the_others(tmp_path: Path) -> None:
    whole = archive({"a.txt": b"first" * 100, "b.txt": b"second"})
    path = tmp_path / "hurt.zip"
    path.write_bytes(whole[:40] + b"\xff\xff" + whole[42:])
    hurt, other = found_in(path)
    assert hurt.startswith(f"{path}/a.txt: damaged")
    assert other == f"{path}/b.txt: second"


def test_a_dash_is_the_standard_input_which_may_be_an_archive() -> None:
    assert found_in(Path("-"), standard_input=b"text") == ["stdin: text"]
    assert found_in(Path("-"), standard_input=archive({"a.txt": b"x"})) == ["stdin/a.txt: x"]
    assert found_in(Path("-"), limits=Limits(max_bytes=3), standard_input=b"text") == [
        "stdin: more than 3 bytes, no report is so long"
    ]


def test_a_folder_gives_all_formats_and_what_to_do_about_old_ones(tmp_path: Path) -> None:
    for name in (
        "a.txt",
        "b.HTM",
        "c.docx",
        "d.pdf",
        "e.mht",
        "f.doc",
        "g.png",
        "~$c.docx",
        "b_files/x.html",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    found = [Path(one.name).name for one in find_sources([tmp_path]) if not isinstance(one, ReadingError)]
    assert found == ["a.txt", "b.HTM", "c.docx", "d.pdf", "e.mht", "f.doc"]
