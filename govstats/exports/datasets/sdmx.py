"""The figures as SDMX-CSV 2.0, and their data structure as SDMX-ML 2.1 beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from lxml import etree
from lxml.builder import ElementMaker

from govstats.exports.datasets.cells import as_texts, write_rows
from govstats.exports.datasets.codes import codes_of
from govstats.exports.datasets.describing import TITLE_EN, caveats, column_words, origin_of, word
from govstats.exports.datasets.outcome import Outcome, require_one_a_cell
from govstats.exports.datasets.periods import sdmx_period
from govstats.exports.files import replaced_file
from govstats.warehouse.dataset import Dataset

AGENCY, FLOW, STRUCTURE, CONCEPTS, VERSION = "GOVSTATS", "FIGURES", "DSD_FIGURES", "CS_FIGURES", "1.0"
STRUCTURE_ENDING = ".structure.xml"
"""What stands in the place of the ending of the CSV in the name of its structure."""

_LINE_BREAKS = r"[\n\r\v\f\x1c-\x1e\x{85}\x{2028}\x{2029}]+"  # readers take some of them for the end of a row
_NOT_IN_XML = dict.fromkeys({*range(32)} - {9, 10, 13} | {0xFFFE, 0xFFFF}, "�")
_NAMESPACES = {
    name: f"http://www.sdmx.org/resources/sdmxml/schemas/v2_1/{last}"
    for name, last in (("mes", "message"), ("str", "structure"), ("com", "common"))
}
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_MES, _STR, _COM = (
    ElementMaker(namespace=_NAMESPACES[name], nsmap=_NAMESPACES) for name in ("mes", "str", "com")
)


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a list.

    Attributes:
        id: the code.
        zh: its Chinese name; empty for none.
        en: its English name; empty for none.
        definition: what it means; empty where the name says it.
    """

    id: str
    zh: str
    en: str = ""
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """A dimension, the measure or an attribute.

    Attributes:
        id: its name, the header of its column.
        column: the column of the figures that it is made of.
        codes: its code list; empty for free text.
        text_type: what its text is, as SDMX calls it.
        is_mandatory: for an attribute, whether each figure has it.
    """

    id: str
    column: str
    codes: str = ""
    text_type: str = "String"
    is_mandatory: bool = False


DIMENSIONS = (
    Component("REF_AREA", "district_code", "CL_REF_AREA"),
    Component("INDICATOR", "indicator", "CL_INDICATOR"),
    Component("UNIT_MEASURE", "unit_code", "CL_UNIT_MEASURE"),
    Component("SCOPE", "scope", "CL_SCOPE"),
    Component("TIME_PERIOD", "year", text_type="ObservationalTimePeriod"),
)
MEASURE = Component("OBS_VALUE", "value", text_type="Decimal")
ATTRIBUTES = (
    Component("OBS_BOUND", "bound", "CL_OBS_BOUND", is_mandatory=True),
    Component("PERIOD_START", "period_start", text_type="GregorianDay", is_mandatory=True),
    Component("PERIOD_END", "period_end", text_type="GregorianDay", is_mandatory=True),
    Component("CONFIDENCE", "confidence", text_type="Double", is_mandatory=True),
    Component("DOUBTS", "doubts"),
    Component("CANDIDATES", "candidates", text_type="Integer", is_mandatory=True),
    Component("DIFFERING", "differing", text_type="Integer", is_mandatory=True),
    Component("VERDICT", "verdict", "CL_VERDICT", is_mandatory=True),
    Component("CORRECTION", "correction", "CL_CORRECTION", is_mandatory=True),
    Component("ORIGINAL_VALUE", "original_value", text_type="Decimal"),
    Component("ORIGINAL_UNIT", "original_unit"),
    Component("ORIGINAL_INDICATOR", "original_indicator"),
    Component("ORIGINAL_YEAR", "original_year", text_type="GregorianYear"),
    Component("ORIGINAL_KIND", "original_kind"),
    Component("ORIGINAL_SCOPE", "original_scope"),
    Component("LABEL", "label"),
    Component("TEXT", "text"),
    Component("EVIDENCE", "evidence"),
    Component("ISSUER", "issuer", is_mandatory=True),
    Component("REPORT", "report", is_mandatory=True),
    Component("DOCUMENT_NUMBER", "document_number"),
    Component("PUBLISHED_ON", "published_on", text_type="GregorianDay"),
    Component("SOURCE", "source"),
    Component("FILE_NAME", "file_name", is_mandatory=True),
    Component("SHA256", "sha256", is_mandatory=True),
    Component("REPORT_ID", "report_id", text_type="Integer", is_mandatory=True),
    Component("OBSERVATION_ID", "observation_id", text_type="Integer", is_mandatory=True),
    Component("CATALOGUE_VERSION", "catalogue_version", is_mandatory=True),
)
_LISTED = (
    "CL_SCOPE",
    "CL_OBS_BOUND",
    "CL_VERDICT",
    "CL_CORRECTION",
)  # lists that are the same for all figures
_COMPONENTS = (*DIMENSIONS, MEASURE, *ATTRIBUTES)
_FIXED = ("dataflow", f"{AGENCY}:{FLOW}({VERSION})", "I")
_HEADERS = ("STRUCTURE", "STRUCTURE_ID", "ACTION", *(component.id for component in _COMPONENTS))


def write_sdmx(dataset: Dataset, target: Path) -> Outcome:
    """Write the figures as SDMX-CSV 2.0, and the structure that they are read with beside.

    Args:
        dataset: the figures, one for each place, indicator, unit and year.
        target: the CSV; the structure has its name with .structure.xml in the place of the ending.

    Returns:
        what was written.

    Raises:
        ExportError: the dataset holds several figures of one cell, or a file cannot be written.
    """
    require_one_a_cell(dataset, "SDMX")
    structure = target.with_suffix(STRUCTURE_ENDING)
    with replaced_file(target) as stream, replaced_file(structure) as beside:
        write_rows(stream, _HEADERS, dataset.figures(), sdmx_columns)
        beside.write(write_structure(dataset))
        beside.flush()
    headers = {component.column: component.id for component in _COMPONENTS}
    return Outcome((target, structure), dataset.counts.figures, headers)


def sdmx_columns(batch: pa.RecordBatch) -> list[list[str]]:
    """Write figures as the columns of SDMX-CSV."""
    fixed = [[text] * batch.num_rows for text in _FIXED]
    return fixed + [_column(batch, component) for component in _COMPONENTS]


def _column(batch: pa.RecordBatch, component: Component) -> list[str]:
    if component.id in _MADE:
        return _MADE[component.id](batch)
    if component.codes in _LISTED:
        codes = codes_of(component.codes)
        return [codes[value or ""].code for value in batch.column(component.column).to_pylist()]
    texts = as_texts(batch.column(component.column))
    if component.text_type == "String" and not component.codes:
        texts = pc.replace_substring_regex(texts, _LINE_BREAKS, " ")
    written: list[str] = texts.to_pylist()
    return written


def _periods(batch: pa.RecordBatch) -> list[str]:
    columns = (batch.column(name).to_pylist() for name in ("year", "period_start", "period_end"))
    return [sdmx_period(*row) for row in zip(*columns, strict=True)]


def _units(batch: pa.RecordBatch) -> list[str]:
    pairs = zip(batch.column("unit_code").to_pylist(), batch.column("unit").to_pylist(), strict=True)
    return [code or unit_word_code(measure_word) for code, measure_word in pairs]


_MADE: Mapping[str, Callable[[pa.RecordBatch], list[str]]] = {
    "TIME_PERIOD": _periods,
    "UNIT_MEASURE": _units,
    "INDICATOR": lambda batch: [indicator_code(code) for code in batch.column("indicator").to_pylist()],
}


def indicator_code(code: str) -> str:
    """Write the code of an indicator as SDMX allows it: a hyphen, which no such code has, for the dot."""
    return code.replace(".", "-")


def unit_word_code(measure_word: str) -> str:
    """Make a code of a measure word that the unit table lacks, of its characters' numbers in Unicode: 户次 U_6237_6B21."""
    if not measure_word:
        return codes_of("CL_UNIT_MEASURE")[""].code
    return "_".join(["U", *(f"{ord(character):04X}" for character in measure_word)])


def write_structure(dataset: Dataset) -> bytes:
    """Write the data structure: code lists, concepts, the structure definition and the dataflow, in SDMX-ML 2.1."""
    origin = origin_of(dataset)
    header = _MES.Header(
        _MES.ID(f"{STRUCTURE}_{dataset.state.store_version}"),
        _MES.Test("false"),
        _MES.Prepared(origin.as_of.isoformat() if origin.as_of else "1970-01-01T00:00:00+00:00"),
        _MES.Sender(id=AGENCY),
    )
    structures = _MES.Structures(
        _STR.Dataflows(
            _STR.Dataflow(
                *_names(word("title"), TITLE_EN),
                _STR.Structure(_reference(STRUCTURE, "DataStructure", "datastructure")),
                **_identity(FLOW),
            )
        ),
        _STR.Codelists(
            *(
                _STR.Codelist(*_names(name, name), *map(_code, codes), **_identity(name))
                for name, codes in code_lists(dataset).items()
            )
        ),
        _STR.Concepts(
            _STR.ConceptScheme(
                *_names(word("title"), TITLE_EN),
                *(_concept(c, dataset) for c in _COMPONENTS),
                **_identity(CONCEPTS),
            )
        ),
        _STR.DataStructures(_definition(dataset)),
    )
    written: bytes = etree.tostring(
        _MES.Structure(header, structures), xml_declaration=True, encoding="UTF-8", pretty_print=True
    )
    return written


def code_lists(dataset: Dataset) -> dict[str, list[Code]]:
    """Give the code lists of the dimensions and attributes, with the codes that the figures use."""
    areas: dict[str, list[str]] = {}
    for place in dataset.places().sort_by("valid_from").to_pylist():
        areas.setdefault(place["district_code"], []).insert(0, place["full_name"])
    units = [Code(row["unit_code"], row["unit"], row["name"]) for row in dataset.units().to_pylist()]
    words = [Code(unit_word_code(each), each) for each in dataset.uncatalogued_units()]
    return {
        "CL_REF_AREA": [
            Code(code, names[0], definition=_former_names(names[1:])) for code, names in sorted(areas.items())
        ],
        "CL_INDICATOR": [
            Code(indicator_code(row["indicator"]), row["indicator_name"], row["name_en"], row["definition"])
            for row in dataset.indicators().to_pylist()
        ],
        "CL_UNIT_MEASURE": [*units, *words, *_listed("CL_UNIT_MEASURE")],
        **{name: _listed(name) for name in _LISTED},
    }


def _listed(code_list: str) -> list[Code]:
    return [Code(each.code, each.zh, each.en) for each in codes_of(code_list).values()]


def _former_names(names: Sequence[str]) -> str:
    return f"{word('formerly')}：{word('list').join(names)}" if names else ""


def _definition(dataset: Dataset) -> Any:
    notes = (_annotation("CAVEAT", caveat.zh, caveat.en) for caveat in caveats(dataset))
    origin = origin_of(dataset)
    told = f"{origin.program}; {origin.database}; catalogue {origin.catalogue}; divisions {origin.divisions}"
    return _STR.DataStructure(
        _COM.Annotations(_annotation("ORIGIN", "", told), *notes),
        *_names(word("title"), TITLE_EN),
        _STR.DataStructureComponents(
            _STR.DimensionList(*_dimensions(), id="DimensionDescriptor"),
            _STR.AttributeList(*map(_attribute, ATTRIBUTES), id="AttributeDescriptor"),
            _STR.MeasureList(
                _STR.PrimaryMeasure(*_representation(MEASURE), id=MEASURE.id), id="MeasureDescriptor"
            ),
        ),
        **_identity(STRUCTURE),
    )


def _dimensions() -> Iterable[Any]:
    for position, component in enumerate(DIMENSIONS, start=1):
        kind = _STR.TimeDimension if component.id == "TIME_PERIOD" else _STR.Dimension
        yield kind(*_representation(component), id=component.id, position=str(position))


def _attribute(component: Component) -> Any:
    return _STR.Attribute(
        *_representation(component),
        _STR.AttributeRelationship(_STR.PrimaryMeasure(etree.Element("Ref", id=MEASURE.id))),
        id=component.id,
        assignmentStatus="Mandatory" if component.is_mandatory else "Conditional",
    )


def _representation(component: Component) -> Sequence[Any]:
    """Write which concept a component is of, and what its values are."""
    concept = _reference(component.id, "Concept", "conceptscheme", parent=CONCEPTS)
    values = (
        _STR.Enumeration(_reference(component.codes, "Codelist", "codelist"))
        if component.codes
        else _STR.TextFormat(textType=component.text_type)
    )
    return _STR.ConceptIdentity(concept), _STR.LocalRepresentation(values)


def _reference(name: str, kind: str, package: str, parent: str = "") -> Any:
    within = {"maintainableParentID": parent, "maintainableParentVersion": VERSION}
    place = within if parent else {"version": VERSION}
    return etree.Element("Ref", {"id": name, "agencyID": AGENCY, "package": package, "class": kind} | place)


def _identity(name: str) -> dict[str, str]:
    return {"id": name, "agencyID": AGENCY, "version": VERSION, "isFinal": "true"}


def _names(zh: str, en: str) -> list[Any]:
    given = ((language, text.translate(_NOT_IN_XML)) for language, text in (("zh", zh), ("en", en)) if text)
    return [_COM.Name(text, {_LANGUAGE: language}) for language, text in given]


def _code(code: Code) -> Any:
    definition = [_COM.Description(code.definition, {_LANGUAGE: "zh"})] if code.definition else []
    return _STR.Code(*_names(code.zh, code.en), *definition, id=code.id)


def _concept(component: Component, dataset: Dataset) -> Any:
    words, meaning = column_words()[component.column], dataset.meanings[component.column]
    return _STR.Concept(
        _COM.Name(words.title, {_LANGUAGE: "zh"}),
        _COM.Name(component.column, {_LANGUAGE: "en"}),
        _COM.Description(words.meaning, {_LANGUAGE: "zh"}),
        _COM.Description(meaning, {_LANGUAGE: "en"}),
        id=component.id,
    )


def _annotation(kind: str, zh: str, en: str) -> Any:
    texts = (("zh", zh), ("en", en))
    return _COM.Annotation(
        _COM.AnnotationType(kind),
        *(_COM.AnnotationText(text, {_LANGUAGE: language}) for language, text in texts if text),
    )
