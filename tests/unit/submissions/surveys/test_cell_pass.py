"""The pass: the sums of every engine are those by hand, and bad input is counted or refused."""

from __future__ import annotations

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
from ictindex.submissions.surveys.cell_plan import UNKNOWN_CODE

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
