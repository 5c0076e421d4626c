"""Methods by name and option, on the scale that each works on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ictindex as ict
from ictindex.analysis.imputation import imputation_methods as methods
from ictindex.analysis.imputation.imputation_table import read_frame
from ictindex.language import i18n


def test_every_method_has_a_rule_a_name_and_a_source() -> None:
    for name in methods.METHODS:
        assert name in methods.SOURCES
        for section in ("imputation-methods", "imputation-rules"):
            assert i18n.has_label(section, name)


def test_models_work_on_transformed_scales_and_means_on_values() -> None:
    scales = {name: methods.read_method(name, 0).scale for name in methods.METHODS}
    assert {name for name, scale in scales.items() if scale == "transformed"} == {
        "row-mean", "nearest", "regression", "em", "chained",
    }  # fmt: skip
    assert methods.read_method({"method": "em", "scale": "values"}, 0).scale == "values"
    with pytest.raises(ict.errors.UsageError, match="'logs' is not for the method em"):
        methods.read_method({"method": "em", "scale": "logs"}, 0)


def test_the_mean_of_a_transformed_scale_is_geometric_for_logarithms() -> None:
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    plain, moved = (
        ict.analysis.impute(result, {"method": "mean", "scale": scale})
        for scale in ("values", "transformed")
    )
    values = [result.inputs(entry).get("fixed-broadband-traffic") for entry in result.economies]
    observed = np.array([float(entry) for entry in values if entry is not None])
    leaf = next(
        x for x in result.methodology.plan.leaves if x.indicator == "fixed-broadband-traffic"
    )
    back = {"log10": (np.log10, lambda x: 10**x), "ln1p": (np.log1p, np.expm1)}
    there, again = back[leaf.transformation.id]
    expected = (observed.mean(), again(there(observed).mean()))
    for filled, value in zip((plain, moved), expected, strict=True):
        own = [x.value for x in filled.details if x.indicator == "fixed-broadband-traffic"]
        assert own
        assert own == pytest.approx([value] * len(own))


def test_parts_are_filled_by_themselves() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=40)
    frame = pd.DataFrame({"a": x, "b": 2 * x, "c": -x, "d": rng.normal(size=40)})
    frame.index = [f"u{n}" for n in range(40)]
    frame.loc["u0", "a"] = None
    frame.loc["u0", "b"] = 20.0  # tells of a in its own part alone
    pillars = {"a": "p", "b": "q", "c": "p", "d": "q"}
    imputed = ict.analysis.impute(frame, "regression", pillars=pillars)
    assert imputed.details[0].value == pytest.approx(-frame.loc["u0", "c"])


def test_draws_of_a_scale_are_brought_back_and_limited() -> None:
    frame = pd.DataFrame({"a": [1.0, 2.0, None], "b": [1.0, 2.0, 3.0]}, index=["x", "y", "z"])
    table = read_frame(frame, None, None)
    drawn = methods.draw_table(table, methods.read_method("mean", 3), 50, [(2, 0)])
    assert drawn.shape == (50, 1)
    assert set(drawn[:, 0]) == {1.0, 2.0}
