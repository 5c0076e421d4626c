"""Pictures and lists of contents, in every format that shows them."""

from __future__ import annotations

import pytest
from markup_checks import braces_balance, parsed

from ictindex.language.i18n import Contents, Heading, Paragraph, Picture, write
from ictindex.language.i18n.document import listed_headings, title_of

HOSTILE = 'a "quoted" <b onload=x> & $5_000 `x` *y* [z](u) {w}'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8"/></svg>'
CONTENTS = Contents("Contents", 3)
PAGE = [
    Heading("Report"),
    CONTENTS,
    Heading("Scores", 2),
    Picture(lambda: SVG, HOSTILE, "Source: the edition."),
    Heading("By region", 3),
    Heading("In detail", 4),
    Heading("Prices", 2),
]


def never() -> str:
    raise AssertionError("a picture was drawn for a format that shows its description")


def test_a_picture_is_one_image_with_its_words() -> None:
    page = write(PAGE, "en", "html")
    reader = parsed(page)
    assert {"figure", "figcaption", "svg"} <= reader.seen and "b" not in reader.seen
    assert 'role="img" aria-label="a &#34;quoted&#34; &lt;b onload=x&gt; &amp;' in page
    assert "<figcaption>Source: the edition.</figcaption>" in page
    assert '<svg style="max-width:100%;height:auto" xmlns' in page


@pytest.mark.parametrize("form", ["text", "markdown", "latex"])
def test_what_shows_no_picture_says_it_and_draws_nothing(form: str) -> None:
    page = write([Picture(never, "Two dots of one colour.", "Source: ITU.")], "en", form)
    assert "Two dots of one colour." in page and "Source: ITU." in page


def test_words_of_a_picture_are_no_markup() -> None:
    assert braces_balance(write(PAGE, "en", "latex"))
    assert r"\$5\_000" in write(PAGE, "en", "latex")
    assert r"\$5\_000 \`x\` \*y\* \[z\](u)" in write(PAGE, "en", "markdown")


def test_contents_name_the_headings_to_their_depth() -> None:
    names = [heading.words for _, heading in listed_headings(PAGE, CONTENTS)]
    assert names == ["Scores", "By region", "Prices"]
    assert write(PAGE, "en").splitlines()[3:7] == [
        "Contents",
        "- Scores",
        "  - By region",
        "- Prices",
    ]
    page = write(PAGE, "en", "html")
    for n, name in ((1, "Scores"), (2, "By region"), (4, "Prices")):
        assert f'<a href="#part-{n}">{name}</a>' in page
        assert f'id="part-{n}"' in page
    assert "In detail</a>" not in page
    assert "- Scores\n  - By region\n- Prices" in write(PAGE, "en", "markdown")


def test_headings_have_no_ids_without_contents() -> None:
    assert ' id="' not in write([Heading("Report"), Heading("Scores", 2)], "en", "html")


def test_a_page_is_called_by_its_first_heading() -> None:
    assert title_of([Paragraph("IDI"), Heading("Scores", 2)]) == "Scores"
    assert title_of([]) == "ictindex"
