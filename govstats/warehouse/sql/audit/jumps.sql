-- Figures of whole years that are more than $times times those of the place's year before, or less: the later, the earlier, and
-- which of the two lies further from the middle of the series. A year that was left out is passed over.
with yearly as (
    select
        figure.observation_id, figure.report_id, figure.district_code, figure.indicator, figure.year,
        case figure.scope when 'issuer' then figure.issuer else '' end as holder,
        coalesce(unit.base_code, figure.unit) as unit, figure.value::double * coalesce(unit.factor::double, 1) as size
    from loaded.candidates as figure
    left join loaded.units as unit using (unit_code)
    where figure.period_end >= make_date(figure.year, 12, 31)
        and (figure.period_start <= make_date(figure.year, 1, 1) or figure.period_start = figure.period_end)
        and figure.value > 0
    qualify row_number() over (
        partition by figure.district_code, holder, figure.indicator, coalesce(unit.base_code, figure.unit), figure.year
        order by figure.preference
    ) = 1
), paired as (
    select
        *, lag(observation_id) over series as earlier_id, lag(report_id) over series as earlier_report,
        lag(year) over series as earlier_year, lag(size) over series as earlier_size,
        median(size) over (partition by district_code, holder, indicator, unit) as middle
    from yearly
    window series as (partition by district_code, holder, indicator, unit order by year)
)
select
    observation_id, earlier_id, district_code, year, earlier_year,
    if(abs(ln(size / middle)) >= abs(ln(earlier_size / middle)), observation_id, earlier_id) as further
from paired
where earlier_id is not null and greatest(size, earlier_size) > $times * least(size, earlier_size)
    and year - earlier_year <= $years
    and (report_id in (select unnest($reports)) or earlier_report in (select unnest($reports)))
order by district_code, holder, indicator, unit, year
