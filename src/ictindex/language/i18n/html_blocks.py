"""The HTML of blocks: fragments for notebooks and pages, and pages of their own.

Styles are attributes, so that a fragment needs no style sheet wherever it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ictindex.core import formulas
from ictindex.language.i18n import translations
from ictindex.language.i18n.document import (
    Block,
    Bullets,
    Grid,
    Heading,
    Paragraph,
    WordedBlock,
    listed_headings,
    word_sentences,
)
from ictindex.language.i18n.formula_words import formula_direction, symbol_names, written_digits
from ictindex.language.i18n.further_blocks import Contents, Entries, Formula, Picture
from ictindex.language.i18n.isolates import strip_isolate
from ictindex.language.i18n.page_templates import render, trust

if TYPE_CHECKING:
    from markupsafe import Markup

_ARABIC = re.compile(r"[\u0600-\u06ff]")
_KINDS: Mapping[type[WordedBlock], str] = {
    Heading: "heading",
    Paragraph: "paragraph",
    Formula: "formula",
    Grid: "table",
    Bullets: "bullets",
    Entries: "entries",
    Picture: "picture",
    Contents: "contents",
}


def html_fragment(blocks: Sequence[Block], language: str, *, scrollable: bool = False) -> Markup:
    """Return blocks as an HTML fragment with its own language and direction.

    ``scrollable`` makes wide tables reachable by the keyboard, which a browser then scrolls.
    """
    worded = word_sentences(blocks, language)
    return render(
        "language.i18n",
        "fragment.html.j2",
        parts=_list_parts(worded, language),
        named=any(isinstance(block, Contents) for block in worded),
        scrollable=scrollable,
        language=language,
        direction=translations.direction(language),
    )


def html_page(title: str, fragment: Markup, language: str) -> str:
    """Return a fragment as a complete page, which loads no other file."""
    page = render(
        "language.i18n",
        "page.html.j2",
        title=title,
        fragment=fragment,
        language=language,
        direction=translations.direction(language),
    )
    return f"{page}\n"


def html_links(
    links: Iterable[Sequence[tuple[str, str]]], language: str, title: str = ""
) -> Markup:
    """Return a list of points, each with one or more links: their addresses and words.

    With a title it is a part of the navigation; without, the points are numbered.
    """
    return render(
        "language.i18n",
        "links.html.j2",
        points=links,
        title=title,
        language=language,
        direction=translations.direction(language),
    )


def _list_parts(blocks: Sequence[WordedBlock], language: str) -> Iterator[dict[str, Any]]:
    """Yield what the template shows of each block: its kind, the block, and what is computed."""
    headings = 0
    for block in blocks:
        part: dict[str, Any] = {"kind": _KINDS[type(block)], "block": block}
        match block:
            case Heading():
                part["number"] = headings
                headings += 1
            case Formula():
                part["formula"], part["direction"] = write_formula(block, language)
            case Grid(headers, rows, numeric):
                part["number_direction"] = [
                    "ltr" if column in numeric else "" for column in range(len(headers))
                ]
                part["rows"] = rows
                if translations.direction(language) == "rtl":  # the element of a number isolates it
                    for column in numeric:
                        # "60 of 120" is a phrase of the language: it reads as the page does.
                        if any(_ARABIC.search(str(row[column])) for row in rows):
                            part["number_direction"][column] = "rtl"
                    part["rows"] = [
                        [strip_isolate(c) if n in numeric else c for n, c in enumerate(row)]
                        for row in rows
                    ]
            case Picture():
                svg = block.draw().replace("<svg ", '<svg style="max-width:100%;height:auto" ', 1)
                part["svg"] = trust(svg)
            case Contents():
                part["headings"] = listed_headings(blocks, block)
        yield part


def write_formula(formula: Formula, language: str) -> tuple[Markup, str]:
    """Return a formula as MathML, whose writer escapes the names in it, and its direction."""
    written = formulas.to_mathml(formula.equation, symbol_names(language), written_digits(language))
    direction = formula_direction(written)
    return trust(written.replace("<math", f'<math dir="{direction}"', 1)), direction
