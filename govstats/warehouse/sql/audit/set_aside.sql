-- The numbers of reports that are no figures.
select report_id, start_offset, end_offset, text, reason, rule
from loaded.set_aside
where report_id in (select unnest($reports))
order by report_id, start_offset
