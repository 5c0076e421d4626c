"""How much of what is wrong in real values is found, on economies the peers have not seen."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

DATA = os.environ.get("ICTINDEX_DATA", str(Path(__file__).resolve().parents[3] / "shared" / "data"))
pytestmark = pytest.mark.skipif(
    not Path(DATA).is_dir(), reason=f"real data absent: {DATA} (set ICTINDEX_DATA)"
)
BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def power() -> Any:
    """The benchmark's own faults and folds."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import validation
    finally:
        sys.path.remove(str(BENCHMARKS))
    return validation


@pytest.fixture(scope="module")
def folds(power: Any) -> list[Any]:
    return list(power.unseen(2, 131))


@pytest.fixture(scope="module")
def idi() -> Any:
    import ictindex as ict

    return ict.methodology("idi", edition=2024)


@pytest.fixture(scope="module")
def known(power: Any) -> Any:
    return power.series()


@pytest.mark.parametrize(
    ("name", "least"), [("/ 100", 97.0), ("x 100", 99.0), ("/ 1000", 99.5), ("x 1000", 99.5)]
)
def test_slips_of_units_are_found_without_history(
    power: Any, folds: list[Any], idi: Any, name: str, least: float
) -> None:
    tally, factor = power.Tally(), power.FACTORS[name]
    for cells, rules in folds:
        before = power.questions(cells, 2022, idi, rules=rules)
        for indicator in power.peers.COLUMNS.values():
            changed = {k: v * factor for k, v in cells.items() if k[1] == indicator}
            after = power.questions(cells | changed, 2022, idi, rules=rules)
            power.put(cells, changed, before, after, tally, power.factor_text(factor))
    # Two folds of 1136 cells: four noughts, and the two of Costa Rica that are refused as they are.
    assert tally.left == {"noughts": 8, "refused already": 4}
    assert tally.put == 2 * (1136 - 4 - 2)
    assert tally.share >= least, tally.missed


def test_exchanged_coverage_is_found(power: Any, folds: list[Any], idi: Any) -> None:
    tally = power.Tally()
    for cells, rules in folds:
        before = power.questions(cells, 2022, idi, rules=rules)
        changed: dict[tuple[str, str], float] = {}
        for economy in {e for e, _ in cells} - {"CRI"}:
            pair = [cells.get((economy, i)) for i in power.COVERAGE]
            if None not in pair and pair[0] != pair[1]:
                changed |= {
                    (economy, i): v for i, v in zip(power.COVERAGE, pair[::-1], strict=True)
                }
        after = power.questions(cells | changed, 2022, idi, rules=rules)
        only = {k: v for k, v in changed.items() if k[1] == "coverage-3g"}
        power.put(cells, only, before, after, tally, with_them=["coverage-4g"])
    assert tally.put > 100
    assert tally.share >= 99, tally.missed


def test_untouched_values_raise_few_questions(power: Any, folds: list[Any], idi: Any) -> None:
    count, warnings = 0, 0
    for cells, rules in folds:
        count += len(cells)
        for economy, found in power.questions(cells, 2022, idi, rules=rules).items():
            for asked in found:
                warnings += not asked.refused
                if asked.refused:
                    assert (asked.rule, economy) == ("C01", "CRI")
    assert warnings / count <= 0.02


def years(power: Any, known: Any, name: str) -> list[Any]:
    if name == "annex":
        return [(2022, *power.annex_with_history(known))]
    return [(year, *power.of_year(known, year)) for year in range(2019, 2023)]


@pytest.mark.parametrize("name", ["annex", "series"])
def test_with_the_year_before_slips_and_exchanges_are_found(
    power: Any, known: Any, idi: Any, name: str
) -> None:
    tallies = power.faults(idi, years(power, known, name))
    assert set(tallies) == {
        "/ 100", "x 100", "/ 1000", "x 1000", "/ 12", "x 12", "/ 8", "x 8",
        "two columns exchanged",
    }  # fmt: skip
    exchanged = tallies.pop("two columns exchanged")
    assert exchanged.share >= 95, exchanged.missed
    for fault, tally in tallies.items():
        assert tally.share >= 99.9, (fault, tally.missed)
        # What is left out as no fault is a handful.
        left = tally.left["mended"] + tally.left["refused already"]
        assert left <= 0.01 * tally.put, (fault, tally.left)


@pytest.mark.parametrize("name", ["annex", "series"])
def test_untouched_values_beside_the_year_before_raise_few_questions(
    power: Any, known: Any, idi: Any, name: str
) -> None:
    count, warnings = 0, 0
    for year, now, was in years(power, known, name):
        count += len(now)
        for economy, found in power.questions(now, year, idi, power.table(was, year - 1)).items():
            for asked in found:
                warnings += not asked.refused
                if asked.refused and (asked.rule, economy) != ("C01", "CRI"):
                    # Slips of units in traffic are known in these series.
                    assert (asked.rule, asked.indicator) == ("T01", "mobile-broadband-traffic")
    assert warnings / count <= 0.02


CELL = {("BRA", "price-mobile-high"): 2.0}


def counted(power: Any, value: float, before: Any, after: Any, **given: Any) -> Any:
    tally = power.Tally()
    changed = {("BRA", "price-mobile-high"): value}
    power.put(CELL, changed, {"BRA": set(before)}, {"BRA": set(after)}, tally, "1000", **given)
    return tally


def test_a_fault_is_found_by_what_was_not_asked_in_the_same_words(power: Any) -> None:
    cell = ("price-mobile-high", "")
    low = power.Question("M01", *cell, -1.0, "", False)
    high = power.Question("M01", *cell, 1.0, "", False)
    slip = power.Question("M01", *cell, -1.0, "1000", False)
    other = power.Question("R08", *cell, 1.0, "", False)
    beside = power.Question("C10", "price-fixed-broadband", "price-mobile-high", 1.0, "", False)
    elsewhere = power.Question("M01", "internet-users", "", 1.0, "", False)
    for new in (high, slip, other, beside):
        assert counted(power, 2000.0, [low], [new]).found == 1, new
    for old in (low, elsewhere):
        assert counted(power, 2000.0, [low], [old]).missed == ["BRA price-mobile-high 2"], old
    assert counted(power, 2000.0, [], []).share == 0


def test_what_is_no_fault_is_left_out_and_counted(power: Any) -> None:
    cell = ("price-mobile-high", "")
    error = power.Question("T01", *cell, 1.0, "8", True)
    fell = power.Question("T03", *cell, -1.0, "", False)
    nothing = counted(power, 2.0, [], [])
    assert (nothing.put, nothing.strict, nothing.left) == (0, 0, {"noughts": 1})
    refused = counted(power, 16.0, [error], [fell])
    assert (refused.put, refused.strict, refused.left) == (0, 1, {"refused already": 1})
    was = {("BRA", "price-mobile-high"): 12.0}
    mended = counted(power, 16.0, [fell], [], was=was)
    assert (mended.put, mended.strict, mended.left) == (0, 1, {"mended": 1})
    # Farther than a factor of two from last year's, or not questioned: a fault.
    assert counted(power, 24.1, [fell], [], was=was).missed
    assert counted(power, 16.0, [], [], was=was).missed


def test_the_peers_shipped_are_those_the_benchmark_fits(power: Any) -> None:
    from ictindex import resources

    rows = power.peers.annex(Path(DATA))
    content = power.peers.fit([row["iso3"] for row in rows], power.peers.matrix(rows))
    text = power.peers.toml(content, len(rows))
    shipped = (resources.folder("methodology") / "rules" / "peers.toml").read_text("utf-8")
    assert text == shipped
