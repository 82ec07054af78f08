"""Several reports stored in one transaction: as if they came one after the other, and all of them or none."""

import random

import pytest
from sqlalchemy import event, select

from govstats.errors import UnstorableError
from govstats.observations.model import Extraction
from govstats.store import Incoming, Provenance, Store, begin_run, schema, store_reports
from tests.store.samples import (
    BAOSHAN,
    NOW,
    SHANGHAI,
    TEXT,
    YOUXIAN,
    figure,
    make_extraction,
    make_report,
)

ISSUERS = (("宝山区司法局", BAOSHAN), ("游仙区司法局", YOUXIAN), ("上海市司法局", SHANGHAI))


def together(store: Store, some, *, header_given=False):
    """Store reports in one transaction."""
    with store.transaction() as session:
        run_id = begin_run(session, NOW, "0.1.0", "c1")
    provenance = Provenance(run_id, NOW, "0.1.0", "c1", header_given)
    with store.transaction() as session:
        return store_reports(session, some, provenance)


def incoming(text=TEXT, *, archive=None, **facts):
    return Incoming(make_report(text, **facts), make_extraction(text), archive)


def any_report(chance: random.Random):
    """One of few reports, so that the same ones, other texts and corrected headers come up again and again."""
    issuer, place = chance.choice(ISSUERS)
    return incoming(
        TEXT + chance.choice(["", "附一", "附二"]),
        source=chance.choice([None, None, "in other bytes"]),
        title=chance.choice(["年度报告", "年度报告", "工作总结"]),
        year=chance.choice([2019, 2020]),
        issuer=issuer,
        place=place,
    )


def content(store):
    """What a store holds, with reports in the place of their ids."""
    report, one = schema.Report, schema.Observation
    with store.reading() as session:
        issuer = schema.Organisation
        names = {
            report_id: tuple(name)
            for report_id, *name in session.execute(
                select(report.id, report.sha256, report.title, report.year, issuer.name).join_from(
                    report, issuer
                )
            )
        }
        figures = {
            row.id: (names[row.report_id], row.start_offset)
            for row in session.execute(select(one.id, one.report_id, one.start_offset))
        }
        rows = session.execute(
            select(one.id, one.part_of_id, one.text, one.value, one.place_id, one.evidence, one.doubts)
        )
        replaced = session.execute(select(report.id, report.replaces_id))
        return (
            {names[report_id]: names.get(replaces_id) for report_id, replaces_id in replaced},
            sorted((figures[row[0]], figures.get(row[1]), row[2:]) for row in rows),
            sorted(session.execute(select(schema.SetAside.text, schema.SetAside.reason)).all()),
            session.scalars(select(schema.ArchivedSource.sha256).order_by("sha256")).all(),
        )


@pytest.mark.parametrize("header_given", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_together_is_as_one_after_the_other(store, sqlite_sample, tmp_path, seed, header_given):
    chance = random.Random(seed)
    some = [any_report(chance) for _ in range(20)]
    outcomes = [one.outcome for one in together(store, some, header_given=header_given)]

    alone = tmp_path / "alone.db"
    alone.write_bytes(sqlite_sample.read_bytes())
    with Store.open(f"sqlite:///{alone}", create=False) as other:
        expected = [together(other, [one], header_given=header_given)[0].outcome for one in some]
        assert content(store) == content(other)
    assert outcomes == expected
    assert {"added", "revised", "unchanged"} == set(outcomes)


def test_each_report_counts_as_a_change(store):
    together(store, [incoming(year=2018)])
    stored = together(
        store, [incoming(), incoming(), incoming("另一个" + TEXT), incoming(source="s", title="t")]
    )
    assert [one.outcome for one in stored] == ["revised", "unchanged", "revised", "added"]
    with store.reading() as session:
        marks = dict(session.execute(select(schema.Report.id, schema.Report.store_version)).all())
        assert session.scalar(select(schema.StoreState.version)) == 4
    assert sorted(marks.values()) == [2, 3, 3, 4]
    assert [marks[one.report_id] for one in stored] == [3, 3, 3, 4]


def test_the_bytes_of_all_are_kept(store):
    some = [incoming(title=title, source=title, archive=title.encode()) for title in ("a", "b", "c")]
    together(store, [some[0]])
    together(store, [*some, some[1]])
    with store.reading() as session:
        kept = session.scalars(select(schema.ArchivedSource.sha256)).all()
    assert sorted(kept) == sorted(one.report.sha256 for one in some)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        pytest.param(Incoming(make_report(year=None), Extraction((), ())), UnstorableError, id="no year"),
        pytest.param(
            Incoming(make_report("共1件"), Extraction((figure("共2件", "2件"),), ())),
            ValueError,
            id="figures of another text",
        ),
        pytest.param(incoming(title="x", archive=b"others"), ValueError, id="bytes of another report"),
    ],
)
def test_one_that_cannot_be_stored_leaves_none(store, wrong, error):
    with pytest.raises(error):
        together(store, [incoming(), wrong, incoming(title="t")])
    with store.reading() as session:
        assert session.scalars(select(schema.Report.id)).all() == []
        assert session.scalars(select(schema.Organisation.id)).all() == []


def test_nothing_to_store_changes_nothing(store):
    first = together(store, [incoming()])
    assert [one.outcome for one in together(store, [incoming(), incoming()])] == ["unchanged"] * 2
    with store.reading() as session:
        assert session.scalar(select(schema.StoreState.version)) == 1
    assert together(store, [incoming()])[0].report_id == first[0].report_id


def test_storing_searches_and_never_reads_a_whole_table(store):
    """Else each report would take longer, the more are stored."""
    if store.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by the size of tables: these are small enough to be read whole")
    asked = []

    def note(_connection, _cursor, statement, parameters, _context, is_many):
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            asked.append((statement, parameters[0] if is_many else parameters))

    event.listen(store.engine, "before_cursor_execute", note)
    together(store, [incoming(title=title, source=title, archive=title.encode()) for title in ("a", "b")])
    event.remove(store.engine, "before_cursor_execute", note)
    with store.engine.connect() as connection:
        plans = [
            (statement, row[3])
            for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    assert {"reports", "organisations", "places", "sources"} <= {
        word for _, step in plans for word in step.split()
    }
    tables = schema.Base.metadata.tables.keys() - {"store_state"}
    assert [plan for plan in plans if plan[1].startswith("SCAN") and plan[1].split()[1] in tables] == []
