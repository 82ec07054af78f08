"""Two programs that store at the same time, and one that is killed."""

import subprocess
import sys

import pytest
from sqlalchemy import func, select, update

from govstats.store import find_stored_sources, schema
from tests.store.samples import TEXT, make_report, put, sha256

PROGRAM = """
import sys
from govstats.store import Store
from tests.store.samples import make_extraction, make_report, put
url, text, pause = sys.argv[1:]
with Store.open(url, create=False) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    if not pause:
        print(put(store, make_report(text), make_extraction(text)).outcome, flush=True)
    else:
        from tests.store.samples import NOW, put_in
        from govstats.store import begin_run
        with store.transaction() as session:
            run_id = begin_run(session, NOW, "0.1.0", "c1")
        with store.transaction() as session:
            put_in(session, make_report(text), run_id, make_extraction(text))
            print("stored", flush=True)
            sys.stdin.readline()
"""


class Program:
    """Another program with the store open, waiting for its cue."""

    def __init__(self, url, text, pause=""):
        command = [sys.executable, "-c", PROGRAM, url, text, pause]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def hear(self):
        return self.process.stdout.readline().strip()

    def cue(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def end(self):
        self.process.communicate(timeout=30)
        return self.process.returncode


@pytest.mark.parametrize("texts", [[TEXT, TEXT], [TEXT, TEXT + "附注"]], ids=["same", "revision"])
def test_two_programs_storing_a_report_at_once_end_with_one_current_row(store, texts):
    programs = [Program(store.url, words) for words in texts]
    assert [one.hear() for one in programs] == ["ready", "ready"]
    for one in programs:
        one.cue()
    outcomes = sorted(one.hear() for one in programs)
    assert [one.end() for one in programs] == [0, 0]
    assert outcomes == (["added", "unchanged"] if texts[0] == texts[1] else ["added", "revised"])
    with store.transaction() as session:
        replaced = select(schema.Report.replaces_id).where(schema.Report.replaces_id.is_not(None))
        current = select(func.count()).where(schema.Report.id.not_in(replaced))
        assert session.scalar(current) == 1
        assert session.scalar(select(func.count(schema.Organisation.id))) == 1


def test_the_second_program_waits_for_the_first_to_commit(store):
    """The first has stored the report but not committed; the second must neither fail nor store it twice."""
    first, second = Program(store.url, TEXT, "pause"), Program(store.url, TEXT)
    for one in (first, second):
        assert one.hear() == "ready"
    first.cue()
    assert first.hear() == "stored"
    second.cue()
    first.cue()
    assert second.hear() == "unchanged"
    assert [first.end(), second.end()] == [0, 0]


def test_a_program_killed_before_its_commit_leaves_nothing(store):
    killed = Program(store.url, TEXT, "pause")
    assert killed.hear() == "ready"
    killed.cue()
    assert killed.hear() == "stored"
    killed.process.kill()
    killed.end()
    with store.transaction() as session:
        assert find_stored_sources(session, [sha256(TEXT)]) == []
    assert put(store, make_report()).outcome == "added"


def test_readers_go_on_while_a_program_writes(store):
    put(store, make_report("旧"))
    writing = Program(store.url, TEXT, "pause")
    writing.hear()
    writing.cue()
    assert writing.hear() == "stored"
    with store.engine.connect() as connection:
        assert connection.scalar(select(func.count(schema.Report.id))) == 1
    writing.cue()
    assert writing.end() == 0
    with store.engine.connect() as connection:
        assert connection.scalar(select(func.count(schema.Report.id))) == 2


def test_reading_sees_one_state_of_the_store(store):
    put(store, make_report("旧"))
    with store.reading() as session:
        assert session.scalar(select(func.count(schema.Report.id))) == 1
        put(store, make_report("新", title="另一份"))
        assert session.scalar(select(func.count(schema.Report.id))) == 1
    with store.reading() as session:
        assert session.scalar(select(func.count(schema.Report.id))) == 2


def test_what_a_reader_changes_is_not_kept(store):
    put(store, make_report("旧"))
    with store.reading() as session:
        session.execute(update(schema.Report).values(title="x"))
    with store.reading() as session:
        assert session.scalar(select(schema.Report.title)) != "x"
