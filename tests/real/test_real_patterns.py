"""A judge for every cell: wrong cells, real noise, and what the limits rest on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("openpyxl", reason="the extra 'excel' is not installed")
pytest.importorskip("xlsxwriter", reason="the extra 'excel' is not installed")

from ictindex.submissions.validation.pattern_limits import pattern_limits

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
CHANGED = (("halved", 4.0), ("x 1.9", 8.0))  # goals: silent in a hundred, with history


@pytest.fixture(scope="module")
def scripts(data: Path) -> Any:
    """The benchmark of cells, and the count of what limits rest on."""
    if not (data / "series" / "part_changes.csv").exists():
        pytest.skip("the real yearly changes of parts (series/part_changes.csv) are absent")
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import cell_scan
        import editions
        import filled_questionnaires
        import pattern_limits as counting
    finally:
        sys.path.remove(str(BENCHMARKS))
    editions.DATA = filled_questionnaires.DATA = counting.DATA = data
    editions.editions.cache_clear()
    return cell_scan, counting


def test_the_counts_of_the_document_are_those_of_the_data(scripts: Any) -> None:
    document = pattern_limits()
    assert document is not None
    stated = {n: (x.beyond, x.count) for n, x in document.limits.items() if x.basis == "measured"}
    assert stated == {name: scripts[1].COUNTS[name](document.limits[name].value) for name in stated}


def scans(scripts: Any, folder: Path, step: int, history: bool) -> Iterator[Any]:
    for country in scripts[0].filled.countries()[::step]:
        yield scripts[0].Scan(country, folder, history=history, without=())


def shares(rows: list[Any]) -> dict[str, float]:
    silent = {}
    for change in {row.change for row in rows}:
        some = [row for row in rows if row.change == change]
        silent[change] = 100 * sum(not row.rules for row in some) / len(some)
    return silent


@pytest.mark.slow
def test_few_wrong_cells_of_two_questionnaires_are_silent(scripts: Any, tmp_path: Path) -> None:
    rows = [row for scan in scans(scripts, tmp_path, 16, True) for row in scan.rows()]
    silent = shares(rows)
    assert len(rows) > 300
    assert all(silent[change] <= most for change, most in CHANGED), silent


@pytest.mark.slow
@pytest.mark.long
def test_few_wrong_cells_are_silent(scripts: Any, tmp_path: Path) -> None:
    twelve = list(scans(scripts, tmp_path, 2, True))[:12]
    silent = shares([row for scan in twelve for row in scan.rows()])
    assert all(silent[change] <= most for change, most in CHANGED), silent
    assert silent["100 - x"] <= 15, silent


@pytest.mark.slow
@pytest.mark.parametrize(
    ("history", "most"), [(True, 1.0), pytest.param(False, 0.25, marks=pytest.mark.long)]
)
def test_untouched_questionnaires_with_real_noise_raise_few_questions(
    scripts: Any, tmp_path: Path, history: bool, most: float
) -> None:
    questions = cells = 0
    for scan in scans(scripts, tmp_path, 1, history):
        questions += scan.questions
        cells += len(scripts[0].filled.asked_cells(scan.form))
    assert cells == 2820
    assert 100 * questions / cells <= most


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param(("internet-users", "sex", "F"), marks=pytest.mark.slow),
        pytest.param(("coverage-3g", "location", "R"), marks=pytest.mark.slow),
        ("mobile-cellular-subscriptions-count", "", ""),
    ],
)
def test_a_changed_table_is_judged_as_a_changed_workbook(
    scripts: Any, tmp_path: Path, cell: tuple[str, str, str]
) -> None:
    script = scripts[0]
    indicator, breakdown, category = cell
    country = script.filled.countries()[16]
    scan = script.Scan(country, tmp_path, history=True, without=())
    bench = script.slip_detection.Bench([country], tmp_path)

    def halve(book: Any) -> None:
        spot = book.spot(indicator, "value", category)
        book.write(spot, script.scaled(book.value(spot), 0.5))

    slip = script.slip_detection.Slip("halved", "soft", halve, "halved")
    asked = script.filled.asked_cells(scan.form)
    figures = script.filled.figures(country, script.filled.EDITION, asked)
    wrong = script.scaled(figures[indicator, category], 0.5)
    outcome, _ = bench.measure(slip, country, True)
    assert (outcome == "silent") == (not scan.judge(indicator, breakdown, category, wrong))
