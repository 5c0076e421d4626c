"""An index as a function of its factors: exchanged samples, groups, draws of cells."""

from __future__ import annotations

import numpy as np
import pytest

import ictindex as ict
from ictindex.analysis.uncertainty.index_outputs import (
    OUTPUTS,
    ExchangedUniforms,
    IndexOutputs,
    PairedDesign,
    group_factors,
)
from ictindex.analysis.uncertainty.result_sensitivity import build_index
from ictindex.analysis.uncertainty.simulated_index import Uniforms

ASSUMED = {"weights": 0.25, "rounding": True}


@pytest.fixture(scope="module")
def model() -> IndexOutputs:
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    return IndexOutputs(build_index(result, ASSUMED, None)[0], OUTPUTS)


def test_cells_of_exchanged_factors_are_of_the_other_sample() -> None:
    mixed = ExchangedUniforms(1, 2, 0, 8, 18, frozenset({"rounding"}))
    own, other = Uniforms(1, 2, 0, 8), Uniforms(1, 18, 0, 8)
    assert (
        mixed.draw_cells("rounding", ["a"]).tolist() == other.draw_cells("rounding", ["a"]).tolist()
    )
    assert (
        mixed.draw_cells("estimates", ["a"]).tolist() == own.draw_cells("estimates", ["a"]).tolist()
    )


def test_exchanging_every_factor_gives_the_other_sample(model: IndexOutputs) -> None:
    whole = group_factors(model.index, "factor")
    together = [type(whole[0])("all", tuple(f for group in whole for f in group.factors))]
    design = PairedDesign(model, tuple(together), 3, 1)
    _, b = design.base_outputs(0)
    (exchanged,) = design.exchanged_outputs(0)
    assert exchanged.tolist() == b.tolist()


def test_factors_go_one_by_one_or_by_kind(model: IndexOutputs) -> None:
    single = [group.name for group in group_factors(model.index, "factor")]
    assert single[-1] == "rounding"
    assert len(single) == len(model.index.factors)
    assert [group.name for group in group_factors(model.index, "kind")] == [
        "weight-share", "rounding",
    ]  # fmt: skip


def test_outputs_are_in_the_order_of_their_names(model: IndexOutputs) -> None:
    design = PairedDesign(model, group_factors(model.index, "kind"), 2, 1)
    a, _ = design.base_outputs(0)
    names = model.names()
    assert a.shape == (4, len(names))
    ranks = [n for n, (quantity, _) in enumerate(names) if quantity == "rank"]
    assert a[:, 0] == pytest.approx(np.abs(a[:, ranks] - model.reference).mean(axis=1))
    assert (a[:, ranks] % 1 == 0).all()
