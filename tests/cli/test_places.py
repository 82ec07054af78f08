"""Looking places up, and comparing the places of one map."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.cli.running import KINDS, Home, new_home

REPORTS = {
    "jingan-2014.txt": "静安区司法局2014年工作总结\n\n全年各级人民调解组织共调解纠纷3200件，调解成功率98.5%。\n",
    "zhabei-2014.txt": "闸北区司法局2014年工作总结\n\n全年各级人民调解组织共调解纠纷4100件，调解成功率97.2%。\n",
    "jingan-2016.txt": "静安区司法局2016年工作总结\n\n全年各级人民调解组织共调解纠纷6900件，调解成功率98.1%。\n",
    "yuhang-2020.txt": "余杭区司法局2020年工作总结\n\n全年各级人民调解组织共调解纠纷5000件。\n",
    "chongming-2014.txt": "崇明县司法局2014年工作总结\n\n全年各级人民调解组织共调解纠纷800件，调解成功率99%。\n",
}
WHENCE = "310106 静安区、310108 闸北区(至2014年)"


@pytest.fixture(scope="module", params=KINDS)
def changed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home with reports of places that were merged, parted and renamed since."""
    with new_home(request, request.param, tmp_path_factory.mktemp("changed")) as home:
        for name, text in REPORTS.items():
            home.write(name, text)
        ran = home.run("ingest", *REPORTS)
        assert (ran.code, ran.err) == (0, "")
        yield home


def test_search_gives_places_with_their_years_and_what_they_became(folder: Home) -> None:
    ran = folder.run("places", "search", "闸北", "--format", "jsonl")
    assert [json.loads(line) for line in ran.lines] == [
        {
            "code": "310108",
            "full_name": "上海市闸北区",
            "level": "county",
            "valid_from": 1980,
            "valid_to": 2014,
            "became": "310106 上海市静安区",
        }
    ]
    assert folder.run("places", "search", "闸北", "--year", "2020").err == "no place was found for 闸北\n"
    assert len(folder.run("places", "search", "31", "--year", "2020", "--level", "county").rows) == 16
    folder.run("places", "search", "宝山", "-o", "baoshan.md")
    assert "| 310113 | 上海市宝山区 |" in (folder.path / "baoshan.md").read_text(encoding="utf-8")
    assert "成都高新技术产业开发区 is a development zone" in folder.run("places", "search", "成都高新区").err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["310108"],
            ["上海市闸北区", "1980-2014", "2015         310108 上海市闸北区 went into 310106 上海市静安区"],
        ),
        (["闸北区"], ["310108"]),
        (["上海市"], ["below it     16 counties", "lies in      nothing"]),
        (["游仙区"], ["lies in      510000 四川省, 510700 四川省绵阳市"]),
        (["江北区", "--year", "2025"], ["330205"]),
        (["临平区"], ["2021         a part of 330110 浙江省杭州市余杭区 went to 330113 浙江省杭州市临平区"]),
    ],
    ids=" ".join,
)
def test_show_tells_what_a_place_is_and_was(folder: Home, words: list[str], said: list[str]) -> None:
    ran = folder.run("places", "show", *words)
    assert ran.code == 0
    assert [each for each in said if each not in ran.out.decode()] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["宝山区"], "2 places are called 宝山区"),
        (["雄安新区"], "is a development zone without a code of its own"),
        (["310108", "--year", "2020"], "it became 310106 上海市静安区"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_show_refuses_what_is_not_one_place(folder: Home, words: list[str], said: str) -> None:
    ran = folder.run("places", "show", *words)
    assert ran.code == 2
    assert said in ran.err


def test_boundaries_carry_counts_and_tell_what_could_not_be_carried(changed: Home) -> None:
    ran = changed.run("compare", "mediation.handled", "--boundaries", "2024", "--years", "2014-2020")
    by_place = {row[0]: row for row in ran.rows}
    assert by_place["310106"][:4] == ["310106", "静安区", "7300", WHENCE]
    assert by_place["310151"][:4] == ["310151", "崇明区", "800", "310230 崇明县(至2015年)"]
    assert "310108" not in by_place
    assert by_place["330110"][2:].count("") == len(by_place["330110"]) - 3
    assert (
        "note: 330110 2020 mediation.handled: left empty, 330110 余杭区 of 2020 held 330113 临平区 of 2024 too"
        in ran.err
    )
    assert "note: 330113 2020 mediation.handled: left empty" in ran.err


@pytest.mark.parametrize(
    ("output_format", "layout"),
    [
        ("table", "place-year"),
        ("csv", "place-indicator"),
        ("json", "indicator-place"),
        ("jsonl", "place-year"),
        ("markdown", "indicator-place"),
    ],
)
def test_boundaries_work_in_all_formats_and_layouts_and_with_sources(
    changed: Home, output_format: str, layout: str
) -> None:
    ran = changed.run(
        "compare", "mediation.handled", "--boundaries", "2024", "--place", "静安区", "--years", "2014",
        "--layout", layout, "--format", output_format, "--with", "sources", "--with", "bounds",
    )  # fmt: skip
    shown = ran.out.decode("utf-8-sig")
    below = ran.out.decode("utf-8-sig").splitlines()[-1] + "\n" if output_format == "table" else ran.err
    assert (ran.code, below) == (0, "places: 1 asked, 1 reporting\n")
    for said in ("7300", WHENCE, "静安区司法局2014年工作总结", "闸北区司法局2014年工作总结", "承自"):
        assert said in shown


def test_boundaries_refuse_rates_of_merged_places_alone(changed: Home) -> None:
    refused = changed.run("compare", "mediation.success_rate", "--boundaries", "2024")
    assert refused.code == 2
    assert "mediation.success_rate does not add up: 310106 上海市静安区" in refused.err
    assert "compare mediation.succeeded and mediation.handled" in refused.err
    kept = changed.run("compare", "mediation.success_rate", "--boundaries", "2024", "--place", "崇明区")
    assert kept.rows == [["310151", "崇明区", "99", "310230 崇明县(至2015年)"]]


def test_places_are_named_as_on_the_map(changed: Home) -> None:
    ran = changed.run("compare", "mediation.handled", "--boundaries", "2024", "--place", "闸北区")
    assert ran.code == 2
    assert "it became 310106 上海市静安区" in ran.err
    earlier = changed.run("compare", "mediation.handled", "--boundaries", "2014", "--place", "闸北区")
    parted = "未归并：2016年的310106 静安区另含2014年的310106 静安区"
    assert earlier.rows == [["310108", "闸北区", "4100", "", "", parted]]
