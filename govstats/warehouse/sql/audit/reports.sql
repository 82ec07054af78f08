-- All current reports, and whether each is asked for.
select
    report_id,
    ($places is null or district_code in (select unnest($places))) and ($years is null or year in (select unnest($years)))
        and ($named is null or report_id in (select unnest($named))) as is_chosen
from reports
where is_current
order by report_id
