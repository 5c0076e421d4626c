"""Titles in English among the words of another script."""

from __future__ import annotations

from markupsafe import Markup
from small_cases import small_cases

from ictindex.publishing.website.english_names import mark_cell, mark_english, mark_fragment

TITLE = "Measuring digital development: The ICT Development Index 2024"


@small_cases(
    ("text", "language", "expected"),
    [
        (f"Источник: {TITLE}.", "ru", f'Источник: <span lang="en">{TITLE}</span>.'),
        (
            f"المصدر: \u2068{TITLE}\u2069",
            "ar",
            f'المصدر: \u2068<span lang="en">{TITLE}</span>\u2069',
        ),
        ("国际电联，Prices (2025)", "zh", '国际电联，<span lang="en">Prices (2025)</span>'),
        ("МСЭ, CC BY 4.0", "ru", "МСЭ, CC BY 4.0"),
        ("МСЭ: Agência Nacional", "ru", 'МСЭ: <span lang="en">Agência Nacional</span>'),
        ("корень: sha256:" + "0" * 64, "ru", f"корень: <code>sha256:{'0' * 64}</code>"),
        ("internet-users", "zh", "<code>internet-users</code>"),
        ("يوم 2024-06-27", "ar", "يوم 2024-06-27"),
        ("Nobody translated this", "zh", "Nobody translated this"),
        (f"Source : {TITLE}", "fr", f"Source : {TITLE}"),
        ("знак <b>Title</b>", "ru", 'знак &lt;<span lang="en">b&gt;Title&lt;/b</span>&gt;'),
    ],
)
def test_what_is_cited_in_english_says_so(text: str, language: str, expected: str) -> None:
    assert str(mark_english(text, language)) == expected


def test_a_name_alone_is_marked_where_it_is_asked_for() -> None:
    assert mark_english("Demonstration", "ar", alone=True) == '<span lang="en">Demonstration</span>'
    assert mark_english("<i>Name</i>", "en", alone=True) == "&lt;i&gt;Name&lt;/i&gt;"


def test_markup_stays_markup() -> None:
    text = Markup("<b>Слово</b> и Title &amp; More <code>Code</code>")
    assert mark_english(text, "ru") == (
        '<b>Слово</b> и <span lang="en">Title &amp; More</span> <code>Code</code>'
    )


def test_texts_between_tags_are_marked_and_attributes_are_not() -> None:
    fragment = '<p title="Слово Title">Слово &amp; Title &lt;x&gt;</p><p>Title</p>'
    assert mark_fragment(fragment, "ru") == (
        '<p title="Слово Title">Слово &amp; <span lang="en">Title &lt;x</span>&gt;</p><p>Title</p>'
    )
    assert mark_fragment(fragment, "fr") == fragment
    formula = "<p>А<math><mi>share of А</mi></math></p>"
    assert mark_fragment(formula, "ru") == formula


def test_a_cell_is_english_where_all_its_words_are() -> None:
    assert str(mark_cell("ITU estimate.", "ru")) == '<td lang="en">ITU estimate.</td>'
    assert str(mark_cell("ITU estimate <b>", "en")) == "<td>ITU estimate &lt;b&gt;</td>"
    mixed = '<td>МСЭ: <span lang="en">ITU Research</span></td>'
    assert str(mark_cell("МСЭ: ITU Research", "ru")) == mixed
