"""Figures are cited with those who made them: a publisher, this site, or whoever copied them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from site_cases import sample_document, sample_plan
from small_cases import small_cases

from ictindex.definitions.catalogue.licences import INVENTED
from ictindex.language import i18n
from ictindex.publishing.website.cited_figures import (
    CitationWriter,
    CitedFigures,
    list_cited,
    select_cited,
)
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.site_page import SitePage

ADDRESS = "https://stat.example/en/idi-2024/economies/BRA.html"


@cache
def cited() -> tuple[CitedFigures, ...]:
    return sample_plan().cited


def writer(language: str = "en", **changes: object) -> CitationWriter:
    return CitationWriter(Imprint.from_document(sample_document(**changes)), language)


def page(**changes: object) -> SitePage:
    facts: dict[str, object] = {
        "address": "idi-2024/economies/BRA.html",
        "template": "base.html.j2",
        "title": "Brazil",
        "description": "",
        "section": "economies",
    }
    return SitePage(**{**facts, **changes})  # type: ignore[arg-type]


def test_printed_figures_are_those_of_itu_and_computed_ones_those_of_the_site() -> None:
    (idi, _) = cited()
    printed, own = writer().list_lines([idi], "Brazil", ADDRESS)
    assert printed[0] == "Figures as published"
    assert printed[1].startswith("ITU, ICT Development Index, 2024. https://www.itu.int/")
    assert "CC BY-NC-SA 3.0 IGO" in printed[1]
    assert own[0].startswith("Figures computed here")
    assert own[1].startswith("Office of trials, Brazil, ") and ADDRESS in own[1]
    assert "ITU" not in own[1]
    assert "not endorsed by ITU" in "".join(writer().list_notices([idi]))


def test_a_third_partys_copy_is_named_as_one_in_every_form() -> None:
    copied = replace(cited()[0], is_copy=True)
    assert "third party" in writer().list_lines([copied], "Brazil", "")[0][0]
    assert all("third party" in text for text in writer().write_programs(copied).values())
    assert "third party" not in "".join(writer().write_programs(cited()[0]).values())


def test_invented_figures_are_cited_from_the_site_alone() -> None:
    idi = cited()[0]
    invented = replace(idi, source=sample_plan().sources.find(INVENTED))
    ((name, words),) = writer().list_lines([invented], "Title", "")
    assert name == "Invented figures" and words.startswith("Office of trials")
    assert "ITU" not in "".join(writer().write_programs(invented).values())


@small_cases("language", i18n.LANGUAGES)
def test_the_text_has_every_digest_and_marks_of_direction_in_arabic_alone(language: str) -> None:
    idi = cited()[0]
    text = writer(language).word_citation([idi], "Brazil", ADDRESS)
    assert len(idi.digests) == 2
    for name, digest in idi.digests:
        assert name in text and digest in text
    assert ("\u2068Office of trials\u2069" in text) == (language == "ar")
    assert language == "ar" or not {"\u2066", "\u2067", "\u2068", "\u2069"} & set(text)


def test_a_page_cites_its_edition_and_its_other_sources() -> None:
    both = page(edition="idi-2024", sources=["itu-idi", "itu-ipb"])
    assert [figures.key for figures in select_cited(both, cited())] == ["idi-2024", "prices"]
    alone = page(edition="idi-2024", sources=["itu-idi"])
    assert [figures.key for figures in select_cited(alone, cited())] == ["idi-2024"]


@pytest.mark.parametrize("section", ["about", "methodology", "search"])
def test_a_page_without_figures_is_not_cited(section: str) -> None:
    assert not select_cited(page(section=section, sources=["itu-idi"]), cited())


def test_two_editions_of_a_source_are_both_cited_where_a_page_has_no_edition() -> None:
    edition = sample_plan().editions[0]
    later = replace(edition, key="idi-2025", edition=2025)
    listed = [*list_cited([edition, later], None, (), sample_plan().sources)]
    chosen = select_cited(page(sources=["itu-idi"], section="compare"), listed)
    assert [(figures.key, figures.source.edition) for figures in chosen] == [
        ("idi-2024", "2024"),
        ("idi-2025", "2025"),
    ]
