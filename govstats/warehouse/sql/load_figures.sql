insert into loaded.figures
select
    figure.id, figure.report_id, place.district, place.district_code, place.province, figure.year,
    indicator.indicator, indicator.indicator_name, figure.value::varchar::decimal(24, 6),
    coalesce(unit.unit, figure.unit_text::varchar), unit.unit_code, figure.bound::varchar, figure.kind::varchar,
    figure.status::varchar, figure.scope::varchar, figure.label::varchar, figure.period_start::varchar::date,
    figure.period_end::varchar::date, figure.part_of_id, organisation.issuer, report.title, report.year,
    report.published_on, figure.text::varchar, figure.evidence::varchar, figure.start_offset, figure.end_offset,
    figure.confidence, figure.doubts::varchar, figure.rule::varchar, report.catalogue_version, null, null
from incoming as figure
join loaded.places as place using (place_id)
join loaded.reports as report using (report_id)
join loaded.organisations as organisation on organisation.organisation_id = report.organisation_id
left join loaded.indicators as indicator on indicator.indicator = figure.indicator_code::varchar
left join loaded.units as unit on unit.unit_code = figure.unit_code::varchar
order by
    indicator.indicator, place.district_code, figure.year, report.report_id, figure.start_offset
