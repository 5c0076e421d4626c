"""How much of what is wrong the validation rules find: faults put into real values.

    ICTINDEX_DATA=... python benchmarks/validation.py [--repeats 5] [--seed 4]

Annex 2 of the IDI 2024 report (120 economies, ten values each) without history: one cell of an
economy is changed. The peer regressions are fitted anew for every fold of economies without those
of the fold, so that only economies they have not seen decide. With history: real series of two
years. Nothing here asserts a figure; the limits are printed beside.

A fault counts as *found* where, after it, a finding names the changed cell (as its own, or as the
one it is compared with) that the untouched table did not have in the same words: of another rule,
on the other side of the limit, or with the fault's own factor as the one suspected.

Not every change of a real value is a fault. Left out, and counted, are those that

- change nothing: a nought times a factor is a nought;
- are put into a cell whose untouched value is refused by an error already (Costa Rica's coverage,
  slips of mobile-broadband traffic in the series): dividing by 100 can mend such a value;
- mend a value that the rules question against last year's: the change brings it back to within a
  factor of two of what it was, the factor by which rules call a value settled.

The stricter count beside it leaves out noughts alone, and takes only a pair of rule and indicator
that was not there before.
"""

from __future__ import annotations

import argparse
import csv
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from types import MappingProxyType

import numpy as np
import peers

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
_DATA = Path(os.environ.get("ICTINDEX_DATA", _BESIDE))
FACTORS = {"/ 100": 0.01, "x 100": 100.0, "/ 1000": 0.001, "x 1000": 1000.0}
HISTORY_FACTORS = FACTORS | {"/ 12": 1 / 12, "x 12": 12.0, "/ 8": 1 / 8, "x 8": 8.0}
LIMITS = {"/ 100": 97.0, "x 100": 99.0, "/ 1000": 99.5, "x 1000": 99.5, "3G, 4G exchanged": 99.0}
SETTLED = 2.0
COVERAGE = ("coverage-3g", "coverage-4g")
Key = tuple[str, str]  # economy, indicator
Cells = dict[Key, float]


@dataclass(frozen=True, slots=True)
class Question:
    """What tells one question of the rules about an economy from another."""

    rule: str
    indicator: str
    other: str  # what the value is compared with
    side: float  # of the limit: -1 below, 1 above
    factor: str  # suspected
    refused: bool  # an error

    def names(self, indicator: str) -> bool:
        return indicator in (self.indicator, self.other)


Asked = dict[str, set[Question]]  # by economy


@dataclass
class Tally:
    """Faults put in and found, those missed, and changes that are no faults."""

    put: int = 0
    found: int = 0
    quiet: int = 0  # put into a cell that no rule had questioned
    heard: int = 0  # of these, found
    strict: int = 0  # all changes of values that are not nought
    new: int = 0  # of these, those with a new pair of rule and indicator
    missed: list[str] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        return 100 * self.found / self.put if self.put else float("nan")

    @property
    def strictly(self) -> float:
        return 100 * self.new / self.strict if self.strict else float("nan")


def table(cells: Mapping[Key, float], year: int):
    """Return observations of one year; numbers with six digits, as people write them."""
    import pandas as pd

    import ictindex as ict

    rows = [(e, i, year, f"{v:.6g}" if "e" not in f"{v:.6g}" else f"{v:.10f}")
            for (e, i), v in cells.items()]  # fmt: skip
    return ict.read_observations(
        pd.DataFrame(rows, columns=["economy", "indicator", "year", "value"])
    )


def questions(cells: Cells, year: int, methodology, history=None, rules=None) -> Asked:
    """Return what the rules ask, by economy."""
    from ictindex.validation import validate

    judged = validate(table(cells, year), methodology, year=year, history=history, rules=rules)
    found: Asked = {}
    for f in judged:
        side = 0.0 if f.imbalance is None else float(np.sign(f.imbalance))
        asked = Question(
            f.rule, f.indicator, str(f.given.get("node", "")), side, f.factor,
            f.errorlevel in ("fatal", "error"),
        )  # fmt: skip
        found.setdefault(f.economy, set()).add(asked)
    return found


def unseen(repeats: int, seed: int) -> Iterator[tuple[Cells, object]]:
    """Yield the economies of a fold, and rules whose peers were fitted on the others."""
    import tomllib
    from decimal import Decimal

    from ictindex.validation import ruleset

    rows = peers.annex(_DATA)
    values = peers.matrix(rows)
    economies = [row["iso3"] for row in rows]
    names = list(peers.COLUMNS.values())
    generator = np.random.default_rng(seed)
    for _ in range(repeats):
        fold = generator.permutation(len(rows)) % 5
        for n in range(5):
            kept = fold != n
            content = peers.fit(
                [e for e, k in zip(economies, kept, strict=True) if k], values[kept]
            )
            fitted = tomllib.loads(peers.toml(content, int(kept.sum())), parse_float=Decimal)
            cells = {
                (economies[e], names[i]): float(values[e, i])
                for e in np.flatnonzero(~kept)
                for i in range(len(names))
                if not np.isnan(values[e, i])
            }
            yield cells, replace(ruleset(), peers=MappingProxyType(fitted))


def factor_text(factor: float) -> str:
    """Return a factor as findings name it: 1000, 1/12."""
    return f"{factor:.6g}" if factor >= 1 else f"1/{1 / factor:.6g}"


def is_new(asked: Question, before: set[Question], factor: str) -> bool:
    """Tell whether a question was not there before in the same words."""
    return not any(
        asked.rule == one.rule
        and asked.side == one.side
        and asked.refused <= one.refused
        and (asked.factor != factor or asked.factor == one.factor)
        for one in before
    )


def put(
    cells: Cells, changed: Mapping[Key, float], before: Asked, after: Asked, tally: Tally,
    factor: str = "", was: Mapping[Key, float] | None = None, with_them: Sequence[str] = (),
) -> None:  # fmt: skip
    """Count the faults of one run: at most one in each economy.

    ``with_them`` names what is changed together with each cell, where columns are exchanged.
    """
    for (economy, indicator), value in changed.items():
        told, asked = before.get(economy, set()), after.get(economy, set())
        own = (indicator, *with_them)
        told_of = {q for q in told if any(map(q.names, own))}
        asked_of = {q for q in asked if any(map(q.names, own))}
        if value == cells[economy, indicator]:
            tally.left["noughts"] += 1
            continue
        tally.strict += 1
        pairs = {(q.rule, q.indicator) for q in told}
        tally.new += any((q.rule, q.indicator) not in pairs for q in asked)
        if any(q.refused for q in told_of):
            tally.left["refused already"] += 1
            continue
        last = (was or {}).get((economy, indicator))
        against = any(q.rule.startswith("T") for q in told_of)
        if last and against and not with_them and 1 / SETTLED <= value / last <= SETTLED:
            tally.left["mended"] += 1
            continue
        tally.put += 1
        tally.quiet += not told_of
        if any(is_new(q, told_of, factor) for q in asked_of):
            tally.found += 1
            tally.heard += not told_of
        else:
            tally.missed.append(f"{economy} {indicator} {cells[economy, indicator]:g}")


def without_history(repeats: int, seed: int) -> None:
    """Print detection and burden on economies that the peers have not seen."""
    import ictindex as ict

    idi = ict.methodology("idi", edition=2024)
    tallies = {name: Tally() for name in (*FACTORS, "3G, 4G exchanged")}
    weakest: dict[tuple[str, str], Tally] = {}
    burden, errors, count = Counter(), Counter(), 0
    for cells, rules in unseen(repeats, seed):
        before = questions(cells, 2022, idi, rules=rules)
        for economy, found in before.items():
            for q in found:
                kind = errors if q.refused else burden
                kind[f"{q.rule} {economy} {q.indicator}"] += 1
        count += len(cells)
        for name, factor in FACTORS.items():
            for indicator in peers.COLUMNS.values():
                changed = {k: v * factor for k, v in cells.items() if k[1] == indicator}
                after = questions(cells | changed, 2022, idi, rules=rules)
                for tally in (tallies[name], weakest.setdefault((name, indicator), Tally())):
                    put(cells, changed, before, after, tally, factor_text(factor))
        changed = {}
        for economy in {e for e, _ in cells} - {"CRI"}:
            pair = [cells.get((economy, i)) for i in COVERAGE]
            if None not in pair and pair[0] != pair[1]:
                changed |= {(economy, i): v for i, v in zip(COVERAGE, pair[::-1], strict=True)}
        after = questions(cells | changed, 2022, idi, rules=rules)
        only = {k: v for k, v in changed.items() if k[1] == COVERAGE[0]}
        put(cells, only, before, after, tallies["3G, 4G exchanged"], with_them=COVERAGE[1:])
    print("Without history: one cell of an economy that the peers have not seen")
    _print(tallies, LIMITS)
    for name, tally in tallies.items():
        print(f"  missed, {name}: " + ", ".join(dict.fromkeys(tally.missed)))
    print("\n  weakest:")
    for (name, indicator), tally in sorted(weakest.items(), key=lambda item: item[1].share)[:8]:
        gone = ", ".join(dict.fromkeys(m for m in tally.missed))
        print(f"    {name:8} {indicator:32} {tally.share:6.1f} %   {gone[:90]}")
    warnings = sum(burden.values())
    print(f"\n  untouched: {100 * warnings / count:.2f} warnings in 100 cells (limit 2)")
    print("   ", ", ".join(f"{k} ({v / repeats:.1f})" for k, v in burden.most_common()))
    print("  errors:", ", ".join(errors) or "none")


def _number(text: str) -> float:
    return float(text or "nan")


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def series() -> dict[str, dict[int, dict[str, float]]]:
    """Return real series: indicator -> year -> economy -> value."""
    from ictindex import catalogue

    known = catalogue.economies()
    found: dict[str, dict[int, dict[str, float]]] = {}

    def add(indicator: str, row: Mapping[str, str], value: float) -> None:
        if row["iso3"] in known and np.isfinite(value):
            years = found.setdefault(indicator, {})
            years.setdefault(int(row["year"]), {})[row["iso3"]] = float(f"{value:.6g}")

    world = {
        "internet_users_pct": "internet-users",
        "fixed_telephone_subs_per100": "fixed-telephone-subscriptions",
        "mobile_cellular_subs_per100": "mobile-cellular-subscriptions",
        "fixed_broadband_subs_per100": "fixed-broadband-subscriptions",
    }
    for row in _rows("series/ict_wdi.csv"):
        if row["indicator"] in world:
            add(world[row["indicator"]], row, _number(row["value"]))
    people = {
        (r["iso3"], r["year"]): _number(r["population"]) for r in _rows("series/population.csv")
    }
    hub = {(r["iso3"], r["year"], r["series_code"]): r for r in _rows("series/itu_datahub.csv")}
    for (economy, year, code), row in hub.items():
        count = _number(row["value"])
        if code == "i271mw" and (economy, year) in people:
            add("mobile-broadband-subscriptions", row, 100 * count / people[economy, year])
        if code == "i136mwi" and (economy, year, "i271mw") in hub:
            below = _number(hub[economy, year, "i271mw"]["value"])
            if below > 0:
                add("mobile-broadband-traffic", row, 1e9 * count / below)
    sustainable = {
        "9.c.1 population covered by 3G %": "coverage-3g",
        "9.c.1 population covered by 4G %": "coverage-4g",
        "5.b.1 mobile phone ownership %": "mobile-phone-ownership",
    }
    for row in _rows("series/sdg_ict_2020.csv"):
        if row["indicator"] in sustainable and row["sex"] in ("", "bothsex"):
            add(sustainable[row["indicator"]], row, _number(row["value"]))
    baskets = {
        "i154_FBB5": "price-fixed-broadband",
        "i271mb_high_ts": "price-mobile-high",
        "i271mb_high_2GB": "price-mobile-high",
        "i271mb_high_5GB": "price-mobile-high",
    }
    for row in _rows("ipb/baskets_2008_2025.csv"):
        # Two definitions of a basket are never compared: one each, the longest of its years.
        if row["unit"] == "GNIpc" and row["code_prefix"] in ("i154_FBB5", "i271mb_high_2GB"):
            add(baskets[row["code_prefix"]], row, _number(row["value"]))
    return found


EXCHANGED = (
    "internet-users", "households-internet", "mobile-phone-ownership", "coverage-3g",
    "coverage-4g", "mobile-broadband-subscriptions", "mobile-cellular-subscriptions",
    "fixed-telephone-subscriptions", "fixed-broadband-subscriptions",
)  # fmt: skip


def annex_with_history(known: Mapping[str, Mapping[int, Mapping[str, float]]]) -> tuple:
    """Return the cells of the annex, and those of them that have a value of the year before."""
    rows = peers.annex(_DATA)
    now = {(r["iso3"], i): float(r[c]) for r in rows for c, i in peers.COLUMNS.items() if r[c]}
    was = {
        (e, i): known[i][2021][e]
        for e, i in now
        if i in known and e in known[i].get(2021, {}) and known[i][2021][e]
    }
    return now, was


def of_year(known: Mapping[str, Mapping[int, Mapping[str, float]]], year: int) -> tuple:
    """Return the values of a year that have one of the year before, and these."""
    now: Cells = {}
    was: Cells = {}
    for indicator, years in known.items():
        for economy, value in years.get(year, {}).items():
            if economy in years.get(year - 1, {}):
                now[economy, indicator] = value
                was[economy, indicator] = years[year - 1][economy]
    return now, was


Tables = Sequence[tuple[int, Cells, Cells]]
EXCHANGE = "two columns exchanged"


def faults(methodology, tables: Tables, weakest: dict | None = None) -> dict[str, Tally]:
    """Put faults into the values of some years, each with the one of the year before."""
    tallies = {name: Tally() for name in (*HISTORY_FACTORS, EXCHANGE)}
    weakest = {} if weakest is None else weakest
    for year, now, was in tables:
        history = table(was, year - 1)
        before = questions(now, year, methodology, history)
        have = sorted({indicator for _, indicator in was})
        for name, factor in HISTORY_FACTORS.items():
            for indicator in have:
                # A nought of last year has no ratio to anything: it is no history of a factor.
                changed = {k: now[k] * factor for k in was if k[1] == indicator and was[k]}
                after = questions(now | changed, year, methodology, history)
                for tally in (tallies[name], weakest.setdefault((name, indicator), Tally())):
                    put(now, changed, before, after, tally, factor_text(factor), was)
        for a, b in combinations([i for i in EXCHANGED if i in have], 2):
            pairs = {
                e: (now[e, a], now[e, b])
                for e in {e for e, _ in was}
                if (e, a) in was and (e, b) in was and abs(now[e, a] - now[e, b]) > 5
            }
            changed = {(e, a): y for e, (_, y) in pairs.items()}
            both = changed | {(e, b): x for e, (x, _) in pairs.items()}
            after = questions(now | both, year, methodology, history)
            for tally in (tallies[EXCHANGE], weakest.setdefault((EXCHANGE, f"{a}, {b}"), Tally())):
                put(now, changed, before, after, tally, with_them=(b,))
    return tallies


def with_history(title: str, tables: Tables) -> None:
    """Print detection and burden of real values, each with the one of the year before."""
    import ictindex as ict

    idi = ict.methodology("idi", edition=2024)
    burden, told, errors, counts = Counter(), Counter(), [], Counter()
    for year, now, was in tables:
        counts.update(indicator for _, indicator in now)
        for economy, found in questions(now, year, idi, table(was, year - 1)).items():
            for q in found:
                cell = economy, q.indicator
                if q.refused:
                    last = f"{was[cell]:g} to " if cell in was else ""
                    errors.append(f"{q.rule} {economy} {q.indicator} {year}: {last}{now[cell]:g}")
                else:
                    burden[q.rule] += 1
                    told[q.indicator] += 1
    count = sum(counts.values())
    weakest: dict[tuple[str, str], Tally] = {}
    tallies = faults(idi, tables, weakest)
    print(f"\nWith the year before (which was not nought): {title}")
    _print(tallies, dict.fromkeys(HISTORY_FACTORS, 99.9) | {EXCHANGE: 95.0})
    for name, tally in tallies.items():
        print(f"  missed, {name}: " + ", ".join(dict.fromkeys(tally.missed))[:500])
    print("\n  weakest:")
    for (name, indicator), tally in sorted(weakest.items(), key=lambda item: item[1].share)[:12]:
        if tally.put:
            print(f"    {name:22} {indicator:60} {tally.share:6.1f} % of {tally.put}")
    print(
        f"\n  untouched: {100 * sum(burden.values()) / count:.2f} warnings in 100 cells (limit 2)"
    )
    print("   ", dict(burden.most_common()))
    print("   ", {k: f"{v}/{counts[k]}" for k, v in told.most_common()})
    print(f"  errors: {len(errors)}")
    for line in errors[:60]:
        print("   ", line)


def _print(tallies: Mapping[str, Tally], limits: Mapping[str, float]) -> None:
    head = f"  {'fault':22} {'put':>6} {'found':>6} {'share':>8} {'limit':>7}"
    print(f"{head}  {'strictly':>16}   in cells not questioned before   left out")
    for name, tally in tallies.items():
        limit = limits.get(name)
        shown = f"{limit:6.1f}%" if limit else ""
        strict = f"{tally.strictly:7.2f}% of {tally.strict}"
        quiet = f"{100 * tally.heard / tally.quiet:7.2f}% of {tally.quiet}" if tally.quiet else ""
        left = ", ".join(f"{reason} {n}" for reason, n in tally.left.items())
        print(
            f"  {name:22} {tally.put:6} {tally.found:6} {tally.share:7.2f}% {shown:>7}"
            f"  {strict:>16}   {quiet:28}   {left}"
        )


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--first", type=int, default=2019)
    parser.add_argument("--last", type=int, default=2022)
    arguments = parser.parse_args()
    without_history(arguments.repeats, arguments.seed)
    known = series()
    with_history("the annex and series of 2021", [(2022, *annex_with_history(known))])
    years = range(arguments.first, arguments.last + 1)
    title = f"series, {years[0]} to {years[-1]}"
    with_history(title, [(year, *of_year(known, year)) for year in years])


if __name__ == "__main__":
    main()
