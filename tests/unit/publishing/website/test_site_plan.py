"""The plan gives each page what it shows: no page knows the inputs of the whole site."""

from __future__ import annotations

import ast
import datetime as dt
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from site_cases import sample_plan, sample_site

import ictindex.publishing.website as website
from ictindex.publishing.website.site_plan import SitePlan

# The inputs are described, read, digested, divided among the pages, and named as what a site is
# made from.
KNOW_THE_INPUTS = {"site_inputs", "site_reader", "site_plan", "site_build", "content_keys"}


@pytest.mark.slow
def test_only_the_plan_its_keys_and_the_build_take_the_inputs_of_a_site() -> None:
    named = {
        path.stem
        for path in Path(website.__path__[0]).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Name) and node.id == "SiteInputs")
        or (isinstance(node, ast.alias) and node.name == "SiteInputs")
    }
    assert named <= KNOW_THE_INPUTS


@pytest.mark.slow
def test_no_page_function_takes_the_plan() -> None:
    """The plan may not become the inputs under another name."""
    named = {
        path.stem
        for path in Path(website.__path__[0]).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.alias) and node.name == "SitePlan"
    }
    assert named == {"site_build", "site_languages"}


def test_the_navigation_leads_to_parts_that_the_site_has() -> None:
    keys = [key for key, _ in sample_plan().sections]
    assert keys == [
        "start",
        "economies",
        "groups",
        "compare",
        "try",
        "prices",
        "methodology",
        "editions",
        "about",
    ]
    bare = SitePlan(replace(sample_site(), quoted_prices=None))
    assert bare.parts == set() and "prices" not in dict(bare.sections)


def test_the_newest_page_of_an_economy_is_of_the_newest_edition_that_has_it() -> None:
    (own,) = sample_site().editions
    later = replace(own, key="idi-2025", edition=2025, released=dt.date(2025, 6, 30))
    trial = replace(own, key="idi-2026-demonstration", kind="demonstration", edition=2026)
    vars(later)["economies"] = ("BRA",)
    plan = SitePlan(replace(sample_site(), editions=(trial, own, later)))
    newest = dict(plan.list_newest())
    assert newest["BRA"] == "idi-2025/economies/BRA.html"
    assert newest["KOR"] == "idi-2024/economies/KOR.html"
    assert newest.keys() == {*own.economies, *plan.prices.economies}
    # A page has the day of the edition that it shows, where that day is known.
    day = dt.date(2025, 6, 30)
    pages = ("idi-2025", "editions/idi-2025.html", "index.html", "editions/index.html")
    assert plan.list_days() == dict.fromkeys(pages, day)
    baskets = SimpleNamespace(released=dt.date(2025, 12, 15))
    opened = SitePlan(replace(sample_site(), quoted_prices=None, baskets=(baskets,)))
    assert opened.list_days()["prices.html"] == opened.list_days()["economies"] == baskets.released


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_part_that_is_absent_has_no_page(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Profiles are most of the pages, and each site has them.
    monkeypatch.setattr(
        "ictindex.publishing.website.economy_profiles.Profiles.write", lambda *facts: iter(())
    )
    whole = {page.address for page in sample_plan().write_pages(language)}
    bare = SitePlan(replace(sample_site(), quoted_prices=None))
    left = {page.address for page in bare.write_pages(language)}
    gone = {address for address in whole if address.startswith(("prices", "targets", "economies/"))}
    assert "prices.html" in gone and whole - left == gone and left < whole
