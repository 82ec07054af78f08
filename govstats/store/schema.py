"""The tables of the store: the one place where govstats keeps what it has read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from govstats.store.decimals import canonical_decimal

_ONLY_PARTS = text("part_of_id IS NOT NULL")
VALUE_DIGITS, VALUE_DECIMALS = 24, 6  # what the warehouse's DECIMAL holds; reading refuses longer numerals


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal that comes back exactly as it went in: NUMERIC in PostgreSQL, canonical text in SQLite.

    SQLite has no decimal type; its NUMERIC affinity would turn 98.16 into the nearest binary fraction.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type of a database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Numeric(VALUE_DIGITS, VALUE_DECIMALS))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Write 98.160 as 98.16 and 1E+3 as 1000; refuse what PostgreSQL would round or not hold."""
        if value is None:
            return None
        plain = fitting_decimal(value)
        return value if dialect.name == "postgresql" else plain

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Give back the canonical Decimal."""
        return None if value is None else Decimal(canonical_decimal(Decimal(value)))


@lru_cache(maxsize=8192)  # reports are full of small numbers and of rates
def fitting_decimal(value: Decimal) -> str:
    """Write a decimal as `canonical_decimal` does, after making sure that both databases keep it exactly.

    Raises:
        ValueError: it is no number, or has more than 18 digits before the point or 6 after it.
    """
    if not value.is_finite():
        raise ValueError(f"{value} is no number to store")
    plain = canonical_decimal(value)
    whole, _, fraction = plain.lstrip("-").partition(".")
    if len(whole) > VALUE_DIGITS - VALUE_DECIMALS or len(fraction) > VALUE_DECIMALS:
        raise ValueError(
            f"{value} does not fit into {VALUE_DIGITS} digits, {VALUE_DECIMALS} of them after the point"
        )
    return plain


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite itself keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Store in UTC; a moment without a zone would be read in that of the machine, and is refused."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} says no time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back an aware moment."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Declarative base; every constraint gets a name, so that migrations can speak of it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {Decimal: ExactDecimal, datetime: UtcDateTime, str: Text}


def one_of(column: str, *values: str) -> str:
    """Write the check that a column holds one of some words."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class StoreState(Base):
    """One row about the store itself: who it is, how often it has changed, which data files it mirrors."""

    __tablename__ = "store_state"
    __table_args__ = (
        CheckConstraint("id = 1", name="single_row"),
        {"comment": "One row: the identity of the store and a counter of its changes"},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False, comment="Always 1")
    store_uuid: Mapped[str] = mapped_column(
        String(36), comment="Identity of this store; the warehouse checks it"
    )
    version: Mapped[int] = mapped_column(
        BigInteger, comment="Raised by one in every transaction that changes reports, as its last statement"
    )
    catalogue_version: Mapped[str] = mapped_column(
        comment="Version of the catalogue that units and indicators mirror"
    )
    places_version: Mapped[str] = mapped_column(
        comment="Version of the table of divisions that places mirrors"
    )


class Change(Base):
    """A transaction that changed reports, by the version of the store that it led to."""

    __tablename__ = "changes"
    __table_args__ = (
        CheckConstraint("length(token) = 32", name="token"),
        {"comment": "One row for each transaction that changed reports; copies of the store are told by it"},
    )

    version: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, comment="The version of the store after it"
    )
    token: Mapped[str] = mapped_column(
        String(32),
        comment="Drawn at random: who knows version and token knows that it has seen this very line of changes",
    )


class Place(Base):
    """An administrative division during the years in which its code and name were valid."""

    __tablename__ = "places"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        CheckConstraint(one_of("level", "country", "province", "prefecture", "county"), name="level"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_years"),
        Index("ix_places_name", "name"),
        {"comment": "Administrative divisions by GB/T 2260 code and years of validity"},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="Row number")
    code: Mapped[str] = mapped_column(String(6), comment="GB/T 2260 code, six digits")
    name: Mapped[str] = mapped_column(comment="Name of the division alone: 宝山区")
    full_name: Mapped[str] = mapped_column(comment="Name with the divisions above: 上海市宝山区")
    level: Mapped[str] = mapped_column(String(10), comment="country, province, prefecture or county")
    parent_code: Mapped[str | None] = mapped_column(String(6), comment="Code of the division above")
    province: Mapped[str] = mapped_column(comment="Name of the province that it lies in")
    valid_from: Mapped[int] = mapped_column(comment="First year on whose 31 December it was so")
    valid_to: Mapped[int | None] = mapped_column(comment="Last such year; empty while it is so")


class Organisation(Base):
    """An issuer of reports: a department of a place."""

    __tablename__ = "organisations"
    __table_args__ = (
        UniqueConstraint("place_id", "name"),
        {"comment": "Issuers of reports"},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="Row number")
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), comment="Its place")
    name: Mapped[str] = mapped_column(comment="Name with the place: 宝山区司法局")
    department: Mapped[str] = mapped_column(comment="Name without the place: 司法局")


class IngestRun(Base):
    """One run of the ingest command."""

    __tablename__ = "ingest_runs"
    __table_args__ = (
        CheckConstraint("finished_at IS NULL OR finished_at >= started_at", name="order_of_times"),
        {"comment": "Runs of the ingest command; one without an end was interrupted"},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="Row number")
    started_at: Mapped[datetime] = mapped_column(comment="When the run began")
    finished_at: Mapped[datetime | None] = mapped_column(
        comment="When it ended; empty for a run that was interrupted"
    )
    extractor_version: Mapped[str] = mapped_column(comment="Version of govstats that read")
    catalogue_version: Mapped[str] = mapped_column(comment="Version of the catalogue that it read with")
    added: Mapped[int] = mapped_column(default=0, comment="Reports stored for the first time")
    revised: Mapped[int] = mapped_column(
        default=0, comment="Reports stored as a new revision of an earlier one"
    )
    unchanged: Mapped[int] = mapped_column(default=0, comment="Reports that were stored already")
    failed: Mapped[int] = mapped_column(default=0, comment="Files that could not be stored")


class Report(Base):
    """One published document, with its text."""

    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint("sha256", "organisation_id", "year"),
        CheckConstraint("year BETWEEN 1949 AND 2100", name="year"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint("length(text_sha256) = 64", name="text_sha256"),
        CheckConstraint("replaces_id IS NULL OR replaces_id <> id", name="replaces_another"),
        CheckConstraint(one_of("kind", "annual_report", "work_summary", "special_report"), name="kind"),
        CheckConstraint("pages >= 0", name="pages"),
        Index("ix_reports_place_id_year", "place_id", "year"),
        Index("ix_reports_organisation_id_year_title", "organisation_id", "year", "title"),
        Index("ix_reports_store_version", "store_version"),
        {"comment": "Published documents, each revision one row"},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="Row number")
    sha256: Mapped[str] = mapped_column(String(64), comment="Hash of the source bytes")
    text_sha256: Mapped[str] = mapped_column(String(64), index=True, comment="Hash of the text in UTF-8")
    place_id: Mapped[int] = mapped_column(
        ForeignKey("places.id"), comment="The place that the report is about"
    )
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), comment="Its issuer")
    year: Mapped[int] = mapped_column(comment="The year that the report is about")
    title: Mapped[str] = mapped_column(comment="Its own title")
    document_number: Mapped[str | None] = mapped_column(comment="Such as 宝司〔2021〕1号")
    published_on: Mapped[date | None] = mapped_column(
        comment="Date of publication, or of the document where that is all there is"
    )
    source: Mapped[str | None] = mapped_column(comment="Where the page says it comes from")
    file_name: Mapped[str] = mapped_column(comment="Name of the file that it was read from, without folders")
    media_type: Mapped[str] = mapped_column(comment="What the source bytes are: text/plain")
    encoding: Mapped[str] = mapped_column(
        comment="Codec that decoded them; the empty text for formats that hold their own"
    )
    text: Mapped[str] = mapped_column(comment="The decoded text that all offsets point into")
    ingested_at: Mapped[datetime] = mapped_column(comment="When it was stored, in UTC")
    ingest_run_id: Mapped[int] = mapped_column(ForeignKey("ingest_runs.id"), comment="The run that stored it")
    extractor_version: Mapped[str] = mapped_column(comment="Version of govstats that read it")
    catalogue_version: Mapped[str] = mapped_column(comment="Version of the catalogue that it was read with")
    replaces_id: Mapped[int | None] = mapped_column(
        ForeignKey("reports.id"), unique=True, comment="The earlier revision that this one replaces"
    )
    store_version: Mapped[int] = mapped_column(
        BigInteger, comment="The version of the store in which this row or its observations last changed"
    )
    dated_on: Mapped[date | None] = mapped_column(
        comment="Date of the document, which may lie before its publication"
    )
    index_number: Mapped[str | None] = mapped_column(
        comment="Number in the register of published information: 索引号"
    )
    kind: Mapped[str | None] = mapped_column(
        String(14),
        comment="annual_report for 法治政府建设年度报告, work_summary for 工作总结, special_report for 专项报告;"
        " empty where it is unknown",
    )
    pages: Mapped[int | None] = mapped_column(
        comment="How many pages it has; empty for formats without pages"
    )
    is_recognised: Mapped[bool] = mapped_column(
        server_default=false(),
        comment="Whether the text was recognised in pictures of pages, so that any character may be wrong",
    )
    warnings: Mapped[str | None] = mapped_column(
        comment="What the reading warned of, one line each; the empty text for nothing; empty where an earlier revision stored it"
    )


class HeaderField(Base):
    """A field of a report's header as one part of the file states it."""

    __tablename__ = "header_fields"
    __table_args__ = (
        CheckConstraint("position >= 0", name="position"),
        CheckConstraint("confidence >= 0 AND confidence <= 1", name="confidence"),
        {"comment": "What the parts of a file state about its report"},
    )

    report_id: Mapped[int] = mapped_column(
        ForeignKey("reports.id"), primary_key=True, autoincrement=False, comment="The report"
    )
    position: Mapped[int] = mapped_column(
        primary_key=True,
        autoincrement=False,
        comment="Order in the report, from 0; of several of one name the first was taken",
    )
    name: Mapped[str] = mapped_column(
        comment="title, issuer, place, year, kind, document_number, index_number, published_on, dated_on or source"
    )
    value: Mapped[str] = mapped_column(comment="What it states: 2021-01-27 for a date, the code for a place")
    found_in: Mapped[str] = mapped_column(
        comment="Where it stands, in a few words: title, signature, field 发布日期, --year"
    )
    confidence: Mapped[float] = mapped_column(comment="How sure this reading of it is, from 0 to 1")


class ArchivedSource(Base):
    """The bytes of a file that reports were read from, once however many reports there are."""

    __tablename__ = "sources"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint("size >= 0", name="size"),
        CheckConstraint(one_of("compression", "zlib"), name="compression"),
        {"comment": "Bytes of files that reports were read from"},
    )

    sha256: Mapped[str] = mapped_column(
        String(64), primary_key=True, comment="Hash of the bytes; reports.sha256 leads here"
    )
    size: Mapped[int] = mapped_column(comment="How many bytes they are")
    compression: Mapped[str] = mapped_column(String(4), comment="How data is compressed: zlib (RFC 1950)")
    data: Mapped[bytes] = mapped_column(LargeBinary, comment="The bytes, compressed")


class Unit(Base):
    """A unit of measure, mirrored from the catalogue."""

    __tablename__ = "units"
    __table_args__ = (
        ForeignKeyConstraint(["base_code"], ["units.code"]),
        {"comment": "Units of measure"},
    )

    code: Mapped[str] = mapped_column(String(40), primary_key=True, comment="Stable key: percent, case")
    symbol: Mapped[str] = mapped_column(comment="As shown: 件, %, 微克/立方米")
    name: Mapped[str] = mapped_column(comment="English name")
    dimension: Mapped[str] = mapped_column(comment="What it counts or measures")
    base_code: Mapped[str] = mapped_column(
        String(40), comment="The unit of the dimension that factor leads to"
    )
    factor: Mapped[Decimal] = mapped_column(comment="How many base units it is")


class Indicator(Base):
    """An entry of the catalogue, mirrored here so that rows can refer to it."""

    __tablename__ = "indicators"
    __table_args__ = (
        CheckConstraint(one_of("aggregation", "sum", "none"), name="aggregation"),
        CheckConstraint(one_of("stock_or_flow", "stock", "flow"), name="stock_or_flow"),
        {"comment": "Indicators of the catalogue"},
    )

    code: Mapped[str] = mapped_column(
        String(80), primary_key=True, comment="Stable dotted key, topic first: mediation.success_rate"
    )
    name: Mapped[str] = mapped_column(comment="Chinese name")
    name_en: Mapped[str] = mapped_column(comment="English name")
    topic: Mapped[str] = mapped_column(comment="The data file that it stands in")
    unit_code: Mapped[str] = mapped_column(
        ForeignKey("units.code"), comment="The unit that it is compared in"
    )
    aggregation: Mapped[str] = mapped_column(String(4), comment="sum, or none for rates and means")
    numerator_code: Mapped[str | None] = mapped_column(
        ForeignKey("indicators.code"), comment="Indicator that a rate divides"
    )
    denominator_code: Mapped[str | None] = mapped_column(
        ForeignKey("indicators.code"), comment="Indicator that a rate divides by"
    )
    also_in: Mapped[str] = mapped_column(
        default="", comment="Codes of further units that count the same thing one for one, parted by spaces"
    )
    definition: Mapped[str] = mapped_column(comment="What is counted, in Chinese")
    stock_or_flow: Mapped[str | None] = mapped_column(
        String(5),
        comment="stock for what is there on a day, flow for what happens in a period; empty where revision 0001 mirrored it",
    )
    part_of_code: Mapped[str | None] = mapped_column(
        ForeignKey("indicators.code"), comment="Indicator of the whole that it is a part of"
    )
    plausible_low: Mapped[Decimal | None] = mapped_column(
        comment="Least value, in the unit, that a place of any level may truly report of a year"
    )
    plausible_high: Mapped[Decimal | None] = mapped_column(
        comment="Greatest value, in the unit, that a place of any level may truly report of a year"
    )


class Observation(Base):
    """A figure of a report: what is measured, where, when, and the words that it was read from."""

    __tablename__ = "observations"
    __table_args__ = (
        UniqueConstraint("report_id", "start_offset"),
        CheckConstraint("start_offset >= 0 AND end_offset > start_offset", name="span"),
        CheckConstraint(
            "evidence_start <= start_offset AND length(evidence) >= end_offset - evidence_start",
            name="evidence",
        ),
        CheckConstraint("length(text) = end_offset - start_offset", name="text"),
        CheckConstraint(one_of("bound", "=", "~", ">", "<"), name="bound"),
        CheckConstraint(one_of("kind", "level", "change", "share", "rank"), name="kind"),
        CheckConstraint(one_of("status", "actual", "target"), name="status"),
        CheckConstraint(one_of("scope", "place", "issuer", "part", "other"), name="scope"),
        CheckConstraint("year BETWEEN 1900 AND 2100", name="year"),
        CheckConstraint("period_end >= period_start", name="period"),
        CheckConstraint("confidence >= 0 AND confidence <= 1", name="confidence"),
        CheckConstraint("part_of_id IS NULL OR part_of_id <> id", name="part_of_another"),
        CheckConstraint(one_of("scope_if_coded", "place", "issuer"), name="scope_if_coded"),
        CheckConstraint(
            one_of("scope_if_uncoded", "place", "issuer", "part", "other"), name="scope_if_uncoded"
        ),
        CheckConstraint("base_confidence >= 0 AND base_confidence <= 1", name="base_confidence"),
        Index("ix_observations_indicator_code_year", "indicator_code", "year"),
        Index(  # deleting a figure asks for its parts
            "ix_observations_part_of_id",
            "part_of_id",
            sqlite_where=_ONLY_PARTS,
            postgresql_where=_ONLY_PARTS,
        ),
        {"comment": "Figures, each with the words that it was read from"},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="Row number")
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), comment="The report that it was read in")
    start_offset: Mapped[int] = mapped_column(
        comment="First code point of the span in reports.text, counted from 0"
    )
    end_offset: Mapped[int] = mapped_column(comment="One past the last code point of the span")
    text: Mapped[str] = mapped_column(comment="The words that state the value")
    evidence_start: Mapped[int] = mapped_column(comment="First code point of the evidence in reports.text")
    evidence: Mapped[str] = mapped_column(comment="The words that the meaning was read from")
    place_id: Mapped[int] = mapped_column(
        ForeignKey("places.id"), comment="The place that the figure is about"
    )
    year: Mapped[int] = mapped_column(comment="The year that the figure is about")
    period_start: Mapped[date] = mapped_column(comment="First day that the figure covers")
    period_end: Mapped[date] = mapped_column(comment="Last day; the same one for a figure of one day")
    indicator_code: Mapped[str | None] = mapped_column(
        ForeignKey("indicators.code"), comment="Indicator of the catalogue, where the label has one"
    )
    label: Mapped[str] = mapped_column(comment="The words that say what is measured, standing alone")
    value: Mapped[Decimal] = mapped_column(
        comment="Exact value in the unit; percentages as percent numbers, negative for a fall"
    )
    unit_code: Mapped[str | None] = mapped_column(
        ForeignKey("units.code"), comment="Unit of the unit table, where it has the measure word"
    )
    unit_text: Mapped[str] = mapped_column(comment="The unit as shown, also where the unit table lacks it")
    bound: Mapped[str] = mapped_column(String(1), comment="= exact, ~ about, > more than, < less than")
    kind: Mapped[str] = mapped_column(String(6), comment="level, change, share or rank")
    status: Mapped[str] = mapped_column(String(6), comment="actual or target")
    scope: Mapped[str] = mapped_column(String(6), comment="place, issuer, part or other")
    part_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("observations.id"), comment="The observation of the same report that this one breaks down"
    )
    confidence: Mapped[float] = mapped_column(comment="From 0 to 1")
    doubts: Mapped[str] = mapped_column(comment="Why the confidence is lowered; parted by semicolons")
    rule: Mapped[str] = mapped_column(comment="How it was read")
    scope_if_coded: Mapped[str | None] = mapped_column(
        String(6),
        comment="Whose figure it is if it measures an indicator: place or issuer; empty where it may measure none",
    )
    scope_if_uncoded: Mapped[str | None] = mapped_column(
        String(6), comment="Whose figure it is if it measures none; empty where revision 0001 stored it"
    )
    base_confidence: Mapped[float | None] = mapped_column(
        comment="The confidence apart from the indicator; empty where revision 0001 stored it"
    )
    light_verb: Mapped[str | None] = mapped_column(
        comment="The verb before the label that it is shown without: 组织 in 组织律师120名; empty where revision 0001 stored it"
    )
    is_addition: Mapped[bool | None] = mapped_column(
        comment="Whether it tells what came to a stock in the course of the year; empty where revision 0001 stored it"
    )


class SetAside(Base):
    """A number of a report that is no figure, and why."""

    __tablename__ = "set_aside"
    __table_args__ = (
        UniqueConstraint("report_id", "start_offset"),
        CheckConstraint("start_offset >= 0 AND end_offset > start_offset", name="span"),
        CheckConstraint("length(text) = end_offset - start_offset", name="text"),
        CheckConstraint(
            one_of(
                "reason",
                "date",
                "doc_number",
                "ordinal",
                "name",
                "list",
                "term",
                "age",
                "article",
                "chrome",
                "threshold",
                "word",
                "other",
            ),
            name="reason",
        ),
        {"comment": "Numbers that are no figures"},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="Row number")
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), comment="The report that it stands in")
    start_offset: Mapped[int] = mapped_column(
        comment="First code point of the number in reports.text, counted from 0"
    )
    end_offset: Mapped[int] = mapped_column(comment="One past the last")
    text: Mapped[str] = mapped_column(comment="The number as written")
    reason: Mapped[str] = mapped_column(String(10), comment="Why it is no figure")
    rule: Mapped[str] = mapped_column(comment="The rule that said so")


class Finding(Base):
    """What a check found about some figures."""

    __tablename__ = "findings"
    __table_args__ = (
        CheckConstraint(one_of("outcome", "agrees", "contradicts", "doubtful"), name="outcome"),
        CheckConstraint(one_of("severity", "error", "warning", "notice"), name="severity"),
        CheckConstraint("(severity IS NULL) = (outcome = 'agrees')", name="severity_of_outcome"),
        CheckConstraint("rule_version > 0", name="rule_version"),
        Index("ix_findings_report_id", "report_id"),
        {"comment": "What the checks found: contradictions, doubts, and what the arithmetic confirms"},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="Row number")
    report_id: Mapped[int] = mapped_column(
        ForeignKey("reports.id"), comment="The report of the figure that is judged"
    )
    rule: Mapped[str] = mapped_column(comment="Name of the rule: rate_of_counts")
    rule_version: Mapped[int] = mapped_column(comment="Version of the rule that found it")
    across_reports: Mapped[bool] = mapped_column(
        comment="Whether it compares several reports, and so is found by the audit alone, not when a report is stored"
    )
    outcome: Mapped[str] = mapped_column(String(11), comment="agrees, contradicts or doubtful")
    severity: Mapped[str | None] = mapped_column(
        String(7), comment="error, warning or notice; empty where all agrees"
    )
    stated: Mapped[str] = mapped_column(comment="What the report states: 45.57%")
    expected: Mapped[str] = mapped_column(
        comment="What the arithmetic gives; the empty text where it gives nothing"
    )
    suggestion: Mapped[str] = mapped_column(
        comment="What would make it right, where one slip explains it; else the empty text"
    )
    message_zh: Mapped[str] = mapped_column(comment="What it is, in Chinese")
    message_en: Mapped[str] = mapped_column(comment="What it is, in English")


class FindingFigure(Base):
    """A figure that a finding is about, or a number that is none."""

    __tablename__ = "finding_figures"
    __table_args__ = (
        CheckConstraint("position >= 0", name="position"),
        CheckConstraint("start_offset >= 0", name="start_offset"),
        Index("ix_finding_figures_report_id_start_offset", "report_id", "start_offset"),
        {"comment": "Which figures the findings are about"},
    )

    finding_id: Mapped[int] = mapped_column(
        ForeignKey("findings.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        comment="The finding",
    )
    position: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="Order in the finding; 0 is the figure that is judged"
    )
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), comment="The report that it stands in")
    start_offset: Mapped[int] = mapped_column(
        comment="First code point of it in reports.text; observations and set_aside tell what stands there"
    )
    role: Mapped[str] = mapped_column(
        comment="What it is in the rule: rate, numerator, denominator, part, whole"
    )


class Correction(Base):
    """What a reviewer says about a figure. Rows are only ever added: the last one about a figure holds."""

    __tablename__ = "corrections"
    __table_args__ = (
        UniqueConstraint("uuid"),
        CheckConstraint("length(uuid) = 36", name="uuid"),
        CheckConstraint(
            one_of("decision", "accept", "correct", "reject", "withdraw", "note"), name="decision"
        ),
        CheckConstraint("start_offset >= 0 AND end_offset > start_offset", name="span"),
        CheckConstraint("length(source_sha256) = 64", name="source_sha256"),
        CheckConstraint(one_of("new_kind", "level", "change", "share", "rank"), name="new_kind"),
        CheckConstraint(one_of("new_scope", "place", "issuer", "part", "other"), name="new_scope"),
        CheckConstraint("new_year BETWEEN 1900 AND 2100", name="new_year"),
        CheckConstraint(
            "decision = 'correct' OR (new_value IS NULL AND new_unit IS NULL AND new_indicator IS NULL"
            " AND new_year IS NULL AND new_kind IS NULL AND new_scope IS NULL)",
            name="only_corrections_change",
        ),
        Index("ix_corrections_source_sha256", "source_sha256"),
        {"comment": "What reviewers say about figures; it holds on top of every reading of the report"},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="Row number")
    uuid: Mapped[str] = mapped_column(
        String(36), comment="The same in every database that it is brought into, so that it comes in once"
    )
    source_sha256: Mapped[str] = mapped_column(
        String(64), comment="Hash of the bytes that the report was read from"
    )
    issuer: Mapped[str] = mapped_column(comment="Who publishes the report")
    report_year: Mapped[int] = mapped_column(comment="The year that the report is about")
    start_offset: Mapped[int] = mapped_column(
        comment="First code point of the figure in the text of the report"
    )
    end_offset: Mapped[int] = mapped_column(comment="One past the last")
    expected_text: Mapped[str] = mapped_column(comment="The words of the figure when it was reviewed")
    expected_value: Mapped[Decimal] = mapped_column(
        comment="Its value then; where another one is read now, the row does not hold any more"
    )
    expected_unit: Mapped[str] = mapped_column(comment="Its unit then, as shown")
    expected_indicator: Mapped[str | None] = mapped_column(comment="Code of its indicator then, or empty")
    expected_year: Mapped[int] = mapped_column(comment="The year that it was about then")
    expected_kind: Mapped[str] = mapped_column(String(6), comment="Its kind then")
    expected_scope: Mapped[str] = mapped_column(String(6), comment="Its scope then")
    decision: Mapped[str] = mapped_column(
        String(8),
        comment="accept: it is right; correct: the new values hold; reject: it is no figure; withdraw: earlier rows"
        " of this reviewer do not hold any more; note: only a remark",
    )
    new_value: Mapped[Decimal | None] = mapped_column(
        comment="The right value; empty where the read one is right"
    )
    new_unit: Mapped[str | None] = mapped_column(comment="The right unit as shown; likewise")
    new_indicator: Mapped[str | None] = mapped_column(
        comment="Code of the right indicator, the empty text for none; empty where the read one is right"
    )
    new_year: Mapped[int | None] = mapped_column(comment="The right year; likewise")
    new_kind: Mapped[str | None] = mapped_column(String(6), comment="The right kind; likewise")
    new_scope: Mapped[str | None] = mapped_column(String(6), comment="The right scope; likewise")
    note: Mapped[str] = mapped_column(comment="Why, in the reviewer's words; may be the empty text")
    reviewer: Mapped[str] = mapped_column(comment="Who says so")
    made_at: Mapped[datetime] = mapped_column(comment="When")


TABLES: Final = Base.metadata.tables
"""The tables by name, for statements that pass by the models: those are made once, and run a million times."""
