"""Maps for search engines are written where the site states its address, and nowhere else."""

from __future__ import annotations

from site_cases import Written

from ictindex.publishing.website.site_build import write_maps


def test_maps_have_every_page_that_was_written() -> None:
    files = Written()
    for name in ("index.html", "en/index.html", "en/idi-2024/economies/KOR.html", "en/a.css"):
        files.write(name, "")
    write_maps("", files)
    assert "sitemap.xml" not in files
    write_maps("https://example.org/ict", files)
    text = files["sitemap.xml"].decode()
    assert text.count("<loc>") == 3
    assert "<loc>https://example.org/ict/en/idi-2024/economies/KOR.html</loc>" in text
    assert b"sitemap.xml" in files["robots.txt"]
