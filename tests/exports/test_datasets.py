"""Each format of an export, opened with the programs that it is made for."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import openpyxl
import pandas
import pyarrow as pa
import pyarrow.parquet
import pytest
import sdmx
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from govstats.errors import ExportError
from govstats.exports.datasets import DATASET_FORMATS, DatasetFormat, export
from govstats.exports.datasets.cells import text_columns, write_rows
from govstats.exports.datasets.data_commons import quote
from govstats.exports.datasets.describing import title_of
from govstats.exports.datasets.periods import data_commons_period, sdmx_period
from govstats.exports.datasets.sdmx import unit_word_code
from govstats.exports.spreadsheets import keep_text
from govstats.exports.values import write_number
from govstats.warehouse import Selection
from govstats.warehouse.dataset import Dataset, open_dataset
from tests.exports.samples import CONTROLS, NASTY, convert, make_snapshot
from tests.warehouse.stores import CONCLUDED, HOURS, RATE

Opened = Callable[..., Dataset]
NAMES: dict[DatasetFormat, str] = {
    "csv": "f.csv",
    "xlsx": "f.xlsx",
    "parquet": "f.parquet",
    "datapackage": "f",
    "sdmx-csv": "f.csv",
    "datacommons": "f.csv",
}
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def rows_of(dataset: Dataset) -> list[dict[str, Any]]:
    return [row for batch in dataset.figures() for row in batch.to_pylist()]


def written(value: Any) -> str:
    """A value as the files of text have it."""
    if isinstance(value, Decimal | float):
        return write_number(value)
    return "" if value is None else str(value)


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


# ------------------------------------------------------------------ all formats


@pytest.mark.parametrize("kind", DATASET_FORMATS)
def test_the_same_state_gives_the_same_bytes(opened: Opened, tmp_path: Path, kind: DatasetFormat) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        export(opened(scope="any"), tmp_path / name / NAMES[kind], kind)
    first, second = files_below(tmp_path / "first"), files_below(tmp_path / "second")
    assert first
    assert first == second


@pytest.mark.parametrize("kind", DATASET_FORMATS)
def test_no_figures_are_an_empty_export(opened: Opened, tmp_path: Path, kind: DatasetFormat) -> None:
    outcome = export(opened(years=(1900,)), tmp_path / NAMES[kind], kind)
    assert outcome.figures == 0
    assert all(path.exists() for path in outcome.paths)


@pytest.mark.parametrize("kind", DATASET_FORMATS)
def test_what_fails_half_way_changes_nothing(
    opened: Opened, tmp_path: Path, kind: DatasetFormat, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = opened()
    export(dataset, tmp_path / NAMES[kind], kind)
    before = files_below(tmp_path)
    figures = dataset.figures

    def broken(*first: str) -> Iterator[pa.RecordBatch]:
        yield from figures(*first)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(dataset, "figures", broken)
    with pytest.raises(ExportError, match="No space left on device"):
        export(dataset, tmp_path / NAMES[kind], kind)
    assert files_below(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("kind", ["sdmx-csv", "datacommons"])
def test_several_figures_of_a_cell_are_refused_where_a_cell_has_one(
    opened: Opened, tmp_path: Path, kind: DatasetFormat
) -> None:
    with pytest.raises(ExportError, match="cannot be told apart"):
        export(opened(is_best=False), tmp_path / "f.csv", kind)
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------ CSV


def test_a_plain_csv_holds_every_cell_as_it_is(opened: Opened, tmp_path: Path) -> None:
    dataset = opened(scope="any", is_best=False)
    export(dataset, tmp_path / "f.csv", "csv", for_excel=False)
    content = (tmp_path / "f.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    found = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    assert found == [{name: written(value) for name, value in row.items()} for row in rows_of(dataset)]
    assert {*NASTY, CONTROLS} <= {row["evidence"] for row in found}


def test_a_csv_for_excel_guards_what_excel_would_change(opened: Opened, tmp_path: Path) -> None:
    dataset = opened()
    outcome = export(dataset, tmp_path / "f.csv", "csv")
    content = (tmp_path / "f.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") >= outcome.figures + 1
    for found, row in zip(read_csv(tmp_path / "f.csv"), rows_of(dataset), strict=True):
        assert found["evidence"] == keep_text(row["evidence"])
        assert found["district_code"] == row["district_code"]
        long = len(row["value"].normalize().as_tuple().digits) > 15
        assert found["value"] == "'" * long + written(row["value"])
    assert "1 number of more than 15 digits with an apostrophe before, against rounding" in outcome.notes
    assert any(re.fullmatch(r"\d+ texts with an apostrophe before, .*", note) for note in outcome.notes)


PARSERS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": int,
    "decimal": Decimal,
    "double": float,
    "date": date.fromisoformat,
}


@pytest.mark.parametrize("for_excel", [True, False])
def test_the_metadata_beside_describe_the_csv(opened: Opened, tmp_path: Path, for_excel: bool) -> None:
    dataset = opened(indicators=(CONCLUDED, RATE))
    outcome = export(dataset, tmp_path / "数 据.csv", "csv", for_excel=for_excel)
    described = json.loads((tmp_path / "数 据.csv-metadata.json").read_bytes())
    assert described["@context"][0] == "http://www.w3.org/ns/csvw"
    assert described["url"] == "%E6%95%B0%20%E6%8D%AE.csv"
    assert [path.name for path in outcome.paths] == ["数 据.csv", "数 据.csv-metadata.json"]
    columns = described["tableSchema"]["columns"]
    found = read_csv(tmp_path / "数 据.csv")
    assert [column["titles"] for column in columns] == list(found[0])
    for column in columns:
        parse = PARSERS[column["datatype"]]
        for row in found:
            assert row[column["name"]] == "" or parse(row[column["name"]]) is not None
        assert column["dc:description"]
        assert column["rdfs:label"]["@language"] == "zh"
    key = described["tableSchema"]["primaryKey"]
    assert len({row[key] for row in found}) == len(found)
    (notes,) = described["notes"]
    assert {one["indicator"]: one["definition"] for one in notes["indicators"]} == {
        CONCLUDED: "办结行政复议案件",
        RATE: "调解成功率",
    }
    assert notes["govstats"]["selection"]["indicators"] == [CONCLUDED, RATE]
    assert notes["govstats"]["as_of"] == "2021-03-01T08:30:00Z"
    assert described["dialect"]["lineTerminators"] == ["\r\n" if for_excel else "\n"]


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
def test_any_text_comes_back_from_a_csv(rows: list[tuple[str, str]]) -> None:
    stream = io.BytesIO()
    first, second = (pa.array([row[i] for row in rows], pa.string()) for i in (0, 1))
    batch = pa.RecordBatch.from_arrays([first, second], ["a", "b"])
    assert write_rows(stream, ["a", "b"], [batch], text_columns) == len(rows)
    found = [tuple(row) for row in csv.reader(io.StringIO(stream.getvalue().decode(), newline=""))]
    assert found == [("a", "b"), *rows]


def test_libreoffice_opens_the_csv_with_chinese_codes_and_numbers_intact(
    opened: Opened, tmp_path: Path
) -> None:
    export(opened(), tmp_path / "f.csv", "csv")
    asked = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"
    back = read_csv(convert(tmp_path / "f.csv", asked, "--infilter=CSV:44,34,76,1") / "f.csv")
    for found, row in zip(back, read_csv(tmp_path / "f.csv"), strict=True):
        assert {name: cell for name, cell in found.items() if name not in LINES} == {
            name: cell for name, cell in row.items() if name not in LINES
        }
        for name in LINES:  # LibreOffice has one kind of line break
            assert found[name].splitlines() == row[name].splitlines()


LINES = ("label", "text", "evidence")


# ------------------------------------------------------------------ workbooks


def test_the_workbook_holds_every_cell(opened: Opened, tmp_path: Path) -> None:
    dataset = opened(scope="any", is_best=False)
    outcome = export(dataset, tmp_path / "f.xlsx", "xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "f.xlsx")["数据"]
    header, *found = sheet.iter_rows(values_only=True)
    assert list(header) == [title_of(name) for name in dataset.schema.names]
    for cells, row in zip(found, rows_of(dataset), strict=True):
        for cell, (name, value) in zip(cells, row.items(), strict=True):
            assert same(cell, value), (name, cell, value)
    assert outcome.notes == ("1 number of more than 15 digits as marked text, against rounding",)


def same(cell: Any, value: Any) -> bool:
    """Whether a cell of a workbook holds a value, with its type."""
    if value in (None, ""):
        return cell is None
    if isinstance(value, str):
        return isinstance(cell, str) and unescape(cell).splitlines() == value.splitlines()
    if isinstance(value, date):
        return bool(cell.date() == value)
    if isinstance(value, Decimal) and isinstance(cell, str):
        return Decimal(cell) == value and len(value.normalize().as_tuple().digits) > 15
    return not isinstance(cell, str) and Decimal(str(cell)) == Decimal(str(value))


def test_the_notes_explain_columns_indicators_units_and_sources(opened: Opened, tmp_path: Path) -> None:
    dataset = opened(indicators=(RATE, HOURS))
    export(dataset, tmp_path / "f.xlsx", "xlsx")
    book = openpyxl.load_workbook(tmp_path / "f.xlsx")
    assert book.sheetnames == ["数据", "说明"]
    told = [[cell for cell in row if cell is not None] for row in book["说明"].iter_rows(values_only=True)]
    firsts = [row[0] for row in told if row]
    assert [name for name in dataset.schema.names if title_of(name) not in firsts] == []
    assert {RATE, HOURS, "percent", "hour", "day", "minute"} <= set(firsts)
    hashes = {row["sha256"] for row in dataset.reports().to_pylist()}
    assert hashes <= {cell for row in told for cell in row}
    assert ["选取的指标", f"{RATE}、{HOURS}"] in told
    assert any("分歧数" in cell for row in told for cell in row)
    assert book.properties.created.isoformat() == "2021-03-01T08:30:00"


def test_libreoffice_opens_the_workbook_with_every_cell_intact(opened: Opened, tmp_path: Path) -> None:
    dataset = opened()
    export(dataset, tmp_path / "f.xlsx", "xlsx")
    back = read_csv(convert(tmp_path / "f.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1") / "f.csv")
    for found, row in zip(back, rows_of(dataset), strict=True):
        for name, value in row.items():
            cell = found[title_of(name)]
            if row["evidence"] == CONTROLS and name in LINES:  # it shows other signs for what has none
                assert cell.startswith("铃")
            elif name in LINES:
                assert cell.splitlines() == value.splitlines()
            else:
                assert cell == written(value)


# ------------------------------------------------------------------ Parquet


def test_pandas_and_duckdb_read_the_parquet(opened: Opened, tmp_path: Path) -> None:
    dataset = opened(scope="any")
    export(dataset, tmp_path / "f.parquet", "parquet")
    frame = pandas.read_parquet(tmp_path / "f.parquet")
    expected = rows_of(dataset)
    assert list(frame["value"]) == [row["value"] for row in expected]
    assert list(frame["evidence"]) == [row["evidence"] for row in expected]
    assert list(frame["district_code"]) == [row["district_code"] for row in expected]
    total = duckdb.sql(
        f"select typeof(value), count(*) from '{tmp_path / 'f.parquet'}' group by all"
    ).fetchall()
    assert total == [("DECIMAL(24,6)", len(expected))]


def test_the_parquet_describes_itself(opened: Opened, tmp_path: Path) -> None:
    export(opened(), tmp_path / "f.parquet", "parquet")
    file = pyarrow.parquet.ParquetFile(tmp_path / "f.parquet")
    schema = file.schema_arrow
    described = json.loads(schema.metadata[b"govstats"])
    assert described["govstats"]["figures"] == file.metadata.num_rows
    assert {one["indicator"] for one in described["indicators"]} == {RATE, CONCLUDED, HOURS}
    assert schema.field("value").metadata[b"title"].decode() == "数值"
    group = file.metadata.row_group(0)
    encodings = {group.column(i).path_in_schema: group.column(i) for i in range(group.num_columns)}
    assert encodings["indicator"].compression == "ZSTD"
    assert encodings["indicator"].has_dictionary_page
    assert not encodings["evidence"].has_dictionary_page


@pytest.mark.parametrize("partition", [("year", "province"), ("province",), ("year",)])
def test_a_parted_folder_is_read_back_whole(
    opened: Opened, tmp_path: Path, partition: tuple[str, ...]
) -> None:
    dataset = opened(scope="any")
    for _ in range(2):  # the second replaces the first
        export(dataset, tmp_path / "parts", "parquet", partition=partition)
    frame = pandas.read_parquet(tmp_path / "parts")
    expected = {(row["observation_id"], row["year"], row["province_code"]) for row in rows_of(dataset)}
    columns = (frame["observation_id"], frame["year"].astype(int), frame["province_code"].astype(str))
    assert set(zip(*columns, strict=True)) == expected
    pattern = str(tmp_path / "parts" / "**" / "*.parquet")
    read = "select observation_id, year, province_code::varchar from read_parquet($path, hive_partitioning = true)"
    assert set(duckdb.sql(read, params={"path": pattern}).fetchall()) == expected
    described = json.loads((tmp_path / "parts" / "_govstats.json").read_bytes())
    assert len(described["partitioned_by"]) == len(partition)


def test_a_folder_with_other_things_is_left_alone(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x", encoding="utf-8")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for kind, partition in (("parquet", ("year",)), ("datapackage", ())):
        with pytest.raises(ExportError, match="is a folder with other things in it"):
            export(opened(), tmp_path / "mine", kind, partition=partition)  # type: ignore[arg-type]
        with pytest.raises(ExportError, match="is a file, not a folder"):
            export(opened(), tmp_path / "file", kind, partition=partition)  # type: ignore[arg-type]
        target = tmp_path / f"own-{kind}"
        export(opened(), target, kind, partition=partition)  # type: ignore[arg-type]
        (target / "notes.txt").write_text("x", encoding="utf-8")
        with pytest.raises(ExportError, match="is a folder with other things in it"):
            export(opened(), target, kind, partition=partition)  # type: ignore[arg-type]
        assert (target / "notes.txt").exists()
    assert files_below(tmp_path / "mine") == {"thesis.txt": b"x"}


# ------------------------------------------------------------------ data packages


@pytest.mark.parametrize("name", ["package", "package.zip"])
@pytest.mark.parametrize("is_best", [True, False])
def test_frictionless_finds_the_package_valid(
    opened: Opened, tmp_path: Path, name: str, is_best: bool
) -> None:
    dataset = opened(scope="any", is_best=is_best)
    export(dataset, tmp_path / name, "datapackage")
    path = tmp_path / name if name.endswith(".zip") else tmp_path / name / "datapackage.json"
    package = frictionless.Package(str(path))
    report = package.validate()
    assert report.valid, report.flatten(["type", "note"])
    assert package.resource_names == ["figures", "indicators", "units", "places", "reports"]
    assert report.tasks[0].stats["rows"] == dataset.counts.figures


def test_a_package_gives_every_cell_back(opened: Opened, tmp_path: Path) -> None:
    dataset = opened(scope="any")
    export(dataset, tmp_path / "p", "datapackage")
    figures = frictionless.Package(str(tmp_path / "p" / "datapackage.json")).get_resource("figures")
    expected = [
        {name: None if value == "" else value for name, value in row.items()} for row in rows_of(dataset)
    ]
    found = [row.to_dict() for row in figures.read_rows()]
    assert [row["value"] for row in found] == [row["value"] for row in expected]
    assert [{**row, "confidence": float(row["confidence"])} for row in found] == expected


@pytest.mark.parametrize(
    ("table", "error"), [("indicators", "foreign-key"), ("reports", "foreign-key"), ("figures", "hash-count")]
)
def test_a_package_that_was_tampered_with_is_not_valid(
    opened: Opened, tmp_path: Path, table: str, error: str
) -> None:
    export(opened(), tmp_path / "p", "datapackage")
    path = tmp_path / "p" / "data" / f"{table}.csv"
    path.write_bytes(path.read_bytes()[: path.read_bytes()[:-2].rindex(b"\r\n") + 2])
    report = frictionless.Package(str(tmp_path / "p" / "datapackage.json")).validate()
    assert error in {kind for (kind,) in report.flatten(["type"])}


def test_the_descriptor_tells_size_hash_meanings_and_caveats(opened: Opened, tmp_path: Path) -> None:
    export(opened(), tmp_path / "p.zip", "datapackage")
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        described = json.loads(archive.read("datapackage.json"))
        for resource in described["resources"]:
            content = archive.read(resource["path"])
            assert resource["bytes"] == len(content)
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
            assert all(one["description"] and one["title"] for one in resource["schema"]["fields"])
    assert "What is missing is not zero" in described["description"]
    told = {
        (resource["name"], one["name"]): one["description"]
        for resource in described["resources"]
        for one in resource["schema"]["fields"]
    }
    assert told["figures", "year"] == "Year that the figure is about"
    assert told["reports", "year"] == "Year that the report is about"
    assert told["indicators", "unit"] == "Symbol of its unit"
    assert all("or of the document" in told[table, "published_on"] for table in ("figures", "reports"))
    assert {text for text in told.values() if re.match("[\u4e00-\u9fff]", text)} == set()
    assert described["created"] == "2021-03-01T08:30:00+00:00"


# ------------------------------------------------------------------ SDMX


def read_sdmx(path: Path) -> tuple[Any, Any]:
    """Read the structure, and with it the data, as sdmx1 does."""
    message = sdmx.read_sdmx(io.BytesIO(path.with_suffix(".structure.xml").read_bytes()), format="xml")
    flow = message.dataflow["FIGURES"]
    return message, sdmx.read_sdmx(io.BytesIO(path.read_bytes()), format="csv", structure=flow)


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, logger="sdmx")


def test_sdmx1_reads_the_same_values(opened: Opened, tmp_path: Path) -> None:
    dataset = opened(scope="any")
    export(dataset, tmp_path / "f.csv", "sdmx-csv")
    _, message = read_sdmx(tmp_path / "f.csv")
    (data,) = message.data
    expected = rows_of(dataset)
    assert [Decimal(one.value) for one in data.obs] == [row["value"] for row in expected]
    keys = {tuple(str(value.value) for value in one.key.values.values()) for one in data.obs}
    assert len(keys) == len(expected)
    assert [one.attached_attribute["OBSERVATION_ID"].value for one in data.obs] == [
        str(row["observation_id"]) for row in expected
    ]
    said = [one.attached_attribute["EVIDENCE"].value for one in data.obs]
    assert [" ".join(text.split()) for text in said] == [
        " ".join(re.sub(r"[\v\f\x1c-\x1e\x85\u2028\u2029]", " ", row["evidence"]).split()) for row in expected
    ]


def test_every_code_in_the_data_is_in_its_code_list(opened: Opened, tmp_path: Path) -> None:
    export(opened(scope="any"), tmp_path / "f.csv", "sdmx-csv")
    structure, message = read_sdmx(tmp_path / "f.csv")
    dsd = structure.structure["DSD_FIGURES"]
    (data,) = message.data
    for dimension in dsd.dimensions.components:
        codes = dimension.local_representation.enumerated
        for one in data.obs if codes is not None else ():
            assert one.key[dimension.id].value in codes.items
    for attribute in dsd.attributes.components:
        codes = attribute.local_representation.enumerated
        for one in data.obs if codes is not None else ():
            assert one.attached_attribute[attribute.id].value in codes.items
    area = structure.codelist["CL_REF_AREA"]["310113"]
    assert area.name["zh"] == "上海市宝山区"
    assert structure.codelist["CL_UNIT_MEASURE"][unit_word_code("户次")].name["zh"] == "户次"
    assert structure.codelist["CL_INDICATOR"]["mediation-success_rate"].name["zh"] == "调解成功率"


@pytest.mark.parametrize(
    ("year", "start", "end", "in_sdmx", "in_data_commons"),
    [
        (2020, "2020-01-01", "2020-12-31", "2020", ("2020", "P1Y")),
        (2020, "2019-12-31", "2020-12-31", "2020", ("2020", "P1Y")),
        (2020, "2020-12-31", "2020-12-31", "2020", ("2020-12-31", "")),
        (2020, "2020-06-30", "2020-06-30", "2020-06-30", ("2020-06-30", "")),
        (2020, "2020-01-01", "2020-06-30", "2020-01-01/P6M", None),
        (2020, "2019-12-01", "2020-11-30", "2019-12-01/P12M", None),
        (2020, "2020-02-01", "2020-02-29", "2020-02-01/P1M", None),
        (2020, "2020-03-05", "2020-03-24", "2020-03-05/P20D", None),
    ],
)
def test_periods_are_never_made_longer_than_they_are(
    year: int, start: str, end: str, in_sdmx: str, in_data_commons: tuple[str, str] | None
) -> None:
    days = date.fromisoformat(start), date.fromisoformat(end)
    assert sdmx_period(year, *days) == in_sdmx
    assert data_commons_period(year, *days) == in_data_commons


@given(st.text(max_size=8), st.text(max_size=8))
def test_codes_of_measure_words_are_valid_and_differ(first: str, second: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_@$\-]+", unit_word_code(first))
    assert (unit_word_code(first) == unit_word_code(second)) == (first == second)


# ------------------------------------------------------------------ Data Commons

MCF_VALUE = re.compile(r'"(?:[^"\\]|\\.)*"|(?:dcid|dcs|C|E):[^\s",]+')


def read_mcf(text: str) -> dict[str, dict[str, list[str]]]:
    """Read nodes strictly: each line is a property with values, each value a quoted text or a reference."""
    nodes: dict[str, dict[str, list[str]]] = {}
    for block in re.split(r"\n\n+", text.strip("\n")):
        lines = [line for line in block.split("\n") if not line.startswith("#")]
        if not lines:
            continue
        assert lines[0].startswith("Node: ")
        name = lines[0].removeprefix("Node: ")
        assert name not in nodes
        nodes[name] = {}
        for line in lines[1:]:
            key, values = re.fullmatch(r"([a-z][A-Za-z]*): (.+)", line).groups()  # type: ignore[union-attr]
            found = MCF_VALUE.findall(values)
            assert ", ".join(found) == values, line
            assert key not in nodes[name]
            nodes[name][key] = found
        assert "typeOf" in nodes[name]
    return nodes


def test_the_template_speaks_of_columns_that_are_there(opened: Opened, tmp_path: Path) -> None:
    export(opened(scope="any"), tmp_path / "f.csv", "datacommons")
    ((name, template),) = read_mcf((tmp_path / "f.tmcf").read_text("utf-8")).items()
    header = (tmp_path / "f.csv").read_text("utf-8").partition("\n")[0].split(",")
    assert name == "E:figures->E0"
    assert template.pop("typeOf") == ["dcs:StatVarObservation"]
    assert {"observationAbout", "variableMeasured", "observationDate", "value"} <= set(template)
    for key, (value,) in template.items():
        assert value == f"C:figures->{key}"
        assert key in header


def test_every_node_that_observations_speak_of_is_defined(opened: Opened, tmp_path: Path) -> None:
    dataset = opened(scope="any")
    outcome = export(dataset, tmp_path / "f.csv", "datacommons")
    nodes = read_mcf((tmp_path / "f.mcf").read_text("utf-8"))
    kinds = {
        "observationAbout": "AdministrativeArea",
        "variableMeasured": "StatisticalVariable",
        "unit": "UnitOfMeasure",
        "measurementMethod": "MeasurementMethodEnum",
    }
    found = read_csv(tmp_path / "f.csv")
    for row in found:
        for column, kind in kinds.items():
            assert row[column] == "" or kind in nodes[row[column]]["typeOf"][0]
    own = [value for node in nodes.values() for values in node.values() for value in values]
    assert {value for value in own if value.startswith("dcid:govstats/")} <= set(nodes)
    assert nodes["dcid:govstats/mediation.success_rate"]["alternateName"] == ['"调解成功率"']
    assert outcome.figures == len(found)


def test_observations_are_exact_numbers_of_a_year_or_a_day(opened: Opened, tmp_path: Path) -> None:
    dataset = opened(scope="any")
    outcome = export(dataset, tmp_path / "f.csv", "datacommons")
    expected = {
        str(row["observation_id"]): row["value"]
        for row in rows_of(dataset)
        if row["bound"] == "="
        and data_commons_period(row["year"], row["period_start"], row["period_end"]) is not None
    }
    found = read_csv(tmp_path / "f.csv")
    assert {row["observation_id"]: Decimal(row["value"]) for row in found} == expected
    assert len(outcome.notes) == 5
    assert "1 figure contradicted by arithmetic; see the column verdict of the CSV" in outcome.notes
    assert "2 figures corrected by a reviewer; see the column correction of the CSV" in outcome.notes
    assert sum(int(row["differing"]) > 0 for row in found) == 1
    assert len({tuple(row.values())[:7] for row in found} - {("value",)}) == len(found)


@given(st.text(max_size=40))
def test_any_text_is_one_value_of_mcf(text: str) -> None:
    written = quote(text)
    assert MCF_VALUE.fullmatch(written)
    assert re.sub(r"\\(.)", r"\1", written[1:-1]) == " ".join(text.split())


# ------------------------------------------------------------------ what checks and reviewers say

REVIEWED = {  # of the figures of reports of 2012
    "98.16": ("unchecked", "corrected", "89.16", "%", "mediation.success_rate", "2012", "level", "place"),
    "15": ("unchecked", "corrected", "14", "场", "", "2012", "level", "place"),
    "21": ("contradicted", "accepted", "", "", "", "", "", ""),
}
SAYING = (
    "verdict", "correction", "original_value", "original_unit", "original_indicator", "original_year",
    "original_kind", "original_scope",
)  # fmt: skip


def read_back(path: Path, kind: DatasetFormat) -> list[dict[str, str]]:
    """The rows of a file, as texts under the names of the columns."""
    if kind == "parquet":
        table = pyarrow.parquet.read_table(path).to_pylist()
        return [{name: written(value) for name, value in row.items()} for row in table]
    if kind == "xlsx":
        header, *rows = openpyxl.load_workbook(path)["数据"].iter_rows(values_only=True)
        names = {title_of(name): name for name in (*SAYING, "value", "year")}
        return [
            {names[head]: written(value) for head, value in zip(header, row, strict=True) if head in names}
            for row in rows
        ]
    rows = read_csv(path / "data" / "figures.csv" if kind == "datapackage" else path)
    return [
        {name.lower().removeprefix("obs_"): cell.strip("'") for name, cell in row.items()} for row in rows
    ]


@pytest.mark.parametrize("kind", DATASET_FORMATS)
def test_each_format_tells_the_verdict_the_correction_and_what_was_read(
    opened: Opened, tmp_path: Path, kind: DatasetFormat
) -> None:
    """A corrected value must not pass for the words of the report, nor a contradicted one for a sound one."""
    export(opened(scope="any", years=(2011, 2012)), tmp_path / NAMES[kind], kind)
    expected = REVIEWED
    if kind == "sdmx-csv":
        expected = {
            value: (verdict.upper(), correction.upper(), *read)
            for value, (verdict, correction, *read) in REVIEWED.items()
        }
    found = {
        written(row["value"]): tuple(row[name] for name in SAYING)
        for row in read_back(tmp_path / NAMES[kind], kind)
    }
    assert {value: found[value] for value in REVIEWED} == expected
    others = opened(scope="any", years=(2020,))
    (tmp_path / "2020").mkdir()
    export(others, tmp_path / "2020" / NAMES[kind], kind)
    nothing = ("UNCHECKED", "_Z") if kind == "sdmx-csv" else ("unchecked", "")
    rest = read_back(tmp_path / "2020" / NAMES[kind], kind)
    assert {tuple(row[name] for name in SAYING) for row in rest} == {(*nothing, *[""] * 6)}


def test_how_many_are_contradicted_and_corrected_is_counted(opened: Opened, tmp_path: Path) -> None:
    dataset = opened(scope="any")
    assert (dataset.counts.contradicted, dataset.counts.corrected) == (1, 2)
    export(dataset, tmp_path / "f.xlsx", "xlsx")
    notes = openpyxl.load_workbook(tmp_path / "f.xlsx")["说明"].iter_rows(values_only=True)
    told = {row[0]: row[1] for row in notes}
    assert told["其中与其他数据有矛盾的（看“核验”列）"] == "1"
    assert told["其中经人工更正的（看“审阅”列）"] == "2"


# ------------------------------------------------------------------ what is told of the whole


TOLD_IN: dict[DatasetFormat, str] = {
    "csv": "f.csv-metadata.json",
    "datapackage": "f/datapackage.json",
    "sdmx-csv": "f.structure.xml",
    "datacommons": "f.mcf",
}


@pytest.mark.parametrize("kind", DATASET_FORMATS)
def test_each_format_tells_that_a_period_may_be_shorter_than_the_year(
    opened: Opened, tmp_path: Path, kind: DatasetFormat
) -> None:
    export(opened(), tmp_path / NAMES[kind], kind)
    if kind == "xlsx":
        notes = openpyxl.load_workbook(tmp_path / "f.xlsx")["说明"].iter_rows(values_only=True)
        told = "".join(str(cell) for row in notes for cell in row)
    elif kind == "parquet":
        told = pyarrow.parquet.read_schema(tmp_path / "f.parquet").metadata[b"govstats"].decode()
    else:
        told = (tmp_path / TOLD_IN[kind]).read_text("utf-8")
    assert "不是全年的" in told or "it is none of the year" in told
    assert "计划和目标" in told or "no plans and targets" in told


def test_the_notes_tell_what_is_not_there_and_what_to_look_at(opened: Opened, tmp_path: Path) -> None:
    dataset = opened(min_confidence=0.8)
    export(dataset, tmp_path / "f.xlsx", "xlsx")
    export(dataset, tmp_path / "f.csv", "csv")
    notes = list(openpyxl.load_workbook(tmp_path / "f.xlsx")["说明"].iter_rows(values_only=True))
    told = {row[0]: row[1] for row in notes}
    left_out, counts = dataset.left_out, dataset.counts
    assert left_out.by_scope + left_out.uncoded + left_out.several_years > 0
    assert [
        told[label] for label in ("口径不同的", "置信度低于所选的", "没有指标代码的", "超过一年的累计数")
    ] == [
        str(number)
        for number in (left_out.by_scope, left_out.unsure, left_out.uncoded, left_out.several_years)
    ]
    assert told["其中不是准确值的（看“界限”列）"] == str(counts.bounded)
    assert told["其中只涵盖当年部分期间的（看“起始日”“截止日”列）"] == str(counts.part_years)
    (described,) = json.loads((tmp_path / "f.csv-metadata.json").read_bytes())["notes"]
    assert described["govstats"]["left_out"]["uncoded"] == left_out.uncoded
    assert described["govstats"]["of_which"]["bounded"] == counts.bounded


def test_the_notes_tell_every_column_of_every_sheet_and_table(opened: Opened, tmp_path: Path) -> None:
    dataset = opened()
    export(dataset, tmp_path / "f.xlsx", "xlsx")
    notes = list(openpyxl.load_workbook(tmp_path / "f.xlsx")["说明"].iter_rows(values_only=True))
    told = {row[2] for row in notes if row[1]}
    tables = (
        dataset.schema,
        *(table.schema for table in (dataset.indicators(), dataset.units(), dataset.reports())),
    )
    assert {name for schema in tables for name in schema.names} <= told


def test_marks_that_are_not_of_the_reports_are_told_where_they_are(opened: Opened, tmp_path: Path) -> None:
    for name, for_excel in (("with", True), ("without", False)):
        export(opened(), tmp_path / f"{name}.csv", "csv", for_excel=for_excel)
    export(opened(), tmp_path / "f.xlsx", "xlsx")
    told = {
        name: (tmp_path / f"{name}.csv-metadata.json").read_text("utf-8").count("An apostrophe before a cell")
        for name in ("with", "without")
    }
    assert told == {"with": 1, "without": 0}
    notes = openpyxl.load_workbook(tmp_path / "f.xlsx")["说明"].iter_rows(values_only=True)
    assert sum("黄色底色" in str(row[1]) for row in notes) == 1


def test_a_value_that_reaches_its_bound_is_not_told_to_be_beyond_it(opened: Opened, tmp_path: Path) -> None:
    dataset = opened()
    export(dataset, tmp_path / "f.csv", "sdmx-csv")
    structure, _ = read_sdmx(tmp_path / "f.csv")
    codes = structure.codelist["CL_OBS_BOUND"]
    assert (codes["GT"].name["zh"], codes["GT"].name["en"]) == ("多于或不少于", "more than or at least")
    assert "at least" in dataset.meanings["bound"]


@pytest.mark.parametrize("content", ["5", '"govstats"', "[]", "null", "{", '{"other": 1}'])
@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("_govstats.json", lambda dataset, folder: export(dataset, folder, "parquet", partition=["year"])),
        ("datapackage.json", lambda dataset, folder: export(dataset, folder, "datapackage")),
    ],
)
def test_a_folder_of_others_is_never_replaced(
    opened: Opened, tmp_path: Path, name: str, write: Callable[[Dataset, Path], Any], content: str
) -> None:
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / name).write_text(content)
    with pytest.raises(ExportError, match="other things in it"):
        write(opened(), tmp_path / "f")
    assert files_below(tmp_path) == {f"f/{name}": content.encode()}


# ------------------------------------------------------------------ the state of the database


def test_an_export_tells_which_state_it_was_taken_from(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        with open_dataset(make_snapshot(tmp_path / name), Selection()) as dataset:
            export(dataset, tmp_path / name / "f.xlsx", "xlsx")
    assert (tmp_path / "a" / "f.xlsx").read_bytes() == (tmp_path / "b" / "f.xlsx").read_bytes()
