"""The figures of an edition as canonical files: inputs as used, results, published table, groups.

What is written here is what recomputation has to give again, byte by byte.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from ictindex import catalogue
from ictindex.core import canonical, decimals
from ictindex.data.io.layouts import BREAKDOWNS, COLUMNS
from ictindex.data.observations import Observations
from ictindex.editions.storage.format import SCHEMA
from ictindex.idi.result import Result
from ictindex.validation.disclosure import salted_value

RESULT_COLUMNS = (
    "economy", "node", "value", "transformed", "score", "rounded", "rank", "supplied",
)  # fmt: skip
INPUT_COLUMNS = (
    *COLUMNS, "written", "file", "line", "column", "receipt", "salted", "decimals", "letter",
)  # fmt: skip
# Status of SDMX for a missing value: not said why, and withheld.
NOT_STATED, WITHHELD = "O", "Q"
_EMPTIED = ("value", "written", "note", "decimals")


def results(result: Result, key: str) -> dict[str, Any]:
    """Return the results of an edition as a record: every economy and node at full precision."""
    scores, cells = result.engine_scores, result.cells
    leaves = len(result.methodology.plan.leaves)
    rows: list[list[object]] = []
    for e, economy in enumerate(result.economies):
        for key_of_node, n in zip(result.nodes, result.order, strict=True):
            there = not scores.missing[e, n]
            has_value = n < leaves and not cells.missing[e, n]
            rows.append([
                economy,
                key_of_node,
                cells.values[e, n] if has_value else None,
                scores.transformed[e, n] if has_value else None,
                scores.scores[e, n] if there else None,
                result.rounded[e, n] if there else None,
                int(result.rank_array[e, n]) or None,
                bool(cells.given[e, n]),
            ])  # fmt: skip
    return {
        "schema": SCHEMA,
        "id": key,
        "index": result.methodology.document.index,
        "edition": result.edition,
        "year": result.year,
        "document": result.methodology.id,
        "decimals": result.decimals,
        "ranks_published": result.ranks_published,
        "columns": list(RESULT_COLUMNS),
        "rows": rows,
    }


def published_table(result: Result) -> str:
    """Return the published table as canonical CSV: scores with their decimals, and ranks."""
    columns: list[list[str | int | None]] = [list(result.economies)]
    for n in result.order:
        columns.append([
            None if result.missing[e, n] else format(result.rounded[e, n], "f")
            for e in range(len(result.economies))
        ])  # fmt: skip
    names = ["economy", *result.nodes]
    if result.ranks_published:
        names.append("rank")
        columns.append([int(rank) or None for rank in result.rank_array[:, -1].tolist()])
    return canonical.table(names, columns)


def group_record(result: Result, vintage: str) -> dict[str, Any]:
    """Return the group figures of an edition: every grouping of a vintage."""
    groupings = {}
    for grouping in vintages(vintage):
        frame = result.groups(grouping, vintage=vintage)
        dated = catalogue.groups(grouping, vintage)
        groupings[grouping] = {
            "source": dated.source,
            "date": dated.date,
            "columns": ["group", "node", "count", "mean", "median"],
            "rows": [
                [group, node, int(count), _exact(mean), _exact(median)]
                for group, node, count, mean, median in frame[
                    ["group", "node", "count", "mean", "median"]
                ].itertuples(index=False)
            ],
        }
    return {"schema": SCHEMA, "vintage": vintage, "groupings": groupings}


def _exact(figure: float) -> Decimal | None:
    """A float nearest to a rounded decimal stands for it; NaN for none."""
    return None if figure != figure else decimals.to_decimal(float(figure))


def vintages(vintage: str) -> list[str]:
    """Return the groupings that have a vintage, sorted."""
    return sorted(grouping for grouping, dated in catalogue.groupings() if dated == vintage)


def inputs(table: Observations, receipts: Sequence[str], salt: bytes | None) -> str:
    """Return observations as canonical CSV: fixed columns, confidential values withheld."""
    columns: dict[str, list[Any]] = {name: list(cells) for name, cells in table.cells.items()}
    columns["receipt"] = list(receipts)
    # What the canonical number does not say: 100.0 was printed with a decimal.
    columns["decimals"] = [
        None if value is None else decimals.decimals_of(value) for value in columns["value"]
    ]
    places = zip(columns["file"], columns["column"], strict=True)
    columns["letter"] = [table.letters.get(place, "") for place in places]
    columns["salted"] = [""] * len(table)
    for row in np.flatnonzero(secret(table)).tolist():
        columns["salted"][row] = _salted(columns, row, salt or b"")
        for name in _EMPTIED:
            columns[name][row] = None
        columns["status"][row] = WITHHELD
    for row, value in enumerate(columns["value"]):
        if value is None and not columns["status"][row]:
            columns["status"][row] = NOT_STATED
    for name in ("year", "line"):
        columns[name] = [number or None for number in columns[name]]
    return canonical.table(INPUT_COLUMNS, [columns[name] for name in INPUT_COLUMNS])


def secret(table: Observations) -> np.ndarray[Any, Any]:
    """Tell of each row whether its value must not be published at the release."""
    marks = table.columns["conf_status"].tolist()
    free = catalogue.free_marks()
    return np.fromiter((mark not in free for mark in marks), bool, len(table))


def _salted(columns: Mapping[str, Sequence[Any]], row: int, salt: bytes) -> str:
    # The same digest as the record of a selection has for the candidate.
    cell = [columns[name][row] for name in ("economy", "indicator", "year")]
    parts = [columns[name][row] for name in BREAKDOWNS]
    value, kind, source, receipt = (
        columns[name][row] for name in ("value", "source_class", "source", "receipt")
    )
    whole = [*cell, *parts] if any(parts) else cell
    return salted_value(whole, value, kind, source, receipt, salt)
