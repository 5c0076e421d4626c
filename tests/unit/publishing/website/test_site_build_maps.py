"""Maps for search engines are written where the site states its address, and nowhere else."""

from __future__ import annotations

import datetime as dt

from site_cases import Written

from ictindex.publishing.website.site_build import write_maps


def test_maps_have_every_page_that_was_written() -> None:
    files = Written()
    pages = ("index.html", "en/index.html", "en/idi-2024/economies/KOR.html")
    for name in (*pages, "en/KOR.html", "en/a.css"):
        files.write(name, "")
    write_maps("", {}, (), files)
    assert "sitemap.xml" not in files
    days = {"idi-2024": dt.date(2024, 6, 27), "index.html": dt.date(2025, 6, 30)}
    write_maps("https://example.org/ict", days, {"KOR.html"}, files)
    text = files["sitemap.xml"].decode()
    # An address that leads on is no page of its own.
    assert text.count("<loc>") == 3 and "en/KOR.html" not in text
    profile = "<loc>https://example.org/ict/en/idi-2024/economies/KOR.html</loc>"
    assert f"{profile}<lastmod>2024-06-27</lastmod>" in text
    assert "/en/index.html</loc><lastmod>2025-06-30</lastmod>" in text
    assert text.count("<lastmod>") == 2
    assert b"sitemap.xml" in files["robots.txt"]
