"""Lasting addresses lead to the newest page at once, without a script, and have a link to it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from site_cases import sample_plan

from ictindex.publishing.website.lasting_pages import write_lasting_pages

BRAZIL = ("BRA", "idi-2025/economies/BRA.html")


@pytest.mark.parametrize(
    ("language", "direction", "title"), [("en", "ltr", "Brazil"), ("ar", "rtl", "البرازيل")]
)
def test_it_leads_on_at_once_and_has_a_link(language: str, direction: str, title: str) -> None:
    [(address, text)] = write_lasting_pages([BRAZIL], sample_plan().imprint, language)
    assert address == "BRA.html"
    assert f'<html lang="{language}" dir="{direction}">' in text
    assert f'<meta http-equiv="refresh" content="0; url={BRAZIL[1]}">' in text
    assert f'<a href="{BRAZIL[1]}">' in text and f"<h1>{title}</h1>" in text
    assert f'<link rel="canonical" href="{BRAZIL[1]}">' in text
    assert "<script" not in text and "default-src" in text


def test_its_canonical_address_is_that_of_the_page_on_the_web() -> None:
    imprint = replace(sample_plan().imprint, address="https://example.org/ict/")
    [(_, text)] = write_lasting_pages([BRAZIL], imprint, "fr")
    canonical = "https://example.org/ict/fr/idi-2025/economies/BRA.html"
    assert f'<link rel="canonical" href="{canonical}">' in text
