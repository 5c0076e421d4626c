"""Files that are not the questionnaire, as people choose them: each is named, with what to do."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

import openpyxl
import pytest
from desk_cases import Asked, workbook
from small_cases import small_cases

from ictindex.data.io.files import MOST_BYTES
from ictindex.language.i18n import LANGUAGES

NOT_IT = "desk.not-the-questionnaire"
# What only somebody with a command line or with Python can do.
OF_PYTHON = re.compile(
    r"python|pip |limit=|layout|dialect|data.?frame|read_|--|columns=", re.IGNORECASE
)
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
HEADINGS = "economy,indicator,year,value\nECU,internet-users,2023,72.7\n"


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """An archive of some parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def foreign_workbook() -> bytes:
    """A workbook with a table of something else."""
    book = openpyxl.Workbook()
    book.active.append(["name", "age"])
    book.active.append(["Ann", 3])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


DOCX = zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})
PPTX = zipped({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"})
ODS = zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<c/>"})
ODT = zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<c/>"})
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(40)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
FILES: dict[str, tuple[bytes, str]] = {
    "empty.xlsx": (b"", "desk.empty-file"),
    "one-byte.xlsx": (b"x", NOT_IT),
    "blank.txt": (b"\r\n \n", NOT_IT),
    "cut.xlsx": (workbook()[:2000], "desk.damaged-workbook"),
    "end-missing.xlsx": (workbook()[:-40], "desk.damaged-workbook"),
    "cut.zip": (workbook()[:2000], NOT_IT),
    "letter.docx": (DOCX, NOT_IT),
    "letter.xlsx": (DOCX, NOT_IT),
    "slides.pptx": (PPTX, NOT_IT),
    "letter.odt": (ODT, NOT_IT),
    "figures.ods": (ODS, "desk.other-spreadsheet"),
    "renamed-ods.xlsx": (ODS, "desk.other-spreadsheet"),
    "figures.numbers": (zipped({"Index/Document.iwa": b"\0"}), "desk.other-spreadsheet"),
    "old.xls": (OLD, "workbook.other-format"),
    "old.doc": (OLD, NOT_IT),
    "old-letter.xls": (OLD + "WordDocument".encode("utf-16-le"), NOT_IT),
    "locked.xlsx": (OLD + "EncryptedPackage".encode("utf-16-le"), "workbook.encrypted"),
    "letter.pdf": (PDF, NOT_IT),
    "letter-pdf.xlsx": (PDF, NOT_IT),
    "photo.png": (PNG, NOT_IT),
    "photo.xlsx": (PNG, NOT_IT),
    "photo.jpg": (b"\xff\xd8\xff\xe0\0\x10JFIF\0", NOT_IT),
    "page.html": (b"<!doctype html><html><table></table></html>", NOT_IT),
    "page.xls": (b"<html><table><tr><td>1</td></tr></table></html>", NOT_IT),
    "page.csv": (b"<html></html>", NOT_IT),
    "note.txt": (b"Dear colleague,\nthe figures follow.\n", NOT_IT),
    "note-16.txt": ("Estimados colegas:".encode("utf-16"), NOT_IT),
    "people.csv": (b"name,age\nAnn,3\n", NOT_IT),
    "semicolons.csv": ("Pays;Valeur\nÉquateur;1\n".encode("cp1252"), NOT_IT),
    "ecu.receipt.json": (b'{"kind": "observations"}', NOT_IT),
    "foreign.xlsx": (foreign_workbook(), "questionnaire.not-one"),
    "ecu.zip": (zipped({"ecu.xlsx": workbook()}), "desk.packed"),
    "ecu": (workbook(), "desk.other-ending"),
    "ecu.csv": (workbook(), "desk.other-ending"),
    "table-semicolons.csv": (HEADINGS.replace(",", ";").encode(), "desk.table-format"),
    "table-tabs.txt": (HEADINGS.replace(",", "\t").encode(), "desk.table-format"),
    "table-16.csv": (HEADINGS.encode("utf-16"), "desk.edition-needed"),
    "table-latin.csv": ((HEADINGS + "é").encode("cp1252"), "desk.table-format"),
    "table.csv": (HEADINGS.encode(), "desk.edition-needed"),
    "table-marked.csv": (HEADINGS.encode("utf-8-sig"), "desk.edition-needed"),
    "table-quoted.csv": (HEADINGS.replace("year", '"Year"').encode(), "desk.edition-needed"),
}


@small_cases("language", LANGUAGES)
@small_cases("name", FILES)
def test_a_foreign_file_is_named_with_what_to_do_without_python(name: str, language: str) -> None:
    data, code = FILES[name]
    error = Asked(language)("open", data, name=name)["error"]
    assert error["code"] == code
    assert name in error["message"] and error["advice"]
    assert not OF_PYTHON.search(error["message"] + error["advice"])


@pytest.mark.parametrize("name", ["letter.docx", "foreign.xlsx", "note.txt", "photo.png"])
def test_these_words_name_what_is_not_the_questionnaire(name: str) -> None:
    error = Asked()("open", FILES[name][0], name=name)["error"]
    assert error["message"] == f"{name} is not the questionnaire."
    assert error["advice"] == (
        "Choose the Excel workbook that you received and filled in; its name ends in .xlsx. "
        "You can also make an empty one on this page."
    )


def test_pictures_are_the_reason_why_a_workbook_is_over_the_limit() -> None:
    asked = Asked()
    error = asked("open", b"PK\x03\x04" + bytes(MOST_BYTES), name="ecu.xlsx")["error"]
    assert error["message"] == "ecu.xlsx is larger than 20 MiB."
    assert error["advice"] == (
        "Remove pictures from the workbook and save it again: the questionnaire itself is much "
        "smaller."
    )


@pytest.mark.parametrize("name", ["foreign.xlsx", "people.csv", "letter.pdf", "letter.docx"])
def test_a_foreign_file_has_no_earlier_values(name: str) -> None:
    data = FILES[name][0]
    asked = Asked()
    for error in (
        asked("history", data, name=name)["error"],
        asked("questionnaire", data, name=name, economy="ECU", edition=2025)["error"],
    ):
        assert error["code"] == "desk.not-earlier-values"
        assert error["message"] == f"{name} contains no accepted values of earlier years."


def test_a_column_that_is_not_read_is_named_with_the_columns_that_are() -> None:
    data = b"economy,indicator,year,value,remark\nECU,internet-users,2023,72.7,\n"
    error = Asked()("open", data, name="ecu.csv", edition=2025)["error"]
    assert error["message"].startswith("ecu.csv: 'remark' is not a column of this table.")
    assert error["advice"].startswith("Delete the column in a copy of the file, or give it one")
    assert not OF_PYTHON.search(error["advice"])
