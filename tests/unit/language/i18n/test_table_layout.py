"""Tables that fit a page: upright, smaller, turned, in parts; never wider than the page."""

from __future__ import annotations

import pytest
from small_cases import small_cases

from ictindex.language.i18n import LANGUAGES, Grid
from ictindex.language.i18n.table_layout import break_long_words, lay_out_table

ROOMS = (493.0, 740.0)


def table(columns: int, cell: str) -> Grid:
    return Grid([f"Column {n}" for n in range(columns)], [[cell] * columns] * 3)


def test_a_small_table_is_as_wide_as_it_needs_to_be() -> None:
    layout = lay_out_table(table(3, "12.5"), "en", ROOMS, 10)
    assert not layout.turned and layout.size == 9.3
    ((columns, widths),) = layout.parts
    assert columns == (0, 1, 2) and sum(widths) < ROOMS[0] / 2


def test_prose_is_broken_before_the_page_is_turned() -> None:
    layout = lay_out_table(table(3, "a sentence of several words, " * 6), "en", ROOMS, 10)
    assert not layout.turned and layout.size == 9.3


def test_many_columns_turn_the_page_with_smaller_letters() -> None:
    layout = lay_out_table(table(13, "1 234.56"), "en", ROOMS, 10)
    assert layout.turned and layout.size < 9.3 and len(layout.parts) == 1


def test_what_fits_no_page_is_parted_and_repeats_its_first_column() -> None:
    layout = lay_out_table(table(40, "123 456 789.012345678"), "en", ROOMS, 10)
    assert layout.turned and len(layout.parts) > 1
    assert all(columns[0] == 0 for columns, _ in layout.parts)
    others = [column for columns, _ in layout.parts for column in columns[1:]]
    assert others == list(range(1, 40))


@small_cases("language", LANGUAGES)
@small_cases("columns", [1, 2, 5, 9, 14, 30])
@small_cases("cell", ["1", "not available", "words " * 40, "x" * 30])
def test_no_part_is_wider_than_its_page(language: str, columns: int, cell: str) -> None:
    layout = lay_out_table(table(columns, cell), language, ROOMS, 10)
    for _, widths in layout.parts:
        assert sum(widths) <= ROOMS[layout.turned] + 0.01


@pytest.mark.parametrize("columns", [1, 3])
def test_a_word_longer_than_a_line_may_be_broken(columns: int) -> None:
    layout = lay_out_table(table(columns, "x" * 400), "en", ROOMS, 10)
    assert len(layout.parts) == 1
    broken = break_long_words("sha256 " + "0a" * 32)
    assert broken.replace("\u200b", "") == "sha256 " + "0a" * 32
    assert max(map(len, broken.replace("\u200b", " ").split())) == 8


def test_words_and_numbers_are_left_whole() -> None:
    for text in ("1,234.56", "responsabilidad de las telecomunicaciones", "信息通信技术" * 12):
        assert break_long_words(text) == text
