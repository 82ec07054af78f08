"""The work itself, in whichever process it is done."""

from __future__ import annotations

from govstats.catalogue import Catalogue
from govstats.errors import GovstatsError
from govstats.observations import Extractor, build_extractor
from govstats.reading import ReportReader
from govstats.workers.tasks import Done, ReadFile, Result, Task, fault


class Worker:
    """Reads files into reports and their figures. Made once, used for any number of them.

    Args:
        reader: reads files into reports.
        extractor: reads figures out of reports.
    """

    def __init__(self, reader: ReportReader, extractor: Extractor) -> None:
        self._reader = reader
        self._extractor = extractor

    @classmethod
    def with_catalogue(cls, catalogue: Catalogue, reader: ReportReader) -> Worker:
        """Make a worker that codes figures with a catalogue."""
        return cls(reader, build_extractor(catalogue=catalogue))

    def do(self, task: Task) -> Result:
        """Do a task.

        Args:
            task: what is to be done.

        Returns:
            What was read, or the error that says why nothing can be; a fault of the program is one, too.
        """
        try:
            report = self._reader.read(task.source, task.given) if isinstance(task, ReadFile) else task.report
            return Done(report, self._extractor.extract(report))
        except GovstatsError as error:
            return error
        except Exception as error:  # noqa: BLE001 -- one report must not stop a run over a million
            return fault(task.name, f"{type(error).__name__}: {' '.join(str(error).split())}")
