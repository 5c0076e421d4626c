"""Estimates of a real survey as R wrote them: Mexico, ENDUTIH 2021 (INEGI)."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

import ictindex as ict
from ictindex.submissions.validation.judging import validate

LAYOUT = """
[estimates]
form = "svyby"
share = "fraction"
level = 95
made_by = "R survey 4.4-2: svyby"

[variables]
net = "households-internet"

[columns]
{columns}

[constants]
economy = "MEX"
year = 2021
error_method = "linearization"
"""
FIGURES = {
    "value": "net",
    "standard_error": "se.net",
    "lower_bound": "ci_l.net",
    "upper_bound": "ci_u.net",
}


@pytest.fixture
def fixtures(data: Path) -> Path:
    folder = data / "surveys" / "fixtures"
    if not folder.exists():
        pytest.skip(f"no tables of estimates: {folder}")
    return folder


def read(path: Path, folder: Path, columns: str) -> ict.Observations:
    layout = folder / "layout.toml"
    layout.write_text(LAYOUT.format(columns=columns), encoding="utf-8")
    return ict.read_observations(path, layout=layout)


def test_a_table_by_area_is_read_to_the_last_digit(fixtures: Path, tmp_path: Path) -> None:
    path = fixtures / "svyby.csv"
    table = read(path, tmp_path, 'dominio = "location"')
    assert not table.findings
    with path.open(encoding="utf-8", newline="") as stream:
        rows = {row["dominio"]: row for row in csv.DictReader(stream)}
    assert table.cells["location"] == ("R", "U")
    for number, area in enumerate(table.cells["location"]):
        for name, column in FIGURES.items():
            # All digits of R, moved by two places and no other.
            assert table.cells[name][number] == Decimal(rows[area][column]).scaleb(2)
        assert table.cells["design_effect"][number] == Decimal(rows[area]["DEff.net"])
    judged = validate(table, year=2021)
    assert not [f.message() for f in judged.findings if f.rule in ("P14", "P15")]


def test_the_states_agree_with_what_was_printed(fixtures: Path, tmp_path: Path) -> None:
    # A state is no breakdown of ours: its number is kept as the source of its row.
    table = read(fixtures / "svyby_ent.csv", tmp_path, 'ent = "source"')
    assert not table.findings and len(table) == 32
    values = dict(zip(table.cells["source"], table.cells["value"], strict=True))
    errors = dict(zip(table.cells["source"], table.cells["standard_error"], strict=True))
    assert str(values["30"]) == "51.1151615252721"
    assert str(errors["30"]) == "1.65468716105886"
    printed = (fixtures.parent / "printed.csv").read_text("utf-8")
    # Press of July 2022, quoting INEGI: with Internet in Veracruz 51.1 %; without in Puebla 44.2 %.
    assert "Veracruz 30,51.1," in printed and round(values["30"], 1) == Decimal("51.1")
    assert "Puebla 21,44.2," in printed and round(100 - values["21"], 1) == Decimal("44.2")
    # Sonora, Mexico City, Baja California, Nuevo Leon, Sinaloa.
    best = sorted(values, key=lambda state: values[state], reverse=True)[:5]
    assert best == ["26", "9", "2", "19", "25"]
