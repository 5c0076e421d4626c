"""Slips in filled questionnaires of real economies: the listing, its goals, and no false alarms."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("openpyxl", reason="the extra 'excel' is not installed")
pytest.importorskip("xlsxwriter", reason="the extra 'excel' is not installed")

ROOT = Path(__file__).resolve().parents[2]
LISTING = ROOT / "docs" / "explanation" / "workbook-slips.csv"
SAME = ("m01", "j")  # what a test of every day looks at


@pytest.fixture(scope="module")
def script(data: Path) -> Any:
    """The benchmark's own economies and slips."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import editions
        import filled_questionnaires
        import slip_detection
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))
    editions.DATA = filled_questionnaires.DATA = data
    editions.editions.cache_clear()
    return slip_detection


@pytest.fixture(scope="module")
def bench(script: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    countries = script.filled.countries()[::10]
    return script.Bench(countries, tmp_path_factory.mktemp("slips"))


@pytest.fixture(scope="module")
def listed() -> list[dict[str, str]]:
    with LISTING.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def compare(script: Any, bench: Any, listed: list[dict[str, str]], slips: tuple[str, ...]) -> None:
    rows = {(row["slip"], row["history"] == "yes"): row for row in listed}
    values = {
        (row.slip, row.history, row.economy): row.outcome
        for row in bench.rows(script.SLIPS[name] for name in slips)
    }
    assert values == {
        key: script.expected(rows[key[0], key[1]], key[2]) for key in values
    }  # fmt: skip


@pytest.mark.slow
def test_the_listing_is_what_the_script_measures(
    script: Any, bench: Any, listed: list[dict[str, str]]
) -> None:
    compare(script, bench, listed, SAME)


@pytest.mark.long
@pytest.mark.slow
def test_the_whole_listing_is_what_the_script_measures(
    script: Any, bench: Any, listed: list[dict[str, str]]
) -> None:
    compare(script, bench, listed, tuple(script.SLIPS))


def test_every_region_and_income_group_is_drawn(script: Any) -> None:
    drawn = script.filled.countries()
    assert len(drawn) == len({country.economy for country in drawn}) == 30
    assert Counter(country.region for country in drawn).keys() == script.filled.LANGUAGES.keys()
    assert len({country.income for country in drawn}) == 4
    assert {"es", "ar", "fr"} <= {country.language for country in drawn}


@pytest.mark.slow
def test_untouched_workbooks_are_nearly_free_of_findings(script: Any, bench: Any) -> None:
    for history in (False, True):
        reports = [bench.untouched(country, history) for country in bench.countries]
        asked = sum(line.is_grave for report in reports for line in report.lines)
        cells = 90 * len(reports)
        assert asked <= cells / 100
