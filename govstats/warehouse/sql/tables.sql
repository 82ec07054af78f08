-- What the snapshot stores. The schema is called loaded, so that the views of views.sql have the plain names.
-- No keys and no indexes: the store has checked the rows, and scans do not use them.
create schema loaded;

-- One row: what this snapshot is a copy of.
create table loaded.snapshot (
    format varchar not null,
    store_uuid varchar not null,
    store_version bigint not null,
    catalogue_version varchar not null,
    places_version varchar not null,
    token varchar not null,
    unsorted_rows bigint not null -- rows of loaded.figures appended since it was last sorted as a whole
);

create table loaded.places (
    place_id bigint not null,
    district varchar not null,
    district_code varchar not null,
    full_name varchar not null,
    level varchar not null,
    parent_code varchar,
    province varchar not null,
    valid_from integer not null,
    valid_to integer
);

create table loaded.organisations (
    organisation_id bigint not null,
    place_id bigint not null,
    issuer varchar not null,
    department varchar not null
);

create table loaded.units (
    unit_code varchar not null,
    unit varchar not null,
    name varchar not null,
    dimension varchar not null,
    base_code varchar not null,
    factor decimal(24, 6) not null
);

create table loaded.indicators (
    indicator varchar not null,
    indicator_name varchar not null,
    name_en varchar not null,
    topic varchar not null,
    unit_code varchar not null,
    aggregation varchar not null,
    numerator varchar,
    denominator varchar,
    also_in varchar not null,
    definition varchar not null,
    stock_or_flow varchar,
    part_of varchar,
    plausible_low decimal(24, 6),
    plausible_high decimal(24, 6)
);

-- Every report with every revision of it.
create table loaded.reports (
    report_id bigint not null,
    place_id bigint not null,
    organisation_id bigint not null,
    year integer not null,
    title varchar not null,
    document_number varchar,
    published_on date,
    source varchar,
    file_name varchar not null,
    media_type varchar not null,
    encoding varchar not null,
    sha256 varchar not null,
    text varchar not null,
    kind varchar,
    index_number varchar,
    dated_on date,
    ingested_at timestamp not null,
    extractor_version varchar not null,
    catalogue_version varchar not null,
    replaces_id bigint,
    store_version bigint not null,
    figures bigint not null,
    set_aside bigint not null
);

-- Wide on purpose: a query over figures joins nothing. Sorted by indicator, place and year, so that a filter on
-- them skips whole row groups. Only figures of reports that no other report replaces.
create table loaded.figures (
    observation_id bigint not null,
    report_id bigint not null,
    district varchar not null,
    district_code varchar not null,
    province varchar not null,
    year integer not null,
    indicator varchar,
    indicator_name varchar,
    value decimal(24, 6) not null,
    unit varchar not null,
    unit_code varchar,
    bound varchar not null,
    kind varchar not null,
    status varchar not null,
    scope varchar not null,
    label varchar not null,
    period_start date not null,
    period_end date not null,
    part_of bigint,
    issuer varchar not null,
    report varchar not null,
    report_year integer not null,
    published_on date,
    text varchar not null,
    evidence varchar not null using compression zstd,  -- few of many are fetched three times as fast
    evidence_start integer not null,
    start_offset integer not null,
    end_offset integer not null,
    confidence double not null,
    doubts varchar not null,
    rule varchar not null,
    catalogue_version varchar not null,
    verdict varchar not null,
    correction varchar, -- what a reviewer has decided; the figure shows what he says
    original_value decimal(24, 6), -- what was read, where he says something else about the figure
    original_unit varchar,
    original_indicator varchar,
    original_year integer,
    original_kind varchar,
    original_scope varchar,
    candidates integer, -- of the figures picked for their place, year, indicator and unit: among how many
    differing integer -- likewise: how many other values these state for the same period
);

-- Only numbers of reports that no other report replaces.
create table loaded.set_aside (
    set_aside_id bigint not null,
    report_id bigint not null,
    start_offset integer not null,
    end_offset integer not null,
    text varchar not null,
    reason varchar not null,
    rule varchar not null
);

-- What the checks found, by the report of the figure that is judged; only of reports that no other report replaces.
create table loaded.findings (
    finding_id bigint not null,
    report_id bigint not null,
    rule varchar not null,
    rule_version integer not null,
    across_reports boolean not null,
    outcome varchar not null,
    severity varchar,
    stated varchar not null,
    expected varchar not null,
    suggestion varchar not null,
    message_zh varchar not null,
    message_en varchar not null
);

-- The figures of the findings.
create table loaded.finding_figures (
    finding_id bigint not null,
    position integer not null,
    report_id bigint not null,
    start_offset integer not null,
    role varchar not null
);

-- Everything that reviewers have said.
create table loaded.corrections (
    correction_id bigint not null,
    uuid varchar not null,
    source_sha256 varchar not null,
    issuer varchar not null,
    report_year integer not null,
    start_offset integer not null,
    end_offset integer not null,
    expected_text varchar not null,
    expected_value decimal(24, 6) not null,
    expected_unit varchar not null,
    decision varchar not null,
    new_value decimal(24, 6),
    new_unit varchar, -- the empty text for none
    new_indicator varchar, -- the empty text for none
    new_year integer,
    new_kind varchar,
    new_scope varchar,
    note varchar not null,
    reviewer varchar not null,
    made_at timestamp not null
);
