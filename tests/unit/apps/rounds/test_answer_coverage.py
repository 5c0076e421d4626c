"""Coverage by groups, with values whose classes are counted by hand."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from round_events import dispatched, economy_event, make_events, write_round

import ictindex as ict
from ictindex.apps.rounds.answer_coverage import count_kinds, cover_groups
from ictindex.submissions.closed.accepted_table import write_accepted
from ictindex.submissions.closed.season_state import EconomyState

HEADER = "economy,indicator,year,value,unit,status,source_class,source\n"
FIRST = HEADER + (
    "ECU,internet-users,2022,72.7,percent,A,official-submission,NSO\n"
    "ECU,coverage-3g,2022,95.1,percent,A,estimate,Survey\n"
    "ECU,coverage-4g,2022,,percent,M,official-submission,Regulator\n"
)
# The estimate is replaced by an official value: the cell counts once, as official.
SECOND = HEADER + "ECU,coverage-3g,2022,95.4,percent,A,official-submission,Regulator\n"


@pytest.fixture(scope="module")
def receipts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("receipts")
    document = ict.methodology("idi", edition=2024)
    made = []
    for number, text in enumerate((FIRST, SECOND)):
        file = folder / f"ecu-{number}.csv"
        file.write_text(text, "utf-8")
        table = ict.read_observations(file)
        judgement = ict.validate(table, document)
        made.append(ict.accept(table, judgement, role="compiler", transcribed="a print"))
    return made


def event_of(receipt, day):
    return economy_event(
        "accepted", "ECU", day, "compiler", receipt=receipt.digest, kind="observations"
    )


def test_the_last_accepted_value_of_a_cell_counts_once_with_its_class(receipts, tmp_path):
    files = {}
    for receipt in receipts:
        stem = f"accepted/ECU/{receipt.digest[:12]}"
        files[f"{stem}.receipt.json"] = receipt.to_json().encode()
        files[f"{stem}.accepted.csv"] = write_accepted(receipt).encode()
    sent = [event_of(receipts[0], "2027-02-01"), event_of(receipts[1], "2027-03-01")]
    folder = write_round(tmp_path / "round", {"ECU": "es"}, [dispatched("ECU"), *sent], files)
    events = folder.register.read()
    assert count_kinds(folder, events) == {"ECU": Counter(official=2)}
    assert count_kinds(folder, events[:-1]) == {"ECU": Counter(official=1, estimate=1)}
    # Collected by the compilers, the estimate of the first table does not replace the official
    # value that came before, nor one that comes after it.
    collected = economy_event(
        "collected",
        "ECU",
        "2027-04-01",
        "compiler",
        file="0" * 64,
        receipt=receipts[0].digest,
        kind="observations",
    )
    for order in ([sent[1], collected], [collected, sent[1]]):
        assert count_kinds(folder, make_events(order)) == {"ECU": Counter(official=2)}
    assert count_kinds(folder, make_events([collected])) == {"ECU": Counter(official=1, estimate=1)}


def test_shares_of_a_group_are_of_its_own_values_without_auxiliary_series():
    states = [EconomyState(economy=code) for code in ("BRA", "ECU", "TUV")]
    kinds = {
        "BRA": Counter({"official": 3, "estimate": 1, "auxiliary": 5}),
        "ECU": Counter({"official": 1, "not-stated": 1}),
    }
    rows = {row.group: row for row in cover_groups(states, kinds, dt.date(2027, 3, 1))}
    assert (rows["americas"].values, rows["americas"].official) == (6, 4)
    assert rows["americas"].share == 66.7  # 4 of 6
    assert rows["all-asked"].share == 66.7
    assert rows["sids"].values == 0 and rows["sids"].share != rows["sids"].share  # no number
    assert "africa" not in rows


def test_a_state_is_a_least_developed_country_until_the_day_on_which_it_leaves():
    # Sao Tome and Principe left the group on 13 December 2024 (the catalogue's departures).
    states = [EconomyState(economy="STP")]
    before = cover_groups(states, {}, dt.date(2024, 12, 12))
    after = cover_groups(states, {}, dt.date(2024, 12, 13))
    assert "ldc" in {row.group for row in before}
    assert "ldc" not in {row.group for row in after}
