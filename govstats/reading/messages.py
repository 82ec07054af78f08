"""What a process and the one that reads foreign formats for it say to each other."""

from __future__ import annotations

import msgspec

from govstats.reading.document import Document
from govstats.reading.limits import Limits
from govstats.reading.sniffing import Format


class Request(msgspec.Struct, frozen=True):
    """Asks for a file to be read; its bytes follow.

    Attributes:
        format: what it is.
        name: what messages call it.
        size: how many bytes follow.
        limits: how much of it is read before it is refused.
        recognise: whether text may be recognised in pictures of pages.
    """

    format: Format
    name: str
    size: int
    limits: Limits
    recognise: bool


class Step(msgspec.Struct, frozen=True, tag=True):
    """Says that the reader is getting on.

    Attributes:
        patience: how many times the usual time the next step may take.
    """

    patience: int = 1


class Done(msgspec.Struct, frozen=True, tag=True):
    """Gives what was read."""

    document: Document


class Failed(msgspec.Struct, frozen=True, tag=True):
    """Says why the file cannot be read, and what to do."""

    message: str
    hint: str


class Broken(msgspec.Struct, frozen=True, tag=True):
    """Says that reading used up what it may use.

    Attributes:
        what: memory; time for that of all parts together; or nesting for parts of the file that lie too deep in one another.
    """

    what: str


Answer = Step | Done | Failed | Broken
