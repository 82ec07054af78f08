"""Whole pages around a report, in the manner of the content management systems of Chinese government sites.

Every page carries what such pages carry: menus with numbers in them, counters of visits, hotlines, lists of links to
other reports with figures in their titles, buttons, footers. None of these numbers is a figure of the report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

Table = Sequence[Sequence[str]]

# words of furniture, each with a number; no text read from a page may turn one of them into a figure
FURNITURE = (
    "全区办结案件500件",
    "受理法律援助777件",
    "调解纠纷6543件",
    "浏览次数：1234",
    "12345热线",
    "(021)56789012",
    "沪ICP备12345678号",
    "网站标识码：3101990001",
    "邮编：200999",
    "共18页",
    "附件下载（3）",
)


@dataclass(frozen=True)
class Page:
    """What a page says.

    Attributes:
        title: the title of the report.
        paragraphs: its paragraphs.
        fields: labels and values of its head.
        tables: tables, each with the number of the paragraph that it stands behind.
        site: the name of the site.
    """

    title: str
    paragraphs: Sequence[str]
    fields: Mapping[str, str] = field(default_factory=dict)
    tables: Sequence[tuple[int, Table]] = ()
    site: str = "甲乙区人民政府门户网站"

    def blocks(self, paragraph: Callable[[str], str], attributes: str = "") -> str:
        """Write the body: paragraphs as `paragraph` does, tables between them."""
        written = []
        for index, words in enumerate(self.paragraphs):
            written.append(paragraph(escape(words)))
            written += [table_html(table, attributes) for place, table in self.tables if place == index]
        return "\n".join(written)


def table_html(table: Table, attributes: str = "") -> str:
    rows = "".join(
        "<tr>" + "".join(f"<td><p><span>{escape(cell)}</span></p></td>" for cell in row) + "</tr>\n"
        for row in table
    )
    return f"<table {attributes}><tbody>{rows}</tbody></table>"


_LINKS = """<ul class="list">
<li><a href="/a.html">2019年全区办结案件500件</a><span>2020-01-02</span></li>
<li><a href="/b.html">区司法局受理法律援助777件</a><span>2020-02-03</span></li>
<li><a href="/c.html">我区一季度调解纠纷6543件</a><span>2020-04-05</span></li>
</ul>"""


def trs(page: Page) -> bytes:
    """A page of TRS in UTF-8: divisions, #zoom and .TRS_Editor, the fields in a line of spans."""
    fields = "".join(f"<span>{label}：{escape(value)}</span>" for label, value in page.fields.items())
    body = page.blocks(
        lambda words: (
            f'<p style="text-indent: 2em;"><span style="font-family: 仿宋">\u3000\u3000{words}</span><o:p></o:p></p>'
        ),
        'border="1" cellspacing="0"',
    )
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>{escape(page.title)}_法治政府_{page.site}</title>
<meta name="SiteName" content="{page.site}" /><meta name="ArticleTitle" content="{escape(page.title)}" />
<meta name="PubDate" content="{page.fields.get("发布日期", "")}" />
<style>.TRS_Editor p {{ margin: 12px 500px; }}</style>
<script type="text/javascript">var total = 500; if (total < 600 && total > 3)
{{ document.write("<p>全区办结案件500件。</p>"); }}</script>
</head>
<body>
<div class="top"><a href="/">首页</a> | <a href="tel:12345">12345热线</a> | 今天是2022年3月5日</div>
<div class="nav"><ul><li><a href="/zw">政务公开</a></li><li><a href="/fw">办事服务（128）</a></li>
<li><a href="/hd">互动</a></li></ul></div>
<div class="dqwz">当前位置：<a href="/">首页</a> &gt;
<a href="/zw">政务公开</a> &gt; <a href="/zw/fz">法治政府</a></div>
<div class="xl-main">
<h1 class="article-title">{escape(page.title)}</h1>
<div class="info">{fields}<span>浏览次数：<em id="hits">1234</em>次</span>
<span class="fontsize">【字号：<a href="javascript:f(18)">大</a> <a href="javascript:f(16)">中</a>
<a href="javascript:f(14)">小</a>】</span></div>
<div id="zoom"><div class="TRS_Editor">
{body}
</div></div>
<div class="bdsharebuttonbox">分享到：<a href="#">微信</a><a href="#">微博</a><a href="#">QQ空间</a></div>
<div class="fujian">附件下载（3）</div>
<div class="related"><h3>相关文章</h3>{_LINKS}</div>
</div>
<div class="footer"><p>主办：甲乙区人民政府办公室\u3000地址：友谊路15号\u3000邮编：200999\u3000电话：(021)56789012</p>
<p>沪ICP备12345678号 网站标识码：3101990001</p></div>
</body></html>""".encode()


def tables(page: Page) -> bytes:
    """An old page in GBK that claims gb2312: everything is laid out by tables, fonts and line breaks."""
    rows = "".join(
        f'<tr><td width="80" bgcolor="#eeeeee">{label[0]} {label[1:]}：</td><td>{escape(value)}</td></tr>'
        for label, value in page.fields.items()
    )
    body = page.blocks(lambda words: f"&nbsp;&nbsp;&nbsp;&nbsp;{words}<br><br>", "border=1")
    return f"""<HTML>
<HEAD><TITLE>{escape(page.title)}-{page.site}</TITLE>
<META http-equiv=Content-Type content="text/html; charset=gb2312">
<SCRIPT language=javascript src="count.js"></SCRIPT></HEAD>
<BODY bgColor=#ffffff>
<!-- 全区办结案件500件 -->
<TABLE width=1000 align=center><TR><TD colSpan=3><IMG src="logo.gif"></TD></TR>
<TR><TD><A href="/">首页</A></TD><TD><A href="/zw">政务公开</A></TD><TD><A href="/fw">12345热线</A></TD></TR></TABLE>
<TABLE width=1000 align=center><TR>
<TD width=200 vAlign=top>{_LINKS}</TD>
<TD vAlign=top>
<TABLE width="100%"><TR><TD>您的位置：<A href="/">首页</A> &gt;&gt; <A href="/zw">法治政府</A></TD></TR></TABLE>
<TABLE width="100%" class=xxgk>{rows}</TABLE>
<TABLE width="100%">
<TR><TD align=center class=title><B><FONT size=5>{escape(page.title)}</FONT></B></TD></TR>
<TR><TD align=center>浏览次数：1234 【字体：<A href="#">大</A> <A href="#">中</A> <A href="#">小</A>】
【<A href="#">打印</A>】</TD></TR>
<TR><TD id=zoom><FONT face=宋体 size=3>
{body}
</FONT></TD></TR>
<TR><TD>上一篇：<A href="/x.html">全区办结案件500件</A><BR>下一篇：<A href="/y.html">调解纠纷6543件</A></TD></TR>
<TR><TD>共18页 <A href="2.html">下一页</A></TD></TR>
</TABLE></TD></TR></TABLE>
<TABLE width=1000 align=center><TR><TD>版权所有：{page.site} 邮编：200999 电话：(021)56789012
<BR>沪ICP备12345678号</TD></TR></TABLE>
</BODY></HTML>""".encode("gbk")


def registry(page: Page) -> bytes:
    """A page of a register of published information in HTML5: a list of fields, sections, no doctype of old."""
    fields = "".join(
        f'<li class="field"><label>{label}</label><span>{escape(value)}</span></li>'
        for label, value in page.fields.items()
    )
    body = page.blocks(lambda words: f"<section><p>{words}</p></section>", 'class="MsoTableGrid"')
    return f"""\ufeff<!doctype html>
<html lang="zh-CN"><head><meta charset="UTF-8"><title>{escape(page.title)} - {page.site}</title>
<meta property="og:title" content="{escape(page.title)}"><link rel="stylesheet" href="https://static.example.gov.cn/a.css"></head>
<body class="gov">
<header><nav><a href="/">首页</a><a href="/open">公开（356）</a><a href="/tel">12345热线</a></nav></header>
<main><nav class="crumbs">当前位置：<a href="/">首页</a><a href="/open">公开</a></nav>
<aside class="side"><h2>热点</h2>{_LINKS}</aside>
<div class="xxgk-head"><ul>{fields}</ul></div>
<article>
<h2 class="title">{escape(page.title)}</h2>
<div class="pages_content">
{body}
</div>
<div class="tools"><button>打印（1）</button><span class="views">浏览次数：1234</span>
<select><option>字号16</option></select></div>
<div class="pagination"><a href="?p=1">1</a><a href="?p=2">2</a><a href="?p=3">3</a><span>共18页</span></div>
</article>
<div class="attachment" style="display:none">附件下载（3）：调解纠纷6543件</div>
</main>
<footer>联系我们：(021)56789012 邮编：200999 沪ICP备12345678号</footer>
<noscript>请打开脚本，已有500件</noscript>
</body></html>""".encode()


LAYOUTS: dict[str, Callable[[Page], bytes]] = {"trs": trs, "tables": tables, "registry": registry}
