"""Pages of the web: what is text and what is not, which characters stay together, where the article is."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govstats.errors import ReadingError
from govstats.reading.formats.html import read_html
from govstats.reading.limits import Limits
from tests.reading.formats.site_layouts import FURNITURE, LAYOUTS, Page

PROSE = "2020年，全区办结案件153件，其中调解结案98件。" * 3


def read(body: str) -> str:
    """Read the text of a page whose body is in a container of TRS."""
    return read_html(f'<div class="TRS_Editor">{body}</div>'.encode(), "page.html").text


LINES = [
    # source of a body, its text
    ("<p>调解成功率<span>98</span><span>.16%</span></p>", "调解成功率98.16%"),
    ("<p>办结<b>1</b><font color=red>5</font>3<u>件</u></p>", "办结153件"),
    ("<p>2020<st1:chsdate>年1月</st1:chsdate><o:p></o:p>办结</p>", "2020年1月办结"),
    ("<p>全区办结\n    行政复议案件</p>", "全区办结行政复议案件"),
    ("<p>Legal\n  aid</p>", "Legal aid"),
    ("<p>办结\n153件</p>", "办结 153件"),
    ("<p>　　&nbsp;&nbsp;一、主要成效&nbsp;&nbsp; </p>", "一、主要成效"),
    ("<p>某区司法局&nbsp;&nbsp;&nbsp;2021年1月</p>", "某区司法局 2021年1月"),
    ("<p>办\u200b结1\ufeff5\u00ad3件</p>", "办结153件"),
    ("<p>甲<br>乙<br/><br>丙</p>丁<div>戊<p>己</p>庚</div>辛", "甲\n乙\n丙\n丁\n戊\n己\n庚\n辛"),
    ("<h2>甲</h2>乙<ul><li>丙<li>丁</ul>", "甲\n乙\n丙\n丁"),
    ("<ol><li>甲</li><li>乙</li></ol>", "1. 甲\n2. 乙"),
    ("<ol start=3><li>甲</li><li>（一）乙</li></ol>", "3. 甲\n（一）乙"),
    ("<ol style='list-style:none'><li>甲</li></ol>", "甲"),
    ("<pre>甲\n乙</pre>", "甲\n乙"),
    ("<div style='white-space: pre-wrap'>甲\n乙<b>丙</b>\n</div>丁\n戊", "甲\n乙丙\n丁戊"),
    ("<p>甲<span style='display:block'>乙</span>丙</p>", "甲\n乙\n丙"),
    ("<div style='display:inline'>甲</div><div style='display:inline-block'>乙</div>", "甲乙"),
    ("<p>汉<ruby>字<rp>(</rp><rt>3</rt><rp>)</rp></ruby>办</p>", "汉字办"),
    ("<p>甲<del>12件</del><s>3件</s>乙</p>", "甲乙"),
    ("<p>甲<span style='display: none'>12件</span><i hidden>3</i>乙</p>", "甲乙"),
    (
        f"<p>甲<!-- 12件 --><script>a='12件'</script><style>p{{}}</style><noscript>3</noscript>乙<p>{PROSE}</p>",
        f"甲乙\n{PROSE}",
    ),
    (
        "<p>甲<select><option>12件</select><button>3</button><textarea>4</textarea><input value=5>乙</p>",
        "甲乙",
    ),
    ("<p>153<sup>1</sup>件、98<sup>[2]</sup>件、6<sup><a href='#n3'>3</a></sup>件</p>", "153件、98件、6件"),
    ("<p>153<a href='#_ftn1'>[1]</a>件<a href='http://a.cn/1'>1</a>例</p>", "153件1例"),
    ("<p>12km<sup>2</sup>、8m<sup>3</sup>、10<sup>4</sup>、CO<sub>2</sub></p>", "12km²、8m³、10⁴、CO2"),
    ("<p>98<span style='vertical-align: super'>1</span>件</p>", "98件"),
    ("<p>a &lt; b &amp;&nbsp;c &#30002;&#x4E59;</p>", "a < b & c 甲乙"),
    ("<p>未闭合<p>的段落<b>文字<p>继续", "未闭合\n的段落文字\n继续"),
]


@pytest.mark.parametrize(("body", "text"), LINES)
def test_elements_become_lines(body: str, text: str) -> None:
    assert read(body) == text


TABLES = [
    # source of a table, its lines
    (
        "<table><caption>表1</caption><thead><tr><th>事项<th>件数</thead><tbody><tr><td>复议<td>153</table>",
        "表1\n事项\t件数\n复议\t153",
    ),
    (
        "<table><tr><td rowspan=2>年度<td colspan=2>案件<tr><td>受理<td>办结<tr><td>2020年<td>212<td>153</table>",
        "年度\t案件\t\n\t受理\t办结\n2020年\t212\t153",
    ),
    (
        "<table><tr><td><p>案件</p><p>总数</p><td><p>1<span>5</span>3</p><tr><td>办结<br>率<td>98%</table>",
        "案件总数\t153\n办结率\t98%",
    ),
    ("<table><tr><td colspan=x>甲<td rowspan=0>乙<tr><td>丙</table>", "甲\t乙\n丙\t"),
    ("<table><tfoot><tr><td>合计<td>2</tfoot><tbody><tr><td>甲<td>2</tbody></table>", "甲\t2\n合计\t2"),
    ("<table><tr><td>甲<td><table><tr><td>1</table><tr><td>乙<td>2</table>", "甲\t1\n乙\t2"),
    # tables that lay out
    ("<table><tr><td><p>第一段。</p><p>第二段。</p></td></tr></table>", "第一段。\n第二段。"),
    ("<table role=presentation><tr><td>甲</td><td>乙</td></tr></table>", "甲\n乙"),
    (
        "<table><tr><td>导语<td><table><tr><td>甲<td>1<tr><td>乙<td>2</table></table>",
        "导语\n甲\t1\n乙\t2",
    ),
    (
        f"<table><tr><td><p>{PROSE}</p><p>{PROSE}</p></td><td>图</td></tr></table>",
        f"{PROSE}\n{PROSE}\n图",
    ),
    # fields of a head
    (
        "<table><tr><td>索引号：<td>004-2021<td>发布机构：<td>某局<tr><td>发文日期：<td>2021-01-25<td>文　号：<td></table>",
        "索引号：004-2021\n发布机构：某局\n发文日期：2021-01-25\n文号：",
    ),
]


@pytest.mark.parametrize(("table", "text"), TABLES)
def test_tables_become_rows_or_paragraphs(table: str, text: str) -> None:
    assert read(table) == text


CONTAINERS = [
    # names around the body, as templates of sites have them
    '<div class="TRS_Editor"><div class="Custom_UnionStyle">{}</div></div>',
    '<div id="zoom">{}</div>',
    '<div id="UCAP-CONTENT"><UCAPCONTENT>{}</UCAPCONTENT></div>',
    '<div class="pages_content" id="x">{}</div>',
    '<div id="vsb_content"><div class="v_news_content">{}</div></div>',
    '<div class="wp_articlecontent">{}</div>',
    '<div class="article-content clearfix">{}</div>',
    '<div class="rich_media_content" id="js_content" style="visibility: hidden;">{}</div>',
    '<div class="xxgk_content">{}</div>',
    "<table><tr><td id=fontzoom>{}</td></tr></table>",
    "<ucapcontent><p>{}</p></ucapcontent>",
]
AROUND = """<html><head><title>某区2020年工作总结_某区政府网</title></head><body>
<div><a href=/>首页</a><a href=/a>新闻（12）</a><a href=/b>公开</a></div><div>当前位置：<a href=/>首页</a> &gt; 正文</div>
<h1>某区2020年工作总结</h1><div>发布日期：2021-01-27　来源：某局</div>
{}
<div class="share">分享到：<a>微信</a></div><p>上一篇：<a href=x>全区办结案件500件</a></p>
<div class="copyright">邮编：200999</div></body></html>"""


@pytest.mark.parametrize("container", CONTAINERS)
def test_body_is_found_by_the_name_of_its_container(container: str) -> None:
    document = read_html(AROUND.format(container.format(f"<p>{PROSE}</p><p>尾段</p>")).encode(), "page.html")
    head = "某区2020年工作总结\n发布日期：2021-01-27 来源：某局\n"
    assert document.text == f"{head}{PROSE}\n尾段"
    assert document.warnings == ()


def test_body_without_a_known_name_is_guessed_with_a_warning() -> None:
    document = read_html(
        AROUND.format(f"<div class=q7><p>{PROSE}</p><p>{PROSE}</p></div>").encode(), "page.html"
    )
    assert document.text.count(PROSE) == 2
    assert "500件" not in document.text
    assert document.warnings == ("no known container of an article; the body was guessed",)


def test_fields_before_a_guessed_body_are_kept() -> None:
    cells = "<tr><td>索引号：</td><td>004-2021</td><td>文号：</td><td>甲司〔2021〕1号</td></tr>"
    dates = "<tr><td>发布机构：</td><td>某局</td><td>发布日期：</td><td>2021-01-27</td></tr>"
    body = f"<table>{cells}{dates}</table><h1>某区2020年工作总结</h1><p>{PROSE}</p><p>{PROSE}</p>"
    text = read_html(f"<html><body><div class=q7>{body}</div></body></html>".encode(), "page.html").text
    assert text.startswith(
        "索引号：004-2021\n文号：甲司〔2021〕1号\n发布机构：某局\n发布日期：2021-01-27\n某区2020年"
    )


def test_prose_beyond_the_container_is_read_too() -> None:
    body = f"<div class=q7><div id=zoom><p>{PROSE}</p></div><div class=q8><p>{PROSE}</p><p>{PROSE}</p></div></div>"
    assert read_html(AROUND.format(body).encode(), "page.html").text.count(PROSE) == 3


def test_all_parts_of_a_body_in_parts_are_read() -> None:
    parts = "".join(f"<div class=TRS_Editor><p>第{n}部分。{PROSE}</p></div><hr>" for n in "一二三")
    text = read_html(AROUND.format(parts).encode(), "page.html").text
    assert [text.index(f"第{n}部分") for n in "一二三"] == sorted(text.index(f"第{n}部分") for n in "一二三")


ENCODINGS = [
    # claim in the page, codec of its bytes, codec that reads it, warning
    ("utf-8", "utf-8", "utf-8", ""),
    ("gb2312", "gbk", "gb18030", ""),
    ("GBK", "gb18030", "gb18030", ""),
    ("utf-8", "gbk", "gb18030", "claims to be utf-8, but it is gb18030"),
    ("gb2312", "utf-8", "utf-8", "claims to be gb2312, but it is utf-8"),
    ("iso-8859-1", "gbk", "gb18030", ""),
    ("big5", "big5", "big5hkscs", ""),
]


@pytest.mark.parametrize(("claim", "saved", "encoding", "warning"), ENCODINGS)
@pytest.mark.parametrize(
    "meta", ['<meta charset="{}">', '<META content="text/html; charset={}" http-equiv=Content-Type>']
)
def test_page_is_decoded_as_it_was_saved(
    meta: str, claim: str, saved: str, encoding: str, warning: str
) -> None:
    page = f"<html><head>{meta.format(claim)}</head><body><p>{'本市辦結153件。' * 5}</p></body></html>"
    document = read_html(page.encode(saved), "page.html")
    assert "本市辦結153件。" in document.text
    assert document.encoding == encoding
    assert [each for each in document.warnings if "claims" in each] == (
        [f"the page {warning}"] if warning else []
    )


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-16-le"),
    ],
)
def test_byte_order_goes_before_the_claim(mark: bytes, codec: str) -> None:
    page = "<meta charset=gbk><p>办结153件，办结率98.16%。</p>"
    assert read_html(mark + page.encode(codec), "page.html").text == "办结153件，办结率98.16%。"


def test_bad_bytes_in_a_script_do_no_harm_and_are_told() -> None:
    page = f"<script>var a='\xff'</script><p>{PROSE}</p>".encode().replace("\xff".encode(), b"\xff\xfe")
    document = read_html(page, "page.html")
    assert document.text == PROSE
    assert any("passed over" in warning and "offset 15" in warning for warning in document.warnings)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_bad_bytes_in_the_text_are_refused_with_their_offset(encoding: str) -> None:
    front, back = f"<script>'中'</script><p>{PROSE}".encode(encoding), f"{PROSE}</p>".encode(encoding)
    with pytest.raises(
        ReadingError, match=rf"page\.html: byte 0xFF at offset {len(front)} is not {encoding}"
    ):
        read_html(front + b"\xff" + back, "page.html")


def test_page_that_was_cut_off_is_told() -> None:
    document = read_html(f"<html><body><div id=zoom><p>{PROSE}</p><p>全区".encode(), "page.html")
    assert document.warnings == ("the page does not end as pages do; it may be incomplete",)


STATED = [
    # source of a head, what is stated
    (
        '<meta name="ArticleTitle" content="甲"><meta name="SiteName" content="乙网">',
        {"title": "甲", "site": "乙网"},
    ),
    (
        '<meta name="PubDate" content="2021-01-27 10:00"><meta name=ContentSource content="">',
        {"published": "2021-01-27 10:00"},
    ),
    ("<meta name=contentsource content=某局>", {"source": "某局"}),
    (
        "<meta name=Url content=http://a.gov.cn/1.html><meta name=contentsource content=某局>",
        {"source": "http://a.gov.cn/1.html"},
    ),
    ("<!-- saved from url=(0022)http://a.gov.cn/1.html -->", {"source": "http://a.gov.cn/1.html"}),
    ("<title>甲_乙_丙网</title>", {"title": "甲", "site": "丙网"}),
    ("<title>甲-某区人民政府门户网站</title>", {"title": "甲", "site": "某区人民政府门户网站"}),
    ("<title>2019-2020年甲</title>", {"title": "2019-2020年甲"}),
    ('<meta property="og:title" content="甲"><title>乙</title>', {"title": "甲"}),
]


@pytest.mark.parametrize(("head", "stated"), STATED)
def test_page_states_fields_beside_its_text(head: str, stated: dict[str, str]) -> None:
    page = f"<html><head>{head}</head><body><div id=zoom>{PROSE}</div></body></html>"
    if "<!--" in head:
        page = head + f"<html><body><div id=zoom>{PROSE}</div></body></html>"
    assert read_html(page.encode(), "page.html").stated == stated


HEADS = [
    # what stands between title and body, the lines of fields read from it
    ("<span>来源：某局</span><span>发布日期：2021-01-27</span>", ["来源：某局  发布日期：2021-01-27"]),
    ("<p>2021-01-27 10:03 某局</p>", ["2021-01-27 10:03 某局"]),
    ("<div>甲政发〔2021〕5号</div>", ["甲政发〔2021〕5号"]),
    (
        "<dl><dt>发布机构</dt><dd>某局</dd><dt>索引号：</dt><dd>SY-1</dd></dl>",
        ["发布机构：某局", "索引号：SY-1"],
    ),
    ("<ul><li>[ 发文字号 ] 甲司〔2021〕1号</li><li>所属栏目</li></ul>", ["[ 发文字号 ] 甲司〔2021〕1号"]),
    ("<label>发布机构</label><span>某局</span>", ["发布机构：某局"]),
]


@pytest.mark.parametrize(("head", "fields"), HEADS)
def test_fields_between_title_and_body_are_kept(head: str, fields: list[str]) -> None:
    page = f"<body><h1>某区2020年工作总结</h1><div>{head}</div><div id=zoom><p>{PROSE}</p></div></body>"
    assert read_html(page.encode(), "page.html").text.split("\n") == ["某区2020年工作总结", *fields, PROSE]


REFUSED = [
    # bytes, what the message says
    (b"", "empty"),
    (b"<script>" + b"\xff" * 2_000 + b"</script><p>153</p>", "byte 0xFF at offset 8 is not"),
    (b"<p>153\x00</p>", "control character U+0000"),
    (b"<html><body></body></html>", "no text"),
    (b"<html><frameset><frame src=a.html></frameset></html>", "no text of its own, frames load it"),
    (b"<body><div id=app></div><script src=app.js></script></body>", "no text of its own, scripts load it"),
    (b"<div>" * 100_000 + "办结153件。".encode(), "nested too deeply"),
    (b"<p>" * 100_001, "more than 100,000 elements"),
    (b"<p " + b" ".join(b"a%d=1" % n for n in range(50_000)) + b">1</p>", "more than 500 attributes"),
    (b"<p>" + b"153 " * 5_000_000 + b"</p>", "page.html: "),
]


@pytest.mark.parametrize(("data", "told"), REFUSED, ids=[row[1] for row in REFUSED])
def test_page_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(ReadingError) as raised:
        read_html(data, "page.html")
    assert raised.value.message.startswith("page.html: ")
    assert told in raised.value.message
    assert raised.value.hint


def test_page_beyond_the_limit_is_refused() -> None:
    with pytest.raises(ReadingError, match="more than 10 bytes"):
        read_html(b"<p>12345678901</p>", "page.html", Limits(max_bytes=10))


def test_entities_of_a_document_type_are_not_expanded() -> None:
    declared = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    page = f'<!DOCTYPE html [<!ENTITY a0 "办结153件"><!ENTITY f SYSTEM "file:///etc/passwd">{declared}]><p>甲&a9;&f;乙</p>'
    text = read_html(page.encode(), "page.html").text
    assert "办结153件办结" not in text
    assert "root:" not in text
    assert len(text) < 2_000


def test_table_of_endless_spans_stays_small() -> None:
    cells = "<td colspan=1000 rowspan=1000>甲" * 500
    assert len(read(f"<table><tr>{cells}<tr><td>乙<td>1</table>")) < 10_000


@given(st.binary(max_size=400))
def test_any_bytes_give_a_document_or_a_reading_error(data: bytes) -> None:
    try:
        text = read_html(b"<div id=zoom>" + data, "page.html").text
    except ReadingError as error:
        assert error.message.startswith("page.html: ")  # noqa: PT017 -- either outcome is right
    else:
        assert not set(text) & set("\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029\xa0")


TAGS = st.sampled_from(
    [
        "div",
        "p",
        "span",
        "table",
        "tr",
        "td",
        "th",
        "li",
        "ol",
        "ul",
        "sup",
        "a",
        "br",
        "b",
        "h1",
        "pre",
        "script",
        "select",
        "o:p",
        "frameset",
    ]
)
PIECES = st.one_of(
    TAGS.map("<{}>".format),
    TAGS.map("</{}>".format),
    st.sampled_from(["办结", "153件", "。", " ", "\n", "&nbsp;"]),
)


@given(st.lists(PIECES, max_size=60))
def test_any_tags_give_a_document_or_a_reading_error(pieces: list[str]) -> None:
    try:
        text = read_html("".join(pieces).encode(), "page.html").text
    except ReadingError as error:
        assert error.message.startswith("page.html: ")  # noqa: PT017 -- either outcome is right
    else:
        assert text == "\n".join(line.strip(" ") for line in text.split("\n"))


SIGNS = st.text(st.sampled_from("全区办结案件受理调解率法律援助申请2019358.%（）“”"), min_size=4, max_size=60)
PARAGRAPHS = st.lists(SIGNS.map(lambda words: f"共有{words}，详见下文。"), min_size=3, max_size=12)


@pytest.mark.parametrize("layout", LAYOUTS)
@given(paragraphs=PARAGRAPHS)
@settings(max_examples=40)
def test_paragraphs_come_back_unchanged_and_in_order(layout: str, paragraphs: list[str]) -> None:
    page = Page(
        "甲乙区司法局2020年工作总结", paragraphs, {"发布日期": "2021-01-27", "发布机构": "甲乙区司法局"}
    )
    lines = read_html(LAYOUTS[layout](page), "page.html").text.split("\n")
    assert lines[-len(paragraphs) :] == paragraphs


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout_gives_title_fields_body_and_tables(layout: str) -> None:
    page = Page(
        "甲乙区司法局2020年法治政府建设年度报告",
        [PROSE, "一、主要成效", "办结情况见下表。", "甲乙区司法局", "2021年1月20日"],
        {"发布机构": "甲乙区司法局", "发布日期": "2021-01-27", "文号": "甲司〔2021〕1号"},
        [(2, [["事项", "2019年", "2020年"], ["受理", "180", "212"], ["办结", "150", "153"]])],
    )
    document = read_html(LAYOUTS[layout](page), "page.html")
    lines = document.text.split("\n")
    assert lines[0] == page.title
    assert all(f"{label}：{value}" in document.text for label, value in page.fields.items())
    body = [
        *page.paragraphs[:3],
        "事项\t2019年\t2020年",
        "受理\t180\t212",
        "办结\t150\t153",
        *page.paragraphs[3:],
    ]
    assert lines[-len(body) :] == body
    assert document.stated["title"] == page.title
    assert document.stated["site"] == page.site
    assert document.warnings == ()
    kept = [words for words in FURNITURE if words in document.text]
    assert kept in ([], ["浏览次数：1234"])
