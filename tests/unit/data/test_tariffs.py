"""Tariffs: each rule of a row and between rows, by its words and its address; real tariffs."""

from __future__ import annotations

import datetime
import os
import pickle
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_cases import small_cases
from tariffs_cases import PLAN, codes, offers, written

import ictindex as ict
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.tables.schema import UNLIMITED
from ictindex.data.tariffs import read_tariffs
from ictindex.language import i18n

DATA = (
    Path(os.environ.get("ICTINDEX_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
    / "ipb"
)
ADD_ON = {"kind": "add-on", "id": "extra"}


def test_a_plan_is_read_by_the_kinds_of_its_columns() -> None:
    table = offers(
        {
            "data_gb": "unlimited",
            "throttle_at_gb": "2.5",
            "throttled_speed_kbits": "256",
            "speed_mbits": "1.5",
            "promotional": "no",
            "valid_from": "2025-01-31",
            "generation": "4g",
            "market_share": "49.5",
        }
    )
    row = {name: array[0] for name, array in table.columns.items()}
    assert not table.findings
    assert not offers({}).findings
    assert row["data"] == UNLIMITED
    assert (row["throttle_at"], row["throttle_at_unit"]) == (Decimal("2.5"), "GB")
    assert row["speed_kbits"] == 1500
    assert row["promotional"] is False
    assert row["tax_included"] is True
    assert row["reference"] is None
    assert row["valid_from"] == datetime.date(2025, 1, 31)
    assert row["kind"] == "plan"
    assert row["minutes"] is None


@small_cases(
    ("change", "column", "message"),
    [
        ({"id": "", "name": ""}, "id", "has neither an identifier nor a name"),
        ({"id": "month 5"}, "id", "The identifier 'month 5' has a space in it."),
        ({"operator": ""}, "operator", "The cell in the column 'operator' is empty."),
        ({"service": "Mobile"}, "service", "'Mobile' is not admitted in the column 'service'."),
        ({"kind": "bundle"}, "kind", "'bundle' is not admitted in the column 'kind'."),
        ({"price": ""}, "price", "The cell in the column 'price' is empty."),
        ({"market_share": "100.1"}, "market_share", "it must be between 0 and 100."),
        ({"validity_days": ""}, "validity_days", "does not say for how many days it is valid"),
        ({"validity_days": "0"}, "validity_days", "The value 0 is impossible"),
        ({"tax_included": ""}, "tax_included", "does not say whether its price includes taxes"),
        ({"tax_included": "partly"}, "tax_included", "'partly' is not admitted"),
        ({"tax_included": "no"}, "tax_rate", "the rate of the tax is not given"),
        ({"payment": ""}, "payment", "whether the mobile plan is prepaid or postpaid"),
        ({"data_gb": "5", "data_mb": "5000"}, "data_gb", "'data' is given twice in this row"),
        ({"data_gb": "", "data": "5"}, "data_unit", "'data' has a number without its unit"),
        ({"data_gb": "illimité"}, "data_gb", "is neither a number nor the word unlimited"),
        ({"minutes": "-1"}, "minutes", "impossible in the column 'minutes'; it must be 0 or more"),
        ({"daily_cap_gb": "unlimited"}, "daily_cap_gb", "'unlimited' is not a number."),
        (
            {"data_gb": "unlimited", "throttled_speed_kbits": "64"},
            "throttle_at",
            "the volume from which it does is not given",
        ),
        (
            {"throttle_at_gb": "6", "throttled_speed_kbits": "64"},
            "throttle_at_gb",
            "slows down at 6, but includes only 5",
        ),
        ({"requires": "base"}, "requires", "A plan requires another plan."),
        ({**ADD_ON, "requires": "base"}, "requires", "A has no plan with this identifier"),
        ({"valid_from": "31.1.2025"}, "valid_from", "'31.1.2025' is not a date."),
        ({"valid_from": "2025-02-30"}, "valid_from", "'2025-02-30' is not a date."),
        (
            {"valid_from": "2025-02-01", "valid_until": "2025-01-01"},
            "valid_until",
            "The offer ends (2025-01-01) before it begins (2025-02-01).",
        ),
    ],
)
def test_each_rule_of_a_row(change: dict[str, str], column: str, message: str) -> None:
    (finding,) = offers(change).findings
    assert message in finding.message("en")
    assert finding.remedy("en")
    assert finding.level == "error"
    assert finding.economy == "MUS"
    assert finding.address is not None
    assert finding.address.line == 1
    assert finding.address.column == column


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"throttle_at_gb": "2"}, "the speed from there on is not given"),
        ({"data_gb": ""}, "nothing can be bought with it"),
        ({"price": "0"}, "The plan costs nothing: its price is 0, and no use of it has a price."),
        ({"price": "0", "price_mb": "0"}, "The plan costs nothing"),
        # No basket counts what is paid once.
        ({"price": "0", "one_off_fee": "5"}, "The plan costs nothing"),
        ({"price": "0", "service": "fixed-broadband"}, "The plan costs nothing"),
        ({"price": "0", "service": "fixed-telephone"}, "The plan costs nothing"),
    ],
)
def test_what_is_only_a_warning(change: dict[str, str], message: str) -> None:
    (finding,) = offers(change).findings
    assert finding.level == "warning"
    assert message in finding.message("en")


@small_cases(
    "change",
    [
        {"price": "0", "validity_days": "", "data_gb": "", "price_mb": "0.5"},  # pay as you go
        {"service": "fixed-broadband", "validity_days": "", "payment": ""},
        {"service": "fixed-telephone", "validity_days": "", "data_gb": ""},
        {"tax_included": "no", "tax_rate": "0"},
        {"data_gb": "unlimited", "throttled_speed_kbits": "64", "daily_cap_gb": "4"},
        {"tax_included": "TRUE"},
        {"id": "", "name": "Month 5 GB"},
    ],
)
def test_what_is_no_fault(change: dict[str, str]) -> None:
    assert not offers(change).findings


def test_an_add_on_may_not_be_without_validity_however_cheap() -> None:
    table = offers({}, {**ADD_ON, "price": "0", "validity_days": ""})
    assert codes(table) == ["tariff.validity-missing"]


def test_an_add_on_requires_plans_of_its_own_operator() -> None:
    recorded = {**ADD_ON, "requires": "month other"}
    table = offers({}, {"id": "other"}, recorded)
    assert not table.findings
    # That the plan was not chosen is no fault of the add-on.
    assert not table.where(kind="add-on").findings
    elsewhere = offers({}, {"id": "other", "operator": "B"}, recorded)
    assert elsewhere.findings[0].message("en").endswith("which the add-on requires: other.")
    assert codes(offers({}, recorded) + offers({"id": "other"}).where(id="other")) == []
    # An add-on is no plan.
    assert codes(offers({**ADD_ON}, {**ADD_ON, "id": "x", "requires": "extra"})) == [
        "tariff.requires-unknown"
    ]


def test_an_identifier_is_supplied_once_for_each_operator() -> None:
    table = offers({}, {"operator": "B"}, {"economy": "KEN"}, {"price": "1"})
    assert codes(table) == ["tariff.duplicate-id"] * 2
    assert table.faulty.tolist() == [True, False, False, True]
    assert "add-on of this operator, in DataFrame, line 1" in table.findings[1].message("en")
    assert table.findings[1].where("en") == "DataFrame, line 4, column id"
    by_name = read_tariffs(pd.DataFrame([PLAN, PLAN]).rename(columns={"id": "name"}))
    assert by_name.findings[1].where("en") == "DataFrame, line 2, column name"


def test_an_identifier_in_a_workbook_is_reported_by_its_cell(tmp_path: Path) -> None:
    book = tmp_path / "offers.xlsx"
    pd.DataFrame([PLAN, PLAN]).to_excel(book, index=False)
    finding = read_tariffs(book).findings[1]
    assert finding.where("en") == "offers.xlsx, cell C3"  # the third column
    assert "add-on of this operator, in offers.xlsx, cell C2" in finding.message("en")
    assert "option de cet opérateur, dans offers.xlsx, cellule C2" in finding.message("fr")


def test_market_shares_are_one_for_each_operator_and_service() -> None:
    table = offers(
        {"market_share": "60"},
        {"market_share": "40", "operator": "B"},
        {"market_share": "61", "id": "x"},
        {"market_share": "80", "id": "y", "service": "fixed-broadband"},
        {"id": "z"},
    )
    assert codes(table) == ["tariff.market-shares-differ"]
    assert "The market share 61 differs from 60" in table.findings[0].message("en")


def test_market_shares_fit_into_a_whole_as_far_as_their_rounding_says() -> None:
    rounded = [{"market_share": share, "operator": share} for share in ("33.4", "33.3", "33.4")]
    rounded[2]["operator"] = "C"
    assert not offers(*rounded).findings  # 100.1, but 99.95 is possible
    above = offers({"market_share": "60"}, {"market_share": "45", "operator": "B"})
    assert codes(above) == ["tariff.market-shares-above"]
    assert above.findings[0].message("en") == (
        "The market shares of the operators add up to 105 percent, which is more than a whole: "
        "Mauritius (MUS), mobile."
    )
    assert above.faulty.all()


def test_obligatory_columns(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "economy,operator,service", "MUS,A,mobile")
    with pytest.raises(UnusableFileError) as caught:
        read_tariffs(path)
    assert "missing columns: id / name, price, currency." in caught.value.message("en")
    path = written(tmp_path / "t.csv", "economy,operator,service,prize", "MUS,A,mobile,1")
    with pytest.raises(UnusableFileError, match="Nearest known column: price"):
        read_tariffs(path)


def test_what_is_asked_of_a_table_that_has_it_not() -> None:
    table = offers({})
    with pytest.raises(UsageError, match=r"has no column 'prize'\. Nearest: price"):
        table.where(prize=1)
    with pytest.raises(UsageError, match="has no column 'telex'"):
        table.address(0, "telex")
    assert len(table.where(valid_from="soon")) == 0
    with pytest.raises(UsageError, match="must be a text, a number, or a list of these"):
        table.where(operator=[[]])
    with pytest.raises(UsageError, match="must be a whole number"):
        table.address("first")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="There is no row 1: the table has 1 rows"):
        table.address(1)


def test_rows_are_chosen_by_what_a_cell_means() -> None:
    table = offers({}, {"id": "x", "data_gb": "unlimited", "promotional": "yes", "price": "5.50",
                        "valid_from": "2025-02-01"})  # fmt: skip
    for condition in (
        {"data": "unlimited"}, {"data": UNLIMITED}, {"promotional": True}, {"promotional": "yes"},
        {"price": 5.5}, {"price": [Decimal("5.5"), 7]}, {"id": {"x"}}, {"line": 2},
        {"id": np.array("x")}, {"valid_from": "2025-02-01"},
        {"valid_from": datetime.date(2025, 2, 1)},
    ):  # fmt: skip
        assert table.where(**condition).columns["id"].tolist() == ["x"], condition  # type: ignore[arg-type]


def test_a_table_cannot_be_changed_and_survives_pickling() -> None:
    table = offers({}, {"market_share": "101"})
    with pytest.raises(ValueError, match="read-only"):
        table.columns["price"][0] = 1
    with pytest.raises(ValueError, match="cannot set WRITEABLE"):
        table.columns["price"].setflags(write=True)
    with pytest.raises(AttributeError):
        table.unread = ("x",)  # type: ignore[misc]
    with pytest.raises(TypeError):
        table.columns["price"] = table.columns["sms"]  # type: ignore[index]
    again = pickle.loads(pickle.dumps(table))  # noqa: S301
    assert codes(again) == codes(table)
    assert again.address(1, "data").show() == table.address(1, "data").show()
    with pytest.raises(ValueError, match="read-only"):
        again.columns["price"][0] = 1


def test_the_address_of_data_is_the_column_in_which_it_was_written() -> None:
    table = offers({}, {"id": "x", "data_gb": "", "data_mb": "500"})
    assert table.address(0, "data").column == "data_gb"
    assert table.address(1, "data").column == "data_mb"


def test_the_frame_is_read_back_the_same() -> None:
    sample = read_tariffs(ict.sample_data("ipb-tariffs-synthetic.csv"))
    again = read_tariffs(sample.to_frame())
    assert not again.findings
    for name in sample.schema.names:
        assert again.columns[name].tolist() == sample.columns[name].tolist(), name


@small_cases("language", i18n.LANGUAGES)
def test_the_table_is_shown(language: str) -> None:
    table = read_tariffs(ict.sample_data("ipb-tariffs-synthetic.csv"))
    with ict.set_options(language=language):
        assert "month-6" in repr(table)
        assert "<table" in table._repr_html_()


def test_characters_that_cannot_be_seen() -> None:
    table = offers({"operator": "A\u200b"}, {"name": "a\xa0b", "id": "x"}, {"note": "one\ntwo"})
    assert [(f.code, f.level) for f in table.findings if f.code == "text.invisible"] == [
        ("text.invisible", "error"), ("text.invisible", "warning"),
    ]  # fmt: skip


# ---------------------------------------------------------------- real tables


def real(name: str) -> Path:
    if not (DATA / name).exists():
        pytest.skip("ITU's tables are not here: set ICTINDEX_DATA")
    return DATA / name


def test_the_packs_of_mauritius_are_read_as_they_are() -> None:
    table = read_tariffs(
        real("tariffs_mauritius_mobile_2026.csv"),
        columns={
            "iso3": "economy", "currency": "currency", "id": "id", "operator": "operator",
            "name": "name", "volumeGb": "data_gb", "durationDays": "validity_days",
            "priceMur": "price", "vatInclusive": "tax_included", "dailyCap": "daily_cap_gb",
            "notes": "note", "source": "source",
        },
        constants={"service": "mobile", "payment": "prepaid"},
    )  # fmt: skip
    assert len(table) == 27
    assert table.unread == ("operatorSlug",)
    # Three packs are unlimited, which only their notes say: nothing is guessed.
    assert [(f.code, table.columns["id"][rows[0]]) for f, rows in table.placed] == [
        ("tariff.nothing-included", "myt-hourly"),
        ("tariff.nothing-included", "emtel-daily-unlimited"),
        ("tariff.nothing-included", "chili-daily-unlimited"),
    ]
    hourly = table.where(id="myt-hourly").columns
    assert hourly["validity_days"][0] == Decimal("0.041666666666666664")


def test_the_reference_plans_of_2025_are_read_as_tariffs() -> None:
    frame = pd.read_csv(real("reference_plans_2025.csv"), dtype=str, keep_default_na=False)
    services = {"mobile_data_only_5GB": "mobile", "fixed_broadband_5GB": "fixed-broadband"}
    reported: dict[str, Any] = {
        "service": frame["basket"].map(services),
        "data": frame["allowance_gb"].mask(frame["unlimited"] == "1", "unlimited"),
        "id": frame["basket"] + "-" + frame["iso3"],
        "speed": frame["speed_mbps"],
    }
    frame = frame.assign(**reported).query("usd != ''")
    table = read_tariffs(
        frame,
        columns={
            "iso3": "economy", "provider": "operator", "id": "id", "service": "service",
            "data": "data_gb", "speed": "speed_mbits", "technology": "technology", "usd": "price",
        },
        constants={"currency": "USD", "tax_included": "yes", "payment": "postpaid",
                   "validity_days": 30, "reference": "yes"},
    )  # fmt: skip
    assert len(table) == len(frame)
    data = table.columns["data"]
    stated = np.array([cell is not None for cell in data])
    assert stated.sum() > 300
    below = [table.columns["id"][row] for row in np.flatnonzero(stated) if data[row] < Decimal(5)]
    assert below == []
    bare = frame.query("allowance_gb == '' and unlimited != '1'")["id"].tolist()
    assert [f.code for f in table.findings] == ["tariff.nothing-included"] * len(bare)
    assert [table.columns["id"][rows[0]] for _, rows in table.placed] == bare
    assert len(bare) == 4


def test_the_sheet_of_a_workbook_is_named(tmp_path: Path) -> None:
    book = tmp_path / "plans.xlsx"
    with pd.ExcelWriter(book) as writer:
        pd.DataFrame({"note": ["read me"]}).to_excel(writer, sheet_name="About", index=False)
        pd.DataFrame([PLAN]).to_excel(writer, sheet_name="Plans", index=False)
    assert len(read_tariffs(book, sheet="Plans")) == 1
    with pytest.raises(UnusableFileError):
        read_tariffs(book)
