"""An edition keeps the precision of its values, and recomputes to the same figures with it."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import edition_cases as cases
import pytest

import ictindex as ict
from ictindex.indices.results.edition_observations import OBSERVATIONS


def lines(**more: str) -> list[dict[str, str]]:
    """Values of one economy; what is stated more is of the internet users."""
    return [row | (more if row["indicator"] == "internet-users" else {}) for row in cases.rows()]


PRECISE = {"standard_error": "1.20", "sample_size": "3000", "error_method": "jackknife"}


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> ict.editions.Edition:
    folder = tmp_path_factory.mktemp("precise")
    return cases.publish(folder / "editions", folder / "inbox", lines(**PRECISE))


def test_an_opened_edition_has_the_precision_of_its_values(edition: ict.editions.Edition) -> None:
    opened = ict.open_edition(edition.path, root=edition.root)
    cells = opened.observations.where(indicator="internet-users").cells
    assert cells["standard_error"] == (Decimal("1.2"),)
    assert cells["error_method"] == ("jackknife",)
    assert "80.5 \u00b1 1.2" in opened.explain("BRA").to_text("en").replace("\u2068", "").replace(
        "\u2069", ""
    )


def test_the_edition_is_recomputed_by_its_own_script(edition: ict.editions.Edition) -> None:
    assert ict.verify(edition.path).intact
    command = [sys.executable, "-I", "-S", str(edition.path / "recompute.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "identical: results.json" in done.stdout


def test_an_edition_without_precision_has_the_columns_of_before(
    edition: ict.editions.Edition, tmp_path: Path
) -> None:
    plain = cases.publish(tmp_path / "editions", tmp_path / "inbox", lines())
    header, precise = (
        (each.path / OBSERVATIONS).read_text("utf-8").splitlines()[0].split(",")
        for each in (plain, edition)
    )
    assert not {"standard_error", "error_method"} & set(header)
    assert [name for name in precise if name not in PRECISE] == header
