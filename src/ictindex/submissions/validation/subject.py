"""The tables that are validated and accepted: observations, prices, economics and tariffs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ictindex.core.data_classes import dataclass
from ictindex.data.io.observation_columns import COLUMNS, PROVENANCE
from ictindex.data.observations import Observations, make
from ictindex.data.tables.table_base import TypedTable

Judged = Observations | TypedTable
OBSERVATIONS = "observations"
# Tables of the price basket, and the column that distinguishes rows of one cell.
VARIANTS: Mapping[str, str] = {"prices": "definition", "economics": "window", "tariffs": "id"}


@dataclass(frozen=True, slots=True)
class Row:
    """The row of a table of the price basket, as a finding describes it."""

    indicator: str
    year: int | None
    part: str
    value: Decimal | None
    written: str


def kind_of(table: Judged) -> str:
    """Return the kind of a table: ``observations``, ``prices``, ``economics`` or ``tariffs``."""
    return OBSERVATIONS if isinstance(table, Observations) else table.schema.name


def confidential_in(table: Judged) -> int:
    """Return the number of cells in the files of a table that must not be published."""
    # Tables of the price basket have none themselves; their workbook may have some elsewhere.
    if isinstance(table, Observations):
        return sum(table.closed.values())
    return sum({part.name.partition("!")[0]: part.confidential for part in table.parts}.values())


def row_of(table: TypedTable, row: int) -> Row:
    """Return a row of prices, economics or tariffs, as a finding describes it."""
    columns, schema = table.cells, table.schema
    value: Decimal | None = columns[schema.main][row]
    return Row(
        indicator=str(columns[schema.subject][row]) if schema.subject else "",
        year=(columns["year"][row] or None) if "year" in columns else None,
        part=str(columns[VARIANTS[schema.name]][row]),
        value=value,
        written="" if value is None else format(value, "f"),
    )


def no_observations() -> Observations:
    """Return a table of observations without a row."""
    names = (*COLUMNS, *PROVENANCE)
    return make(dict.fromkeys(names, ()), ())
