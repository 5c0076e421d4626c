"""Every download says what it is, its unit, edition, digests, source and licence."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from site_cases import SAMPLE, frame_of, sample_plan, sample_site

import ictindex as ict
from ictindex.publishing.website.download_facts import (
    DownloadSubject,
    Fact,
    list_facts,
    list_source_facts,
    write_download_data,
    write_facts_script,
)
from ictindex.publishing.website.page_frame import PageFrame
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.source_list import SourceList

_OF_EDITION = ("edition", "kind", "methodology", "extent", "root", "digest")


def facts_of(subject: DownloadSubject, language: str) -> tuple[Fact, ...]:
    plan = sample_plan()
    return list_facts(subject, plan.imprint, plan.sources, language)


def facts_by_key(language: str = "en") -> dict[str, list[str]]:
    site = sample_site()
    subject = DownloadSubject("Title", site.editions, [("Users", "percent")], ["itu-idi"])
    listed: dict[str, list[str]] = {}
    for fact in facts_of(subject, language):
        listed.setdefault(fact.key, []).append(fact.text)
    return listed


def test_facts_of_a_published_edition() -> None:
    facts = facts_by_key()
    assert facts["title"] == ["Title"]
    assert facts["edition"] == ["ICT Development Index 2024 (data of 2022)"]
    assert facts["kind"] == ["Published figures, as printed"]
    assert facts["unit"] == ["Users: %"]
    assert facts["source"] == ["ITU, ICT Development Index, 2023-2025. https://www.itu.int/"]
    assert "CC BY-NC-SA 3.0 IGO" in facts["licence"][0]
    assert any("not endorsed by ITU" in notice for notice in facts["terms"])
    expected = hashlib.sha256((SAMPLE / "idi-2024-annex.csv").read_bytes()).hexdigest()
    assert expected in facts["digest"]


def test_a_file_is_named_without_its_folder() -> None:
    (edition,) = sample_site().editions
    elsewhere = replace(edition, digests=(("/home/somebody/values.csv", "ab"),))
    subject = DownloadSubject("Title", [elsewhere])
    names = [fact.name for fact in facts_of(subject, "en") if fact.key == "digest"]
    assert names == ["SHA-256 of the file values.csv"]


def test_charts_say_that_some_of_their_figures_are_computed_here() -> None:
    """A median or a step of a change is not printed, and the file of all figures has none."""
    edition = replace(sample_site().editions[0], is_copy=True)
    printed = "Published figures, as printed (third party’s copy)"
    computed = "Figures computed here (medians, means, changes, recomputed scores)"
    script = write_facts_script([edition], {}, "en")
    kinds = [f'["kind","Kind of figures","{kind}"]' for kind in (printed, computed)]
    assert ",".join(kinds) in script
    whole = facts_of(DownloadSubject("Title", [edition]), "en")
    assert [fact.text for fact in whole if fact.key == "kind"] == [printed]
    recomputed = replace(edition, kind="computed-here")
    assert computed not in write_facts_script([recomputed], {}, "en")


def test_charts_of_prices_name_the_kinds_of_their_figures() -> None:
    plan = sample_plan()
    frame = PageFrame(
        plan.imprint, plan.sections, plan.editions, plan.sources, "en", cited=plan.cited
    )
    assert plan.prices.economies
    batches = {batch.name: batch for batch in plan.list_batches("en")}
    page = next(page for page in batches["prices"].write() if page.charts)
    kinds = [fact.text for fact in frame.list_facts(page) if fact.key == "kind"]
    assert kinds == [
        "Figures as published",
        "Figures computed here (medians, means, changes, recomputed scores)",
    ]


def test_an_opened_edition_states_its_root() -> None:
    (edition,) = sample_site().editions
    opened = replace(edition, root="cafe", digests=())
    facts = facts_of(DownloadSubject("Title", [opened]), "es")
    assert [fact.text for fact in facts if fact.key == "root"] == ["cafe"]


def test_sources_that_exclude_one_another_are_not_joined() -> None:
    with pytest.raises(ict.errors.LicenceError, match=r"CC BY-SA 3\.0 IGO"):
        list_source_facts(["itu-idi", "uis"], SourceList({}), "en")
    joined = list_source_facts(["itu-idi", "world-bank-wdi"], SourceList({}), "en")
    assert any("under CC BY-NC-SA 3.0 IGO only" in fact.text for fact in joined)


def test_a_page_hands_its_facts_and_words_to_the_script() -> None:
    page = SitePage(
        "idi-2024/groups.html", "base.html.j2", "Groups", "-", sources=["itu-idi"],
        edition="idi-2024", notices=["Invented"],
    )  # fmt: skip
    facts = frame_of(sample_site(), "fr").list_facts(page)
    data = write_download_data(facts, "", page.edition, page.address, "fr")
    assert (data["file"], data["edition"]) == ("idi-2024-groups", "idi-2024")
    assert data["decimal"] == "," and data["words"]["csv"] == "Chiffres (CSV)"
    assert "Invented" in [text for _, _, text in data["facts"]]
    assert {"title", "edition", "source", "licence"} <= {key for key, _, _ in data["facts"]}


def test_pages_of_an_edition_share_its_facts_in_a_script() -> None:
    """The digest of a file changes with each correction: no page of one economy may have it."""
    edition = sample_site().editions[0]
    script = write_facts_script([edition], {}, "en")
    assert edition.digests[0][1] in script and '"idi-2024":[["edition"' in script
    page = SitePage("a.html", "base.html.j2", "A", "-", edition="idi-2024", has_downloads=True)
    written = frame_of(sample_site(), "en").write(page)
    assert edition.digests[0][1] not in written and '"edition":"idi-2024"' in written


def test_pages_with_the_same_sources_share_words_and_licences() -> None:
    frame = frame_of(sample_site(), "fr")
    shown = SitePage(
        "idi-2024/groups.html", "base.html.j2", "Groups", "-", sources=["itu-idi"],
        edition="idi-2024", has_downloads=True,
    )  # fmt: skip
    written = frame.write(shown)
    assert 'data-downloads="itu-idi"' in written and "download-data" not in written
    shared = frame.shared_downloads["itu-idi"]
    whole = write_download_data(
        [fact for fact in frame.list_facts(shown) if fact.key not in _OF_EDITION],
        "", "idi-2024", shown.address, "fr",
    )  # fmt: skip
    # The script of a page adds its heading; its edition and the name of its files are its address.
    what = json.loads(write_facts_script([], {}, "fr").partition(" = ")[2].rstrip(";\n"))["what"]
    facts = [["title", what, shown.title], *map(list, shared["facts"])]
    assert facts == [*map(list, whole["facts"])] and whole["file"] == "idi-2024-groups"
    assert {key: shared[key] for key in ("words", "sheets", "decimal")}.items() <= whole.items()
    assert shared["words"]["csv"] == "Chiffres (CSV)"
