"""The writers of pages: text, Markdown, LaTeX, HTML with MathML; what they escape and isolate."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from markup_checks import braces_balance, parsed
from small_cases import small_cases

from ictindex.core.errors import UsageError
from ictindex.core.formulas import Equation, Number, Quotient, Symbol
from ictindex.language.i18n import Bullets, Formula, Grid, Heading, Paragraph, write
from ictindex.language.i18n.page_writer import FORMATS
from ictindex.language.i18n.text_layout import cell_width

HOSTILE = r"a < b & c > d | $5_000 `x` *y* [z](u) {w} 50 % #1 ~ ^ \ <script>alert(1)</script>"
PAGE = [
    Heading(HOSTILE, 1),
    Paragraph(HOSTILE),
    Paragraph(HOSTILE, note=True),
    Bullets([HOSTILE, "[x] second"]),
    Grid([HOSTILE, "n"], [[HOSTILE, "1"], ["[optional]", "2"], ["", ""]], frozenset({1})),
    Formula(
        Equation((Symbol("score", HOSTILE), Number(Decimal("-1.5"))), Decimal("2.25")), HOSTILE
    ),
]


def test_html_escapes_and_balances() -> None:
    page = write(PAGE, "en", "html")
    reader = parsed(page)
    assert "script" not in reader.seen
    # Title, heading, two paragraphs, a point, header and cell, caption, symbol.
    assert "".join(reader.text).count(HOSTILE) == 9
    assert page.startswith('<!doctype html>\n<html lang="en" dir="ltr">')


@pytest.mark.parametrize("language", ["en", "fr", "ar", "zh"])
def test_html_says_its_language_and_direction(language: str) -> None:
    way = "rtl" if language == "ar" else "ltr"
    page = write([Heading("IDI"), Grid(["a"], [["1"]], frozenset({0}))], language, "html")
    assert f'<html lang="{language}" dir="{way}">' in page
    assert f'<div lang="{language}" dir="{way}"' in page
    # Numbers read from left to right everywhere.
    assert '<bdi dir="ltr">1</bdi>' in page


def test_mathml_of_a_page_is_well_formed() -> None:
    page = write(PAGE, "en", "mathml")
    (formula,) = re.findall(r"<math.*?</math>", page)
    tree = ET.fromstring(formula)  # noqa: S314
    assert HOSTILE in [element.text for element in tree.iter("mtext")]
    assert [element.text for element in tree.iter("mn")] == ["−1.5", "2.25"]


def test_markdown_escapes() -> None:
    page = write(PAGE, "en", "markdown")
    prose = page.partition("$$")[0]
    special = r"[`*_\[\]<>|$&~]"
    for line in prose.splitlines():
        bare = line.removeprefix("> **!** ").removeprefix("# ").removeprefix("- ")
        if line.startswith("|"):
            cells = re.split(r"(?<!\\)\|", line)
            assert len(cells) == 4, f"a cell breaks the row: {line}"
            bare = "".join(cells)
        assert not re.search(rf"(?<!\\){special}", bare.replace("\\\\", "")), line
    assert "\\<script\\>" in prose
    assert "| ---: |" in prose


def test_a_line_break_in_a_cell_does_not_break_the_table() -> None:
    table = [Grid(["a", "b"], [["one\ntwo", "3"], ["four\r\nfive", "6"]])]
    markdown = write(table, "en", "markdown").splitlines()
    assert markdown == ["| a | b |", "| --- | --- |", "| one two | 3 |", "| four five | 6 |"]
    assert len(write(table, "en", "text").splitlines()) == 4


def test_latex_escapes_and_balances() -> None:
    page = write(PAGE, "en", "latex")
    assert braces_balance(page)
    body = page.partition(r"\begin{document}")[2]
    alerts = [line for line in body.splitlines() if "alert" in line]
    # Heading, two paragraphs, a point, header and row, caption, symbol.
    assert len(alerts) == 8
    for line in alerts:
        bare = re.sub(r"\\[%$&#_{}]|\\(?:textbackslash|\^|~)\{\}", "", line)
        bare = bare.replace(" & ", "").replace(r"\\", "")
        assert not re.search(r"[%$#_~&]", bare), line
    # Words in brackets are not the option of a command before them.
    assert r"\item {}[x] second" in body
    assert r"{}[optional] & 2 \\" in body
    assert "−" not in page
    for name in ("document", "itemize", "longtable"):
        assert page.count(rf"\begin{{{name}}}") == page.count(rf"\end{{{name}}}") == 1


@small_cases(
    ("language", "package"),
    [
        ("en", r"\setmainlanguage{english}"),
        ("fr", r"\setmainlanguage{french}"),
        ("es", r"\setmainlanguage{spanish}"),
        ("ar", r"\newfontfamily\arabicfont"),
        ("ru", r"\newfontfamily\russianfont"),
        ("zh", r"\usepackage{xeCJK}"),
    ],
)
def test_latex_is_set_up_for_its_language(language: str, package: str) -> None:
    assert package in write([Paragraph("IDI")], language, "latex")


def test_text_tables_line_up_with_chinese() -> None:
    rows = [["巴西", "82.0"], ["Brazil", "7.5"], ["特立尼达和多巴哥", "100.0"]]
    page = write([Grid(["经济体", "分数"], rows, frozenset({1}))], "zh", "text")
    lines = page.rstrip("\n").splitlines()
    assert len({cell_width(line) for line in lines}) == 1
    assert cell_width("特立尼达和多巴哥") == 16
    assert lines[-1].startswith("特立尼达和多巴哥")


def test_isolates_take_no_room_in_a_table() -> None:
    assert cell_width("\u2066x − 1\u2069") == cell_width("x − 1")


def test_a_formula_in_arabic_is_isolated() -> None:
    x = Formula(Quotient(Symbol("x", ""), Number(Decimal(95))), "الصيغة")
    page = write([x], "ar", "text")
    assert "\u2066x ÷ 95\u2069" in page
    named = Formula(Quotient(Symbol("score", "use"), Number(Decimal(3))))
    page = write([named], "ar", "text")
    assert page.strip().startswith("\u2067") and page.strip().endswith("\u2069")
    assert "\u2066" not in write([x], "en", "text")
    assert '<math dir="ltr"' in write([x], "ar", "html")
    assert '<math dir="rtl"' in write([named], "ar", "html")


def test_text_says_what_is_a_note_and_parts_its_blocks() -> None:
    blocks = [Heading("One"), Paragraph("two", note=True), Bullets(["3", "4"]), Paragraph("five")]
    assert write(blocks, "en") == "One\n===\n\n! two\n\n- 3\n- 4\n\nfive\n"


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        write([Paragraph("IDI")], "en", "pdf")
    assert str(caught.value) == (
        "The format 'pdf' is not known. Use one of: text, markdown, latex, html, mathml, typst."
    )
    assert FORMATS == ("text", "markdown", "latex", "html", "mathml", "typst")


@small_cases("form", FORMATS)
def test_an_empty_page_and_an_empty_table_are_no_crash(form: str) -> None:
    assert write([], "en", form).endswith("\n")
    assert write([Grid(["a", "b"], [])], "en", form).endswith("\n")
    assert write([Bullets([])], "en", form).endswith("\n")
