"""Imputation of a result as a what-if: what is put in, what is reported, what is refused."""

from __future__ import annotations

import pickle
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.indices.results.result_kind import PUT_IN

LANGUAGES = ["en", "ar", "es", "fr", "ru", "zh"]


@pytest.fixture(scope="module")
def result() -> ict.Result:
    return ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    values = rng.normal(size=(40, 3)) @ np.array([[1, 1, 0], [0, 1, 1], [0, 0, 1]]) + 10
    table = pd.DataFrame(values, columns=["x", "y", "z"], index=[f"U{n:02}" for n in range(40)])
    table.loc["U03", "x"] = table.loc["U07", "y"] = table.loc["U07", "z"] = None
    return table


def test_the_empty_cells_of_a_result_are_filled_and_flagged_in_a_what_if(
    result: ict.Result,
) -> None:
    imputed = ict.analysis.impute(result, "median")
    frame = imputed.to_frame()
    values = result.scores.columns
    assert len(values)
    other = imputed.what_if()
    assert other.ranked == 24
    for economy, indicator in imputed.cells:
        assert result.inputs(economy).get(indicator) is None
        assert PUT_IN in other.flags[economy, indicator]
    # The median of all observed values of the indicator.
    table = [result.inputs(economy) for economy in result.economies]
    for indicator in frame["indicator"].unique():
        observed = [float(row[indicator]) for row in table if row.get(indicator) is not None]
        own = frame[frame["indicator"] == indicator]["value"]
        assert own.tolist() == [np.median(observed)] * len(own)


def test_what_is_put_in_cannot_be_published(result: ict.Result, tmp_path: Path) -> None:
    other = ict.analysis.impute(result, "median").what_if()
    with pytest.raises(ict.errors.IctindexError) as caught:
        ict.publish(other, tmp_path, released="2026-01-01", publisher="Nobody")
    assert "is never published" in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_the_value_in_the_what_if_has_six_decimals(result: ict.Result) -> None:
    imputed = ict.analysis.impute(result, "mean")
    other = imputed.what_if()
    for cell in imputed.details:
        inside = other.inputs(cell.unit)[cell.indicator]
        assert float(inside) == pytest.approx(cell.value, abs=5e-7)
        assert -inside.as_tuple().exponent <= 6


def test_a_value_beyond_what_the_indicator_can_be_is_put_to_its_limit() -> None:
    # A line that rises: at 60 users the ownership it predicts is 120 %.
    rows = []
    idi = ict.methodology("idi", 2024)
    for n in range(60):
        economy = list(ict.data.economies())[n]
        for indicator in idi.indicators:
            value = str(10 + n) if indicator == "internet-users" else str(min(20 + 2 * n, 99))
            if (n, indicator) == (59, "mobile-phone-ownership"):
                continue
            rows.append((economy, indicator, 2022, value))
    columns = ["economy", "indicator", "year", "value"]
    result = ict.compute(idi, ict.read_observations(pd.DataFrame(rows, columns=columns)))
    method = {"method": "regression", "predictors": ["internet-users"], "scale": "values"}
    few = [row for row in rows if row[1] != "mobile-phone-ownership" or float(row[3]) < 99]
    short = ict.compute(idi, ict.read_observations(pd.DataFrame(few, columns=columns)))
    imputed = ict.analysis.impute(short, method)
    last = [cell for cell in imputed.details if cell.value == 100]
    assert last
    assert all(cell.limited for cell in last)
    assert "were set to its limit" in imputed.to_text("en")
    assert result.excluded["economy"].tolist() == [list(ict.data.economies())[59]]


def test_several_values_are_pooled_and_handed_on(result: ict.Result) -> None:
    imputed = ict.analysis.impute(result, "median", draws=20, seed=7)
    assert imputed.draws.shape == (20, len(imputed.cells))
    assert not imputed.draws.flags.writeable
    pooled = imputed.pool().set_index("economy")
    idle = pooled[pooled["imputed"] == 0]
    assert (idle["between"] < 1e-20).all()
    assert idle["score"].to_numpy() == pytest.approx(
        [float(result.unrounded(economy)["idi"]) for economy in idle.index]
    )
    moved = pooled[pooled["imputed"] > 0]
    assert (moved["low"] < moved["high"]).all()
    # m = 20: T = (1 + 1/20) B.
    assert moved["total"].to_numpy() == pytest.approx(1.05 * moved["between"].to_numpy())
    assert set(moved["freedom"]) == {19}
    assert (imputed.to_frame()["deviation"] > 0).any()
    assert "multiple imputation" in imputed.to_text("en")
    again = ict.analysis.impute(result, "median", draws=20, seed=7)
    assert again.draws.tolist() == imputed.draws.tolist()


def test_each_draw_scores_as_a_what_if_does(result: ict.Result) -> None:
    imputed = ict.analysis.impute(result, "nearest", draws=2, seed=1)
    cells = imputed.cells
    scores = []
    for row in imputed.draws:
        changed = {cell: f"{value:.9f}" for cell, value in zip(cells, row, strict=True)}
        scores.append(ict.what_if(result, changed))
    pooled = imputed.pool().set_index("economy")["score"]
    for economy in {economy for economy, _ in cells}:
        mean = np.mean([float(scored.unrounded(economy)["idi"]) for scored in scores])
        assert pooled[economy] == pytest.approx(mean, abs=1e-6)


@pytest.mark.parametrize(
    "change", [{"aggregation": "geometric-mean"}, {"normalisation": "z-score"}]
)
def test_draws_of_a_variant_are_scored_by_its_own_operations(change: dict[str, str]) -> None:
    variant = ict.methodology("idi", 2024).variant("other", **change)
    result = ict.compute(variant, ict.sample_data("idi-2024-annex.csv"), edition=2024)
    imputed = ict.analysis.impute(result, "median", draws=2)
    pooled = imputed.pool().set_index("economy")
    whole = pooled[pooled["imputed"] == 0]
    assert whole["score"].to_numpy() == pytest.approx(
        [float(result.unrounded(cell)["idi"]) for cell in whole.index], abs=1e-9
    )
    values = [float(x) for x in result.inputs("BRA").values()]
    scores = result.methodology.simulate(np.array(values), nodes=True)
    errors = imputed.cross_validate(5)
    cell = next(e for e in errors.left_out if (e.unit, e.indicator) == ("BRA", "internet-users"))
    there = list(result.inputs("BRA")).index("internet-users")
    values[there] = cell.imputed
    moved = result.methodology.simulate(np.array(values), nodes=True)
    assert cell.error == pytest.approx(float(moved[there] - scores[there]), abs=1e-9)


def test_areas_of_a_users_own_are_imputed_by_their_groups() -> None:
    indicators = [
        {"id": key, "names": {"en": name}, "unit": "percent", "minimum": 0, "maximum": 100,
         "goalposts": [0, 100]}
        for key, name in (("connected", "Schools connected"), ("speed", "Fast schools"))
    ]  # fmt: skip
    own = ict.analysis.index({
        "schema": 1, "kind": "own-index", "id": "schools", "names": {"en": "Schools online"},
        "nodes": [{"id": "schools", "children": [
            {"id": "connected", "weight": 1}, {"id": "speed", "weight": 1}]}],
        "indicators": indicators,
        "areas": [{"code": code, "names": {"en": f"Area {code}"},
                   "groups": {"coast": "no" if code in "AB" else "yes"}} for code in "ABCDE"],
    })  # fmt: skip
    rows = {
        "economy": list("ABCDE"), "year": [2024] * 5, "connected": [62.5, 50, 40, 30, None],
        "speed": [10, None, 30, 20, 50],
    }  # fmt: skip
    result = ict.compute(own, own.read(pd.DataFrame(rows)))
    imputed = ict.analysis.impute(result, "mean", by="coast")
    assert [(cell.unit, cell.value) for cell in imputed.details] == [("B", 10), ("E", 35)]
    page = imputed.to_text("en")
    assert "Area B" in page
    assert "Fast schools" in page
    assert imputed.what_if().ranked == 5
    assert "Area" not in imputed.cross_validate(4).to_text("en")
    assert imputed.cross_validate(4).unit == "points"


def test_a_frame_keeps_its_rows_and_columns(frame: pd.DataFrame) -> None:
    imputed = ict.analysis.impute(frame, "em")
    assert imputed.cells == (("U03", "x"), ("U07", "y"), ("U07", "z"))
    assert imputed.completed.index.tolist() == frame.index.tolist()
    there = frame.notna()
    assert imputed.completed.where(there).equals(frame.rename_axis(index="unit").where(there))
    assert imputed.base is None
    assert "cell" not in imputed.to_frame().columns


def test_groups_may_be_a_column_of_the_frame(frame: pd.DataFrame) -> None:
    grouped = frame.assign(kind=["a", "b"] * 20)
    imputed = ict.analysis.impute(grouped, "mean", by="kind")
    assert imputed.details[0].value == pytest.approx(frame["x"].iloc[1::2].mean())
    assert list(imputed.completed.columns) == ["x", "y", "z"]


@small_cases(
    ("arguments", "words"),
    [
        ({"method": "hot-deck"}, "There is no method of imputation 'hot-deck'. Use one of: mean"),
        ({"method": {"method": "mean", "peers": 3}}, "'peers' is not for the method mean"),
        ({"method": {"method": "nearest", "peers": 0}}, "peers"),
        ({"method": "em", "by": {"U01": "a"}}, "The method em does not use groups"),
        ({"method": "em", "panel": [1]}, "The method em does not use other years"),
        ({"method": "row-mean", "draws": 5}, "The method row-mean gives one value for a cell"),
        ({"method": "mean", "draws": 1}, "needs at least two values for each cell"),
        ({"method": "mean", "by": "kind"}, "There is no column 'kind'. Use one of: x, y, z"),
        ({"method": "em", "pillars": {"x": "p"}}, "No pillar is given for: y, z"),
        ({"method": "linear"}, "The method linear needs a frame whose index has a unit and a time"),
        (
            {"method": {"method": "regression", "predictors": ["w"]}},
            "There is no column 'w'. Use one of: x, y, z",
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    frame: pd.DataFrame, arguments: dict[str, Any], words: str
) -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.analysis.impute(frame, arguments.pop("method"), **arguments)
    assert words in str(caught.value)


def test_frames_from_which_nothing_can_be_learned_are_refused(frame: pd.DataFrame) -> None:
    def refused(table: pd.DataFrame, method: str = "mean", **more: Any) -> str:
        with pytest.raises(ict.errors.UsageError) as caught:
            ict.analysis.impute(table, method, **more)
        return str(caught.value)

    assert "There is no empty cell to impute" in refused(frame.dropna())
    assert "There is no value at all of: w." in refused(frame.assign(w=np.nan))
    bare = frame.copy()
    bare.loc["U05"] = np.nan
    assert "There is no value at all of: U05." in refused(bare, "nearest")
    # The mean of others needs nothing of the row itself.
    assert ict.analysis.impute(bare, "mean").completed.loc["U05", "x"] == bare["x"].mean()
    few = frame.head(14)
    for method in ("regression", "em", "chained"):
        assert "14 economies are too few for a model of 3 indicators: it needs 15" in refused(
            few, method
        ) or "too few for a model" in refused(few, method)
    groups = {unit: "alone" if unit == "U03" else "rest" for unit in frame.index}
    assert "x of U03 cannot be imputed" in refused(frame, by=groups)
    assert "Two rows are of the unit 'U00'" in refused(pd.concat([frame, frame.head(1)]))
    assert "The column 'x' has cells that are not numbers" in refused(
        frame.astype(object).assign(x="a")
    )
    timed = frame.set_axis(pd.MultiIndex.from_product([["a"], [f"t{n}" for n in range(40)]]))
    assert "The time 't0' is not a number" in refused(timed, "linear")


def test_what_a_frame_cannot_give_is_refused(frame: pd.DataFrame, result: ict.Result) -> None:
    imputed = ict.analysis.impute(frame, "mean")
    with pytest.raises(ict.errors.UsageError, match="vintage"):
        ict.analysis.impute(frame, "mean", vintage="idi-2024")
    with pytest.raises(ict.errors.UsageError, match="strata"):
        imputed.cross_validate(strata="income-group")
    with pytest.raises(ict.errors.UsageError, match="there is no result to compute again"):
        imputed.what_if()
    with pytest.raises(ict.errors.UsageError, match="there is no result to compute again"):
        imputed.pool()
    with pytest.raises(ict.errors.UsageError, match="there is nothing to pool"):
        ict.analysis.impute(result, "mean").pool()
    with pytest.raises(ict.errors.UsageError, match="needs other years, and none are given"):
        ict.analysis.impute(result, "latest")


@pytest.mark.parametrize(("name", "package"), [("em", ""), ("chained", "scikit-learn")])
def test_an_absent_package_is_named(
    frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch, name: str, package: str
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sklearn.impute", None)
    if not package:
        assert ict.analysis.impute(frame, name).converged
        return
    words = f"The method {name} needs the package {package}, which is not installed"
    with pytest.raises(ict.errors.UsageError, match=words):
        ict.analysis.impute(frame, name)


@small_cases("language", LANGUAGES)
@small_cases("method", ["median", "nearest", "row-mean"])
def test_every_view_says_whose_estimates_these_are(
    result: ict.Result, language: str, method: str
) -> None:
    imputed = ict.analysis.impute(result, method)
    text = imputed.to_text(language)
    assert imputed.notices(language)[0][:20] in text
    assert "[imputation" not in text
    assert "{" not in text
    assert imputed.to_frame().attrs["imputed"].startswith("estimates of the user's")
    assert len(imputed.to_dict()["rows"]) == len(imputed.cells)


def test_an_imputation_can_be_kept(frame: pd.DataFrame) -> None:
    imputed = ict.analysis.impute(frame, "mean", draws=3)
    again = pickle.loads(pickle.dumps(imputed))  # noqa: S301 - our own
    assert again.cells == imputed.cells
    assert again.draws.tolist() == imputed.draws.tolist()


@pytest.mark.slow
@pytest.mark.parametrize("method", ["mean", "median"])
def test_cells_of_a_column_share_their_donors(method: str) -> None:
    generator = np.random.default_rng(4)
    values = generator.random((1200, 4))
    values[generator.random(values.shape) < 0.2] = np.nan
    groups = {f"U{n}": f"G{n % 3}" for n in range(len(values))}
    frame = pd.DataFrame(values, index=list(groups), columns=list("abcd"))
    ict.analysis.impute(frame[:60], method, by=groups)  # imports and caches are made
    tracemalloc.start()
    filled = ict.analysis.impute(frame, method, by=groups)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert filled.completed.notna().all(axis=None)
    # By hand: the donors of a cell are the units of its group with a value of its column.
    cell = filled.details[7]
    own = [u for u in groups if groups[u] == groups[cell.unit]]
    there = [unit for unit in own if not np.isnan(frame.loc[unit, cell.indicator])]
    assert sorted(cell.basis) == sorted(there)
    assert cell.value == pytest.approx(getattr(frame.loc[there, cell.indicator], method)())
    # Names of about 320 donors for each of 960 cells would be 2.5 MiB, and their rows as much.
    assert len({id(cell.basis) for cell in filled.details}) <= 12
    assert peak < 2 * 2**20


def test_a_node_is_pooled_alone(result: ict.Result) -> None:
    node = result.methodology.plan.nodes[-2]
    imputed = ict.analysis.impute(result, "median", draws=5, seed=7)
    idle = imputed.pool(node).query("imputed == 0").set_index("economy")["score"]
    assert idle.to_numpy() == pytest.approx(
        [float(result.unrounded(economy)[node]) for economy in idle.index]
    )
