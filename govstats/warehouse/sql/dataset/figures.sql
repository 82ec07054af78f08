-- The rows of a dataset.
select
    figure.district_code, figure.district, named.place.full_name as full_name, figure.province,
    figure.district_code[:2] || '0000' as province_code, figure.year, figure.indicator, figure.indicator_name,
    figure.value, figure.unit, figure.unit_code, figure.bound, figure.scope, figure.period_start, figure.period_end,
    figure.label, figure.text, figure.evidence, figure.confidence, figure.doubts, chosen.candidates, chosen.differing,
    figure.verdict, figure.correction, figure.original_value, figure.original_unit, figure.original_indicator,
    figure.original_year, figure.original_kind, figure.original_scope,
    figure.issuer, figure.report, report.document_number, report.published_on, report.source, report.file_name,
    report.sha256, figure.report_id, figure.observation_id, figure.catalogue_version
from chosen
join loaded.figures as figure using (observation_id)
join loaded.reports as report using (report_id)
join named on named.district_code = figure.district_code and named.district = figure.district and named.year = figure.year
