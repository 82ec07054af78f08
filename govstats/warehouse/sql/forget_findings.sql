delete from loaded.finding_figures
where finding_id in (select finding_id from loaded.findings where report_id in (select id from gone));

delete from loaded.findings where report_id in (select id from gone)
