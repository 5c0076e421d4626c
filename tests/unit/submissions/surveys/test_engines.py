"""The engines on five million records: the same bits; and Spark on each verb."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet
import pytest
from engine_verbs import VERBS
from engine_verbs import make_table as make_verb_table
from spark_sums import find_lacking, run_spark
from survey_records import digest, draw_records, make_table, sum_by_hand

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


@pytest.fixture(scope="module")
def answers(file: Path, benchmark: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The answers of Spark with two workers, in a process of its own with a limit of time."""
    if lacking := ", ".join(find_lacking()):
        if os.environ.get("REQUIRE_SPARK"):
            pytest.fail(f"required, and not there: {lacking}")
        pytest.skip(f"not on this machine: {lacking}")
    folder = tmp_path_factory.mktemp("spark")
    (folder / "large.parquet").symlink_to(file)
    plan = asdict(benchmark.make_plan(_INDICATORS))
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    faulty = make_table(draw_records(1500, seed=1))
    pyarrow.parquet.write_table(faulty, folder / "faulty.parquet", row_group_size=300)
    for number, verb in enumerate(VERBS.values()):
        pyarrow.parquet.write_table(make_verb_table(verb), folder / f"verb-{number}.parquet")
    return run_spark(folder)


def test_spark_with_two_workers_gives_the_bits_of_duckdb_on_five_million_records(
    answers: dict[str, Any], expected: str
) -> None:
    assert answers["workers"] == 2
    assert answers["large"] == expected


def test_spark_answers_every_verb_as_the_other_engines(answers: dict[str, Any]) -> None:
    assert answers["verbs"] == {name: verb.answer for name, verb in VERBS.items()}


def test_the_sums_of_spark_are_those_by_hand(answers: dict[str, Any]) -> None:
    records = draw_records(1500, seed=1)
    by_hand = [[*key, *row] for key, row in sum_by_hand(records).items()]
    assert sorted(answers["faulty"]) == sorted(by_hand)
    assert answers["unusable"] > 0
    assert set(answers["first"]) == {None}  # its records have no order
