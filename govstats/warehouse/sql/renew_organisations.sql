create temp table named as
select id, place_id, name::varchar as name, department::varchar as department
from incoming;

delete from loaded.organisations where organisation_id in (select id from named);

insert into loaded.organisations from named
