"""Mutations: what happens to the bytes of good files in bad transfers, on bad disks and in bad hands."""

from __future__ import annotations

import random
from collections.abc import Callable

Mutation = Callable[[bytes, random.Random], bytes]
_MOST_TIMES = 50


def truncate(data: bytes, rng: random.Random) -> bytes:
    """Cut a file off somewhere."""
    return data[: rng.randrange(len(data))]


def behead(data: bytes, rng: random.Random) -> bytes:
    """Lose the beginning of a file."""
    return data[rng.randrange(len(data)) :]


def flip(data: bytes, rng: random.Random) -> bytes:
    """Change one byte or a few."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, _MOST_TIMES))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def insert(data: bytes, rng: random.Random) -> bytes:
    """Put random bytes in."""
    place = rng.randrange(len(data))
    return data[:place] + rng.randbytes(rng.choice((1, 3, 1000))) + data[place:]


def delete(data: bytes, rng: random.Random) -> bytes:
    """Take some bytes out."""
    start, end = _block(data, rng)
    return data[:start] + data[end:]


def duplicate(data: bytes, rng: random.Random) -> bytes:
    """Repeat a block."""
    start, end = _block(data, rng)
    return data[:end] + data[start:end] * rng.randrange(1, _MOST_TIMES) + data[end:]


def swap(data: bytes, rng: random.Random) -> bytes:
    """Change the places of two neighbouring blocks."""
    start, end = _block(data, rng)
    middle = rng.randint(start, end)
    return data[:start] + data[middle:end] + data[start:middle] + data[end:]


def blank(data: bytes, rng: random.Random) -> bytes:
    """Overwrite a block with zeros, as a disk does that lost it."""
    start, end = _block(data, rng)
    return data[:start] + bytes(end - start) + data[end:]


def enlarge_numbers(data: bytes, rng: random.Random) -> bytes:
    """Write absurd numbers in the place of some of those that the file holds."""
    places = [place for place, byte in enumerate(data) if byte in b"0123456789"]
    for place in sorted(rng.sample(places, min(len(places), rng.choice((1, 3, 10)))), reverse=True):
        number = rng.choice((b"-1", b"0", b"999999999", b"4294967295", b"1e308", b"9" * 400))
        data = data[:place] + number + data[place + 1 :]
    return data


def _block(data: bytes, rng: random.Random) -> tuple[int, int]:
    start = rng.randrange(len(data))
    return start, min(len(data), start + rng.choice((1, 4, 64, 512, len(data))))


MUTATIONS: dict[str, Mutation] = {
    mutation.__name__: mutation
    for mutation in (truncate, behead, flip, insert, delete, duplicate, swap, blank, enlarge_numbers)
}
"""All mutations by their names."""
