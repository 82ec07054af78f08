-- The reports whose rows are about to go: the table changed has those that changed, and what they replace.
create temp table gone as
select id from changed
union
select replaces_id from changed where replaces_id is not null;

-- The cells that a figure of theirs could fill: what is picked there may change.
create temp table touched as
select distinct district_code, year, indicator
from loaded.candidates
where report_id in (select id from gone);
