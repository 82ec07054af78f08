"""What the database keeps exactly, and what it refuses."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from govstats.observations.model import Extraction
from govstats.reading.report import HeaderField
from govstats.store import schema
from govstats.store.decimals import canonical_decimal
from tests.store.samples import TEXT, figure, make_extraction, make_report, put

VALUES = ["205745800", "98.16", "0.117", "-34.88", "0", "0.000001", "999999999999999999.999999"]


@pytest.mark.parametrize("written", VALUES)
def test_values_come_back_as_they_went_in(store, written):
    words = f"共{written}件"
    put(store, make_report(words), Extraction((figure(words, f"{written}件", value=Decimal(written)),), ()))
    with store.transaction() as session:
        assert str(session.scalar(select(schema.Observation.value))) == written
        as_text = session.execute(text("SELECT CAST(value AS TEXT) FROM observations")).scalar()
    assert Decimal(as_text) == Decimal(written)


@pytest.mark.parametrize(
    ("value", "kept"),
    [("98.160", "98.16"), ("1E+3", "1000"), ("-0", "0"), ("-0.00", "0"), ("0.10", "0.1"), ("100", "100")],
)
def test_a_value_has_one_spelling(value, kept):
    assert canonical_decimal(Decimal(value)) == kept


@pytest.mark.parametrize("value", ["0.0000001", "1000000000000000000", "NaN", "Infinity"])
def test_values_that_would_be_rounded_are_refused(store, value):
    words = "共1件"
    with pytest.raises(ValueError, match=r"共|1件"):
        put(store, make_report(words), Extraction((figure(words, "1件", value=Decimal(value)),), ()))
    with store.transaction() as session, pytest.raises(StatementError):
        session.execute(update(schema.Unit).values(factor=Decimal(value)))


def test_moments_come_back_in_utc_and_need_a_zone(store):
    in_china = datetime(2021, 3, 1, 16, 30, tzinfo=timezone(timedelta(hours=8)))
    run = {"started_at": in_china, "extractor_version": "1", "catalogue_version": "1"}
    with store.transaction() as session:
        session.execute(insert(schema.IngestRun), [run])
        assert session.scalar(select(schema.IngestRun.started_at)) == datetime(2021, 3, 1, 8, 30, tzinfo=UTC)
        with pytest.raises(StatementError, match="no time zone"):
            session.execute(insert(schema.IngestRun), [run | {"started_at": datetime(2021, 3, 1)}])  # noqa: DTZ001


def test_characters_outside_the_basic_plane_count_as_one(store):
    words = "𠮷村共3件𠮷"
    put(store, make_report(words), Extraction((figure(words, "3件𠮷"),), ()))
    with store.transaction() as session:
        assert session.scalar(select(schema.Observation.text)) == "3件𠮷"


REFUSED_FIGURES = [
    ({"bound": "≈"}, "ck_observations_bound"),
    ({"kind": "total"}, "ck_observations_kind"),
    ({"status": "plan"}, "ck_observations_status"),
    ({"scope": "nation"}, "ck_observations_scope"),
    ({"end_offset": 7}, "ck_observations_text"),
    ({"end_offset": 3, "start_offset": 3, "text": ""}, "ck_observations_span"),
    ({"start_offset": -3, "evidence_start": -3, "end_offset": 1}, "ck_observations_span"),
    ({"evidence_start": 5}, "ck_observations_evidence"),
    ({"evidence": "件"}, "ck_observations_evidence"),
    ({"year": 20}, "ck_observations_year"),
    ({"period_end": date(2019, 1, 1)}, "ck_observations_period"),
    ({"confidence": 1.5}, "ck_observations_confidence"),
    ({"confidence": -0.1}, "ck_observations_confidence"),
    ({"report_id": 99}, "fk_observations_report_id_reports"),
    ({"place_id": 99}, "fk_observations_place_id_places"),
    ({"unit_code": "none"}, "fk_observations_unit_code_units"),
    ({"indicator_code": "no.such"}, "fk_observations_indicator_code_indicators"),
    ({"part_of_id": 99}, "fk_observations_part_of_id_observations"),
    ({"value": None}, "value"),
    ({"period_start": None}, "period_start"),
]


def said_by(error, constraint):
    """SQLite names checks but not foreign keys."""
    words = str(error.value.orig)
    return constraint in words or (constraint.startswith("fk_") and "FOREIGN KEY" in words)


@pytest.mark.parametrize(("wrong", "constraint"), REFUSED_FIGURES)
def test_wrong_figures_are_refused(store, wrong, constraint):
    put(store, make_report(), make_extraction())
    row = {
        "report_id": 1,
        "start_offset": 1,
        "end_offset": 5,
        "text": "020年",
        "evidence_start": 0,
        "evidence": "2020年宝山区",
        "place_id": 1,
        "year": 2020,
        "period_start": date(2020, 1, 1),
        "period_end": date(2020, 12, 31),
        "label": "x",
        "value": Decimal(1),
        "unit_text": "",
        "bound": "=",
        "kind": "level",
        "status": "actual",
        "scope": "place",
        "confidence": 1.0,
        "doubts": "",
        "rule": "x",
    }
    if (
        constraint.endswith("_bound")
        and store.engine.dialect.name == "postgresql"
        and len(wrong["bound"]) > 1
    ):
        pytest.skip("PostgreSQL refuses two characters by the length of the column")
    with store.engine.connect() as connection:
        connection.execute(insert(schema.Observation), row)
        connection.rollback()
        with pytest.raises(IntegrityError) as refused:
            connection.execute(insert(schema.Observation), row | wrong)
    assert said_by(refused, constraint)


@pytest.mark.parametrize(
    ("table", "wrong", "constraint"),
    [
        ("reports", "year = 1900", "ck_reports_year"),
        ("reports", "sha256 = 'abc'", "ck_reports_sha256"),
        ("reports", "replaces_id = id", "ck_reports_replaces_another"),
        ("reports", "organisation_id = 99", "fk_reports_organisation_id_organisations"),
        ("reports", "kind = 'letter'", "ck_reports_kind"),
        ("reports", "pages = -1", "ck_reports_pages"),
        ("header_fields", "confidence = 2", "ck_header_fields_confidence"),
        ("header_fields", "position = -1", "ck_header_fields_position"),
        ("header_fields", "report_id = 99", "fk_header_fields_report_id_reports"),
        ("sources", "sha256 = 'abc'", "ck_sources_sha256"),
        ("sources", "size = -1", "ck_sources_size"),
        ("sources", "compression = 'none'", "ck_sources_compression"),
        ("places", "level = 'street'", "ck_places_level"),
        ("places", "valid_to = 1900", "ck_places_valid_years"),
        ("set_aside", "reason = 'dunno'", "ck_set_aside_reason"),
        ("set_aside", "end_offset = start_offset", "ck_set_aside_"),
        ("indicators", "aggregation = 'mean'", "ck_indicators_aggregation"),
        ("indicators", "unit_code = 'none'", "fk_indicators_unit_code_units"),
        ("units", "base_code = 'none'", "fk_units_base_code_units"),
        ("ingest_runs", "finished_at = '2000-01-01 00:00:00+00'", "ck_ingest_runs_order_of_times"),
        ("store_state", "id = 2", "ck_store_state_single_row"),
    ],
)
def test_wrong_changes_are_refused(store, table, wrong, constraint):
    fields = (HeaderField("year", "2020", "title", 0.9),)
    put(store, make_report(fields=fields), make_extraction(), archive=TEXT.encode())
    with store.engine.connect() as connection, pytest.raises(IntegrityError) as refused:
        connection.execute(text(f"UPDATE {table} SET {wrong}"))
    assert said_by(refused, constraint)


def test_what_rows_refer_to_cannot_be_deleted(store):
    put(store, make_report(), make_extraction())
    for table in ("places", "organisations", "reports", "units", "indicators", "ingest_runs"):
        with store.engine.connect() as connection, pytest.raises(IntegrityError):
            connection.execute(text(f"DELETE FROM {table}"))
