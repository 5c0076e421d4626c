"""Words around a plot are laid out from the side where the language begins."""

from __future__ import annotations

import re

from picture_boxes import Box, collisions, text_boxes
from small_cases import small_cases

from ictindex.publishing.graphics.composition import ChartTable, Composition, LegendItem, Words
from ictindex.publishing.graphics.setting import Setting
from ictindex.publishing.graphics.svg_frame import frame_plot

PLOT = '<svg xmlns="x" class="marks" width="300" height="40"><g clip-path="url(#clip7)"/></svg>'


def framed(language: str, form: str = "wide", title: str = "A title") -> str:
    legend = [LegendItem(f"sign number {n}", "#0b2f5c", "circle") for n in range(9)]
    words = Words(title, "what it rests on", ["a first note", "a second note"], "a sentence")
    return frame_plot(
        PLOT, Composition(words, {}, ChartTable([], []), legend), Setting(language, form)
    )


@small_cases("language", ["en", "ar", "zh"])
@small_cases("form", ["wide", "narrow"])
def test_nothing_is_cut_however_long_the_title(language: str, form: str) -> None:
    assert not collisions(framed(language, form, "a very long title " * 20))


def test_arabic_begins_at_the_right() -> None:
    english, arabic = text_boxes(framed("en")), text_boxes(framed("ar"))
    assert min(box.left for box in english) == 16
    assert max(box.right for box in arabic) == 720 - 16
    assert "translate(404," in framed("ar")  # the plot, too, is at the right
    assert "translate(16," in framed("en")


def test_clips_have_names_of_their_own() -> None:
    first, second = framed("en"), framed("en", title="Another")
    names = [re.findall(r"#(clip[\w-]+)", svg) for svg in (first, second)]
    assert names[0] != names[1]
    assert names[0] == re.findall(r"#(clip[\w-]+)", framed("en").replace("clip7", "clip9"))


def test_markup_in_words_is_text() -> None:
    assert "<b>" not in framed("en", title="<b>bold</b> & more")


def test_the_check_of_boxes_finds_what_is_wrong() -> None:
    """The oracle of the pictures itself: words over one another, and words beyond the edge."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50">'
        '<text x="10" y="20">one</text><g transform="translate(5,2)"><text x="10" y="20">two</text>'
        '</g><text x="95" y="40">far away</text></svg>'
    )
    assert collisions(svg) == ["cut: far away", "over one another: one | two"]
    assert Box("a", 0, 0, 10, 10).covers(Box("b", 9.5, 0, 20, 10)) is False


def test_coordinates_are_shortened_and_words_keep_every_digit() -> None:
    """A goalpost of 21.3295 is not 21.33, which would print an error of a source."""
    mark = '<path aria-label="price: 21.3295" d="M1.23456,2L3,4.56789"/>'
    plot = PLOT.replace("<g ", f'{mark}<text x="7.65432">goalposts 21.3295</text><g ')
    words = Words("An index at 0.1234", "what it rests on", [], "a sentence of 5.4321")
    svg = frame_plot(plot, Composition(words, {}, ChartTable([], []), []), Setting("en", "wide"))
    for kept in ('aria-label="price: 21.3295"', ">goalposts 21.3295<", "0.1234", "5.4321"):
        assert kept in svg
    assert 'd="M1.23,2L3,4.57"' in svg and 'x="7.65"' in svg
