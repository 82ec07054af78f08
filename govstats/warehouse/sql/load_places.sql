insert into loaded.places
select
    id, name::varchar, code::varchar, full_name::varchar, level::varchar, nullif(parent_code::varchar, ''),
    province::varchar, valid_from, valid_to
from incoming
order by code, valid_from
