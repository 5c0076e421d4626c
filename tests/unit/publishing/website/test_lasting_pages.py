"""Lasting addresses lead to the newest page at once, without a script, and have a link to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from site_cases import sample_plan

from ictindex.editions.edition_list import ListedEdition
from ictindex.publishing.website.lasting_pages import (
    LastingPage,
    lead_to_newest,
    lead_to_record,
    write_lasting_pages,
)

BRAZIL = ("BRA", "idi-2025/economies/BRA.html")
DOOR = LastingPage("BRA.html", BRAZIL[1], "BRA")


@pytest.mark.parametrize(
    ("language", "direction", "title"), [("en", "ltr", "Brazil"), ("ar", "rtl", "البرازيل")]
)
def test_it_leads_on_at_once_and_has_a_link(language: str, direction: str, title: str) -> None:
    [(address, text)] = write_lasting_pages([DOOR], sample_plan().imprint, language)
    assert address == "BRA.html"
    assert f'<html lang="{language}" dir="{direction}">' in text
    assert f'<meta http-equiv="refresh" content="0; url={BRAZIL[1]}">' in text
    assert f'<a href="{BRAZIL[1]}">' in text and f"<h1>{title}</h1>" in text
    assert f'<link rel="canonical" href="{BRAZIL[1]}">' in text
    assert "<script" not in text and "default-src" in text


def test_its_canonical_address_is_that_of_the_page_on_the_web() -> None:
    imprint = replace(sample_plan().imprint, address="https://example.org/ict/")
    [(_, text)] = write_lasting_pages([DOOR], imprint, "fr")
    canonical = "https://example.org/ict/fr/idi-2025/economies/BRA.html"
    assert f'<link rel="canonical" href="{canonical}">' in text


def test_an_economy_with_prices_keeps_the_address_that_it_had_before_its_first_edition() -> None:
    newest = {"ALB": "economies/ALB.html", "BRA": BRAZIL[1]}
    pages = {page.address: page.target for page in lead_to_newest(newest, ["ALB", "BRA"])}
    assert pages == {
        "ALB.html": "economies/ALB.html",
        "BRA.html": BRAZIL[1],
        "economies/BRA.html": BRAZIL[1],
    }


def test_the_pages_of_a_withdrawn_edition_lead_to_its_record(tmp_path: Path) -> None:
    gone = ListedEdition(
        "idi-2024", "edition", "official", "idi", 2024, 2022, dt.date(2024, 6, 27), "Office",
        "0" * 64, 1, 0, 0, withdrawn=True, path=tmp_path / "removed",
    )  # fmt: skip
    pages = {page.address: page for page in lead_to_record(gone, {})}
    assert {page.target for page in pages.values()} == {"editions/idi-2024.html"}
    assert {"idi-2024/groups.html", "idi-2024/economies/index.html"} < {*pages}
    page = pages["idi-2024/economies/BRA.html"]
    [(address, text)] = write_lasting_pages([page], sample_plan().imprint, "en")
    assert address == page.address and "../../editions/idi-2024.html" in text
    assert "withdrawn" in text and "Brazil" in text and '"../../../assets/site.css"' in text
