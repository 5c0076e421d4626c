"""Detection on published editions, by numbers fitted to other economies and another transition.

Goals are counts: how many of how many cells. Unmarked tests look at one fold; slow ones at all.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ictindex.core import package_data
from ictindex.submissions.validation import fitting

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def power(data: Path) -> Any:
    """The benchmark's own faults and folds."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import editions
        import validation
    finally:
        sys.path.remove(str(BENCHMARKS))
    editions.DATA = data
    editions.editions.cache_clear()
    return validation


@pytest.mark.slow
def test_the_document_shipped_is_what_the_command_makes_of_the_editions(power: Any) -> None:
    made = fitting.fit_document(
        power.editions.reported(), edition=2026, fitted=dt.date(2026, 11, 27),
        title=power.editions.TITLE,
    )  # fmt: skip
    shipped = package_data.folder("methodology") / "detection" / "detection-2026.toml"
    assert made == shipped.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def judges(power: Any) -> dict[tuple[int, bool], Any]:
    return {
        (edition, history): power.Judge(edition, history, 4)
        for edition in power.JUDGED
        for history in (True, False)
    }


@pytest.mark.slow
@pytest.mark.parametrize("edition", [2024, 2025])
@pytest.mark.parametrize(("history", "most"), [(True, 2.5), (False, 1.7)])
def test_few_official_values_are_questioned(
    judges: dict[tuple[int, bool], Any], edition: int, history: bool, most: float
) -> None:
    burden = judges[edition, history].burden()
    assert burden.cells > 860
    assert burden.rate("asked") <= most, burden.asked
    assert burden.rate("noted") <= 4.5, burden.noted
    if history:
        alone = [key for key, rules in burden.asked.items() if {"T01", "T02"} & set(rules)]
        assert 100 * len(alone) / burden.cells <= 2.0, alone


# Of exchanged digits only a usual value is named; an unusual one would be a guess.
GOALS = {
    True: {
        "transposition, leading pair": (73, 50), "transposition, any pair": (53, 40),
        "x 10": (96, 76), "/ 10": (96, 76), "x 12": (97, 0), "/ 12": (97, 0),
        "month for year, one traffic": (95, 68), "fraction for percent": (99.5, 97),
        "x 100": (98.5, 0), "/ 100": (98.5, 0), "x 1000": (98.5, 0), "/ 1000": (98.5, 0),
        "complement (100 - x)": (95, 0), "digit doubled": (65, 0), "x 2": (44, 0), "/ 2": (52, 0),
    },
    False: {
        "transposition, leading pair": (32, 0), "x 100": (99, 0), "/ 100": (91, 0),
        "/ 10": (62, 0), "x 10": (83, 0), "x 12": (86, 0), "/ 12": (64, 0),
        "month for year, one traffic": (42, 0), "fraction for percent": (96, 0),
    },
}  # fmt: skip


@pytest.mark.slow
def test_faults_are_found_in_the_newest_edition(
    power: Any, judges: dict[tuple[int, bool], Any]
) -> None:
    check_faults(power, judges, power.JUDGED[-1:], history=True)


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("history", [True, False])
def test_faults_are_found(power: Any, judges: dict[tuple[int, bool], Any], history: bool) -> None:
    check_faults(power, judges, power.JUDGED, history)


def check_faults(
    power: Any, judges: dict[tuple[int, bool], Any], editions: Sequence[int], history: bool
) -> None:
    """Count what the rules find and propose in editions, and compare it with the goals."""
    actual = power.added([judges[edition, history].faults() for edition in editions])
    for name, (share, proposed) in GOALS[history].items():
        tally = actual[name]
        assert tally.share("detected") >= share, (name, tally)
        assert tally.share("proposed") >= proposed, (name, tally)


def test_most_leading_transpositions_of_one_fold_are_found(power: Any) -> None:
    position = power.editions.folds(4)
    members = {economy for economy, fold in position.items() if fold == 0}
    model = power.editions.fit_changes((2023,), (2023, 2024), set(position) - members)
    cells, past, clean = power.fold_of(2025, True, members)
    rules = power.rules_with(model, 2025, True)
    tally = power.Tally()
    for name, changed in power.slipped(clean, 4):
        if name == "transposition, leading pair":
            written = {k: format(v, "f") for k, v in changed.items()}
            actual = power.findings(cells | written, 2025, past, rules)
            for key in changed:
                power.count(actual.get(key, []), power.Decimal(clean[key].written), tally)
    assert tally.put > 90
    assert tally.share("detected") >= 65, tally
    assert tally.share("proposed") >= 48, tally
