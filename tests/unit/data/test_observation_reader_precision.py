"""The columns of observations about the precision of a value."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

import ictindex as ict
from ictindex.data.exchange.sdmx_csv_file import sdmx_text
from ictindex.indices.results.edition_observations import observations_file
from ictindex.indices.results.edition_parts import Voucher
from ictindex.submissions.validation.table_digests import table_digest

PLAIN = {"economy": "ECU", "indicator": "internet-users", "year": 2023, "value": "58.4"}
PRECISE = {
    **PLAIN,
    "standard_error": "1.20",
    "sample_size": "3000",
    "design_effect": "1.8",
    "lower_bound": "56.0",
    "upper_bound": "60.8",
    "confidence_level": "95",
    "error_method": "jackknife",
    "degrees_of_freedom": "79",
    "made_by": "R survey 4.4-2: svyby(~net, ~dominio)",
}
# Digests of tables as they were before degrees of freedom and programs had columns.
DIGESTS = {
    "idi-2024-annex.csv": "cb586d82d6f6bc25e594382c7e5401de305c2faae06060b6e77142bf96dbfdda",
    "worked-example-2011.csv": "9f496895e774fef1d9ba73fc13a5e95a156a5af3dcb8c3153ef29d22fd09c191",
}
WITH_SEVEN = "9d59d91732834d33d29b70389f2d075136c65376325a66402296c981f9364da0"


def table_of(*rows: dict[str, object]) -> ict.Observations:
    return ict.read_observations(pd.DataFrame(rows))


def test_a_table_without_precision_is_written_as_before() -> None:
    # The digest of this table before there were columns for precision.
    table = table_of(PLAIN)
    digest = "f8a398e5125fb86c1e2adc116cffa1b6042145c7d35bb4c7a0f55bcb9bb4abcf"
    assert table_digest(table) == digest
    assert list(table.to_frame())[-5:] == ["note", "written", "file", "line", "column"]
    header, row = observations_file(table, [Voucher("", b"")]).decode().splitlines()
    assert "standard_error" not in header
    assert len(header.split(",")) == len(row.split(","))


@pytest.mark.parametrize("name", DIGESTS)
def test_a_table_of_before_keeps_its_digest(name: str) -> None:
    assert table_digest(ict.read_observations(ict.sample_data(name))) == DIGESTS[name]


def test_a_precision_of_before_keeps_its_digest() -> None:
    row = {
        "economy": "ECU",
        "indicator": "internet-users",
        "year": 2023,
        "value": "58.4",
        "standard_error": "1.2",
        "sample_size": "3000",
        "design_effect": "1.6",
        "lower_bound": "56.0",
        "upper_bound": "60.8",
        "confidence_level": "95",
        "error_method": "jackknife",
    }
    assert table_digest(table_of(row)) == WITH_SEVEN
    for name, cell in (("degrees_of_freedom", 79), ("made_by", "Stata 18: svy: mean")):
        assert table_digest(table_of({**row, name: cell})) != WITH_SEVEN


def test_a_csv_file_keeps_every_digit(tmp_path: Path) -> None:
    table = table_of(PRECISE, {**PLAIN, "economy": "PER"})
    table.to_csv(tmp_path / "t.csv")
    again = ict.read_observations(tmp_path / "t.csv")
    assert again.cells["standard_error"] == (Decimal("1.20"), None)
    assert str(again.cells["standard_error"][0]) == "1.20"
    assert again.cells["error_method"] == ("jackknife", "")
    assert table_digest(again) == table_digest(table)


def test_an_error_of_zero_is_a_statement(tmp_path: Path) -> None:
    table = table_of({**PLAIN, "standard_error": 0})
    table.to_csv(tmp_path / "t.csv")
    assert ict.read_observations(tmp_path / "t.csv").cells["standard_error"] == (Decimal(0),)
    assert table_digest(table) != table_digest(table_of(PLAIN))


def test_a_changed_error_changes_the_digest() -> None:
    changed = {**PRECISE, "standard_error": "1.3"}
    assert table_digest(table_of(PRECISE)) != table_digest(table_of(changed))


def test_a_message_of_sdmx_keeps_it(tmp_path: Path) -> None:
    table = table_of(PRECISE)
    (tmp_path / "m.csv").write_text(sdmx_text(table), encoding="utf-8")
    again = ict.read_observations(tmp_path / "m.csv", form="sdmx-csv")
    assert table_digest(again) == table_digest(table)


def test_a_wide_table_has_a_column_for_the_error_of_each_indicator() -> None:
    wide = pd.DataFrame({"iso": ["ECU"], "users": [58.4], "users_se": [1.2], "computer": [40]})
    columns = {
        "iso": "economy",
        "users": "internet-users",
        "users_se": "internet-users:standard_error",
        "computer": "households-computer",
    }
    table = ict.read_observations(wide, columns=columns, constants={"year": 2023})
    assert table.cells["standard_error"] == (Decimal("1.2"), None)


def test_the_precision_of_a_confidential_value_is_confidential() -> None:
    closed = table_of({**PRECISE, "conf_status": "C"})
    content = observations_file(closed, [Voucher("", b"0" * 16)]).decode()
    stated = {"1.2", "3000", "1.8", "56", "60.8", "jackknife", "79", PRECISE["made_by"]}
    assert not stated & set(content.replace('"', "").split(","))
    assert "svyby" not in content
    mixed = table_of({**PRECISE, "conf_status": "C"}, {**PRECISE, "economy": "PER"})
    lines = observations_file(mixed, [Voucher("", b"0" * 16)] * 2).decode().splitlines()
    assert [line.count("jackknife") for line in lines] == [0, 0, 1]


def test_a_refused_cell_is_written_as_it_was(tmp_path: Path) -> None:
    table = table_of({**PLAIN, "standard_error": "-1"})
    assert [finding.code for finding in table.findings] == ["value.out-of-range"]
    table.to_csv(tmp_path / "t.csv")
    again = ict.read_observations(tmp_path / "t.csv")
    assert [finding.code for finding in again.findings] == ["value.out-of-range"]


def test_the_error_of_a_count_is_not_that_of_its_rate() -> None:
    rows = [
        {**PLAIN, "indicator": name, "value": value, "standard_error": 5}
        for name, value in (("i271", 9_000_000), ("population", 18_000_000))
    ]
    rates = ict.data.derive(table_of(*rows)).observations
    assert len(rates)
    assert rates.cells["standard_error"] == (None,) * len(rates)


@pytest.mark.parametrize("level", ["0.95", "100", "5"])
def test_a_confidence_level_is_in_percent(level: str) -> None:
    table = table_of({**PRECISE, "confidence_level": level})
    assert [finding.code for finding in table.findings] == ["value.out-of-range"]
