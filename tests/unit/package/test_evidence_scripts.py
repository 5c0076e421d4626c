"""Scripts of ``tools/evidence`` on made figures whose answer is known."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

TOOLS = Path(__file__).resolve().parents[3] / "tools" / "evidence"


def script(name: str) -> ModuleType:
    """Return a script of the folder as a module."""
    spec = importlib.util.spec_from_file_location(f"made_{name}", TOOLS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_round_prices_find_the_window_that_made_them() -> None:
    """Prices such as 9.99 in a currency whose rate jumps each month, in dollars of May and June."""
    prices = script("round_prices")
    months = [(year, month) for year in (2020, 2021) for month in range(1, 13)]
    jumps = {at: 1 + (37 * n**3 % 101) / 300 for n, at in enumerate(months)}
    monthly = {at: [rate, rate + 0.004] for at, rate in jumps.items()}
    rates = {"XXX": monthly}
    used = prices.mean_rate(rates, "XXX", [(2021, 5), (2021, 6)])
    local = [n + cents for n in range(7, 20) for cents in (0.9, 0.95, 0.99)]
    listed = {2021: {("XXX", round(price / used, 2)) for price in local}}
    best = prices.best_windows(listed, rates)
    _, hits, total = best[0]
    assert hits == total == len(listed[2021])
    assert "5..6" in {str(each[0]) for each in best if each[1] == hits}
    others = [
        other[1]
        for other in best
        if abs(prices.mean_rate(rates, "XXX", other[0].months(2021)) / used - 1) > 0.003
    ]
    assert max(others) < hits


def test_daily_rates_for_a_euro_become_rates_for_a_dollar() -> None:
    prices = script("round_prices")
    rows = [
        {"Date": "2021-05-03", "USD": "1.25", "DKK": "7.5", "XXX": "N/A"},
        {"Date": "2021-05-04", "USD": "N/A", "DKK": "7.4", "XXX": "2"},
    ]
    rates = prices.read_rates(rows)
    assert rates["DKK"] == {(2021, 5): [6.0]}
    assert "XXX" not in rates


def test_the_largest_index_takes_unknown_inputs_at_their_maximum() -> None:
    """By hand: nothing known gives 10; a tenth of the mobile reference takes 9/50 of access."""
    bound = script("bound_reference_values")
    printed = bound.Printed("XAA", 2013, bound.Decimal("9.9"))
    references = bound.References(120)
    assert bound.largest_index(printed, references, {}) == 10
    cells = {("mobile_cellular_subs_per100", "XAA", 2013): bound.Decimal(12)}
    assert bound.largest_index(printed, references, cells) == bound.Decimal("9.28")
    assert bound.excluded([printed], references, cells) == ["XAA"]
    assert bound.excluded([printed], bound.References(12), cells) == []


def test_an_income_is_nearest_to_that_of_its_year() -> None:
    years = script("implied_income_years")
    incomes = {("XAA", 2020): 100.0, ("XAA", 2019): 80.0, ("XAB", 2020): 50.0}
    implied = {("XAA", 2020): 82.0, ("XAB", 2020): 50.0}
    assert years.nearest_years(implied, incomes, (0, -1)) == {-1: 1}
    # In national currency the income of 2019 was 80 units at half the units for a dollar.
    rates = {("XAA", 2020): 2.0, ("XAA", 2019): 1.0}
    assert years.nearest_years({("XAA", 2020): 41.0}, incomes, (0, -1), rates) == {-1: 1}
