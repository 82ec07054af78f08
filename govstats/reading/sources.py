"""Sources: the bytes of every report that some paths lead to, in files, folders, archives or the standard input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from govstats.errors import ReadingError
from govstats.reading.archives import unpack
from govstats.reading.files import Source, find_reports, load_source
from govstats.reading.limits import DEFAULT_LIMITS, Limits

STANDARD_INPUT = Path("-")
STANDARD_INPUT_NAME = "stdin"


def find_sources(
    paths: Iterable[Path], limits: Limits = DEFAULT_LIMITS, standard_input: BinaryIO | None = None
) -> Iterator[Source | ReadingError]:
    """Find and load the reports that some paths lead to, one at a time.

    Args:
        paths: files, taken whatever they are called; folders, searched through (see find_reports); zip archives, whose
            reports come one by one; and - for the standard input.
        limits: how large files may be.
        standard_input: what - stands for; - is the name of a file where None.

    Yields:
        Sources in a stable order; an error in its place for what cannot be loaded.
    """
    for found in find_reports(paths):
        if isinstance(found, ReadingError):
            yield found
            continue
        try:
            if found == STANDARD_INPUT and standard_input is not None:
                source = _read_input(standard_input, limits)
            else:
                source = load_source(found, limits.max_bytes)
        except ReadingError as error:
            yield error
            continue
        yield from unpack(source, limits)


def _read_input(stream: BinaryIO, limits: Limits) -> Source:
    data = stream.read(limits.max_bytes + 1)
    if len(data) > limits.max_bytes:
        raise ReadingError(
            f"{STANDARD_INPUT_NAME}: more than {limits.max_bytes:,} bytes, no report is so long", "split it"
        )
    return Source(STANDARD_INPUT_NAME, data, sha256(data).hexdigest())
