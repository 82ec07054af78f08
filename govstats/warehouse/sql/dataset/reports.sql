-- The reports that state the figures of a dataset.
select
    report_id, title, issuer, district_code, district, year, kind, document_number, index_number, published_on, dated_on,
    source, file_name, media_type, sha256, extractor_version, catalogue_version
from main.reports
where report_id in (select report_id from chosen join loaded.figures using (observation_id))
order by report_id
