insert into loaded.indicators
select
    code::varchar, name::varchar, name_en::varchar, topic::varchar, unit_code::varchar, aggregation::varchar,
    nullif(numerator_code::varchar, ''), nullif(denominator_code::varchar, ''), also_in::varchar, definition::varchar
from incoming
order by code
