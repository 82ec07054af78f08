"""Many files at once: workers, the bar, the sums, JSON, and Ctrl-C."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import time
from typing import Any

import pytest

from tests.cli.running import GOVSTATS, REPORTS, Home, environment, hear_interrupts

COUNT = len(list(REPORTS.glob("*.txt")))
PATIENCE = 60.0
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def records(out: bytes) -> list[dict[str, Any]]:
    """The objects of JSON lines."""
    return [json.loads(line) for line in out.decode().splitlines()]


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_any_number_of_workers_stores_the_same(ingested: Home, home: Home, jobs: str) -> None:
    ran = home.run("ingest", REPORTS, "--jobs", jobs)
    assert ran.code == 0
    assert [line.split()[-1] for line in ran.lines] == [str(path) for path in sorted(REPORTS.glob("*.txt"))]
    assert home.contents() == ingested.contents()


def test_the_sums_tell_what_became_of_all(home: Home) -> None:
    home.write("bad.txt", b"\x00\x01" * 100)
    home.write("宝山区司法局2019年工作总结.txt", "上海市宝山区司法局2019年工作总结\n\n办结案件1,234件。\n")
    ran = home.run("ingest", REPORTS, ".")
    assert ran.code == 1
    head, added, failed, found, last = ran.sums.splitlines()
    assert head.split() == ["reports", "figures", "set", "aside"]
    assert added.split()[:2] == ["added", str(COUNT + 1)]
    assert failed.split() == ["failed", "1"]
    assert found == "1 error found by the checks; govstats audit lists them"
    assert re.fullmatch(rf"{COUNT + 2} files in [\d.]+ s, \d+ a second(, \d+ with warnings)?", last)
    figures = int(added.split()[2].replace(",", ""))
    assert figures == home.count("observations")
    assert int(added.split()[3].replace(",", "")) == home.count("set_aside")


def test_one_file_needs_no_sums(home: Home) -> None:
    ran = home.run("ingest", sorted(REPORTS.glob("*.txt"))[0])
    assert (ran.code, ran.err, ran.sums) == (0, "", "")


def test_programs_get_json(home: Home) -> None:
    home.write("bad.txt", b"\x00\x01" * 100)
    ran = home.run("ingest", "--json", REPORTS, "bad.txt")
    assert (ran.code, ran.err) == (1, "")
    *reports, failed, last = records(ran.out)
    assert [one["file"] for one in reports] == [str(path) for path in sorted(REPORTS.glob("*.txt"))]
    assert {one["status"] for one in reports} == {"added"}
    assert sorted(one["report_id"] for one in reports) == list(range(1, COUNT + 1))
    assert sum(one["figures"] for one in reports) == home.count("observations")
    assert failed["status"] == "failed"
    assert failed["error"].startswith("bad.txt")
    assert failed["hint"]
    sums = last["sums"]
    assert sums["reports"] == {"added": COUNT, "revised": 0, "unchanged": 0, "failed": 1}
    assert (sums["files"], sums["is_interrupted"]) == (COUNT + 1, False)
    assert (sums["figures"], sums["set_aside"]) == (home.count("observations"), home.count("set_aside"))


def test_a_revision_names_the_report_that_it_replaces(home: Home) -> None:
    text = "上海市宝山区司法局2019年工作总结\n\n办结案件{}件。\n"
    for number in (3, 5):
        ran = home.run("ingest", "--json", home.write("报告.txt", text.format(number)))
    (record, _) = records(ran.out)
    assert record["status"] == "revised"
    assert record["replaced_id"] is not None
    assert record["replaced_id"] != record["report_id"]


SAID = {
    "the place": ("--place", "310113"),
    "the place by name": ("--place", "上海市宝山区"),
    "the year": ("--year", "2020"),
    "all": ("--place", "上海市宝山区", "--year", "2019", "--issuer", "宝山区司法局"),
}


@pytest.mark.parametrize("name", SAID)
def test_a_file_that_was_stored_as_the_user_says_is_not_read_again(home: Home, name: str) -> None:
    report = home.write("报告.txt", "上海市宝山区司法局2019年工作总结\n\n办结案件3件。\n")
    first = home.run("ingest", "--json", report, *SAID[name])
    again = home.run("ingest", "--json", report, *SAID[name])
    assert [records(ran.out)[0]["status"] for ran in (first, again)] == ["added", "unchanged"]
    assert records(again.out)[0]["figures"] is None  # nothing was read


def test_a_file_of_which_the_user_says_something_else_is_read_again(home: Home) -> None:
    report = home.write("报告.txt", "上海市宝山区司法局2019年工作总结\n\n办结案件3件。\n")
    says = ([], ["--year", "2018"], ["--year", "2018"], ["--year", "2019"], ["--place", "310112"])
    found = [records(home.run("ingest", "--json", report, *words).out)[0] for words in says]
    assert [(one["status"], one["year"], one["place_code"]) for one in found] == [
        ("added", 2019, "310113"),
        ("revised", 2018, "310113"),
        ("unchanged", 2018, "310113"),
        ("revised", 2019, "310113"),
        ("revised", 2019, "310112"),
    ]


def write_many(home: Home, count: int) -> None:
    for number in range(count):
        home.write(
            f"many/{number:04}.txt",
            f"上海市宝山区司法局关于第{number}号工作的2019年工作总结\n\n"
            + "办结案件3件，成功率98.5%。\n" * 40,
        )


def test_interrupted_the_run_ends_after_a_report_and_the_next_goes_on(home: Home) -> None:
    write_many(home, 400)
    running = home.start("ingest", "many", "--json")
    with running:
        assert running.stdout is not None
        assert running.stderr is not None
        first = [json.loads(running.stdout.readline()) for _ in range(20)]
        running.send_signal(signal.SIGINT)
        out, said = running.stdout.read(), running.stderr.read()
    *rest, last = records(out)
    assert running.returncode == 130
    assert said.decode().splitlines() == ["ending after this report; Ctrl-C again ends at once"]
    stored = len(first) + len(rest)
    assert 20 <= stored < 400
    assert last["sums"]["is_interrupted"]
    assert last["sums"]["reports"]["added"] == home.count("reports") == stored
    after = home.run("ingest", "many", "--json")
    assert after.code == 0
    assert records(after.out)[-1]["sums"]["reports"] == {
        "added": 400 - stored,
        "revised": 0,
        "unchanged": stored,
        "failed": 0,
    }


def on_a_terminal(home: Home, *words: str) -> tuple[int, str]:
    """Run the command on a terminal of its own; give its exit code and all that it drew there."""
    ours, its = pty.openpty()
    with subprocess.Popen(
        [GOVSTATS, *words],
        cwd=home.path,
        env=environment(home.variables) | {"TERM": "xterm", "COLUMNS": "120"},
        stdin=its,
        stdout=its,
        stderr=its,
        preexec_fn=hear_interrupts,  # noqa: PLW1509 -- no threads here
    ) as running:
        os.close(its)
        drawn = b""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                drawn += os.read(ours, 65536)
            except OSError:  # the program has ended
                break
    os.close(ours)
    return running.returncode, ESCAPES.sub("", drawn.decode())


def test_a_terminal_shows_a_bar_and_of_many_reports_those_that_want_a_look(home: Home) -> None:
    write_many(home, 60)
    home.write("many/0030-empty.txt", "")
    home.write("many/0031-none.txt", "上海市闵行区司法局2019年工作总结\n\n没有数字。\n")
    code, drawn = on_a_terminal(home, "ingest", "many")
    assert code == 1
    assert "/62" in drawn  # how many there are
    assert re.search(r"\d+ added", drawn)
    assert "0030-empty.txt" in drawn
    assert "no figures were found in it" in drawn
    assert "0029.txt" not in drawn
    assert re.search(r"added +61 ", drawn)
    assert home.count("reports") == 61


def test_a_terminal_shows_few_reports_all(home: Home) -> None:
    write_many(home, 3)
    code, drawn = on_a_terminal(home, "ingest", "many")
    assert code == 0
    assert all(f"{number:04}.txt" in drawn for number in range(3))
