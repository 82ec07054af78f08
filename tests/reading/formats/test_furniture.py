"""What surrounds a report never becomes a figure of it: it is not read, or its numbers are set aside."""

from __future__ import annotations

import pytest

from govstats.reading.formats.html import read_html
from govstats.reading.report import Header
from tests.observations.readers import extractor
from tests.reading.formats.site_layouts import LAYOUTS, Page

PAGE = Page(
    "甲乙区司法局2020年法治政府建设年度报告",
    [
        "2020年，区司法局坚持依法行政，办结行政复议案件153件，调解成功率98.16%。",
        "一、主要成效",
        "全年接待来访1280人次，开展普法活动36场，详见下表。",
        "甲乙区司法局",
        "2021年1月20日",
    ],
    {
        "发布机构": "甲乙区司法局",
        "发布日期": "2021-01-27",
        "文号": "甲司〔2021〕1号",
        "索引号": "SY-004-2021-0003",
    },
)
FIGURES = ["153", "98.16", "1280", "36"]


def figures(text: str) -> list[str]:
    found = extractor().extract_text(text, Header(year=2020)).observations
    return [str(each.value) for each in found]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_number_around_a_report_becomes_a_figure(layout: str) -> None:
    assert figures(read_html(LAYOUTS[layout](PAGE), "page.html").text) == FIGURES


SURROUNDINGS = [
    # pieces of pages that stand around an article, before the body or behind it
    "<div>浏览次数：<span>1234</span>次</div>",
    "<div class=info>阅读 1234</div>",
    "<p>附件下载（3）</p>",
    "<p>附件：<a href=a.doc>1. 2020年统计表.doc</a>（下载12次）</p>",
    "<div>【打印】【关闭】【字号：大 中 小】</div>",
    "<div class=pages><a>1</a> <a>2</a> <a>3</a> <a>下一页</a> 共18页</div>",
    "<div>上一篇：<a>全区办结案件500件</a></div><div>下一篇：<a>调解纠纷6543件</a></div>",
    "<ul><li><a>全区办结案件500件</a>2020-01-02</li><li><a>受理777件</a>2020-02-03</li><li><a>调解6543件</a></li></ul>",
    "<div class=related><h3>相关阅读</h3><a>全区办结案件500件</a></div>",
    "<div class=tel>监督电话：12345、(021)56789012</div>",
    "<div class=bottom>沪ICP备12345678号-1 沪公网安备 31011302000001号 网站标识码：3101990001 邮编：200999</div>",
    "<div>地址：友谊路15号 建议使用1024×768分辨率</div>",
    "<div>您是第 123456 位访客</div>",
    "<div>点赞 12</div><div>评论（8）</div><div>收藏（5）</div>",
    "<div>版权所有 © 2015-2021 甲乙区人民政府</div>",
]
BODY = "".join(f"<p>{words}</p>" for words in PAGE.paragraphs)
WHOLE = [
    # places of the surroundings: {0}, and of the body: {1}
    "<div>{0}<h1>报告</h1>{0}<div id=zoom>{1}</div>{0}</div>",
    "<div class=zz>{0}<h1>报告</h1>{0}<div class=yy>{1}</div>{0}</div>",
    "<div class=TRS_Editor>{1}{0}</div>",
    "<table><tr><td>{0}</td></tr><tr><td>{1}</td></tr><tr><td>{0}</td></tr></table>",
]


@pytest.mark.parametrize("whole", WHOLE)
@pytest.mark.parametrize("piece", SURROUNDINGS)
def test_piece_of_furniture_becomes_no_figure(whole: str, piece: str) -> None:
    text = read_html(f"<html><body>{whole.format(piece, BODY)}</body></html>".encode(), "page.html").text
    assert figures(text) == FIGURES
