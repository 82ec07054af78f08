-- The same fact as several reports state it: place, year, indicator, unit, whose, period. A report that states several values of
-- it may mean several things: of these only the ones count that another report states, too.
with figures as (
    select
        observation_id, report_id, district_code, indicator, year, period_start, period_end, value, start_offset, preference,
        case scope when 'issuer' then issuer else '' end as holder, coalesce(unit_code, unit) as measured
    from loaded.candidates
), shared as (
    select district_code, holder, indicator, year, period_start, period_end, measured
    from figures
    group by all
    having min(report_id) < max(report_id) and bool_or(report_id in (select unnest($reports)))
), statements as (
    from figures
    semi join shared using (district_code, holder, indicator, year, period_start, period_end, measured)
    qualify row_number() over (
        partition by district_code, holder, indicator, year, period_start, period_end, measured, report_id, value
        order by start_offset
    ) = 1
), counted as (
    select
        *, count(*) over (
            partition by district_code, holder, indicator, year, period_start, period_end, measured, report_id
        ) as values_of_report,
        count(*) over (
            partition by district_code, holder, indicator, year, period_start, period_end, measured, value
        ) as reports_of_value
    from statements
)
select list(observation_id order by preference)
from counted
where values_of_report = 1 or reports_of_value > 1
group by district_code, holder, indicator, year, period_start, period_end, measured
having min(report_id) < max(report_id) and bool_or(report_id in (select unnest($reports)))
order by min(observation_id)
