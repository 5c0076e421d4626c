"""Any text appears in a PDF as it was written, and steers nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ictindex.core.formulas import typst_string
from ictindex.language.i18n import Bullets, Grid, Heading, Paragraph, write
from ictindex.language.i18n.table_layout import break_long_words

typst = pytest.importorskip("typst", reason="the extra report is not installed")

MARKUP = st.text(alphabet="#[](){}*_@$\\`\"'<>/=-+~^&|;:, \n\tab1é", max_size=40)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=8, deadline=None)
@given(st.lists(MARKUP | ANYTHING, min_size=20, max_size=20))
def test_a_string_is_read_back_as_it_was(texts: list[str]) -> None:
    array = f"({', '.join(map(typst_string, texts))})"
    assert json.loads(typst.Compiler(b"").eval(array, format="json")) == texts


@settings(max_examples=10, deadline=None)
@given(MARKUP)
def test_a_page_of_markup_has_the_words_and_nothing_else(text: str) -> None:
    page = [
        Heading("Page"),
        Paragraph(text),
        Bullets([text]),
        Grid(["a", text], [[text, "1"]], frozenset({1})),
    ]
    source = write(page, "en", "typst")
    kinds = "heading, link, raw, ref, math.equation, image, footnote"
    data = json.loads(typst.Compiler(source.encode()).query(f"selector.or({kinds})"))
    assert [(element["func"], element["body"]["text"]) for element in data] == [("heading", "Page")]


@given(ANYTHING)
def test_breaking_long_words_changes_no_letter(text: str) -> None:
    plain = text.replace("\u200b", "")
    assert break_long_words(plain, 5).replace("\u200b", "") == plain
