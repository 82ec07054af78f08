-- What was found about reports, the worst first; each with the words of the figure that is judged.
select
    finding.severity, finding.district_code, finding.district, finding.year, finding.rule, finding.outcome,
    coalesce(figure.text, number.text, finding.stated) as text, finding.stated,
    finding.expected, finding.suggestion, finding.message_zh, finding.message_en,
    coalesce(
        figure.evidence,
        substr(report.text, greatest(finding.start_offset - 23, 1), 24 + least(finding.start_offset, 24))
    ) as evidence,
    coalesce(finding.observation_ids, []) as observation_ids, finding.issuer, finding.report, finding.report_id,
    finding.start_offset, finding.across_reports, finding.rule_version, finding.finding_id
from findings as finding
join loaded.reports as report using (report_id)
left join loaded.figures as figure
    on figure.report_id = finding.report_id and figure.start_offset = finding.start_offset
left join loaded.set_aside as number
    on number.report_id = finding.report_id and number.start_offset = finding.start_offset
where finding.finding_id in (
        select finding_id from loaded.finding_figures where report_id in (select unnest($reports))
    )
    and ($rules is null or finding.rule in (select unnest($rules)))
    and (
        (finding.severity is null and $agreements)
        or (finding.severity is not null and list_position(['error', 'warning', 'notice'], finding.severity) <= $least)
    )
order by
    list_position(['error', 'warning', 'notice'], finding.severity) nulls last, finding.district_code, finding.year,
    finding.report_id, finding.start_offset, finding.rule, finding.finding_id
