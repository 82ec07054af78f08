"""What a process and the one that reads foreign formats for it say to each other."""

from __future__ import annotations

import struct
from typing import BinaryIO, TypeVar

import msgspec
from msgspec.msgpack import Decoder

from govstats.reading.document import Document
from govstats.reading.limits import Limits
from govstats.reading.sniffing import Format

_LENGTH = struct.Struct("<Q")
_Message = TypeVar("_Message")


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


def send(stream: BinaryIO, message: object, data: bytes = b"") -> None:
    """Write a message, and bytes that follow it."""
    packed = msgspec.msgpack.encode(message)
    stream.write(_LENGTH.pack(len(packed)) + packed)
    stream.write(data)
    stream.flush()


def receive(stream: BinaryIO, decoder: Decoder[_Message]) -> _Message | None:
    """Read a message.

    Args:
        stream: where it comes from.
        decoder: decodes what it may be.

    Returns:
        The message; None where the stream has ended.
    """
    length = stream.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        return None
    packed = stream.read(_LENGTH.unpack(length)[0])
    return decoder.decode(packed)
