"""How much of a file is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits beyond which a file is refused; no report comes near them.

    Attributes:
        max_bytes: size of a file, and of each file in an archive when it is unpacked.
        max_pages: pages of a PDF.
        max_ratio: how many times its packed size a part of an archive or of a Word document may grow to, once it is
            larger than a megabyte.
        max_members: files in one archive.
        max_depth: archives inside archives.
        max_seconds: how long the reader of a format may work without finishing a page, or a line of a page that is
            recognised, in seconds of the processor.
        mean_seconds: how long it may work on each of these on the mean; on the whole file max_seconds more.
        max_memory: bytes of memory that it may use.
        recognition_memory: how many more where text is recognised in pictures; most of them are set apart and not used.
        max_characters: length of the text.
        max_numbers: numbers in the text, in digits or Chinese numerals; what is made of each takes time and room.
    """

    max_bytes: int = 50_000_000
    max_pages: int = 1_000
    max_ratio: int = 200
    max_members: int = 20_000
    max_depth: int = 2
    max_seconds: float = 6.0
    mean_seconds: float = 1.0
    max_memory: int = 800_000_000
    recognition_memory: int = 1_600_000_000
    max_characters: int = 300_000
    max_numbers: int = 10_000


DEFAULT_LIMITS = Limits()
