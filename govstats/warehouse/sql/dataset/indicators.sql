-- What the figures of a dataset are of.
select
    indicator, indicator_name, name_en, topic, unit, unit_code, aggregation, stock_or_flow, definition, numerator,
    denominator, part_of, also_in
from main.indicators
where indicator in (select indicator from chosen join loaded.figures using (observation_id))
order by indicator
