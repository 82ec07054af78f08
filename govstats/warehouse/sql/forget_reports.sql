delete from loaded.reports where report_id in (select id from changed)
