"""Text recognised in pictures of pages, with the models that rapidocr carries in its wheel: nothing is fetched."""

from __future__ import annotations

import functools
import importlib.util
from dataclasses import dataclass
from typing import Any

INSTALL_HINT = (
    "pip install 'govstats[ocr]' reads pictures of pages; or recognise the text with another program first"
)
_LEAST_SCORE = 0.3  # below it, rapidocr has mostly seen stamps and specks


@dataclass(frozen=True, slots=True)
class RecognisedWords:
    """Words recognised in a picture.

    Attributes:
        text: the words.
        x0: left edge in pixels.
        top: upper edge in pixels.
        x1: right edge in pixels.
        bottom: lower edge in pixels.
        score: how sure the recogniser is, from 0 to 1.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    score: float


@functools.cache
def can_recognise() -> bool:
    """Tell whether the extra govstats[ocr] is installed."""
    return all(importlib.util.find_spec(module) is not None for module in ("rapidocr", "onnxruntime"))


def recognise_words(picture: Any) -> list[RecognisedWords]:
    """Recognise the words in a picture.

    Args:
        picture: an array of rows, columns and blue, green, red from 0 to 255.

    Returns:
        The runs of words found, in no certain order.
    """
    found = _engine()(picture)
    if found.boxes is None or found.txts is None:
        return []
    return [
        RecognisedWords(
            text,
            float(box[:, 0].min()),
            float(box[:, 1].min()),
            float(box[:, 0].max()),
            float(box[:, 1].max()),
            float(score),
        )
        for text, box, score in zip(found.txts, found.boxes, found.scores, strict=True)
    ]


@functools.cache
def _engine() -> Any:
    # imported late: it loads OpenCV and the runtime of the models, a second's work
    from rapidocr import RapidOCR  # noqa: PLC0415

    # pages keep their resolution: shrunk to the usual 2000 pixels, small digits blur
    return RapidOCR(
        params={"Global.log_level": "error", "Global.max_side_len": 4000, "Global.text_score": _LEAST_SCORE}
    )
