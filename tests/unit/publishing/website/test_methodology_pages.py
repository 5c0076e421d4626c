"""The pages on methodology show every document, every constant with its mark, every difference."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from site_cases import frame_of, sample_site

from ictindex.core import package_data
from ictindex.definitions import documents
from ictindex.definitions.documents import library
from ictindex.indices.index_protocols import methodology
from ictindex.language import i18n
from ictindex.publishing.website import methodology_pages


@pytest.mark.slow
def test_every_document_has_a_page_and_every_change_a_comparison() -> None:
    addresses = {page.address for page in methodology_pages.write_methodology("en")}
    listed = library()
    assert {f"methodology/{key}.html" for key in listed} <= addresses
    released = {index: sum(d.index == index and d.status == "released" for d in listed.values())
                for index in ("idi", "ipb")}  # fmt: skip
    changes = sum(count - 1 for count in released.values())
    assert len(addresses) == 1 + len(listed) + changes


@pytest.mark.slow
def test_pages_have_the_same_addresses_in_every_language() -> None:
    first = [page.address for page in methodology_pages.write_methodology("en")]
    assert first == [page.address for page in methodology_pages.write_methodology("ar")]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_page_shows_every_constant_with_its_mark_and_the_formulae(language: str) -> None:
    pages = methodology_pages.write_methodology(language)
    page = next(p for p in pages if p.address == "methodology/idi-methodology-2023.html")
    html = frame_of(sample_site(), language).write(page)
    chosen = methodology("idi-methodology-2023")
    table = html[html.rindex(f">{i18n.text('site-methodology', 'constants', language)}</h2>") :]
    table = table[table.index("<tbody>") :]
    rows = table[: table.index("</tbody>")].count("<tr>")
    assert rows == len(chosen.marks)
    for mark in sorted(set(chosen.marks.values())):
        assert i18n.label("marks", mark, language) in table
    assert html.count("<math") >= len(chosen.indicators)
    frozen = Path(package_data.folder("methodology"), "FROZEN.toml").read_text(encoding="utf-8")
    digest = re.search(r'idi-methodology-2023 = "(sha256:\w+)"', frozen)
    assert digest is not None and digest[1] in html


@pytest.mark.slow
def test_a_comparison_says_what_differs() -> None:
    pages = methodology_pages.write_methodology("en")
    wanted = "methodology/compare/idi-methodology-2013--idi-methodology-2014.html"
    page = next(p for p in pages if p.address == wanted)
    html = frame_of(sample_site(), "en").write(page)
    old, new = (library()[f"idi-methodology-{year}"] for year in (2013, 2014))
    changed = [c for c in documents.compare_documents(old, new) if c.path.startswith("leaves")]
    assert changed and all(c.before in html and c.after in html for c in changed if c.before)


def test_years_that_follow_one_another_are_a_range() -> None:
    assert methodology_pages._years((2023, 2024, 2025, 2027)) == "2023–2025, 2027"


def test_the_index_says_for_which_editions_a_document_is() -> None:
    """A site need not have them all: the word alone would say that they are here."""
    first = next(iter(methodology_pages.write_methodology("en")))
    text = frame_of(sample_site(), "en").write(first)
    facts = [
        fact for _, entries in first.context["indices"] for e in entries for fact in e["facts"]
    ]
    assert ("For editions", "2023–2026") in facts and "For editions" in text
