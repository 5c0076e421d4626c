"""A batch: every edition of a register as Parquet tables, a partition for each edition.

    python editions_to_parquet.py EDITIONS TABLES        needs pip install polars

`TABLES/scores/edition=ID/part.parquet` and `TABLES/inputs/edition=ID/part.parquet` are read by
DuckDB, Spark, pandas or a dbt source as one table each. A score is a decimal with all its places,
not a binary fraction. Each row has the root of its edition: what a report quotes can be verified.
A partition whose root is that of the register is left alone, so that the batch may run every night.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

import ictindex as ict

SCORES = {
    "economy": pl.String, "node": pl.String, "exact": pl.Decimal(38, 20),
    "rounded": pl.Decimal(9, 4), "result_kind": pl.String, "root": pl.String,
}  # fmt: skip


def scores_table(edition: ict.Result, root: str) -> pl.DataFrame:
    """Return a row for each economy and node: the exact score, and the one that was printed."""
    rows: list[dict[str, Any]] = edition.to_dict()["rows"]
    exact = {economy: edition.unrounded(economy) for economy in edition.economies}
    columns: dict[str, list[Any]] = {
        "economy": [row["economy"] for row in rows],
        "node": [row["node"] for row in rows],
        "exact": [exact[row["economy"]].get(row["node"]) for row in rows],
        "rounded": [decimal(row["score"]) for row in rows],
    }
    return with_origin(columns, SCORES, edition, root)


def inputs_table(edition: ict.Result, root: str) -> pl.DataFrame:
    """Return the observations of which the scores were made: every column as text."""
    columns: dict[str, list[Any]] = {
        name: [None if cell is None else str(cell) for cell in cells]
        for name, cells in edition.observations.cells.items()
    }
    return with_origin(columns, dict.fromkeys(columns, pl.String), edition, root)


def with_origin(
    columns: dict[str, list[Any]],
    types: Mapping[str, Any],
    edition: ict.Result,
    root: str,
) -> pl.DataFrame:
    """Return the table with what every row says of its edition."""
    rows = len(columns["economy"])
    origin = {"result_kind": [edition.kind] * rows, "root": [root] * rows}
    return pl.DataFrame(
        {**columns, **origin}, schema={**types, "result_kind": pl.String, "root": pl.String}
    )


def decimal(figure: str | None) -> Decimal | None:
    """Return a figure with the places that it shows; None if there is none."""
    return None if figure is None else Decimal(figure)


def has_root(part: Path, root: str) -> bool:
    """Tell whether a partition was made of the edition with this root."""
    return part.exists() and pl.read_parquet_metadata(part).get("root") == root


def write_part(part: Path, table: pl.DataFrame, root: str) -> None:
    """Write a partition, whole or not at all."""
    part.parent.mkdir(parents=True, exist_ok=True)
    draft = part.with_name(f".{part.name}.draft")
    table.write_parquet(draft, metadata={"root": root})
    draft.replace(part)


def main(arguments: list[str]) -> int:
    """Write what is absent, and return the exit code."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    editions, tables = map(Path, arguments)
    try:
        for row in ict.editions.list_editions(editions).to_dict()["editions"]:
            if row["index"] != "idi":
                continue
            root, partition = row["root"], f"edition={row['id']}/part.parquet"
            absent = {
                name: make
                for name, make in (("scores", scores_table), ("inputs", inputs_table))
                if not has_root(tables / name / partition, root)
            }
            if not absent:
                continue
            edition = ict.open_edition(editions / row["id"], root=root)  # verified first
            if not isinstance(edition, ict.editions.PublishedResult):
                continue
            for name, make in absent.items():
                write_part(tables / name / partition, make(edition, root), root)
                print(tables / name / partition)
    except ict.errors.IctindexError as error:
        print(f"{error.code}: {error.message('en')}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
