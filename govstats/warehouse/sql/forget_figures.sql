delete from loaded.figures where report_id in (select id from gone)
