"""The provenance of an edition: what a receipt says there, and what it says to compilers alone."""

from __future__ import annotations

import json

import ictindex as ict
from ictindex.data.tables.corrections import CellCorrection
from ictindex.editions import provenance


def test_no_edition_publishes_what_a_cell_held_before_it_was_corrected() -> None:
    changed = CellCorrection(
        1, "population", "G6", "population", "", 2022, "value", "21542", "21542000", "proposal",
        "thousands", "history", "typed in thousands",
    )  # fmt: skip
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv")).where(economy="BRA")
    table = table.with_facts(corrections=[changed])
    judgement = ict.validate(table, ict.methodology("idi", edition=2024), year=2022)
    receipt = ict.accept(table, judgement, role="compiler", transcribed="IDI 2024, Annex 2")
    assert list(receipt.corrections) == [changed]  # the compilers have it in the receipt
    [record] = provenance.receipts([receipt], {receipt.digest: receipt.digest}, {}, None)
    assert record["name"] == receipt.digest
    assert "21542" not in json.dumps(record) and "typed in thousands" not in json.dumps(record)
    assert receipt.disclose(b"sixteen bytes ok").keys().isdisjoint({"corrections"})
