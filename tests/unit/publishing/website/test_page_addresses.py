"""Addresses are stable and safe in folders and on servers."""

from __future__ import annotations

import pytest
from small_cases import small_cases

from ictindex.publishing.website import page_addresses as addresses


def test_links_are_relative() -> None:
    assert addresses.relate("index.html", "idi-2025/groups.html") == "idi-2025/groups.html"
    assert addresses.relate("idi-2025/economies/BRA.html", "index.html") == "../../index.html"
    assert addresses.relate("idi-2025/groups.html", "idi-2025/economies/BRA.html") == (
        "economies/BRA.html"
    )
    assert addresses.climb("idi-2025/economies/BRA.html") == "../../"
    assert addresses.climb("index.html") == ""


@small_cases(
    "address",
    [
        "../index.html",
        "/index.html",
        "a//b.html",
        "a/../b.html",
        "a b.html",
        "Á.html",
        "BR.html",
        "BRA/a.html",
        "",
    ],
)
def test_unsafe_addresses_are_refused(address: str) -> None:
    with pytest.raises(ValueError, match="not the address of a page"):
        addresses.check_address(address)


def test_addresses_of_a_kind() -> None:
    assert addresses.economy_page("idi-2025", "BRA") == "idi-2025/economies/BRA.html"
    assert addresses.economies_page("idi-2025") == "idi-2025/economies/index.html"
    assert addresses.document_page("idi-methodology-2023") == (
        "methodology/idi-methodology-2023.html"
    )
    assert addresses.study_page("growth") == "studies/growth.html"
    assert addresses.check_address(addresses.lasting_page("BRA")) == "BRA.html"


def test_the_files_of_an_edition_are_in_the_folder_of_data() -> None:
    assert addresses.edition_file("idi-2024") == "data/idi-2024.xlsx"
    assert addresses.shared_file("idi-2024.csv") == "data/editions/idi-2024.csv"
