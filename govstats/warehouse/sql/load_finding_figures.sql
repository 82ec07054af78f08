insert into loaded.finding_figures
select finding_id, position, report_id, start_offset, role::varchar
from incoming
