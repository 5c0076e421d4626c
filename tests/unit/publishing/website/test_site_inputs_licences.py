"""A site with a source without a licence is refused before a page is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_cases import DOCUMENT, frame_of, sample_site, write_folder

from ictindex.core.errors import DocumentError, LicenceError
from ictindex.publishing.website.economy_list import write_economy_lists
from ictindex.publishing.website.site_document import read_site_document
from ictindex.publishing.website.site_inputs import SiteInputs
from ictindex.publishing.website.site_reader import read_site

SURVEY = """
[[source]]
id = "survey"
title = "Household survey <b>"
publisher = "Statistics Office"
edition = "2025"
address = "https://example.org/"
"""
TERMS = (
    'own_licence = { name = "Terms of the Office", address = "https://example.org/terms", '
    "share_alike = false, non_commercial = true }\n"
)


def read(folder: Path, document: str, more: str = "") -> SiteInputs:
    write_folder(folder, document, more)
    return read_site(folder, read_site_document(folder))


def test_a_source_that_is_not_on_record_ends_the_build(tmp_path: Path) -> None:
    with pytest.raises(LicenceError) as caught:
        read(tmp_path, DOCUMENT.replace("itu-idi", "survey").replace("itu-ipb", "operators"))
    assert caught.value.message("en").startswith("No licence is on record for: survey, operators.")


def test_a_publisher_states_a_source_and_its_own_licence(tmp_path: Path) -> None:
    site = read(tmp_path, DOCUMENT.replace("itu-idi", "survey"), SURVEY + TERMS)
    frame = frame_of(site, "en")
    html = frame.write(next(iter(write_economy_lists(site.editions, {}, "en"))))
    assert "Statistics Office, Household survey &lt;b&gt;, 2025. https://example.org/" in html
    assert "Terms of the Office (https://example.org/terms)" in html
    assert "not for commercial use" in html and "<b>," not in html


def test_a_source_without_a_licence_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LicenceError, match="keys of source 'survey'"):
        read(tmp_path, DOCUMENT.replace("itu-idi", "survey"), SURVEY)
    with pytest.raises(LicenceError, match="names the licence 'cc'"):
        read(tmp_path, DOCUMENT.replace("itu-idi", "survey"), SURVEY + 'licence = "cc"\n')
    with pytest.raises(DocumentError, match="colour"):
        read(tmp_path, DOCUMENT, SURVEY + 'colour = "red"\n')


def test_the_edition_of_a_source_on_record_is_stated_again(tmp_path: Path) -> None:
    site = read(tmp_path, DOCUMENT, '\n[[source]]\nid = "itu-idi"\nedition = "2024-06"\n')
    assert site.sources.find("itu-idi").edition == "2024-06"
    assert sample_site().sources.find("itu-idi").edition == "2023-2025"
