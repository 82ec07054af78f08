"""The work itself, in whichever process it is done."""

from __future__ import annotations

import hashlib
from typing import Final

from govstats.catalogue import Catalogue
from govstats.checks import Knowledge, check_report, fact_of, load_knowledge
from govstats.errors import GovstatsError
from govstats.observations import Extractor, build_extractor
from govstats.reading import Given, ReportReader, Source
from govstats.workers.tasks import Done, ReadFile, Result, Task, fault

_SHORT_REPORT: Final = """北京市2020年法治政府建设年度报告
一、2020年1月，全市共办结行政复议案件二百一十五件（其中区级98件），同比增长3.5%，调解成功率达98.2%以上，惠及群众1.2万人次。
"""


class Worker:
    """Reads files into reports and their figures. Made once, used for any number of them.

    Args:
        reader: reads files into reports.
        extractor: reads figures out of reports.
        knowledge: what the checks of these figures know.
    """

    def __init__(self, reader: ReportReader, extractor: Extractor, knowledge: Knowledge) -> None:
        self._reader = reader
        self._extractor = extractor
        self._knowledge = knowledge

    @classmethod
    def with_catalogue(cls, catalogue: Catalogue, reader: ReportReader) -> Worker:
        """Make a worker that codes figures with a catalogue, and checks them by it."""
        knowledge = load_knowledge(catalogue.indicators, catalogue.units)
        return cls(reader, build_extractor(catalogue=catalogue), knowledge)

    def warm_up(self) -> None:
        """Read a report of one line, for what is only made ready when the first report needs it."""
        data = _SHORT_REPORT.encode()
        self.do(ReadFile(Source("", data, hashlib.sha256(data).hexdigest()), Given()))

    def do(self, task: Task) -> Result:
        """Do a task.

        Args:
            task: what is to be done.

        Returns:
            What was read, or the error that says why nothing can be; a fault of the program is one, too.
        """
        try:
            report = self._reader.read(task.source, task.given) if isinstance(task, ReadFile) else task.report
            extraction = self._extractor.extract(report)
            facts = [fact_of(one) for one in extraction.observations]
            return Done(
                report,
                extraction,
                check_report(report.text, facts, extraction.set_aside, self._knowledge),
            )
        except GovstatsError as error:
            return error
        except Exception as error:  # noqa: BLE001 -- one report must not stop a run over a million
            return fault(task.name, f"{type(error).__name__}: {' '.join(str(error).split())}")
