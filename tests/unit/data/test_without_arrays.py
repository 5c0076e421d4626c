"""Reading, deriving and choosing rows without NumPy, pandas, SciPy and xarray."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("openpyxl")

BLOCKED = """
import sys

class Refusing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("numpy", "pandas", "scipy", "xarray"):
            raise ImportError(f"{name} is not to be imported")

sys.meta_path.insert(0, Refusing())
try:
    import numpy
except ImportError:
    pass
else:
    raise SystemExit("NumPy is not blocked")
import ictindex as ict
"""


def run(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED + code, *arguments],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_array_libraries_are_really_refused() -> None:
    code = "ict.read_observations(ict.sample_data('idi-2024-annex.csv')).columns['year']"
    with pytest.raises(AssertionError, match="is not to be imported"):
        run(code)


@pytest.mark.slow
def test_observations_are_read_chosen_and_written(tmp_path: Path) -> None:
    out = run(
        """
table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
some = table.where(economy=["BRA", "KEN"]) + table.exclude(economy=["BRA", "KEN"])
twice = (some + some.take([0])).without_errors()
some.to_csv(sys.argv[1])
again = ict.read_observations(sys.argv[1])
print(len(table), len(some), len(twice), len(again), again.cells["value"] == some.cells["value"])
print(table.missing_rows(), table.faulty_rows(), table.address(0).show("en"), bool(repr(table)))
""",
        str(tmp_path / "copy.csv"),
    )
    assert out.splitlines() == [
        "229 229 228 229 True",
        "() () idi-2024-annex.csv, line 2, column value True",
    ]


@pytest.mark.slow
def test_rates_are_derived_from_counts(tmp_path: Path) -> None:
    counts = tmp_path / "counts.csv"
    counts.write_text(
        "economy,indicator,year,value,source_class\n"
        "ABW,i271mw,2012,21000,official-submission\n"
        "ABW,population,2012,102560,auxiliary\n"
        "ABW,i271mw,2012,22000,\n"
        "ABW,households,2012,x,auxiliary\n",
        encoding="utf-8",
    )
    out = run(
        """
derived = ict.data.derive(ict.read_observations(sys.argv[1]))
print(*[(step.rule.rate, str(step.value)[:8], step.source_class) for step in derived.steps])
print(len(derived.completed), [f.code for f in derived.completed.findings])
""",
        str(counts),
    )
    # 21,000 and 22,000 subscriptions of 102,560 inhabitants.
    assert "20.47581" in out and "21.45085" in out
    assert "number.not-a-number" in out


@pytest.mark.slow
def test_tables_of_the_price_basket_and_published_figures_are_read() -> None:
    out = run(
        """
prices = ict.read_prices(ict.sample_data("ipb-prices-2025.csv"))
economics = ict.read_economics(ict.sample_data("ipb-economics-2025.csv"))
tariffs = ict.read_tariffs(ict.sample_data("ipb-tariffs-synthetic.csv"))
published = ict.read_published(ict.sample_data("idi-2024-published.csv"))
print(len(prices), len(economics), len(tariffs), len(published), published.values["BRA", "idi"])
print(len((prices + prices).without_errors()), prices.address(0).show("en"))
"""
    )
    assert out.splitlines() == ["28 7 12 277 82.0", "0 ipb-prices-2025.csv, line 2, column price"]


@pytest.mark.slow
def test_a_workbook_is_read(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["economy", "indicator", "year", "value"], ["KEN", "i99H", 2022, 30.5]):
        sheet.append(row)
    path = tmp_path / "annex.xlsx"
    book.save(path)
    # openpyxl looks for NumPy and does without it.
    out = run(
        "t = ict.read_observations(sys.argv[1]); "
        "print(t.cells['value'], t.cells['year'], t.address(0).show('en'))",
        str(path),
    )
    assert out.strip() == "(Decimal('30.5'),) (2022,) annex.xlsx, cell D2"


def test_bytes_streams_and_lists_of_dictionaries_are_read() -> None:
    out = run(
        """
import gzip, io
text = "economy,indicator,year,value\\nBRA,i99H,2022,80.50\\nKEN,i99H,2022,\\n"
data = text.encode()
rows = [{"economy": "BRA", "indicator": "i99H", "year": 2022, "value": "80.50"},
        {"economy": "KEN", "indicator": "i99H", "year": 2022}]
sources = [data, memoryview(data), io.BytesIO(data), io.StringIO(text), gzip.compress(data),
           text.encode("utf-16"), rows]
print({ict.read_observations(source).cells["written"] for source in sources})
offers = [{"economy": "KEN", "operator": "X", "service": "mobile", "price": "1000",
           "currency": "KES", "id": "a", "data_gb": "10", "validity_days": "30"}]
print(len(ict.read_tariffs(offers)), ict.read_tariffs(offers).address(0).show("en"))
"""
    )
    assert out.splitlines() == ["{('80.50', '')}", "1 list, line 1, column price"]
