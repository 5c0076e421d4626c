"""Rows of estimates: shares in percent to the last digit, codes of labels, levels of intervals."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ictindex as ict
from ictindex.core.errors import UnusableFileError
from ictindex.data.io.estimate_layouts import Estimates
from ictindex.data.io.estimate_rows import convert_shares
from ictindex.data.io.raw_rows import Draft

# Figures of this file are invented.
WIDE = "iso,net,net_error,speed\nECU,0.58,1.2e-02,12\nPER,,,11\n"
LAYOUT = """
[file]
dialect = "{dialect}"

[estimates]
share = "fraction"
made_by = "invented"

[columns]
iso = "economy"
net = "internet-users"
net_error = "internet-users:standard_error"
speed = "international-bandwidth"

[constants]
year = 2023
"""


def read(folder: Path, table: str, layout: str) -> ict.Observations:
    (folder / "t.csv").write_text(table, encoding="utf-8")
    (folder / "l.toml").write_text(layout, encoding="utf-8")
    return ict.read_observations(folder / "t.csv", layout=folder / "l.toml")


@pytest.mark.parametrize("dialect", ["comma-point", "semicolon-comma"])
def test_only_shares_become_percentages(tmp_path: Path, dialect: str) -> None:
    text = WIDE if dialect == "comma-point" else WIDE.replace(",", ";").replace(".", ",")
    table = read(tmp_path, text, LAYOUT.format(dialect=dialect))
    assert not table.findings
    assert table.cells["value"] == (Decimal(58), Decimal(12), None, Decimal(11))
    assert table.cells["standard_error"] == (Decimal("1.2"), None, None, None)
    assert table.cells["written"] == ("0.58e2", "12", "", "11")
    assert set(table.cells["made_by"]) == {"invented"}


@given(digits=st.text("0123456789", min_size=1, max_size=17), exponent=st.integers(0, 3))
@settings(max_examples=40)
def test_a_share_moves_by_two_places_and_keeps_every_digit(digits: str, exponent: int) -> None:
    text = f"0.{digits}" + (f"e-0{exponent}" if exponent else "")
    [line] = recode_shares(text)
    number, written = line
    # By whole numbers alone: no decimal of the library is trusted.
    assert number * 10 ** (len(digits) + exponent) == int(digits) * 100
    assert len(number.as_tuple().digits) <= len(digits) + 1
    assert Decimal(written) == number


def recode_shares(text: str) -> list[tuple[Decimal, str]]:
    """Return the value of a share and how it was written, read by the door of the reader."""
    stated = Estimates("", "fraction", "", "", (), {}, {}, {})
    draft = Draft({"indicator": ["internet-users"], "value": [text]}, ["t.csv"], [2], ["net"])
    convert_shares(draft, stated, ".")
    [value] = draft.cells["value"]
    assert isinstance(value, Decimal)
    return [(value, draft.written[0])]


def test_a_share_in_percent_stays_as_it_is(tmp_path: Path) -> None:
    layout = LAYOUT.format(dialect="comma-point").replace('"fraction"', '"percent"')
    assert read(tmp_path, WIDE.replace("0.58", "58.0"), layout).cells["written"][0] == "58.0"


def test_a_long_table_has_codes_for_its_labels(tmp_path: Path) -> None:
    long = "country,what,when,share,who\nECU,xHH18,2023,0.5,Women\nECU,i271,2023,7,\n"
    layout = """
[estimates]
share = "fraction"
[columns]
country = "economy"
what = "indicator"
when = "year"
share = "value"
who = "sex"
[codes.who]
Women = "F"
"""
    table = read(tmp_path, long, layout)
    assert table.cells["sex"] == ("F", "")
    assert table.cells["value"] == (Decimal(50), Decimal(7))
    with pytest.raises(UnusableFileError, match="column 'who' has 'Men'"):
        read(tmp_path, long.replace("Women", "Men"), layout)


def test_a_fault_of_a_cell_is_a_finding(tmp_path: Path) -> None:
    table = read(tmp_path, WIDE.replace("0.58", "0.5x"), LAYOUT.format(dialect="comma-point"))
    assert [finding.code for finding in table.findings] == ["number.not-a-number"]
    assert table.findings[0].address is not None
    assert table.findings[0].address.show("en") == "t.csv, line 2, column net"


def test_an_interval_needs_its_level(tmp_path: Path) -> None:
    layout = """
[estimates]
form = "srvyr"
share = "fraction"
[variables]
net = "households-internet"
[constants]
economy = "ECU"
year = 2023
"""
    with pytest.raises(UnusableFileError) as caught:
        read(tmp_path, "net,net_se,net_low,net_upp\n0.5,0.01,0.48,0.52\n", layout)
    assert caught.value.message("en") == (
        "l.toml: the table has confidence intervals, and the section [estimates] does not say of "
        "which level. Write the level in percent, as in level = 95."
    )
