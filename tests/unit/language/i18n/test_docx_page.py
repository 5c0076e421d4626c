"""Documents of a word processor: words, direction, tables, pictures, formulae, the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from languages_in_turn import each_language
from live_cases import PROGRAM, convert

from ictindex.core import formulas
from ictindex.core.errors import UsageError
from ictindex.language.i18n import Bullets, Contents, Grid, Heading, Paragraph, isolate
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.docx_page import write_docx
from ictindex.language.i18n.further_blocks import Entries, Entry, Formula, Picture
from ictindex.language.i18n.typst_page import Paper

docx = pytest.importorskip("docx", reason="the extra report is not installed")

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">'
    '<rect width="40" height="20"/></svg>'
)
X = formulas.Symbol("x", "x")
SHARE = formulas.Equation(
    (formulas.Quotient(X, formulas.Number(Decimal(95))), formulas.Number(Decimal("0.84"))),
    Decimal("0.8"),
)


TITLES = {"ar": "تقرير", "zh": "报告"}


def page(language: str) -> list[Block]:
    name = isolate("IDIDataset.xlsx", language)
    title = TITLES.get(language, "Report")
    return [
        Heading(title),
        Contents("Contents"),
        Heading("A & B", 2),
        Paragraph(f"{title} {name}."),
        Paragraph(title, note=True),
        Grid([title, "n"], [[title, "−12.5"], ["[x] <1>", "1,234.56"]], frozenset({1})),
        Bullets([title, "second"]),
        Entries([Entry("Kenya", ["one", "two"])]),
        Picture(lambda: SVG, "A black square.", "Caption"),
        Formula(SHARE, "Share"),
        Heading("C", 3),
    ]


def parts_of(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@cache
def made(language: str) -> bytes:
    return write_docx(page(language), language, Paper(dt.date(2025, 6, 30), running="Running"))


@cache
def body(language: str) -> Element:
    return fromstring(parts_of(made(language))["word/document.xml"])


def words(element: Element) -> str:
    return "".join(piece.text or "" for piece in element.iter() if piece.tag in (W + "t", M + "t"))


@each_language("zh", "ar")
def test_all_words_are_there_without_marks_and_escapes(language: str) -> None:
    text = words(body(language))
    title = TITLES.get(language, "Report")
    for wanted in (title, "A & B", "[x] <1>", "−12.5", "1,234.56", "second", "Kenya", "Caption"):
        assert wanted in text
    assert f"{title} IDIDataset.xlsx." in text
    assert not re.search(r"[\u200b\u2066-\u2069]|\\u|&amp;|&lt;", text)


def test_arabic_runs_from_right_to_left_and_numbers_do_not() -> None:
    arabic, english = body("ar"), body("en")
    paragraphs = [p for p in arabic.iter(W + "p") if words(p) and not list(p.iter(M + "oMath"))]
    turned = [p.find(f"{W}pPr/{W}bidi") is not None for p in paragraphs]
    assert turned.count(False) == 0 and len(turned) > 10
    assert arabic.find(f".//{W}tblPr/{W}bidiVisual") is not None
    assert all(section.find(W + "bidi") is not None for section in arabic.iter(W + "sectPr"))
    runs = {words(run): run.find(f"{W}rPr/{W}rtl") is not None for run in arabic.iter(W + "r")}
    assert runs["تقرير"] and not runs["−12.5"] and not runs["IDIDataset.xlsx"]
    assert not list(english.iter(W + "bidi")) and not list(english.iter(W + "rtl"))


def test_a_table_repeats_its_first_row_and_sets_numbers_to_the_end() -> None:
    table = next(body("en").iter(W + "tbl"))
    rows = list(table.iter(W + "tr"))
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False]
    sides = [side.get(W + "val") for side in rows[1].iter(W + "jc")]
    assert sides == ["left", "right"]


def test_the_contents_lead_to_the_headings() -> None:
    english = body("en")
    marks = {
        mark.get(W + "name"): words(paragraph)
        for paragraph in english.iter(W + "p")
        for mark in paragraph.iter(W + "bookmarkStart")
    }
    links = [(link.get(W + "anchor"), words(link)) for link in english.iter(W + "hyperlink")]
    assert [text for _, text in links] == ["A & B"]
    assert [marks[anchor] for anchor, _ in links] == ["A & B"]
    styles = [style.get(W + "val") for style in english.iter(W + "pStyle")]
    assert [style for style in styles if style and style.startswith("Heading")] == [
        "Heading1",
        "Heading2",
        "Heading3",
    ]


def test_a_picture_has_words_for_those_who_cannot_see_it() -> None:
    described = [e.get("descr") for e in body("en").iter() if e.tag.endswith("}docPr")]
    assert described == ["A black square."]
    pictures = [data for name, data in parts_of(made("en")).items() if name.endswith(".png")]
    assert [data[:8] for data in pictures] == [b"\x89PNG\r\n\x1a\n"]


def test_a_formula_can_be_edited_and_has_a_line_for_each_step() -> None:
    lines = [words(line) for line in body("en").iter(M + "oMath")]
    assert lines == ["x95", "= 0.84", "≈ 0.8"]
    assert body("en").find(f".//{M}f/{M}den") is not None


def test_a_wide_table_is_on_a_turned_page_and_the_next_part_upright() -> None:
    wide = Grid([f"heading {n}" for n in range(12)], [["incomprehensible"] * 12])
    made_of = write_docx([Heading("A"), wide, Heading("B"), Bullets(["end"])], "en")
    document = fromstring(parts_of(made_of)["word/document.xml"])
    sizes = [
        (int(size.get(W + "w", "0")), int(size.get(W + "h", "0")))
        for size in document.iter(W + "pgSz")
    ]
    assert [width > height for width, height in sizes] == [True, False]


def test_title_day_and_language_are_stated_and_no_clock_is() -> None:
    document = docx.Document(io.BytesIO(made("fr")))
    about = document.core_properties
    assert (about.title, about.language, about.author) == ("Report", "fr-FR", "ictindex")
    assert about.created.date() == about.modified.date() == dt.date(2025, 6, 30)
    assert document.sections[0].header.paragraphs[0].text == "Running"
    foot = words(fromstring(document.sections[0].footer.part.blob))
    assert foot == "Page 1 sur 1"
    again = write_docx(page("fr"), "fr", Paper(dt.date(2025, 6, 30), running="Running"))
    assert again == made("fr")
    with zipfile.ZipFile(io.BytesIO(made("fr"))) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any("thumbnail" in part.filename for part in archive.infolist())


def test_an_absent_package_is_named_and_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "docx", None)
    with pytest.raises(UsageError) as caught:
        write_docx([Heading("A")], "en")
    assert caught.value.message("en") == (
        "A PDF or a document of Word needs the package python-docx, which is not installed. "
        'Install it with: pip install "ictindex[report]"'
    )


@pytest.mark.slow
@pytest.mark.skipif(PROGRAM is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("language", ["ar", "en", "zh"])
def test_a_word_processor_opens_it(language: str, tmp_path: Path) -> None:
    file = tmp_path / "page.docx"
    file.write_bytes(made(language))
    text = convert([file], tmp_path, "txt")[0].read_text(encoding="utf-8-sig")
    assert "IDIDataset.xlsx" in text and "−12.5" in text and "Kenya" in text
