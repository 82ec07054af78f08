"""What the prompt offers, and when it takes a statement to be complete."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from govstats.cli.completing import SqlCompleter, Vocabulary, read_vocabulary
from govstats.cli.prompt import COMMANDS
from govstats.cli.scanning import scan
from tests.cli.running import Home


@pytest.fixture(scope="module")
def vocabulary(ingested_sqlite: Home) -> Vocabulary:
    return read_vocabulary(ingested_sqlite.snapshot)


def offered(vocabulary: Vocabulary, typed: str) -> list[str]:
    """Give what is offered where the bar stands."""
    before, _, after = typed.partition("|")
    completer = SqlCompleter(lambda: vocabulary, COMMANDS)
    return [
        before[: len(before) + one.start_position] + one.text
        for one in completer.get_completions(Document(before + after, len(before)), CompleteEvent())
    ]


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("select valu|", "select value"),
        ("select metrics_best.differi|", "select metrics_best.differing"),
        ("select stock_| from indicators", "select stock_or_flow"),
        ("SELECT DISTIN|", "SELECT DISTINCT"),
        ("from organisa|", "from organisations"),
        ("select approx_count_d|", "select approx_count_distinct("),
        (
            "from metrics where indicator = 'mediation.succes|",
            "from metrics where indicator = 'mediation.success_rate",
        ),
        (
            "from metrics where indicator = '调解成功率|",
            "from metrics where indicator = 'mediation.success_rate",
        ),
        (
            "from metrics where indicator_name = 'mediation.success|",
            "from metrics where indicator_name = '调解成功率",
        ),
        (
            "from metrics where district_code in ('310112', '宝山|",
            "from metrics where district_code in ('310112', '310113",
        ),
        ("from metrics where district like '31011|", "from metrics where district like '宝山区"),
        ("from reports where province = '上|", "from reports where province = '上海市"),
        ("select '310113|", "select '310113"),
        ("select '宝山|", "select '宝山区"),
        ("\\d organ|", "\\d organisations"),
        ("\\timi|", "\\timing"),
    ],
)
def test_what_can_stand_there_is_offered(vocabulary: Vocabulary, typed: str, completed: str) -> None:
    assert completed in offered(vocabulary, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "-- valu|",
        "/* sel|",
        'select "valu|',
        "from metrics where district = '没有这个|",
        "select read_cs|",
        "\\o valu|",
    ],
)
def test_nothing_is_offered_where_nothing_is_known_or_allowed(vocabulary: Vocabulary, typed: str) -> None:
    assert offered(vocabulary, typed) == []


def test_columns_of_other_views_are_not_offered(vocabulary: Vocabulary) -> None:
    assert "select stock_or_flow" not in offered(vocabulary, "select stock_| from metrics")


@pytest.mark.parametrize(
    ("sql", "is_complete"),
    [
        ("select 1;", True),
        ("select 1; -- done", True),
        ("select 1; /* done */ ", True),
        ("select ';'\n;", True),
        ("select 1", False),
        ("select ';", False),
        ("select 'it''s;", False),
        ("select 'it''s';", True),
        ('select ";', False),
        ("select 1 -- ;", False),
        ("select 1 /* ;", False),
        ("select $$ ; $$", False),
        ("select $$ ; $$;", True),
        ("select $x;", True),
        ("select $a1$ ; $$ ;", False),
        ("select $a1$ ; $$ ; $a1$;", True),
        (r"select e'it\'s; ", False),
        (r"select E'it\'s';", True),
        (r"select 'a\';", True),
        (r"select * from t where name like'a\';", True),
        ("select 1; select 2", False),
        ("", False),
    ],
)
def test_a_statement_is_complete_at_its_semicolon(sql: str, is_complete: bool) -> None:
    assert scan(sql).is_complete is is_complete


def test_statements_and_the_names_of_their_values_are_told_apart() -> None:
    found = scan("select $a, '$b'; select \"$c\" -- $d\n, $e; rest")
    assert found.statements == ("select $a, '$b'", ' select "$c" -- $d\n, $e')
    assert (found.rest, found.parameters) == (" rest", {"a", "e"})


@given(st.text(st.sampled_from("a'\"$;-/* \n\\调")))
def test_no_character_is_lost(sql: str) -> None:
    found = scan(sql)
    assert ";".join((*found.statements, found.rest)) == sql
