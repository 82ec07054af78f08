-- All figures between which one is picked.
create temp view rivals as
select
    observation_id, district_code, year, indicator, coalesce(unit_code, unit) as unit, value,
    period_start, period_end, preference
from loaded.candidates
