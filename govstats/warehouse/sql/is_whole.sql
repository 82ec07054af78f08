-- Whether the snapshot holds so many reports and all rows of the current ones.
select
    $reports = (select count(*) from loaded.reports)
    and coalesce(sum(figures), 0) = (select count(*) from loaded.figures)
    and coalesce(sum(set_aside), 0) = (select count(*) from loaded.set_aside)
from loaded.reports
where report_id not in (select replaces_id from loaded.reports where replaces_id is not null)
