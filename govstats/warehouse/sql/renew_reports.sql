-- What a report was read with may change without its rows; the table heads has it for every report.
update loaded.reports
set extractor_version = heads.extractor_version, catalogue_version = heads.catalogue_version
from heads
where
    heads.id = reports.report_id
    and (heads.extractor_version, heads.catalogue_version) <> (reports.extractor_version, reports.catalogue_version)
