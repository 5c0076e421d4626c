"""Templates: what a document states is there, and a completed template can be read."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import ictindex as ict
from ictindex.data.table_templates import PRICE_TEMPLATES, make_observations


def test_each_indicator_has_its_unit_and_year_and_no_value() -> None:
    indicators = ict.methodology("idi", edition=2024).indicators
    text = make_observations(indicators, 2022, ["BRA", "CHE"]).to_csv(";")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["indicator"] for row in rows] == [*indicators] * 2
    assert {row["year"] for row in rows} == {"2022"} and {row["value"] for row in rows} == {""}
    units = {row["indicator"]: row["unit"] for row in rows}
    assert units["mobile-broadband-subscriptions"] == "per-100-inhabitants"


def test_a_completed_template_of_prices_is_read_without_findings(tmp_path: Path) -> None:
    document = ict.methodology("ipb", edition=2025).document
    made = PRICE_TEMPLATES["prices"](document, 2025, ["CHE"])
    filled = [{**row, "price": "10.5", "currency": "CHF", "source": "Office"} for row in made.rows]
    file = tmp_path / "prices.csv"
    file.write_text(type(made)(made.columns, filled).to_csv(","), encoding="utf-8")
    prices = ict.read_prices(file)
    assert len(prices) == len(document.baskets) and not prices.findings


def test_a_note_stays_with_every_row() -> None:
    document = ict.methodology("ipb", edition=2025).document
    for make in PRICE_TEMPLATES.values():
        made = make(document, 2025, ["CHE"]).with_note("Provisional")
        assert made.columns.count("note") == 1
        assert {row["note"] for row in made.rows} == {"Provisional"}
