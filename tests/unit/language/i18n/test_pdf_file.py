"""PDFs: tagged, with title and language, the same bytes; a missing sign is an error."""

from __future__ import annotations

import builtins
import datetime as dt
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from languages_in_turn import each_language
from small_cases import small_cases

from ictindex.core.errors import UsageError
from ictindex.language.i18n import Bullets, Grid, Heading, Paragraph, isolate
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.pdf_file import make_pdf, script_of
from ictindex.language.i18n.renderable import Renderable
from ictindex.language.i18n.translations import text
from ictindex.language.i18n.typst_page import Paper, write_typst

typst = pytest.importorskip("typst", reason="the extra report is not installed")
needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext (poppler) is not installed"
)


def plain_text(pdf: bytes, tmp_path: Path) -> str:
    file = tmp_path / "page.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-layout", file, "-"],
        capture_output=True,
        check=True,
    )
    return re.sub("[\u2066-\u2069\u202a-\u202e\u200b]", "", done.stdout.decode())


class Note(Renderable):
    """A page of a heading and a table."""

    def _blocks(self, language: str) -> list[Block]:
        rows = [[text("views", "economy", language), "−12.5"], ["[x] #1", "1,234.56"]]
        return [Heading("ICT"), Grid(["a", "b"], rows, frozenset({1}))]


@needs_poppler
@each_language("zh", "ar")
def test_words_and_numbers_are_read_back(language: str, tmp_path: Path) -> None:
    page = plain_text(Note().to_pdf(language), tmp_path)
    assert "−12.5" in page and "1,234.56" in page and "#1" in page


def test_a_pdf_is_tagged_and_says_what_it_is() -> None:
    pdf = Note().to_pdf("ar")
    assert b"/StructTreeRoot" in pdf and b"/Lang(ar)" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def test_the_same_words_and_date_give_the_same_bytes() -> None:
    source = write_typst([Heading("IDI")], "en", Paper(dt.date(2024, 6, 27)))
    first = make_pdf(source)
    assert first == make_pdf(source)
    assert b"D:20240627" in first
    assert make_pdf(write_typst([Heading("IDI")], "en")) == make_pdf(
        write_typst([Heading("IDI")], "en")
    )


def test_a_sign_that_no_font_has_is_an_error() -> None:
    with pytest.raises(UsageError) as caught:
        make_pdf('#set document(title: "IDI")\n= IDI\nA \u0378')
    assert caught.value.code == "paper.glyph-missing"
    assert "the signs \\u0378 (script: Unicode U+0378)" in caught.value.message("en")
    assert str(caught.value).endswith(
        "Install a font of that script, such as those of the family Noto Sans, "
        "and make the PDF again."
    )


def test_the_script_of_a_sign_is_named() -> None:
    assert script_of("\u0645") == "Arabic"
    assert script_of("经") == "Cjk"
    assert script_of("\u0378") == "Unicode U+0378"


def test_what_typst_refuses_is_stated_in_a_line() -> None:
    with pytest.raises(UsageError, match="The PDF could not be made: unknown variable: nothing"):
        make_pdf("#nothing")


def test_the_extra_is_named_where_it_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def absent(name: str, *rest: Any, **more: Any) -> Any:
        if name == "typst":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr("importlib.import_module", absent)
    with pytest.raises(UsageError) as caught:
        make_pdf("")
    assert str(caught.value) == (
        "A PDF or a document of Word needs the package typst, which is not installed. "
        'Install it with: pip install "ictindex[report]"'
    )


@small_cases(
    ("name", "begins"),
    [
        ("a.pdf", b"%PDF-"),
        ("a.HTML", b"<!doctype html>"),
        ("a.md", b"# ICT"),
        ("a.txt", b"ICT\n==="),
        ("a.tex", b"\\documentclass"),
        ("a.typ", b"#set document"),
    ],
)
def test_a_page_is_written_as_its_file_is_called(name: str, begins: bytes, tmp_path: Path) -> None:
    assert Note().save(tmp_path / name, "en").read_bytes().startswith(begins)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        Note().save(tmp_path / "a.odt")
    assert str(caught.value) == (
        "A page is not written to a file with the name 'a.odt'. "
        "Use a name that ends with one of: .docx, .html, .md, .pdf, .tex, .txt, .typ, .json."
    )


class LongWords(Renderable):
    """A page whose heading, note, points and cells have ids and digests without a space."""

    def _blocks(self, language: str) -> list[Block]:
        word = isolate("idi-methodology-2023+geometric-mean-of-pillars", language)
        digest = "sha256:" + 8 * "0123456789abcdef"
        table = Grid([word, "n"], [[f"{word} {digest}", "1"]], frozenset({1}))
        return [Heading(word), Paragraph(digest, note=True), Bullets([word, digest]), table]


@needs_poppler
@each_language("ru", "ar")
def test_the_place_where_a_long_word_breaks_is_invisible(language: str, tmp_path: Path) -> None:
    """An invisible sign that is put in too early would be printed as its code."""
    text = plain_text(LongWords().to_pdf(language), tmp_path)
    assert "\\" not in text and "200b" not in text
    assert "idi-methodology-2023+geometric" in re.sub(r"\s", "", text)
