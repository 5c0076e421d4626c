"""Weights from principal components, and to a wanted importance."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UsageError

DRAWS = np.random.default_rng(5).normal(size=(60, 3))
SCORES = pd.DataFrame(
    {
        "a": 50 + 10 * DRAWS[:, 0],
        "b": 50 + 10 * (DRAWS[:, 0] + DRAWS[:, 1]),
        "c": 50 + 4 * (DRAWS[:, 0] + 2 * DRAWS[:, 2]),
    }
)


def test_weights_are_those_of_the_largest_eigenvector() -> None:
    values, vectors = np.linalg.eigh(SCORES.corr())
    first = np.abs(vectors[:, -1])
    weights = ict.analysis.pca_weights(SCORES)
    np.testing.assert_allclose(weights, first / first.sum(), rtol=1e-12)
    squared = ict.analysis.pca_weights(SCORES, loadings="squared")
    np.testing.assert_allclose(squared, first**2, rtol=1e-12)
    assert weights.attrs["share_of_variance"] == pytest.approx(values[-1] / 3)
    assert not weights.attrs["few"]


def test_incomplete_economies_take_no_part_and_are_counted() -> None:
    holes = SCORES.copy()
    holes.iloc[:50, 0] = np.nan
    weights = ict.analysis.pca_weights(holes)
    pd.testing.assert_series_equal(weights, ict.analysis.pca_weights(SCORES.iloc[50:]),
                                   check_flags=False)  # fmt: skip
    assert (weights.attrs["complete_economies"], weights.attrs["left_out"]) == (10, 50)
    assert weights.attrs["few"]


def test_mixed_signs_are_refused_by_name() -> None:
    turned = SCORES.assign(b=-SCORES["b"])
    with pytest.raises(UsageError, match="has a negative sign for: b"):
        ict.analysis.pca_weights(turned)
    with pytest.raises(UsageError, match="2 economies are complete, and at least 3"):
        ict.analysis.pca_weights(SCORES.head(2))
    with pytest.raises(UsageError, match="In the argument 'loadings', 'raw' is not known"):
        ict.analysis.pca_weights(SCORES, loadings="raw")


@pytest.mark.parametrize("importance", ["correlation", "squared-correlation", "covariance"])
def test_equal_importance_is_reached(importance: str) -> None:
    outcome = ict.analysis.importance_weights(SCORES, importance=importance)
    assert sum(outcome.weights.values()) == 1
    assert outcome.gap < 2e-4
    weights = np.array([float(weight) for weight in outcome.weights.values()])
    index = SCORES.to_numpy() @ weights
    correlations = np.array([np.corrcoef(SCORES[name], index)[0, 1] for name in SCORES])
    np.testing.assert_allclose(list(outcome.correlations.values()), correlations, rtol=1e-12)
    measures = {
        "correlation": correlations,
        "squared-correlation": correlations**2,
        "covariance": correlations * weights * SCORES.std().to_numpy(),
    }[importance]
    np.testing.assert_allclose(list(outcome._obtained.values()), measures / measures.sum())


def test_a_gap_that_remains_is_shown() -> None:
    # Two parts that are nearly the same cannot be of very different importance.
    alike = SCORES.assign(b=SCORES["a"] + 0.5 * DRAWS[:, 1])[["a", "b"]]
    outcome = ict.analysis.importance_weights(alike, {"a": 9, "b": 1})
    assert outcome.gap > 0.3
    page = outcome.to_text("en")
    assert f"Largest gap that remains: {outcome.gap:.3f}." in page
    assert "Economies used: 60; left out because a part is missing: 0." in page
    for language in ("ar", "es", "fr", "ru", "zh"):
        assert len(outcome.to_text(language)) > 100
    frame = outcome.to_frame()
    np.testing.assert_allclose(frame["gap"], frame["obtained"] - frame["wanted"])


@pytest.mark.slow
def test_importance_by_ranks_and_nominal_weights() -> None:
    outcome = ict.analysis.importance_weights(
        SCORES, {"a": "1/2", "b": 0.25, "c": 0.25}, method="spearman", nominal={"a": 2}
    )
    assert dict(outcome._wanted) == {"a": 0.5, "b": 0.25, "c": 0.25}
    assert all(isinstance(weight, Fraction) for weight in outcome.weights.values())
    shares = SCORES.rank()
    index = (SCORES * [2, 1, 1]).sum(axis=1).rank()
    nominal = [np.corrcoef(shares[name], index)[0, 1] for name in SCORES]
    np.testing.assert_allclose(list(outcome._nominal.values()), nominal / np.sum(nominal))


@small_cases(
    ("arguments", "words"),
    [
        ({"wanted": "most"}, "In the argument 'wanted', 'most' is not known"),
        ({"wanted": {"a": 1, "b": 1}}, "In the argument 'wanted', 'c' is not known"),
        ({"wanted": {"a": -1, "b": 1, "c": 1}}, "The argument 'wanted' must be a whole number"),
        ({"importance": "beauty"}, "In the argument 'importance', 'beauty' is not known"),
        (
            {"importance": "covariance", "method": "spearman"},
            "In the argument 'method', 'spearman' is not known",
        ),
    ],
)
def test_arguments_that_do_not_fit_are_refused(arguments: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        ict.analysis.importance_weights(SCORES, **arguments)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="at least 3 whose values differ"):
        ict.analysis.importance_weights(SCORES.assign(c=1.0))


@pytest.mark.slow
def test_fewer_economies_than_five_for_each_part_are_marked() -> None:
    assert not ict.analysis.importance_weights(SCORES).few
    least = 5 * SCORES.shape[1]
    assert not ict.analysis.importance_weights(SCORES.head(least)).few
    outcome = ict.analysis.importance_weights(SCORES.head(least - 1))
    assert outcome.few
    assert outcome.to_frame().attrs["few"] is True
    sentence = f"{least - 1} economies are fewer than 5 for each of the {SCORES.shape[1]} parts"
    assert sentence in " ".join(outcome.to_text("en").split())
    assert sentence not in " ".join(ict.analysis.importance_weights(SCORES).to_text("en").split())


def test_a_table_without_columns_has_no_weights() -> None:
    for call in (
        lambda: ict.analysis.pca_weights(SCORES[[]]),
        lambda: ict.analysis.importance_weights(SCORES[[]]),
    ):
        with pytest.raises(UsageError) as refusal:
            call()
        assert str(refusal.value) == (
            "The argument 'frame' must be a data frame with economies in rows and indicators in "
            "columns; it is '60 \N{MULTIPLICATION SIGN} 0'. Give such a value."
        )
