"""Blocks as HTML: every kind is escaped, tables say which columns are numbers."""

from __future__ import annotations

import re

from markup_checks import parsed
from small_cases import small_cases

from ictindex.language import i18n
from ictindex.language.i18n.document import Bullets, Grid, Heading, Paragraph
from ictindex.language.i18n.further_blocks import Contents, Entries, Entry
from ictindex.language.i18n.html_blocks import html_fragment, html_links, html_page

HOSTILE = "<script>alert(1)</script>\"' & {{ 7*7 }} %s"
BLOCKS = [
    Contents(HOSTILE), Heading(HOSTILE), Heading(HOSTILE, 2), Paragraph(HOSTILE),
    Paragraph(HOSTILE, note=True), Bullets([HOSTILE]), Entries([Entry(HOSTILE, [HOSTILE])]),
    Grid([HOSTILE, "%d"], [[HOSTILE, "1"]], frozenset({1})),
]  # fmt: skip


@small_cases("language", i18n.LANGUAGES)
def test_every_kind_of_block_is_escaped(language: str) -> None:
    page = html_page(HOSTILE, html_fragment(BLOCKS, language), language)
    reader = parsed(page)
    assert "script" not in reader.seen
    # Title of the page; title and point of the contents; two headings, two paragraphs, a point,
    # two of an entry, two of a table.
    assert "".join(reader.text).count(HOSTILE) == 12


def test_numbers_are_set_to_the_end_and_read_from_left_to_right() -> None:
    table = Grid(["Economy", "Score"], [["Peru", "82.0"], ["Chad", ""]], frozenset({1}))
    page = str(html_fragment([table], "ar"))
    sides = re.findall(r"<t[hd][^>]*text-align:(\w+)[^>]*>(?:<bdi dir=\"(\w+)\">)?", page)
    assert sides == [("start", ""), ("end", ""), *[("start", ""), ("end", "ltr")] * 2]


def test_only_a_scrollable_table_is_reached_by_the_keyboard() -> None:
    table = [Grid(["a"], [["1"]])]
    assert 'tabindex="0"' not in html_fragment(table, "en")
    assert html_fragment(table, "en", scrollable=True).count('<div tabindex="0" style="over') == 1


def test_a_table_without_rows_or_columns_is_an_empty_table() -> None:
    page = str(html_fragment([Grid(["a"], []), Grid([], [])], "en"))
    assert page.count("<tbody></tbody>") == 2 and page.count("<th ") == 1
    parsed(page)


def test_links_are_escaped_in_their_addresses_and_words() -> None:
    page = str(html_links([[('a"b.html', "<b>")]], "en", "R & D"))
    assert '<a href="a&#34;b.html">&lt;b&gt;</a>' in page and "<h3>R &amp; D</h3>" in page


def test_a_count_of_a_whole_reads_as_its_language_does() -> None:
    """In Arabic "60 of 120" is a phrase: left to right it would say "120 of 60"."""
    words = "⁨60⁩ من ⁨120⁩"
    fragment = html_fragment([Grid(["أ", "ب"], [[words, "7"]], frozenset({0, 1}))], "ar")
    assert f'<bdi dir="rtl">{words}</bdi>' in fragment
    assert '<bdi dir="ltr">7</bdi>' in fragment
