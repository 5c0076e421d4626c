"""The map of the site has every page, in parts of the size allowed."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from ictindex.publishing.website import site_build

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_every_page_is_in_the_map() -> None:
    [text] = site_build.write_site_map(
        "https://example.org/a&b/", ["en/index.html", "ar/index.html"]
    )
    root = Xml.fromstring(text.encode())  # noqa: S314
    places = [element.text for element in root.iter(f"{NAMESPACE}loc")]
    assert places == [
        "https://example.org/a&b/en/index.html", "https://example.org/a&b/ar/index.html",
    ]  # fmt: skip


def test_a_long_map_comes_in_parts() -> None:
    pages = [f"en/{number}.html" for number in range(site_build.MOST_ADDRESSES + 1)]
    parts = site_build.write_site_map("https://example.org", pages)
    assert [part.count("<loc>") for part in parts] == [site_build.MOST_ADDRESSES, 1]


def test_robots_are_led_to_the_maps() -> None:
    text = site_build.write_robots("https://example.org/", ["sitemap.xml"])
    assert text.endswith("Sitemap: https://example.org/sitemap.xml\n")
