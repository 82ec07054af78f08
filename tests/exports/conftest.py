"""The snapshot with awkward figures, made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from govstats.warehouse import Selection
from govstats.warehouse.dataset import Dataset, open_dataset
from tests.exports.samples import make_snapshot


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshot of the store with awkward figures."""
    return make_snapshot(tmp_path_factory.mktemp("awkward"))


@pytest.fixture
def opened(snapshot: Path) -> Iterator[Callable[..., Dataset]]:
    """Opens datasets of that snapshot: opened(is_best=False, scope="any", ...)."""
    with ExitStack() as stack:

        def open_it(*, is_best: bool = True, **wanted: Any) -> Dataset:
            return stack.enter_context(open_dataset(snapshot, Selection(**wanted), is_best=is_best))

        yield open_it
