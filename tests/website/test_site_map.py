"""The map by points: contested places never take the colour or the name of an economy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browsers import Harness
from site_measures import measure

from ictindex.definitions.catalogue.places import economy_centres
from ictindex.language import i18n

from .test_site_templates import open_page

pytestmark = pytest.mark.browser

# Points well inside, longitude and latitude in degrees.
CONTESTED = {
    "Crimea": (34.2, 45.3),
    "Western Sahara": (-13.5, 24.5),
    "Golan": (35.8, 33.0),
    "Jammu and Kashmir": (75.3, 33.9),
    "Taiwan": (121.0, 23.8),
    "Northern Cyprus": (33.4, 35.3),
    "Somaliland": (45.2, 9.6),
    "Kosovo": (20.9, 42.6),
}
# The dot of an economy may lie over a neighbour's land at this scale; its centre may not be there.
NEAREST = 2.0  # degrees
NEAREST_DOTS = 8.0  # pixels from centre to centre
# The four constants of the Equal Earth projection (Šavrič, Patterson, Jenny 2018).
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796


def equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """Project a place, by the formula of the authors."""
    angle = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    square = angle * angle
    sixth = square**3
    scale = 9 * A4 * sixth * square + 7 * A3 * sixth + 3 * A2 * square + A1
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(angle) / (3 * scale)
    y = angle * (A4 * sixth * square + A3 * sixth + A2 * square + A1)
    return x, -y


def screen_of(marks: list[Mapping[str, Any]], centres: Mapping[str, tuple[float, float]]) -> Any:
    """Return the function from a place to the screen, fitted to the dots."""
    rows = [(equal_earth(*map(float, centres[mark["name"]])), mark) for mark in marks]
    xs = np.array([[x, 1.0] for (x, _), _ in rows])
    ys = np.array([[y, 1.0] for (_, y), _ in rows])
    across = np.linalg.lstsq(xs, np.array([mark["x"] for _, mark in rows]), rcond=None)[0]
    down = np.linalg.lstsq(ys, np.array([mark["y"] for _, mark in rows]), rcond=None)[0]
    # Every dot lies near its place, those that would touch a little apart: Equal Earth indeed.
    for places, fitted, name in ((xs, across, "x"), (ys, down, "y")):
        apart = np.abs(places @ fitted - [mark[name] for _, mark in rows])
        assert apart.max() < 25 and np.median(apart) < 3
    assert across[0] == pytest.approx(down[0], rel=0.01) and across[0] > 0

    def screen_position(longitude: float, latitude: float) -> tuple[float, float]:
        x, y = equal_earth(longitude, latitude)
        return float(x * across[0] + across[1]), float(y * down[0] + down[1])

    return screen_position


@pytest.mark.parametrize("language", ["en", "ar"])
def test_contested_places_take_neither_colour_nor_name(
    harness: Harness, site: Path, language: str
) -> None:
    with harness.open("chromium", locale=language, height=2000) as browser:
        page = open_page(browser, str(site / language / "index.html"))
        marks = measure(page, "dots")
        assert len(marks) > 15
        names = codes_by_name(language)
        recorded = []
        for mark in marks:
            words = mark["name"].translate(dict.fromkeys(range(0x2066, 0x206A)))
            (code,) = {names[name] for name in names if words.startswith(f"{name}:")}
            recorded.append({**mark, "name": code})
        centres = economy_centres()
        point = screen_of(recorded, centres)
        neutral = {layer["fill"] for layer in land_under(page, point)}
        assert len(neutral) >= 1
        for name, (longitude, latitude) in CONTESTED.items():
            layers = measure(page, "under", point(longitude, latitude))
            areas = [layer for layer in layers if not layer["mark"]]
            assert areas, name
            for area in areas:
                assert not area["name"] and not area["title"], (name, area)
                if area["fill"] not in ("none", "rgba(0, 0, 0, 0)"):
                    assert area["fill"] in neutral, (name, area)
                assert area["stroke"] in ("none", "rgba(0, 0, 0, 0)"), (name, area)
        # No dot is there: an economy's own lies in what no one contests.
        for mark in recorded:
            x, y = map(float, centres[mark["name"]])
            for name, (longitude, latitude) in CONTESTED.items():
                if name == "Northern Cyprus" and mark["name"] == "CYP":
                    continue
                assert math.hypot(x - longitude, y - latitude) > NEAREST or mark["name"] in (
                    "LBN", "ISR", "SYR", "JOR", "PSE",
                ), (mark["name"], name)  # fmt: skip


def land_under(page: Any, position: Any) -> list[dict[str, Any]]:
    """Return what is under places that nobody contests: land, and the sea."""
    layers = []
    for longitude, latitude in ((-100.0, 45.0), (25.0, 5.0), (-30.0, 30.0), (100.0, 62.0)):
        layers += [
            fault
            for fault in measure(page, "under", position(longitude, latitude))
            if not fault["mark"] and fault["fill"] not in ("none", "rgba(0, 0, 0, 0)")
        ]
    return layers


def codes_by_name(language: str) -> dict[str, str]:
    """Return the code of each economy by its name."""
    return {i18n.economy_name(code, language): code for code in economy_centres()}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_dots_are_targets_apart_from_one_another_and_have_another_way_in(
    harness: Harness, site: Path, language: str
) -> None:
    """Dots that would touch are apart; every economy is a link besides, in a band that opens."""
    with harness.open("chromium", locale=language) as browser:
        page = open_page(browser, str(site / language / "index.html"))
        dots = measure(page, "dots")
        sizes = [min(dot["width"], dot["height"]) for dot in dots]
        assert np.median(sizes) >= 23.9 or len(dots) > 60
        assert min(sizes) >= 8
        for first, second in combinations(dots, 2):
            apart = math.hypot(first["x"] - second["x"], first["y"] - second["y"])
            assert apart >= NEAREST_DOTS, (first, second)
        page.call("resize", 320, 800)
        page.evaluate("() => document.querySelectorAll('main summary').forEach((s) => s.click())")
        links = page.evaluate(
            """() => [...document.querySelectorAll("main a[href*='economies/']")]
              .filter((link) => link.checkVisibility()).length"""
        )
        assert links >= len(dots)
