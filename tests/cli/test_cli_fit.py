"""`ictindex methodology fit`: the numbers of detection for the next collection."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ictindex.apps.cli.command_tree import app
from ictindex.core.errors import IctindexError
from ictindex.language import i18n
from ictindex.submissions.validation import fitting
from ictindex.submissions.validation.change_model import parse_model

RUN = CliRunner()


def year(path: Path, number: int, values: dict[str, dict[str, float]], estimates: int = 0) -> Path:
    lines = ["economy,indicator,year,value,status"]
    for n, (economy, row) in enumerate(values.items()):
        status = "I" if n < estimates else ""
        lines += [f"{economy},{name},{number},{value:.1f},{status}" for name, value in row.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def two_years(tmp_path: Path) -> tuple[Path, Path]:
    from ictindex.definitions import catalogue

    chance = random.Random(7)
    economies = sorted(catalogue.economies())[:60]
    first = {e: {n: chance.uniform(20, 80) for n in fitting.PEERS} for e in economies}
    second = {
        e: {n: v * (1 + 0.1 * chance.uniform(-0.3, 1)) for n, v in row.items()}
        for e, row in first.items()
    }
    before, after = tmp_path / "before.csv", tmp_path / "after.csv"
    return year(before, 2024, first), year(after, 2025, second, estimates=10)


def fit(*more: str) -> str:
    done = RUN.invoke(
        app, ["methodology", "fit", *more, "--title", "made up", "--date", "2027-01-15"]
    )
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_document_is_made_of_two_years(two_years: tuple[Path, Path], tmp_path: Path) -> None:
    before, after = map(str, two_years)
    text = fit(before, after, "--edition", "2027")
    model = parse_model(text.encode(), "made.toml")
    assert (model.id, model.first_round, model.fitted.isoformat()) == (
        "detection-2027", 2027, "2027-01-15",
    )  # fmt: skip
    assert model.sources["reported"].title == "made up"
    # Ten of sixty economies are estimates in the second year; a few values do not change.
    counts = {c.count + round(c.equal * 50) for c in map(model.changes.get, fitting.PEERS) if c}
    assert counts == {50}
    # The same values make the same text, in whatever order the files are given.
    assert fit(after, before, "--edition", "2027") == text
    made = tmp_path / "detection-2027.toml"
    fit(before, after, "--edition", "2027", "-o", str(made))
    assert made.read_text(encoding="utf-8").strip() == text.strip()


def test_one_year_is_too_little(two_years: tuple[Path, Path]) -> None:
    before = str(two_years[0])
    done = RUN.invoke(app, ["methodology", "fit", before, "--edition", "2027", "--title", "x"])
    assert done.exit_code != 0
    assert isinstance(done.exception, IctindexError)
    text = i18n.error_message(done.exception, "en")
    assert text.startswith("Fewer than 8 changes are known for: internet-users, ")
    assert "Give published values of at least two years" in text
