"""The public Shapley effects: names, outputs, refusals, the page."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

import ictindex as ict

UNIFORM = {"a": (0, 1), "b": (0, 1)}
HALF = [[1, 0.5], [0.5, 1]]


def both(x: Any) -> Any:
    return np.stack([x[:, 0] + x[:, 1], 0 * x[:, 0] + 5], axis=-1)


def test_normal_factors_of_a_sum_share_it_by_their_covariances() -> None:
    # By symmetry of Owen and Prieur's formula: with equal variances both have one half.
    normal = {"a": stats.norm(10, 2), "b": stats.norm(-1, 2)}
    effects = ict.analysis.shapley_effects(lambda x: x.sum(1), normal, HALF, outer=4096)
    assert effects.effects[0] == pytest.approx([0.5, 0.5], abs=0.02)
    assert effects.variance[0] == pytest.approx(2 * 4 * 1.5, rel=0.05)


def test_an_output_without_variance_is_not_defined() -> None:
    effects = ict.analysis.shapley_effects(both, UNIFORM, HALF, outputs=["sum", "five"], outer=64)
    frame = effects.to_frame().set_index(["output", "factor"])
    assert frame.loc["sum", "effect"].sum() == pytest.approx(1)
    assert frame.loc["five", "effect"].isna().all()
    assert set(frame.loc["five", "reason"]) == {"no-variance"}
    assert "This figure does not vary" in effects.to_text("en")
    assert effects.to_dict()["rows"][-1]["effect"] is None


def test_the_same_seed_gives_the_same_effects() -> None:
    first, same, other = (
        ict.analysis.shapley_effects(both, UNIFORM, HALF, seed=seed, outer=64).effects[0].tolist()
        for seed in (1, 1, 2)
    )
    assert first == same != other


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ict.errors.UsageError, match="is not a correlation matrix of 2 factors"):
        ict.analysis.shapley_effects(both, UNIFORM, np.eye(3))
    with pytest.raises(ict.errors.UsageError, match="There are 2 outputs and 1 names for them"):
        ict.analysis.shapley_effects(both, UNIFORM, HALF, outputs=["sum"], outer=8)
    with pytest.raises(ict.errors.UsageError, match="The factors need names"):
        ict.analysis.shapley_effects(both, {}, [])


@pytest.mark.parametrize("language", ["en", "ar", "es", "fr", "ru", "zh"])
def test_the_page_lists_the_largest_first_in_every_language(language: str) -> None:
    page = ict.analysis.shapley_effects(
        lambda x: x[:, 0] + 3 * x[:, 1], UNIFORM, np.eye(2), outer=256
    ).to_text(language)
    assert page.rindex("b ") < page.rindex("a ")
    assert "[sensitivity." not in page
