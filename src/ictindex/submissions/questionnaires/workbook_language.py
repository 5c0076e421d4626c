"""The language of a workbook, found before it is read: messages about it are in that language.

A workbook that is refused is never opened. Its language is in the properties of the document;
if these are lost, the titles of its sheets show the language.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections import Counter
from pathlib import Path

from ictindex.language import i18n
from ictindex.submissions.questionnaires.layout import CODES, START
from ictindex.submissions.questionnaires.sheet_plan import load_plan

_MOST = 1 << 20  # largest size in bytes of a part that is read
_PROPERTIES, _BOOK = "docProps/custom.xml", "xl/workbook.xml"
_LANGUAGE = re.compile(r'name="language"[^>]*>\s*<vt:lpwstr>\s*([a-z]{2})\s*</vt:lpwstr>')
_SHEET = re.compile(r'<(?:\w+:)?sheet\s[^>]*?\bname="([^"]*)"')


def find_language(path: Path) -> str | None:
    """Return the language of a workbook of the questionnaire; ``None`` if it is not certain."""
    try:
        with zipfile.ZipFile(path) as archive:
            properties, book = (_text(archive, part) for part in (_PROPERTIES, _BOOK))
    except Exception:
        return None
    stated = _LANGUAGE.search(properties)
    if stated is not None and stated[1] in i18n.LANGUAGES:
        return stated[1]
    titles = {html.unescape(title) for title in _SHEET.findall(book)}
    keys = (START, *load_plan().sheets, CODES)
    counts = Counter(
        language
        for language in i18n.LANGUAGES
        for key in keys
        if i18n.text(f"questionnaire/sheets/{key}", "title", language) in titles
    )
    return max(counts, key=lambda language: counts[language]) if counts else None


def _text(archive: zipfile.ZipFile, part: str) -> str:
    """Return the text of a part; empty if it is missing or too large to read."""
    if part not in archive.namelist() or archive.getinfo(part).file_size > _MOST:
        return ""
    with archive.open(part) as stream:
        return stream.read(_MOST).decode("utf-8", "replace")
