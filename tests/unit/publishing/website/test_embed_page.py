"""The page for frames: which pages of the site it leads to."""

from __future__ import annotations

from site_cases import sample_site

from ictindex.publishing.website.embed_page import write_embed


def test_the_page_knows_every_profile_and_no_other_economy() -> None:
    site = sample_site()
    page = write_embed(site.editions, site.prices, "en")
    pages = page.data["pages"]
    assert tuple(pages["idi-2024/economies/"]) == site.editions[0].economies
    assert pages["idi-2024/"] == ["groups", "rankings"]
    assert "prices" in pages[""] and "prices" not in write_embed([], None, "en").data["pages"][""]
