"""The structures of SDMX, made from the declared tables: concepts, components, dataflows.

A table is declared once (``Column``, ``Schema``). Its key becomes the dimensions, its figure the
measure, the rest its attributes; the kind of a column decides its code list. What a table does not
say, ``methodology/catalogue/exchange.toml`` does: which tables are dataflows, and which figure is
the observed one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from ictindex.core import arguments, declared_tables, higher_rooms
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.exchanged_tables import table_makers
from ictindex.core.tables.columns import Column, Schema
from ictindex.data.exchange.code_lists import (
    NOT_STATED,
    TOTAL,
    CodeList,
    Names,
    code_list,
    exchange,
    label_names,
    list_of,
    version_of,
)
from ictindex.definitions.catalogue import publisher_forms

DIMENSION, TIME, MEASURE, ATTRIBUTE = "dimension", "time", "measure", "attribute"
FREQUENCY, PERIOD, VALUE, DECIMALS = "FREQ", "TIME_PERIOD", "OBS_VALUE", "DECIMALS"
_AGENCY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z][A-Za-z0-9_-]*)*", re.ASCII)
# Text types of SDMX by the form of a column.
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "string": "String",
        "list": "String",
        "decimal": "Decimal",
        "integer": "Integer",
        "number": "Double",
        "boolean": "Boolean",
        "date": "GregorianDay",
    }
)


@dataclass(frozen=True, slots=True)
class Concept:
    """The meaning of a component, with its names by language."""

    id: str
    names: Names


@dataclass(frozen=True, slots=True)
class Component:
    """A component of a structure.

    ``column`` is the column of the table that it is from; none for the frequency, the decimals, the
    dimension of several figures, and the time period of a table without years. ``type`` is the text
    type of cells that are no codes; those of several codes (``several``) are one text, in which a
    blank is between two codes. ``empty`` is written in the key where the cell is empty.
    """

    concept: str
    role: str
    column: str = ""
    type: str = "String"
    codes: CodeList | None = None
    empty: str = ""
    several: bool = False

    @property
    def list_in_use(self) -> CodeList | None:
        """The code list that each cell is one code of; ``None`` for texts, of several codes too."""
        return None if self.several else self.codes


@dataclass(frozen=True, slots=True)
class Structure:
    """A data structure: the components of a table, dimensions first.

    ``figures`` are the columns with the observed figures; of several, each is a row of its own, and
    the dimension ``over`` names it. ``time`` is the fact that is the time period of all rows, if
    the table has no column of years.
    """

    id: str
    version: str
    table: str
    components: tuple[Component, ...]
    figures: tuple[str, ...]
    over: str = ""
    time: str = ""

    def select_components(self, *roles: str) -> list[Component]:
        """Return the components of some roles, in order."""
        return [component for component in self.components if component.role in roles]

    @property
    def code_lists(self) -> list[CodeList]:
        """The code lists of the components, each once."""
        lists = {c.codes.id: c.codes for c in self.components if c.codes is not None}
        return list(lists.values())


@dataclass(frozen=True, slots=True)
class Dataflow:
    """A dataflow: a table that is exchanged, with its names and its structure."""

    id: str
    version: str
    names: Names
    structure: Structure

    def identify(self, agency: str) -> str:
        """Return the full name of the dataflow: agency, id and version."""
        return f"{agency}:{self.id}({self.version})"


@dataclass(frozen=True, slots=True)
class Constraint:
    """The codes that a dataflow may have, or those that a table has (``is_actual``), by concept."""

    id: str
    version: str
    flow: Dataflow
    codes: Mapping[str, tuple[str, ...]]
    is_actual: bool = False


def own_agency() -> str:
    """Return the agency of the structures where the user states no other."""
    return str(exchange()["agency"])


def check_agency(agency: str | None) -> str:
    """Return the agency of structures: the user's own, or that of this library; never ITU."""
    if agency is None:
        return own_agency()
    arguments.require(isinstance(agency, str), "agency", "text", agency)
    if not _AGENCY.fullmatch(agency):
        raise UsageError("sdmx.agency", agency=agency[:80], example=own_agency())
    # These structures are not theirs, and nobody else may say that they are.
    if agency.partition(".")[0].upper() in exchange()["other_agencies"]:
        raise UsageError("sdmx.agency-of-others", agency=agency[:80], example=own_agency())
    return agency


def dataflow_ids() -> tuple[str, ...]:
    """Return the ids of the dataflows, in order."""
    return tuple(exchange()["dataflows"])


def flow_of_table(table: str) -> str:
    """Return the id of the dataflow of a declared table; empty if it is none."""
    flows: Mapping[str, Any] = exchange()["dataflows"]
    return next((flow for flow, stated in flows.items() if stated["table"] == table), "")


def find_tables(source: Any) -> Mapping[str, Callable[[], Any]]:
    """Return what gives the tables of an object, by their dataflows: of a table or a result."""
    flow = flow_of_table(getattr(getattr(source, "schema", None), "name", ""))
    return {flow: lambda: source} if flow else table_makers(source)


@cache
def dataflow(flow_id: str) -> Dataflow:
    """Return a dataflow with its structure; versions are those on record."""
    flows = exchange()["dataflows"]
    if flow_id not in flows:
        raise UsageError("sdmx.unknown-dataflow", dataflow=flow_id[:80], allowed=[*flows])
    version = version_of("structures", flow_id)
    try:
        table = declared_tables.table_schema(flows[flow_id]["table"])
    except ModuleNotFoundError as error:
        higher_rooms.name_absent_room(error, flow_id)
        raise
    structure = make_structure(flow_id, version, table)
    return Dataflow(flow_id, version, label_names("dataflows", flow_id), structure)


def make_structure(flow_id: str, version: str, schema: Schema) -> Structure:
    """Return the structure of a declared table."""
    stated = exchange()["dataflows"][flow_id]
    figures: tuple[str, ...] = tuple(stated["figures"])
    over, time = stated.get("over", ""), stated.get("time", "")
    columns = {column.name: column for column in schema.data_columns()}
    years = [name for name in ("year",) if name in columns]
    key = [columns[name] for name in schema.key if name not in years]
    rest = [c for name, c in columns.items() if name not in (*schema.key, *years, *figures)]
    components = [Component(FREQUENCY, DIMENSION, codes=code_list("CL_FREQ"))]
    components += [_dimension(column) for column in key]
    if over:
        components.append(Component(over, DIMENSION, codes=code_list(f"CL_{over}")))
    components.append(Component(PERIOD, TIME, "".join(years), "GregorianYear"))
    form = _TYPES[columns[figures[0]].form]
    components.append(Component(VALUE, MEASURE, figures[0] if len(figures) == 1 else "", form))
    components.append(Component(DECIMALS, ATTRIBUTE, type="Integer"))
    components += [_attribute(column) for column in rest]
    ids = [component.concept for component in components]
    if len(set(ids)) != len(ids):
        raise ValueError(f"{flow_id}: two components of one concept: {sorted(ids)}")
    return Structure(flow_id, version, stated["table"], tuple(components), figures, over, time)


def concept_of(column: Column) -> str:
    """Return the concept of a column: its own, that of the forms of publishers, or its name."""
    return column.concept or _concepts_by_column().get(
        column.name, column.name.upper().replace("-", "_")
    )


@cache
def _concepts_by_column() -> Mapping[str, str]:
    listed = publisher_forms()["sdmx"]["columns"]
    return {column: concept for concept, column in reversed(listed.items())}


def _dimension(column: Column) -> Component:
    empty = TOTAL if column.kind == "breakdown" else NOT_STATED
    return _component(column, DIMENSION, empty)


def _attribute(column: Column) -> Component:
    return _component(column, ATTRIBUTE, "")


def _component(column: Column, role: str, empty: str) -> Component:
    listed = list_of(column.kind, column.name)
    codes = code_list(listed) if listed else None
    several = column.form == "list"
    form = _TYPES[column.form]
    return Component(concept_of(column), role, column.name, form, codes, empty, several)


def concepts(flows: Iterable[Dataflow]) -> list[Concept]:
    """Return the concepts of some dataflows, each once, in order of their ids."""
    ids = {part.concept for flow in flows for part in flow.structure.components}
    return [Concept(concept, label_names("concepts", concept)) for concept in sorted(ids)]


def allow_codes(flow: Dataflow) -> Constraint:
    """Return the codes that the dimensions of a dataflow may have, by the catalogue."""
    codes = {
        part.concept: tuple(code.id for code in part.codes.codes)
        for part in flow.structure.select_components(DIMENSION)
        if part.codes is not None
    }
    return Constraint(f"{flow.id}_ALLOWED", flow.version, flow, codes)


def list_codes(flow: Dataflow, cells: Mapping[str, Sequence[object]]) -> Constraint:
    """Return the codes that a table has in its dimensions, in the order of their lists."""
    allowed = allow_codes(flow).codes
    codes = dict(allowed)
    for part in flow.structure.select_components(DIMENSION):
        if part.codes is not None and part.column:
            ids = part.codes.ids()
            own = {ids.get(str(value), str(value)) for value in set(cells[part.column])}
            codes[part.concept] = tuple(code for code in allowed[part.concept] if code in own)
            foreign = sorted(own.difference(allowed[part.concept]))
            if foreign:
                raise UsageError(
                    "sdmx.code-not-listed", column=part.column, value=foreign[0], list=part.codes.id
                )
    return Constraint(f"{flow.id}_ACTUAL", flow.version, flow, codes, is_actual=True)


def code_lists_of(flows: Iterable[Dataflow]) -> list[CodeList]:
    """Return the code lists of some dataflows, each once, in order of their ids."""
    lists = {own.id: own for flow in flows for own in flow.structure.code_lists}
    return [lists[list_id] for list_id in sorted(lists)]
