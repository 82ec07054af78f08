"""Amounts of memory as people write them."""

from __future__ import annotations

import re

from govstats.errors import QueryError

SMALLEST = 50_000_000
_UNITS = {
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "TB": 10**12,
    "KIB": 2**10,
    "MIB": 2**20,
    "GIB": 2**30,
    "TIB": 2**40,
}
_SIZE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?([KMGT]i?B)", re.IGNORECASE)


def read_size(text: str) -> int:
    """Read an amount of memory.

    Args:
        text: a number with KB, MB, GB or TB (powers of 1000), or KiB, MiB, GiB or TiB (powers of 1024): 512MB, 1.5 GiB.

    Returns:
        how many bytes it is.

    Raises:
        QueryError: it is none, or less than the 50 MB that a query cannot do without.
    """
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise QueryError(f"{text!r} is no amount of memory", "write it as 512MB or 2GB")
    size = int(float(match[1]) * _UNITS[match[2].upper()])
    if size < SMALLEST:
        raise QueryError(f"{text} of memory is too little for a query", "give it 50MB or more")
    return size
