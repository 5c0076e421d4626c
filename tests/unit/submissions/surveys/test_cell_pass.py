"""The pass: the sums of every engine are those by hand, and bad input is counted or refused."""

from __future__ import annotations

import math
import random
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from engine_verbs import FRAMES
from small_cases import small_cases
from survey_records import (
    KINDS,
    PLAN,
    digest,
    draw_records,
    find_fault,
    is_number,
    list_cells,
    make_table,
    sum_by_hand,
)

from ictindex.core.errors import IctindexError, UnusableFileError, UsageError
from ictindex.submissions.surveys import cell_pass, engines
from ictindex.submissions.surveys.cell_pass import sum_cells
from ictindex.submissions.surveys.cell_plan import UNKNOWN_CODE, CellPlan, CountedIndicator

RECORDS = draw_records(1500, seed=1)
TABLE = make_table(RECORDS)
BY_HAND = sum_by_hand(RECORDS)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the records as Parquet and as CSV."""
    folder = tmp_path_factory.mktemp("records")
    pa.parquet.write_table(TABLE, folder / "records.parquet", row_group_size=400)
    # In CSV a weight that is no number is an empty cell, which counts as the same fault.
    finite = [
        {name: cell if isinstance(cell, str) or is_number(cell) else None
         for name, cell in row.items()}
        for row in RECORDS
    ]  # fmt: skip
    pa.csv.write_csv(make_table(finite), folder / "records.csv")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("library", FRAMES)
def test_the_sums_of_every_frame_are_those_by_hand(library: str) -> None:
    assert list_cells(sum_cells(FRAMES[library](TABLE), PLAN)) == BY_HAND


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["duckdb", "polars"])
@pytest.mark.parametrize("name", ["records.parquet", "records.csv"])
def test_the_sums_of_a_file_are_those_by_hand(files: Path, engine: str, name: str) -> None:
    summed = sum_cells(files / name, PLAN, engine=engine)
    assert list_cells(summed) == BY_HAND
    assert ("sum(" in summed.sql.lower()) is (engine == "duckdb")


@pytest.mark.slow
def test_a_frame_in_slices_has_the_same_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_SLICE", 97)
    seen: list[tuple[int, int]] = []
    few = FRAMES["pandas"](TABLE.slice(0, 400))  # five slices, the last of them shorter
    summed = sum_cells(few, PLAN, on_progress=lambda *at: seen.append(at))
    assert list_cells(summed) == sum_by_hand(RECORDS[:400])
    assert seen == sorted(seen)
    assert seen[-1] == (100, 100)
    assert len(seen) >= 5


MANY = tuple(f"b{number}" for number in range(8))


def add_weights(records: list[dict[str, Any]]) -> pa.Table:
    """Return records with eight replicate weights, some missing, negative or too large."""
    draw = random.Random(7)
    table = make_table(records)
    for name in MANY:
        cells = [
            draw.choice([None, math.nan, 1e13]) if draw.random() < 0.005 else draw.uniform(-1, 2000)
            for row in records
        ]
        table = table.append_column(name, pa.array(cells, pa.float64()))
    return table


def sum_each_alone(records: list[dict[str, Any]], table: pa.Table) -> dict[Any, list[int]]:
    """Return the sums by hand: those of each pair of weights, of the records that lack none."""
    rows = table.to_pylist()
    lacking = {
        at
        for at, row in enumerate(rows)
        if any(not is_number(row[name]) or abs(row[name]) > 2**52 // PLAN.scale for name in MANY)
    }
    whole = [row for at, row in enumerate(records) if at not in lacking]
    weights = [row for at, row in enumerate(rows) if at not in lacking]
    for row in whole:
        assert find_fault({**row, "r1": 1.0, "r2": 1.0}) != "replicate-missing"
    pairs = [
        sum_by_hand(
            {**row, "r1": weight[first], "r2": weight[second]}
            for row, weight in zip(whole, weights, strict=True)
        )
        for first, second in zip(MANY[::2], MANY[1::2], strict=True)
    ]
    sums: dict[Any, list[int]] = {}
    for key, row in pairs[0].items():
        sums[key] = row[:2]
        for at in range(2, len(row), 8):  # four sums of an indicator, then two of each weight
            sums[key] += row[at : at + 4]
            sums[key] += [number for pair in pairs for number in pair[key][at + 4 : at + 8]]
    return sums


@pytest.mark.parametrize(
    "library",
    [
        "pandas",
        *(pytest.param(name, marks=pytest.mark.slow) for name in ("polars", "duckdb", "file")),
    ],
)
def test_replicate_weights_in_blocks_of_any_size_have_the_same_bits(
    library: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    records = RECORDS[:120]
    table = add_weights(records)
    pa.parquet.write_table(table, tmp_path / "many.parquet")
    frame = tmp_path / "many.parquet" if library == "file" else FRAMES[library](table)
    plan, by_hand = replace(PLAN, replicates=MANY), sum_each_alone(records, table)
    faults = set()
    for widest in (1, 7, len(MANY)):
        monkeypatch.setattr(engines.Engine, "widest", widest)
        monkeypatch.setattr(engines, "_WIDEST", widest)
        summed = sum_cells(frame, plan)
        assert list_cells(summed) == by_hand
        faults.add((summed.faults.unusable, *sorted(summed.faults.counts.items())))
    assert len(faults) == 1


@pytest.mark.slow
@small_cases("library", ["pandas", "polars", "duckdb"])
@small_cases("fault", [None, math.nan, math.inf, -1e13])
def test_a_weight_missing_in_the_last_block_leaves_the_record_out_of_the_first(
    library: str, fault: float | None
) -> None:
    columns = {"w": [1.0, 2.0], "a": [3.0, 4.0], "b": [5.0, 6.0], "c": [fault, 7.0]}
    table = pa.table({name: pa.array(cells, pa.float64()) for name, cells in columns.items()})
    everybody = (CountedIndicator("all", (), ((),)),)
    plan = CellPlan("w", 10**3, (), everybody, replicates=("a", "b", "c"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines.Engine, "widest", 1)
        summed = sum_cells(FRAMES[library](table), plan)
    assert summed.cells.replicates is not None
    assert summed.cells.counts.tolist() == [1]
    assert summed.cells.units.tolist() == [2000]
    assert summed.cells.replicates[0, 0, 0].tolist() == [4000, 6000, 7000]
    assert summed.faults.counts == {"replicate-missing": 1}
    assert summed.faults.unusable == 1


def test_a_record_that_lacks_two_replicate_weights_is_one_record() -> None:
    weights = {"w": [1.0, 2.0, 3.0], "a": [None, 4.0, 5.0], "b": [6.0, 7.0, 8.0]}
    table = pa.table({**weights, "c": pa.array([None, None, 9.0], pa.float64())})
    everybody = (CountedIndicator("all", (), ((),)),)
    plan = CellPlan("w", 10**3, (), everybody, replicates=("a", "b", "c"))
    faults = sum_cells(FRAMES["pandas"](table), plan).faults
    assert faults.counts == {"replicate-missing": 2}
    assert faults.unusable == 2


@pytest.mark.slow
@small_cases("column", ["weight", "r1", "net", "area"])
def test_a_nan_outside_the_range_that_parquet_tells_is_a_gap(column: str) -> None:
    sound = [row for row in RECORDS[:60] if all(is_number(row[n]) for n in KINDS if n != "stratum")]
    faulty = [{**row, column: math.nan} if at == 3 else row for at, row in enumerate(sound)]
    with tempfile.TemporaryDirectory() as folder:
        pa.parquet.write_table(make_table(faulty), Path(folder) / "nan.parquet")
        assert list_cells(sum_cells(Path(folder) / "nan.parquet", PLAN)) == sum_by_hand(faulty)


def test_columns_of_a_file_may_have_the_names_of_prepared_ones() -> None:
    names = {"weight": "replicate_1", "r1": "replicate_2", "r2": "units", "sex": "usable"}
    table = TABLE.slice(0, 200).rename_columns([names.get(name, name) for name in KINDS])
    sexes = tuple(names.get(key, key) for key in PLAN.keys)
    plan = replace(PLAN, weight="replicate_1", replicates=("replicate_2", "units"), keys=sexes)
    young = replace(
        PLAN.indicators[1],
        numerator=tuple(
            tuple(replace(each, column=names.get(each.column, each.column)) for each in conditions)
            for conditions in PLAN.indicators[1].numerator
        ),
    )
    plan = replace(plan, indicators=(PLAN.indicators[0], young, PLAN.indicators[2]))
    for library in ("pandas", "polars", "duckdb"):
        assert list_cells(sum_cells(FRAMES[library](table), plan)) == sum_by_hand(RECORDS[:200])


@pytest.mark.slow
def test_replicate_weights_in_several_parts_have_the_same_sums(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cell_pass, "_STATE", 10**9)
    assert list_cells(sum_cells(TABLE, PLAN)) == BY_HAND


@pytest.mark.slow
@pytest.mark.parametrize("library", ["pandas", "polars", "file"])
def test_faults_are_counted_with_their_first_record(library: str, files: Path) -> None:
    records: Any = files / "records.parquet" if library == "file" else FRAMES[library](TABLE)
    faults = sum_cells(records, PLAN).faults
    expected = Counter(filter(None, map(find_fault, RECORDS)))
    assert faults.records == 1500
    assert faults.unusable == sum(expected.values())
    for kind, count in expected.items():  # each record here has one fault
        assert faults.counts[kind] == count
        assert faults.first[kind] == [find_fault(row) for row in RECORDS].index(kind) + 1
    sexless = [at for at, row in enumerate(RECORDS) if row["sex"] is None]
    assert faults.counts["key-missing:sex"] == len(sexless)
    assert faults.first["key-missing:sex"] == sexless[0] + 1


@pytest.mark.slow
def test_a_relation_has_no_order_and_so_no_first_record() -> None:
    faults = sum_cells(FRAMES["duckdb"](TABLE), PLAN).faults
    assert set(faults.first.values()) == {None}


def test_a_record_without_a_code_stays_in_the_whole() -> None:
    summed = sum_cells(TABLE, PLAN)
    usable = [row for row in RECORDS if not find_fault(row)]
    assert summed.margin().counts.sum() == len(usable)
    unknown = summed.margin(["sex"]).domains[:, 0] == UNKNOWN_CODE
    assert summed.margin(["sex"]).counts[unknown].sum() == sum(r["sex"] is None for r in usable)


def test_a_cluster_without_members_of_a_domain_is_in_the_design() -> None:
    records = pd.DataFrame({"psu": [1, 2, 2], "w": [1, 1, 1], "sex": [1, 2, 2]})
    plan = replace(
        PLAN, weight="w", keys=("sex",), indicators=(), stratum=None, cluster="psu", replicates=()
    )
    summed = sum_cells(records, plan)
    assert summed.cluster_labels == (1, 2)
    assert summed.design.cluster_strata.tolist() == [0, 0]
    assert not summed.design.has_strata


def test_a_label_in_two_strata_is_two_clusters() -> None:
    records = pd.DataFrame({"h": ["a", "b"], "psu": [7, 7], "w": [1, 1]})
    plan = replace(
        PLAN, weight="w", keys=(), indicators=(), stratum="h", cluster="psu", replicates=()
    )
    summed = sum_cells(records, plan)
    assert summed.cluster_labels == (7, 7)
    assert summed.design.cluster_strata.tolist() == [0, 1]
    assert summed.faults.clusters_in_two_strata == 1


def test_a_file_without_a_design_says_so() -> None:
    plan = replace(PLAN, stratum=None, cluster=None)
    summed = sum_cells(TABLE, plan)
    assert not summed.design.has_clusters
    assert set(summed.cells.clusters.tolist()) == {0}
    assert summed.cells.counts.sum() == summed.faults.records - summed.faults.unusable


@pytest.mark.slow
@pytest.mark.parametrize("library", ["pandas", "polars", "duckdb"])
def test_above_a_fifth_of_the_records_each_breakdown_is_summed_alone(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    finest = sum_cells(TABLE, PLAN)
    monkeypatch.setattr(cell_pass, "_LEAST_CELLS", 0)
    monkeypatch.setattr(cell_pass, "_MOST_CELLS_PER_RECORD", 0.01)
    coarse = sum_cells(FRAMES[library](TABLE), replace(PLAN, margins=(("area",),)))
    assert [table.keys for table in coarse.tables] == [(), ("area",)]
    for by in ((), ("area",)):
        fine, other = finest.margin(by), coarse.margin(by)
        for name in ("strata", "clusters", "domains", "units", "numerators", "replicates"):
            np.testing.assert_array_equal(getattr(fine, name), getattr(other, name))
    with pytest.raises(UsageError) as caught:
        coarse.margin(["sex"])
    assert "The breakdown sex was not summed." in caught.value.message("en")
    assert "Name it in margins of the plan" in caught.value.message("en")


@pytest.mark.slow
def test_what_was_put_on_the_disk_is_removed(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders: list[Path] = []
    connect = engines._connect
    monkeypatch.setattr(
        engines, "_connect", lambda folder, limit: folders.append(folder) or connect(folder, limit)
    )
    sum_cells(files / "records.parquet", PLAN)
    assert folders
    assert not folders[0].exists()


def test_progress_that_fails_ends_the_query(files: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sum_cells(files / "records.parquet", PLAN, on_progress=stop)


@pytest.mark.slow
def test_the_order_of_records_and_of_files_changes_no_bit(files: Path, tmp_path: Path) -> None:
    for at, name in enumerate(["one.parquet", "two.parquet"]):
        part = TABLE.slice(at * 600, 600 if at == 0 else None)
        pa.parquet.write_table(part, tmp_path / name)
    whole = digest(sum_cells(TABLE, PLAN))
    assert digest(sum_cells(tmp_path, PLAN)) == whole
    assert digest(sum_cells([tmp_path / "two.parquet", tmp_path / "one.parquet"], PLAN)) == whole
    backwards = TABLE.take(list(range(TABLE.num_rows))[::-1])
    assert digest(sum_cells(backwards, PLAN)) == whole


LARGE = pa.concat_tables(
    [pa.table({**{n: TABLE[n] for n in KINDS}, "weight": pa.array([4e12] * 1500)})] * 2
)


@small_cases(
    ("records", "plan", "message"),
    [
        (TABLE, replace(PLAN, weight="pond"), "The records have no column 'pond', which the plan"),
        (TABLE, replace(PLAN, weight="stratum"), "The column 'stratum' is text."),
        (TABLE, replace(PLAN, keys=("stratum",)), "Recode it to numbers, for example 1 for female"),
        (
            pa.table({"weight": pa.array([[1]])}),
            replace(PLAN, keys=(), indicators=(), stratum=None, cluster=None, replicates=()),
            "The column 'weight' has values of the type List",
        ),
        (TABLE.slice(0, 0), PLAN, "There is no record to sum. Check the file and the filter"),
        (
            LARGE,
            PLAN,
            "The weights 'weight' are too large for exact sums: 3,000 records times "
            "4000000000000000 units, at a scale of 1000, do not fit into 64 bits.",
        ),
        ({"weight": [1]}, PLAN, "Records of the kind dict were not tested here"),
        ("absent.parquet", PLAN, "absent.parquet: there is no such file of records."),
    ],
)
def test_what_cannot_be_summed_is_refused(records: Any, plan: Any, message: str) -> None:
    with pytest.raises(IctindexError) as caught:
        sum_cells(records, plan)
    assert message in caught.value.message("en")


@pytest.mark.slow
def test_weights_that_would_wrap_are_refused_on_every_engine() -> None:
    for library in ("pandas", "polars", "duckdb"):
        with pytest.raises(UsageError) as caught:
            sum_cells(FRAMES[library](LARGE), PLAN)
        assert caught.value.code == "cell-sums.range"


def test_sums_larger_than_the_limit_are_refused_before_they_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cell_pass, "_SIZE", 10**4)
    with pytest.raises(UsageError) as caught:
        sum_cells(TABLE, PLAN, memory_limit="10 MB")
    message = caught.value.message("en")
    assert f"The breakdown sex, area has {len(BY_HAND)} cells" in message
    assert "Raise memory_limit" in message


@pytest.mark.parametrize(
    ("limit", "engine", "message"),
    [
        ("lots", "duckdb", "'lots' is not a limit of memory. Write a whole number with MB or GB"),
        (
            "1 GB",
            "spark",
            "There is no engine 'spark' that reads files. Use one of: duckdb, polars",
        ),
    ],
)
def test_an_unknown_limit_or_engine_is_refused(
    files: Path, limit: str, engine: str, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        sum_cells(files / "records.csv", PLAN, memory_limit=limit, engine=engine)
    assert message in caught.value.message("en")


def test_files_of_two_forms_are_refused(files: Path) -> None:
    with pytest.raises(UnusableFileError) as caught:
        sum_cells([files / "records.csv", files / "records.parquet"], PLAN)
    assert "records are read from files of one form" in caught.value.message("en")


def test_a_file_that_is_none_of_its_kind_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "records.parquet"
    file.write_bytes(b"no parquet at all, but long enough to be one")
    with pytest.raises(UnusableFileError) as caught:
        sum_cells(file, PLAN)
    assert "records.parquet cannot be read: " in caught.value.message("en")


def test_a_frame_of_another_library_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_EAGER", ())
    with pytest.raises(UsageError) as caught:
        sum_cells(pd.DataFrame({"weight": [1.0]}), PLAN)
    assert "Records of the kind pandas were not tested here" in caught.value.message("en")


@pytest.mark.slow
def test_eager_polars_is_summed_as_a_plan() -> None:
    frame = pl.from_arrow(TABLE)
    assert list_cells(sum_cells(frame, PLAN)) == BY_HAND
    assert list_cells(sum_cells(duckdb.connect().from_arrow(TABLE), PLAN)) == BY_HAND
