"""Finding a stored report by what a user calls it, and what is known about it."""

from dataclasses import replace
from datetime import date

import pytest

from govstats.errors import ReportError
from govstats.reading.report import HeaderField
from govstats.store import find_report, list_reports, read_stored_report
from tests.store.samples import NOW, TEXT, YOUXIAN, make_extraction, make_report, put, sha256

FIELDS = (
    HeaderField("title", "宝山区司法局2020年法治政府建设年度报告", "title", 0.95),
    HeaderField("year", "2020", "title", 0.95),
    HeaderField("year", "2021", "field 发布日期", 0.3),
)


def find(store, wanted):
    with store.reading() as session:
        return find_report(session, wanted)


def show(store, report_id):
    with store.reading() as session:
        return read_stored_report(session, report_id)


def refused(store, wanted):
    with pytest.raises(ReportError) as error:
        find(store, wanted)
    assert error.value.exit_code == 2
    return error.value


def test_everything_that_was_read_is_shown(store):
    sample = make_report(
        dated_on=date(2021, 1, 25), index_number="SY-004", kind="annual_report", fields=FIELDS
    )
    report = replace(
        sample,
        header=replace(sample.header, source="区司法局"),
        pages=3,
        is_recognised=True,
        warnings=("one thing", "another"),
    )
    stored = put(store, report, make_extraction(), archive=TEXT.encode())
    shown = show(store, stored.report_id)
    assert (shown.title, shown.issuer, shown.place_code, shown.place, shown.year) == (
        report.header.title,
        "宝山区司法局",
        "310113",
        "上海市宝山区",
        2020,
    )
    assert (shown.document_number, shown.index_number, shown.kind) == (
        "宝司〔2021〕1号",
        "SY-004",
        "annual_report",
    )
    assert (shown.published_on, shown.dated_on, shown.source) == (
        date(2021, 2, 26),
        date(2021, 1, 25),
        "区司法局",
    )
    assert shown.fields == FIELDS
    assert shown.warnings == ("one thing", "another")
    assert (shown.pages, shown.is_recognised) == (3, True)
    assert (shown.file_name, shown.media_type, shown.encoding) == ("b.txt", "text/plain", "utf-8")
    assert (shown.text, shown.text_sha256, shown.sha256) == (TEXT, sha256(TEXT), sha256(TEXT))
    assert shown.source_size == len(TEXT.encode())
    assert (shown.ingested_at, shown.extractor_version, shown.catalogue_version) == (NOW, "0.1.0", "c1")
    assert (shown.figures, shown.set_aside) == (4, 1)
    assert (shown.replaces_id, shown.replaced_by_id) == (None, None)


def test_revisions_tell_what_they_replace_and_what_replaces_them(store):
    first = put(store, make_report()).report_id
    second = put(store, make_report(TEXT + "附")).report_id
    assert show(store, first).replaced_by_id == second
    assert show(store, second).replaces_id == first
    with store.reading() as session:
        listed = list_reports(session)
    assert [(one.report_id, one.replaces_id, one.replaced_by_id) for one in listed] == [
        (first, None, second),
        (second, first, None),
    ]


def test_reports_are_listed_by_place_and_year(store):
    put(store, make_report("丙", issuer="游仙区司法局", place=YOUXIAN, year=2018))
    put(store, make_report("乙"))
    put(store, make_report("甲", year=2019))
    with store.reading() as session:
        listed = list_reports(session)
    assert [(one.district_code, one.district, one.year, one.issuer) for one in listed] == [
        ("310113", "宝山区", 2019, "宝山区司法局"),
        ("310113", "宝山区", 2020, "宝山区司法局"),
        ("510704", "游仙区", 2018, "游仙区司法局"),
    ]


def test_a_report_is_found_by_id_file_and_hash(store):
    put(store, make_report("甲", year=2018, name="other.txt"))
    wanted = put(store, make_report(name="in/宝山 2020.html")).report_id
    digest = sha256(TEXT)
    for name in (str(wanted), "宝山 2020.html", digest, digest[:8], digest[:20].upper()):
        assert find(store, name) == wanted


@pytest.mark.parametrize(
    "wanted", ["", "0", "9", "9" * 40, "２", "b", "b.tx", "B.TXT", "%", "b_txt", "0" * 8, "f" * 65, "-1"]
)
def test_what_no_report_is_called_is_told_with_how_to_list_them(store, wanted):
    put(store, make_report())
    error = refused(store, wanted)
    assert "there is no report" in error.message
    assert "govstats show" in error.hint


def test_a_hash_needs_eight_digits(store):
    put(store, make_report())
    assert "no report" in refused(store, sha256(TEXT)[:7]).message


def test_a_name_that_several_reports_have_is_told_with_their_ids(store):
    ids = [put(store, make_report(str(year), year=year)).report_id for year in (2018, 2019)]
    error = refused(store, "b.txt")
    assert "2 reports are called b.txt" in error.message
    for number, year in zip(ids, (2018, 2019), strict=True):
        assert f"{number} 宝山区 {year} 宝山区司法局 (b.txt)" in error.message
    assert str(ids[0]) in error.hint


def test_of_very_many_candidates_the_first_ten_are_told(store):
    for year in range(2000, 2013):
        put(store, make_report(str(year), year=year))
    message = refused(store, "b.txt").message
    assert "13 reports" in message
    assert "and 3 more" in message


def test_of_the_revisions_of_one_report_the_latest_is_meant(store):
    first = put(store, make_report()).report_id
    second = put(store, make_report(TEXT + "附")).report_id
    third = put(store, make_report(TEXT + "附", year=2019)).report_id
    assert find(store, "b.txt") == third
    assert find(store, sha256(TEXT)) == first
    assert find(store, str(second)) == second


def test_an_id_goes_before_a_file_of_that_name(store):
    put(store, make_report("甲", year=2018, name="2"))
    second = put(store, make_report()).report_id
    assert find(store, "2") == second
