"""Incomes and exchange rates in the questionnaire: prices become shares of income."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import questionnaire_cases as cases
from desk_cases import Asked, plan_cells
from languages_in_turn import each_language
from questionnaire_cases import tariff

import ictindex as ict
from ictindex.core.errors import UsageError

# Figures of the price basket workbook of December 2025, except those of Peru, which are made up.
ROWS = [
    ("ECU", "gni-per-capita-atlas", 2024, "6430", "USD", "World Bank WDI (Atlas method)"),
    ("ECU", "exchange-rate", 2025, "1", "USD", "IMF"),
    ("ECU", "exchange-rate", 2012, "1", "USD", "IMF"),
    ("PER", "gni-per-capita-atlas", 2024, "7777.125", "USD", "Secret"),
]
NAMES = ["economy", "series", "year", "value", "currency", "source"]


def economics() -> ict.data.Economics:
    return ict.read_economics(pd.DataFrame(ROWS, columns=NAMES))


def save(folder: Path, language: str = "en") -> Path:
    path = folder / "ecu.xlsx"
    path.write_bytes(_written(language))
    return path


@cache
def _written(language: str) -> bytes:
    made = ict.questionnaire("ECU", edition=2025, language=language)
    return made.with_economics(economics()).to_bytes()


@pytest.mark.slow
@each_language("es", "ar")
def test_the_figures_of_the_own_economy_come_back(tmp_path: Path, language: str) -> None:
    read = ict.read_questionnaire(save(tmp_path, language))
    table = read.economics
    assert table is not None and not table.findings and not read.findings
    rows = [tuple(table.cells[name][row] for name in NAMES) for row in range(len(table))]
    assert rows == [
        ("ECU", "gni-per-capita-atlas", 2024, Decimal(6430), "USD", ROWS[0][5]),
        ("ECU", "exchange-rate", 2025, Decimal(1), "USD", "IMF"),
    ]
    read.hand_back([], tmp_path / "back.xlsx", language="fr")
    back = ict.read_questionnaire(tmp_path / "back.xlsx")
    assert back.contents.factors == read.contents.factors
    renewed = ict.data.renew_questionnaire(tmp_path / "ecu.xlsx")
    assert renewed.contents.factors == read.contents.factors


def test_they_are_shown_below_the_lines_and_no_other_economy_is(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(save(tmp_path))
    sheet = book[cases.title("tariffs-mobile")]
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert (
        "Gross national income per capita in US dollars, Atlas method, 2024: 6430 USD "
        "(World Bank WDI (Atlas method))"
    ) in texts
    every = [str(cell.value) for each in book for row in each.iter_rows() for cell in row]
    assert not any("7777.125" in text or "Secret" in text for text in every)


def test_the_result_shows_prices_as_a_share_of_income(tmp_path: Path) -> None:
    """A month at 12 USD is 2.24 per cent of a twelfth of 6,430 USD."""
    cells = {tariff("tariffs-mobile", 0, name): raw for name, raw in plan_cells().items()}
    path = cases.fill(save(tmp_path), cells)
    result = ict.analysis.compute_country(ict.read_questionnaire(path))
    shares = [price.amounts["share"] for price in result.baskets if price.amounts]
    assert [round(share, 6) for share in shares] == [round(Decimal(100 * 12 * 12) / 6430, 6)]
    asked = Asked()
    asked("open", path.read_bytes(), name="ecu.xlsx")
    assert "2.24" in str(asked("result")["blocks"])


@pytest.mark.slow
def test_a_questionnaire_without_them_has_none(tmp_path: Path) -> None:
    ict.questionnaire("ECU", edition=2025).save(tmp_path / "a.xlsx")
    assert ict.read_questionnaire(tmp_path / "a.xlsx").economics is None
    with pytest.raises(UsageError, match="economics"):
        ict.questionnaire("ECU", edition=2025).with_economics(ROWS)
