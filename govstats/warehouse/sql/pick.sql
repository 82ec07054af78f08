-- Marks the figure that is picked for each place, year, indicator and unit among the rivals: the least preference.
-- Units are not mixed: hours and days of one indicator are two rows.
update loaded.figures
set candidates = pick.candidates, differing = pick.differing
from (
    select observation_id, candidates, differing
    from (
        select
            observation_id,
            row_number() over (alternatives order by preference) as place_in_order,
            count(*) over alternatives as candidates,
            count(distinct value) filter (where (period_start, period_end) = picked_period) over alternatives - 1
                as differing
        from (
            select *, first_value((period_start, period_end)) over (alternatives order by preference) as picked_period
            from rivals
            window alternatives as (partition by district_code, year, indicator, unit)
        )
        window alternatives as (partition by district_code, year, indicator, unit)
    )
    where place_in_order = 1
) as pick
where figures.observation_id = pick.observation_id
