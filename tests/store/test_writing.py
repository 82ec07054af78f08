"""Storing reports: once, again, corrected, revised, and wholly or not at all."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from govstats.errors import StoreError
from govstats.observations.model import Extraction
from govstats.quantities.model import Reason, SetAside
from govstats.store import Store, Stored, begin_run, schema
from govstats.store.issuers import split_issuer
from tests.store.samples import (
    BAOSHAN,
    DIVISIONS,
    NOW,
    SHANGHAI,
    TEXT,
    YOUXIAN,
    figure,
    make_extraction,
    make_report,
    put,
    put_in,
    sync,
)

TABLES = (schema.Report, schema.Observation, schema.SetAside, schema.Organisation)


def counts(store):
    with store.transaction() as session:
        return [session.scalar(select(func.count()).select_from(table)) for table in TABLES]


def version(session):
    return session.scalar(select(schema.StoreState.version))


def test_a_report_is_stored_with_all_that_was_read(store):
    stored = put(store, make_report(), make_extraction())
    assert stored.outcome == "added"
    assert stored.replaced_id is None
    with store.transaction() as session:
        report = session.get_one(schema.Report, stored.report_id)
        organisation = session.get_one(schema.Organisation, report.organisation_id)
        figures = session.scalars(select(schema.Observation).order_by(schema.Observation.start_offset)).all()
        aside = session.scalars(select(schema.SetAside)).one()
    assert (report.text, report.year, report.file_name) == (TEXT, 2020, "b.txt")
    assert report.ingested_at == NOW
    assert (organisation.name, organisation.department) == ("宝山区司法局", "司法局")
    assert [(one.text, str(one.value), one.unit_text) for one in figures] == [
        ("212件", "212", "件"),
        ("190件", "190", "件"),
        ("22件", "22", "件"),
        ("98.16%", "98.16", "%"),
    ]
    for one in figures:
        assert report.text[one.start_offset : one.end_offset] == one.text
        assert report.text[one.evidence_start :].startswith(one.evidence)
    whole = figures[0].id
    assert [one.part_of_id for one in figures] == [None, whole, whole, None]
    assert figures[2].doubts == "失败; short"
    assert (aside.text, aside.reason) == ("2020年", "date")


def test_parts_find_the_whole_in_their_own_report(store):
    put(store, make_report(), make_extraction())
    put(store, make_report(title="another"), make_extraction())  # same text, other title: a second report
    with store.transaction() as session:
        part, whole = schema.Observation, schema.Observation.__table__.alias()
        pairs = session.execute(
            select(part.report_id, whole.c.report_id).join_from(part, whole, whole.c.id == part.part_of_id)
        ).all()
    assert {left == right for left, right in pairs} == {True}


def test_the_same_report_again_changes_nothing(store):
    first = put(store, make_report(), make_extraction())
    before = counts(store)
    for again in (
        make_report(),
        make_report(source="in another encoding"),
        make_report(name="elsewhere.txt"),
    ):
        assert put(store, again, make_extraction()) == Stored("unchanged", first.report_id)
    assert counts(store) == before
    with store.transaction() as session:
        assert version(session) == 1


def test_another_text_replaces_the_current_revision(store):
    first = put(store, make_report(), make_extraction())
    texts = [TEXT.replace("212", "213"), TEXT.replace("212", "214")]
    second, third = (put(store, make_report(words)) for words in texts)
    assert second == Stored("revised", second.report_id, first.report_id)
    assert third == Stored("revised", third.report_id, second.report_id)
    assert put(store, make_report()) == Stored("unchanged", first.report_id)
    with store.transaction() as session:
        reports = session.scalars(select(schema.Report).order_by(schema.Report.id)).all()
        figures = session.scalar(select(func.count()).where(schema.Observation.report_id == first.report_id))
    assert [one.text for one in reports] == [TEXT, *texts]
    assert [one.replaces_id for one in reports] == [None, first.report_id, second.report_id]
    assert figures == 4


def test_a_corrected_header_replaces_the_row_of_the_source(store):
    wrong = put(store, make_report(year=2019), make_extraction())
    right = put(store, make_report(), make_extraction())
    assert right == Stored("revised", right.report_id, wrong.report_id)
    moved = put(store, make_report(issuer="游仙区司法局", place=YOUXIAN))
    assert moved == Stored("revised", moved.report_id, right.report_id)
    # the folder ingested again without the corrections does not undo them
    assert put(store, make_report(year=2019)).outcome == "unchanged"


def test_a_correction_is_taken_back_where_the_user_says_so(store):
    oldest = put(store, make_report(TEXT.replace("212", "211")))
    right = put(store, make_report(), make_extraction())
    wrong = put(store, make_report(issuer="游仙区司法局", place=YOUXIAN), header_given=True)
    back = put(store, make_report(), header_given=True)
    assert back == Stored("revised", right.report_id, wrong.report_id)
    assert put(store, make_report(), header_given=True).outcome == "unchanged"
    with store.transaction() as session:
        rows = session.execute(select(schema.Report.id, schema.Report.replaces_id)).all()
        versions = dict(session.execute(select(schema.Report.id, schema.Report.store_version)).all())
        newest = version(session)
    assert dict(rows) == {
        oldest.report_id: None,
        wrong.report_id: oldest.report_id,
        right.report_id: wrong.report_id,
    }
    assert versions[right.report_id] == versions[wrong.report_id] == newest


def test_other_years_issuers_and_titles_are_other_reports(store):
    put(store, make_report())
    others = [
        make_report(source="1", year=2019),
        make_report(source="2", issuer="宝山区财政局"),
        make_report(source="3", title="宝山区司法局2020年工作总结"),
    ]
    assert [put(store, other).outcome for other in others] == ["added"] * 3


def test_long_and_short_names_of_an_issuer_are_one(store):
    put(store, make_report())
    again = put(store, make_report("2020年调解1件", issuer="上海市宝山区司法局"))
    assert again.outcome == "revised"


@pytest.mark.parametrize(
    ("issuer", "place", "expected"),
    [
        ("宝山区司法局", BAOSHAN, ("宝山区司法局", "司法局")),
        ("上海市宝山区司法局", BAOSHAN, ("宝山区司法局", "司法局")),
        ("绵阳市游仙区人民政府", YOUXIAN, ("游仙区人民政府", "人民政府")),
        ("上海市人民政府", SHANGHAI, ("上海市人民政府", "人民政府")),
        ("双鸭山市宝山区司法局", BAOSHAN, ("双鸭山市宝山区司法局", "双鸭山市宝山区司法局")),
        ("中共宝山区委办公室", BAOSHAN, ("中共宝山区委办公室", "中共宝山区委办公室")),
        ("宝山区", BAOSHAN, ("宝山区", "宝山区")),
        ("税务局", BAOSHAN, ("税务局", "税务局")),
    ],
)
def test_the_department_is_what_follows_the_place(issuer, place, expected):
    assert split_issuer(issuer, place) == expected


def test_versions_count_changes_and_mark_the_reports(store):
    first = put(store, make_report())
    put(store, make_report(source="1", year=2018, title="t"))
    second = put(store, make_report("另一个文本"))
    with store.transaction() as session:
        marks = dict(session.execute(select(schema.Report.id, schema.Report.store_version)).all())
        assert version(session) == 3
    assert (marks[first.report_id], marks[second.report_id]) == (3, 3)
    assert sorted(marks.values()) == [2, 3, 3]


def test_a_transaction_that_fails_leaves_nothing(store):
    put(store, make_report(title="t"))
    before = counts(store)
    with store.transaction() as session:
        run_id = begin_run(session, NOW, "0.1.0", "c1")
    extraction = Extraction((figure("共1件", "1件"),), ())

    def fail_after_storing():
        with store.transaction() as session:
            put_in(session, make_report("共1件", issuer="宝山区财政局"), run_id, extraction)
            raise RuntimeError("something else went wrong")

    with pytest.raises(RuntimeError, match="something else"):
        fail_after_storing()
    assert counts(store) == before
    with store.transaction() as session:
        assert version(session) == 1


@pytest.mark.parametrize(
    ("missing", "said"),
    [({"place": None}, "no place"), ({"issuer": None}, "no issuer"), ({"year": None}, "no year")],
)
def test_a_report_without_place_issuer_or_year_is_refused(store, missing, said):
    with pytest.raises(StoreError, match=rf"a/b\.txt: .*{said}"):
        put(store, make_report(**missing))
    assert counts(store)[0] == 0


def test_a_place_that_the_store_does_not_have_is_refused(store):
    with pytest.raises(StoreError, match="has no place 310113 宝山区 of 1900"):
        put(store, make_report(place=replace(BAOSHAN, valid_from=1900)))


def test_a_text_with_a_nul_is_refused(store):
    with pytest.raises(StoreError, match="NUL character at 2"):
        put(store, make_report("共计\0件"))


def test_a_report_without_a_title_goes_by_its_file(store):
    put(store, make_report("甲", title=None, name="x/甲.txt"))
    put(store, make_report("乙", title=None, name="x/乙.txt"))
    with store.transaction() as session:
        assert set(session.scalars(select(schema.Report.title))) == {"甲.txt", "乙.txt"}


WRONG_ROWS = [
    ({"start": 3, "end": 7}, "the words there are others"),
    ({"evidence_start": 14}, "evidence does not contain it"),
    ({"evidence_end": 14}, "evidence does not contain it"),
    ({"evidence_end": 999}, "evidence does not contain it"),
    ({"part_of": 0}, "no other figure"),
    ({"part_of": TEXT.index("212件")}, "no other figure"),
    ({"place_code": None}, "place, year or period is missing"),
    ({"year": None}, "place, year or period is missing"),
    ({"period_end": None}, "place, year or period is missing"),
    ({"place_code": "999999"}, "no place 999999"),
]


@pytest.mark.parametrize(("wrong", "said"), WRONG_ROWS)
def test_an_extraction_that_does_not_fit_its_text_is_a_fault(store, wrong, said):
    extraction = Extraction((figure(TEXT, "212件", **wrong),), ())
    with pytest.raises(ValueError, match=said):
        put(store, make_report(), extraction)
    assert counts(store)[0] == 0


def test_figures_that_are_parts_of_each_other_are_a_fault(store):
    first, second = TEXT.index("212件"), TEXT.index("190件")
    circle = (figure(TEXT, "212件", part_of=second), figure(TEXT, "190件", part_of=first))
    with pytest.raises(ValueError, match="parts of each other"):
        put(store, make_report(), Extraction(circle, ()))


def test_a_part_may_have_parts_and_stand_before_its_whole(store):
    whole, part, inner = (TEXT.index(words) for words in ("22件", "190件", "212件"))
    chain = (
        figure(TEXT, "212件", part_of=part),
        figure(TEXT, "190件", part_of=whole),
        figure(TEXT, "22件"),
    )
    put(store, make_report(), Extraction(chain, ()))
    with store.transaction() as session:
        starts = {one.id: one for one in session.scalars(select(schema.Observation))}
    pairs = {
        (one.start_offset, starts[one.part_of_id].start_offset) for one in starts.values() if one.part_of_id
    }
    assert pairs == {(inner, part), (part, whole)}


def test_two_numbers_cannot_start_at_the_same_place(store):
    extraction = Extraction(
        (figure(TEXT, "212件"),),
        (SetAside(TEXT.index("212"), TEXT.index("212") + 3, "212", Reason.NAME, "x"),),
    )
    with pytest.raises(ValueError, match="another number starts there"):
        put(store, make_report(), extraction)


def test_a_set_aside_number_must_fit_too(store):
    extraction = Extraction((), (SetAside(1, 5, "2020年"[:4], Reason.DATE, "x"),))
    with pytest.raises(ValueError, match="the words there are others"):
        put(store, make_report(), extraction)


def test_a_figure_about_another_place_takes_the_map_of_the_year(store):
    before, after = replace(YOUXIAN, valid_to=2019), replace(YOUXIAN, name="新游仙区", valid_from=2020)
    with store.transaction() as session:
        sync(session, divisions=(*DIVISIONS[:2], before, after), places_version="p2")
    words = "游仙区1件,上海市2件,南汇区3件"
    codes = {"1件": YOUXIAN.code, "2件": SHANGHAI.code, "3件": BAOSHAN.code}
    put(
        store,
        make_report(words),
        Extraction(tuple(figure(words, w, place_code=c) for w, c in codes.items()), ()),
    )
    with store.transaction() as session:
        rows = session.execute(
            select(schema.Observation.text, schema.Place.name).join_from(schema.Observation, schema.Place)
        )
        assert dict(rows.all()) == {"1件": "新游仙区", "2件": "上海市", "3件": "宝山区"}


def test_storing_before_mirroring_says_what_is_missing(store_url):
    with Store.open(store_url, create=True) as empty, pytest.raises(StoreError, match="has no place"):
        put(empty, make_report())
