"""What a process and its workers say to each other."""

from __future__ import annotations

from typing import Final

import msgspec

from govstats import errors
from govstats.checks import Finding
from govstats.errors import GovstatsError
from govstats.observations import Extraction
from govstats.reading import Given, Limits, Report
from govstats.workers.tasks import FaultError


class Setup(msgspec.Struct, frozen=True):
    """The first message: how a worker works.

    Attributes:
        own_catalogue: a folder of the user's own catalogue, or None.
        experimental: whether figures are coded with experimental indicators too.
        catalogue_version: the version that the catalogue must have, so that all workers read alike.
        limits: how much of a file is read before it is refused.
    """

    own_catalogue: str | None
    experimental: bool
    catalogue_version: str
    limits: Limits


class FileAsked(msgspec.Struct, frozen=True, tag=True):
    """Asks for a file to be read; its bytes follow.

    Attributes:
        name: what messages call it.
        sha256: hexadecimal hash of the bytes.
        size: how many bytes follow.
        given: what the user says of it.
    """

    name: str
    sha256: str
    size: int
    given: Given


class TextAsked(msgspec.Struct, frozen=True, tag=True):
    """Asks for the figures of a report."""

    report: Report


class FileRead(msgspec.Struct, frozen=True, tag=True):
    """Gives what was read in a file."""

    report: Report
    extraction: Extraction
    findings: tuple[Finding, ...]


class TextRead(msgspec.Struct, frozen=True, tag=True):
    """Gives what was read in a report."""

    extraction: Extraction
    findings: tuple[Finding, ...]


class Failed(msgspec.Struct, frozen=True, tag=True):
    """Says why nothing can be read, and what to do."""

    kind: str
    message: str
    hint: str


Asked = FileAsked | TextAsked
Answer = FileRead | TextRead | Failed

_KINDS: Final = {
    kind.__name__: kind
    for kind in (*vars(errors).values(), FaultError)
    if isinstance(kind, type) and issubclass(kind, GovstatsError)
}


def failed(error: GovstatsError) -> Failed:
    """Make a message of an error."""
    return Failed(type(error).__name__, error.message, error.hint)


def error_of(message: Failed) -> GovstatsError:
    """Make the error of a message again."""
    return _KINDS[message.kind](message.message, message.hint)
