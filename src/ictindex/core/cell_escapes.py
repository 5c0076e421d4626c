"""Cells of CSV files: quotation marks, and texts that a spreadsheet would read as a formula."""

from __future__ import annotations

import re

# A spreadsheet reads a text that begins with one of these as a formula. An apostrophe in front
# keeps it a text. Texts that already begin with an apostrophe get one too, so that removing one
# is the inverse. A negative number is not a formula and stays unchanged.
_GUARDED = re.compile(r"'*(?!-(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\Z)[=+\-@\t\r\x00]", re.ASCII)
_QUOTED = re.compile(r'[,"\r\n]')


def escape_cell(text: str) -> str:
    """Prevent a spreadsheet from reading a text as a formula."""
    return f"'{text}" if _GUARDED.match(text) else text


def unescape_cell(text: str) -> str:
    """Remove the apostrophe that :func:`escape_cell` put in front."""
    return text[1:] if text[:1] == "'" and _GUARDED.match(text) else text


def quote_cell(text: str) -> str:
    """Put a cell of a CSV file into quotation marks if it needs them."""
    if _QUOTED.search(text) or text != text.strip():
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text
