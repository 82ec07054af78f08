-- A reviewer's decision holds as long as the same value is read at the same place.
insert into loaded.figures
select
    figure.id, figure.report_id, place.district, place.district_code, place.province,
    coalesce(decided.new_year, figure.year), indicator.indicator, indicator.indicator_name,
    coalesce(decided.new_value, figure.value::varchar::decimal(24, 6)),
    coalesce(unit.unit, decided.new_unit, figure.unit_text::varchar), unit.unit_code, figure.bound::varchar,
    coalesce(decided.new_kind, figure.kind::varchar), figure.status::varchar,
    coalesce(decided.new_scope, figure.scope::varchar), figure.label::varchar,
    case when figure.period_start = figure.period_end then moved.period_end else moved.period_start end, moved.period_end,
    figure.part_of_id, organisation.issuer, report.title, report.year, report.published_on, figure.text::varchar,
    figure.evidence::varchar, figure.evidence_start, figure.start_offset, figure.end_offset, figure.confidence, figure.doubts::varchar,
    figure.rule::varchar, report.catalogue_version, coalesce(verdict.verdict, 'unchecked'), decided.correction,
    case when decided.correction = 'corrected' then figure.value::varchar::decimal(24, 6) end,
    case when decided.correction = 'corrected' then coalesce(read_unit.unit, figure.unit_text::varchar) end,
    case when decided.correction = 'corrected' then nullif(figure.indicator_code::varchar, '') end,
    case when decided.correction = 'corrected' then figure.year end,
    case when decided.correction = 'corrected' then figure.kind::varchar end,
    case when decided.correction = 'corrected' then figure.scope::varchar end,
    null, null
from incoming as figure
join loaded.places as place using (place_id)
join loaded.reports as report using (report_id)
join loaded.organisations as organisation on organisation.organisation_id = report.organisation_id
left join decided
    on decided.report_id = figure.report_id and decided.start_offset = figure.start_offset
    and decided.end_offset = figure.end_offset and decided.expected_value = figure.value::varchar::decimal(24, 6)
-- a corrected year moves the period; one that ends with February ends with it in the other year, too
left join lateral (
    select
        figure.period_start::varchar::date + years as period_start,
        (figure.period_end::varchar::date + 1 + years)::date - 1 as period_end
    from (select to_years(coalesce(decided.new_year - figure.year, 0)::integer) as years)
) as moved on true
left join verdicts as verdict
    on verdict.report_id = figure.report_id and verdict.start_offset = figure.start_offset
left join loaded.indicators as indicator
    on indicator.indicator = coalesce(decided.new_indicator, figure.indicator_code::varchar)
left join loaded.units as read_unit on read_unit.unit_code = figure.unit_code::varchar
left join loaded.units as unit
    on unit.unit_code = case when decided.new_unit is null then figure.unit_code::varchar else decided.new_unit_code end
order by
    indicator.indicator, place.district_code, coalesce(decided.new_year, figure.year), report.report_id,
    figure.start_offset
