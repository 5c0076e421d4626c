"""Imputed cells of COINr's example: its own functions, and a joint normal by other software."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict

NEAR = {"rel": 1e-12, "abs": 1e-12}


@pytest.fixture(scope="module")
def folder(data: Path) -> Path:
    path = data / "coinr-asem"
    if not path.is_dir():
        pytest.skip(f"tables of COINr absent: {path}")
    return path


def read(path: Path, index: str | list[str]) -> pd.DataFrame:
    return pd.read_csv(path, index_col=index, keep_default_na=False, na_values=[""])


@pytest.fixture(scope="module")
def denominated(folder: Path) -> pd.DataFrame:
    return read(folder / "denominated.csv", "uCode")


@pytest.fixture(scope="module")
def cells(folder: Path) -> pd.DataFrame:
    return read(folder / "imputed_cells.csv", ["uCode", "iCode"])


@pytest.fixture(scope="module")
def pillars(folder: Path) -> dict[str, str]:
    return dict(read(folder / "lineage.csv", "Indicator")["Pillar"])


def imputed(imputation: ict.analysis.Imputation, cells: pd.DataFrame) -> list[float]:
    frame = imputation.to_frame().set_index(["unit", "indicator"])["value"]
    assert set(frame.index) == set(cells.index)
    return frame.loc[list(cells.index)].tolist()


@small_cases(
    ("column", "method", "grouping"),
    [
        ("i_mean", "mean", None),
        ("i_median", "median", None),
        ("i_mean_grp.EurAsia_group", "mean", "EurAsia_group"),
        ("i_mean_grp.GDP_group", "mean", "GDP_group"),
        ("i_mean_grp.GDPpc_group", "mean", "GDPpc_group"),
    ],
)
def test_means_and_medians_are_those_of_coinr(
    folder: Path, denominated: pd.DataFrame, cells: pd.DataFrame, column: str, method: str,
    grouping: str | None,
) -> None:  # fmt: skip
    groups = None if grouping is None else dict(read(folder / "iData.csv", "uCode")[grouping])
    filled = ict.analysis.impute(denominated, method, by=groups)
    assert imputed(filled, cells) == pytest.approx(cells[column].tolist(), **NEAR)


def test_the_whole_table_imputed_by_group_is_that_of_coinr(
    folder: Path, denominated: pd.DataFrame
) -> None:
    groups = dict(read(folder / "iData.csv", "uCode")["EurAsia_group"])
    imputed = ict.analysis.impute(denominated, "mean", by=groups).completed
    theirs = read(folder / "imputed_i_mean_grp_EurAsia.csv", "uCode")
    assert imputed.index.tolist() == theirs.index.tolist()
    assert imputed.columns.tolist() == theirs.columns.tolist()
    assert imputed.to_numpy() == pytest.approx(theirs.to_numpy(), **NEAR)


def test_the_mean_of_a_row_within_its_pillar_is_that_of_coinr(
    folder: Path, denominated: pd.DataFrame, cells: pd.DataFrame, pillars: dict[str, str]
) -> None:
    direction = read(folder / "iMeta.csv", "iCode")["Direction"]
    downward = [indicator for indicator in denominated.columns if direction[indicator] < 0]
    method = {"method": "row-mean", "downward": downward}
    filled = ict.analysis.impute(denominated, method, pillars=pillars)
    assert imputed(filled, cells) == pytest.approx(cells["row_mean_in_pillar"].tolist(), **NEAR)


@pytest.mark.slow
def test_the_joint_normal_of_each_pillar_is_that_of_other_software(
    denominated: pd.DataFrame, cells: pd.DataFrame, pillars: dict[str, str]
) -> None:
    filled = ict.analysis.impute(denominated, "em", pillars=pillars)
    expected = cells["EM_pillar_NOT_COINR"].tolist()
    assert filled.converged
    assert imputed(filled, cells) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(
    ("theirs", "method"),
    [
        ("latest", "latest"),
        ("latest max_time=1", {"method": "latest", "most": 1}),
        ("constant", "constant"),
        ("linear-constant", {"method": "linear", "extrapolate": True}),
    ],
)
def test_gaps_of_a_panel_are_filled_as_by_coinr(
    folder: Path, theirs: str, method: str | dict[str, object]
) -> None:
    holes = read(folder / "small_panel_holes.csv", ["uCode", "Time"])
    table = pd.read_csv(folder / "small_panel_imputed.csv", keep_default_na=False, na_values=[""])
    expected = table[table["imp_type"] == theirs].drop(columns="imp_type")
    expected = expected.set_index(["uCode", "Time"])
    imputed = ict.analysis.impute(holes, method).completed
    assert imputed.index.tolist() == [f"{unit}, {time}" for unit, time in expected.index]
    assert imputed.to_numpy() == pytest.approx(expected.to_numpy(), nan_ok=True, **NEAR)


def test_lines_without_extrapolation_stop_where_coinrs_stop_the_call(folder: Path) -> None:
    # Its "linear" fails where a series has fewer than two values: here that series stays empty.
    holes = read(folder / "small_panel_holes.csv", ["uCode", "Time"])
    imputed = ict.analysis.impute(holes, "linear")
    assert np.isnan(imputed.completed.loc["AUT, 2019", "CO2"])
    assert np.isnan(imputed.completed.loc["AUT, 2021", "LPI"])
    half = (2.76767194917618 + 2.98464985693478) / 2
    assert imputed.completed.loc["BGD, 2020", "LPI"] == pytest.approx(half, **NEAR)
    assert ("AUT, 2019", "CO2") in imputed.unfilled
