-- Whether the snapshot holds the store's reports (the table heads) in their versions, and all rows of the current ones.
with held as (
    select report_id, store_version, sha256[:16] from loaded.reports
),
differing as (
    (select id, store_version, digest from heads except from held)
    union all
    (from held except select id, store_version, digest from heads)
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
