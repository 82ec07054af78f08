-- Stated changes, each with the level that it led to in its report, the words between, and what other reports state of the
-- year before, the preferred one first. Only those that one of the reports asked about takes part in.
with stated as (
    select
        change.observation_id, change.report_id, change.district_code, change.indicator, change.scope, change.issuer,
        change.year, now.observation_id as now_id, now.end_offset as words_start, change.start_offset as words_end
    from loaded.figures as change
    join loaded.candidates as now
        on now.report_id = change.report_id and now.indicator = change.indicator
        and now.district_code = change.district_code and now.scope = change.scope and now.year = change.year
        and now.period_start = change.period_start and now.period_end = change.period_end
        and now.end_offset <= change.start_offset and now.end_offset > change.start_offset - $longest
    where change.kind = 'change' and change.status = 'actual' and change.correction is distinct from 'rejected'
    qualify row_number() over (partition by change.observation_id order by now.start_offset desc) = 1
), compared as (
    select
        stated.observation_id, any_value(stated.report_id) as report_id, any_value(stated.now_id) as now_id,
        any_value(stated.district_code) as district_code, any_value(stated.year) as year,
        any_value(stated.words_start) as words_start, any_value(stated.words_end) as words_end,
        list(earlier.observation_id order by earlier.preference) as earlier_ids
    from stated
    join loaded.candidates as earlier
        on earlier.indicator = stated.indicator and earlier.district_code = stated.district_code
        and earlier.scope = stated.scope and earlier.year = stated.year - 1 and earlier.report_id <> stated.report_id
        and (stated.scope = 'place' or earlier.issuer = stated.issuer)
    group by stated.observation_id
    having bool_or(stated.report_id in (select unnest($reports)) or earlier.report_id in (select unnest($reports)))
)
select
    compared.observation_id, compared.now_id, compared.district_code, compared.year,
    substr(report.text, compared.words_start + 1, compared.words_end - compared.words_start), compared.earlier_ids
from compared
join loaded.reports as report using (report_id)
order by compared.observation_id
