-- The figures of the view metrics that a dataset could be thought to hold, and why it does not.
with asked as (
    select
        scope in (select unnest($scopes)) as is_in_scope,
        confidence >= $min_confidence or correction is not null as is_sure, -- as loaded.candidates has it
        indicator is not null as is_coded, period_end - period_start <= 366 as is_of_a_year
    from loaded.figures
    where kind = 'level' and status = 'actual' and scope in ('place', 'issuer')
        and correction is distinct from 'rejected' and {asked}
)
select
    count(*) filter (where is_coded and not is_in_scope),
    count(*) filter (where is_coded and is_in_scope and not is_sure),
    count(*) filter (where not is_coded),
    count(*) filter (where is_coded and is_in_scope and is_sure and not is_of_a_year),
    count(*) filter (where is_coded and is_in_scope and is_sure and is_of_a_year)
from asked
