-- The figures of the cells in the table touched: only there another one may be picked.
create temp table rivals as
select
    observation_id, district_code, year, indicator, coalesce(unit_code, unit) as unit, value,
    period_start, period_end, preference
from loaded.candidates
semi join touched using (district_code, year, indicator);

update loaded.figures
set candidates = null, differing = null
from rivals
where figures.observation_id = rivals.observation_id and figures.candidates is not null
