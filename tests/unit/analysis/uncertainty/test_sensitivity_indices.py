"""First and total order indices of any function: arguments, tables, page, refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from small_cases import small_cases

import ictindex as ict

UNIT = {"a": (0, 1), "b": (0, 1), "c": (0, 1)}


def weighted(x: Any) -> Any:
    return x @ np.array([1.0, 2.0, 0.0])


def outputs(x: Any) -> Any:
    return np.stack([weighted(x), x[:, 0] * x[:, 2], np.full(len(x), 4.0)], axis=-1)


def test_a_function_of_uniform_factors_has_its_exact_shares() -> None:
    indices = ict.analysis.sobol_indices(weighted, UNIT, draws=16 * 256)
    frame = indices.to_frame().set_index("factor")
    assert frame["first"].to_numpy() == pytest.approx([0.2, 0.8, 0], abs=0.01)
    assert frame["total"].to_numpy() == pytest.approx([0.2, 0.8, 0], abs=0.01)
    assert (frame["total_low"] <= frame["total"]).all()
    assert indices.runs == 16 * 256 * 5
    assert indices.frame_attributes()["seed"] == 0


def test_distributions_of_scipy_are_drawn_by_their_quantiles() -> None:
    # Var(X) = 9 and 1.
    normal = {"a": stats.norm(5, 3), "b": stats.norm(0, 1)}
    indices = ict.analysis.sobol_indices(lambda x: x.sum(1), normal, draws=16 * 256)
    assert indices.to_frame()["first"].to_numpy() == pytest.approx([0.9, 0.1], abs=0.01)


def test_outputs_are_taken_apart_by_name_and_largest_factor() -> None:
    indices = ict.analysis.sobol_indices(
        outputs, UNIT, draws=16 * 64, outputs=["sum", "product", "still"]
    )
    assert indices.largest()[["output", "factor"]].to_numpy().tolist()[0] == ["sum", "b"]
    assert set(indices.largest()["output"]) == {"sum", "product"}  # what is still has none
    assert indices.largest("sum", count=2)["factor"].tolist() == ["b", "a"]
    # Var(ac) = 7/144, and E[a]^2 Var(c) = 3/144: each alone has 3/7, and 1/7 is of both.
    share = indices.interactions("product")["share"].iloc[0]
    assert share == pytest.approx(1 / 7, abs=0.03)
    frame = indices.to_frame("still")
    assert set(frame["reason"]) == {"no-variance"}
    assert frame[["first", "total", "first_low"]].isna().all(axis=None)
    assert "not defined" in indices.to_text("en")


def test_arrays_of_runs_give_what_the_function_gives() -> None:
    by_function = ict.analysis.sobol_indices(weighted, UNIT, draws=16 * 64)
    from ictindex.analysis.uncertainty.sensitivity_indices import draw_pairs
    from ictindex.engine.statistics.variance_shares import exchange_columns

    parts = []
    for points in draw_pairs(3, 16 * 64, 16, 0):
        a, b = points[:, :3], points[:, 3:]
        parts.append((weighted(a), weighted(b), weighted(exchange_columns(a, b))))
    a, b, mixed = (np.concatenate(some, axis=-1) for some in zip(*parts, strict=True))
    by_arrays = ict.analysis.sobol_indices((a, b, mixed), list(UNIT), scramblings=16)
    assert by_arrays.shares.first.tolist() == by_function.shares.first.tolist()
    assert by_arrays.shares.total_error.tolist() == by_function.shares.total_error.tolist()
    alone = ict.analysis.sobol_indices((a, b, mixed), list(UNIT))
    assert alone.shares.first == pytest.approx(by_arrays.shares.first)
    assert "the error of the simulation is not known" in alone.to_text("en")


def test_the_same_seed_gives_the_same_indices() -> None:
    first, same, other = (
        ict.analysis.sobol_indices(outputs, UNIT, draws=64, seed=seed).shares.first[0].tolist()
        for seed in (1, 1, 2)
    )
    assert first == same != other


def test_too_few_runs_are_stated() -> None:
    indices = ict.analysis.sobol_indices(outputs, UNIT, draws=32)
    assert set(indices.to_frame()["reason"]) == {"too-few-runs", "no-variance"}
    assert "Too few runs" in indices.to_text("en")


@small_cases(
    ("arguments", "words"),
    [
        ({"draws": 1000}, "1000 draws in 16 scramblings: each scrambling needs a power of 2"),
        ({"draws": 8, "scramblings": 8}, "8 draws in 8 scramblings"),
        ({"factors": {}}, "The factors need names"),
        ({"factors": ["a", "b", "c"]}, "A function needs the distribution of each factor"),
        ({"factors": {"a": (1, 0)}}, "The limits 1 and 0 do not make a uniform distribution"),
        ({"factors": {"a": (0, float("nan"))}}, "The limits 0 and nan do not make a uniform"),
        ({"factors": {"a": 3}}, "the distribution of a factor: a pair of limits"),
        ({"function": lambda x: 3.0}, "was given 4 points and returned an array of the shape"),
        ({"outputs": ["y", "z"]}, "There are 1 outputs and 2 names for them"),
        ({"function": 3}, "a function, or three arrays of outputs"),
        ({"function": ([1, 2], [1, 2], [[1, 2]])}, "The three arrays of outputs do not fit"),
    ],
)
def test_what_does_not_fit_is_refused(arguments: dict[str, Any], words: str) -> None:
    whole = {"function": weighted, "factors": UNIT, "draws": 64} | arguments
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.analysis.sobol_indices(whole.pop("function"), whole.pop("factors"), **whole)
    assert words in str(caught.value)


def test_an_output_that_is_not_there_is_refused() -> None:
    indices = ict.analysis.sobol_indices(weighted, UNIT, draws=64)
    with pytest.raises(ict.errors.UsageError, match="There is no output"):
        indices.to_frame("score", "BRA")
    with pytest.raises(ict.errors.UsageError, match=r"There is no output of Brazil \(BRA\)"):
        indices.to_frame("value", "BRA")


@pytest.mark.parametrize("language", ["en", "ar", "es", "fr", "ru", "zh"])
def test_the_page_has_words_in_every_language(language: str) -> None:
    page = ict.analysis.sobol_indices(outputs, UNIT, draws=64).to_text(language)
    assert "[sensitivity" not in page
    assert "{" not in page
