insert into loaded.indicators
select
    code::varchar, name::varchar, name_en::varchar, topic::varchar, unit_code::varchar, aggregation::varchar,
    nullif(numerator_code::varchar, ''), nullif(denominator_code::varchar, ''), also_in::varchar, definition::varchar,
    nullif(stock_or_flow::varchar, ''), nullif(part_of_code::varchar, ''), nullif(plausible_low::varchar, '')::decimal(24, 6),
    nullif(plausible_high::varchar, '')::decimal(24, 6)
from incoming
order by code
