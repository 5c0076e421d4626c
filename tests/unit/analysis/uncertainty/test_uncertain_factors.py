"""Factors and imputations: what they hold."""

from __future__ import annotations

import numpy as np

from ictindex.analysis.uncertainty.uncertain_factors import Factor, ImputationDraws, ImputationSet


def test_a_plain_set_of_imputations_is_taken_as_one() -> None:
    plain = ImputationSet("median", (("FRA", "internet-users"),), np.array([[80.0], [82.0]]))
    assert isinstance(plain, ImputationDraws)
    assert not isinstance(object(), ImputationDraws)


def test_only_a_discrete_choice_has_choices() -> None:
    assert Factor("weight:a", "weight-share", "a", "uniform", {"low": 0.75}).choices == ()
    chosen = Factor("aggregation", "aggregation", "", "choice", {"choices": ("x", "y")})
    assert chosen.choices == ("x", "y")
