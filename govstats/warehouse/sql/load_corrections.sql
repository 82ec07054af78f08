insert into loaded.corrections
select
    id, uuid::varchar, source_sha256::varchar, issuer::varchar, report_year, start_offset, end_offset, expected_text::varchar,
    expected_value::varchar::decimal(24, 6), expected_unit::varchar, decision::varchar,
    nullif(new_value::varchar, '')::decimal(24, 6), case has_new_unit when 1 then new_unit::varchar end,
    case has_new_indicator when 1 then new_indicator::varchar end, new_year, nullif(new_kind::varchar, ''),
    nullif(new_scope::varchar, ''), note::varchar, reviewer::varchar, made_at::varchar::timestamp
from incoming
