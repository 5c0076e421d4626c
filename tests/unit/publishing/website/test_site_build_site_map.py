"""The map of the site has every page, in parts of the size allowed."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree as Xml

from ictindex.publishing.website import site_build

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_every_page_is_in_the_map() -> None:
    [text] = site_build.write_site_map(
        "https://example.org/a&b/",
        [("en/index.html", dt.date(2025, 6, 30)), ("ar/index.html", None)],
    )
    root = Xml.fromstring(text.encode())  # noqa: S314
    places = [element.text for element in root.iter(f"{NAMESPACE}loc")]
    assert places == [
        "https://example.org/a&b/en/index.html", "https://example.org/a&b/ar/index.html",
    ]  # fmt: skip
    # A page whose day is not known has none: never that of the build.
    assert [len(page.findall(f"{NAMESPACE}lastmod")) for page in root] == [1, 0]
    assert root[0].findtext(f"{NAMESPACE}lastmod") == "2025-06-30"


def test_a_long_map_comes_in_parts() -> None:
    pages = [(f"en/{number}.html", None) for number in range(site_build.MOST_ADDRESSES + 1)]
    parts = site_build.write_site_map("https://example.org", pages)
    assert [part.count("<loc>") for part in parts] == [site_build.MOST_ADDRESSES, 1]


def test_robots_are_led_to_the_maps() -> None:
    text = site_build.write_robots("https://example.org/", ["sitemap.xml"])
    assert text.endswith("Sitemap: https://example.org/sitemap.xml\n")
