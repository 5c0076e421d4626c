"""The prices of an economy on its page: official ones, of baskets with a target."""

from __future__ import annotations

from decimal import Decimal

from site_cases import two_editions

from ictindex.definitions import catalogue
from ictindex.publishing.website.price_facts import PriceFact, SitePrices
from ictindex.publishing.website.price_profile import PriceProfile
from ictindex.publishing.website.static_pictures import TimePicture


def test_prices_are_official_and_of_baskets_with_a_target() -> None:
    profile = PriceProfile(SitePrices(two_editions().prices), "en")
    box = profile.draw("ECU", _prices())
    assert box is not None and isinstance(box.drawing, TimePicture)
    # Prices of two definitions are in no column together.
    assert list(box.table.headers) == [
        "Year",
        "Fixed-broadband basket (1 GB)",
        "Fixed-broadband basket (5 GB)",
    ]
    assert [list(row) for row in box.table.rows] == [
        ["2017", "3.10", "–"],
        ["2018", "–", "2.50"],
    ]
    # A point for each of the two prices; a broken line between the definitions.
    points = [shape for shape in box.drawing.shapes if shape.is_round]
    assert [shape.outline.count("M") for shape in points] == [1, 1]
    dashed = [shape.outline for shape in box.drawing.shapes if shape.dashes]
    assert f"M{box.drawing.x(2017.5):g} 0v150" in dashed
    assert any("Break" in words for _, words in box.legend)
    assert profile.draw("ECU", _prices()[:1]) is None


def _prices() -> list[PriceFact]:
    return [
        _price("fixed-broadband-1gb", 2017, "3.10"),
        _price("fixed-broadband-5gb", 2018, "2.50"),
        _price("fixed-broadband-5gb", 2019, "2.40", trial=True),
        _price("mobile-low-1gb", 2025, "9.99"),
    ]


def _price(definition: str, year: int, share: str, *, trial: bool = False) -> PriceFact:
    basket = catalogue.basket_definitions()[definition].basket
    return PriceFact(basket, definition, year, {"share": Decimal(share)}, trial)
