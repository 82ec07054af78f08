-- What arithmetic says about the figures of reports.
select verdict, count(*) from loaded.figures where report_id in (select unnest($reports)) group by verdict
