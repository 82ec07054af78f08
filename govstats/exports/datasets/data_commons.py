"""The figures for Data Commons: observations in CSV, a template that maps them (TMCF), and what they speak of (MCF).

The formats are told in docs/mcf_format.md and docs/representing_statistics.md of github.com/datacommonsorg/data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from govstats.exports.datasets.cells import as_texts, write_rows
from govstats.exports.datasets.codes import codes_of
from govstats.exports.datasets.describing import DESCRIPTION_EN, caveats, origin_of
from govstats.exports.datasets.outcome import Outcome, counted, require_one_a_cell
from govstats.exports.datasets.periods import data_commons_period
from govstats.exports.files import replaced_file
from govstats.warehouse.dataset import Dataset

TABLE = "figures"
NAMESPACE = "dcid:govstats"
"""What the names of our nodes begin with: Data Commons names Chinese places by Wikidata, which reports do not."""

_COLUMNS = (
    "observationAbout",
    "variableMeasured",
    "observationDate",
    "observationPeriod",
    "value",
    "unit",
    "measurementMethod",
)
_WORDS = (
    "differing", "verdict", "correction", "original_value", "original_unit", "original_indicator", "original_year",
    "original_kind", "original_scope", "evidence", "issuer", "report", "published_on", "sha256", "observation_id",
)  # fmt: skip
"""Columns that Data Commons does not take in: they stand in the CSV for whoever checks a value."""

_PLACE_TYPES: Mapping[str, str] = {
    "country": "Country",
    "province": "AdministrativeArea1",
    "prefecture": "AdministrativeArea2",
    "county": "AdministrativeArea3",
}
_COUNTRY = "dcid:country/CHN"
Node = tuple[str, list[tuple[str, str]]]


def write_data_commons(dataset: Dataset, target: Path) -> Outcome:
    """Write the figures for Data Commons: target, and files of its name that end in .tmcf and .mcf.

    An observation of Data Commons is an exact number of a year or a day: bounded figures, and figures of other periods,
    are left out, and the notes tell how many.

    Args:
        dataset: the figures, one for each place, indicator, unit and year.
        target: the CSV.

    Returns:
        what was written.

    Raises:
        ExportError: the dataset holds several figures of one cell, or a file cannot be written.
    """
    require_one_a_cell(dataset, "Data Commons")
    template, nodes = target.with_suffix(".tmcf"), target.with_suffix(".mcf")
    fitting = _Fitting()
    with (
        replaced_file(target) as stream,
        replaced_file(template) as template_file,
        replaced_file(nodes) as node_file,
    ):
        rows = write_rows(
            stream, (*_COLUMNS, *_WORDS), map(fitting.only, dataset.figures()), _observations, line_end="\n"
        )
        template_file.write(write_template().encode())
        node_file.write(write_nodes(dataset).encode())
        template_file.flush()
        node_file.flush()
    return Outcome((target, template, nodes), rows, {}, fitting.notes())


class _Fitting:
    """Keeps the figures that Data Commons can hold, and counts the others."""

    def __init__(self) -> None:
        self.bounded = self.other_periods = self.disputed = self.contradicted = self.corrected = 0

    def only(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Give the figures of a batch that Data Commons can hold."""
        exact = batch.filter(pc.equal(batch.column("bound"), "="))
        fitting = exact.filter(pa.array([period is not None for period in _periods(exact)], pa.bool_()))
        self.bounded += batch.num_rows - exact.num_rows
        self.other_periods += exact.num_rows - fitting.num_rows
        self.disputed += sum(number > 0 for number in fitting.column("differing").to_pylist())
        self.contradicted += fitting.column("verdict").to_pylist().count("contradicted")
        self.corrected += fitting.column("correction").to_pylist().count("corrected")
        return fitting

    def notes(self) -> tuple[str, ...]:
        """Tell what was left out."""
        notes = []
        if self.bounded:
            notes.append(
                f"{counted(self.bounded, 'figure')} with a bound left out: observations are exact there"
            )
        if self.other_periods:
            figures = counted(self.other_periods, "figure")
            notes.append(f"{figures} left out, of periods other than a year or a day")
        if self.disputed:
            figures = counted(self.disputed, "figure")
            notes.append(
                f"{figures} of which others state another value; see the column differing of the CSV"
            )
        if self.contradicted:
            figures = counted(self.contradicted, "figure")
            notes.append(f"{figures} contradicted by arithmetic; see the column verdict of the CSV")
        if self.corrected:
            figures = counted(self.corrected, "figure")
            notes.append(f"{figures} corrected by a reviewer; see the column correction of the CSV")
        return tuple(notes)


def _periods(batch: pa.RecordBatch) -> Iterator[tuple[str, str] | None]:
    columns = (batch.column(name).to_pylist() for name in ("year", "period_start", "period_end"))
    return (data_commons_period(*row) for row in zip(*columns, strict=True))


def _observations(batch: pa.RecordBatch) -> list[list[str]]:
    """Write figures as observations."""
    periods = [period for period in _periods(batch) if period is not None]
    named = {
        name: batch.column(name).to_pylist()
        for name in ("district_code", "indicator", "unit", "unit_code", "scope")
    }
    return [
        [place_id(code) for code in named["district_code"]],
        [variable_id(code) for code in named["indicator"]],
        [day for day, _ in periods],
        [length for _, length in periods],
        as_texts(batch.column("value")).to_pylist(),
        [unit_id(code, word) for code, word in zip(named["unit_code"], named["unit"], strict=True)],
        [method_id(scope) for scope in named["scope"]],
        *([_one_line(text) for text in as_texts(batch.column(name)).to_pylist()] for name in _WORDS),
    ]


def place_id(code: str) -> str:
    """Name the node of a place."""
    return f"{NAMESPACE}/place/{code}"


def variable_id(indicator: str) -> str:
    """Name the node of an indicator."""
    return f"{NAMESPACE}/{indicator}"


def unit_id(code: str | None, word: str) -> str:
    """Name the node of a unit, or of a measure word that the unit table lacks; nothing for no unit."""
    if code:
        return f"{NAMESPACE}/unit/{code}"
    return f"{NAMESPACE}/unit/{'-'.join(f'{ord(character):04x}' for character in word)}" if word else ""


def method_id(scope: str) -> str:
    """Name the node that tells whose figure an observation is."""
    return f"{NAMESPACE}/method/{scope}"


def write_template() -> str:
    """Write the template that maps the columns of the CSV."""
    mapped = "".join(f"{column}: C:{TABLE}->{column}\n" for column in _COLUMNS)
    return f"Node: E:{TABLE}->E0\ntypeOf: dcs:StatVarObservation\n{mapped}"


def write_nodes(dataset: Dataset) -> str:
    """Write the nodes of variables, their topics, units, places and methods."""
    origin = origin_of(dataset)
    comments = [
        DESCRIPTION_EN,
        f"{origin.program}; {origin.database}; catalogue {origin.catalogue}; divisions {origin.divisions}",
        *(caveat.en for caveat in caveats(dataset)),
    ]
    nodes = (*_variables(dataset), *_topics(dataset), *_units(dataset), *_places(dataset), *_methods())
    return "\n".join(["".join(f"# {_one_line(line)}\n" for line in comments), *map(_write_node, nodes)])


def _variables(dataset: Dataset) -> Iterator[Node]:
    rows = dataset.indicators().to_pylist()
    known = {row["indicator"] for row in rows}
    for row in rows:
        parts = [
            ("typeOf", "dcid:StatisticalVariable"),
            ("name", quote(row["name_en"])),
            ("alternateName", quote(row["indicator_name"])),
            ("description", quote(row["definition"])),
            ("populationType", "dcid:Thing"),
            ("measuredProperty", "dcid:value"),
            ("statType", "dcid:measuredValue"),
            ("memberOf", _topic_id(row["topic"])),
        ]
        if row["denominator"] in known:
            parts.append(("measurementDenominator", variable_id(row["denominator"])))
        yield variable_id(row["indicator"]), parts


def _topics(dataset: Dataset) -> Iterator[Node]:
    for topic in sorted(set(dataset.indicators().column("topic").to_pylist())):
        yield (
            _topic_id(topic),
            [
                ("typeOf", "dcid:StatVarGroup"),
                ("name", quote(topic)),
                ("specializationOf", "dcid:dc/g/Root"),
            ],
        )


def _topic_id(topic: str) -> str:
    return f"{NAMESPACE}/g/{topic}"


def _units(dataset: Dataset) -> Iterator[Node]:
    for row in dataset.units().to_pylist():
        yield (
            unit_id(row["unit_code"], ""),
            [
                ("typeOf", "dcid:UnitOfMeasure"),
                ("name", quote(row["name"])),
                ("alternateName", quote(row["unit"])),
            ],
        )
    for word in dataset.uncatalogued_units():
        yield unit_id(None, word), [("typeOf", "dcid:UnitOfMeasure"), ("name", quote(word))]


def _places(dataset: Dataset) -> Iterator[Node]:
    """Make a node of each code, under the newest of its names."""
    newest_first = dataset.places().sort_by([("district_code", "ascending"), ("valid_from", "descending")])
    by_code: dict[str, list[dict[str, Any]]] = {}
    for row in newest_first.to_pylist():
        by_code.setdefault(row["district_code"], []).append(row)
    for code, rows in by_code.items():
        parent = rows[0]["parent_code"]
        above = [place_id(parent)] if parent in by_code else []
        yield (
            place_id(code),
            [
                ("typeOf", f"dcid:{_PLACE_TYPES[rows[0]['level']]}"),
                ("name", quote(rows[0]["full_name"])),
                *([("alternateName", _listed(row["full_name"] for row in rows[1:]))] if rows[1:] else []),
                ("identifier", quote(code)),
                ("containedInPlace", ", ".join([*above, _COUNTRY])),
            ],
        )


def _methods() -> Iterator[Node]:
    for scope, code in codes_of("CL_SCOPE").items():
        name = quote(f"Stated in a government report of {code.en}")
        yield method_id(scope), [("typeOf", "dcid:MeasurementMethodEnum"), ("name", name)]


def quote(text: str) -> str:
    """Write a text as MCF has it: on one line, in double quotes."""
    escaped = _one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(map(quote, texts))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _write_node(node: Node) -> str:
    name, parts = node
    return "".join([f"Node: {name}\n", *(f"{key}: {value}\n" for key, value in parts)])
