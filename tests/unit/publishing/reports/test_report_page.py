"""Statements of all reports: not by ITU, their kind, sources and licences, in six languages."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from languages_in_turn import each_language
from markup_checks import parsed
from refused_claims import refused_in
from report_cases import annual, idi_result, note, options, pdf_of, progress

import ictindex as ict
from ictindex.core.errors import LicenceError, UsageError
from ictindex.definitions import documents
from ictindex.language import i18n
from ictindex.language.i18n import LANGUAGES
from ictindex.publishing.reports.report_page import choose_date

REPORTS = (annual, note, options, progress)
needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext (poppler) is not installed"
)


@pytest.mark.slow
@each_language("ar")
def test_no_report_has_an_order_a_judgement_a_cause_or_a_forecast(language: str) -> None:
    quoted = [c.text for m in documents.mandates().values() for c in m.clauses if c.text]
    for make in REPORTS:
        words = make().to_markdown(language).replace("\\", "")
        for text in quoted:
            words = words.replace(text, "")
        assert not refused_in(words, language), make.__name__


def has_noto() -> bool:
    """Tell whether the fonts that a report prefers for Arabic are on this machine."""
    return shutil.which("fc-list") is not None and "Noto Sans Arabic" in run("fc-list", ":family")


@needs_poppler
@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", REPORTS)
def test_the_text_of_a_pdf_has_no_escape(make: Any, language: str, tmp_path: Path) -> None:
    """Tagged, with title, language and (but for a note) contents; Arabic in its own fonts."""
    pytest.importorskip("typst", reason="the extra report is not installed")
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf_of(make(), language))
    text = run("pdftotext", "-layout", file, "-")
    for escape in ("\\", "u200b", "&amp;", "&#", "[en]", "\ufffd"):
        assert escape not in text, escape
    facts = run("pdfinfo", file)
    title = next(line for line in facts.splitlines() if line.startswith("Title:"))
    assert visible_letters(title.removeprefix("Title:")) == visible_letters(make().title(language))
    assert re.search(r"^Tagged: +yes", facts, re.MULTILINE)
    assert f"/Lang({language}".encode() in file.read_bytes()
    contents = i18n.text("reports", "contents", language)
    assert (visible_letters(contents) in visible_letters(text)) or make is note or language == "ar"
    if language == "ar" and has_noto():
        fonts = run("pdffonts", file)
        # Latin letters are of Noto Sans; a sign that it lacks may be of another font, no word is.
        assert "NotoSansArabic-Regular" in fonts and "DejaVuSans-Bold" not in fonts


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", REPORTS)
def test_a_document_of_word_has_all_words_in_their_order_and_no_escape(
    make: Any, language: str
) -> None:
    pytest.importorskip("docx", reason="the extra report is not installed")
    report = make()
    document = docx_text(report.to_docx(language))
    for escape in ("\\", "u200b", "&amp;", "&#", "[en]", "\ufffd", "\u200b", "\u2068"):
        assert escape not in document, escape
    document = visible_letters(document)
    reached = 0
    for block in report.blocks(language):
        for words in words_of(block):
            wanted = visible_letters(words)
            reached = document.index(wanted, reached) + len(wanted)


def docx_text(document: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        content = fromstring(archive.read("word/document.xml"))
    return "".join(piece.text or "" for piece in content.iter() if piece.tag.endswith("}t"))


def words_of(block: object) -> list[str]:
    """Return the words of a block that its page shows in this order."""
    match block:
        case i18n.Heading(words, _) | i18n.Paragraph(words, _):
            return [words]
        case i18n.Bullets(items):
            return [*items]
        case i18n.Grid(headers, rows, _) if len(headers) < 6:
            return [*headers, *(cell for row in rows for cell in row)]
    return []


def run(*command: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, check=True)
    return done.stdout.decode()


def visible_letters(words: str) -> str:
    """Return words without spaces and the marks of direction."""
    return re.sub("[\\s\u2066-\u2069\u200b-\u200f]", "", words)


@pytest.mark.slow
@each_language("ar")
def test_every_language_has_every_word(language: str) -> None:
    for report in (annual(), note()):
        page = report.to_text(language)
        assert "[reports." not in page and "[charts." not in page
        for notice in ict.data.licence_notices(report.sources, language):
            assert notice in report.to_markdown(language).replace("\\", "")


@pytest.mark.slow
def test_missing_ranks_are_stated_and_none_are_shown() -> None:
    page = annual().to_text("en")
    assert "No ranks are published under this methodology" in " ".join(page.split())
    assert "Rank among" not in page and "first 10" not in page


def test_unofficial_ranks_stand_on_the_first_page() -> None:
    report = ict.reports.annual_report(idi_result(), sources=["itu-idi"], ranks="unofficial")
    page = " ".join(report.to_text("en").split())
    assert "Unofficial ranks: computed among the economies shown here" in page[:900]
    assert "No ranks are published under this methodology" not in page
    with pytest.raises(UsageError):
        ict.reports.annual_report(idi_result(), sources=["itu-idi"], ranks="yes")


def test_a_source_without_licence_is_refused() -> None:
    with pytest.raises(LicenceError):
        ict.reports.annual_report(idi_result(), sources=["somewhere"]).to_text("en")
    with pytest.raises(LicenceError):
        ict.reports.annual_report(idi_result())


def test_the_date_is_an_argument_and_no_clock_is_read() -> None:
    report = ict.reports.annual_report(idi_result(), sources=["itu-idi"], date=dt.date(2024, 6, 27))
    assert (report._paper("en").date, annual()._paper("en").date) == (dt.date(2024, 6, 27), None)
    assert choose_date(None, ()) is None


@pytest.mark.slow
def test_html_is_balanced_and_has_its_charts_as_images() -> None:
    page = annual().write("html", "ar")
    reader = parsed(page)
    assert {"figure", "svg", "nav", "table"} <= reader.seen
    assert page.count('role="img"') == page.count("<figure")


def test_the_record_has_every_score_and_every_licence() -> None:
    record = annual().to_dict()
    assert {row["economy"] for row in record["scores"]} == set(annual().edition.scores)
    assert [source["licence"] for source in record["sources"]] == ["CC BY-NC-SA 3.0 IGO"] * 2
