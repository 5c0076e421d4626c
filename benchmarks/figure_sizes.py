"""Usual sizes of figures: fits ``methodology/sizes/`` and measures its false alarms.

    ICTINDEX_DATA=... python benchmarks/figure_sizes.py [--write]

Population: the decimal logarithm of the last figure of the World Development Indicators, to one
digit. Rates: the lowest by income group since 2019. Prices of a month: the median logarithm of
ITU's baskets of three years in local currency and in US dollars, to one digit. False alarms are
measured out of sample: by numbers fitted to earlier years on figures of later ones. ``--write``
puts the document into ``methodology/sizes/``. Nothing here asserts a figure.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import math
import statistics
from collections.abc import Iterable, Mapping
from pathlib import Path

from real_data import DATA

ROOT = Path(__file__).resolve().parent.parent
LAST = 2025  # of prices
RATES = {
    "fixed-broadband-subscriptions": "fixed_broadband_subs_per100",
    "mobile-cellular-subscriptions": "mobile_cellular_subs_per100",
    "fixed-telephone-subscriptions": "fixed_telephone_subs_per100",
}
BASKETS = {
    "mobile": (
        "i271mb_high_5GB", "i271mb_5GB", "i271mb_10GB", "i271mb_low_1GB", "i271mb_high_2GB",
        "i271mb_2GB", "i271mb_low_500",
    ),
    "fixed-broadband": ("i154_FBB5",),
}  # fmt: skip
VINTAGE = "wdi-2026-04"
GROUPS = {
    "Low income": "low", "Lower-middle income": "lower-middle",
    "Upper-middle income": "upper-middle", "High income": "high",
}  # fmt: skip
ROOM = 0.7  # a bound is this much below the lowest of the group
# Prices in local currency that disagree by this many decades are in two currencies.
APART = 0.7
Price = tuple[str, int, str]  # economy, year, basket


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def populations() -> dict[tuple[str, int], float]:
    return {(r["iso3"], int(r["year"])): float(r["population"])
            for r in rows("series/population.csv")}  # fmt: skip


def decades_of(values: Iterable[float]) -> float:
    return round(statistics.median(map(math.log10, values)), 1)


def fit_population(until: int) -> dict[str, float]:
    """Return the decimal logarithm of the last population of each economy."""
    last: dict[str, tuple[int, float]] = {}
    for (economy, year), value in populations().items():
        if year <= until and value > 0:
            last[economy] = max(last.get(economy, (0, 0.0)), (year, value))
    return {e: decades_of([value]) for e, (_, value) in sorted(last.items())}


def income_groups() -> dict[str, str]:
    return {r["iso3"]: GROUPS[r["group"]] for r in rows("reference/groups.csv")
            if (r["grouping"], r["vintage"]) == ("income-group", VINTAGE)}  # fmt: skip


def rates_of(name: str, years: Iterable[int]) -> dict[str, list[float]]:
    """Return the positive rates of some years by income group."""
    groups, wanted = income_groups(), set(years)
    rates: dict[str, list[float]] = {}
    for r in rows("series/ict_wdi.csv"):
        is_asked = r["indicator"] == RATES[name] and int(r["year"]) in wanted
        if is_asked and float(r["value"]) > 0 and r["iso3"] in groups:
            rates.setdefault(groups[r["iso3"]], []).append(float(r["value"]))
    return rates


def fit_rates(years: Iterable[int]) -> dict[str, dict[str, float]]:
    kept = list(years)
    return {
        name: {g: float(f"{ROOM * min(v):.2g}") for g, v in sorted(rates_of(name, kept).items())}
        for name in RATES
    }


def local_prices() -> dict[Price, float]:
    """Return monthly prices in local currency: of the last year by income, before by rates."""
    income = {r["iso3"]: float(r["monthly_gni_per_capita"])
              for r in rows("ipb/gni_denominator_2025.csv")}  # fmt: skip
    rate = {(r["iso3"], int(r["year"])): float(r["value"])
            for r in rows("series/fx_ppp.csv") if r["indicator"] == "PA.NUS.FCRF"}  # fmt: skip
    prices: dict[Price, float] = {}
    for r in rows("ipb/baskets_2008_2025.csv"):
        economy, year, value = r["iso3"], int(r["year"]), float(r["value"])
        if r["unit"] == "GNIpc" and year == LAST and economy in income:
            prices[economy, year, r["code_prefix"]] = value * income[economy] / 100
        elif r["unit"] == "USD" and year < LAST and (economy, year) in rate:
            prices[economy, year, r["code_prefix"]] = value * rate[economy, year]
    return {key: price for key, price in prices.items() if price > 0}


def dollar_prices() -> dict[Price, float]:
    return {
        (r["iso3"], int(r["year"]), r["code_prefix"]): float(r["value"])
        for r in rows("ipb/baskets_2008_2025.csv") if r["unit"] == "USD" and float(r["value"]) > 0
    }  # fmt: skip


def fit_prices(prices: Mapping[Price, float], years: Iterable[int]) -> dict[str, dict[str, float]]:
    wanted = set(years)
    fitted: dict[str, dict[str, float]] = {}
    for service, codes in BASKETS.items():
        values: dict[str, list[float]] = {}
        for (economy, year, code), price in prices.items():
            if year in wanted and code in codes:
                values.setdefault(economy, []).append(price)
        fitted[service] = {e: decades_of(v) for e, v in sorted(values.items())}
    return fitted


def both_currencies(years: tuple[int, ...]) -> dict[str, dict[str, list[float]]]:
    """Return the usual price by service and economy: in local currency, in US dollars."""
    local, dollars = local_prices(), dollar_prices()
    fitted, usd = fit_prices(local, years), fit_prices(dollars, years)
    each = [fit_prices(local, (year,)) for year in years]
    return {
        service: {
            e: [decades, usd[service][e]]
            for e, decades in fitted[service].items()
            if e in usd[service]
            and all(abs(usual[service].get(e, decades) - decades) < APART for usual in each)
        }
        for service in BASKETS
    }


def report() -> None:
    """Print how many figures of later years are outside the range of earlier years."""
    size = fit_population(2018)
    later = [(e, y, v) for (e, y), v in populations().items() if y > 2018 and e in size]
    out = [x for x in later if abs(math.log10(x[2]) - size[x[0]]) > 0.4]
    print(f"population, 2018 on {len(later)} of 2019 to 2024: outside {len(out)}")
    bounds = fit_rates(range(2016, 2022))
    for name in RATES:
        values = [(g, v) for g, some in rates_of(name, (2022, 2023, 2024)).items() for v in some]
        below = [x for x in values if x[1] < bounds[name][x[0]]]
        print(f"{name}, 2016 to 2021 on {len(values)} of 2022 to 2024: below {len(below)}")
        for factor in (10, 100, 1000):
            share = sum(v / factor < bounds[name][g] for g, v in values) / len(values)
            print(f"  divided by {factor}: {100 * share:.1f} % found")
    usual = both_currencies((2022, 2023, 2024))
    for service, codes in BASKETS.items():
        far = [
            math.log10(price) - usual[service][e][0]
            for (e, year, code), price in local_prices().items()
            if year == LAST and code in codes and e in usual[service]
        ]
        outside = sum(not -1.7 <= d <= 1.2 for d in far)
        print(f"{service}, 2022 to 2024 on {len(far)} prices of 2025: outside {outside}")
        for factor in (100, 0.01):
            share = sum(not -1.7 <= d + math.log10(factor) <= 1.2 for d in far) / len(far)
            print(f"  times {factor}: {100 * share:.1f} % found")


def document() -> str:
    """Return the document in its shipped form, fitted to all years."""
    lines = [
        "# Of which size figures are, for checks without an earlier value of the economy: decimal",
        "# logarithms to one digit, and the lowest rates by income group. Made by",
        "# `python benchmarks/figure_sizes.py --write`, not by hand; the false alarms, measured",
        "# out of sample, are in docs/explanation/validation.md. Sizes are no data: nothing is",
        "# computed from them.",
        "",
        'id = "sizes-2026"',
        "schema = 1",
        f"fitted = {dt.date.today().isoformat()}",
        "",
        "[sources]",
        'population = "World Bank, World Development Indicators, SP.POP.TOTL (CC BY 4.0)"',
        'rates = "World Bank, World Development Indicators, IT.NET.BBND.P2, IT.CEL.SETS.P2, '
        'IT.MLT.MAIN.P2 (CC BY 4.0), 2016 to 2024"',
        'prices = "ITU, price-basket workbook, December 2025, 2023 to 2025; World Bank, '
        'World Development Indicators, PA.NUS.FCRF (CC BY 4.0)"',
        "",
        "# The decimal logarithm of the population.",
        "[population]",
        *[f"{e} = {d}" for e, d in fit_population(2100).items()],
    ]
    for name, bounds in fit_rates(range(2016, 2025)).items():
        lines += ["", f"# The lowest rate that is not asked about, {VINTAGE}.", f"[rates.{name}]"]
        lines += [f"{group} = {bound}" for group, bound in bounds.items()]
    for service, sizes in both_currencies((2023, 2024, 2025)).items():
        lines += ["", "# The decimal logarithm of the usual price of a month: in local currency,",
                  "# in US dollars.", f"[prices.{service}]"]  # fmt: skip
        lines += [f"{e} = [{a}, {b}]" for e, (a, b) in sizes.items()]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    report()
    if options.write:
        path = ROOT / "methodology" / "sizes" / "sizes-2026.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
