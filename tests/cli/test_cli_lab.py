"""Commands that take the document of a user's own index."""

from __future__ import annotations

from pathlib import Path

import lab_cases
import pytest
from command_runs import run_here as run

DOCUMENT = """
schema = 1
kind = "own-index"
id = "digital-districts"
names = { en = "Digital districts", fr = "Districts numériques" }
nodes = [{ id = "digital-districts", children = [
  { id = "households-online", weight = 1 }, { id = "basic-skills", weight = "2" } ] }]
indicators = [
  { id = "households-online", names = { en = "Online" }, unit = "percent", goalposts = [0, 100] },
  { id = "basic-skills", names = { en = "Skills" }, unit = "percent", goalposts = [0, 80] },
]
areas = [
  { code = "KE-01", names = { en = "Mombasa" }, groups = { region = "coast" } },
  { code = "KE-42", names = { en = "Kisumu" }, groups = { region = "lake" } },
  { code = "KE-47", names = { en = "Nairobi" }, groups = { region = "inland" } },
]
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    table, document = tmp_path / "districts.csv", tmp_path / "districts.toml"
    lab_cases.values().drop(columns="cost").to_csv(table, index=False)
    document.write_text(DOCUMENT, encoding="utf-8")
    return str(table), str(document)


def test_compute_and_explain_take_an_own_index(files: tuple[str, str]) -> None:
    table, document = files
    shown = run("compute", table, "-m", document)
    assert shown.returncode == 0
    assert "An index of the user’s own" in shown.stdout.decode() and b"Mombasa" in shown.stdout
    explained = run("explain", table, "KE-01", "-m", document, "--language", "fr")
    assert explained.stdout.decode().startswith("Mombasa\u00a0: Districts numériques")
    assert "(40 + 2 × 37,5) ÷ 3 = 38,33333… ≈ 38,3" in explained.stdout.decode()


def test_rank_and_groups_take_an_own_index(files: tuple[str, str]) -> None:
    table, document = files
    ranked = run("rank", table, "--edition", "2024", "-m", document, "--csv")
    assert ranked.stdout.decode().splitlines()[1].startswith("1,KE-47,75.0")
    grouped = run("groups", table, "--edition", "2024", "-m", document, "--csv")
    assert "coast,digital-districts,1,38.3" in grouped.stdout.decode()


def test_names_of_an_own_index_end_with_its_command(files: tuple[str, str]) -> None:
    table, document = files
    run("compute", table, "-m", document)
    plain = run("compute", table, "--edition", "2024")
    assert plain.returncode == 2
    assert "households-online" in plain.stderr.decode()


def test_change_and_chart_take_the_areas_of_an_own_index(files: tuple[str, str]) -> None:
    table, document = files
    changed = run("change", table, table, "-m", document, "--economy", "KE-01", "-l", "en")
    assert changed.returncode == 0, changed.stderr.decode()
    assert changed.stdout.decode().startswith("Mombasa: what moved the Digital districts")
    assert not changed.stderr
    drawn = run("chart", "profile", table, "-m", document, "--economy", "Mombasa", "-l", "en")
    assert drawn.returncode == 0, drawn.stderr.decode()
    assert drawn.stdout.decode().startswith("Mombasa: Digital districts 2024")
