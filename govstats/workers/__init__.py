"""Reading figures with all cores: processes that read files and extract figures, and the pool that keeps them busy."""

from govstats.workers.early import start_early
from govstats.workers.messages import Setup
from govstats.workers.pool import WorkerPool, usable_cores
from govstats.workers.tasks import Done, ReadFile, ReadText, Result, Task, fault
from govstats.workers.working import Worker

__all__ = [
    "Done",
    "ReadFile",
    "ReadText",
    "Result",
    "Setup",
    "Task",
    "Worker",
    "WorkerPool",
    "fault",
    "start_early",
    "usable_cores",
]
