"""Maps for search engines are written where the site states its address, and nowhere else."""

from __future__ import annotations

from pathlib import Path

from site_cases import sample_document, sample_site

from ictindex.core import package_data
from ictindex.website.site_build import write_maps
from ictindex.website.site_inputs import read_site


def test_maps_have_every_page_that_was_written(tmp_path: Path) -> None:
    for name in ("index.html", "en/index.html", "en/idi-2024/economies/KOR.html", "en/a.css"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    write_maps(sample_site(), tmp_path)
    assert not (tmp_path / "sitemap.xml").exists()
    document = sample_document(address="https://example.org/ict")
    write_maps(read_site(package_data.folder("sample_data"), document), tmp_path)
    text = (tmp_path / "sitemap.xml").read_text(encoding="utf-8")
    assert text.count("<loc>") == 3
    assert "<loc>https://example.org/ict/en/idi-2024/economies/KOR.html</loc>" in text
    assert "sitemap.xml" in (tmp_path / "robots.txt").read_text(encoding="utf-8")
