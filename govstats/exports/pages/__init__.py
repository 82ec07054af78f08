"""Evidence pages: a report as one HTML file, its figures beside the words that they were read from."""

from govstats.exports.pages.content import (
    Page,
    PageCorrection,
    PageField,
    PageFigure,
    PageFinding,
    PageInvolved,
    PageNumber,
    page_of_reading,
    page_of_store,
)
from govstats.exports.pages.rendering import render, write_page

__all__ = [
    "Page",
    "PageCorrection",
    "PageField",
    "PageFigure",
    "PageFinding",
    "PageInvolved",
    "PageNumber",
    "page_of_reading",
    "page_of_store",
    "render",
    "write_page",
]
