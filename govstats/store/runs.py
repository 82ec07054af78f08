"""The record of the runs of the ingest command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from govstats.store import schema


@dataclass(frozen=True, slots=True)
class RunCounts:
    """What one run did.

    Attributes:
        added: reports stored for the first time.
        revised: reports stored as a new revision of an earlier one.
        unchanged: reports that were stored already.
        failed: files that could not be stored.
    """

    added: int = 0
    revised: int = 0
    unchanged: int = 0
    failed: int = 0


def begin_run(session: Session, now: datetime, extractor_version: str, catalogue_version: str) -> int:
    """Record that a run begins; until `finish_run` it counts as interrupted.

    Args:
        session: a session in a transaction; its commit comes before the run's first report is stored.
        now: the moment, with its zone.
        extractor_version: version of the program that reads.
        catalogue_version: version of the catalogue that it reads with.

    Returns:
        The id of the run, for `store_reports`.
    """
    run = schema.IngestRun(
        started_at=now,
        finished_at=None,
        extractor_version=extractor_version,
        catalogue_version=catalogue_version,
    )
    session.add(run)
    session.flush()
    return run.id


def finish_run(session: Session, run_id: int, counts: RunCounts, now: datetime) -> None:
    """Record that a run has ended, and what it did.

    Args:
        session: a session in a transaction; the caller commits.
        run_id: the id that `begin_run` gave.
        counts: what it did.
        now: the moment, with its zone; not before the begin.

    Raises:
        ValueError: there is no such run.
    """
    _update_run(session, run_id, asdict(counts) | {"finished_at": now})


def count_run(session: Session, run_id: int, counts: RunCounts) -> None:
    """Record what a run did that was interrupted: it has no end.

    Args:
        session: a session in a transaction; the caller commits.
        run_id: the id that `begin_run` gave.
        counts: what it did.

    Raises:
        ValueError: there is no such run.
    """
    _update_run(session, run_id, asdict(counts))


def _update_run(session: Session, run_id: int, values: Mapping[str, Any]) -> None:
    statement = (
        update(schema.IngestRun)
        .where(schema.IngestRun.id == run_id)
        .values(**values)
        .returning(schema.IngestRun.id)
    )
    if session.scalar(statement) is None:
        raise ValueError(f"there is no ingest run {run_id}")
