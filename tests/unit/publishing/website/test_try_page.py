"""The page of what-ifs: it says so all over, in every language, and knows the library's limits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from site_cases import frame_of, sample_site
from small_cases import small_cases

import ictindex as ict
from ictindex.language import i18n
from ictindex.publishing.website.site_edition import order_by_name
from ictindex.publishing.website.site_inputs import SiteInputs
from ictindex.publishing.website.try_page import (
    describe_tries,
    list_tried,
    write_plan_scripts,
    write_try,
)


def describe(site: SiteInputs, language: str) -> dict[str, Any]:
    return describe_tries(site.editions, site.first.key, site.sources, language)


@small_cases("language", i18n.LANGUAGES)
def test_the_page_says_what_if_in_notice_result_and_downloads(language: str) -> None:
    site = sample_site()
    page = write_try(site.editions, site.first.key, site.sources, language)
    html = frame_of(sample_site(), language).write(page)
    text = i18n.text("site-try", "what-if", language)
    assert page.notices == [text]
    assert html.count(text) >= 3  # notice, result, words of the script
    data = describe(sample_site(), language)
    assert data["kind"] == i18n.label("kinds", "counterfactual", language)
    assert not any(words.startswith("[") for words in data["words"].values())


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_edition_has_names_limits_and_the_facts_of_its_downloads(language: str) -> None:
    data = describe(sample_site(), language)
    (edition,) = data["editions"]
    idi = ict.methodology("idi", edition=2024)
    assert list(edition["nodes"]) == list(idi.plan.reading_order())
    assert set(edition["limits"]) == set(idi.plan.indicators)
    assert edition["economies"] == order_by_name(edition["economies"], data["names"], language)
    keys = [key for key, _, _ in edition["facts"]]
    assert {"edition", "digest", "source", "licence"} <= set(keys) and "kind" not in keys


def test_what_is_beyond_the_hard_range_is_refused_in_the_words_of_the_library() -> None:
    (edition,) = describe(sample_site(), "en")["editions"]
    users = edition["limits"]["internet-users"]
    assert (users["least"], users["most"], users["unit"]) == ("0", "100", "%")
    row = {"economy": "BRA", "indicator": "internet-users", "year": 2022, "value": "101"}
    observations = ict.read_observations(pd.DataFrame([row]))
    (finding,) = [
        finding for finding in observations.findings if finding.code == "value.impossible"
    ]
    assert users["refusal"].replace("{value}", "101") == finding.message("en")
    assert "most" not in edition["limits"]["mobile-broadband-traffic"]


def test_each_methodology_has_its_script_once() -> None:
    site = sample_site()
    (edition,) = site.editions
    twice = replace(site, editions=(edition, replace(edition, key="idi-2024-again")))
    assert [name for name, _ in write_plan_scripts(twice.editions)] == [
        "plan-idi-methodology-2023.js"
    ]
    assert [edition["time"] for edition in describe(twice, "en")["editions"]] == [
        "idi-2024-again", "idi-2024",
    ]  # fmt: skip
    assert len(list_tried(twice.editions)) == 2
