"""Other processes of this program, and what is said to them over pipes."""

from __future__ import annotations

import struct
import sys
from contextlib import suppress
from typing import BinaryIO, TypeVar

from msgspec.msgpack import Decoder, encode

_PROGRAM = "import sys; sys.path[:] = {path!r}; from {module} import main; main()"
_LENGTH = struct.Struct("<Q")
_PIPE_SIZE = 262_144  # bytes
_Message = TypeVar("_Message")


def command_for(module: str, *arguments: str) -> list[str]:
    """Give the command that runs a module of this program in a process of its own.

    Args:
        module: its name; it has a function main.
        arguments: what it finds behind the first item of sys.argv.
    """
    # -P: what lies in the working folder is none of our modules
    return [sys.executable, "-P", "-c", _PROGRAM.format(path=sys.path, module=module), *arguments]


def send(stream: BinaryIO, message: object, data: bytes = b"") -> None:
    """Write a message, and bytes that follow it."""
    packed = encode(message)
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


def widen(pipe: BinaryIO) -> None:
    """Let a pipe hold a report with its figures, so that who writes one need not wait until it is read.

    Args:
        pipe: one end. Where the system cannot do so, or the user has used up what it gives to each, it stays as it is.
    """
    with suppress(ImportError, AttributeError, OSError):  # Linux alone can, see F_SETPIPE_SZ in fcntl(2)
        import fcntl  # noqa: PLC0415

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_SIZE)
