"""Blocks become parts of a page: named tables, escaped words, formulae, digits that keep."""

from __future__ import annotations

import pytest

from ictindex.core.formulas.trees import Number, Symbol
from ictindex.language import i18n
from ictindex.publishing.website.block_parts import (
    arrange_blocks,
    isolate_digits,
    list_contents,
    mark_typed,
)


def test_the_heading_of_the_page_is_left_to_it_and_the_others_have_places() -> None:
    blocks = [i18n.Heading("Page", 1), i18n.Heading("A", 2), i18n.Heading("B", 3),
              i18n.Heading("C", 2)]  # fmt: skip
    parts = arrange_blocks(blocks, "en")
    assert [(part.level, part.key) for part in parts] == [
        (2, "part-1"), (3, "part-2"), (2, "part-3"),
    ]  # fmt: skip
    assert list_contents(parts) == [("part-1", "A"), ("part-3", "C")]


def test_every_table_has_a_name_of_its_own() -> None:
    table = i18n.Grid(["Constant", "Value"], [["a", "1"]])
    blocks = [i18n.Heading("Rules", 2), table, table, table, table]
    names = [part.words for part in arrange_blocks(blocks, "en") if part.kind == "table"]
    assert names == ["Rules", "Rules: Constant", "Rules (2)", "Rules (3)"]


def test_hostile_words_stay_words() -> None:
    hostile = "<img src=x onerror=alert(1)> `</code><script>`"
    blocks = [i18n.Paragraph(hostile), i18n.Bullets([hostile]),
              i18n.Entries([i18n.Entry("t", [hostile])]), i18n.Heading(hostile, 2)]  # fmt: skip
    paragraph, bullets, entries, heading = arrange_blocks(blocks, "en")
    shown = [paragraph.words, bullets.items[0], entries.items[0][1][0], heading.words]
    assert all("<img" not in words and "<script" not in words for words in shown)
    assert '<code dir="ltr">&lt;/code&gt;&lt;script&gt;</code>' in paragraph.words
    assert mark_typed("a < b") == "a &lt; b"


def test_a_formula_is_mathml_in_the_direction_of_its_names() -> None:
    [part] = arrange_blocks([i18n.Formula(Number(2), "two")], "ar")
    assert part.kind == "formula" and part.words == "two"
    assert part.markup.startswith('<math dir="ltr"') and part.direction == "ltr"
    [named] = arrange_blocks([i18n.Formula(Symbol("score", "idi"))], "ar")
    assert named.direction == "rtl"


@pytest.mark.parametrize("words", ["0 – 100", "2023–2026", "1/12", "2023-11-01 – 2027-10-31"])
def test_ranges_are_not_turned_round_among_arabic_words(words: str) -> None:
    assert isolate_digits(words, "ar") == f"\u2066{words}\u2069"
    assert isolate_digits(words, "fr") == words
    cell = arrange_blocks([i18n.Grid(["a"], [[words]])], "ar")[0].table
    assert cell is not None and cell.rows[0][0].startswith("\u2066")


def test_words_and_dashes_alone_are_left_as_they_are() -> None:
    assert isolate_digits("سنة 2023", "ar") == "سنة 2023"
    assert isolate_digits("–", "ar") == "–"


def test_a_note_is_marked_and_an_empty_paragraph_left_out() -> None:
    parts = arrange_blocks([i18n.Paragraph("beware", note=True), i18n.Paragraph("")], "en")
    assert [(part.kind, part.words) for part in parts] == [("note", "beware")]
