"""The set that parameters are fitted to: economies with every input, enough of them official."""

from __future__ import annotations

import pandas as pd

import ictindex as ict

IDI = ict.methodology("idi", edition=2024)
FILE = ict.sample_data("idi-2024-annex.csv")


def test_an_incomplete_economy_moves_no_parameter() -> None:
    """Afghanistan lacks inputs: its extreme values change nothing for the others."""
    frame = pd.read_csv(FILE, dtype=str, keep_default_na=False)
    variant = IDI.variant("range", normalisation="min-max")
    before = ict.compute(variant, frame)
    assert "AFG" not in before.methodology.document.fitted_to
    extreme = frame.copy()
    here = (extreme["economy"] == "AFG") & (extreme["indicator"] == "coverage-3g")
    assert here.any()
    extreme.loc[here, "value"] = "0"
    after = ict.compute(variant, extreme)
    assert after.methodology.document.normalisations == before.methodology.document.normalisations
    assert after.unrounded("BRA") == before.unrounded("BRA")
    assert after.unrounded("AFG")["coverage-3g"] < 0  # it lies below the range of the set


def test_what_is_frozen_is_not_fitted_again() -> None:
    result = ict.compute(IDI, FILE)
    frozen = IDI.variant("range", normalisation="min-max").frozen_from(result)
    frame = pd.read_csv(FILE, dtype=str, keep_default_na=False)
    some = frame[frame["economy"].isin(["BRA", "KOR"])]
    again = ict.compute(frozen, some)
    assert again.methodology.document == frozen.document
    whole = ict.compute(IDI.variant("range", normalisation="min-max"), FILE)
    assert again.unrounded("BRA") == whole.unrounded("BRA")
    assert ict.compute(IDI.variant("range", normalisation="min-max"), some
                       ).unrounded("BRA") != whole.unrounded("BRA")  # fmt: skip
