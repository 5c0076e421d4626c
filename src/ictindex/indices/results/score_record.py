"""Results with scores as a record, for editions and for the composite of price baskets."""

from __future__ import annotations

from typing import Any

from ictindex.core.canonical import SCHEMA

_COLUMNS = (
    "economy",
    "node",
    "value",
    "transformed",
    "score",
    "rounded",
    "rank",
    "supplied",
)


def score_record(result: Any, key: str) -> dict[str, Any]:
    """Return the results as a record: every economy and node at full precision."""
    inputs, scores = result.input_rows, result.exact_scores
    leaves = len(result.methodology.plan.leaves)
    rows: list[list[object]] = []
    for e, economy in enumerate(result.economies):
        for node, n in zip(result.nodes, result.order, strict=True):
            value = inputs.values[e][n] if n < leaves else None
            rows.append(
                [
                    economy,
                    node,
                    value,
                    None if value is None else scores.transformed[e][n],
                    scores.scores[e][n],
                    result.rounded_rows[e][n],
                    result.rank_rows[e][n],
                    inputs.supplied[e][n] is not None,
                ]
            )
    return {
        "schema": SCHEMA,
        "id": key,
        "index": result.methodology.document.index,
        "edition": result.edition,
        "year": result.year,
        "document": result.methodology.id,
        "decimals": result.decimals,
        "ranks_published": result.ranks_published,
        "columns": list(_COLUMNS),
        "rows": rows,
    }
