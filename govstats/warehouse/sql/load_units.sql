insert into loaded.units
select code::varchar, symbol::varchar, name::varchar, dimension::varchar, base_code::varchar, factor::varchar::decimal(24, 6)
from incoming
order by code
