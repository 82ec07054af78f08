-- The texts of reports.
select report_id, text
from loaded.reports
where report_id in (select unnest($reports))
order by report_id
