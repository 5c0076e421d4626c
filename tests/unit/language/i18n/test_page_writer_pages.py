"""Every document in prose: six languages, every format, no words left out."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from functools import lru_cache

import pytest
from language_files import pending_words
from languages_in_turn import in_turn
from markup_checks import braces_balance, parsed

import ictindex as ict
from ictindex.definitions import catalogue, documents
from ictindex.definitions.documents import sources_read
from ictindex.language import i18n

LIBRARY = documents.library()
PAGES = in_turn(LIBRARY, i18n.LANGUAGES)
# Words that no language translates: abbreviations, units, functions.
AS_IT_IS = {
    "min",
    "max",
    "ln",
    "log",
    "kbit",
    "bit",
    "LTE",
    "SIM",
    "GNI",
    "ITU",
    "IDI",
    "LAN",
    "TOML",
}


@lru_cache(maxsize=1024)
def page(key: str, language: str, form: str = "text") -> str:
    return ict.methodology(key).show(language, form)


@pytest.mark.parametrize(("key", "language"), PAGES)
def test_nothing_is_left_unsaid(key: str, language: str) -> None:
    for form in ("text", "markdown", "latex", "html", "mathml"):
        shown = page(key, language, form)
        matches = re.findall(r"(?<![\\a-z}])\{[a-z_]+\}|\[[a-z-]+[./][a-z-]+\]", shown)
        if form == "latex":
            matches = [words for words in matches if words.startswith("[")]
        assert not matches, f"{key} in {language} as {form}: {matches}"
        assert "None" not in shown and "Decimal(" not in shown


@pytest.mark.parametrize(("key", "language"), PAGES)
def test_no_english_is_left_in_another_script(key: str, language: str) -> None:
    if language not in ("ar", "ru", "zh"):
        return
    shown = " ".join(page(key, language, "markdown").replace("\\", "").split())
    for words in pending_words(language).values():
        shown = shown.replace(words, "")
    for source in LIBRARY[key].sources:
        shown = shown.replace(source.title, "").replace(source.location, "")
    for row in sources_read().values():  # a citation stays in its language
        shown = shown.replace(row.title, "")
    for node in (*LIBRARY, *catalogue.node_ids(), *catalogue.indicators()):
        shown = shown.replace(f"| {node} |", "| |")
    shown = re.sub(r"\$\$.*?\$\$|i(?:di|pb)-methodology-[0-9a-z-]+|`[^`]*`", "", shown)
    shown = re.sub(r"\bD-IND-[A-Z_0-9-]+", "", shown)  # the number of a publication
    latin = [word for word in re.findall(r"[A-Za-z]{2,}", shown) if word not in AS_IT_IS]
    allowed = {"GB", "ICT"}
    assert set(latin) <= allowed, f"{key} in {language}: {sorted(set(latin) - allowed)}"


@pytest.mark.parametrize(("key", "language"), PAGES)
def test_html_is_balanced_and_mathml_well_formed(key: str, language: str) -> None:
    shown = page(key, language, "html")
    parsed(shown)
    formulae = re.findall(r"<math.*?</math>", shown)
    document = LIBRARY[key]
    of_conversion = 3 if document.baskets else 0  # share, US dollars, PPP
    assert len(formulae) == len(document.nodes) + len(document.leaves) + of_conversion
    for formula in formulae:
        tree = ET.fromstring(formula)  # noqa: S314
        assert all(element.text for element in tree.iter() if not len(element)), formula


@pytest.mark.parametrize(("key", "language"), PAGES)
def test_latex_is_balanced(key: str, language: str) -> None:
    shown = page(key, language, "latex")
    assert braces_balance(shown)
    assert shown.count(r"\left(") == shown.count(r"\right)")
    assert shown.count("\\[\n") == shown.count("\n\\]")
    for formula in re.findall(r"\\\[\n(.*?)\n\\\]", shown, re.DOTALL):
        assert braces_balance(formula)
        # Outside of \text, mathematics has no characters that its fonts lack.
        bare = re.sub(r"\\text\{(?:[^{}]|\\[{}]|\{\})*\}", "", formula)
        assert bare.isascii(), f"{language}: {bare}"


@pytest.mark.parametrize("key", LIBRARY)
def test_the_page_says_what_the_document_says(key: str) -> None:
    document = LIBRARY[key]
    shown = " ".join(page(key, "en").split())
    assert key in shown
    for erratum in document.errata:
        assert i18n.text(f"documents/{key}/errata", erratum.id) in shown
    for change in document.changes:
        assert i18n.text(f"documents/{key}/changes", change) in shown
    for leaf in document.leaves:
        assert i18n.label("nodes", leaf.indicator) in shown
        assert i18n.number(leaf.goalposts.full) in shown
    if document.status == "draft":
        assert "nothing can be computed with it" in shown


def test_the_formula_of_a_price_is_readable() -> None:
    shown = page("idi-methodology-2023", "en")
    assert "100 × min(max((x − 33.30) ÷ (1 − 33.30); 0); 1)" in shown
    assert "Network coverage = (2 × " in shown


def test_the_default_language_is_the_one_in_force() -> None:
    methodology = ict.methodology("idi-methodology-2023")
    with ict.set_options(language="fr"):
        assert methodology.show() == page("idi-methodology-2023", "fr")
