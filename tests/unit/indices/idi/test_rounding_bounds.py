"""Bounds of scores: whatever prints as an input scores between the bounds of that input."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from indices_cases import DOCUMENTS, VALUES
from reference import score

import ictindex as ict
from ictindex.core import decimals
from ictindex.indices.idi.inputs import Inputs
from ictindex.indices.idi.rounding_bounds import compute_bounds

IDI = ict.methodology("idi", edition=2024)
PLAN = IDI.plan


def inputs_of(values: dict[str, Decimal], supplied: dict[str, Decimal] | None = None) -> Inputs:
    scores = supplied or {}
    return Inputs(
        economies=("BRA",),
        rows=((0,) * len(PLAN.nodes),),
        carried=((False,) * len(PLAN.nodes),),
        values=(tuple(values.get(key) for key in PLAN.indicators),),
        supplied=(tuple(scores.get(key) for key in PLAN.nodes),),
    )


@settings(max_examples=60)
@given(st.fixed_dictionaries({key: st.integers(-500, 500) for key in PLAN.indicators}))
def test_what_prints_alike_scores_between_the_bounds(moved: dict[str, int]) -> None:
    """The value before printing lies anywhere within half a unit of the last printed digit."""
    printed = {key: Decimal(text) for key, text in VALUES.items()}
    exact = {}
    for key, value in printed.items():
        step = Decimal(1).scaleb(-decimals.decimals_of(value)) / 1000
        indicator = ict.data.indicators()[key]
        most = indicator.maximum if indicator.maximum is not None else Decimal(10) ** 9
        exact[key] = Fraction(max(Decimal(0), min(most, value + moved[key] * step)))
    scores = score(DOCUMENTS / "idi-methodology-2023.toml", exact)
    low, high = compute_bounds(PLAN, inputs_of(printed))
    for n, node in enumerate(PLAN.nodes):
        least, most_score = low[0][n], high[0][n]
        assert least is not None
        assert most_score is not None
        assert Fraction(least) <= scores[node] <= Fraction(most_score)


def test_a_supplied_score_has_an_interval_within_the_scale() -> None:
    printed = {key: Decimal(text) for key, text in VALUES.items()}
    low, high = compute_bounds(PLAN, inputs_of(printed, {"idi": Decimal("99.97")}))
    assert (low[0][-1], high[0][-1]) == (Decimal("99.965"), Decimal("99.975"))
    low, high = compute_bounds(PLAN, inputs_of({}, {"idi": Decimal("100.0")}))
    assert (low[0][-1], high[0][-1]) == (Decimal("99.95"), Decimal(100))
    assert set(low[0][:-1]) == {None}


def test_nothing_to_bound() -> None:
    assert compute_bounds(PLAN, Inputs((), (), (), (), ())) == ((), ())
