"""The charts of profiles: filled with what was printed, their words in the page's language."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from site_cases import two_editions

from ictindex.definitions import catalogue
from ictindex.publishing.website.economy_facts import EditionFacts
from ictindex.publishing.website.price_facts import PriceFact, SitePrices
from ictindex.publishing.website.profile_charts import ProfileCharts, _join_steps


def charts_of(language: str) -> tuple[ProfileCharts, EditionFacts, EditionFacts]:
    site = two_editions()
    first, last = (EditionFacts(site, edition) for edition in site.editions)
    return ProfileCharts(last, first, SitePrices(site), language), first, last


def test_the_strip_carries_the_economy_and_names_the_rest() -> None:
    charts, _, facts = charts_of("en")
    box = charts.draw_strip("BRA")
    assert box is not None and box.shared == "strip"
    assert box.data["members"] == "members-americas"
    rows = {row[0]: row[1] for row in box.data["marks"]["rows"]}
    assert rows["idi"] == "82.0" and list(rows) == list(facts.nodes)
    assert box.table.rows[0][:2] == ["ICT Development Index", "82.0"]
    _, first, second = charts.script().splitlines()
    templates = json.loads(first.split(" = ", 1)[1].rstrip(";"))
    shared = json.loads(second[second.index("{}, {") + 4 : -2])
    members = shared["members-americas"]
    assert ["idi", "BRA", "82.0"] in members["rows"]
    assert set(templates) == {"strip", "change", "series", "prices"}
    for forms in templates.values():
        assert set(forms) == {"wide", "narrow"}
        for spec in forms.values():
            for entry in spec["data"]:
                name = entry.get("values")
                if isinstance(name, str):
                    there = {*box.data, *shared, *_filled(charts)}
                    assert name in there, name


def _filled(charts: ProfileCharts) -> set[str]:
    facts, earlier = charts.facts, charts.earlier
    change = charts.draw_change("BRA", facts.shift("BRA", earlier))
    series = charts.draw_series("BRA")
    years = charts.draw_prices("ECU", _prices())
    assert change is not None and series is not None and years is not None
    return {*change.data, *series.data, *years.data}


def _price(definition: str, year: int, share: str, *, trial: bool = False) -> PriceFact:
    basket = catalogue.basket_definitions()[definition].basket
    return PriceFact(basket, definition, year, {"share": Decimal(share)}, trial)


def _prices() -> list[PriceFact]:
    return [
        _price("fixed-broadband-1gb", 2017, "3.10"),
        _price("fixed-broadband-5gb", 2018, "2.50"),
        _price("fixed-broadband-5gb", 2019, "2.40", trial=True),
        _price("mobile-low-1gb", 2025, "9.99"),
    ]


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_the_waterfall_adds_up(language: str) -> None:
    charts, first, last = charts_of(language)
    shift = last.shift("BRA", first)
    box = charts.draw_change("BRA", shift)
    assert box is not None and shift.change is not None
    fields, rows = box.data["steps"]["fields"], box.data["steps"]["rows"]
    at = fields.index("right")
    assert rows[0][at] == float(shift.change.first) and rows[-1][at] == float(shift.change.last)
    steps = _join_steps(shift.change)
    total = sum(Decimal(str(step.points)) for step in steps.values())
    assert total == shift.change.change
    assert len(rows) == len(steps) + 2
    # The value that was put in is no observation: its bar is a frame, and says why.
    row = next(row for row in rows if row[0] == "internet-users")
    assert row[fields.index("hollow")] is True and row[fields.index("note")]
    assert len(box.table.rows) == len(shift.change.steps) + 2


def test_the_series_has_the_printed_scores_of_each_edition() -> None:
    charts, first, last = charts_of("fr")
    box = charts.draw_series("BRA")
    assert box is not None
    points = {(row[0], row[2]): row[3] for row in box.data["scores"]["rows"]}
    for facts in (first, last):
        for node in ("idi", "universal-connectivity", "meaningful-connectivity"):
            year = str(facts.edition.edition)
            assert points[node, year] == str(facts.score("BRA", node))
    assert box.table.headers[1:] == ["2023", "2024"]
    assert "82,0" in box.table.rows[0]


def test_prices_are_official_and_of_baskets_with_a_target() -> None:
    charts, _, _ = charts_of("en")
    box = charts.draw_prices("ECU", _prices())
    assert box is not None
    assert [row[:2] for row in box.data["prices"]["rows"]] == [
        [2017, "fixed-broadband-1gb"], [2018, "fixed-broadband-5gb"],
    ]  # fmt: skip
    assert box.data["breaks"]["rows"] == [[2017.5]]
    low, high = (end["at"] for end in box.data["ends-prices"])
    assert low == 0 and high >= 3.1
    assert any("Break" in words for _, words in box.legend)
    assert charts.draw_prices("ECU", _prices()[:1]) is None


def test_an_economy_without_any_score_has_no_chart() -> None:
    charts, first, last = charts_of("en")
    assert charts.draw_strip("XAA") is None
    assert charts.draw_series("XAA") is None
    assert charts.draw_change("AFG", last.shift("AFG", first)) is None
