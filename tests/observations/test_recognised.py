"""Figures of texts that were recognised in pictures of pages."""

from __future__ import annotations

from govstats.reading.report import Header
from tests.observations.readers import extractor, place

TEXT = "全年办结行政复议案件153件，调解成功率98.16%。\n项目\t数量\n法律援助案件\t860件\n"


def test_figures_recognised_in_pictures_are_the_same_but_doubted() -> None:
    header = Header(year=2020, place=place("310113", 2020), issuer="宝山区人民政府")
    plain = extractor().extract_text(TEXT, header).observations
    recognised = extractor().extract_text(TEXT, header, is_recognised=True).observations
    assert [(one.text, one.value, one.indicator) for one in plain] == [
        (one.text, one.value, one.indicator) for one in recognised
    ]
    assert len(plain) == 3
    for one, other in zip(plain, recognised, strict=True):
        assert other.confidence < one.confidence
        assert other.grounds.confidence < one.grounds.confidence
        assert "recognised in a picture of the page" in other.doubts
