"""The accepted table of a receipt: it is read in place of the file, and voids nothing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import ictindex as ict
from ictindex.submissions.closed.accepted_table import (
    accepted_path,
    join_accepted,
    read_accepted,
    write_accepted,
)
from ictindex.submissions.validation.receipts import Receipt
from ictindex.submissions.validation.subject import Judged

FIGURES = (
    "economy,indicator,year,value,unit,status,conf_status,source_class,source,note\n"
    "ECU,internet-users,2022,72.70,percent,A,,official-submission,NSO,a note\\n with a backslash\n"
    "ECU,coverage-3g,2022,61.5,percent,A,C,official-submission,Regulator,closed\n"
    "ECU,coverage-4g,2022,,percent,M,,official-submission,Regulator,\n"
)


def accepted(table: Judged, document: ict.Methodology) -> Receipt:
    judgement = ict.validate(table, document)
    return ict.accept(table, judgement, role="compiler", transcribed="a print")


def receipts(folder: Path) -> dict[str, Receipt]:
    """A receipt of each kind of table."""
    idi, ipb = ict.methodology("idi", edition=2024), ict.methodology("ipb", edition=2025)
    figures = folder / "ecu.csv"
    figures.write_text(FIGURES, "utf-8")
    return {
        "observations": accepted(ict.read_observations(figures), idi),
        "prices": accepted(ict.read_prices(ict.sample_data("ipb-prices-2025.csv")), ipb),
        "economics": accepted(ict.read_economics(ict.sample_data("ipb-economics-2025.csv")), ipb),
        "tariffs": accepted(ict.read_tariffs(ict.sample_data("ipb-tariffs-synthetic.csv")), ipb),
    }


@pytest.fixture(scope="module")
def of_each_kind(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Receipt]:
    return receipts(tmp_path_factory.mktemp("tables"))


@pytest.mark.parametrize("kind", ("observations", "prices", "economics", "tariffs"))
def test_a_receipt_is_joined_to_its_accepted_table(
    of_each_kind: dict[str, Receipt], kind: str
) -> None:
    receipt = of_each_kind[kind]
    content = write_accepted(receipt).encode()
    again = join_accepted(Receipt(receipt.record), content)
    assert receipt.covers(again.validated) and again.digest == receipt.digest
    assert write_accepted(again).encode() == content
    again.verify()


def test_numbers_keep_their_decimals_and_confidential_ones_are_in_the_closed_table(
    of_each_kind: dict[str, Receipt],
) -> None:
    receipt = of_each_kind["observations"]
    content = write_accepted(receipt).encode()
    table = join_accepted(Receipt(receipt.record), content).observations
    values = dict(zip(table.cells["indicator"], table.cells["value"], strict=True))
    assert str(values["internet-users"]) == "72.70"
    assert values["coverage-3g"] == Decimal("61.5")
    assert values["coverage-4g"] is None
    assert "a note\\n with a backslash" in table.cells["note"]
    assert receipt.covers(table)


def test_a_changed_cell_voids_the_receipt(of_each_kind: dict[str, Receipt]) -> None:
    receipt = of_each_kind["observations"]
    content = write_accepted(receipt).encode()
    for changed in (content.replace(b"61.5", b"61.6"), content[:-20], b"", b"\xff"):
        with pytest.raises(ict.errors.VoidReceiptError) as error:
            join_accepted(Receipt(receipt.record), changed)
        assert error.value.code == "receipt.table-changed"


def test_the_table_is_found_next_to_its_receipt(
    of_each_kind: dict[str, Receipt], tmp_path: Path
) -> None:
    receipt = of_each_kind["tariffs"]
    path = tmp_path / "XAA.tariffs.receipt.json"
    receipt.save(path)
    assert accepted_path(path) == tmp_path / "XAA.tariffs.accepted.csv"
    with pytest.raises(ict.errors.UnusableFileError):
        read_accepted(path)
    accepted_path(path).write_bytes(write_accepted(receipt).encode())
    assert len(read_accepted(path).accepted) == len(receipt.accepted)


def test_a_receipt_without_its_table_writes_no_table(of_each_kind: dict[str, Receipt]) -> None:
    with pytest.raises(ict.errors.UsageError) as error:
        write_accepted(Receipt(of_each_kind["prices"].record))
    assert error.value.code == "receipt.no-table"
