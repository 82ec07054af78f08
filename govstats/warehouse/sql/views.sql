-- The views that queries are written against. Every view and every column carries its meaning as a comment;
-- docs/views.md repeats them, and a test holds the two together.

-- All figures.
create view observations as
select
    district, district_code, province, year, indicator, indicator_name, value, unit, unit_code, bound,
    kind, status, scope, label, period_start, period_end, part_of, issuer, report, report_id,
    report_year, published_on, text, evidence, start_offset, end_offset, confidence, doubts, rule,
    observation_id, catalogue_version, verdict, correction, original_value, original_unit, original_indicator,
    original_year, original_kind, original_scope
from loaded.figures;

comment on view observations is 'All figures of the current reports: those that no other report replaces';
comment on column observations.district is 'Name of the place alone, such as 宝山区; district_code tells places of one name apart';
comment on column observations.district_code is 'GB/T 2260 code of the place, six digits, as text';
comment on column observations.province is 'Name of the province that the place lies in';
comment on column observations.year is 'Year that the figure is about';
comment on column observations.indicator is 'Code of the indicator; empty for a figure that the catalogue has no indicator for';
comment on column observations.indicator_name is 'Chinese name of the indicator';
comment on column observations.value is 'The exact value in the unit; percentages as percent numbers, negative for a fall';
comment on column observations.unit is 'Unit as shown: its symbol, or the measure word of the report where the unit table lacks it; empty text for none';
comment on column observations.unit_code is 'Code of the unit; empty where the unit table lacks the measure word';
comment on column observations.bound is 'How the value limits the true one: = exact, ~ about, > more than or at least, < less than or at most';
comment on column observations.kind is 'level, change (against an earlier period), share (of another figure) or rank';
comment on column observations.status is 'actual, or target for plans and goals';
comment on column observations.scope is 'Whose figure: place (the whole place), issuer (the issuing organisation), part (narrower) or other (somebody else)';
comment on column observations.label is 'The words of the report that say what is measured';
comment on column observations.period_start is 'First day of the period that the figure covers';
comment on column observations.period_end is 'Last day of that period; the same day for a figure of one day';
comment on column observations.part_of is 'observation_id of the figure that this one breaks down';
comment on column observations.issuer is 'Organisation that published the report';
comment on column observations.report is 'Title of the report';
comment on column observations.report_id is 'Number of the report in the store';
comment on column observations.report_year is 'Year that the report is about; the figure may be of another year';
comment on column observations.published_on is 'Date of publication of the report';
comment on column observations.text is 'The words that state the value';
comment on column observations.evidence is 'The words that the meaning was read from';
comment on column observations.start_offset is 'First code point of the words that state the value, in the text of the report, counted from 0';
comment on column observations.end_offset is 'One past their last code point';
comment on column observations.confidence is 'How sure the reading is, from 0 to 1';
comment on column observations.doubts is 'Why the confidence is lowered; parted by semicolons; empty text for none';
comment on column observations.rule is 'How the figure was read';
comment on column observations.observation_id is 'Number of the observation in the store';
comment on column observations.catalogue_version is 'Version of the catalogue that the indicator was decided with';
comment on column observations.verdict is 'What arithmetic says about it: confirmed, contradicted or unchecked; the view findings says why';
comment on column observations.correction is 'What a reviewer has decided: accepted, corrected or rejected; empty where nobody has';
comment on column observations.original_value is 'The value as it was read, where a reviewer has corrected the figure';
comment on column observations.original_unit is 'The unit as it was read, likewise';
comment on column observations.original_indicator is 'The indicator as it was read, likewise';
comment on column observations.original_year is 'The year as it was read, likewise';
comment on column observations.original_kind is 'The kind as it was read, likewise';
comment on column observations.original_scope is 'The scope as it was read, likewise';

-- What most questions are about.
create view metrics as
select
    figure.district, figure.year, figure.indicator, figure.value, figure.unit, figure.indicator_name,
    figure.scope, figure.bound, figure.label, figure.district_code, figure.province, figure.period_start,
    figure.period_end, figure.issuer, figure.report, figure.report_id, figure.published_on, figure.text,
    figure.evidence, figure.confidence, figure.observation_id, figure.verdict, figure.correction,
    figure.original_value, figure.original_unit, figure.original_indicator, figure.original_year,
    figure.original_kind, figure.original_scope
from loaded.figures as figure
where figure.kind = 'level' and figure.status = 'actual' and figure.scope in ('place', 'issuer')
    and figure.correction is distinct from 'rejected';

comment on view metrics is 'Figures of kind level and status actual whose scope is the place or the issuer';
comment on column metrics.district is 'Name of the place alone, such as 宝山区; district_code tells places of one name apart';
comment on column metrics.year is 'Year that the figure is about';
comment on column metrics.indicator is 'Code of the indicator; empty for a figure that the catalogue has no indicator for';
comment on column metrics.value is 'The exact value in the unit; percentages as percent numbers, negative for a fall';
comment on column metrics.unit is 'Unit as shown: its symbol, or the measure word of the report where the unit table lacks it; empty text for none';
comment on column metrics.indicator_name is 'Chinese name of the indicator';
comment on column metrics.scope is 'Whose figure: place (the whole place) or issuer (the issuing organisation)';
comment on column metrics.bound is 'How the value limits the true one: = exact, ~ about, > more than or at least, < less than or at most';
comment on column metrics.label is 'The words of the report that say what is measured';
comment on column metrics.district_code is 'GB/T 2260 code of the place, six digits, as text';
comment on column metrics.province is 'Name of the province that the place lies in';
comment on column metrics.period_start is 'First day of the period that the figure covers';
comment on column metrics.period_end is 'Last day of that period; the same day for a figure of one day';
comment on column metrics.issuer is 'Organisation that published the report';
comment on column metrics.report is 'Title of the report';
comment on column metrics.report_id is 'Number of the report in the store';
comment on column metrics.published_on is 'Date of publication of the report';
comment on column metrics.text is 'The words that state the value';
comment on column metrics.evidence is 'The words that the meaning was read from';
comment on column metrics.confidence is 'How sure the reading is, from 0 to 1';
comment on column metrics.observation_id is 'Number of the observation in the store';
comment on column metrics.verdict is 'What arithmetic says about it: confirmed, contradicted or unchecked; the view findings says why';
comment on column metrics.correction is 'What a reviewer has decided: accepted, corrected or rejected; empty where nobody has';
comment on column metrics.original_value is 'The value as it was read, where a reviewer has corrected the figure';
comment on column metrics.original_unit is 'The unit as it was read, likewise';
comment on column metrics.original_indicator is 'The indicator as it was read, likewise';
comment on column metrics.original_year is 'The year as it was read, likewise';
comment on column metrics.original_kind is 'The kind as it was read, likewise';
comment on column metrics.original_scope is 'The scope as it was read, likewise';

-- The one place that says which of several figures for one place, year and indicator is taken: the least preference.
-- In this order: a figure of the place before one of the issuer; a report about that very year before a later one that
-- quotes it; a whole year, or a day at its end, before a narrower period; an exact value before a bound; the surer one;
-- the later publication, undated last; the earlier one in the text; the lower number.
-- How sure a figure is, is the confidence of its reading, and 1 for what a reviewer has accepted or corrected.
create view loaded.candidates as
select
    figure.*,
    case when figure.correction is null then figure.confidence else 1 end as sureness,
    row(
        figure.scope <> 'place',
        figure.report_year <> figure.year,
        not (
            figure.period_end >= make_date(figure.year, 12, 31)
            and (figure.period_start <= make_date(figure.year, 1, 1) or figure.period_start = figure.period_end)
        ),
        figure.bound <> '=',
        -sureness,
        coalesce(-epoch(figure.published_on), 1e300),
        figure.start_offset,
        figure.observation_id
    ) as preference
from loaded.figures as figure
where figure.kind = 'level' and figure.status = 'actual' and figure.scope in ('place', 'issuer')
    and figure.indicator is not null and figure.correction is distinct from 'rejected'
    -- a total of several years is no figure of its last one
    and figure.period_end - figure.period_start <= 366;

-- Which they are was decided when they were loaded, see pick.sql.
create view metrics_best as
select
    district, year, indicator, value, unit, indicator_name, scope, bound, label, district_code, province,
    period_start, period_end, issuer, report, report_id, published_on, text, evidence, confidence,
    observation_id, candidates, differing, verdict, correction, original_value
from loaded.figures
where candidates is not null;

comment on view metrics_best is 'One figure for each place, year, indicator and unit: the one of metrics that the documented rule picks';
comment on column metrics_best.district is 'Name of the place alone, such as 宝山区; district_code tells places of one name apart';
comment on column metrics_best.year is 'Year that the figure is about';
comment on column metrics_best.indicator is 'Code of the indicator';
comment on column metrics_best.value is 'The exact value in the unit; percentages as percent numbers, negative for a fall';
comment on column metrics_best.unit is 'Unit as shown: its symbol, or the measure word of the report where the unit table lacks it; empty text for none';
comment on column metrics_best.indicator_name is 'Chinese name of the indicator';
comment on column metrics_best.scope is 'Whose figure: place (the whole place) or issuer (the issuing organisation)';
comment on column metrics_best.bound is 'How the value limits the true one: = exact, ~ about, > more than or at least, < less than or at most';
comment on column metrics_best.label is 'The words of the report that say what is measured';
comment on column metrics_best.district_code is 'GB/T 2260 code of the place, six digits, as text';
comment on column metrics_best.province is 'Name of the province that the place lies in';
comment on column metrics_best.period_start is 'First day of the period that the figure covers';
comment on column metrics_best.period_end is 'Last day of that period; the same day for a figure of one day';
comment on column metrics_best.issuer is 'Organisation that published the report';
comment on column metrics_best.report is 'Title of the report';
comment on column metrics_best.report_id is 'Number of the report in the store';
comment on column metrics_best.published_on is 'Date of publication of the report';
comment on column metrics_best.text is 'The words that state the value';
comment on column metrics_best.evidence is 'The words that the meaning was read from';
comment on column metrics_best.confidence is 'How sure the reading is, from 0 to 1';
comment on column metrics_best.observation_id is 'Number of the observation in the store';
comment on column metrics_best.candidates is 'How many figures of metrics there were to pick from, the picked one among them';
comment on column metrics_best.differing is 'How many values other than the picked one they state for the same period; 0 where all agree';
comment on column metrics_best.verdict is 'What arithmetic says about it: confirmed, contradicted or unchecked; the view findings says why';
comment on column metrics_best.correction is 'What a reviewer has decided: accepted, corrected or rejected; empty where nobody has';
comment on column metrics_best.original_value is 'The value as it was read, where a reviewer has corrected the figure';

-- Every revision of every report.
create view reports as
select
    report.report_id, report.title, place.district, place.district_code, place.province,
    organisation.issuer, organisation.department, report.year, report.kind,
    report.document_number, report.index_number, report.published_on, report.dated_on, report.source, report.file_name, report.media_type, report.encoding,
    report.sha256, report.text, report.ingested_at, report.extractor_version, report.catalogue_version,
    report.replaces_id, newer.report_id as replaced_by_id, newer.report_id is null as is_current,
    report.figures, report.set_aside
from loaded.reports as report
join loaded.organisations as organisation using (organisation_id)
join loaded.places as place on place.place_id = report.place_id
left join loaded.reports as newer on newer.replaces_id = report.report_id;

comment on view reports is 'Every report with every revision of it; is_current marks the ones whose figures count';
comment on column reports.report_id is 'Number of the report in the store';
comment on column reports.title is 'Title of the report';
comment on column reports.district is 'Name of the place that the report is about';
comment on column reports.district_code is 'GB/T 2260 code of the place, six digits, as text';
comment on column reports.province is 'Name of the province that the place lies in';
comment on column reports.issuer is 'Organisation that published the report';
comment on column reports.department is 'Name of the issuer without its place';
comment on column reports.year is 'Year that the report is about';
comment on column reports.kind is 'annual_report, work_summary or special_report; empty where it is unknown';
comment on column reports.document_number is 'Document number, such as 宝司〔2021〕1号';
comment on column reports.index_number is 'Number in the register of published information: 索引号';
comment on column reports.published_on is 'Date of publication, or of the document where that is all there is';
comment on column reports.dated_on is 'Date of the document, which may lie before its publication';
comment on column reports.source is 'Where the page says it comes from';
comment on column reports.file_name is 'Name of the file that it was read from';
comment on column reports.media_type is 'What the source bytes are';
comment on column reports.encoding is 'Codec that decoded them';
comment on column reports.sha256 is 'Hash of the source bytes';
comment on column reports.text is 'The decoded text that all offsets point into';
comment on column reports.ingested_at is 'When it was stored, in UTC';
comment on column reports.extractor_version is 'Version of govstats that read it';
comment on column reports.catalogue_version is 'Version of the catalogue that it was read with';
comment on column reports.replaces_id is 'report_id of the earlier revision that it replaces';
comment on column reports.replaced_by_id is 'report_id of the later revision that replaces it';
comment on column reports.is_current is 'Whether no other report replaces it';
comment on column reports.figures is 'How many figures were read from it';
comment on column reports.set_aside is 'How many numbers of it are no figures';

-- The catalogue.
create view indicators as
select
    entry.indicator, entry.indicator_name, entry.name_en, entry.topic, unit.unit, entry.unit_code,
    entry.aggregation, entry.numerator, entry.denominator, entry.also_in, entry.definition,
    entry.stock_or_flow, entry.part_of, entry.plausible_low, entry.plausible_high
from loaded.indicators as entry
join loaded.units as unit using (unit_code);

comment on view indicators is 'Indicators of the catalogue';
comment on column indicators.indicator is 'Code of the indicator';
comment on column indicators.indicator_name is 'Chinese name of the indicator';
comment on column indicators.name_en is 'English name';
comment on column indicators.topic is 'Topic that it belongs to';
comment on column indicators.unit is 'Symbol of its unit';
comment on column indicators.unit_code is 'Code of its unit';
comment on column indicators.aggregation is 'How places or months add up: sum, or none for rates and means';
comment on column indicators.numerator is 'Indicator that a rate divides';
comment on column indicators.denominator is 'Indicator that a rate divides by';
comment on column indicators.also_in is 'Codes of further units that count the same thing one for one, parted by spaces';
comment on column indicators.definition is 'What is counted';
comment on column indicators.stock_or_flow is 'stock for what is there on a day, flow for what happens in a period';
comment on column indicators.part_of is 'Indicator of the whole that it is a part of';
comment on column indicators.plausible_low is 'Least value, in the unit, that a place of any level may truly report of a year';
comment on column indicators.plausible_high is 'Greatest such value';

-- The map, with its years.
create view places as
select
    district, district_code, full_name, level, parent_code, province, valid_from, valid_to
from loaded.places;

comment on view places is 'Administrative divisions by code and years of validity; one code may have several rows';
comment on column places.district is 'Name of the division alone';
comment on column places.district_code is 'GB/T 2260 code of the place, six digits, as text';
comment on column places.full_name is 'Name with the divisions above it: 上海市宝山区';
comment on column places.level is 'country, province, prefecture or county';
comment on column places.parent_code is 'Code of the division above';
comment on column places.province is 'Name of the province that it lies in';
comment on column places.valid_from is 'First year on whose 31 December it was so';
comment on column places.valid_to is 'Last such year; empty while it is so';

-- The other numbers.
create view set_aside as
select
    place.district, place.district_code, report.year, number.text, number.reason, report.title as report,
    number.report_id, number.start_offset, number.end_offset, number.rule, number.set_aside_id
from loaded.set_aside as number
join loaded.reports as report using (report_id)
join loaded.places as place on place.place_id = report.place_id;

comment on view set_aside is 'Numbers of the current reports that are no figures, each with its reason';
comment on column set_aside.district is 'Name of the place that the report is about';
comment on column set_aside.district_code is 'GB/T 2260 code of the place, six digits, as text';
comment on column set_aside.year is 'Year that the report is about';
comment on column set_aside.text is 'The number as written';
comment on column set_aside.reason is 'Why it is no figure: date, doc_number, ordinal, name, list, term, age, article, chrome, threshold, word or other';
comment on column set_aside.report is 'Title of the report';
comment on column set_aside.report_id is 'Number of the report in the store';
comment on column set_aside.start_offset is 'First code point of the number in the text of the report, counted from 0';
comment on column set_aside.end_offset is 'One past its last code point';
comment on column set_aside.rule is 'The rule that said so';
comment on column set_aside.set_aside_id is 'Number of the row in the store';

-- What the checks say.
create view findings as
select
    place.district, place.district_code, report.year, finding.rule, finding.outcome, finding.severity, finding.stated,
    finding.expected, finding.suggestion, finding.message_zh, finding.message_en, organisation.issuer,
    report.title as report, finding.report_id, judged.start_offset, about.observation_ids, finding.across_reports,
    finding.rule_version, finding.finding_id
from loaded.findings as finding
join loaded.reports as report using (report_id)
join loaded.places as place on place.place_id = report.place_id
join loaded.organisations as organisation on organisation.organisation_id = report.organisation_id
join loaded.finding_figures as judged on judged.finding_id = finding.finding_id and judged.position = 0
left join (
    select one.finding_id, list(figure.observation_id order by one.position) as observation_ids
    from loaded.finding_figures as one
    join loaded.figures as figure using (report_id, start_offset)
    group by one.finding_id
) as about on about.finding_id = finding.finding_id;

comment on view findings is 'What the checks found: contradictions, doubts, and what the arithmetic confirms';
comment on column findings.district is 'Name of the place that the report is about';
comment on column findings.district_code is 'GB/T 2260 code of the place, six digits, as text';
comment on column findings.year is 'Year that the report is about';
comment on column findings.rule is 'Name of the rule, see docs/checks.md';
comment on column findings.outcome is 'contradicts, doubtful or agrees';
comment on column findings.severity is 'error, warning or notice; empty where all agrees';
comment on column findings.stated is 'What the report states, such as 45.57%';
comment on column findings.expected is 'What the arithmetic gives; the empty text where it gives nothing';
comment on column findings.suggestion is 'What would make it right, where one slip explains it; else the empty text';
comment on column findings.message_zh is 'What it is, in Chinese';
comment on column findings.message_en is 'What it is, in English';
comment on column findings.issuer is 'Organisation that published the report';
comment on column findings.report is 'Title of the report';
comment on column findings.report_id is 'Number of the report in the store';
comment on column findings.start_offset is 'First code point of the figure that is judged, in the text of the report';
comment on column findings.observation_ids is 'The figures that it is about, as observation_id; the one that is judged first, unless it is no figure';
comment on column findings.across_reports is 'Whether several reports were compared; govstats audit does that';
comment on column findings.rule_version is 'Version of the rule';
comment on column findings.finding_id is 'Number of the finding in the store';

-- What reviewers say.
create view corrections as
select
    place.district, place.district_code, entry.report_year, entry.issuer, entry.expected_text, entry.expected_value,
    entry.expected_unit, entry.decision, entry.new_value, entry.new_unit, entry.new_indicator, entry.new_year,
    entry.new_kind, entry.new_scope, entry.note, entry.reviewer, entry.made_at, figure.observation_id, report.report_id,
    entry.start_offset, entry.end_offset, entry.source_sha256, entry.correction_id
from loaded.corrections as entry
left join (
    select report.report_id, report.sha256, report.year, report.place_id, organisation.issuer
    from loaded.reports as report
    join loaded.organisations as organisation using (organisation_id)
) as report
    on report.sha256 = entry.source_sha256 and report.year = entry.report_year and report.issuer = entry.issuer
left join loaded.places as place on place.place_id = report.place_id
left join loaded.figures as figure
    on figure.report_id = report.report_id and figure.start_offset = entry.start_offset
    and figure.end_offset = entry.end_offset and coalesce(figure.original_value, figure.value) = entry.expected_value;

comment on view corrections is 'Everything that reviewers have said about figures; the last decision about a figure holds';
comment on column corrections.district is 'Name of the place that the report is about; empty where the report is not stored';
comment on column corrections.district_code is 'GB/T 2260 code of the place, six digits, as text';
comment on column corrections.report_year is 'Year that the report is about';
comment on column corrections.issuer is 'Organisation that published the report';
comment on column corrections.expected_text is 'The words of the figure when it was reviewed';
comment on column corrections.expected_value is 'Its value then';
comment on column corrections.expected_unit is 'Its unit then';
comment on column corrections.decision is 'accept, correct, reject, withdraw or note';
comment on column corrections.new_value is 'The right value; empty where the one that was read is right';
comment on column corrections.new_unit is 'The right unit; likewise';
comment on column corrections.new_indicator is 'Code of the right indicator, the empty text for none; likewise';
comment on column corrections.new_year is 'The right year; likewise';
comment on column corrections.new_kind is 'The right kind; likewise';
comment on column corrections.new_scope is 'The right scope; likewise';
comment on column corrections.note is 'Why, in the words of the reviewer; may be the empty text';
comment on column corrections.reviewer is 'Who says so';
comment on column corrections.made_at is 'When, in UTC';
comment on column corrections.observation_id is 'Number of the figure; empty where no figure of that value is read there any more';
comment on column corrections.report_id is 'Number of the report in the store; empty where it is not stored';
comment on column corrections.start_offset is 'First code point of the figure in the text of the report';
comment on column corrections.end_offset is 'One past its last code point';
comment on column corrections.source_sha256 is 'Hash of the bytes that the report was read from';
comment on column corrections.correction_id is 'Number of the row in the store';

-- The unit table.
create view units as
select
    unit_code, unit, name, dimension, base_code, factor
from loaded.units;

comment on view units is 'Units of measure';
comment on column units.unit_code is 'Code of the unit';
comment on column units.unit is 'Symbol: 件, %, 微克/立方米';
comment on column units.name is 'English name';
comment on column units.dimension is 'What it counts or measures';
comment on column units.base_code is 'Code of the unit that factor leads to';
comment on column units.factor is 'How many of that unit one of this is';

-- Who publishes.
create view organisations as
select
    organisation.issuer, organisation.department, place.district, place.district_code,
    organisation.organisation_id
from loaded.organisations as organisation
join loaded.places as place using (place_id);

comment on view organisations is 'Issuers of reports';
comment on column organisations.issuer is 'Name with the place: 宝山区司法局';
comment on column organisations.department is 'Name without the place: 司法局';
comment on column organisations.district is 'Name of its place';
comment on column organisations.district_code is 'GB/T 2260 code of the place, six digits, as text';
comment on column organisations.organisation_id is 'Number of the organisation in the store';
