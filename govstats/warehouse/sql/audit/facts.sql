-- Figures of reports as the checks see them, report by report; not those that a reviewer rejects. Where he gives another
-- value or unit, his words stand for those of the report, which say something else.
select
    figure.observation_id, figure.report_id, figure.start_offset as start, figure.end_offset as "end",
    case
        when figure.original_value is null or (figure.original_value, figure.original_unit) = (figure.value, figure.unit)
            then figure.text
        else rtrim(rtrim(figure.value::varchar, '0'), '.') || figure.unit
    end as text,
    figure.evidence_start, figure.evidence_start + length(figure.evidence) as evidence_end,
    rtrim(rtrim(figure.value::varchar, '0'), '.') as value, coalesce(figure.unit_code, '') as unit_code, figure.unit,
    figure.bound, figure.kind, figure.label, coalesce(figure.indicator, '') as indicator, figure.district_code as place_code,
    figure.year, figure.period_start - date '1970-01-01' as period_start, figure.period_end - date '1970-01-01' as period_end,
    figure.status, figure.scope, coalesce(whole.start_offset, -1) as part_of, figure.confidence, figure.doubts
from loaded.figures as figure
left join loaded.figures as whole on whole.observation_id = figure.part_of
where ($reports is null or figure.report_id in (select unnest($reports)))
    and ($figures is null or figure.observation_id in (select unnest($figures)))
    and figure.correction is distinct from 'rejected'
order by figure.report_id, figure.start_offset
