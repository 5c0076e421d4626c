"""Plain text in a terminal: lines wrapped to its width, figures never cut."""

from __future__ import annotations

from decimal import Decimal

import pytest
from small_cases import small_cases

from ictindex.core.formulas import Number, Quotient, Symbol
from ictindex.language.i18n import Bullets, Formula, Grid, Heading, Paragraph, write
from ictindex.language.i18n.page_writer import page_width
from ictindex.language.i18n.text_layout import cell_width, text_table, wrap

SENTENCE = "Scores are published without ranks, and nothing is imputed or carried over silently."
CHINESE = "本指数是普遍连通和有意义的连通两个支柱的平均值，由十项按0至100计分的指标构成。"


@small_cases("width", [10, 20, 40])
@small_cases("words", [SENTENCE, CHINESE])
def test_lines_keep_to_the_width_and_lose_nothing(words: str, width: int) -> None:
    lines = wrap(words, width)
    assert max(map(cell_width, lines)) <= width
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert not any(line.startswith(("，", "。")) for line in lines)
    assert wrap(words, None) == [words]


def test_spaces_that_do_not_break_are_kept() -> None:
    assert wrap("rangs\u00a0: les rangs", 10) == ["rangs\u00a0:", "les rangs"]


def test_what_cannot_be_broken_stays_whole() -> None:
    assert wrap("idi-methodology-2023", 8) == ["idi-methodology-2023"]
    assert wrap("", 8) == [""]


def test_hanging_and_leading_indents() -> None:
    assert wrap("- one two three", 9, "  ") == ["- one two", "  three"]
    assert wrap("\u2003\u2003one two", 6) == ["\u2003\u2003one", "\u2003\u2003two"]
    page = write([Bullets(["one two three"]), Paragraph("four five six", note=True)], "en", width=9)
    assert page == "- one two\n  three\n\n! four\n  five\n  six\n"


def test_an_isolate_is_closed_and_opened_again_at_the_end_of_a_line() -> None:
    assert wrap("\u2068one two\u2069 three", 5) == ["\u2068one\u2069", "\u2068two\u2069", "three"]


def test_a_table_gives_way_where_words_are() -> None:
    rows = [["Republic of Korea", "KOR", "94.4"], ["Brazil", "BRA", "82.0"]]
    lines = text_table(["Economy", "Code", "IDI"], rows, frozenset({2}), 20)
    assert lines == [
        "Economy   Code   IDI",
        "────────  ────  ────",
        "Republic  KOR   94.4",
        "of Korea",
        "Brazil    BRA   82.0",
    ]


def test_headers_that_do_not_fit_become_a_legend() -> None:
    lines = text_table(["Connectivity", "Development"], [["1.0", "2.0"]], frozenset({0, 1}), 12)
    assert lines == [
        "(1)  (2)", "───  ───", "1.0  2.0", "", "(1)", "    Connectivity", "(2)", "    Development",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [1, 20, 60, 200])
def test_figures_are_never_cut(width: int) -> None:
    rows = [["Sao Tome and Principe", "100.00", "−12345.678"]]
    page = write([Grid(["Economy", "A", "B"], rows, frozenset({1, 2}))], "en", width=width)
    assert "100.00" in page
    assert "−12345.678" in page


def test_pages_are_wrapped_only_where_it_is_asked_for() -> None:
    page = [Heading(SENTENCE), Paragraph(SENTENCE)]
    assert SENTENCE in write(page, "en")
    with page_width(30):
        inside = write(page, "en")
    assert max(map(len, inside.splitlines())) <= 30
    assert inside == write(page, "en", width=30)
    assert SENTENCE in write(page, "en")
    assert SENTENCE in write(page, "en", "html", width=30)


def test_a_caption_has_the_colon_of_its_language() -> None:
    formula = [Formula(Quotient(Symbol("x", ""), Number(Decimal(95))), "Note")]
    for form in ("text", "markdown", "latex"):
        assert "Note\u00a0:" in write(formula, "fr", form)
        assert "Note:" in write(formula, "en", form)


def test_widths_that_are_counted_are_those_of_a_terminal() -> None:
    """Text of Latin and Cyrillic letters is counted, without the tables of terminals."""
    from rich.cells import cell_len

    for code in range(0x20, 0x2300):
        character = chr(code)
        if not "\u2066" <= character <= "\u2069":
            assert cell_width(character) == cell_len(character), hex(code)


def test_no_line_begins_with_a_sign_that_belongs_to_the_word_before_it() -> None:
    text = "ont le score maximal (seuil : 15 %). Pour « Mon usage » : oui"
    lines = [line for width in range(8, 40) for line in wrap(text, width)]
    assert not [line for line in lines if line[0] in ":%»"]
    assert not [line for line in lines if line.endswith("«")]
    assert wrap("trop long : oui", 9) == ["trop", "long :", "oui"]


def test_what_takes_one_column_takes_it_for_the_terminal_library_too() -> None:
    from rich.cells import cell_len

    letters = [chr(code) for code in range(0x20, 0x3000) if chr(code).isprintable()]
    for letter in [*letters, "\u00a0", "\u202f"]:
        assert cell_width(letter) == cell_len(letter), hex(ord(letter))
