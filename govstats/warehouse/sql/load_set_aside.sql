insert into loaded.set_aside
select id, report_id, start_offset, end_offset, text::varchar, reason::varchar, rule::varchar
from incoming
