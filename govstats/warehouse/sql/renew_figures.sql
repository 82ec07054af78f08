update loaded.figures
set catalogue_version = heads.catalogue_version
from heads
where heads.id = figures.report_id and heads.catalogue_version <> figures.catalogue_version
