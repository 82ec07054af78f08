insert into loaded.reports
select
    id, place_id, organisation_id, year, title::varchar, nullif(document_number::varchar, ''),
    nullif(published_on::varchar, '')::date, nullif(source::varchar, ''), file_name::varchar, media_type::varchar,
    encoding::varchar, sha256::varchar, text::varchar, nullif(kind::varchar, ''),
    nullif(index_number::varchar, ''), nullif(dated_on::varchar, '')::date, ingested_at::varchar::timestamp,
    extractor_version::varchar, catalogue_version::varchar, replaces_id, store_version, figures, set_aside
from incoming
