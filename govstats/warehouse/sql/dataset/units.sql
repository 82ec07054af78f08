-- The units of a dataset: of its figures, of their indicators, and those that these lead to.
with used as (
    select unit_code from chosen join loaded.figures using (observation_id) where unit_code is not null
    union
    select entry.unit_code
    from chosen
    join loaded.figures as figure using (observation_id)
    join loaded.indicators as entry on entry.indicator = figure.indicator
)
select unit_code, unit, name, dimension, base_code, factor
from main.units
where unit_code in (select unit_code from used)
    or unit_code in (select base_code from main.units where unit_code in (select unit_code from used))
order by unit_code
