-- Whether the snapshot holds the store's reports (the table heads) in their versions, and all rows of the current ones.
with differing as (
    (select id, store_version from heads except select report_id, store_version from loaded.reports)
    union all
    (select report_id, store_version from loaded.reports except select id, store_version from heads)
),
expected as (
    select
        coalesce(sum(figures), 0) as figures,
        coalesce(sum(set_aside), 0) as set_aside
    from main.reports
    where is_current
)
select
    not exists (from differing)
    and figures = (select count(*) from loaded.figures)
    and set_aside = (select count(*) from loaded.set_aside)
from expected
