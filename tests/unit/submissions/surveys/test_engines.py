"""The engines on five million records: the same bits; and Spark held to the contract of verbs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet
import pytest
from engine_verbs import VERBS, ask, make_table, sort_answer
from spark_sessions import need_spark, open_spark
from survey_records import PLAN, digest, draw_records, list_cells, sum_by_hand
from survey_records import make_table as make_records_table

from ictindex.submissions.surveys.cell_pass import sum_cells
from ictindex.submissions.surveys.engines import open_engine

pytestmark = [
    pytest.mark.slow,
    # Spark's own sockets and processes, which end with its session.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]
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
def spark() -> Iterator[Any]:
    """A session of Spark with two workers."""
    need_spark()
    with open_spark() as session:
        yield session


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


def test_spark_gives_the_same_bits_on_five_million_records(
    spark: Any, file: Path, benchmark: Any, expected: str
) -> None:
    plan = benchmark.make_plan(_INDICATORS)
    assert digest(sum_cells(spark.read.parquet(str(file)), plan)) == expected


@pytest.mark.parametrize("verb", VERBS)
def test_spark_answers_a_verb_as_the_others(spark: Any, verb: str, tmp_path: Path) -> None:
    case = VERBS[verb]
    pyarrow.parquet.write_table(make_table(case), tmp_path / "records.parquet")
    records = spark.read.parquet(str(tmp_path / "records.parquet"))
    with open_engine(records, "duckdb", "500 MB") as engine:
        assert sort_answer(engine.run(ask(case))) == case.answer


def test_the_sums_of_spark_are_those_by_hand(spark: Any, tmp_path: Path) -> None:
    records = draw_records(1500, seed=1)
    file = tmp_path / "records.parquet"
    pyarrow.parquet.write_table(make_records_table(records), file, row_group_size=300)
    summed = sum_cells(spark.read.parquet(str(file)), PLAN)
    assert list_cells(summed) == sum_by_hand(records)
    assert summed.faults.unusable > 0
    assert set(summed.faults.first.values()) == {None}
