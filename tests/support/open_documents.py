"""Spreadsheets of OpenDocument, as LibreOffice writes them: cells, rows, sheets, a package."""

from __future__ import annotations

import io
import zipfile

SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "script": "urn:oasis:names:tc:opendocument:xmlns:script:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
HEADER = ("economy", "indicator", "year", "value", "note")


def cell(kind: str, inside: str = "", more: str = "") -> str:
    return f'<table:table-cell office:value-type="{kind}" {more}>{inside}</table:table-cell>'


def text(words: str) -> str:
    return (
        f'<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>'
    )


def number(value: str, shown: str = "", kind: str = "float", more: str = "") -> str:
    return cell(kind, f"<text:p>{shown or value}</text:p>", f'office:value="{value}" {more}')


EMPTY = "<table:table-cell/>"
# As LibreOffice ends a row and a sheet.
REST = '<table:table-cell table:number-columns-repeated="16379"/>'
BELOW = (
    '<table:table-row table:number-rows-repeated="1048570">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}{REST}</table:table-row>"


def sheet(*rows: str, title: str = "Data") -> str:
    inside = "".join(("<table:table-column/>", *rows, BELOW))
    return f'<table:table table:name="{title}">{inside}</table:table>'


def package(*sheets: str, parts: dict[str, bytes] | None = None, before: str = "") -> bytes:
    spaces = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in SPACES.items())
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {spaces}>'
        f"<office:scripts/><office:body><office:spreadsheet>{''.join(sheets)}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", xml)
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    return held.getvalue()


TITLES = row(*map(text, HEADER))
