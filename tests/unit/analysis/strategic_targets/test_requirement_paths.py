"""Required values: arithmetic of the index, checked by computing the index again."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from indices_cases import VALUES, economy, frame
from scipy import optimize
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import CatalogueError, UsageError

LANGUAGES = {
    "en": "This is arithmetic of the index, not the effect of a policy.",
    "fr": "C’est de l’arithmétique de l’indice, non l’effet d’une politique.",
    "es": "Esto es aritmética del índice, no el efecto de una política.",
    "ru": "Это арифметика индекса, а не результат политики.",
    "zh": "这是指数的算术，而不是政策的效果。",
    "ar": "هذا حساب للرقم القياسي، وليس أثراً لسياسة.",
}
COSTS = {
    "internet-users": 2.0, "households-internet": 2.5, "mobile-broadband-traffic": 0.4,
    "fixed-broadband-traffic": 0.01, "price-fixed-broadband": 3.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def result() -> ict.Result:
    return ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))


def again(result: ict.Result, outcome: ict.analysis.Requirements) -> float:
    """Compute the index with the values that are reported as needed."""
    changes = {
        (outcome.economy, row.indicator): Decimal(repr(round(row.needed_value, 12)))
        for row in outcome.rows
        if row.change
    }
    return float(ict.what_if(result, changes).unrounded(outcome.economy)["idi"])


@pytest.mark.parametrize("target", [82.5, 84.0, 86.0])
def test_the_needed_values_give_the_target_and_no_more(result: ict.Result, target: float) -> None:
    outcome = ict.analysis.requirements(result, "BRA", target, costs=COSTS)
    assert again(result, outcome) == pytest.approx(target, abs=1e-7)
    assert sum(row.gain for row in outcome.rows) == pytest.approx(target - outcome.score)


@pytest.mark.slow
def test_the_cost_is_that_of_a_linear_programme_in_small_pieces(result: ict.Result) -> None:
    """Each indicator is cut into pieces; the index computes what each of them gains."""
    outcome = ict.analysis.requirements(result, "BRA", 85, costs=COSTS)
    plan = result.methodology.plan
    now = {name: float(value) for name, value in result.inputs("BRA").items()}
    ends = {"mobile-broadband-traffic": 500.0, "fixed-broadband-traffic": 10000.0}
    gains, costs, sizes = [], [], []
    for name, unit in COSTS.items():
        end = 1.0 if name.startswith("price") else ends.get(name, 95.0)
        path = np.geomspace(now[name] + 1, end + 1, 4001) - 1
        values = np.tile([now[leaf] for leaf in plan.indicators], (len(path), 1))
        values[:, plan.indicators.index(name)] = path
        gains += np.diff(result.methodology.simulate(values)).tolist()
        costs += (unit * np.abs(np.diff(path))).tolist()
        sizes += [(0, 1)] * (len(path) - 1)
    best = optimize.linprog(
        costs, A_ub=[[-g for g in gains]], b_ub=[outcome.score - 85], bounds=sizes
    )
    assert best.success
    assert outcome.cost == pytest.approx(best.fun, rel=1e-5)


def test_more_costs_more(result: ict.Result) -> None:
    costs = [
        ict.analysis.requirements(result, "BRA", target, costs=COSTS).cost or 0.0
        for target in (82.5, 83, 84, 85, 86)
    ]
    assert costs == sorted(costs)


def test_indicators_without_a_cost_stand_still(result: ict.Result) -> None:
    outcome = ict.analysis.requirements(result, "BRA", 83, costs={"internet-users": 1})
    assert [row.indicator for row in outcome.rows if row.change] == ["internet-users"]


def test_a_target_out_of_reach_is_stated(result: ict.Result) -> None:
    outcome = ict.analysis.requirements(result, "BRA", 99, costs={"internet-users": 1})
    assert not outcome.reached
    assert outcome.cost is None
    assert "out of reach" in outcome.to_text("en")


def test_a_target_that_is_met_costs_nothing(result: ict.Result) -> None:
    outcome = ict.analysis.requirements(result, "BRA", 60, costs=COSTS)
    assert (outcome.cost, outcome.reached) == (0, True)
    assert not any(row.change for row in outcome.rows)


def test_beyond_the_goalpost_of_zero_the_first_units_gain_nothing() -> None:
    """A price of 45 % has to fall to 33.3 before it counts: dear, but taken if nothing else is."""
    idi = ict.methodology("idi", edition=2024)
    rows = economy("BRA", VALUES | {"price-fixed-broadband": "45"})
    result = ict.compute(idi, frame(rows))
    now = float(result.unrounded("BRA")["idi"])
    cheap = ict.analysis.requirements(
        result, "BRA", now + 0.5, costs={"price-fixed-broadband": 1, "internet-users": 1}
    )
    assert [row.indicator for row in cheap.rows if row.change] == ["internet-users"]
    only = ict.analysis.requirements(result, "BRA", now + 0.5, costs={"price-fixed-broadband": 1})
    # A twelfth of the index over 32.3 points of price, after 11.7 points without gain.
    assert only.cost == pytest.approx(11.7 + 0.5 * 12 * 32.3 / 100)
    assert again(result, only) == pytest.approx(now + 0.5, abs=1e-7)


# ---------------------------------------------------------------- fewest years


def history(pace: float) -> dict[str, pd.DataFrame]:
    """Give twenty economies for each indicator that all move by the same points of the score."""
    codes = list(ict.data.economies())[:20]
    idi = ict.methodology("idi", 2024)
    frames = {}
    for leaf in idi.plan.leaves:
        zero, width = float(leaf.zero), float(leaf.width)
        first = np.linspace(10, 60, 20)
        moved = {2020: first, 2024: first + 4 * pace}
        values = {year: zero + s / 100 * width for year, s in moved.items()}
        if leaf.transformation.id == "ln1p":
            values = {year: np.expm1(v) for year, v in values.items()}
        frames[leaf.indicator] = pd.DataFrame(values, index=codes)
    return frames


def test_years_by_hand_where_all_grow_alike() -> None:
    """Every indicator grows by two points a year: so does the index, below the goalposts."""
    idi = ict.methodology("idi", edition=2024)
    low = {name: str(round(float(v[2020].iloc[5]), 9)) for name, v in history(2).items()}
    result = ict.compute(idi, frame(economy("BRA", VALUES | low)))
    now = float(result.unrounded("BRA")["idi"])
    outcome = ict.analysis.requirements(result, "BRA", now + 9, history=history(2))
    assert outcome.years == 5
    assert all(row.pace == pytest.approx(2) for row in outcome.rows)
    assert again(result, outcome) == pytest.approx(now + 10, abs=1e-5)


def test_a_faster_pace_never_takes_longer(result: ict.Result) -> None:
    years = [
        ict.analysis.requirements(result, "BRA", 88, history=history(pace)).years
        for pace in (0.5, 1, 2, 4)
    ]
    assert all(years)
    assert years == sorted(years, reverse=True)  # type: ignore[type-var]


def test_without_growth_there_is_no_number_of_years(result: ict.Result) -> None:
    outcome = ict.analysis.requirements(result, "BRA", 88, history=history(0))
    assert (outcome.years, outcome.reached) == (None, False)
    assert "not reached at that pace within 100 years" in outcome.to_text("en")


def test_who_was_at_the_ceiling_is_no_example(result: ict.Result) -> None:
    frames = history(1)
    frames["internet-users"] = frames["internet-users"] * 0 + 95.0
    outcome = ict.analysis.requirements(result, "BRA", 84, history=frames)
    assert outcome._without_pace == ("internet-users",)
    assert "Fewer than ten economies show a pace for these" in outcome.to_text("en")
    row = next(row for row in outcome.rows if row.indicator == "internet-users")
    assert (row.change, row.pace, row.compared) == (0, 0, 0)
    with pytest.raises(UsageError, match="Fewer than 10 economies show a pace of any"):
        ict.analysis.requirements(
            result, "BRA", 84, history={"coverage-4g": frames["coverage-3g"][:5]}
        )


def test_editions_are_a_history() -> None:
    idi = ict.methodology("idi", edition=2024)
    codes = list(ict.data.economies())[:24]
    before, after = [], []
    for k, code in enumerate(codes):
        before += economy(code, VALUES | {"internet-users": str(30 + 2 * k)}, 2021)
        after += economy(code, VALUES | {"internet-users": str(33 + 2 * k)})
    first = ict.compute(idi, frame(before), edition=2023)
    last = ict.compute(idi, frame(after), edition=2024)
    now = float(last.unrounded(codes[0])["idi"])
    # Users alone moved: three of 95 points a year, a sixth of the index.
    step = 3 / 95 * 100 / 6
    outcome = ict.analysis.requirements(last, codes[0], now + 3.5 * step, history=[first, last])
    assert outcome.years == 4
    again = ict.analysis.requirements(
        last, codes[0], now + 3.5 * step, history=ict.analysis.series([first, last])
    )
    assert again.years == 4


# ---------------------------------------------------------------- ranks, words, refusals


def test_ranks_are_refused_unless_asked_for_as_unofficial(result: ict.Result) -> None:
    with pytest.raises(UsageError, match="publishes no ranks"):
        ict.analysis.requirements(result, "BRA", rank=5, costs=COSTS)
    outcome = ict.analysis.requirements(result, "BRA", rank=10, ranks="unofficial", costs=COSTS)
    others = sorted((float(v) for e, v in result.scores["idi"].items() if e != "BRA" and v == v))
    assert outcome.target == others[-10]
    assert "this rank is not published" in outcome.to_text("en")


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_the_statement_is_in_every_view_and_language(result: ict.Result, language: str) -> None:
    for outcome in (
        ict.analysis.requirements(result, "BRA", 84, costs=COSTS),
        ict.analysis.requirements(result, "BRA", 84, history=history(1)),
    ):
        for format in ("text", "markdown", "html", "latex"):
            page = outcome.write(format, language)
            assert "[benchmarks" not in page
            assert LANGUAGES[language].rstrip(".。") in page.replace("\n  ", " ")
        assert outcome.to_frame().attrs["statement"] == (
            "arithmetic of the index, not the effect of a policy"
        )


@small_cases(
    ("options", "message"),
    [
        ({}, "Either a score or a rank"),
        ({"target": 80, "rank": 1}, "Either a score or a rank"),
        ({"target": 101}, "beyond the scale of 0 to 100"),
        ({"target": 90, "costs": None}, "either from a history or from costs"),
        ({"target": 90, "costs": {}}, "too few of them"),
        ({"target": 90, "costs": {"users": 1}}, "users"),
        ({"target": 90, "costs": {"internet-users": -1}}, "neither a number of 0 or more"),
        ({"target": 90, "costs": {"internet-users": [(5, 2), (9, 1)]}}, "falls along the way"),
        ({"rank": 3, "ranks": "mine"}, "which ranks are meant"),
        ({"target": 90, "costs": None, "history": [1, 2]}, "two results"),
        ({"economy": "FRA", "target": 90}, "lacks"),
        ({"economy": "XYZ", "target": 90}, "XYZ"),
    ],
)
def test_what_does_not_fit_is_refused(
    result: ict.Result, options: dict[str, object], message: str
) -> None:
    arguments: dict[str, object] = {"economy": "BRA", "costs": COSTS} | options
    with pytest.raises((UsageError, CatalogueError), match=message):
        ict.analysis.requirements(result, arguments.pop("economy"), **arguments)  # type: ignore[arg-type]


def test_a_concave_cost_is_refused() -> None:
    """With a falling logarithmic indicator the last points would be the cheapest."""
    from ictindex.analysis.strategic_targets.requirement_paths import _Leaf, _make_segments

    leaf = _Leaf("price", "ln1p", 3.0, -2.0, 100.0, 0.1)
    with pytest.raises(UsageError, match="becomes cheaper along the way"):
        _make_segments(0, leaf, 10.0, [(1e9, 1.0)])
