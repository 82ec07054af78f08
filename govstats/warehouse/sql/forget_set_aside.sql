delete from loaded.set_aside where report_id in (select id from gone)
