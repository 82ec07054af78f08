"""What is known of the terminal that a table is shown on."""

from __future__ import annotations

import re
import shutil
from itertools import chain
from typing import Any, Literal

Fold = Literal["auto", "records", "none"]
"""How a table fits a terminal: in folded columns if they can be read so, record under record, or not at all."""

_SHOWN = (
    {code: 0x2400 + code for code in range(32) if chr(code) != "\n"}
    | {0x7F: 0x2421}
    | dict.fromkeys(chain(range(0x80, 0xA0), range(0x202A, 0x202F), range(0x2066, 0x206A)), 0xFFFD)
)
"""What is shown for the control characters, and for those that turn the direction of a line."""


_KEPT = ("\r\n", "\t")
_PARTS = re.compile("(\r\n|\t)")


def harmless(text: str) -> str:
    """Show control characters instead of sending them to a terminal, which would obey them; line breaks stay."""
    return text.translate(_SHOWN)


def harmless_lines(text: str) -> str:
    """Do so for lines of text: their ends, also those of CSV, and tabs stay."""
    return "".join(part if part in _KEPT else harmless(part) for part in _PARTS.split(text))


def terminal_width(stream: Any) -> int | None:
    """Tell how wide the terminal behind a stream is; None where there is no terminal."""
    is_terminal = getattr(stream, "isatty", lambda: False)()
    return shutil.get_terminal_size().columns if is_terminal else None
