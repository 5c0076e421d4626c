"""The figures of a basket edition as canonical files: tables as used, results, groups, purchases.

What is written here is what recomputation has to give again, byte by byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

import numpy as np

from ictindex import catalogue
from ictindex.core import canonical, decimals
from ictindex.data.tables.table_base import TypedTable
from ictindex.editions import figures
from ictindex.editions.storage.format import SCHEMA
from ictindex.ipb.explain import purchase_record
from ictindex.ipb.inputs import MEASURES, NO_ROW
from ictindex.ipb.medians import from_units
from ictindex.ipb.result import BasketResult
from ictindex.validation.table_digests import cell

TABLES = ("prices", "tariffs", "economics")
PLACES = "inputs/places.json"
OWN_COLUMNS = ("file", "line", "part", "receipt")
CONVERTED = ("usd", "ppp", "share")
RESULT_COLUMNS = (
    "economy", "basket", "currency", *MEASURES, *(f"{name}_rounded" for name in MEASURES),
    "denominator", "income", "income_year", "rate", "factor",
)  # fmt: skip


def path_of(kind: str) -> str:
    """Return where a table lies in an edition."""
    return f"inputs/{kind}.csv"


def inputs(table: TypedTable, receipts: Sequence[str]) -> str:
    """Return a table as canonical CSV: its columns, digits as written, origin of each row."""
    names = [*table.schema.names, *OWN_COLUMNS]
    columns = [list(map(cell, table.cells[name])) for name in names[:-2]]
    return canonical.table(names, [*columns, table.part, list(receipts)])


def places(tables: Sequence[TypedTable]) -> dict[str, Any]:
    """Return what the columns of each table are called in the files that it was read from."""
    return {
        "schema": SCHEMA,
        **{
            table.schema.name: [
                {
                    "name": part.name,
                    # Where one cell of a file is secret, its digest would tell which value fits.
                    "sha256": "" if part.confidential else part.sha256,
                    "columns": [
                        [name, label, part.letters.get(label, "")]
                        for name, label in part.labels.items()
                    ],
                }
                for part in table.parts
            ]
            for table in tables
        },
    }


def results(result: BasketResult, key: str) -> dict[str, Any]:
    """Return the results of an edition as a record: every economy and basket at full precision."""
    cells, document = result.cells, result.methodology.document
    rows = []
    for e, economy in enumerate(result.economies):
        for b, basket in enumerate(result.baskets):
            there = {name: not cells.missing[name][e, b] for name in MEASURES}
            income, rate = int(cells.income_rows[e, b]), int(cells.rate_rows[e, b])
            rows.append([
                economy,
                basket,
                cells.currency[e, b] or None,
                *(cells.amounts[name][e, b] if there[name] else None for name in MEASURES),
                *(
                    from_units(result.units[name][e, b], result.decimals) if there[name] else None
                    for name in MEASURES
                ),
                cells.denominator[e, b] or None,
                _value(result, income),
                None if income == NO_ROW else int(result.economics.columns["year"][income]),
                _value(result, rate),
                cells.factor[e, b] if there["ppp"] else None,
            ])  # fmt: skip
    return {
        "schema": SCHEMA,
        "id": key,
        "index": document.index,
        "edition": result.edition,
        "year": result.year,
        "document": document.id,
        "decimals": result.decimals,
        "columns": list(RESULT_COLUMNS),
        "rows": rows,
        "composite": figures.results(cast(Any, result.composite), key)
        if document.has_composite
        else None,
    }


def _value(result: BasketResult, row: int) -> Decimal | None:
    return None if row == NO_ROW else result.economics.columns["value"][row]


def published_table(result: BasketResult) -> str:
    """Return the published table as canonical CSV: dollars, PPP$ and share of each basket."""
    names, columns = ["economy"], [list(map(str, result.economies))]
    for b, basket in enumerate(result.baskets):
        for name in CONVERTED:
            names.append(f"{basket}-{name}")
            told = [from_units(unit, result.decimals) for unit in result.units[name][:, b]]
            columns.append(["" if one is None else format(one, "f") for one in told])
    if result.methodology.document.has_composite:
        whole = result.composite
        for key, cells in (
            (whole.methodology.plan.root, [format(one, "f") for one in whole.rounded[:, -1]]),
            ("rank", list(map(str, whole.rank_array[:, -1].tolist()))),
        ):
            names.append(key)
            gone = zip(cells, whole.missing[:, -1], strict=True)
            columns.append(["" if missing else text for text, missing in gone])
    return canonical.table(names, columns)


def group_record(result: BasketResult, vintage: str) -> dict[str, Any]:
    """Return the group figures of an edition: every grouping of a vintage, in three measures."""
    groupings, statistic = {}, ""
    for grouping in figures.vintages(vintage):
        rows: list[list[object]] = []
        for measure in CONVERTED:
            frame = result.groups(grouping, vintage=vintage, measure=measure)
            statistic = str(frame.attrs["statistic"])
            rows += [
                [group, basket, measure, int(count), _exact(figure)]
                for group, basket, count, figure in frame[
                    ["group", "basket", "count", statistic]
                ].itertuples(index=False)
            ]
        dated = catalogue.groups(grouping, vintage)
        groupings[grouping] = {
            "source": dated.source,
            "date": dated.date,
            "columns": ["group", "basket", "measure", "count", "figure"],
            "rows": rows,
        }
    return {"schema": SCHEMA, "vintage": vintage, "statistic": statistic, "groupings": groupings}


def _exact(figure: float) -> Decimal | None:
    """A float nearest to a rounded decimal stands for it; NaN for none."""
    return None if np.isnan(figure) else decimals.to_decimal(float(figure))


def purchases(result: BasketResult) -> dict[str, Any]:
    """Return what was bought, line by line, with the proof that nothing cheaper exists."""
    return {
        "schema": SCHEMA,
        "records": [
            {"economy": economy, "basket": basket, **purchase_record(bought)}
            for (economy, basket), bought in sorted(result.purchases.items())
        ],
    }
