"""The rules by which one candidate comes before another, each by the case that distinguishes it."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from small_cases import small_cases
from sourcing_cases import (
    IDI,
    KEY,
    consultation,
    consultations,
    decision,
    outcomes,
    receipt,
    row,
    select,
    table,
    tamper,
)

import ictindex as ict
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import kind_of
from ictindex.language.i18n import Bullets, Paragraph
from ictindex.submissions.sourcing.priority import Order, Step, order_of
from ictindex.submissions.sourcing.selection_views import build_page

REJECTED = {"answer": "rejected", "answered": "2024-02-10"}
ALL = [row("50", indicator=key) for key in IDI.indicators if key != KEY]


# ------------------------------------------------------------------ the order of sources


def test_the_steps_of_the_documents() -> None:
    idi = order_of(IDI.document, 2024, 2022)
    submission, publication = "official-submission", "official-publication"
    assert idi.steps == (
        Step(submission, 2022, 1), Step(publication, 2022, 1), Step(submission, 2021, 2),
        Step(publication, 2021, 2), Step("collected-by-itu", 2022, 3), Step("other", 2022, 3),
        Step("estimate", 2022, 3),
    )  # fmt: skip
    assert idi.official_years == {2021, 2022}
    assert idi.auxiliary == {"exchange-rate", "gni-per-capita", "population"}
    assert idi.left_out_whole
    basket = order_of(ict.methodology("ipb", edition=2024).document, 2024, 2024)
    assert basket.steps == (
        Step(submission, 2024, 1), Step(publication, 2024, 1),
        Step("collected-by-itu", 2024, 2), Step("other", 2024, 2), Step("estimate", 2024, 2),
    )  # fmt: skip
    assert not basket.left_out_whole
    assert (basket.auxiliary, basket.below) == (frozenset(), {})
    then = order_of(ict.methodology("idi", edition=2011).document, 2011, 2008)
    assert {step.year for step in then.steps} == {2008}


@pytest.mark.parametrize(
    ("steps", "ranked"),
    [
        (
            [("official-submission", 2022), ("official-submission", 2021), ("other", 2022)],
            [("official-submission", 2022), ("official-submission", 2021), ("auxiliary", 2022),
             ("auxiliary", 2021), ("other", 2022)],
        ),
        # Years whose official values are not admitted are none for an auxiliary series either.
        (
            [("official-submission", 2022), ("other", 2022), ("other", 2020)],
            [("official-submission", 2022), ("auxiliary", 2022), ("other", 2022), ("other", 2020)],
        ),
        (
            [("official-submission", 2021), ("official-submission", 2022)],
            [("official-submission", 2021), ("official-submission", 2022), ("auxiliary", 2022),
             ("auxiliary", 2021)],
        ),
        ([("other", 2022)], [("other", 2022)]),
    ],
)  # fmt: skip
def test_auxiliary_series_stand_between(
    steps: list[tuple[str, int]], ranked: list[tuple[str, int]]
) -> None:
    order = Order(
        tuple(Step(name, year, n) for n, (name, year) in enumerate(steps, 1)),
        frozenset(), False, frozenset(), 2022, {},
    )  # fmt: skip
    ranks = order.ranks()
    assert sorted(ranks, key=ranks.__getitem__) == ranked
    assert sorted(ranks.values()) == list(range(len(ranked)))


def test_the_cells_of_a_selection() -> None:
    plain = select(receipt([row("50")]))
    assert plain.candidates.keys == IDI.indicators
    named = select(
        receipt([
            row("50"), row("9", "auxiliary", indicator="population", source="UN"),
            row("88", "estimate", indicator="network-coverage", unit="score", source="X"),
        ])
    )  # fmt: skip
    assert named.candidates.keys == (*IDI.indicators, "network-coverage", "population")
    basket = select(
        receipt([row("1", indicator="price-mobile-low", year=2024)]),
        methodology=ict.methodology("ipb", edition=2024),
    )
    assert basket.candidates.keys == ("price-mobile-low",)
    assert list(catalogue.indicators()).index("price-mobile-low") > 0


def test_a_year_that_cannot_be_read_makes_no_candidate() -> None:
    observations = table([row("50", year="22"), row("60")])
    assert observations.columns["year"].tolist() == [0, 2022]
    assert outcomes(select(receipt([row("50", year="22"), row("60")]))) == {"60": "chosen"}


# ------------------------------------------------------------------ which table is the later one


def test_a_later_word_of_the_member_state_replaces_whatever_source_it_names() -> None:
    first = receipt([row("72.0", source="Regulator")], submitted=date(2024, 2, 1))
    second = receipt([row("73.0", source="Statistical office")], submitted=date(2024, 3, 1))
    for several in ([first, second], [second, first]):
        assert outcomes(select(several)) == {"72.0": "superseded", "73.0": "chosen"}


def test_of_other_sources_each_replaces_only_its_own() -> None:
    first = receipt([row("72.0", "other", source="X")], "compiler", date(2024, 2, 1))
    second = receipt([row("73.0", "other", source="Y")], "compiler", date(2024, 3, 1))
    records = [consultation("72.0", "X"), consultation("73.0", "Y", notified="2024-02-20")]
    # The one notified first is used, though its table is the older one.
    assert outcomes(select([first, second], *records)) == {"72.0": "chosen", "73.0": "outranked"}


def test_a_transcription_without_a_day_does_not_undate_the_focal_point() -> None:
    several = [
        receipt([row("70.0")], "compiler", None),
        receipt([row("72.0")], submitted=date(2024, 2, 1)),
        receipt([row("73.0")], submitted=date(2024, 3, 1)),
    ]
    assert outcomes(select(several)) == {
        "70.0": "superseded", "72.0": "superseded", "73.0": "chosen",
    }  # fmt: skip


def test_the_same_day_is_no_later_day() -> None:
    several = [receipt([row("72.0")]), receipt([row("73.0")])]
    assert outcomes(select(several)) == {"72.0": "competing", "73.0": "competing"}


# ------------------------------------------------------------------ rejections


def test_a_rejection_leaves_what_was_ruled_out_before_as_it_is() -> None:
    rows = [
        *ALL, row("", year=2021), row("40", "official-submission", year=2019),
        row("41", "estimate", year=2019, source="X"), row("74.0", "estimate", source="X"),
        row("75.0", "other", source="Y"), row("76.0", "other", source="Z"),
    ]  # fmt: skip
    records = [consultation("74.0", "X", **REJECTED), consultation("75.0", "Y")]
    selection = select(receipt(rows), *records)
    assert outcomes(selection) == {
        "None": "no-value", "40": "year-not-allowed", "41": "year-not-allowed",
        "74.0": "estimates-rejected", "75.0": "estimates-rejected", "76.0": "estimates-rejected",
    }  # fmt: skip
    assert list(selection.left_out) == ["ECU"]
    # Every value of it, the first of the table too.
    frame = selection.candidates_frame("en")
    others = frame[frame["indicator"] != KEY]
    assert set(others["outcome"]) == {"economy-left-out"}
    assert len(others) == len(ALL)
    assert set(selection.decided.chosen.tolist()) == {-1}


@pytest.mark.parametrize(
    "elsewhere",
    [{"economy": "BRA"}, {"indicator": "adult-literacy"}, {"year": 2019}, {"year": 2020}],
)
def test_rejections_of_what_is_not_at_hand_do_not_count(elsewhere: dict[str, object]) -> None:
    rows = [*ALL, row("74.0", "estimate", source="X")]
    void = consultation("74.0", "X", **{**REJECTED, **elsewhere})
    kept = select(receipt(rows), void, consultation("74.0", "X"))
    assert not kept.left_out
    assert outcomes(kept) == {"74.0": "chosen"}
    # They do not hide the next one that does.
    both = select(receipt(rows), void, consultation("74.0", "X", **REJECTED))
    assert list(both.left_out) == ["ECU"]


def test_a_rejection_without_its_value_at_hand_remains() -> None:
    """The value was withdrawn, or never came: the rejection of estimates was still stated."""
    selection = select(receipt([*ALL]), consultation("74.0", "X", **REJECTED))
    assert list(selection.left_out) == ["ECU"]


def test_where_an_auxiliary_value_is_there_a_rejection_keeps_estimates_out_alone() -> None:
    key = {"indicator": "population"}
    rows = [
        *ALL, row("50"), row("2", "auxiliary", source="UN", **key),
        row("3", "estimate", source="X", **key),
    ]  # fmt: skip
    selection = select(receipt(rows), consultation("3", "X", **key, **REJECTED))
    assert not selection.left_out
    assert outcomes(selection, "population") == {"2": "chosen", "3": "estimates-rejected"}


# ------------------------------------------------------------------ cells without a value


def test_a_cell_without_a_value_holds_no_candidate() -> None:
    selection = select(receipt([row("72.0", source="A"), row("73.0", source="B")]))
    assert set(outcomes(selection).values()) == {"competing"}
    assert set(selection.decided.chosen.tolist()) == {-1}
    item = select(receipt([row("72.0")]))
    assert sorted(item.decided.chosen.tolist()) == [-1] * 9 + [0]
    assert decision(item)["reason"] == ""
    assert decision(item)["message"] == ""


def test_a_score_that_comes_first_in_its_table_is_a_score_like_any_other() -> None:
    score = row("88.0", "estimate", indicator="network-coverage", unit="score", source="X")
    record = consultation("88.0", "X", indicator="network-coverage")
    three = row("90", "estimate", indicator="coverage-3g", source="X")
    four = row("80", "estimate", indicator="coverage-4g", source="X")
    records = [consultation(row["value"], "X", indicator=row["indicator"]) for row in (three, four)]
    alone = select(receipt([score, three]), record, records[0])
    assert alone.candidates.key(0) == "network-coverage"
    assert decision(alone, "coverage-4g")["reason"] == "score-above"
    both = select(receipt([score, three, four]), record, *records)
    assert outcomes(both, "network-coverage") == {"88.0": "values-there"}
    assert both.decided.chosen.min() == -1


# ------------------------------------------------------------------ pages


def test_only_values_that_are_used_are_listed_as_not_official() -> None:
    rows = [
        row("74.0", "other", source="X"), row("75.0", "other", source="Y", indicator="coverage-3g")
    ]  # fmt: skip
    objected = {"answer": "objected", "answered": "2024-02-10"}
    text = select(
        receipt(rows), consultation("74.0", "X", **objected),
        consultation("75.0", "Y", indicator="coverage-3g"),
    ).to_text("en")  # fmt: skip
    head, _, listed = text.partition("Values that are not official: 1\n")
    assert head.startswith(
        "Sources of the ICT Development Index, edition 2024, data of 2022, decided on 2024-04-30\n"
        "=======================================================================================\n"
        "\n"
        "Decision                            Values\n"
        "──────────────────────────────────  ──────\n"
        "Another source, after consultation       1\n"
        "No value                                 9\n"
        "\n"
        "Share of official values: 0.0 %\n"
    )
    assert listed == (
        "-------------------------------\n"
        "\n"
        "Economy  Indicator                                           Value  Source  Answer\n"
        "───────  ──────────────────────────────────────────────────  ─────  ──────  "
        "─────────────────────────\n"
        "Ecuador  Population covered by at least a 3G mobile network   75.0  Y       "
        "no answer by the deadline\n"
    )


def test_numbers_stand_to_the_right() -> None:
    rows = [
        row("1", "other", source="X"),
        row("22.25", "other", source="X", indicator="coverage-3g"),
    ]
    records = [consultation("1", "X"), consultation("22.25", "X", indicator="coverage-3g")]
    last = select(receipt(rows), *records).to_text("en").rstrip().splitlines()[-2:]
    assert [line.index("  X  ") for line in last] == [last[0].index("  X  ")] * 2
    assert "    1  X" in last[0]


def test_who_is_left_out_and_what_is_to_do_is_marked() -> None:
    rows = [*ALL, row("74.0", "estimate", source="X"), row("1", "other", economy="BRA")]
    selection = select(receipt(rows), consultation("74.0", "X", **REJECTED))
    for blocks in (selection.blocks("en"), build_page(selection.facts, "ECU", None, "en")):
        noted = [block for block in blocks if isinstance(block, Paragraph) and block.note]
        assert any("Ecuador (ECU) is left out completely" in str(paragraph) for paragraph in noted)
    noted = [
        block for block in selection.blocks("en") if isinstance(block, Paragraph) and block.note
    ]
    assert len(noted) == 2


def test_a_cell_without_a_candidate_has_no_empty_list() -> None:
    selection = select(receipt([row("74.0")]))
    blocks = build_page(selection.facts, "ECU", None, "en")
    lists = [block for block in blocks if isinstance(block, Bullets)]
    assert len(lists) == 2  # the order of sources, and the one candidate
    assert all(item.items for item in lists)


# ------------------------------------------------------------------ frames and digests


def test_types_of_the_columns() -> None:
    selection = select(receipt([row("74.0")]))
    assert str(selection.to_frame("en")["year"].dtype) == "Int64"
    assert selection.to_frame("en").columns.tolist() == [
        "economy", "indicator", "decision", "year", "value", "source_class", "source",
        "consultation", "notified", "answered", "receipt", "role", "reason", "message",
    ]  # fmt: skip
    assert selection.candidates_frame("en").columns.tolist() == [
        "economy", "indicator", "year", "value", "source_class", "source", "conf_status",
        "receipt", "address", "outcome", "message",
    ]  # fmt: skip
    assert selection.pending().columns.tolist() == [
        "economy", "indicator", "year", "source", "value", "notified", "deadline", "answered",
        "answer", "text", "unit",
    ]  # fmt: skip
    calendar = ict.sourcing.Calendar(2024, dispatched="2025-01-10")
    assert list(calendar.to_frame().columns) == ["event", "economy", "due", "done", "days_late"]
    assert list(calendar.late.columns) == list(calendar.to_frame().columns)
    assert calendar.late.index.tolist() == [0]
    assert str(calendar.to_frame()["days_late"].dtype) == "Int64"
    none = table([row("74.0")]).where(economy="BRA")
    shares = ict.sourcing.official_shares(none, "economy")
    assert len(shares) == 0
    assert str(shares["share"].dtype) == "float64"
    assert ict.sourcing.official_shares(none).columns[0] == "edition"


def test_the_first_day_counts_whatever_the_order_of_receipts() -> None:
    days = [date(2025, 2, 1), date(2025, 1, 1), date(2025, 3, 1)]
    receipts = [receipt([row(str(n))], submitted=day) for n, day in enumerate(days)]
    assert ict.sourcing.Calendar.from_receipts(receipts, 2024).submitted == {
        "ECU": date(2025, 1, 1)
    }
    assert ict.sourcing.Calendar.from_receipts(receipts, 2024).published == {}
    assert ict.sourcing.Calendar(2024, submitted={"ECU": "2025-01-01"}).published == {}


def test_shares_by_the_groups_of_the_edition_or_of_another_vintage() -> None:
    selection = select(receipt([row("74.0")]))
    by = selection.shares("itu-region").set_index("group")
    assert by.loc["americas", "official"] == 1
    other = selection.shares("itu-region", vintage="ipb-2025").set_index("group")
    assert other.loc["americas", "official"] == 1
    with pytest.raises(ict.errors.UsageError):
        selection.shares("itu-region", vintage="idi-1999")
    assert kind_of("", "I") == "estimate"
    assert kind_of("", "A") == "not-stated"
    assert kind_of("other", "I") == "estimate"


def test_a_selection_covers_a_table_or_does_not() -> None:
    made = receipt([row("74.0")])
    selection = select(made)
    assert selection.covers(selection.observations) is True
    assert selection.covers(table([row("74.0")])) is True
    assert selection.covers(table([row("75.0")])) is False
    tamper(made, "92")
    assert selection.covers(selection.observations) is False


def test_the_digest_of_a_selection_is_that_of_its_written_decisions() -> None:
    """Made here again with the standard library: what an archive holds has to stay checkable."""
    rows = [row("74.0", "other", source="X"), row("60.50", indicator="coverage-3g")]
    made = receipt(rows)
    selection = select(made, consultation("74.0", "X"))
    record = json.dumps(
        {
            "methodology": "idi-methodology-2023", "edition": 2024, "year": 2022,
            "cut_off": "2024-04-30", "receipts": [made.digest], "left_out": [],
        },
        sort_keys=True, separators=(",", ":"),
    )  # fmt: skip
    lines = [
        "economy,indicator,year,class,source,value,outcome,receipt",
        f"ECU,coverage-3g,2022,official-submission,,60.5,chosen,{made.digest}",
        f"ECU,internet-users,2022,other,X,74,chosen,{made.digest}",
    ]
    text = record + "\n" + "\n".join(lines) + "\n"
    expected = hashlib.sha256(b"ictindex selection 1\n" + text.encode()).hexdigest()
    assert selection.digest == expected


# ------------------------------------------------------------------ the table of consultations


@small_cases(
    ("changed", "codes"),
    [
        ({"notified": "20240205"}, ["date.unusable"]),
        ({"notified": "2024-W06-1"}, ["date.unusable"]),
        ({"notified": "2024-02-05 10:00:00"}, ["date.unusable"]),
        ({"notified": "2024-02-05 00:00:00 00:00:00"}, ["date.unusable"]),
        ({"notified": "2024-02-05T00:00"}, ["date.unusable"]),
        ({"notified": "2024-02-05 00:00:00"}, []),
        ({"answer": "agreed", "answered": "2024-02-05"}, []),
        ({"deadline": "2024-02-06"}, []),
        ({"economy": "EC\u200bU"}, ["text.invisible"]),
        ({"value": "74\u200b"}, ["text.invisible"]),
        ({"text": "two\nlines"}, []),
    ],
)
def test_what_a_record_may_hold(changed: dict[str, object], codes: list[str]) -> None:
    arguments = {"value": "74.0", "source": "X", **changed}
    statements = consultations(consultation(**arguments))
    assert statements is not None
    assert [finding.code for finding in statements.findings] == codes
    assert len(statements) == (0 if codes else 1)


def test_a_fault_of_a_record_is_reported_with_its_cell() -> None:
    statements = consultations(
        consultation("7,4", "X"), consultation("74", "X", year="22"),
        consultation("74", "Y", notified="q" * 60), consultation("74", "Z", answer="r" * 60),
    )  # fmt: skip
    assert statements is not None
    comma, year, day, answer, half = statements.findings
    assert (comma.economy, comma.indicator, comma.year) == ("ECU", KEY, 2022)
    assert year.year is None
    assert comma.where("en") == "DataFrame, line 1, column value"
    assert day.message("en") == f"'{'q' * 60}' is not a date."
    assert answer.message("en") == f"'{'r' * 60}' is not admitted in the column 'answer'."
    assert half.code == "consultation.half-answer"
    assert {finding.level for finding in statements.findings} == {"error"}


def test_a_record_knows_where_it_is() -> None:
    statement = consultation("74", "X")
    statements = consultations(statement, consultation("75", "X"))
    assert statements is not None
    places = [
        (record.address.line, record.address.column) for record in statements if record.address
    ]
    assert places == [(1, "value"), (2, "value")]
    twice = consultations(statement, statement)
    assert twice is not None
    assert [(f.code, f.level) for f in twice.findings] == [("consultation.twice", "error")] * 2


def test_small_values_are_written_with_all_their_digits(tmp_path: object) -> None:
    frame = pd.DataFrame([consultation("0.0000001", "X")])
    written = ict.sourcing.read_consultations(frame)
    path = f"{tmp_path}/c.csv"
    written.to_csv(path)
    again = ict.sourcing.read_consultations(path)
    assert [record.value for record in again] == [Decimal("0.0000001")]
    assert not again.findings


def test_the_summary_counts_every_kind() -> None:
    legacy = ict.methodology("idi", edition=2011)
    at = {"year": 2010, "source": "X"}
    selection = select(
        receipt([
            row("90", "auxiliary", **{**at, "indicator": "adult-literacy"}),
            row("50", "estimate", **at),
        ]),
        consultation("50", **at),
        methodology=legacy,
    )  # fmt: skip
    lines = selection.to_text("en").splitlines()
    counted = {line[:-1].strip(): line[-1] for line in lines if line[-1:] in "12" and line}
    assert counted["Auxiliary series"] == "1"
    assert counted["Estimate, after consultation"] == "1"


def test_a_value_that_has_changed_has_to_be_consulted_on_again() -> None:
    selection = select(receipt([row("74.5", "other", source="X")]), consultation("74.0", "X"))
    assert outcomes(selection) == {"74.5": "value-changed"}
    assert selection.pending()["value"].tolist() == [Decimal("74.5")]
