"""What is known of the terminal that a table is shown on."""

from __future__ import annotations

import shutil
from typing import Any, Literal

Fold = Literal["auto", "records", "none"]
"""How a table fits a terminal: in folded columns if they can be read so, record under record, or not at all."""


def terminal_width(stream: Any) -> int | None:
    """Tell how wide the terminal behind a stream is; None where there is no terminal."""
    is_terminal = getattr(stream, "isatty", lambda: False)()
    return shutil.get_terminal_size().columns if is_terminal else None
