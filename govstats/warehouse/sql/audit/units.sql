-- Figures that a place counts in another unit than in its year before, the catalogue not saying that both count the same.
with yearly as (
    select
        figure.observation_id, figure.report_id, figure.district_code, figure.indicator, figure.year,
        case figure.scope when 'issuer' then figure.issuer else '' end as holder, figure.unit_code,
        coalesce(unit.base_code, figure.unit) as unit
    from loaded.candidates as figure
    left join loaded.units as unit using (unit_code)
    where figure.unit <> ''
    qualify row_number() over (
        partition by figure.district_code, holder, figure.indicator, figure.year order by figure.preference
    ) = 1
), paired as (
    select
        *, lag(observation_id) over series as earlier_id, lag(report_id) over series as earlier_report,
        lag(year) over series as earlier_year, lag(unit) over series as earlier_unit,
        lag(unit_code) over series as earlier_code
    from yearly
    window series as (partition by district_code, holder, indicator order by year)
)
select pair.observation_id, pair.earlier_id, pair.district_code, pair.year, pair.earlier_year
from paired as pair
join loaded.indicators as entry using (indicator)
where pair.unit <> pair.earlier_unit
    and not (
        list_contains(string_split(entry.unit_code || ' ' || entry.also_in, ' '), pair.unit_code)
        and list_contains(string_split(entry.unit_code || ' ' || entry.also_in, ' '), pair.earlier_code)
    )
    and (pair.report_id in (select unnest($reports)) or pair.earlier_report in (select unnest($reports)))
order by pair.district_code, pair.holder, pair.indicator, pair.year
