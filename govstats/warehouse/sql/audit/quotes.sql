-- Who says what of some figures.
select observation_id, issuer, report, report_year, evidence
from loaded.figures
where observation_id in (select unnest($figures))
