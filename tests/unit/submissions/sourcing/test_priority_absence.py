"""Absence of official data: in a cell, next to it, in counts; what was emptied or withdrawn."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from small_cases import small_cases
from sourcing_cases import (
    KEY,
    consultation,
    decision,
    outcomes,
    receipt,
    receipt_of,
    row,
    select,
    table,
)

import ictindex as ict
from ictindex.submissions.sourcing import selection_views

NODE, LEAVES = "network-coverage", ("coverage-3g", "coverage-4g")
EARLY, LATE = date(2024, 1, 15), date(2024, 2, 15)


def estimate(value: object, indicator: str = KEY, **other: object) -> dict[str, object]:
    plain = {"indicator": indicator, "source": "X", "status": "I"}
    return row(value, "estimate", **{**plain, **other})


def consultation_of(value: object, indicator: str = KEY, **other: object) -> dict[str, object]:
    return consultation(value, "X", indicator=indicator, **other)


def score(value: object, source_class: str = "estimate", **other: object) -> dict[str, object]:
    return row(value, source_class, indicator=NODE, unit="score", **{"source": "X", **other})


# ------------------------------------------------------------------ scores and values


@pytest.mark.parametrize(
    "official",
    [
        {},
        {"conf_status": "C"},
        {"value": "", "status": "Q"},
        {"year": 2021},
        {"source_class": "official-publication"},
    ],
)
@pytest.mark.parametrize("leaf", LEAVES)
def test_an_estimated_score_takes_no_official_values_place(
    leaf: str, official: dict[str, object]
) -> None:
    rows = [{**row("90", indicator=leaf), **official}, score("99")]
    selection = select(receipt(rows), consultation_of("99", NODE))
    assert outcomes(selection, NODE) == {"99": "official-beside"}
    assert decision(selection, NODE)["decision"] == "missing"


@small_cases(
    "other",
    [
        {"year": 2019},  # no year that the document admits
        {"status": "I", "source": "Y"},
        {"source_class": "other", "source": "Y"},
        {"value": "", "status": "M"},
        {"indicator": "mobile-broadband-subscriptions"},
        {"economy": "BRA"},
        {"unit": "score"},  # the document admits no score of this indicator
    ],
)
def test_what_is_no_official_value_below_a_score_leaves_it_admitted(
    other: dict[str, object],
) -> None:
    rows = [{**row("90", indicator="coverage-3g"), **other}, score("99")]
    assert outcomes(select(receipt(rows), consultation_of("99", NODE)), NODE) == {"99": "chosen"}


@pytest.mark.parametrize("conf", ["", "C"])
def test_an_official_score_is_not_displaced_by_estimates_below_it(conf: str) -> None:
    rows = [score("88", "official-submission", conf_status=conf)]
    rows += [estimate("80", leaf) for leaf in LEAVES]
    selection = select(receipt(rows), *(consultation_of("80", leaf) for leaf in LEAVES))
    for leaf in LEAVES:
        assert outcomes(selection, leaf) == {"80": "official-beside"}
    assert outcomes(selection, NODE) == {"88": "confidential" if conf else "chosen"}
    if not conf:  # a score that replaces values counts as one of them
        assert selection.shares().iloc[0].tolist() == ["all", 1, 0, 0, 0, 0, 0, 100.0]
        assert selection.shares("indicator")["indicator"].tolist() == [NODE]
        assert "Share of official values: 100.0 %" in selection.to_text("en")


def test_official_values_below_an_official_score_come_before_it() -> None:
    rows = [score("88", "official-submission"), *(row("80", indicator=leaf) for leaf in LEAVES)]
    assert outcomes(select(receipt(rows)), NODE) == {"88": "values-there"}


def test_nodes_below_nodes_and_values_below_both() -> None:
    """Earlier documents allow whole sub-indices as scores."""
    legacy = ict.methodology("idi", edition=2011)

    def at(indicator: str, value: str = "50", **other: object) -> dict[str, object]:
        plain = {"year": 2010, "indicator": indicator, "source": "X"}
        return row(value, **{**plain, **other})

    mine = at("skills", "60", source_class="estimate", unit="score", status="I")
    record = consultation("60", "X", indicator="skills", year=2010)
    for other, outcome in (
        (at("secondary-enrolment"), "official-beside"),
        (at("internet-users"), "chosen"),
        (at("access", unit="score"), "chosen"),
    ):
        selection = select(receipt([mine, other]), record, methodology=legacy)
        assert outcomes(selection, "skills") == {"60": outcome}
    # An official score speaks for what is below it, not for its neighbours.
    guess = at("households-internet", "40", source_class="estimate", status="I")
    record = consultation("40", "X", indicator="households-internet", year=2010)
    for node, outcome in (("access", "official-beside"), ("use", "chosen")):
        rows = [guess, at(node, unit="score")]
        selection = select(receipt(rows), record, methodology=legacy)
        assert outcomes(selection, "households-internet") == {"40": outcome}


def test_a_score_of_a_node_below_counts_for_the_one_above() -> None:
    """No document of ours supplies both; the rule must not hang on that."""
    from ictindex.submissions.sourcing.priority import _below

    made = receipt([score("88"), row("1", indicator="idi", unit="score")])
    selection = select(made)
    places = {key: n for n, key in enumerate(selection.candidates.keys)}
    below = _below(selection.candidates, selection.order)
    assert set(below) == {places[NODE], places["idi"]}
    assert set(below[places[NODE]]) == {places[leaf] for leaf in LEAVES}
    assert places[NODE] in below[places["idi"]]
    assert places["idi"] not in below[places["idi"]]


# ------------------------------------------------------------------ consultations on scores


def test_a_consultation_on_a_value_admits_no_score_and_the_other_way_round() -> None:
    as_score, as_value = estimate("80", unit="score"), estimate("80")
    record = consultation_of("80")
    scored = consultation_of("80", unit="score")
    for candidate, message, outcome in (
        (as_value, record, "chosen"), (as_value, scored, "not-consulted"),
        (as_score, scored, "chosen"), (as_score, record, "not-consulted"),
    ):  # fmt: skip
        selection = select(receipt([candidate]), message)
        assert outcomes(selection) == {"80": outcome}
        pending = selection.pending()
        assert pending["unit"].tolist() == ([] if outcome == "chosen" else [candidate["unit"]])
    node = select(receipt([score("80")]))
    assert node.pending()["unit"].tolist() == [""]  # there is nothing else
    for unit in ("", "score"):
        chosen = select(receipt([score("80")]), consultation_of("80", NODE, unit=unit))
        assert outcomes(chosen, NODE) == {"80": "chosen"}


# ------------------------------------------------------------------ counts

RATE, COUNT = "mobile-broadband-subscriptions", "mobile-broadband-subscriptions-count"
TRAFFIC, TOTAL = "mobile-broadband-traffic", "mobile-broadband-traffic-total"
GUESS = [estimate("80", RATE)]


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({}, "derivable"),
        ({"year": 2021}, "derivable"),
        ({"conf_status": "C"}, "derivable"),
        ({"source_class": "official-publication"}, "derivable"),
        ({"sex": "_T"}, "derivable"),
        ({"year": 2019}, "chosen"),
        ({"status": "I"}, "chosen"),
        ({"source_class": "other", "source": "Y"}, "chosen"),
        ({"source_class": "auxiliary"}, "chosen"),
        ({"source_class": ""}, "chosen"),
        ({"value": "", "status": "M"}, "chosen"),
        ({"sex": "F"}, "chosen"),
        ({"economy": "BRA"}, "chosen"),
        ({"indicator": "fixed-broadband-subscriptions-count"}, "chosen"),
    ],
)
def test_an_official_count_is_official_data_of_its_rate(
    changed: dict[str, object], outcome: str
) -> None:
    count = {**row("200000000", indicator=COUNT, unit="count"), **changed}
    selection = select([receipt([count]), receipt(GUESS, "compiler")], consultation_of("80", RATE))
    assert outcomes(selection, RATE) == {"80": outcome}
    if outcome == "derivable":
        assert "derive the rate" in selection.candidates_frame("en")["message"].iloc[0]
        # A rejection of estimates is superfluous where there are official data.
        rejected = consultation_of("80", RATE, answer="rejected", answered="2024-02-10")
        assert not select([receipt([count]), receipt(GUESS, "compiler")], rejected).left_out


def test_counts_submitted_after_the_cut_off_or_taken_back_do_not_count() -> None:
    count = row("200000000", indicator=COUNT, unit="count")
    late = receipt([count], submitted=date(2024, 5, 1))
    assert outcomes(select([late, receipt(GUESS)], consultation_of("80", RATE)), RATE) == {
        "80": "chosen"
    }
    first = receipt([count], submitted=EARLY)
    gone = receipt_of(table([count]), submitted=LATE, withdrawn=[True])
    both = select([first, gone, receipt(GUESS, "compiler")], consultation_of("80", RATE))
    assert outcomes(both, RATE) == {"80": "chosen"}
    # An emptied cell says nothing about the count.
    empty = receipt([{**count, "value": "", "status": "M"}], submitted=LATE)
    both = select([first, empty, receipt(GUESS, "compiler")], consultation_of("80", RATE))
    assert outcomes(both, RATE) == {"80": "derivable"}


@pytest.mark.parametrize(
    ("divisor", "outcome"),
    [
        ({}, "derivable"),
        ({"status": "I"}, "chosen"),
        ({"source_class": "estimate", "status": "I"}, "chosen"),
        ({"year": 2021}, "chosen"),
        ({"value": "", "status": "M"}, "chosen"),
    ],
)
def test_what_a_rate_is_divided_by_has_to_be_official_too(
    divisor: dict[str, object], outcome: str
) -> None:
    """The share is of one year with its count; every economy has a population there."""
    rows = [
        row("5", indicator=TOTAL, unit="exabytes"),
        {**row("200000000", indicator=COUNT, unit="count"), **divisor},
        estimate("25", TRAFFIC),
    ]
    assert outcomes(select(receipt(rows), consultation_of("25", TRAFFIC)), TRAFFIC) == {
        "25": outcome
    }
    alone = select(receipt([rows[0], rows[2]]), consultation_of("25", TRAFFIC))
    assert outcomes(alone, TRAFFIC) == {"25": "chosen"}


def test_a_rate_that_was_derived_comes_before_the_estimate() -> None:
    people = row("250000000", "auxiliary", indicator="population", source="UN", vintage="2024")
    count = row("200000000", indicator=COUNT, unit="count")
    guess = estimate("79", RATE)
    made = receipt_of(ict.data.derive(table([count, people, guess])).completed)
    selection = select(made, consultation_of("79", RATE))
    assert outcomes(selection, RATE) == {"80": "chosen", "79": "official-exists"}
    assert decision(selection, RATE)["decision"] == "official"


def test_a_label_makes_no_rate_official() -> None:
    rows = [
        row("5", indicator=TOTAL, unit="exabytes"),
        row("200000000", "auxiliary", indicator=COUNT, unit="count", source="Model"),
    ]
    made = receipt_of(ict.data.derive(table(rows)).completed)
    assert outcomes(select(made), TRAFFIC) == {"25": "class-not-stated"}


# ------------------------------------------------------------------ emptied and withdrawn


def emptied(
    day: date | None = LATE, role: str = "focal-point", **other: object
) -> ict.data.Receipt:
    return receipt([{**row(""), "status": "M", **other}], role, day)


def withdrawn(
    day: date | None = LATE, role: str = "focal-point", **other: object
) -> ict.data.Receipt:
    return receipt_of(table([{**row("99.5"), **other}]), role, day, withdrawn=[True])


@pytest.mark.parametrize("order", [1, -1])
def test_what_a_later_submission_withdraws_is_not_used(order: int) -> None:
    receipts = [receipt([row("80.5")], submitted=EARLY), withdrawn()][::order]
    selection = select(receipts)
    assert outcomes(selection)["80.5"] == "withdrawn"
    assert decision(selection)["decision"] == "missing"
    # Nothing official is there any more.
    other = [*receipts, receipt([estimate("74")], "compiler")]
    assert outcomes(select(other, consultation_of("74")))["74"] == "chosen"
    # The value of a year before may be carried.
    before = [*receipts, receipt([row("70", year=2021)], submitted=EARLY)]
    assert decision(select(before))["decision"] == "carried"


def test_a_value_withdrawn_is_reported_with_its_place() -> None:
    selection = select([receipt([row("80.5")], submitted=EARLY), withdrawn()])
    assert outcomes(selection) == {"80.5": "withdrawn", "99.5": "withdrawn"}
    frame = selection.candidates_frame("en")
    assert set(frame["message"]) == {"It was withdrawn"}
    assert set(frame["address"]) == {"DataFrame, line 1, column value"}
    assert "99.5" in selection.explain("ECU", KEY, "en")
    assert len(selection.observations) == 0


@pytest.mark.parametrize(
    ("day", "other", "outcome"),
    [
        (date(2024, 1, 14), {}, "chosen"),  # before the value
        (date(2024, 5, 1), {}, "chosen"),  # after the cut-off
        (EARLY, {}, "competing"),  # the same day: nothing says which is later
        (None, {}, "competing"),
        (LATE, {"year": 2021}, "chosen"),
        (LATE, {"indicator": "coverage-3g"}, "chosen"),
        (LATE, {"economy": "BRA"}, "chosen"),
        (LATE, {"sex": "F"}, "chosen"),
        (LATE, {"source_class": "official-publication"}, "chosen"),
        (LATE, {"source_class": "other"}, "chosen"),
        (LATE, {"unit": "score"}, "chosen"),
        (LATE, {"source": "NSO"}, "withdrawn"),  # the cell is the Member State's
    ],
)
def test_what_takes_a_value_back_and_what_does_not(
    day: date | None, other: dict[str, object], outcome: str
) -> None:
    first = receipt([row("80.5")], submitted=EARLY)
    selection = select([first, withdrawn(day, **other)])
    assert outcomes(selection)["80.5"] == outcome
    if outcome == "competing":
        assert decision(selection)["reason"] == "competing"
        # It is there all the same: no estimate takes its place, and no value of another year.
        rest = receipt([estimate("74"), row("70", year=2021)], "compiler")
        both = select([first, withdrawn(day), rest], consultation_of("74"))
        assert outcomes(both)["74"] == "official-exists"
        assert outcomes(both)["70"] == "outranked"
    # A cell without a value takes nothing back, on any day.
    empty = select([first, emptied(day, **other)])
    assert outcomes(empty)["80.5"] == "chosen"


@pytest.mark.parametrize("empty_class", ["official-submission", ""])
def test_a_cell_without_a_value_takes_no_transcription_back(empty_class: str) -> None:
    printed = receipt([row("80.5")], "compiler", LATE)
    for other in (
        emptied(EARLY, source_class=empty_class),
        emptied(date(2024, 2, 16), "compiler", source_class=empty_class),
    ):
        selection = select([printed, other])
        assert outcomes(selection)["80.5"] == "chosen"
        emptied_ones = [f for f in selection.findings if f.code == "selection.emptied"]
        # The class of an empty cell of a compiler has to be stated; a focal point need not.
        assert len(emptied_ones) == (empty_class != "" or other.role == "focal-point")


def test_a_submission_may_leave_the_cell_of_one_source_empty() -> None:
    rows = [row("80.5", source="NSO"), {**row("", source="Regulator"), "status": "M"}]
    assert outcomes(select(receipt(rows))) == {"80.5": "chosen", "None": "no-value"}
    gone = receipt_of(table([row("80.5"), row("99.5", source="B")]), withdrawn=[False, True])
    assert outcomes(select(gone)) == {"80.5": "chosen", "99.5": "withdrawn"}


def test_a_value_that_comes_again_is_used() -> None:
    days = [EARLY, LATE, date(2024, 3, 1)]
    receipts = [
        receipt([row("80.5")], submitted=days[0]), emptied(days[1]),
        receipt([row("81")], submitted=days[2]),
    ]  # fmt: skip
    for order in permutations(receipts):
        assert outcomes(select(order)) == {"80.5": "superseded", "None": "no-value", "81": "chosen"}


def test_a_later_table_of_another_source_takes_its_value_back_too() -> None:
    old = receipt([row("74", "other", source="X")], "compiler", EARLY)
    new = receipt([{**row("", "other", source="X"), "status": "M"}], "compiler", LATE)
    assert outcomes(select([old, new], consultation_of("74")))["74"] == "withdrawn"
    others = receipt([{**row("", "other", source="Y"), "status": "M"}], "compiler", LATE)
    assert outcomes(select([old, others], consultation_of("74")))["74"] == "chosen"
    unsure = receipt([{**row("", "other", source="X"), "status": "M"}], "compiler", EARLY)
    assert outcomes(select([old, unsure], consultation_of("74")))["74"] == "competing"
    assert outcomes(select([old, unsure]))["74"] == "competing"


def test_an_auxiliary_value_that_is_unsure_is_not_used() -> None:
    people = {"indicator": "population", "source": "UN"}
    item = receipt([row("50"), row("2", "auxiliary", **people)], "compiler", EARLY)
    two = receipt([{**row("", "auxiliary", **people), "status": "M"}], "compiler", EARLY)
    assert outcomes(select([item, two]), "population")["2"] == "competing"


@pytest.mark.parametrize("status", ["Q", "M", "L", "O", ""])
@pytest.mark.parametrize("conf", ["", "C", "E"])
def test_a_suppressed_official_value_is_there(status: str, conf: str) -> None:
    """It exists, and is kept back: no other source takes its place."""
    rows = [{**row(""), "status": status, "conf_status": conf}, estimate("74")]
    there = status == "Q" or conf == "C"
    selection = select(receipt(rows), consultation_of("74"))
    assert outcomes(selection) == {
        "None": "confidential" if there else "no-value",
        "74": "official-exists" if there else "chosen",
    }
    # For another source, and for imputed values of the compiler, it is an empty cell.
    for other in ({"source_class": "other", "source": "Y"}, {"status": "I"}):
        rows = [{**row(""), "status": "Q", "conf_status": conf, **other}, estimate("74")]
        if other == {"status": "I"}:
            rows[0]["conf_status"] = "C"
        assert outcomes(select(receipt(rows), consultation_of("74")))["74"] == "chosen"


def test_a_later_suppression_replaces_an_earlier_value() -> None:
    first = receipt([row("80.5")], submitted=EARLY)
    selection = select([first, emptied(status="Q")])
    assert outcomes(selection) == {"80.5": "superseded", "None": "confidential"}
    assert selection_views.reason_of(selection, int(selection.candidates.cell[0])) == "confidential"
    same_day = select([first, emptied(EARLY, status="Q")])
    assert set(outcomes(same_day).values()) == {"confidential"}


# ------------------------------------------------------------------ other sources


@pytest.mark.parametrize("day", [EARLY, None])
def test_two_values_of_one_other_source_are_not_chosen_from(day: date | None) -> None:
    rows = [row("74", "other", source="X"), row("75", "other", source="X")]
    receipts = [receipt([row], "compiler", day) for row in rows]
    for records in (
        [consultation_of("74")],
        [consultation_of("74"), consultation_of("75", notified="2024-02-06")],
    ):
        assert outcomes(select(receipts, *records)) == {"74": "competing", "75": "competing"}
    same = [receipt([{**rows[0], "note": str(n)}], "compiler", day) for n in range(2)]
    assert sorted(select(same, consultation_of("74")).candidates_frame("en")["outcome"]) == [
        "chosen", "same-value",
    ]  # fmt: skip
    later = [receipts[0], receipt([rows[1]], "compiler", LATE)]
    if day is not None:
        assert outcomes(select(later, consultation_of("75"))) == {
            "74": "superseded",
            "75": "chosen",
        }


def test_a_source_is_the_same_however_its_letters_are_coded() -> None:
    composed, parts = "Caf\u00e9", "Cafe\u0301"
    old = receipt([row("74", "other", source=composed)], "compiler", EARLY)
    new = receipt([row("75", "other", source=parts)], "compiler", LATE)
    selection = select([old, new], consultation("75", composed))
    assert outcomes(selection) == {"74": "superseded", "75": "chosen"}


@pytest.mark.parametrize("stated", ["other", "", "estimate", "official-publication"])
def test_imputed_values_of_the_compiler_rank_behind_another_source(stated: str) -> None:
    """The share counts it the same, whatever class is stated."""
    rows = [row("74", stated, source="X", status="I"), row("75", "other", source="Y")]
    records = [consultation_of("74", notified="2024-02-01"), consultation("75", "Y")]
    selection = select(receipt(rows, "compiler"), *records)
    assert outcomes(selection) == {"74": "outranked", "75": "chosen"}
    alone = select(receipt(rows[:1], "compiler"), records[0])
    assert decision(alone)["decision"] == "estimate"
    shares = ict.sourcing.official_shares(alone.observations).iloc[0]
    assert (shares["estimate"], shares["share"]) == (1, 0.0)


# ------------------------------------------------------------------ the order of receipts


def test_no_decision_hangs_on_the_order_of_receipts() -> None:
    receipts = [receipt([row("72.0", source=name)]) for name in ("A", "B", "C")]
    first = select(receipts)
    for order in permutations(receipts):
        again = select(order)
        assert again.digest == first.digest
        assert again.observations.columns["source"].tolist() == (
            first.observations.columns["source"].tolist()
        )
        assert [receipt.digest for receipt in again.receipts] == sorted(
            receipt.digest for receipt in receipts
        )
    # It does not depend on that of the rows of a table either.
    names = ("B", "A")
    selection = select(receipt([row("72.0", source=name) for name in names]))
    other = select(receipt([row("72.0", source=name) for name in names[::-1]]))
    assert selection.digest == other.digest
    assert selection.observations.columns["source"].tolist() == ["A"]
    assert selection.observations.columns["value"].tolist() == [Decimal("72.0")]
