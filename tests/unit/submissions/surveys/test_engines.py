"""The engines on five million records: the same bits."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from survey_records import digest

from ictindex.submissions.surveys.cell_pass import sum_cells

pytestmark = pytest.mark.slow
BENCHMARKS = Path(__file__).parents[4] / "benchmarks"
_RECORDS, _CLUSTERS, _INDICATORS = 5_000_000, 2000, 4


@pytest.fixture(scope="module")
def benchmark() -> Any:
    """The benchmark, which makes the records."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import survey_cells
    finally:
        sys.path.remove(str(BENCHMARKS))
    return survey_cells


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, benchmark: Any) -> Iterator[Path]:
    """Five million records in the order of a hash, so that no engine has them sorted."""
    file = tmp_path_factory.mktemp("large") / "records.parquet"
    benchmark.make_records(file, _RECORDS, _CLUSTERS, shuffled=True)
    yield file
    file.unlink()


@pytest.fixture(scope="module")
def expected(file: Path, benchmark: Any) -> str:
    """The digest of the sums by DuckDB, whose totals were compared with SQL written by hand."""
    summed = sum_cells(file, benchmark.make_plan(_INDICATORS))
    cells = summed.cells
    records = duckdb.read_parquet(str(file))
    counts, units, cases = records.aggregate(
        "count(*), sum(floor(w * 1000000 + 0.5)::HUGEINT), count(*) FILTER (q1 = 1 AND age >= 2)"
    ).fetchall()[0]
    assert (len(cells.counts), summed.faults.counts) == (24_000, {})
    assert (int(cells.counts.sum()), int(cells.units.sum())) == (counts, units)
    assert int(cells.cases[:, 1].sum()) == cases
    return digest(summed)


def test_polars_and_pandas_give_the_bits_of_duckdb_on_five_million_records(
    file: Path, benchmark: Any, expected: str
) -> None:
    plan = benchmark.make_plan(_INDICATORS)
    assert digest(sum_cells(file, plan, engine="polars")) == expected
    columns = ["stratum", "psu", "region", "sex", "age", "w", "q0", "q1", "q2", "q3"]
    assert digest(sum_cells(pd.read_parquet(file, columns=columns), plan)) == expected
