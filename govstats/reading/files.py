"""Files to reports."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from govstats.catalogue.cues import HeaderCues, load_header_cues
from govstats.errors import HeaderError, ReadingError
from govstats.places import Gazetteer, load_gazetteer
from govstats.reading.decoding import Decoded, decode
from govstats.reading.header import HeadReader
from govstats.reading.identity import Given, Identifier
from govstats.reading.pages import PageWords, load_page_words
from govstats.reading.report import Header, Report

SUFFIXES = (".txt",)
MAX_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a file, not yet read as a report.

    Attributes:
        name: the file's path as given.
        data: its content.
        sha256: hexadecimal hash of the content.
    """

    name: str
    data: bytes
    sha256: str


class ReportReader:
    """Reads files into reports. Made once, used for any number of files.

    Args:
        cues: how heads are read; the catalogue's where None.
        gazetteer: the divisions; the package's own where None.
    """

    def __init__(self, cues: HeaderCues | None = None, gazetteer: Gazetteer | None = None) -> None:
        self._cues = cues
        self._gazetteer = gazetteer

    @cached_property
    def _page(self) -> PageWords:
        return load_page_words()

    @cached_property
    def _heads(self) -> HeadReader:
        return HeadReader(self._cues or load_header_cues(), self._page)

    @cached_property
    def _identifier(self) -> Identifier:
        return Identifier(self._page, self.gazetteer)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The divisions that places are resolved with."""
        return self._gazetteer or load_gazetteer()

    def read(self, source: Source, given: Given | None = None) -> Report:
        """Read a file as a report.

        Args:
            source: the file's bytes.
            given: what the user says of it.

        Returns:
            The report, its place, year and issuer settled.

        Raises:
            ReadingError: it is empty, binary or undecodable.
            HeaderError: its place or year cannot be told.
        """
        decoded = decode(source.data, source.name)
        head = self._heads.read(decoded.text)
        header, warnings = self._identifier.identify(source.name, decoded.text, head, given or Given())
        return _report(source, decoded, header, warnings)

    def read_loosely(self, source: Source, given: Given | None = None) -> Report:
        """Read a file as a report whose place or year may stay unknown, with a warning that says so.

        Args:
            source: the file's bytes.
            given: what the user says of it.

        Returns:
            The report; one whose place or year cannot be told has no place.

        Raises:
            ReadingError: it is empty, binary or undecodable.
            HeaderError: the place that the user gives is none.
        """
        given = given or Given()
        try:
            return self.read(source, given)
        except HeaderError as error:
            if given.place is not None:
                raise
            decoded = decode(source.data, source.name)
            head = self._heads.read(decoded.text)
            year = given.year or next(iter(head.years), None)
            header = Header(
                title=head.title,
                issuer=given.issuer,
                year=year,
                document_number=head.document_number,
                published_on=head.published_on or head.dated_on or head.signed_on,
                source=head.source,
            )
            return _report(source, decoded, header, (error.message,))


def _report(source: Source, decoded: Decoded, header: Header, warnings: tuple[str, ...]) -> Report:
    if count := decoded.text.count("\ufffd"):
        warnings += (f"the text was damaged before it was saved: {count} replacement characters",)
    return Report(
        name=source.name,
        text=decoded.text,
        sha256=source.sha256,
        text_sha256=sha256(decoded.text.encode("utf-8", "surrogatepass")).hexdigest(),
        media_type="text/plain",
        encoding=decoded.encoding,
        header=header,
        warnings=warnings,
    )


def load_source(path: Path) -> Source:
    """Load a file's bytes.

    Args:
        path: a file of at most 50 MB.

    Returns:
        Its bytes with their hash.

    Raises:
        ReadingError: it is missing, a folder, unreadable or too large.
    """
    name = show_path(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise ReadingError(f"{name}: no such file or folder", "check the path") from error
    except OSError as error:
        raise ReadingError(
            f"{name}: cannot be read: {error.strerror or error}", "check the path and its permissions"
        ) from error
    if len(data) > MAX_BYTES:
        raise ReadingError(f"{name}: more than {MAX_BYTES:,} bytes, no report is so long", "split the file")
    return Source(name, data, sha256(data).hexdigest())


def find_reports(paths: Iterable[Path]) -> Iterator[Path | ReadingError]:
    """Find the report files that some paths lead to.

    Args:
        paths: files, taken whatever they are called, and folders, searched through for .txt files; what a
            folder hides behind a leading dot or a linked folder is left out.

    Yields:
        Files in a stable order, each once; an error in its place for a path that leads to none, and for a
        folder that cannot be read.
    """
    seen: set[str] = set()
    for path in paths:
        for found in _search(path) if os.path.isdir(path) else (path,):  # noqa: PTH112 -- raises nothing
            if isinstance(found, ReadingError):
                yield found
                continue
            real = os.path.realpath(found)
            if real not in seen:
                seen.add(real)
                yield found


def _search(folder: Path) -> Iterator[Path | ReadingError]:
    """Give the reports in a folder, after the folders that cannot be read."""
    failed: list[OSError] = []
    files: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=failed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [
            Path(place, name)
            for name in names
            if not name.startswith(".") and name.lower().endswith(SUFFIXES)
        ]
    for error in failed:
        where = show_path(Path(error.filename or folder))
        yield ReadingError(f"{where}: cannot be read: {error.strerror or error}", "check its permissions")
    if not files and not failed:
        endings = ", ".join(SUFFIXES)
        yield ReadingError(
            f"{show_path(folder)}: no reports in this folder", f"reports are files ending in {endings}"
        )
    yield from sorted(files)


def show_path(path: Path) -> str:
    """Write a path as text that can be stored; bytes that are no UTF-8 become escapes: caf\\xe9.txt.

    Args:
        path: any path.
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")
