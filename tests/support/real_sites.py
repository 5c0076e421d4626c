"""The folder of a publisher with real editions, prices and a series by sex, to build a site of."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from real_files import rows_of

EDITIONS = (2024, 2025)
SEX = {"bothsex": "", "female": "F", "male": "M"}
_EDITION = """
[[edition]]
edition = {year}
values = "{file}"
form = "itu-idi"
source = "itu-idi"
"""
_PRICES = """
[prices]
file = "{file}"
edition = 2025
source = "itu-ipb"
columns = {{ iso3 = "economy", code_prefix = "basket", unit = "measure" }}
"""
_SERIES = """
[[series]]
file = "by-sex.csv"
source = "un-sdg"
"""


def write_real_folder(folder: Path, data: Path, languages: Sequence[str]) -> Path:
    """Write the folder: ITU's workbook of two editions, its prices, and SDG indicator 5.b.1."""
    folder.mkdir(parents=True, exist_ok=True)
    workbook = (data / "idi-editions" / "IDIDataset_open.xlsx").as_posix()
    prices = (data / "ipb" / "baskets_2008_2025.csv").as_posix()
    listed = ", ".join(f'"{language}"' for language in languages)
    text = f'languages = [{listed}]\n[publisher]\nname = "Example office of statistics"\n'
    text += "".join(_EDITION.format(year=year, file=workbook) for year in EDITIONS)
    text += _PRICES.format(file=prices) + _SERIES
    (folder / "site.toml").write_text(text, encoding="utf-8")
    with (folder / "by-sex.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["economy", "indicator", "year", "value", "sex", "status", "source"])
        for row in list_by_sex(data):
            cells = (row["iso3"], "mobile-phone-ownership", row["year"], row["value"])
            writer.writerow([*cells, SEX[row["sex"]], "A", "un-sdg"])
    return folder


def list_by_sex(data: Path) -> list[dict[str, str]]:
    """Return printed rows of SDG indicator 5.b.1: owners of mobile phones by sex, in percent.

    A site refuses the four rows of more than 100 percent.
    """
    rows = rows_of(data / "series" / "sdg_ict_2020.csv")
    owners = (row for row in rows if row["indicator"].startswith("5.b.1"))
    return [row for row in owners if Decimal(row["value"]) <= 100]
