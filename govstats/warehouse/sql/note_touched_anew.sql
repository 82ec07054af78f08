-- The cells that a figure of the reports just loaded could fill.
insert into touched
select distinct district_code, year, indicator
from loaded.candidates
where report_id in (select id from changed)
    and (district_code, year, indicator) not in (select district_code, year, indicator from touched);
