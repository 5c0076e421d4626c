"""The page on which readers compare: every choice has a name, nothing is in the order of ranks."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace

from site_cases import SAMPLE, frame_of, sample_plan, sample_site
from small_cases import small_cases

from ictindex.language import i18n
from ictindex.publishing.website.compare_data import SeriesEntry, collect_prices
from ictindex.publishing.website.compare_page import (
    describe_choices,
    list_collection_facts,
    name_collection,
    name_group,
    name_series,
    name_unit,
    write_compare,
    write_figure_scripts,
)
from ictindex.publishing.website.edition_groups import find_groupings
from ictindex.publishing.website.english_names import OTHER_SCRIPTS
from ictindex.publishing.website.site_edition import order_by_name


@small_cases("language", i18n.LANGUAGES)
def test_every_choice_has_words_in_the_language(language: str) -> None:
    site = sample_site()
    choices = describe_choices(sample_plan().collections, site.sources, language)
    for collection in choices["collections"]:
        for entry in (*collection["series"], *collection["groups"], *collection["times"]):
            assert entry["name"] and not entry["name"].startswith("[")
        assert all(series["unit"] for series in collection["series"])
        listed = collection["economies"]
        assert listed == order_by_name(listed, choices["names"], language)
        keys = {key for key, _, _ in collection["facts"]}
        assert {"source", "licence"} <= keys
        for key, allowed in (
            ("series", {record["id"] for record in collection["series"]}),
            ("places", {*listed, *(group["id"] for group in collection["groups"])}),
            ("times", {record["id"] for record in collection["times"]}),
        ):
            assert set(collection["first"][key]) <= allowed
    assert not any(words.startswith("[") for words in choices["words"].values())


@small_cases("language", i18n.LANGUAGES)
def test_the_lists_of_groups_are_named_as_on_the_page_of_groups(language: str) -> None:
    site = sample_site()
    collections = sample_plan().collections
    choices = describe_choices(collections, site.sources, language)
    (edition,) = site.editions
    listed = {each.key: each.describe(language) for each in find_groupings(edition)}
    for collection, record in zip(collections, choices["collections"], strict=True):
        lists = record["times"][-1]["lists"]
        assert {*lists} == {group.partition(":")[0] for group in collection.groups} - {"all"}
        if collection.id == "idi":
            assert lists == listed
    assert "{count}" in choices["of"] and "{total}" in choices["of"]
    # Their titles are English, and a page in another script finds them in its notes.
    assert bool(choices["english"]) == (language in OTHER_SCRIPTS)
    if choices["english"]:
        for text in listed.values():
            assert "ITU" in "".join(re.findall(choices["english"], text))


def test_a_group_of_unknown_size_has_its_number_in_words() -> None:
    (file,) = sample_plan().collections[0].files
    key = ("score.idi", "2024", "income-group:low")
    changed = replace(file, figures={key: ("40.0", "(1)"), (*key[:2], "all"): ("50.0", "(5)")})
    collection = replace(sample_plan().collections[0], files=[changed])
    counts = {
        language: describe_choices([collection], sample_site().sources, language)["counts"]
        for language in ("en", "ru")
    }
    assert counts["en"] == {1: "1 economy", 5: "5 economies"}
    assert counts["ru"] == {1: "экономик: 1", 5: "экономик: 5"}


def test_digests_stand_with_the_edition_that_they_are_of() -> None:
    site = sample_site()
    choices = describe_choices(sample_plan().collections, site.sources, "en")
    (time,) = choices["collections"][0]["times"]
    assert {"edition", "kind", "digest"} <= {key for key, _, _ in time["facts"]}


def test_prices_state_their_edition_and_the_digest_of_their_file() -> None:
    site = sample_site()
    prices = next(
        collection for collection in sample_plan().collections if collection.id == "prices"
    )
    facts = {fact.key: fact for fact in list_collection_facts(prices, site.sources, "en")}
    expected = hashlib.sha256((SAMPLE / "ipb-shares-2025.csv").read_bytes()).hexdigest()
    assert facts["digest"].text == expected
    assert facts["digest"].name == "SHA-256 of the file ipb-shares-2025.csv"
    assert facts["edition"].text == "ICT Price Basket 2025"
    assert "CC BY-NC-SA 3.0 IGO" in facts["licence"].text


def test_prices_of_a_third_partys_copy_are_named_as_such() -> None:
    site = sample_site()
    quoted = site.quoted_prices
    assert quoted is not None
    copied, own = (collect_prices(replace(quoted, is_copy=is_copy)) for is_copy in (True, False))
    name = name_collection(own, site.sources, "en")
    assert name_collection(copied, site.sources, "en") == f"{name} (third party’s copy)"
    kinds = [fact.text for fact in list_collection_facts(copied, site.sources, "en")]
    assert "Published figures, as printed (third party’s copy)" in kinds


def test_the_page_is_small_and_asks_for_javascript_where_there_is_none() -> None:
    site = sample_site()
    page = write_compare(sample_plan().collections, site.editions, site.sources, "en")
    html = frame_of(sample_site(), "en").write(page)
    assert "needs JavaScript" in html and "<noscript>" in html
    assert "../data/editions/idi-2024.csv" in html
    assert len(html.encode()) < 100_000


def test_scripts_of_figures_are_named_in_the_page() -> None:
    site = sample_site()
    scripts = dict(write_figure_scripts(sample_plan().collections))
    choices = describe_choices(sample_plan().collections, site.sources, "en")
    named = {file["name"] for collection in choices["collections"] for file in collection["files"]}
    assert named == set(scripts)
    assert json.dumps("data-idi-2024.js") in scripts["data-idi-2024.js"]


def test_names_of_series_units_and_groups() -> None:
    by_sex = SeriesEntry("x", "value", "internet-users", "percent", [("sex", "F")])
    assert name_series(by_sex, "en").startswith("Individuals using the Internet (")
    price = SeriesEntry("x", "usd", "fixed-broadband-5gb", "")
    assert name_series(price, "en") == "Fixed-broadband basket (5 GB)"
    assert name_unit(price, "en") == "Price in US dollars"
    assert name_group("itu-region:cis", "en") == {
        "id": "itu-region:cis",
        "name": "Commonwealth of Independent States",
        "under": "ITU region",
    }
    assert name_group("all", "es")["under"] == ""


def test_lines_of_prices_begin_again_where_their_conversion_changes() -> None:
    choices = describe_choices(sample_plan().collections, sample_site().sources, "en")
    prices = next(each for each in choices["collections"] if each["years"])
    breaks = {entry["id"]: entry.get("breaks", []) for entry in prices["series"]}
    assert breaks["share.fixed-broadband-5gb"] == ["2018", "2019"]
