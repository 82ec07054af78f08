"""Ledgers: the differences between what careful readers found and what is read, as they are known today.

A new difference fails its test, and so does a listed one that is gone: the list stays true, and every change of a rule
shows what it gains and loses.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.observations.comparing import Difference


def listed(source: str, difference: Difference) -> dict[str, Any]:
    """Write a difference as a line of a ledger; `source` names the report or the sentence."""
    return {
        "source": source,
        "start": difference.start,
        "text": difference.text,
        "field": difference.field,
        "expected": difference.expected,
        "read": difference.read,
    }


def read_ledger(path: Path) -> list[dict[str, Any]]:
    """Read a ledger."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write_ledger(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    """Write a ledger anew."""
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    path.write_text(text, encoding="utf-8")
