-- How much was found about reports, by severity.
select finding.severity, count(*)
from loaded.findings as finding
where finding.finding_id in (
        select finding_id from loaded.finding_figures where report_id in (select unnest($reports))
    )
    and ($rules is null or finding.rule in (select unnest($rules)))
group by all
