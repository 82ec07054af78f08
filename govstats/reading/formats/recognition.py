"""Text recognised in pictures of pages, with the models that rapidocr carries in its wheel: nothing is fetched."""

from __future__ import annotations

import functools
import importlib.util
import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

INSTALL_HINT = (
    "pip install 'govstats[ocr]' reads pictures of pages; or recognise the text with another program first"
)
_MOST_THREADS = 4  # the stack of each counts as memory of the process
_LEAST_SCORE = 0.3  # below it, rapidocr has mostly seen stamps and specks

_PATIENCE = 8  # loading the models and looking for lines takes seconds, on a busy machine many
_DETECTED_PIXELS = (
    1600  # of the longer side of the page in which lines are looked for; more finds no more of them
)
_DETECTED_AREA = 2_100_000  # pixels; an A4 page shrunk so has 1.8 million
_MOST_SLENDER = 2.0  # the longer side of what is looked at to the shorter one


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


def recognise_words(picture: Any, step: Callable[[int], None]) -> list[RecognisedWords]:
    """Recognise the words in a picture.

    Args:
        picture: an array of rows, columns and blue, green, red from 0 to 255.
        step: called before the page is looked at, which takes seconds, and after each run of words, a fraction of a
            second apart, with how many times the usual time the next step may take.

    Returns:
        The runs of words found, in no certain order.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # the runtime would report its use to its makers
    # imported late: it loads OpenCV, half a second's work
    from rapidocr.utils.process_img import get_rotate_crop_image  # noqa: PLC0415

    step(_PATIENCE)
    engine = _engine()
    small, factor = _for_detection(picture)
    found = engine(small, use_det=True, use_cls=False, use_rec=False)
    step(1)
    words: list[RecognisedWords] = []
    for found_box in found.boxes if found.boxes is not None else ():
        box = found_box / factor
        # cut from the page in its full resolution: digits that were shrunk blur
        run = engine(
            get_rotate_crop_image(picture, box.astype("float32")), use_det=False, use_cls=True, use_rec=True
        )
        step(1)
        text = "".join(run.txts or ()).strip()
        score = min(map(float, run.scores or ()), default=0.0)
        if text and score >= _LEAST_SCORE:
            x0, top = map(float, box.min(axis=0))
            x1, bottom = map(float, box.max(axis=0))
            words.append(RecognisedWords(text, x0, top, x1, bottom, score))
    return words


def _for_detection(picture: Any) -> tuple[Any, float]:
    """Give what lines are looked for in: the page itself, or a picture of one of unusual shape that takes no more.

    rapidocr shrinks a page by its longer side alone, and enlarges one whose shorter side is short: a square page would
    take much more memory than an upright one, a strip of paper any amount.

    Returns:
        The picture, and by how much the page was shrunk.
    """
    # imported late: half a second's work
    import cv2  # noqa: PLC0415

    height, width = picture.shape[:2]
    longer = max(height, width)
    usual = min(1.0, _DETECTED_PIXELS / longer)
    factor = min(usual, math.sqrt(_DETECTED_AREA / (height * width)))
    if factor == usual and longer <= _MOST_SLENDER * min(height, width):
        return picture, 1.0
    shape = max(round(width * factor), 1), max(round(height * factor), 1)
    small = cv2.resize(picture, shape, interpolation=cv2.INTER_AREA)
    least = round(longer * factor / _MOST_SLENDER)
    below, beside = max(least - shape[1], 0), max(least - shape[0], 0)
    return cv2.copyMakeBorder(small, 0, below, 0, beside, cv2.BORDER_CONSTANT, value=(255, 255, 255)), factor


@functools.cache
def _engine() -> Any:
    # imported late: it loads the runtime of the models, a second's work
    from rapidocr import RapidOCR  # noqa: PLC0415

    return RapidOCR(
        params={
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": min(os.cpu_count() or 1, _MOST_THREADS),
            "Global.text_score": _LEAST_SCORE,
            "Global.max_side_len": _DETECTED_PIXELS,
        }
    )
