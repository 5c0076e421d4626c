"""The explanation of a score as a table: a row for each node, from the index to its inputs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.data.io.observation_columns import PRECISION
from ictindex.indices.results import result_kind
from ictindex.language.i18n.renderable import nested_record

if TYPE_CHECKING:
    from ictindex.indices.idi.explain import Explanation

# Numbers are the texts of the explanation: with all the digits that were computed.
EXPLAINED = define(
    "explained-nodes",
    Column("economy", "economy", gaps=True),
    Column("node", "node"),
    Column("level", "code"),
    *(Column(name, "text", gaps=True) for name in ("value", "score", "score_unrounded")),
    Column("supplied", "boolean"),
    *(
        Column(name, "text", gaps=True)
        for name in ("weight", "share", "contribution", "formula", "arithmetic", "written")
    ),
    Column("year", "year", gaps=True),
    Column("unit", "unit", gaps=True),
    Column("status", "status", gaps=True),
    Column("source_class", "source-class", gaps=True),
    *(
        Column(name, "text", gaps=True)
        for name in (
            "source",
            "note",
            "address",
            "published",
            "recomputed",
            "difference",
            "low",
            "high",
        )
    ),
    Column("explained", "boolean", gaps=True),
    # Only if a survey states any.
    *(Column(name, "text", gaps=True, data="precision") for name in PRECISION),
    Column("flags", "flags"),
    Column(result_kind.COLUMN, "result-kind", gaps=True),
    key=("economy", "node"),
    page=(),
)


def make_explanation(explanation: Explanation) -> Table:
    """Return a row for each node of an explanation; numbers with the digits of the computation."""
    empty = dict.fromkeys(EXPLAINED.columns)
    rows = [empty | row for row in _walk(nested_record(explanation))]
    is_precise = any("precision" in row for row in rows)
    return Table.of(EXPLAINED, rows, {"precision": is_precise})


def _walk(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    row = record | record.get("observation", {}) | record.get("precision", {})
    if "published" in record:
        row |= record["published"]
    yield row | {
        "score_unrounded": record["score"],
        "score": record["rounded"],
        "flags": tuple(record.get("flags", ())),
    }
    for child in record.get("children", ()):
        yield from _walk(child)
