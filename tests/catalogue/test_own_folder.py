"""A user's own folder adds to the catalogue and replaces parts of it; its errors are told like ours."""

from __future__ import annotations

from pathlib import Path

import pytest

import govstats
from govstats.catalogue import Catalogue, load_catalogue
from govstats.errors import CatalogueError
from govstats.observations import build_extractor

NEW = """\
- code: heritage.sites
  name: 文物保护单位
  name_en: Protected heritage sites
  unit: place_spot
  aggregation: sum
  stock_or_flow: stock
  plausible: [0, 100000]
  definition: 期末各级文物保护单位数。
  wordings: [文物保护单位 各级/全市?]
  examples: [{text: 共有各级文物保护单位128处, value: "128"}]
  refuses: [文物保护单位巡查128处]
"""
REPLACING = """\
- code: mediation.success_rate
  name: 调解成功率
  name_en: Mediation success rate
  unit: percent
  aggregation: none
  stock_or_flow: flow
  plausible: [0, 100]
  definition: 本单位口径的调解成功率。
  wordings: [调成率 纠纷?]
  examples: [{text: 纠纷调成率98%, value: "98"}]
"""
UNIT = "- {code: whip, symbol: 鞭, name: whip, dimension: whips, surfaces: [鞭], base: whip, factor: 1}\n"


def put(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


def codes_in(catalogue: Catalogue, text: str) -> list[str | None]:
    extractor = build_extractor(catalogue=catalogue)
    return [figure.indicator for figure in govstats.extract(text, extractor=extractor).observations]


@pytest.mark.parametrize("where", [".", "indicators"])
def test_an_entry_is_added(tmp_path: Path, where: str) -> None:
    put(tmp_path / where, heritage=NEW)
    catalogue = load_catalogue(own=tmp_path)
    assert len(catalogue.indicators) == len(load_catalogue().indicators) + 1
    assert catalogue.indicators["heritage.sites"].topic == "heritage"
    text = "全市共有各级文物保护单位356处。"
    assert codes_in(catalogue, text) == ["heritage.sites"]
    assert codes_in(load_catalogue(), text) == [None]


def test_an_entry_of_the_same_code_replaces_ours_whole(tmp_path: Path) -> None:
    catalogue = load_catalogue(own=put(tmp_path, mine=REPLACING))
    assert len(catalogue.indicators) == len(load_catalogue().indicators)
    assert catalogue.indicators["mediation.success_rate"].definition == "本单位口径的调解成功率。"
    assert codes_in(catalogue, "纠纷调成率97%。") == ["mediation.success_rate"]
    assert codes_in(catalogue, "调解成功率97%。") == [None]


def test_a_unit_is_added_and_read(tmp_path: Path) -> None:
    indicator = NEW.replace("unit: place_spot", "unit: whip").replace("128处", "128鞭")
    catalogue = load_catalogue(own=put(tmp_path, units=UNIT, heritage=indicator))
    extractor = build_extractor(catalogue=catalogue)
    (figure,) = govstats.extract("现有文物保护单位35鞭。", extractor=extractor).observations
    assert (figure.unit_code, figure.indicator) == ("whip", "heritage.sites")


def test_the_version_tells_the_folder_and_every_change_in_it(tmp_path: Path) -> None:
    ours = load_catalogue().version
    first = load_catalogue(own=put(tmp_path, heritage=NEW)).version
    assert first.startswith(f"{ours}+")
    assert load_catalogue(own=tmp_path).version == first
    put(tmp_path, heritage=NEW.replace("期末", "年末"))
    second = load_catalogue(own=tmp_path).version
    assert second != first
    (tmp_path / "VERSION").write_text("office-3\n", encoding="utf-8")
    assert load_catalogue(own=tmp_path).version == f"{ours}+office-3.{second.partition('+')[2]}"


WRONG = {
    "unknown key": ({"a": NEW + "  exampels: []\n"}, "a.yml:12: "),
    "twice in the folder": ({"a": NEW, "b": NEW}, "b.yml:1: the code heritage.sites stands already in"),
    "a name of ours": (
        {"a": NEW.replace("文物保护单位\n", "调解成功率\n", 1)},
        "a.yml:2: the name '调解成功率'",
    ),
    "words of ours": (
        {
            "a": NEW.replace("文物保护单位 各级/全市?", "调解成功率")
            .replace("place_spot", "percent")
            .replace("sum", "none")
            .replace("共有各级文物保护单位128处", "调解成功率98%")
            .replace('"128"', '"98"')
            .replace("100000", "100")
        },
        "a.yml:9: 调解成功率, which heritage.sites asks for, fits heritage.sites and mediation.success_rate equally",
    ),
    "an example that nothing reads": ({"a": NEW.replace("text: 共有", "text: 新增")}, "a.yml:10: "),
    "an example that ours reads": (
        {"a": NEW.replace("共有各级文物保护单位128处", "办结行政复议案件128件")},
        "a.yml:10: 办结行政复议案件128件 is read as reconsideration.concluded, not as heritage.sites",
    ),
    "no YAML": ({"a": "- code: [\n"}, "a.yml:2: not valid YAML"),
    "nothing": ({}, "holds no .yml file"),
}


@pytest.mark.parametrize(("files", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_folder_is_refused_with_file_and_line(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(own=put(tmp_path, **files))
    assert said in caught.value.message
    assert caught.value.message.startswith(str(tmp_path)) or said == "no folder"
    assert caught.value.hint


def test_a_folder_that_is_none_and_a_file_that_would_be_passed_over_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="there is no folder"):
        load_catalogue(own=tmp_path / "none")
    (tmp_path / "a.yaml").write_text(NEW, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"a\.yaml ends in \.yaml and would not be read"):
        load_catalogue(own=tmp_path)
    (tmp_path / "a.yaml").rename(tmp_path / "a.yml")
    (tmp_path / "VERSION").write_text("one version; two", encoding="utf-8")
    with pytest.raises(CatalogueError, match="VERSION"):
        load_catalogue(own=tmp_path)


@pytest.mark.parametrize("name", ["b.YML", "b.YAML", "b.yml/"])
def test_what_would_be_passed_over_in_silence_is_refused(tmp_path: Path, name: str) -> None:
    put(tmp_path, a=NEW)
    (tmp_path / name).mkdir() if name.endswith("/") else (tmp_path / name).write_text(NEW, encoding="utf-8")
    with pytest.raises(CatalogueError, match="would not be read"):
        load_catalogue(own=tmp_path)


def test_a_version_cannot_pass_for_the_experimental_catalogue(tmp_path: Path) -> None:
    put(tmp_path, a=NEW)
    (tmp_path / "VERSION").write_text("experimental", encoding="utf-8")
    with pytest.raises(CatalogueError, match="'experimental' is no version"):
        load_catalogue(own=tmp_path)
