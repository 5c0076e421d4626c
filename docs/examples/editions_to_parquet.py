"""A batch: every edition of a register as Parquet tables, a partition for each edition.

    python editions_to_parquet.py EDITIONS TABLES        needs pip install "ictindex[storage]"

`TABLES/scores/edition=ID/part.parquet` and `TABLES/inputs/edition=ID/part.parquet` are read by
DuckDB, Spark, pandas or a dbt source as one table each. A score is a decimal with all its places,
not a binary fraction. Each row has the root of its edition: what a report quotes can be verified.
A partition whose root is that of the register is left alone, so that the batch may run every night.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import ictindex as ict

EXACT, PRINTED = pa.decimal128(38, 20), pa.decimal128(9, 4)


def scores_table(edition: Any, root: str) -> pa.Table:
    """Return a row for each economy and node: the exact score, and the one that was printed."""
    exact, printed = edition.exact, edition.scores
    cells = [(economy, node) for economy in exact.index for node in exact.columns]
    columns = {
        "economy": pa.array([economy for economy, _ in cells]),
        "node": pa.array([node for _, node in cells]),
        "exact": pa.array([decimal(exact.loc[cell]) for cell in cells], EXACT),
        "rounded": pa.array([decimal(printed.loc[cell]) for cell in cells], PRINTED),
    }
    return with_origin(columns, edition, root, len(cells))


def inputs_table(edition: Any, root: str) -> pa.Table:
    """Return the observations of which the scores were made: every column as text."""
    frame = edition.observations.to_frame()
    columns = {
        name: pa.array([None if pd.isna(cell) else str(cell) for cell in frame[name]], pa.string())
        for name in frame.columns
    }
    return with_origin(columns, edition, root, len(frame))


def with_origin(columns: dict[str, Any], edition: Any, root: str, rows: int) -> pa.Table:
    """Return the table with what every row says of its edition."""
    origin = {"result_kind": edition.kind, "root": root}
    return pa.table(columns | {name: pa.array([text] * rows) for name, text in origin.items()})


def decimal(figure: Any) -> Decimal | None:
    """Return a figure with the places that it shows; None if there is none."""
    return None if pd.isna(figure) else Decimal(str(figure))


def has_root(part: Path, root: str) -> bool:
    """Tell whether a partition was made of the edition with this root."""
    return part.exists() and (pq.read_schema(part).metadata or {}).get(b"root") == root.encode()


def write_part(part: Path, table: pa.Table, root: str) -> None:
    """Write a partition, whole or not at all."""
    part.parent.mkdir(parents=True, exist_ok=True)
    draft = part.with_name(f".{part.name}.draft")
    pq.write_table(table.replace_schema_metadata({"root": root}), draft)
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
            for name, make in absent.items():
                write_part(tables / name / partition, make(edition, root), root)
                print(tables / name / partition)
    except ict.errors.IctindexError as error:
        print(f"{error.code}: {error.message('en')}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
