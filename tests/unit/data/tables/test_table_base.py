"""The base of every table: cells, arrays made on demand, choice of rows, copies."""

from __future__ import annotations

import copy
import pickle
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ictindex as ict
from ictindex.core.errors import UsageError
from ictindex.data.tables.table_base import Table, concatenate
from ictindex.submissions.validation.table_digests import table_digest

TABLES: dict[str, Any] = {
    "idi-2024-annex.csv": ict.read_observations,
    "ipb-prices-2025.csv": ict.read_prices,
    "ipb-economics-2025.csv": ict.read_economics,
    "ipb-tariffs-synthetic.csv": ict.read_tariffs,
}
WHOLE = ("year", "line")


@pytest.fixture(params=TABLES)
def table(request: pytest.FixtureRequest) -> Table:
    read: Table = TABLES[request.param](ict.sample_data(request.param))
    return read


def test_columns_are_the_cells_as_read_only_arrays(table: Table) -> None:
    assert list(table.columns) == list(table.cells)
    for name, cells in table.cells.items():
        array = table.columns[name]
        assert array.dtype == (np.int64 if name in WHOLE else object)
        assert tuple(array.tolist()) == cells
        assert table.columns[name] is array
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[0]
        with pytest.raises(ValueError, match="WRITEABLE"):
            array.flags.writeable = True


def test_nothing_of_a_table_can_be_changed(table: Table) -> None:
    with pytest.raises(TypeError):
        table.cells["economy"] = ()  # type: ignore[index]
    with pytest.raises(TypeError):
        table.columns["economy"] = np.array([])  # type: ignore[index]
    with pytest.raises(AttributeError):
        table.unread = ("x",)  # type: ignore[misc]


def pickled(table: Table) -> Table:
    again: Table = pickle.loads(pickle.dumps(table))  # noqa: S301 - made here
    return again


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, pickled])
def test_copies_hold_the_same_and_cannot_be_changed_either(table: Table, again: Any) -> None:
    assert table.columns["year" if "year" in table.cells else "line"].size  # arrays are not copied
    other = again(table + table)
    assert type(other) is type(table) and other is not table
    assert other.cells == (table + table).cells
    assert list(other.findings) == list((table + table).findings)
    assert dict(other.sources) == dict(table.sources)
    assert other.address(1) == table.address(1)
    with pytest.raises(TypeError):
        other.cells["economy"] = ()
    with pytest.raises(ValueError, match="read-only"):
        other.columns["economy"][0] = ""


def test_rows_of_both_kinds_agree_with_the_masks(table: Table) -> None:
    twice = table + table
    assert twice.faulty_rows() == tuple(np.flatnonzero(twice.faulty).tolist())
    assert len(twice.faulty_rows()) == len(twice)
    assert table.missing_rows() == tuple(np.flatnonzero(table.missing).tolist())


def test_rows_are_taken_with_their_findings(table: Table) -> None:
    twice = table + table
    count = len(table)
    # The second of two equal rows alone competes with nothing.
    assert not twice.take(range(count)).findings
    pair = twice.take([0, count])
    assert pair.faulty_rows() == (0, 1)
    assert pair.cells["economy"] == (table.cells["economy"][0],) * 2
    assert concatenate([table, table]).cells == twice.cells


@pytest.mark.parametrize("row", [-1, 10**6, 10**20])
def test_there_is_no_such_row(table: Table, row: int) -> None:
    with pytest.raises(UsageError) as caught:
        table.address(row)
    assert caught.value.code == "observations.no-row"


def test_equal_decimals_of_a_frame_keep_their_own_digits() -> None:
    rows = {
        "economy": ["KEN", "ECU"], "basket": ["fixed-broadband-5gb"] * 2, "year": [2025] * 2,
        "price": [Decimal("24.7"), Decimal("24.70")], "currency": ["USD"] * 2,
    }  # fmt: skip
    prices = ict.read_prices(pd.DataFrame(rows))
    assert list(map(str, prices.cells["price"])) == ["24.7", "24.70"]


def test_a_frame_with_empty_cells_of_every_kind() -> None:
    empty = [None, float("nan"), pd.NA, pd.NaT, "", Decimal("NaN")]
    rows = {
        "economy": ["KEN"] * 6, "indicator": ["i99H"] * 6, "year": range(2015, 2021),
        "value": [float("nan")] * 6, "note": empty, "unit": pd.array([np.nan] * 6, dtype="float32"),
    }  # fmt: skip
    table = ict.read_observations(pd.DataFrame(rows))
    assert table.cells["value"] == (None,) * 6 and table.cells["written"] == ("",) * 6
    assert table.cells["note"] == ("",) * 6 and table.cells["unit"] == ("",) * 6
    assert table.missing_rows() == tuple(range(6)) and not table.findings


FACTS: dict[str, Any] = {
    "submitter": "ECU", "submitted": "2024-01-15", "deadline": date(2024, 2, 1),
    "declared": {"rows": 12, "total": Decimal("3.5")},
}  # fmt: skip


def test_facts_of_the_submission_stay_with_every_choice_of_rows(table: Table) -> None:
    stated = table.with_facts(**FACTS)
    facts = stated.facts
    assert (facts.submitter, facts.submitted, facts.deadline) == (
        "ECU", date(2024, 1, 15), date(2024, 2, 1)
    )  # fmt: skip
    assert dict(facts.declared) == FACTS["declared"]
    assert table.facts == ict.data.SubmissionFacts() and stated.cells == table.cells
    assert table_digest(stated) == table_digest(table)  # type: ignore[arg-type]
    economy = table.cells["economy"][0]
    for chosen in (
        stated.where(economy=economy), stated.exclude(economy=economy), stated.exclude(),
        stated.without_errors(), stated.take([0]), pickle.loads(pickle.dumps(stated)),  # noqa: S301
        copy.deepcopy(stated), stated.with_facts(),
    ):  # fmt: skip
        assert chosen.facts == facts


def test_a_fact_stated_later_replaces_the_earlier_one_alone(table: Table) -> None:
    later = table.with_facts(**FACTS).with_facts(submitted="2024-01-20").facts
    assert (later.submitter, later.submitted) == ("ECU", date(2024, 1, 20))
    assert (later.deadline, later.declared["rows"]) == (date(2024, 2, 1), 12)


def test_facts_of_tables_put_together_are_those_of_all_of_them(table: Table) -> None:
    item = table.with_facts(**FACTS)
    assert (item + item).facts == item.facts
    for other in (table, table.with_facts(**(FACTS | {"submitter": "BRA"}))):
        assert (item + other).facts == (other + item).facts == ict.data.SubmissionFacts()


def test_facts_cannot_be_changed(table: Table) -> None:
    supplied = dict(FACTS["declared"])
    facts = table.with_facts(declared=supplied).facts
    supplied["rows"] = 13
    assert facts.declared["rows"] == 12
    with pytest.raises(TypeError):
        facts.declared["rows"] = 13  # type: ignore[index]
    with pytest.raises(AttributeError):
        facts.submitter = "BRA"  # type: ignore[misc]
