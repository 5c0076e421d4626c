"""The readers on real data; what is expected is counted in the files with the standard library."""

import csv
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

import ictindex as ict

DATA = Path(
    os.environ.get("ICTINDEX_DATA", Path(__file__).resolve().parents[2].parent / "shared" / "data")
)
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"real data absent: {DATA} (set ICTINDEX_DATA)"
)

VALUES = {
    "internet_users": "internet-users",
    "hh_internet": "households-internet",
    "mbb_subs": "mobile-broadband-subscriptions",
    "cov3g": "coverage-3g",
    "cov4g": "coverage-4g",
    "mbb_traffic": "mobile-broadband-traffic",
    "fbb_traffic": "fixed-broadband-traffic",
    "price_mobile": "price-mobile-high",
    "price_fbb": "price-fixed-broadband",
    "mobile_owner": "mobile-phone-ownership",
}
SCORES = {
    "s_internet_users": "internet-users",
    "s_coverage": "network-coverage",
    "s_price_fbb": "price-fixed-broadband",
}
COLUMNS = {
    "iso3": "economy",
    **VALUES,
    **{f"{column}_flag": f"{indicator}:flag" for column, indicator in VALUES.items()},
}
CONSTANTS = {"year": 2022, "source": "ITU, IDI 2024, Annex 2"}
FLAGS = {"E": {"status": "I", "source_class": "estimate"}, "L": {"year": 2021}}


def file_rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_annex_2_of_the_idi_2024() -> None:
    annex = file_rows("idi-2024/annex2.csv")
    printed = sum(row[column] != "" for row in annex for column in VALUES)
    flagged = Counter(row[f"{column}_flag"] for row in annex for column in VALUES)
    observations = ict.read_observations(
        DATA / "idi-2024" / "annex2.csv", columns=COLUMNS, constants=CONSTANTS, flags=FLAGS
    )
    assert [f.code for f in observations.findings] == []
    assert len(set(observations.columns["economy"])) == len(annex) == 120
    assert len(observations) == 1200
    assert int((~observations.missing).sum()) == printed
    assert int((observations.columns["status"] == "I").sum()) == flagged["E"]
    assert int((observations.columns["year"] == 2021).sum()) == flagged["L"]
    written = Counter(row[column] for row in annex for column in VALUES)
    assert Counter(observations.columns["written"].tolist()) == written
    assert set(observations.unread) == set(annex[0]) - set(COLUMNS)


def test_supplied_scores_stand_only_where_the_value_is_not_printed() -> None:
    annex = file_rows("idi-2024/annex2.csv")
    columns = {**COLUMNS, **{column: f"{node}:score" for column, node in SCORES.items()}}
    observations = ict.read_observations(
        DATA / "idi-2024" / "annex2.csv", columns=columns, constants=CONSTANTS, flags=FLAGS
    )
    expected = {
        (row["iso3"], node): Decimal(row[score])
        for row in annex
        for score, node in SCORES.items()
        if row[score] != "" and row.get(f"{score.removeprefix('s_')}", "") == ""
    }
    columns_of_scores = observations.where(unit="score").columns
    actual = dict(
        zip(
            zip(columns_of_scores["economy"], columns_of_scores["indicator"], strict=True),
            columns_of_scores["value"],
            strict=True,
        )
    )
    assert actual == expected


def test_namibia() -> None:
    observations = ict.read_observations(
        DATA / "idi-2024" / "annex2.csv", columns=COLUMNS, constants=CONSTANTS, flags=FLAGS
    )
    namibia = observations.where(economy="NAM", indicator="internet-users")
    assert namibia.columns["value"].tolist() == [Decimal("62.2")]
    assert namibia.address(0).show("en") == "annex2.csv, line 76, column internet_users"
    # The file of economies has Namibia's ISO2 code: text, never missing.
    economies = ict.read_observations(
        DATA / "reference" / "economies.csv",
        columns={"iso2": "economy", "m49": "value"},
        constants={"year": 2022, "indicator": "internet-users"},
    )
    hints = {
        f.details["value"]: f.details["hint"]
        for f in economies.findings
        if f.code == "economy.unknown-near"
    }
    assert hints["NA"] == "NAM"


@pytest.mark.slow
def test_a_long_file_of_the_world_development_indicators() -> None:
    rows = file_rows("series/ict_wdi.csv")
    recorded = {"IT.NET.USER.ZS", "IT.MLT.MAIN.P2", "IT.CEL.SETS.P2", "IT.NET.BBND.P2"}
    observations = ict.read_observations(
        DATA / "series" / "ict_wdi.csv",
        columns={"iso3": "economy", "year": "year", "wdi_code": "indicator", "value": "value"},
        constants={"source": "World Bank, WDI"},
    )
    assert len(observations) == len(rows)
    assert observations.unread == ("indicator", "unit")
    codes = Counter(f.code for f in observations.findings)
    unknown = codes["indicator.unknown"] + codes["indicator.unknown-near"]
    assert unknown == sum(row["wdi_code"] not in recorded for row in rows)
    for code in ("number.decimal-comma", "number.not-a-number", "year.unusable", "key.duplicate"):
        assert codes[code] == 0
    users = [row["value"] for row in rows if row["wdi_code"] == "IT.NET.USER.ZS"]
    read = observations.where(indicator="internet-users")
    assert read.columns["written"].tolist() == users


def test_published_scores_of_annex_2() -> None:
    annex = file_rows("idi-2024/annex2.csv")
    columns = {
        "iso3": "economy",
        "universal": "universal-connectivity",
        "meaningful": "meaningful-connectivity",
        "idi": "idi",
        **SCORES,
    }
    published = ict.read_published(DATA / "idi-2024" / "annex2.csv", columns)
    assert len(published.findings) == 0
    assert {key: str(value) for key, value in published.values.items()} == {
        (row["iso3"], node): row[column]
        for row in annex
        for column, node in columns.items()
        if node != "economy" and row[column] != ""
    }
