"""Where files of the program lie in the user's folder."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """Give the folder for files of govstats that can be made again, after the conventions of the system."""
    return _folder("XDG_CACHE_HOME", ".cache")


def state_folder() -> Path:
    """Give the folder for what govstats keeps of one run for the next, such as a history, after the same conventions."""
    return _folder("XDG_STATE_HOME", ".local/state")


def _folder(variable: str, usual: str) -> Path:
    chosen = os.environ.get("LOCALAPPDATA" if os.name == "nt" else variable, "")
    # the XDG base directory specification has relative paths ignored
    base = Path(chosen) if chosen and Path(chosen).is_absolute() else Path.home() / usual
    return base / "govstats"
