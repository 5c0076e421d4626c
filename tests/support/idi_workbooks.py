"""Workbooks in the form of ITU's workbook of the IDI, with invented figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

INDICATORS = (
    ("internet-users", "Individuals using the Internet (%)"),
    ("households-internet", "Households with Internet access at home (%)"),
    ("mobile-broadband-subscriptions", "Active mobile-broadband subscriptions per 100 inhabitants"),
    ("coverage-3g", "Population covered by at least a 3G mobile network (%)"),
    ("coverage-4g", "Population covered by at least a 4G/LTE mobile network (%)"),
    ("mobile-broadband-traffic", "Mobile broadband Internet traffic per subscription (GB)"),
    ("fixed-broadband-traffic", "Fixed broadband Internet traffic per subscription (GB)"),
    (
        "price-mobile-high",
        "Mobile data and voice high-consumption basket price (as % of GNI per capita)",
    ),
    ("price-fixed-broadband", "Fixed-broadband Internet basket price (as % of GNI per capita) "),
    ("mobile-phone-ownership", "Individuals who own a mobile phone (%)"),
)
SCORES = (
    ("internet-users", "Individuals using the Internet (%)"),
    ("households-internet", "Households with Internet access at home (%)"),
    ("mobile-broadband-subscriptions", "Mobile-broadband subscriptions per 100 inhabitants"),
    ("network-coverage", "3G and 4G/LTE Network Coverage"),
    *INDICATORS[5:],
    ("universal-connectivity", "Universal Connectivity Pillar"),
    ("meaningful-connectivity", "Meaningful Connectivity Pillar"),
    ("idi", "ICT Development Index (IDI)"),
)
MINISTRY = "Ministry of Communications"
VALUES = {
    "internet-users": "57.0", "households-internet": "38.0",
    "mobile-broadband-subscriptions": "75.0", "coverage-3g": "90.0", "coverage-4g": "80.0",
    "mobile-broadband-traffic": "50.0", "fixed-broadband-traffic": "1,500.0",
    "price-mobile-high": "2.0", "price-fixed-broadband": "5.0", "mobile-phone-ownership": "76.0",
}  # fmt: skip
# Scores that follow by hand from these values where a straight line decides: 57 of 95 are 60.
PRINTED = {
    "internet-users": 60.0, "households-internet": 40.0, "mobile-broadband-subscriptions": 50.0,
    "network-coverage": 84.0, "mobile-broadband-traffic": 63.25, "fixed-broadband-traffic": 79.41,
    "price-mobile-high": 95.08, "price-fixed-broadband": 87.62, "mobile-phone-ownership": 80.0,
    "universal-connectivity": 50.0, "meaningful-connectivity": 81.6, "idi": 65.8,
}  # fmt: skip
GROUPS = {
    "BRA": ("Americas", "Upper-middle-income"), "KEN": ("Africa", "Lower-middle-income"),
    "AND": ("Europe", "High-income"), "WBG": ("Arab States", "Lower-middle-income"),
    "VEN": ("Americas", "n.a."),
}  # fmt: skip
Row = Mapping[str, Any]


def row(code: str, **more: Any) -> Row:
    """Return an economy: values, notes and scores, of which some are others."""
    region, income = GROUPS.get(code.strip(), ("Africa", "Low-income"))
    made: dict[str, Any] = {
        "code": code, "name": "", "region": region, "income": income,
        "values": dict(VALUES), "notes": dict.fromkeys(VALUES, MINISTRY), "scores": dict(PRINTED),
    }  # fmt: skip
    for key, value in more.items():
        made[key] = {**made[key], **value} if isinstance(made[key], dict) else value
    return made


def write(path: Path, rows: Sequence[Row], edition: int = 2025, **how: Any) -> Path:
    """Write a workbook with one sheet of an edition."""
    openpyxl = __import__("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    fill(sheet, rows, edition, **how)
    book.create_sheet("Definitions")["B2"] = "Indicator"
    book.save(path)
    return path


def fill(sheet: Any, rows: Sequence[Row], edition: int, *, year: int | None = None,
         foot: str | None = None, top: int = 3, title: str | None = None,
         subheads: bool = True, foot_column: str = "E") -> None:  # fmt: skip
    """Fill a sheet: a head of two rows, rows of economies, notes below."""
    year = edition - 2 if year is None else year
    sheet.title = f"IDI {edition} Data" if title is None else title
    sheet.cell(top - 2, 5, f"IDI {edition} Indicator values ({year})")
    sheet.cell(top - 2, 26, "Normalized Progress Scores (0-100)")
    heads = ("Iso3", "ITU-D \nRegion", f"World Bank Income group ({edition - 1} July)", "Economy")
    for column, text in enumerate(heads, 1):
        sheet.cell(top, column, text)
        sheet.merge_cells(start_row=top, end_row=top + 1, start_column=column, end_column=column)
    for n, (_, text) in enumerate(INDICATORS):
        sheet.cell(top, 5 + 2 * n, text)
        sheet.cell(top + 1, 5 + 2 * n, "Value")
        sheet.cell(top + 1, 6 + 2 * n, "Source")
    places = {}
    for n, (node, text) in enumerate(SCORES):
        places[node] = 26 + n if n < 9 else 27 + n
        sheet.cell(top, places[node], text)
        if subheads:
            sheet.cell(top + 1, places[node], "Score")
    for line, row in enumerate(rows, top + 2):
        for column, key in enumerate(("code", "region", "income", "name"), 1):
            sheet.cell(line, column, row[key] or None)
        for n, (indicator, _) in enumerate(INDICATORS):
            sheet.cell(line, 5 + 2 * n, row["values"][indicator])
            sheet.cell(line, 6 + 2 * n, row["notes"][indicator] or None)
        for node, column in places.items():
            sheet.cell(line, column, row["scores"][node])
    below = top + 2 + len(rows)
    if foot is None:
        foot = (f"Note: The reference year is {year}, unless otherwise indicated. \u2021) lagged "
                f"value from {year - 1}; n.a. = not published estimate.")  # fmt: skip
    sheet[f"{foot_column}{below}"] = foot or None
    sheet[f"{foot_column}{below + 1}"] = "Source: ITU."
