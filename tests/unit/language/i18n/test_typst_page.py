"""The writer of Typst: nothing that somebody wrote is markup; direction, levels, formulae."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal

import pytest
from small_cases import small_cases

from ictindex.core.formulas import Equation, Number, Quotient, Symbol
from ictindex.language.i18n import (
    LANGUAGES,
    Bullets,
    Contents,
    Entries,
    Entry,
    Formula,
    Grid,
    Heading,
    Paragraph,
    Picture,
    write,
)
from ictindex.language.i18n.typst_page import Paper, write_typst

HOSTILE = (
    r"""#panic("x") [*b*] _i_ @label $x^2$ \ <label> `raw` "quoted" // c /* d */ #read("/a") """
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40" font-family="x"/>'
PAGE = [
    Heading(HOSTILE),
    Paragraph(HOSTILE),
    Paragraph(HOSTILE, note=True),
    Bullets([HOSTILE]),
    Entries([Entry(HOSTILE, [HOSTILE])]),
    Grid([HOSTILE, "n"], [[HOSTILE, "1"]], frozenset({1})),
    Formula(Equation((Symbol("score", HOSTILE), Number(Decimal("-1.5")))), HOSTILE),
    Picture(lambda: SVG, HOSTILE, HOSTILE),
]
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def test_every_word_is_in_a_string() -> None:
    source = write(PAGE, "en", "typst")
    bare = STRING.sub('""', source)
    for sign in ("panic", "read", "`", "@", "<", "//", "/*", "quoted"):
        assert sign not in bare, sign


def test_typst_reads_a_string_as_it_was_written() -> None:
    typst = pytest.importorskip("typst", reason="the extra report is not installed")
    from ictindex.core.formulas import typst_string

    for text in (HOSTILE, "\\", '\\"', "a\nb\tc", "\u2067\u0645\u2069", "\U0001f600"):
        read = json.loads(typst.Compiler(b"").eval(typst_string(text), format="json"))
        assert read == text


def test_a_page_in_arabic_runs_from_right_to_left() -> None:
    source = write(PAGE, "ar", "typst")
    assert 'lang: "ar", dir: rtl' in source
    assert "stroke: (right: 2pt" in source and "align: (right, left,)" in source
    # A slash between two numbers would turn; words do not.
    assert '"صفحة ", str(counter(page).get().first()), " من "' in source


@small_cases("language", LANGUAGES)
def test_the_language_is_declared(language: str) -> None:
    assert f'lang: "{language}"' in write([Paragraph("IDI")], language, "typst")


def test_a_sign_stays_before_its_number_in_arabic() -> None:
    assert "\\u{2066}-0.13\\u{2069}" in write([Paragraph("من -0.13 إلى 0.12")], "ar", "typst")
    assert "2066" not in write([Paragraph("2023-2024")], "ar", "typst")


def test_a_number_in_a_table_is_read_from_left_to_right() -> None:
    table = Grid(["a", "b"], [["x", "−1.5"], ["y", "غير متاح"]], frozenset({1}))
    source = write([table], "ar", "typst")
    assert 'number("−1.5")' in source and '[#"غير متاح"]' in source


def test_no_level_of_heading_is_left_out() -> None:
    source = write(
        [Heading("a", 2), Heading("b", 4), Heading("c", 1), Heading("d", 3)], "en", "typst"
    )
    assert re.findall(r"heading\(level: (\d), ", source) == ["1", "2", "1", "2"]


def test_a_formula_with_arabic_names_is_mirrored_and_one_of_numbers_is_not() -> None:
    names = Formula(Quotient(Symbol("score", "idi"), Symbol("x", "")))
    assert "$ frac(" in write([names], "ar", "typst")
    chain = Equation((Symbol("score", "idi"), Number(Decimal(3))))
    assert re.search(r'\$ #nb\("3"\) = #nm\("', write([Formula(chain)], "ar", "typst"))
    assert re.search(r'\$ #nm\("[^"]*"\) = #nb\("3"\)', write([Formula(chain)], "en", "typst"))


def test_paper_says_its_date_and_its_running_words() -> None:
    paper = Paper(dt.date(2024, 6, 27), "IDI 2024", ("IDI",))
    source = write_typst([Heading("Report")], "en", paper)
    assert "date: datetime(year: 2024, month: 6, day: 27)" in source
    assert 'keywords: ("IDI", )' in source and '"IDI 2024"' in source
    assert "date: none" in write_typst([Heading("Report")], "en")


def test_contents_name_their_levels() -> None:
    source = write([Heading("Report"), Contents("In it", 3), Heading("a", 2)], "en", "typst")
    assert 'outlined: false, "In it"' in source
    assert "heading.where(level: 3, outlined: true)" in source


def test_a_picture_keeps_to_the_page_and_loses_no_letters() -> None:
    tall = SVG.replace('height="40"', 'height="900"')
    source = write([Picture(lambda: tall + "مُثبَّت", "Tall")], "ar", "typst")
    assert "width: 56.9pt" in source
    assert "DejaVu Sans" in source and "مثبت" in source


def test_arabic_words_of_a_picture_have_the_font_of_the_text_and_other_letters_their_own() -> None:
    """Arabic letters are joined in the font of the first sign of a text: it is never another."""
    words = "BRA\u060c \u0645\u0646 0 \u0625\u0644\u0649 100 (%)"
    drawn = SVG.replace("/>", f"><text>{words}</text><text>ITU &amp; 5G</text></svg>")
    picture = [Picture(lambda: drawn, "a", "a")]
    shown = write(picture, "ar", "typst").replace("\\", "")
    pieces = re.findall("<tspan font-family=\"'Noto Sans', [^>]*>(.*?)</tspan>", shown)
    assert pieces == ["BRA", "0", "100", "(%)", "ITU", "&amp;", "5G"]
    assert "font-family=\"'Noto Sans Arabic', " in shown
    assert "<text>u{200f}<tspan" in shown and "<text><tspan" in shown
    assert "<tspan" not in write(picture, "zh", "typst")
