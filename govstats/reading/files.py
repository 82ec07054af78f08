"""Files to reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from govstats.catalogue.cues import HeaderCues, load_header_cues
from govstats.errors import ReadingError
from govstats.places import Gazetteer, load_gazetteer
from govstats.reading.decoding import Decoded, decode
from govstats.reading.header import HeadReader
from govstats.reading.identity import Given, Identifier
from govstats.reading.pages import load_page_words
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
    def _heads(self) -> HeadReader:
        return HeadReader(self._cues or load_header_cues())

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
        header, warnings = identify(source.name, decoded.text, head, given or Given(), self.gazetteer)
        return _report(source, decoded, header, warnings)

    def read_loosely(self, source: Source, given: Given | None = None) -> Report:
        """Read a file as a report whose place or year may stay unknown, with a warning that says so.

        Raises:
            ReadingError: it is empty, binary or undecodable.
        """
        from govstats.errors import HeaderError

        try:
            return self.read(source, given)
        except HeaderError as error:
            decoded = decode(source.data, source.name)
            head = self._heads.read(decoded.text)
            year = (given.year if given else None) or (head.years[0] if head.years else None)
            header = Header(title=head.title, year=year, issuer=given.issuer if given else None)
            return _report(source, decoded, header, (str(error),))


def _report(source: Source, decoded: Decoded, header: Header, warnings: tuple[str, ...]) -> Report:
    if "\ufffd" in decoded.text:
        count = decoded.text.count("\ufffd")
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
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ReadingError(
                f"{path}: {size:,} bytes is more than a report of {MAX_BYTES:,} bytes can have",
                "split the file",
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ReadingError(f"{path}: no such file or folder", "check the path") from error
    except OSError as error:
        raise ReadingError(
            f"{path}: cannot be read: {error.strerror or error}", "check its permissions"
        ) from error
    return Source(str(path), data, sha256(data).hexdigest())


def find_reports(paths: Iterable[Path]) -> Iterator[Path | ReadingError]:
    """Find the report files that some paths lead to.

    Args:
        paths: files, taken whatever they are called, and folders, searched through for .txt files.

    Yields:
        Files in a stable order, each once; an error for a path that leads to none, in its place.
    """
    seen: set[Path] = set()
    for path in paths:
        if not path.is_dir():
            found = [path]
        else:
            try:
                found = sorted(
                    file
                    for file in path.rglob("*")
                    if file.suffix.lower() in SUFFIXES
                    and not any(part.startswith(".") for part in file.relative_to(path).parts)
                    and file.is_file()
                )
            except OSError as error:
                yield ReadingError(f"{path}: cannot be read: {error.strerror}", "check its permissions")
                continue
            if not found:
                yield ReadingError(
                    f"{path}: no reports in this folder", f"reports are files ending in {', '.join(SUFFIXES)}"
                )
        for file in found:
            resolved = file.resolve()
            if resolved not in seen:
                seen.add(resolved)
                yield file
