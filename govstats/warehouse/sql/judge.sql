-- What arithmetic says about each figure that it says something about.
create or replace temp table verdicts as
select
    figure.report_id, figure.start_offset,
    case when bool_or(finding.outcome = 'contradicts') then 'contradicted' else 'confirmed' end as verdict
from loaded.finding_figures as figure
join loaded.findings as finding using (finding_id)
where finding.outcome <> 'doubtful'
group by figure.report_id, figure.start_offset;

-- The decision that holds about each figure: the last one of those that no reviewer has withdrawn. A figure of another
-- value at the same place is another figure. Equal times are told apart by what is the same in every database.
create or replace temp table decided as
select
    report.report_id, last.start_offset, last.end_offset, last.expected_value,
    case last.decision when 'accept' then 'accepted' when 'correct' then 'corrected' else 'rejected' end as correction,
    last.new_value, last.new_unit, unit.unit_code as new_unit_code, last.new_indicator, last.new_year, last.new_kind,
    last.new_scope
from (
    from (
        from loaded.corrections
        where decision <> 'note'
        qualify row_number() over (
            partition by source_sha256, issuer, report_year, start_offset, end_offset, expected_value, reviewer
            order by made_at desc, uuid desc
        ) = 1
    )
    where decision <> 'withdraw'
    qualify row_number() over (
        partition by source_sha256, issuer, report_year, start_offset, end_offset, expected_value
        order by made_at desc, uuid desc
    ) = 1
) as last
join loaded.reports as report on report.sha256 = last.source_sha256 and report.year = last.report_year
join loaded.organisations as organisation
    on organisation.organisation_id = report.organisation_id and organisation.issuer = last.issuer
left join (select unit, min(unit_code) as unit_code from loaded.units group by unit) as unit on unit.unit = last.new_unit
