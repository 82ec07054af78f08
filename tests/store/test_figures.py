"""Figures are cited out of a store, in SQLite and in PostgreSQL, also those of replaced reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from govstats.citing import Citer
from govstats.errors import ReportError
from govstats.reading.report import HeaderField
from govstats.store.schema import Observation
from tests.store.samples import TEXT, make_extraction, make_report, put, sha256


def cite(store, text="98.16%", report_id=1, **given):
    with store.reading() as session:
        number = session.query(Observation.id).filter_by(report_id=report_id, text=text).scalar()
        return Citer(session, **given).cite_figure(number)


def with_header(**stated):
    report = make_report()
    return replace(report, header=replace(report.header, **stated))


def test_a_figure_is_cited_with_what_is_stored_of_it(store):
    put(store, make_report(), make_extraction())
    citation = cite(store)
    figure = citation.figure
    assert (citation.title, citation.issuer, citation.sha256) == (
        "宝山区司法局2020年法治政府建设年度报告",
        "宝山区司法局",
        sha256(TEXT),
    )
    assert (figure.text, figure.sentence, figure.sentence_start) == ("98.16%", TEXT, 0)
    assert (figure.value, figure.unit, figure.indicator) == (
        Decimal("98.16"),
        "%",
        "mediation.success_rate",
    )
    assert (figure.place_code, figure.place, figure.period_start) == (
        "310113",
        "上海市宝山区",
        date(2020, 1, 1),
    )
    assert cite(store, "22件").figure.doubts == ("失败", "short")


def test_a_whole_report_is_cited_without_a_figure(store):
    put(store, make_report(), make_extraction())
    with store.reading() as session:
        citation = Citer(session).cite_report("b.txt")
    assert citation.figure is None
    assert citation == replace(cite(store), figure=None)


def test_a_figure_of_a_replaced_report_names_the_revision_that_counts(store):
    for more in ("", "附", "附二"):
        text = TEXT + more
        put(store, make_report(text), make_extraction(text))
    assert [cite(store, report_id=number).current_id for number in (1, 2, 3)] == [3, 3, 3]
    assert [cite(store, report_id=number).is_replaced for number in (1, 2, 3)] == [True, True, False]


@pytest.mark.parametrize("number", [0, -1, 99, 2**31, 10**17])
def test_a_figure_that_is_not_there_is_refused(store, number):
    put(store, make_report(), make_extraction())
    with (
        store.reading() as session,
        pytest.raises(ReportError, match=f"there is no figure {number}") as error,
    ):
        Citer(session).cite_figure(number)
    assert "observation_id" in error.value.hint


ADDRESS = "https://www.example.gov.cn/a.html"


@pytest.mark.parametrize(
    ("source", "fields", "given", "url"),
    [
        (None, (), None, None),
        ("区司法局", (HeaderField("source", "区司法局", "field 来源", 0.9),), None, None),
        (ADDRESS, (), None, ADDRESS),
        (
            "区司法局",
            (
                HeaderField("source", "区司法局", "field 来源", 0.9),
                HeaderField("source", ADDRESS, "metadata", 0.6),
            ),
            None,
            ADDRESS,
        ),
        (ADDRESS, (), "http://other.gov.cn/", "http://other.gov.cn/"),
        ("区司法局", (HeaderField("title", ADDRESS, "title", 0.9),), None, None),
    ],
)
def test_the_address_is_the_given_one_or_one_that_the_file_states(store, source, fields, given, url):
    put(store, with_header(fields=fields, source=source), make_extraction())
    citation = cite(store, url=given)
    assert (citation.url, citation.source) == (url, source)
    assert citation.accessed_on == (date(2021, 3, 1) if url else None)


def test_the_day_of_access_is_the_given_one(store):
    put(store, with_header(source=ADDRESS), make_extraction())
    assert cite(store, accessed_on=date(2021, 2, 27)).accessed_on == date(2021, 2, 27)


@pytest.mark.parametrize(
    ("published", "dated", "is_so"),
    [
        (("2021-02-26", "field 发布日期"), ("2021-02-20", "signature"), False),
        (("2021-02-26", "field 发布日期"), ("2021-02-26", "signature"), False),
        (("2021-02-26", "signature"), ("2021-02-26", "signature"), True),
        (("2021-02-26", "signature"), None, False),
        (None, ("2021-02-26", "signature"), False),
    ],
)
def test_a_date_that_was_taken_from_the_document_is_told(store, published, dated, is_so):
    stated = (("published_on", published), ("dated_on", dated))
    fields = [HeaderField(name, *one, 0.9) for name, one in stated if one]
    put(store, with_header(fields=tuple(fields)), make_extraction())
    assert cite(store).is_dated_by_document is is_so
