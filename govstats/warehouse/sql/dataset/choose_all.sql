-- The figures of a dataset: all that could fill a cell, each with how many there are for its cell.
create or replace temp table chosen as
select
    observation_id, count(*) over cell as candidates,
    count(distinct value) over (partition by district_code, year, indicator, coalesce(unit_code, unit), period_start, period_end)
        - 1 as differing
from loaded.candidates
where {asked}
    and scope in (select unnest($scopes))
    and sureness >= $min_confidence
window cell as (partition by district_code, year, indicator, coalesce(unit_code, unit))
