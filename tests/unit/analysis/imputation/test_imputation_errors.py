"""Errors of imputations: cells left out, and estimates that were replaced."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict

LANGUAGES = ["en", "ar", "es", "fr", "ru", "zh"]


@pytest.fixture(scope="module")
def result() -> ict.Result:
    return ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))


def table(**columns: list[float | None]) -> pd.DataFrame:
    units = [f"U{n}" for n in range(len(next(iter(columns.values()))))]
    return pd.DataFrame(columns, index=units)


def test_leaving_out_one_of_few_gives_the_errors_by_hand() -> None:
    # Each value against the mean of the two others: 1.5 - 0, 0.75 - 1.5 twice ... of 0, 0, 3.
    frame = table(x=[0.0, 0.0, 3.0, None], y=[1.0, 1.0, 1.0, 1.0])
    errors = ict.analysis.impute(frame, "mean").cross_validate(folds=7)
    cells = errors.to_frame("cell").set_index(["indicator", "unit"])["error"]
    assert cells["x"].to_dict() == {"U0": 1.5, "U1": 1.5, "U2": -3.0}
    assert (
        cells["y"].to_dict() == dict.fromkeys(["U0", "U1", "U2", "U3"], 0.0) or len(cells["y"]) == 3
    )
    frame_of = errors.to_frame().set_index("indicator")
    assert frame_of.loc["x", ["cells", "missing"]].tolist() == [3, 1]
    assert frame_of.loc["x", "mean_absolute_error"] == pytest.approx(2)
    assert frame_of.loc["x", "root_mean_square_error"] == pytest.approx(np.sqrt(4.5))
    assert errors.unit == "units"


def test_errors_are_weighted_by_where_cells_are_empty() -> None:
    # Group a is alike, group b is not; the empty cells are three quarters in b.
    frame = table(x=[1.0, 1.0, 1.0, None, 0.0, 4.0, None, None, None])
    frame["y"] = 1.0
    groups = dict(zip(frame.index, "aaaabbbbb", strict=True))
    errors = ict.analysis.impute(frame, "mean", by=groups).cross_validate(folds=8)
    assert errors.at_missing["mean_absolute_error"] == pytest.approx((1 * 0 + 3 * 4) / 4)
    assert errors.to_frame("group").set_index("group").loc["b", "missing"] == 3


def test_a_cell_that_nothing_else_tells_of_is_not_counted() -> None:
    frame = table(x=[1.0, 2.0, None], y=[1.0, 1.0, 1.0])
    groups = {"U0": "alone", "U1": "b", "U2": "b"}
    errors = ict.analysis.impute(frame, "mean", by=groups).cross_validate(folds=5)
    assert errors.to_frame().attrs["alone"] >= 2
    assert "U0" not in set(errors.to_frame("cell")["unit"])
    assert "Cells that are not counted" in errors.to_text("en")


def test_errors_of_a_result_are_in_points_of_the_score(result: ict.Result) -> None:
    errors = ict.analysis.impute(result, "median").cross_validate(folds=5)
    assert errors.unit == "points"
    plan = result.methodology
    first = next(cell for cell in errors.left_out if cell.indicator == "internet-users")
    # Goalposts 0 and 95 of a straight line: a point is 0.95 of a per cent.
    scores = [min(x / 0.95, 100) for x in (first.imputed, first.value)]
    assert first.error == pytest.approx(scores[0] - scores[1])
    assert plan.document.index == "idi"
    assert errors.to_frame("cell")["error"].abs().max() <= 100


def test_estimates_are_not_left_out(result: ict.Result) -> None:
    flagged = {cell for cell, flags in result.flags.items() if "estimate" in flags}
    left = {
        (error.unit, error.indicator)
        for error in ict.analysis.impute(result, "median").cross_validate().left_out
    }
    assert not flagged & left


def test_every_part_has_its_share_of_each_group() -> None:
    from ictindex.analysis.imputation.imputation_errors import Folds, _split_cells

    groups = ("a",) * 10 + ("b",) * 20
    parts = _split_cells(np.ones((30, 2), dtype=bool), Folds(10, 1, groups))
    assert [len(part) for part in parts] == [6] * 10
    for part in parts:
        assert sum(groups[e] == "a" for e, _ in part) == 2
    assert sorted(cell for part in parts for cell in part) == [
        (e, n) for e in range(30) for n in range(2)
    ]


def test_views_that_are_not_there_are_refused(result: ict.Result) -> None:
    imputed = ict.analysis.impute(result, "median")
    with pytest.raises(ict.errors.UsageError, match="Errors are not given by 'week'"):
        imputed.cross_validate(2).to_frame("week")
    with pytest.raises(ict.errors.UsageError, match="folds"):
        imputed.cross_validate(1)
    before = [result.observations.where(year=2022)]
    timed = ict.analysis.impute(result, "latest", panel=before)
    with pytest.raises(ict.errors.UsageError, match="The method latest works over years"):
        timed.cross_validate()


def observed(**more: Any) -> Any:
    row = {
        "economy": ["BEN"], "indicator": ["households-internet"], "year": [2022],
        "value": ["45.4"], "status": ["I"], "source_class": ["estimate"],
    }  # fmt: skip
    return ict.read_observations(pd.DataFrame(row | {key: [value] for key, value in more.items()}))


@small_cases(
    ("later", "count"),
    [
        ({"value": "34.4", "status": "A", "source_class": "official-submission"}, 1),
        ({"value": "34.4"}, 0),  # estimated again
        ({"value": "34.4", "status": "A", "source_class": "official-submission", "year": 2021}, 0),
        ({"value": "34.4", "status": "A", "source_class": "official-submission", "sex": "F"}, 0),
        ({"value": None, "status": "O", "source_class": "official-submission"}, 0),
    ],
)
def test_only_an_official_value_of_the_same_year_replaces(later: Any, count: int) -> None:
    replaced = ict.analysis.replaced_estimates(observed(), observed(**later))
    assert len(replaced.cells) == count
    if count:
        assert str(replaced.cells[0].error) == "11.0"
        assert replaced.summary["mean_error"] == pytest.approx(11.0)


def test_what_is_no_table_is_refused(result: ict.Result) -> None:
    assert ict.analysis.replaced_estimates(result, result).cells == ()
    with pytest.raises(ict.errors.UsageError, match="a table of observations"):
        ict.analysis.replaced_estimates(3, result)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_have_words_in_every_language(result: ict.Result, language: str) -> None:
    errors = ict.analysis.impute(result, "median").cross_validate(4).to_text(language)
    later = observed(value="34.4", status="A", source_class="official-submission")
    pages = [errors, ict.analysis.replaced_estimates(observed(), later).to_text(language)]
    pages.append(ict.analysis.replaced_estimates(later, later).to_text(language))
    for page in pages:
        assert "[imputation" not in page
        assert "{" not in page


def test_the_seed_decides_which_cells_are_left_out_together() -> None:
    # With two folds a value is judged by the mean of its half of the others.
    imputed = ict.analysis.impute(table(x=[*map(float, range(12)), None], y=[1.0] * 13), "mean")
    first, again, other = (
        imputed.cross_validate(2, seed=seed).to_frame("cell")["imputed"].tolist()
        for seed in (1, 1, 2)
    )
    assert first == again != other
