"""Writer of DOCX: blocks as a document that an office can edit, from right to left in Arabic.

The package python-docx gives the document its parts and styles; the same blocks and date have the
same bytes. Pictures are drawn by Typst, so they have the fonts of the printed page.
"""

from __future__ import annotations

import datetime as dt
import importlib
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Any

from ictindex.core import formulas
from ictindex.core.errors import UsageError
from ictindex.language.i18n import house_style
from ictindex.language.i18n import translations as words
from ictindex.language.i18n.document import (
    Block,
    Bullets,
    Grid,
    Heading,
    Paragraph,
    WordedBlock,
    listed_headings,
    title_of,
    word_sentences,
)
from ictindex.language.i18n.font_stacks import OFFICE_FONTS
from ictindex.language.i18n.formula_words import formula_direction, symbol_names, written_digits
from ictindex.language.i18n.further_blocks import Contents, Entries, Formula, Picture
from ictindex.language.i18n.isolates import ISOLATE, split_isolates
from ictindex.language.i18n.pdf_file import draw_png
from ictindex.language.i18n.table_layout import A4, TableLayout, divide_pages, lay_out_table
from ictindex.language.i18n.typst_page import Paper, prepare_picture

_SPACES = " ".join(
    f'xmlns:{prefix}="http://schemas.openxmlformats.org/{path}/2006/{name}"'
    for prefix, path, name in (
        ("w", "wordprocessingml", "main"),
        ("m", "officeDocument", "math"),
    )
)
_REGIONS = MappingProxyType(
    {"ar": "ar-SA", "en": "en-GB", "es": "es-ES", "fr": "fr-FR", "ru": "ru-RU", "zh": "zh-CN"}
)
_NO_DATE = dt.date(2000, 1, 1)  # no clock changes the bytes of a document without a date
_EPOCH = (1980, 1, 1, 0, 0, 0)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
_MODERN = (
    '<w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
)
_INK, _LINE, _EDGE = (
    colour.removeprefix("#").upper()
    for colour in (house_style.INK, house_style.LINE, house_style.EDGE)
)
_FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def write_docx(blocks: Sequence[Block], language: str, paper: Paper | None = None) -> bytes:
    """Write blocks as a document of A4 pages: title, contents, tables with a first row that stays.

    Tables get smaller letters and turned pages as on paper.
    """
    chosen = Paper() if paper is None else paper
    return _Writer(language, chosen, word_sentences(blocks, language)).document()


def load_docx() -> Any:
    """Import the package of the extra, or say how to install it."""
    try:
        return importlib.import_module("docx")
    except ImportError as error:
        raise UsageError("paper.package-missing", package="python-docx") from error


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _twips(points: float) -> int:
    """Return points in twentieths, the unit of widths in a document."""
    return round(points * 20)


class _Writer:
    """Writes the blocks of one page in one language."""

    def __init__(self, language: str, paper: Paper, blocks: Sequence[WordedBlock]) -> None:
        self.docx = load_docx()
        self.made = self.docx.Document()
        self.language, self.paper, self.blocks = language, paper, blocks
        self.rtl = words.direction(language) == "rtl"
        self.level = 0
        self.headings = 0

    def document(self) -> bytes:
        """Return the file."""
        self.set_styles()
        self.set_properties()
        layouts = [(turned, part) for turned, part in self.divide() if part]
        for number, (turned, part) in enumerate(layouts):
            for block in part:
                self.add(block)
            following = layouts[number + 1][0] if number + 1 < len(layouts) else turned
            if following != turned:
                self.end_section(turned)
        self.set_page(self.made.sections[-1], layouts[-1][0] if layouts else False)
        self.set_edges()
        stream = io.BytesIO()
        self.made.save(stream)
        return _without_clock(stream.getvalue())

    def divide(self) -> Iterator[tuple[bool, list[WordedBlock]]]:
        """Yield the blocks in parts, and whether the pages of a part are turned."""
        return divide_pages(self.blocks, lambda grid: self.layout(grid).turned)

    def layout(self, block: Grid) -> TableLayout:
        """Return the layout of a table on the page."""
        rooms = (A4[0] - 2 * self.paper.margin, A4[1] - 2 * self.paper.margin)
        return lay_out_table(block, self.language, rooms, self.paper.size)

    # ---------------------------------------------------------------- the document as a whole

    def set_styles(self) -> None:
        """Set fonts, sizes, colours, language and direction once, in the styles."""
        latin, complex_, eastern = OFFICE_FONTS
        region = _REGIONS[self.language]
        for name in ("Normal", *(f"Heading {level}" for level in range(1, 5)), "List Bullet"):
            style = self.made.styles[name]
            level = int(name[-1]) if name.startswith("Heading") else 0
            size = self.paper.size * (house_style.HEADINGS[level - 1] if level else 1.0)
            properties = style.element.get_or_add_rPr()
            for child in list(properties):
                properties.remove(child)
            half = round(size * 2)
            for piece in (
                f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{complex_}" '
                f'w:eastAsia="{eastern}"/>',
                *(("<w:b/>", "<w:bCs/>") if level else ()),
                f'<w:color w:val="{_INK}"/>',
                f'<w:sz w:val="{half}"/>',
                f'<w:szCs w:val="{half}"/>',
                f'<w:lang w:val="{"en-GB" if self.language in ("ar", "zh") else region}" '
                f'w:eastAsia="zh-CN" w:bidi="ar-SA"/>',
            ):
                properties.append(self.parse(piece))
            shape = style.paragraph_format
            shape.space_before = self.docx.shared.Pt(size * 1.2 if level else 0)
            shape.space_after = self.docx.shared.Pt(size * 0.6)
            shape.keep_with_next = level > 0

    def set_properties(self) -> None:
        """Set title, language, keywords and day, and take away the picture of the template."""
        about = self.made.core_properties
        day = _NO_DATE if self.paper.date is None else self.paper.date
        moment = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
        about.title = self.clean(title_of(self.blocks))[:255]
        about.author = about.last_modified_by = "ictindex"
        about.comments = about.subject = about.category = ""
        about.keywords = ", ".join(map(self.clean, self.paper.keywords))[:255]
        about.language = _REGIONS[self.language]
        about.created = about.modified = moment
        about.revision = 1
        package = self.made.part.package
        for key, relation in list(package.rels.items()):
            if relation.reltype.endswith("/thumbnail"):
                del package.rels[key]
        settings = self.made.settings.element
        compat = self.parse(_MODERN)
        old = settings.find(compat.tag)
        if old is not None:
            settings.replace(old, compat)

    def set_page(self, section: Any, turned: bool) -> None:
        """Set the paper of a section, upright or turned."""
        points = self.docx.shared.Pt
        way = self.docx.enum.section.WD_ORIENT
        width, height = (A4[1], A4[0]) if turned else A4
        section.orientation = way.LANDSCAPE if turned else way.PORTRAIT
        section.page_width, section.page_height = points(width), points(height)
        margin = points(self.paper.margin)
        section.left_margin = section.right_margin = margin
        section.top_margin, section.bottom_margin = points(60), points(54)

    def end_section(self, turned: bool) -> None:
        """End a part of the document whose pages have another direction than the next ones."""
        self.set_page(self.made.sections[-1], turned)
        self.made.add_section(self.docx.enum.section.WD_SECTION.NEW_PAGE)

    def set_edges(self) -> None:
        """Set the running words, from the second page on, and the numbers of the pages."""
        first = self.made.sections[0]
        first.different_first_page_header_footer = True
        if self.paper.running:
            self.fill(first.header, self.paragraph(self.paper.running))
        self.fill(first.footer, self.page_number())
        self.fill(first.first_page_footer, self.page_number())
        if self.rtl:
            for section in self.made.element.body.xpath(".//w:sectPr"):
                grid = section.xpath("./w:docGrid")
                section.insert(section.index(grid[0]) if grid else -1, self.parse("<w:bidi/>"))

    def fill(self, edge: Any, content: Any) -> None:
        """Fill the head or the foot of pages with one paragraph."""
        edge.is_linked_to_previous = False
        element = edge.part.element
        for child in list(element):
            element.remove(child)
        element.append(content)

    def page_number(self) -> Any:
        """Return the number of the page and of all pages, which the word processor counts."""
        template = words.text("paper", "page-number", self.language, page="@n@", pages="@t@")
        fields = {"@n@": "PAGE", "@t@": "NUMPAGES"}
        pieces = [piece for piece in re.split("(@[nt]@)", ISOLATE.sub("", template)) if piece]
        runs = "".join(
            f'<w:fldSimple w:instr=" {fields[piece]} ">{self.run("1")}</w:fldSimple>'
            if piece in fields
            else self.run(piece)
            for piece in pieces
        )
        return self.parse(f'<w:p><w:pPr>{self.way()}<w:jc w:val="center"/></w:pPr>{runs}</w:p>')

    # ---------------------------------------------------------------- words

    def parse(self, markup: str) -> Any:
        """Return an element of markup."""
        return self.docx.oxml.parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {_SPACES}", markup, count=1))

    def clean(self, text: str) -> str:
        """Return words without marks of direction, and with hidden characters made visible."""
        return words.show_hidden(ISOLATE.sub("", text))

    def way(self) -> str:
        """Return the direction of a paragraph."""
        return "<w:bidi/>" if self.rtl else ""

    def run(self, text: str, *, bold: bool = False, size: float = 0.0) -> str:
        """Write words; a part of the other direction is a run of its own, without marks."""
        half = round(size * 2)
        runs = []
        for part, is_own in split_isolates(text):
            turns = bool(_RIGHT_TO_LEFT.search(part)) if is_own else self.rtl
            settings = (
                ("<w:b/><w:bCs/>" if bold else "")
                + (f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>' if half else "")
                + ("<w:rtl/>" if turns else "")
            )
            shown = _escape(words.show_hidden(part))
            runs.append(
                f'<w:r><w:rPr>{settings}</w:rPr><w:t xml:space="preserve">{shown}</w:t></w:r>'
            )
        return "".join(runs)

    def paragraph(self, text: str, style: str = "", settings: str = "", inside: str = "") -> Any:
        """Return a paragraph of a style; ``settings`` follow its direction."""
        named = f'<w:pStyle w:val="{style}"/>' if style else ""
        before, after = ("", settings) if "<w:pBdr>" not in settings else (settings, "")
        properties = f"<w:pPr>{named}{before}{self.way()}{after}</w:pPr>"
        return self.parse(f"<w:p>{properties}{inside or self.run(text)}</w:p>")

    def append(self, element: Any) -> None:
        """Put an element at the end of the document."""
        self.made.element.body.insert_element_before(element, "w:sectPr")

    # ---------------------------------------------------------------- blocks

    def add(self, block: WordedBlock) -> None:
        """Add one block."""
        match block:
            case Heading(title, level):
                # A screen reader follows levels: none is left out.
                self.level = min(level, self.level + 1)
                self.append(self.heading(title, self.level))
            case Paragraph(sentence, note):
                self.append(self.note(sentence) if note else self.paragraph(sentence))
            case Formula():
                self.add_formula(block)
            case Grid():
                self.add_table(block)
            case Bullets() | Entries():
                self.add_points(block)
            case Picture():
                self.add_picture(block)
            case Contents():
                self.level = 2
                self.add_contents(block)

    def add_points(self, block: Bullets | Entries) -> None:
        """Add a list of points, or of entries with their title in bold."""
        for item in block.items:
            title, lines = ("", [item]) if isinstance(item, str) else (item.title, item.lines)
            runs = [self.run(title, bold=True)] if title else []
            inside = "<w:r><w:br/></w:r>".join([*runs, *map(self.run, lines)])
            self.append(self.paragraph("", "ListBullet", inside=inside))

    def heading(self, title: str, level: int) -> Any:
        """Return a heading with a mark to which the contents lead."""
        number, self.headings = self.headings, self.headings + 1
        mark = f'w:id="{number}"'
        inside = (
            f'<w:bookmarkStart {mark} w:name="_Toc{number:06d}"/>{self.run(title)}'
            f"<w:bookmarkEnd {mark}/>"
        )
        return self.paragraph("", f"Heading{level}", inside=inside)

    def note(self, sentence: str) -> Any:
        """Return a remark that must not be overlooked, with a bar at its side."""
        side = "right" if self.rtl else "left"
        bar = f'<w:pBdr><w:{side} w:val="single" w:sz="16" w:space="6" w:color="{_EDGE}"/></w:pBdr>'
        return self.paragraph(sentence, settings=bar)

    def add_contents(self, block: Contents) -> None:
        """Add the list of headings, which a word processor can renew with page numbers."""
        self.append(self.paragraph("", inside=self.run(block.title, bold=True)))
        listed = listed_headings(self.blocks, block)
        begin = (
            f"{_FIELD.format('begin')}<w:r><w:instrText xml:space='preserve'> "
            f'TOC \\o "2-{block.depth}" \\h \\z </w:instrText></w:r>{_FIELD.format("separate")}'
        )
        for position, (number, heading) in enumerate(listed):
            # The title of the page is a heading too: the numbers are those of all headings.
            link = (
                f'<w:hyperlink w:anchor="_Toc{number:06d}" w:history="1">'
                f"{self.run(heading.words)}</w:hyperlink>"
            )
            inside = (begin if position == 0 else "") + link
            inside += _FIELD.format("end") if position == len(listed) - 1 else ""
            side = f'<w:ind w:left="{240 * (heading.level - 2)}"/>'
            self.append(self.paragraph("", settings=side, inside=inside))

    def add_formula(self, block: Formula) -> None:
        """Add a formula that can be edited, a line for each of its steps."""
        names, digits = symbol_names(self.language), written_digits(self.language)
        mirrored = formula_direction(formulas.to_text(block.equation, names, digits)) == "rtl"
        if block.caption:
            self.append(self.paragraph(block.caption))
        for line in formulas.to_office_math(block.equation, names, digits, mirrored=mirrored):
            bare = ISOLATE.sub("", line)
            self.append(
                self.parse(f"<w:p><m:oMathPara><m:oMath>{bare}</m:oMath></m:oMathPara></w:p>")
            )

    def add_table(self, block: Grid) -> None:
        """Add a table, in several parts where it has too many columns for a page."""
        layout = self.layout(block)
        for columns, widths in layout.parts:
            head = self.row(block, block.headers, columns, widths, layout.size, is_head=True)
            body = [self.row(block, row, columns, widths, layout.size) for row in block.rows]
            sizes = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
            line = f'w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"'
            self.append(
                self.parse(
                    f"<w:tbl><w:tblPr>{'<w:bidiVisual/>' if self.rtl else ''}"
                    f'<w:tblW w:w="{_twips(sum(widths))}" w:type="dxa"/>'
                    f"<w:tblBorders><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
                    f'<w:tblLayout w:type="fixed"/><w:tblCellMar>'
                    f'<w:left w:w="{_twips(layout.inset)}" w:type="dxa"/>'
                    f'<w:right w:w="{_twips(layout.inset)}" w:type="dxa"/></w:tblCellMar>'
                    f"</w:tblPr><w:tblGrid>{sizes}</w:tblGrid>{head}{''.join(body)}</w:tbl>"
                )
            )
            self.append(self.paragraph(""))

    def row(
        self,
        block: Grid,
        cells: Sequence[str],
        columns: Sequence[int],
        widths: Sequence[float],
        size: float,
        *,
        is_head: bool = False,
    ) -> str:
        """Write a row; the first one is repeated on every page."""
        written = []
        for column, width in zip(columns, widths, strict=True):
            numeric = column in block.numeric
            text = cells[column]
            if numeric and not _RIGHT_TO_LEFT.search(text):
                text = f"\u2066{ISOLATE.sub('', text)}\u2069"  # a number is read from left to right
            # In paragraphs from right to left "left" is where they begin.
            side = f'<w:jc w:val="{"right" if numeric else "left"}"/>'
            written.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
                f'{self.way()}<w:spacing w:before="50" w:after="50"/>{side}</w:pPr>'
                f"{self.run(text, bold=is_head, size=size)}</w:p></w:tc>"
            )
        head = "<w:tblHeader/>" if is_head else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(written)}</w:tr>"

    def add_picture(self, block: Picture) -> None:
        """Add a picture as large as the page allows, with its words."""
        svg, width, height = prepare_picture(block, self.language, A4[0] - 2 * self.paper.margin)
        drawn = io.BytesIO(draw_png(svg, width, height))
        paragraph = self.made.add_paragraph()
        paragraph.add_run().add_picture(drawn, width=self.docx.shared.Pt(width))
        paragraph.alignment = self.docx.enum.text.WD_ALIGN_PARAGRAPH.CENTER
        about = self.made.element.body.xpath(".//wp:docPr")[-1]
        about.set("descr", self.clean(block.description))
        if block.caption:
            self.append(self.paragraph(block.caption))


def _without_clock(document: bytes) -> bytes:
    """Return a document whose parts have one day, whatever the clock says."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as made,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for part in made.infolist():
            kept.writestr(zipfile.ZipInfo(part.filename, _EPOCH), made.read(part), 8)
    return stream.getvalue()
