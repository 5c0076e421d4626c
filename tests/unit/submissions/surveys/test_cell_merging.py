"""Merging: the sums of parts are those of the whole, in every order; other plans are refused."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from survey_records import PLAN, digest, draw_records, list_cells, make_table

from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.submissions.surveys import cell_pass
from ictindex.submissions.surveys.cell_files import read_cells, write_cells
from ictindex.submissions.surveys.cell_merging import merge_cells
from ictindex.submissions.surveys.cell_pass import sum_cells
from ictindex.submissions.surveys.summed_cells import SummedCells

TABLE = make_table(draw_records(120, seed=2))


@lru_cache
def sum_whole() -> SummedCells:
    return sum_cells(TABLE, PLAN)


@lru_cache
def sum_parts() -> list[SummedCells]:
    return [sum_cells(TABLE.slice(at, 30), PLAN) for at in range(0, 120, 30)]


@pytest.mark.slow
@given(st.permutations(range(4)), st.integers(1, 3))
def test_merging_is_associative_and_commutative(order: list[int], first: int) -> None:
    parts = [sum_parts()[at] for at in order]
    nested = merge_cells([merge_cells(parts[:first]), merge_cells(parts[first:])])
    assert digest(nested) == digest(sum_whole())
    assert nested.faults.counts == sum_whole().faults.counts
    assert nested.faults.clusters_in_two_strata == sum_whole().faults.clusters_in_two_strata


@pytest.mark.slow
def test_parts_with_breakdowns_are_merged_by_breakdown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_pass, "_LEAST_CELLS", 0)
    coarse = sum_cells(TABLE.slice(60), PLAN)
    assert len(coarse.tables) == 3
    fine = merge_cells(sum_parts()[:2])
    merged = merge_cells([fine, coarse])
    assert [table.keys for table in merged.tables] == [(), ("sex",), ("area",)]
    for by in ((), ("sex",), ("area",)):
        assert merged.margin(by).units.tolist() == sum_whole().margin(by).units.tolist()
        assert merged.margin(by).domains.tolist() == sum_whole().margin(by).domains.tolist()


@pytest.mark.parametrize(
    ("other", "key"),
    [
        (replace(PLAN, scale=100), "scale"),
        (replace(PLAN, weight="r1"), "weight"),
        (replace(PLAN, keys=("sex",)), "keys"),
        (replace(PLAN, indicators=PLAN.indicators[:1]), "indicators"),
    ],
)
def test_sums_by_another_plan_are_refused(other: object, key: str) -> None:
    with pytest.raises(UsageError) as caught:
        merge_cells([sum_parts()[0], replace(sum_parts()[1], plan=other)])  # type: ignore[arg-type]
    message = caught.value.message("en")
    assert f"Sums by different plans cannot be added: their '{key}' differs." in message


@pytest.mark.slow
def test_numbers_and_text_as_labels_are_refused() -> None:
    plan = replace(
        PLAN, weight="w", keys=(), indicators=(), stratum=None, cluster="psu", replicates=()
    )
    parts = [sum_cells(pd.DataFrame({"psu": psu, "w": [1.0]}), plan) for psu in ([7], ["007"])]
    with pytest.raises(UsageError) as caught:
        merge_cells(parts)
    assert "The column 'psu' is a number in one part and text in another." in str(caught.value)


def test_what_is_no_sum_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        merge_cells([])
    assert "sums over the records of a survey" in caught.value.message("en")


def test_a_file_of_sums_says_that_it_is_closed_and_is_read_back(tmp_path: Path) -> None:
    file = write_cells(sum_parts()[0], tmp_path / "north.closed.npz")
    back = read_cells(file)
    assert digest(back) == digest(sum_parts()[0])
    assert back.plan == sum_parts()[0].plan
    assert back.faults.counts == sum_parts()[0].faults.counts
    assert list_cells(merge_cells([back, *sum_parts()[1:]])) == list_cells(sum_whole())
    again = write_cells(sum_parts()[0], tmp_path / "again.closed.npz")
    assert again.read_bytes() == file.read_bytes()


def test_a_name_that_hides_that_the_file_is_closed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        write_cells(sum_parts()[0], tmp_path / "north.npz")
    assert "'north.npz' does not say that the file is closed" in caught.value.message("en")


def test_a_damaged_file_of_sums_is_refused(tmp_path: Path) -> None:
    file = write_cells(sum_parts()[0], tmp_path / "north.closed.npz")
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(UnusableFileError) as caught:
        read_cells(file)
    assert "north.closed.npz is not a file of sums, or it is damaged." in str(caught.value)
    with pytest.raises(UnusableFileError) as caught:
        read_cells(tmp_path / "absent.closed.npz")
    assert "there is no such file" in str(caught.value)
