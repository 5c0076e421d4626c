"""Mutated files, and the readers that get them."""

from __future__ import annotations

import csv
import gzip
import importlib.util
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hostile_mutations as mutations
import open_documents

import ictindex as ict
from ictindex.data.exchange.sdmx_csv_file import sdmx_text

Read = Callable[[Path], Any]
Mutate = Callable[[bytes, mutations.Draw], bytes]


@dataclass(frozen=True)
class Seed:
    """A sound file, its ending, how it is read, and mutations that know its format."""

    name: str
    data: bytes
    read: Read
    mutate: Mutate
    weight: int = 1


WDI = b"""Data Source,World Development Indicators,

Last Updated Date,2025-07-01,

Country Name,Country Code,Indicator Name,Indicator Code,2020,2021,2022,
Kenya,KEN,Population,SP.POP.TOTL,5.19e7,53005614,54027487,
Namibia,NAM,Users,IT.NET.USER.ZS,,2.9918e-08,62.2,
World,WLD,Users,IT.NET.USER.ZS,1,2,3,
"""
DATAHUB = b"""seriesID,seriesCode,seriesName,seriesParent,seriesUnits,entityID,entityIso,entityName,dataValue,dataYear,dataNote,dataSource
1,i271mw,Active,,Count,1,ABW,Aruba,21000,2012,,ITU estimate based on GSMA
1,i271mw,Active,,Count,2,NAM,Namibia,1500000,2020,break,CRAN
2,i99H,Users,,%,2,NAM,Namibia,62.2,2022,,
"""  # noqa: E501
TARIFFS = b"""economy,operator,service,price,currency,id,data_gb,validity_days,payment
KEN,Safaricom,mobile,1000,KES,a,10,30,prepaid
KEN,Safaricom,mobile,99.50,KES,b,1.5,7,prepaid
"""
PRICES = b"""economy,basket,year,price,currency
KEN,fixed-broadband-5gb,2025,2999,KES
NAM,mobile-data-only-5gb,2025,299.00,NAD
"""
ANSWERS = b"""rule,economy,indicator,year,breakdown,value,answer,reason
T02,ECU,internet-users,2023,,72.7,confirm,new survey
R05,KEN,i911mw,2023,F,0.9,withdraw,
"""
CONSULTATIONS = b"""economy,indicator,year,source,value,notified,deadline,answered,answer,text
ECU,internet-users,2022,Survey of X,70.1,2024-01-01,2024-02-01,2024-01-20,agreed,
NAM,mobile-phone-ownership,2022,ITU estimate,80,2024-01-01,2024-02-01,,,
"""
ECONOMICS = b"""economy,series,year,value,source,vintage
KEN,exchange-rate,2024,134.82,IMF,2025-10
KEN,gni-per-capita-atlas,2024,2110,WDI,2025-10
"""


def _head(name: str, lines: int) -> bytes:
    data = ict.sample_data(name).read_bytes().split(b"\n")
    return b"\n".join(data[:lines]) + b"\n"


def _sdmx(version: str) -> bytes:
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    return sdmx_text(table.where(economy=["BRA", "KEN"]), version=version).encode()


_LABELLED = b"""STRUCTURE[;],STRUCTURE_ID,ACTION,REF_AREA: Area,INDICATOR: Indicator,SEX: Sex,TIME_PERIOD: Time,OBS_VALUE: Value,UNIT_MULT: Multiplier,OBS_STATUS: Status
dataflow,X:Y(1.0.0): A name,I,404: Kenya,i271mw: Subscriptions: active,_T: Total,2022,28.5,6: Millions,A: Normal
dataflow,X:Y(1.0.0): A name,I,NAM: Namibia,IT_USE_ii99: Users,F: Female,2022,62.1,0: Units,E: Estimated
"""  # noqa: E501


def _zipped(data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("figures.csv", data)
    return stream.getvalue()


def _workbook(rows: list[list[object]], title: str = "Data") -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv_seeds() -> list[Seed]:
    """Tidy and wide observations, tables of prices, files of publishers, in several dialects."""
    layout = ict.sample_data("wide-example.layout.toml")
    commas, semicolons = mutations.table(","), mutations.table(";")
    tidy = _head("idi-2024-annex.csv", 12)
    other = tidy.replace(b",", b";").replace(b".", b",")

    def wide(path: Path) -> object:
        return ict.read_observations(path, layout=layout)

    def read_dialect(path: Path) -> object:
        return ict.read_observations(path, dialect="semicolon-comma:windows-1252")

    def of(form: str) -> Read:
        return lambda path: ict.read_observations(path, form=form)

    return [
        Seed("tidy.csv", tidy, ict.read_observations, commas, 4),
        Seed("wide.csv", _head("wide-example.csv", 4), wide, commas, 2),
        Seed("semicolon.csv", other, read_dialect, semicolons, 2),
        Seed("tariffs.csv", TARIFFS, ict.read_tariffs, commas),
        Seed("prices.csv", PRICES, ict.read_prices, commas),
        Seed("economics.csv", ECONOMICS, ict.read_economics, commas),
        Seed("answers.csv", ANSWERS, ict.data.read_answers, commas),
        Seed("consultations.csv", CONSULTATIONS, ict.sourcing.read_consultations, commas),
        Seed("wdi.csv", WDI, of("wdi"), commas),
        Seed("datahub.csv", DATAHUB, of("datahub"), commas),
        Seed("datahub.zip", _zipped(DATAHUB), of("datahub"), mutations.blind),
        Seed("published.csv", _head("idi-2024-published.csv", 6), ict.read_published, commas),
    ]


def sdmx_seeds() -> list[Seed]:
    """SDMX-CSV 1.0 and 2.0, with and without names."""

    def read(path: Path) -> object:
        return ict.read_observations(path, form="sdmx-csv")

    commas = mutations.table(",")
    return [
        Seed("one.csv", _sdmx("1.0"), read, commas),
        Seed("two.csv", _sdmx("2.0"), read, commas),
        Seed("names.csv", _LABELLED, read, commas, 2),
        Seed("two.zip", _zipped(_sdmx("2.0")), read, mutations.blind),
    ]


def xlsx_seeds() -> list[Seed]:
    """Workbooks of observations, of prices, of price baskets; a questionnaire."""
    header = ["economy", "indicator", "year", "value", "unit", "note"]
    rows: list[list[object]] = [
        header,
        ["BRA", "internet-users", 2022, 80.5, "percent", "a"],
        ["KEN", "coverage-4g", 2022, 97, None, "b"],
    ]
    baskets: list[list[object]] = [
        ["IsoCode", "Code", "Unit", 2016, 2017],
        ["ABW", "i154_FBB_GNI", "GNIpc", 2.81, "NA"],
    ]
    prices = [line.split(",") for line in PRICES.decode().splitlines()]

    def price_workbook(path: Path) -> object:
        return ict.prices.read_baskets(path, form="price-workbook")

    return [
        Seed("tidy.xlsx", _workbook(rows), ict.read_observations, mutations.workbook, 300),
        Seed("prices.xlsx", _workbook(list(prices)), ict.read_prices, mutations.workbook, 100),
        Seed("baskets.xlsx", _workbook(baskets, "economies_1"), price_workbook,
             mutations.workbook, 100),
        Seed("ken.xlsx", ict.questionnaire("KEN", edition=2025).to_bytes(),
             ict.read_questionnaire, mutations.workbook, 5),
    ]  # fmt: skip


def json_seeds() -> list[Seed]:
    """Receipts: nothing that was changed in one may be taken for sound."""
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv")).where(
        economy=["BRA", "KEN"]
    )
    judged = ict.validate(table, year=2022)
    receipt = ict.accept(table, judged, role="compiler", transcribed="IDI 2024")
    data = receipt.to_json().encode()

    def read(path: Path) -> object:
        saved = ict.data.read_receipt(path)
        text = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
        # A change that is not noticed would be a forged receipt.
        assert saved.to_json().encode() == text
        assert text == data or saved.digest != receipt.digest
        return saved

    return [Seed("receipt.json", data, read, mutations.document)]


def packed_seeds() -> list[Seed]:
    """Packed files, spreadsheets of OpenDocument, and Parquet where it can be written."""
    tidy = _head("idi-2024-annex.csv", 12)
    year = open_documents.number("2022")
    rows = [
        open_documents.row(
            open_documents.text(economy), open_documents.text("i99H"), year,
            open_documents.number(value, value), open_documents.text("note"),
        )
        for economy, value in (("BRA", "80.5"), ("KEN", "40.8"))
    ]  # fmt: skip
    sheet = open_documents.package(open_documents.sheet(open_documents.TITLES, *rows))
    seeds = [
        Seed("tidy.csv.gz", gzip.compress(tidy, mtime=0), ict.read_observations, mutations.blind),
        Seed("wide.csv", tidy.decode().encode("utf-16"), ict.read_observations, mutations.blind),
        Seed("tidy.ods", sheet, ict.read_observations, mutations.workbook, 3),
    ]
    if importlib.util.find_spec("pyarrow") is not None:
        import pyarrow as pa
        from pyarrow import parquet

        header, *lines = csv.reader(tidy.decode().splitlines())
        columns = dict(zip(header, map(list, zip(*lines, strict=True)), strict=True))
        stream = io.BytesIO()
        parquet.write_table(pa.table(columns), stream)
        table = stream.getvalue()
        seeds.append(Seed("tidy.parquet", table, ict.read_observations, mutations.blind))
    return seeds


FORMATS: dict[str, Callable[[], list[Seed]]] = {
    "csv": csv_seeds,
    "xlsx": xlsx_seeds,
    "json": json_seeds,
    "sdmx-csv": sdmx_seeds,
    "packed": packed_seeds,
}
