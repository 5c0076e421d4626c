"""Pages of editions say to machines what their figures are, and under which licence."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from site_cases import frame_of, sample_document, sample_plan, sample_site

from ictindex.core import package_data
from ictindex.publishing.website.dataset_records import describe_page
from ictindex.publishing.website.edition_pages import write_editions
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.site_inputs import SiteInputs
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_reader import read_site


def page(address: str) -> SitePage:
    return SitePage(address=address, template="", title="T", description="D")


def describe(site: SiteInputs, page: SitePage, language: str) -> dict[str, Any] | None:
    imprint = Imprint.from_document(site.document)
    return describe_page(page, site.editions, imprint, site.sources, language)


def test_a_dataset_has_licence_source_and_files() -> None:
    record = describe(sample_site(), page("editions/idi-2024.html"), "en")
    assert record is not None
    assert record["@type"] == ["Dataset", "dcat:Dataset"]
    assert record["license"] == "https://creativecommons.org/licenses/by-nc-sa/3.0/igo/"
    assert record["isBasedOn"] == "https://www.itu.int/"
    files = [file["contentUrl"] for file in record["distribution"]]
    shared = [f"../../data/editions/idi-2024.{ending}" for ending in ("csv", "json")]
    assert files == [*shared, "../data/idi-2024.xlsx"]
    assert [item["@id"] for item in record["dcat:distribution"]] == files


def test_a_dataset_says_what_its_page_says_first() -> None:
    """A search engine shows name and description without the page."""
    site = sample_site()
    copied = replace(site, editions=(replace(site.first, is_copy=True),))
    record = describe(copied, page("editions/idi-2024.html"), "en")
    assert record is not None
    assert record["name"] == "ICT Development Index 2024 (third party’s copy)"
    assert record["description"] == (
        "This is an adaptation of figures of ITU: not ITU’s own, and not endorsed by ITU. "
        "These are 24 of the 170 economies of the edition: means and medians are of these alone, "
        "not the published ones. "
        "Published figures, as printed (third party’s copy): "
        "ITU, ICT Development Index, 2023-2025. https://www.itu.int/"
    )


def test_the_start_page_lists_all_datasets_and_a_profile_none() -> None:
    record = describe(sample_site(), page("index.html"), "en")
    assert record is not None and len(record["dataset"]) == 1
    assert record["dcat:dataset"] == [{"@id": "editions/idi-2024.html"}]
    assert describe(sample_site(), page("idi-2024/economies/KOR.html"), "en") is None


def test_a_site_with_an_address_states_whole_addresses() -> None:
    document = sample_document(address="https://example.org/ict")
    site = read_site(package_data.folder("sample_data"), document)
    record = describe(site, page("editions/idi-2024.html"), "fr")
    assert record is not None
    assert record["@id"] == "https://example.org/ict/fr/editions/idi-2024.html"


def test_the_record_is_in_the_head_of_the_page() -> None:
    overview = next(write_editions(sample_plan().list_entries("ar"), None, "ar"))
    written = frame_of(sample_site(), "ar").write(overview)
    match = re.search(r'<script type="application/ld\+json">(.*?)</script>', written)
    assert match is not None
    assert json.loads(match[1])["@type"] == ["DataCatalog", "dcat:Catalog"]
