"""One palette and one type scale: what is shown takes its colours and sizes from there alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from small_cases import small_cases

import ictindex
from ictindex.language.i18n import house_style
from ictindex.publishing.graphics import palette
from ictindex.publishing.website.site_build import ASSETS

LIBRARY = Path(ictindex.__file__).parent
DECLARED = {"language/i18n/house_style.py", "publishing/graphics/palette.py"}
# Files that show something: the site, charts, reports, training, the workbook, paper.
SHOWN = ("publishing", "submissions/questionnaires", "language/i18n")
# A fragment of HTML takes the colours of the page around it, dark or light, and is in archives of
# editions, whose bytes do not change.
LEFT_OUT = {"language/i18n/templates/fragment.html.j2"}
COLOUR = re.compile(
    r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b(?=[\"';])|\bluma\(|\brgba?\(\d"
    r"|\bw:(?:color|val)=\"[0-9A-Fa-f]{6}\""
)
SIZE = re.compile(
    r"font-size:(?! ?(?:var\(|\{\{|clamp\(var))[^;}\"']+"
    r"|\bfont_?[sS]ize[\"']?[=:] ?\d+|\bsize: ?[\d.]+(?:pt|em)"
)


def shown_files() -> list[Path]:
    """Return the files that show something, but for those where all is declared."""
    kinds = {".py", ".css", ".js", ".j2", ".svg"}
    return [
        path
        for folder in SHOWN
        for path in sorted((LIBRARY / folder).rglob("*"))
        if path.suffix in kinds and path.name != "vega.js"
        and path.relative_to(LIBRARY).as_posix() not in DECLARED | LEFT_OUT
    ]  # fmt: skip


def find_strays(text: str, declared: set[str]) -> list[str]:
    """Return the colours and sizes of a text that are not declared."""
    strays = [match[0] for match in SIZE.finditer(text)]
    return strays + [m[0] for m in COLOUR.finditer(text) if m[0] not in declared]


@pytest.mark.slow
def test_no_other_colour_or_size_is_written() -> None:
    """A script and a picture, which cannot ask for a colour, may repeat one; nothing else may."""
    repeated = set(
        re.findall(r"#[0-9a-f]{6}", "".join((LIBRARY / f).read_text("utf-8") for f in DECLARED))
    )
    strays = {
        path.relative_to(LIBRARY).as_posix(): actual
        for path in shown_files()
        if (
            actual := find_strays(
                path.read_text("utf-8"), repeated if path.suffix in (".js", ".svg") else set()
            )
        )
    }
    assert not strays


@small_cases(
    ("text", "strays"),
    [
        ("a { color: #123456; font-size: 1.07rem; }", ["font-size: 1.07rem", "#123456"]),
        ('mark("text", fontSize=9)', ["fontSize=9"]),
        ('book.format(font_size=14, bg_color="#FFF")', ["font_size=14", "#FFF"]),
        ("set text(size: 0.87em, fill: luma(10%))", ["size: 0.87em", "luma("]),
        ('<w:color w:val="1A1A1A"/>', ['w:val="1A1A1A"']),
        ('<w:left w:color="B35C00"/>', ['w:color="B35C00"']),
        ("a { color: var(--ink); font-size: var(--size-small); }", []),
    ],
)
def test_a_stray_colour_or_size_is_noticed(text: str, strays: list[str]) -> None:
    assert find_strays(text, set()) == strays


def test_the_style_sheet_names_only_variables_that_are_written() -> None:
    declared = set(re.findall(r"--([\w-]+):", house_style.write_variables()))
    sheet = (ASSETS / "site.css").read_text("utf-8")
    of_pages = {"at", "from", "score", "steps", "to"}
    own = set(re.findall(r"--([\w-]+)\b(?=[:\"\]])", sheet)) | of_pages
    assert set(re.findall(r"var\(--([\w-]+)", sheet)) <= declared | own
    assert declared <= set(re.findall(r"var\(--([\w-]+)", sheet))


WORDS = {
    "ink": house_style.INK,
    "soft ink": house_style.SOFT_INK,
    "accent": house_style.ACCENT,
    "ink of a note": house_style.NOTE_INK,
}
GROUNDS = (
    house_style.PAPER,
    house_style.GROUND,
    house_style.ACCENT_GROUND,
    house_style.NOTE_GROUND,
)


@pytest.mark.parametrize("name", WORDS)
def test_words_can_be_read_on_every_ground(name: str) -> None:
    for ground in GROUNDS:
        assert palette.contrast(WORDS[name], ground) >= 4.5, ground


def test_buttons_and_edges_stand_out() -> None:
    assert palette.contrast(house_style.PAPER, house_style.ACCENT) >= 4.5
    assert palette.contrast(house_style.EDGE, house_style.NOTE_GROUND) >= 3
    assert palette.contrast(house_style.EDGE, house_style.PAPER) >= 3


def test_words_of_a_workbook_can_be_read() -> None:
    pairs = [
        (house_style.BOOK_PAPER, house_style.BOOK_DARK),
        (house_style.BOOK_DARK, house_style.BOOK_GROUP),
        (house_style.BOOK_GREY, house_style.BOOK_PAPER),
        (house_style.BOOK_LINK, house_style.BOOK_PAPER),
        (house_style.BOOK_BLACK, house_style.BOOK_FILL),
        (house_style.BOOK_BLACK, house_style.BOOK_LIVE["needed"]),
        *((ink, house_style.BOOK_LIVE[level]) for level, ink in house_style.BOOK_INK.items()),
        *((house_style.BOOK_BLACK, ground) for ground in house_style.BOOK_MARKS.values()),
        *(
            (house_style.BOOK_LIVE[state], house_style.BOOK_PAPER)
            for state in ("title-error", "title-warning", "complete")
        ),
    ]
    for words, ground in pairs:
        assert palette.contrast(words, ground) >= 4.5, (words, ground)


def test_no_letters_are_below_seven_points() -> None:
    """On paper, and those of a chart that fills a page of A4 (210 mm, margins of 11 mm)."""
    assert min(house_style.PAPER_SIZES.values()) >= 7
    points = (210 - 2 * 11) / 25.4 * 72
    assert house_style.MARK_SIZE * points / 720 >= 7
    assert min(house_style.SCALE.values()) * 16 * 72 / 96 >= 7
