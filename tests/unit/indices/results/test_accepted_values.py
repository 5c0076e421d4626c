"""The accepted values of an edition: one row a cell, and nothing that was replaced or refused."""

from __future__ import annotations

import csv
import io
from typing import Any

import pandas as pd
from edition_cases import IDI, VALUES, receipt, rows

import ictindex as ict
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.indices.results.accepted_values import accepted_file, list_accepted
from ictindex.indices.results.edition_observations import last_words
from ictindex.indices.results.edition_parts import EditionRequest

COUNT = "households"
MASTER = bytes(range(32))


def submitted(day: str, *lines: dict[str, str], **other: Any) -> ict.data.Receipt:
    table = ict.read_observations(pd.DataFrame(lines).fillna(""))
    return receipt(table, submitted=day, **other)


def count(value: str, economy: str = "BRA", **other: str) -> dict[str, str]:
    (line,) = rows((economy,), {COUNT: value})
    return line | {"status": "" if value else "O"} | other


def shown(*receipts: ict.data.Receipt, **other: Any) -> list[tuple[str, str, str]]:
    """The accepted values that the index does not use: economy, value, use."""
    selection = ict.select_sources(list(receipts), IDI, cut_off="2024-04-30", **other)
    request = EditionRequest("idi-2024", "official", selection.receipts, salt=MASTER)
    rows = list_accepted(selection)
    content = accepted_file(selection, rows, request.vouchers(row.receipt for row in rows))
    lines = list(csv.DictReader(io.StringIO(content.decode())))
    return [
        (line["economy"], line["value"], line["use"]) for line in lines if line["use"] != "used"
    ]


INDEX = tuple(rows())


def test_every_used_value_and_no_other_is_marked_used() -> None:
    selection = ict.select_sources(submitted("2024-02-01", *INDEX), IDI, cut_off="2024-04-30")
    listed = list_accepted(selection)
    assert len(listed) == len(VALUES) and {row.use for row in listed} == {"used"}


def test_a_count_is_not_used_the_index_and_only_its_last_value() -> None:
    first = submitted("2024-02-01", *INDEX, count("71"))
    assert shown(first) == [("BRA", "71", "not-used")]
    later = submitted("2024-02-02", count("72"))
    assert shown(first, later) == [("BRA", "72", "not-used")]
    # An empty cell takes nothing back, and a late submission is for the next release.
    emptied = submitted("2024-02-03", count(""))
    late = submitted("2024-05-01", count("73"))
    assert shown(first, emptied, late) == [("BRA", "71", "not-used")]


def test_what_was_taken_back_is_not_there() -> None:
    first = submitted("2024-02-01", *INDEX, count("71"))
    line = count("72")
    key = ["BRA", COUNT, "2022", "", "", *[""] * len(BREAKDOWNS), "72"]
    back = submitted("2024-02-02", line, count("8", economy="KEN"), withdrawn=[key])
    assert len(back.withdrawn) == 1
    assert shown(first, back) == []
    again = submitted("2024-02-03", count("73"))
    assert shown(first, back, again) == [("BRA", "73", "not-used")]
    assert [len(table) for table in last_words([first, back])] == [len(INDEX), 1]
    assert [len(table) for table in last_words([first, back, again])] == [len(INDEX), 1, 1]


def test_two_values_of_one_day_are_none() -> None:
    first = submitted("2024-02-01", *INDEX, count("71"))
    same_day = submitted("2024-02-01", count("72"))
    assert shown(first, same_day) == []


def test_closed_by_one_is_closed_for_all() -> None:
    first = submitted("2024-02-01", *INDEX, count("71"))
    closed = submitted("2024-02-02", count("72", conf_status="C"))
    assert shown(first, closed) == [("BRA", "", "withheld")]


def test_an_estimate_that_is_not_used_is_not_there() -> None:
    first = submitted("2024-02-01", *INDEX)
    line = count("71", source_class="estimate")
    assert shown(first, submitted("2024-02-02", line, role="compiler")) == []


def test_of_an_economy_without_a_used_value_nothing_is_shown() -> None:
    """It would say that there were official values, and so why the economy has no score."""
    lines = rows(("KEN",), {key: value for key, value in VALUES.items() if key != "internet-users"})
    estimate = rows(("KEN",), {"internet-users": "40"}, source_class="estimate", source="X")
    record = pd.DataFrame([{
        "economy": "KEN", "indicator": "internet-users", "year": 2022, "source": "X",
        "value": "40", "notified": "2024-02-05", "deadline": "2024-03-10",
        "answered": "2024-02-10", "answer": "rejected",
    }])  # fmt: skip
    receipts = (
        submitted("2024-02-01", *INDEX),
        submitted("2024-02-01", *lines, count("9", "KEN")),
        submitted("2024-02-02", *estimate, role="compiler"),
    )  # fmt: skip
    assert shown(*receipts, consultations=record) == []
