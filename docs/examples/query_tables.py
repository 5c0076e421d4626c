"""Tables of the library in DuckDB: SQL over scores, without a file in between.

    python query_tables.py [OBSERVATIONS.csv]        needs pip install duckdb polars

Scores enter the database as decimals with their places: 82.0 stays 82.0, and no query meets a
binary fraction. What DuckDB or polars returns is read again by the library, digit by digit.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl

import ictindex as ict

BEST = """
    select economy, score, rank() over (order by score desc) as position
    from scores where node = 'idi' and score is not null
    order by score desc, economy limit 5
"""


def scores_of(result: ict.Result) -> pl.DataFrame:
    """Return every score of an edition as a decimal of one place, with the kind of the result."""
    rows = result.to_dict()["rows"]
    return pl.DataFrame(
        {
            "economy": [row["economy"] for row in rows],
            "node": [row["node"] for row in rows],
            "score": [None if row["score"] is None else Decimal(row["score"]) for row in rows],
            "result_kind": [result.kind for _ in rows],
        },
        schema={
            "economy": pl.String, "node": pl.String, "score": pl.Decimal(9, 1),
            "result_kind": pl.String,
        },
    )  # fmt: skip


def best_economies(result: ict.Result) -> list[tuple[str, Decimal, int]]:
    """Return the five economies with the highest scores, by SQL."""
    with duckdb.connect() as database:
        database.register("scores", scores_of(result))
        return [(str(e), Decimal(str(s)), int(r)) for e, s, r in database.execute(BEST).fetchall()]


def from_database(file: Path) -> ict.Observations:
    """Read observations that a database returned: the same digits as from the file itself."""
    with duckdb.connect() as database:
        query = "select * from read_csv($file, all_varchar = true) order by economy, indicator"
        return ict.read_observations(database.sql(query, params={"file": str(file)}))


def main(arguments: list[str]) -> int:
    """Compute an edition, and query it."""
    file = Path(arguments[0]) if arguments else ict.sample_data("idi-2024-annex.csv")
    result = ict.compute(ict.methodology("idi", edition=2024), from_database(file))
    for economy, score, position in best_economies(result):
        print(f"{position}. {economy} {score}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
