"""Which stored report a report is, or replaces."""

import pytest

from govstats.store.matching import Candidate, Identity, Match, decide

WANTED = Identity("source", "words", 1, 2020, "年度报告")


def stored(report_id, *, replaced=False, **changed):
    facts = {
        "sha256": "source",
        "text_sha256": "words",
        "organisation_id": 1,
        "year": 2020,
        "title": "年度报告",
    }
    return Candidate(report_id, Identity(**(facts | changed)), replaced)


OTHER_SOURCE = {"sha256": "other"}
OTHER_WORDS = {"sha256": "other", "text_sha256": "other"}


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        pytest.param([], Match(), id="new"),
        pytest.param([stored(1)], Match(same_id=1), id="same source"),
        pytest.param([stored(1, title="x")], Match(same_id=1), id="same source, title read otherwise"),
        pytest.param([stored(1, replaced=True)], Match(same_id=1), id="same source, replaced since"),
        pytest.param([stored(1, **OTHER_SOURCE)], Match(same_id=1), id="same text in other bytes"),
        pytest.param([stored(1, **OTHER_WORDS)], Match(replaces_id=1), id="other text"),
        pytest.param([stored(1, organisation_id=2)], Match(replaces_id=1), id="issuer corrected"),
        pytest.param([stored(1, year=2019)], Match(replaces_id=1), id="year corrected"),
        pytest.param(
            [stored(1, replaced=True, **OTHER_WORDS), stored(2, sha256="b", text_sha256="b")],
            Match(replaces_id=2),
            id="the current revision is replaced",
        ),
        pytest.param(
            [stored(1, year=2019), stored(2, **OTHER_WORDS)],
            Match(replaces_id=1),
            id="a header goes before a title",
        ),
        pytest.param(
            [stored(1, year=2019, replaced=True)], Match(), id="nothing current holds the source: both stay"
        ),
        pytest.param(
            [stored(1, year=2019), stored(2)], Match(same_id=2), id="corrected before, ingested again"
        ),
    ],
)
def test_decisions(candidates, expected):
    assert decide(WANTED, candidates) == expected
    assert decide(WANTED, reversed(candidates)) == expected
