insert into loaded.organisations
select id, place_id, name::varchar, department::varchar
from incoming
