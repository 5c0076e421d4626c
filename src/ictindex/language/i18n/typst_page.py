"""Writer of Typst: blocks as a complete document, of which a PDF is made.

Every word goes into a string of Typst, in which nothing is markup; the document reads no file. Its
pictures are in it as SVG. It runs from right to left where the language does.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from types import MappingProxyType

from ictindex.core import formulas
from ictindex.core.data_classes import dataclass
from ictindex.language.i18n import house_style
from ictindex.language.i18n import translations as words
from ictindex.language.i18n.document import (
    Block,
    Bullets,
    Grid,
    Heading,
    Paragraph,
    WordedBlock,
    title_of,
    word_sentences,
)
from ictindex.language.i18n.font_stacks import paper_fonts, picture_fonts
from ictindex.language.i18n.formula_words import formula_direction, symbol_names, written_digits
from ictindex.language.i18n.further_blocks import Contents, Entries, Entry, Formula, Picture
from ictindex.language.i18n.house_style import HEADINGS, SCALE
from ictindex.language.i18n.isolates import ISOLATE
from ictindex.language.i18n.table_layout import (
    A4,
    LONGEST_WORD,
    TALLEST,
    TableLayout,
    break_long_words,
    divide_pages,
    lay_out_table,
)

_REGIONS = MappingProxyType({"zh": "cn"})
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
_SIZE = re.compile(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"')
_SIGNED = re.compile(r"(?<![\w\u2066.,])[-−+±]\d[\d.,]*(?<=\d)")
_FAMILY = re.compile('font-family="[^"]*"')
# The words of a picture, after the mark where they begin; and those that are not Arabic.
_WORDS = re.compile("(<t(?:ext|span)(?: [^>]*)?>)([^<]+)")
_ARABIC = "\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefe"
_OTHER = re.compile(f"(?:&#?\\w+;|[^{_ARABIC}\\s\u200b-\u200f\u2066-\u2069&<])+")
# Converters of pictures lose vowel signs that are placed on one another.
_VOWELS = re.compile("[\u064b-\u0652\u0670]")
_INK, _SOFT_INK, _RULE, _EDGE = (
    f'rgb("{colour}")'
    for colour in (house_style.INK, house_style.SOFT_INK, house_style.LINE, house_style.EDGE)
)
_LINE = 60  # letters of a word that certainly fit a line


@dataclass(frozen=True, slots=True)
class Paper:
    """The settings of a printed page: its date, its running words, the size of its letters.

    ``size`` and ``margin`` are in points. ``date`` is that of the release: a document of the same
    blocks and date has the same bytes. ``floating`` pictures are put at the top or the bottom of
    the next page with room, and the text goes on before them.
    """

    date: dt.date | None = None
    running: str = ""
    keywords: Sequence[str] = ()
    size: float = 9.5
    margin: float = 51.0
    floating: bool = False


def write_typst(blocks: Sequence[Block], language: str, paper: Paper | None = None) -> str:
    """Write blocks as a document of Typst."""
    return _Writer(
        language, Paper() if paper is None else paper, word_sentences(blocks, language)
    ).document()


def _turned_page(parts: Sequence[str]) -> str:
    """Return a page that is wider than high."""
    inside = "\n".join(parts)
    return f"#page(flipped: true)[\n{inside}\n]"


def _family(fonts: Sequence[str]) -> str:
    """Return the fonts of a piece of a picture as its attribute."""
    named = ", ".join(f"'{name}'" for name in fonts)
    return f'font-family="{named}"'


def _set_other_letters(words_of: re.Match[str]) -> str:
    """Return words of a picture whose Latin letters and digits have a font of their own.

    A converter of pictures joins Arabic letters in the font of the first letter of a text, so a
    mark that is not seen is put before other letters.
    """
    begin, shown = words_of.groups()
    other = f"<tspan {_family(picture_fonts('en'))}>\\g<0></tspan>"
    mark = "\u200f" if re.search(f"[{_ARABIC}]", shown) else ""
    return f"{begin}{mark}{_OTHER.sub(other, shown)}"


def prepare_picture(block: Picture, language: str, room: float) -> tuple[str, float, float]:
    """Return a picture in the fonts of the page, its width and its height in points."""
    svg = _FAMILY.sub(_family(picture_fonts(language)), _VOWELS.sub("", block.draw()))
    if words.direction(language) == "rtl":
        svg = _WORDS.sub(_set_other_letters, svg)
    size = _SIZE.search(svg)
    width, height = (float(size[1]), float(size[2])) if size else (1.0, 1.0)
    shown = min(room * block.width, width * 0.75, TALLEST * width / height)
    return svg, shown, shown * height / width


class _Writer:
    """Writes the blocks of one page in one language."""

    def __init__(self, language: str, paper: Paper, blocks: Sequence[WordedBlock]) -> None:
        self.language, self.paper, self.blocks = language, paper, blocks
        self.rtl = words.direction(language) == "rtl"
        self.start, self.end = ("right", "left") if self.rtl else ("left", "right")
        self.level = 0

    def document(self) -> str:
        """Return the whole document."""
        return "\n".join([*self.preamble(), *self.body(), ""])

    def body(self) -> list[str]:
        """Return the blocks; a table on a turned page takes its heading and its remarks along."""
        written: list[str] = []
        for turned, blocks in divide_pages(self.blocks, lambda grid: self.layout(grid).turned):
            parts = [self.write(block) for block in blocks]
            written += [_turned_page(parts)] if turned else parts
        return written

    def string(self, sentence: str, longest: int = _LINE) -> str:
        """Write words as a string; a sign stays before its number in right-to-left words."""
        # Broken only now: an invisible sign that is put in before would be shown as its code.
        shown = break_long_words(words.show_hidden(sentence), longest)
        if self.rtl:
            shown = _SIGNED.sub("\u2066\\g<0>\u2069", shown)
        return formulas.typst_string(shown)

    def fonts(self) -> str:
        """Return the list of fonts, those of the language first."""
        return f"({', '.join(map(formulas.typst_string, paper_fonts(self.language)))})"

    def preamble(self) -> list[str]:
        """Return the settings: the title of the document, its paper, letters and headings."""
        paper, size = self.paper, self.paper.size
        day = paper.date
        date = f"datetime(year: {day.year}, month: {day.month}, day: {day.day})" if day else "none"
        keywords = "".join(f"{self.string(word)}, " for word in paper.keywords)
        region = _REGIONS.get(self.language)
        # Arabic fonts state more height than their letters take; the marks still have room.
        edges = "top-edge: 0.92em, bottom-edge: -0.4em, " if self.rtl else ""
        leading, spacing = ("0.14em", "0.62em") if self.rtl else ("0.62em", "0.95em")
        title = self.string(title_of(self.blocks))
        return [
            f'#set document(title: {title}, author: ("ictindex",), keywords: ({keywords}), '
            f"date: {date})",
            f"#set text(font: {self.fonts()}, size: {size:g}pt, {edges}"
            f'lang: "{self.language}", {f"region: {self.string(region)}, " if region else ""}'
            f"dir: {'rtl' if self.rtl else 'ltr'}, fill: {_INK})",
            f"#set par(leading: {leading}, spacing: {spacing})",
            f'#set page(paper: "a4", margin: (x: {paper.margin:g}pt, '
            f"top: {paper.margin + 9:g}pt, bottom: {paper.margin + 3:g}pt), "
            f"header-ascent: 20pt, footer-descent: 18pt, header: {self.header()}, "
            f"footer: {self.footer()})",
            "#set heading(numbering: none)",
            "#show heading: set text(weight: 600, hyphenate: false)",
            "#show heading: set block(above: 1.5em, below: 0.8em, sticky: true)",
            *(
                f"#show heading.where(level: {level}): set text(size: {size * scale:g}pt)"
                for level, scale in enumerate(HEADINGS, start=1)
            ),
            "#show figure.caption: set align(start)",
            f"#show figure.caption: set text(size: {SCALE['small']:g}em, fill: {_SOFT_INK})",
            "#set list(marker: [•], spacing: 0.6em)",
            "#set outline.entry(fill: repeat([.], gap: 0.2em))",
            f"#set table(stroke: (x, y) => (bottom: 0.4pt + {_RULE}))",
            "#show table.cell.where(y: 0): set text(weight: 600)",
            f'#show math.equation: set text(font: ("New Computer Modern Math", '
            f"{self.fonts()[1:-1]}))",
            f"#let nm = text.with(font: {self.fonts()}, size: {SCALE['small']:g}em)",
            f"#let nb = text.with(font: {self.fonts()}, size: {SCALE['small']:g}em, dir: ltr)",
            "#let number(words) = box(text(dir: ltr, words))",
            "#let fitted(body) = layout(room => { let wide = measure(body).width; "
            "if wide > room.width { scale(room.width / wide * 100%, reflow: true, body) } "
            "else { body } })",
        ]

    def header(self) -> str:
        """Return the running words, from the second page on."""
        if not self.paper.running:
            return "none"
        return (
            f"context if here().page() > 1 {{ text(size: {SCALE['tiny']:g}em, fill: {_SOFT_INK}, "
            f"{self.string(self.paper.running)}) }}"
        )

    def footer(self) -> str:
        """Return the number of the page in words: a slash between two numbers would turn."""
        template = words.text("paper", "page-number", self.language, page="@n@", pages="@t@")
        pieces = re.split("(@[nt]@)", ISOLATE.sub("", template))
        counters = {
            "@n@": "str(counter(page).get().first())",
            "@t@": "str(counter(page).final().first())",
        }
        shown = ", ".join(counters.get(piece, self.string(piece)) for piece in pieces if piece)
        size = f"{SCALE['tiny']:g}em"
        return f"context align(center, text(size: {size}, fill: {_SOFT_INK}, ({shown}).join()))"

    def write(self, block: WordedBlock) -> str:
        """Write one block."""
        match block:
            case Heading(title, level):
                # A screen reader follows levels: none is left out.
                self.level = min(level, self.level + 1)
                return f"#heading(level: {self.level}, {self.string(title)})"
            case Paragraph(sentence, note):
                return self.note(sentence) if note else self.paragraph(sentence)
            case Formula():
                return self.formula(block)
            case Grid():
                return self.table(block, self.layout(block))
            case Bullets() | Entries():
                return self.points(block)
            case Picture():
                return self.picture(block)
            case Contents(title, depth):
                self.level = 2
                levels = [f"heading.where(level: {n}, outlined: true)" for n in range(2, depth + 1)]
                return (
                    f"#heading(level: 2, outlined: false, {self.string(title)})\n"
                    f"#outline(title: none, target: selector.or({', '.join(levels)}))"
                )

    def paragraph(self, sentence: str) -> str:
        """Write a paragraph."""
        return f"#par({self.string(sentence)})"

    def note(self, sentence: str) -> str:
        """Write a remark that must not be overlooked, with a bar at its side."""
        return (
            f"#block(stroke: ({self.start}: 2pt + {_EDGE}), inset: ({self.start}: 7pt, "
            f"y: 3pt), {self.string(sentence)})"
        )

    def points(self, block: Bullets | Entries) -> str:
        """Write a list of points, or of entries with their title in bold."""
        items = [self.point(item) for item in block.items]
        return f"#list({', '.join(items)})" if items else ""

    def point(self, item: str | Entry) -> str:
        """Write one point or entry."""
        if isinstance(item, str):
            return self.string(item)
        lines = [f"strong({self.string(item.title)})", *map(self.string, item.lines)]
        # With the comma it is a list, also if it has the title alone.
        return f"({', linebreak(), '.join(lines)},).join()"

    def formula(self, block: Formula) -> str:
        """Write a formula as wide as the page at the most, with plain words for it."""
        names, digits = symbol_names(self.language), written_digits(self.language)
        plain = formulas.to_text(block.equation, names, digits)
        mirrored = formula_direction(plain) == "rtl"
        shown = formulas.to_typst(block.equation, names, digits, mirrored=mirrored)
        caption = (
            f"#block(sticky: true, below: 0.5em, {self.string(block.caption)})\n"
            if block.caption
            else ""
        )
        return (
            f"{caption}#fitted(math.equation(block: true, alt: {self.string(plain)}, $ {shown} $))"
        )

    def layout(self, block: Grid) -> TableLayout:
        """Return the layout of a table on the page."""
        rooms = (A4[0] - 2 * self.paper.margin, A4[1] - 2 * self.paper.margin)
        return lay_out_table(block, self.language, rooms, self.paper.size)

    def table(self, block: Grid, layout: TableLayout) -> str:
        """Write a table, in several parts where it has too many columns for a page."""
        return "\n".join(self.part_of_table(block, layout, n) for n in range(len(layout.parts)))

    def part_of_table(self, block: Grid, layout: TableLayout, number: int) -> str:
        """Write the table of one part of the columns, whose first row is on every page."""
        columns, widths = layout.parts[number]
        sizes = ", ".join(f"{width:.1f}pt" for width in widths)
        sides = ", ".join(self.end if c in block.numeric else self.start for c in columns)
        head = ", ".join(self.cell(block.headers[c], False) for c in columns)
        rows = [
            ", ".join(self.cell(row[c], c in block.numeric) for c in columns) for row in block.rows
        ]
        body = "".join(f"  {row},\n" for row in rows)
        return (
            f"#block(above: 1em, below: 1.2em, width: 100%, {{ set text(size: {layout.size:g}pt); "
            f"set par(leading: {'0.06em' if self.rtl else '0.5em'}); align({self.start}, "
            f"table(columns: ({sizes},), align: ({sides},), inset: (x: {layout.inset:g}pt, "
            f"y: 3pt),\n  table.header({head}),\n{body})) }})"
        )

    def cell(self, text: str, numeric: bool) -> str:
        """Write a cell; a number is read from left to right."""
        if numeric and len(text) <= 24 and not _RIGHT_TO_LEFT.search(text) and text.strip():
            bare = ISOLATE.sub("", words.show_hidden(text))
            return f"number({formulas.typst_string(bare)})"
        return f"[#{self.string(text, LONGEST_WORD)}]"

    def picture(self, block: Picture) -> str:
        """Write a picture as large as the page allows, with its words."""
        svg, shown, _ = prepare_picture(block, self.language, A4[0] - 2 * self.paper.margin)
        words_for_it = self.string(block.description)
        caption = f", caption: figure.caption(separator: none, {self.string(block.caption)})"
        floating = ", placement: auto" if self.paper.floating else ""
        return (
            f"#figure(image(bytes({formulas.typst_string(svg)}), "
            f'format: "svg", width: {shown:.1f}pt, alt: {words_for_it}), alt: {words_for_it}, '
            f"supplement: none, numbering: none{floating}{caption if block.caption else ''})"
        )
