insert into loaded.findings
select
    id, report_id, rule::varchar, rule_version, across_reports = 1, outcome::varchar, nullif(severity::varchar, ''),
    stated::varchar, expected::varchar, suggestion::varchar, message_zh::varchar, message_en::varchar
from incoming
