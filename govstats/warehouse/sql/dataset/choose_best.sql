-- The figures of a dataset: the best one of each cell among those of the scope and confidence asked for.
create or replace temp table chosen as
with eligible as (
    select
        observation_id, district_code, year, indicator, coalesce(unit_code, unit) as measured_in, value,
        row(period_start, period_end) as period, preference
    from loaded.candidates
    where {asked}
        and scope in (select unnest($scopes))
        and sureness >= $min_confidence
),
cells as (
    select
        district_code, year, indicator, measured_in, count(*) as candidates,
        arg_min({'id': observation_id, 'period': period}, preference) as best
    from eligible
    group by all
)
select
    cells.best.id as observation_id, any_value(cells.candidates) as candidates,
    count(distinct eligible.value) filter (where eligible.period = cells.best.period) - 1 as differing
from cells
join eligible using (district_code, year, indicator, measured_in)
group by all
