"""The page for frames: which pages of the site it leads to."""

from __future__ import annotations

from ictindex.publishing.website.embed_page import write_embed


def test_the_page_knows_the_pages_with_charts_by_their_folders() -> None:
    charted = ["prices.html", "idi-2024/economies/FRA.html", "idi-2024/economies/BRA.html"]
    assert write_embed(charted, "en").data["pages"] == {
        "": ["prices"],
        "idi-2024/economies/": ["BRA", "FRA"],
    }
