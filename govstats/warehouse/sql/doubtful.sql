-- The figures that want a look, the worst first, each with the worst reason that it has.
with found as (
    select
        observation_id,
        min(case outcome when 'contradicts' then 0 else 1 end) as outcome,
        bool_or(outcome = 'doubtful') as is_odd,
        min(
            case severity when 'error' then 0 when 'warning' then 1 else 2 end
            + case outcome when 'contradicts' then 0 else 3 end
        ) as weight
    from (select unnest(observation_ids) as observation_id, outcome, severity from findings where outcome <> 'agrees')
    group by observation_id
),

-- What this reviewer has decided and not withdrawn.
done as (
    select observation_id
    from (
        select observation_id, decision
        from corrections
        where observation_id is not null and reviewer = $reviewer and decision <> 'note'
        qualify row_number() over (partition by observation_id order by made_at desc, correction_id desc) = 1
    )
    where decision <> 'withdraw'
),

doubted as (
    select
        figure.*, found.weight,
        [
            case when found.outcome = 0 then 'contradicted' end,
            case when found.is_odd then 'doubtful' end,
            case when figure.confidence < $below then 'unsure' end,
            case
                when figure.indicator is null and figure.kind = 'level' and figure.status = 'actual'
                    and figure.scope in ('place', 'issuer') then 'unmatched'
            end
        ] as reasons
    from observations as figure
    left join found using (observation_id)
)

select observation_id, coalesce(reasons[1], reasons[2], reasons[3], reasons[4]) as concern
from doubted
where list_has_any(reasons, $concerns)
    and (len($indicators) = 0 or list_contains($indicators, indicator))
    and (len($places) = 0 or list_contains($places, district_code))
    and (len($years) = 0 or list_contains($years, year))
    and (len($issuers) = 0 or list_contains($issuers, issuer))
    and ($report is null or report_id = $report)
    and ($again or observation_id not in (select observation_id from done))
order by
    coalesce(weight, 6), concern = 'unmatched', confidence, district_code, year, report_id, start_offset
limit $most
