"""Selection of sources, case by case, as the mandate and the methodology ask for them."""

from __future__ import annotations

import pickle
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from small_cases import small_cases
from sourcing_cases import (
    CUT_OFF,
    IDI,
    KEY,
    consultation,
    decision,
    outcomes,
    receipt,
    row,
    select,
    table,
    tamper,
)

import ictindex as ict
from ictindex.language.i18n import LANGUAGES, has_label
from ictindex.submissions.closed.commitments import acknowledge
from ictindex.submissions.sourcing.priority import REASONS

SALT = b"a salt of sixteen bytes or more"


def test_the_official_value_of_the_year_comes_first() -> None:
    selection = select(
        receipt([
            row("71.0", year=2021), row("72.0"), row("73.0", "official-publication"),
            row("74.0", "other", source="X"), row("75.0", "estimate", source="Y"),
        ]),
        consultation("74.0", "X", answer="agreed", answered="2024-02-10"),
    )  # fmt: skip
    assert decision(selection)["decision"] == "official"
    assert decision(selection)["value"] == Decimal("72.0")
    assert outcomes(selection) == {
        "71.0": "outranked", "72.0": "chosen", "73.0": "outranked", "74.0": "official-exists",
        "75.0": "official-exists",
    }  # fmt: skip


def test_an_official_value_of_the_year_before_is_carried_before_any_other_source() -> None:
    selection = select(
        receipt([row("71.0", year=2021), row("74.0", "other", source="X")]),
        consultation("74.0", "X", answer="agreed", answered="2024-02-10"),
    )
    assert decision(selection)["decision"] == "carried"
    assert (decision(selection)["year"], decision(selection)["value"]) == (2021, Decimal("71.0"))
    assert outcomes(selection)["74.0"] == "official-exists"


@pytest.mark.parametrize("year", [2019, 2020, 2023])
def test_a_year_that_the_document_does_not_name_is_not_admitted(year: int) -> None:
    selection = select(receipt([row("71.0", year=year)]))
    assert outcomes(selection) == {"71.0": "year-not-allowed"}
    assert decision(selection)["reason"] == "none-admitted"


def test_another_source_of_an_earlier_year_is_not_carried() -> None:
    selection = select(
        receipt([row("74.0", "other", source="X", year=2021)]),
        consultation("74.0", "X", year=2021),
    )
    assert outcomes(selection) == {"74.0": "year-not-allowed"}


def test_another_source_needs_a_consultation() -> None:
    assert outcomes(select(receipt([row("74.0", "other", source="X")]))) == {
        "74.0": "not-consulted"
    }


@pytest.mark.parametrize(
    ("record", "outcome", "answer"),
    [
        ({}, "chosen", "silence"),
        ({"answer": "agreed", "answered": "2024-02-10"}, "chosen", "agreed"),
        ({"answer": "objected", "answered": "2024-02-10"}, "objected", ""),
        ({"answer": "supplied", "answered": "2024-02-10"}, "official-announced", ""),
        ({"deadline": "2024-04-30"}, "waiting", ""),
        ({"deadline": "2024-04-29"}, "chosen", "silence"),
        # An explicit agreement ends the waiting; one after the cut-off does not count yet.
        (
            {"answer": "agreed", "answered": "2024-02-10", "deadline": "2024-05-30"},
            "chosen",
            "agreed",
        ),
        ({"answer": "agreed", "answered": "2024-05-01", "deadline": "2024-05-30"}, "waiting", ""),
        ({"notified": "2024-04-30", "deadline": "2024-05-30"}, "notified-late", ""),
        ({"answer": "objected", "answered": "2024-05-01"}, "chosen", "silence"),
        ({"answer": "objected", "answered": "2024-04-30"}, "objected", ""),
        ({"value": "74.1"}, "value-changed", ""),
        ({"value": "74.00"}, "chosen", "silence"),
        ({"source": "Z"}, "not-consulted", ""),
        ({"year": 2021}, "not-consulted", ""),
        ({"indicator": "households-internet"}, "not-consulted", ""),
        ({"economy": "BRA"}, "not-consulted", ""),
    ],
)
def test_what_a_consultation_admits(record: dict[str, str], outcome: str, answer: str) -> None:
    arguments = {"value": "74.0", "source": "X", **record}
    selection = select(receipt([row("74.0", "other", source="X")]), consultation(**arguments))
    assert outcomes(selection) == {"74.0": outcome}
    assert decision(selection)["consultation"] == answer
    assert decision(selection)["decision"] == ("other" if outcome == "chosen" else "missing")


def test_after_an_objection_the_next_candidate_is_used() -> None:
    selection = select(
        receipt([row("74.0", "other", source="X"), row("75.0", "other", source="Y")]),
        consultation("74.0", "X", answer="objected", answered="2024-02-10"),
        consultation("75.0", "Y", notified="2024-02-20"),
    )
    assert outcomes(selection) == {"74.0": "objected", "75.0": "chosen"}


def test_an_official_value_supplied_before_the_cut_off_takes_the_place() -> None:
    other = receipt([row("74.0", "other", source="X")], "compiler", date(2024, 2, 1))
    late, in_time = date(2024, 5, 1), date(2024, 4, 30)
    record = consultation("74.0", "X", answer="objected", answered="2024-02-10")
    assert decision(select([other, receipt([row("72.0")], submitted=in_time)], record))[
        "value"
    ] == Decimal("72.0")
    missing = select([other, receipt([row("72.0")], submitted=late)], record)
    assert outcomes(missing) == {"74.0": "objected", "72.0": "after-cut-off"}


def test_of_two_other_sources_the_one_notified_first_is_used() -> None:
    rows = [row("74.0", "other", source="X"), row("75.0", "other", source="Y")]
    records = [consultation("74.0", "X", notified="2024-02-06"), consultation("75.0", "Y")]
    assert outcomes(select(receipt(rows), *records)) == {"74.0": "outranked", "75.0": "chosen"}
    records[0]["notified"] = records[1]["notified"]
    selection = select(receipt(rows), *records)
    assert set(outcomes(selection).values()) == {"competing"}
    assert decision(selection)["reason"] == "competing"


def test_another_organization_comes_before_an_estimate() -> None:
    selection = select(
        receipt([row("74.0", "estimate", source="X"), row("75.0", "other", source="Y")]),
        consultation("74.0", "X", notified="2024-01-06"),
        consultation("75.0", "Y"),
    )
    assert outcomes(selection) == {"74.0": "outranked", "75.0": "chosen"}


def test_what_the_compiler_imputed_is_an_estimate_whatever_class_is_stated() -> None:
    imputed = receipt([row("74.0", status="I", source="X")])
    assert outcomes(select(imputed)) == {"74.0": "not-consulted"}
    chosen = select(imputed, consultation("74.0", "X"))
    assert decision(chosen)["decision"] == "estimate"
    assert chosen.shares()["share"].tolist() == [0.0]


@pytest.mark.parametrize("source_class", ["official-submission", "auxiliary"])
def test_shares_are_of_the_indicators_of_the_index(source_class: str) -> None:
    """Population is chosen too, to divide by; it is no indicator, whoever gave it."""
    people = row("18000000", source_class, indicator="population", source="WDI")
    selection = select(
        receipt(
            [row("72.0"), row("74.0", "estimate", indicator="coverage-4g", source="X"), people]
        ),
        consultation("74.0", "X", indicator="coverage-4g"),
    )
    assert "population" in selection.observations.columns["indicator"]
    (whole,) = selection.shares().to_dict("records")
    assert (whole["official"], whole["estimate"], whole["auxiliary"]) == (1, 1, 0)
    assert whole["share"] == 50.0
    assert selection.shares("indicator")["indicator"].tolist() == ["internet-users", "coverage-4g"]


def test_an_estimate_of_the_member_state_is_official() -> None:
    assert decision(select(receipt([row("74.0", status="E")])))["decision"] == "official"


def test_two_official_values_that_differ_are_not_chosen_from() -> None:
    selection = select(
        receipt([
            row("72.0", source="Regulator"), row("73.0", source="Statistical office"),
            row("71.0", year=2021), row("74.0", "other", source="X"),
        ]),
        consultation("74.0", "X"),
    )  # fmt: skip
    assert outcomes(selection) == {
        "72.0": "competing", "73.0": "competing", "71.0": "outranked", "74.0": "official-exists",
    }  # fmt: skip
    assert decision(selection)["reason"] == "competing"


def test_the_same_official_value_twice_is_one_value() -> None:
    selection = select(receipt([row("72.0", source="A"), row("72.00", source="B")]))
    assert outcomes(selection) == {"72.0": "chosen", "72.00": "same-value"}


def test_a_later_submission_replaces_an_earlier_one() -> None:
    first = receipt([row("72.0")], submitted=date(2024, 2, 1))
    second = receipt([row("73.0")], submitted=date(2024, 3, 1))
    assert outcomes(select([second, first])) == {"72.0": "superseded", "73.0": "chosen"}
    undated = receipt([row("74.0")], submitted=None)
    selection = select([first, undated])
    assert set(outcomes(selection).values()) == {"competing"}
    assert [f.code for f in selection.findings] == ["selection.undated", "selection.undecided"]


def test_the_word_of_the_focal_point_counts_before_a_transcription() -> None:
    printed = receipt([row("73.0")], "compiler", date(2024, 3, 1))
    assert outcomes(select([printed, receipt([row("72.0")])])) == {
        "72.0": "chosen", "73.0": "superseded",
    }  # fmt: skip


def test_submissions_that_only_a_compiler_vouches_for_are_reported() -> None:
    """They are used, so that a print can be computed again; an official edition refuses them."""
    lines = [row("73.0"), row("71.0", "official-publication", year=2021)]
    (finding,) = select(receipt(lines, "compiler", date(2024, 3, 1))).findings
    summary = finding.code, finding.level, finding.details["count"]
    assert summary == ("selection.submission-by-compiler", "warning", "1")
    assert finding.message("en").startswith("Official submissions that only a compiler accepted")
    published = [row("73.0", "official-publication")]
    assert not select(receipt(published, "compiler", date(2024, 3, 1))).findings
    printed = receipt(lines, "compiler", date(2024, 3, 1), transcribed="ITU, IDI 2024, Annex 2")
    assert not select(printed).findings
    other_receipt = receipt([row("72.0")])
    assert not select([receipt(lines, "compiler", date(2024, 3, 1)), other_receipt]).findings


def test_a_corrected_value_of_another_source_was_not_consulted_on() -> None:
    old = receipt([row("74.0", "other", source="X")], "compiler", date(2024, 2, 1))
    new = receipt([row("74.5", "other", source="X")], "compiler", date(2024, 3, 20))
    selection = select([old, new], consultation("74.0", "X"))
    assert outcomes(selection) == {"74.0": "superseded", "74.5": "value-changed"}


@pytest.mark.parametrize("source_class", ["", "auxiliary"])
def test_classes_that_the_document_does_not_admit(source_class: str) -> None:
    code = "auxiliary-not-listed" if source_class else "class-not-stated"
    assert outcomes(select(receipt([row("72.0", source_class)]))) == {"72.0": code}


def test_an_auxiliary_series_of_the_document_needs_no_consultation() -> None:
    legacy = ict.methodology("idi", edition=2011)
    arguments = {"indicator": "adult-literacy", "year": 2010, "source": "UIS"}
    selection = select(receipt([row("90.0", "auxiliary", **arguments)]), methodology=legacy)
    assert decision(selection, "adult-literacy")["decision"] == "auxiliary"
    official = select(
        receipt([row("90.0", "auxiliary", **arguments), row("91.0", **arguments)]),
        methodology=legacy,
    )
    assert outcomes(official, "adult-literacy") == {"90.0": "outranked", "91.0": "chosen"}


REJECTED = {"answer": "rejected", "answered": "2024-02-10"}


def _economy(**missing: object) -> list[dict[str, object]]:
    return [row("50", indicator=key) for key in IDI.indicators if key not in missing]


def test_an_economy_that_rejects_estimates_is_left_out_whole() -> None:
    rows = [*_economy(**{KEY: 1}), row("74.0", "estimate", source="X")]
    others = [{**row, "economy": "BRA"} for row in _economy()]
    kept = select(receipt([*rows, *others]), consultation("74.0", "X"))
    assert ict.compute(IDI, kept).excluded.empty
    left_out = select(receipt([*rows, *others]), consultation("74.0", "X", **REJECTED))
    assert list(left_out.left_out) == ["ECU"]
    assert set(left_out.observations.columns["economy"]) == {"BRA"}
    assert set(left_out.to_frame().set_index("economy").loc["ECU", "reason"]) == {
        "economy-left-out"
    }
    result = ict.compute(IDI, left_out)
    assert result.excluded[["economy", "reason"]].values.tolist() == [["ECU", "estimates-rejected"]]
    assert result.excluded.loc[0, "message"] == (
        "Ecuador (ECU) is left out completely: its focal point rejected estimates on "
        "2024-02-10 (“Individuals using the Internet”), and no official value was supplied "
        "before the cut-off."
    )
    assert list(result.scores.index) == ["BRA"]


def test_an_official_value_makes_a_rejection_of_estimates_superfluous() -> None:
    rows = [*_economy(), row("74.0", "estimate", source="X")]
    selection = select(receipt(rows), consultation("74.0", "X", **REJECTED))
    assert not selection.left_out


OLD, NEW = date(2024, 1, 10), date(2024, 3, 1)
SHIFTED: dict[str, list[tuple[str, str, date]]] = {
    "the value is at hand": [("74.0", "X", OLD)],
    "nothing is at hand": [],
    "the value has changed": [("75.0", "X", OLD)],
    "a later table of the source has another value": [("74.0", "X", OLD), ("75.0", "X", NEW)],
    "another source": [("76.0", "Y", OLD)],
    "another value came after the cut-off": [("74.0", "X", OLD), ("75.0", "X", date(2024, 6, 1))],
    "nothing but a value after the cut-off": [("75.0", "X", date(2024, 6, 1))],
}  # fmt: skip


@pytest.mark.parametrize("name", SHIFTED)
def test_a_rejection_of_estimates_is_whatever_value_or_source_is_shifted(name: str) -> None:
    """The statement is about estimates as such; only an admission depends on the value."""
    tables = [
        receipt([row(value, "estimate", source=source)], "compiler", day)
        for value, source, day in SHIFTED[name]
    ]
    records = [
        consultation("74.0", "X", **REJECTED), consultation("75.0", "X"), consultation("76.0", "Y"),
    ]  # fmt: skip
    for order in (1, -1):
        selection = select([receipt(_economy(**{KEY: 1})), *tables][::order], *records[::order])
        assert list(selection.left_out) == ["ECU"]
        assert "chosen" not in outcomes(selection).values()


@pytest.mark.slow
@small_cases(
    ("answer", "answered", "is_kept"),
    [
        ("agreed", "2024-02-11", False),
        ("agreed", "2024-02-10", True),  # nothing says which of the two came later
        ("agreed", "2024-02-09", True),
        ("agreed", "2024-05-01", True),  # after the cut-off
        ("objected", "2024-02-11", True),
        ("supplied", "2024-02-11", True),
        ("rejected", "2024-02-11", True),
        ("", "", True),
    ],
)
@small_cases("order", [1, -1])
def test_a_rejection_ends_where_the_focal_point_agrees_to_an_estimate_later(
    answer: str, answered: str, is_kept: bool, order: int
) -> None:
    rows = [*_economy(**{KEY: 1}), row("75.0", "estimate", source="Y")]
    again = consultation("75.0", "Y", answer=answer, answered=answered)
    selection = select(receipt(rows), *[consultation("74.0", "X", **REJECTED), again][::order])
    assert list(selection.left_out) == ["ECU"] * is_kept
    assert (outcomes(selection)["75.0"] == "chosen") is not is_kept


@pytest.mark.parametrize("order", [1, -1])
def test_the_last_of_several_rejections_and_agreements_counts(order: int) -> None:
    rows = [*_economy(**{KEY: 1}), row("75.0", "estimate", source="Y")]

    def answer_of(value: str, answer: str, day: int) -> dict[str, object]:
        return consultation(value, "Y", answer=answer, answered=f"2024-02-{day}")

    records = [
        answer_of("71", "rejected", 10),
        answer_of("72", "agreed", 12),
        answer_of("73", "rejected", 14),
    ]
    out = select(receipt(rows), *records[::order])
    assert list(out.left_out) == ["ECU"] and "2024-02-14" in str(
        out.left_out["ECU"].details["date"]
    )
    records += [answer_of("75.0", "agreed", 16), answer_of("76", "agreed", 11)]
    assert not select(receipt(rows), *records[::order]).left_out


def test_a_rejection_after_the_cut_off_comes_too_late() -> None:
    rows = [*_economy(**{KEY: 1}), row("74.0", "estimate", source="X")]
    late = {"answer": "rejected", "answered": "2024-05-01"}
    assert not select(receipt(rows), consultation("74.0", "X", **late)).left_out


def test_where_the_document_says_nothing_of_rejection_the_value_is_missing() -> None:
    legacy = ict.methodology("idi", edition=2011)
    arguments = {"year": 2010, "source": "X"}
    selection = select(
        receipt(
            [row("74.0", "estimate", **arguments), row("75.0", "other", year=2010, source="Y")]
        ),
        consultation("74.0", year=2010, source="X", **REJECTED),
        consultation("75.0", year=2010, source="Y"),
        methodology=legacy,
    )
    assert not selection.left_out
    assert set(outcomes(selection).values()) == {"estimates-rejected"}


def test_a_price_basket_is_missing_where_estimates_are_rejected() -> None:
    basket = ict.methodology("ipb", edition=2024)
    arguments = {"indicator": "price-fixed-broadband", "year": 2024, "source": "X"}
    rows = [
        row("4.6", "estimate", **arguments),
        row("2.0", **{**arguments, "indicator": "price-mobile-low"}),
    ]
    record = consultation("4.6", **{**arguments, **REJECTED})
    selection = select(receipt(rows), record, methodology=basket)
    assert decision(selection, "price-fixed-broadband")["reason"] == "none-admitted"
    assert decision(selection, "price-mobile-low")["decision"] == "official"


def test_confidential_values_are_not_used_and_keep_other_sources_out() -> None:
    selection = select(
        receipt([row("72.0", conf_status="C"), row("74.0", "other", source="X")]),
        consultation("74.0", "X"),
    )
    assert outcomes(selection) == {"72.0": "confidential", "74.0": "official-exists"}
    assert decision(selection)["reason"] == "confidential"


@pytest.mark.parametrize("code", ["", "F", "E"])
def test_free_values_and_those_under_embargo_until_the_release_are_used(code: str) -> None:
    assert outcomes(select(receipt([row("72.0", conf_status=code)]))) == {"72.0": "chosen"}


def test_a_confidential_value_leaves_the_folder_as_a_salted_digest_only() -> None:
    selection = select(
        receipt([row("72.125", conf_status="N"), row("50", indicator="coverage-3g")])
    )
    with pytest.raises(ict.errors.UsageError) as caught:
        selection.record()
    assert str(caught.value) == (
        "1 candidates are confidential: their values must not leave the working folder. Give "
        "a salt of at least 16 random bytes; salted digests are then used in place of the "
        "values."
    )
    record = selection.record(SALT)
    from ictindex.core import canonical

    text = canonical.text(record)
    assert "72.125" not in text and '"value":"50"' in text
    hidden = next(candidate for candidate in record["candidates"] if "salted" in candidate)
    assert hidden["salted"] != selection.record(SALT[::-1])["candidates"][0].get("salted")
    # Whose value it is belongs to it: it equals the digest of no other candidate.
    of = hidden["class"], hidden["source"], hidden["receipt"]
    plain = canonical.text(["ECU", KEY, 2022, Decimal("72.125"), *of])
    own = bytes.fromhex(acknowledge(selection.receipts[0], SALT)["salt"])
    assert hidden["salted"] == canonical.salt_digest("observation", plain, own)


def test_rows_of_parts_of_the_population_are_no_candidates() -> None:
    rows = [row("72.0"), row("70.0", sex="F"), row("74.0", sex="M")]
    assert outcomes(select(receipt(rows))) == {"72.0": "chosen"}


def test_a_score_is_used_only_where_values_are_lacking() -> None:
    score = row("88.0", "estimate", indicator="network-coverage", unit="score", source="X")
    record = consultation("88.0", "X", indicator="network-coverage")
    alone = select(receipt([row("50"), score]), record)
    assert decision(alone, "network-coverage")["decision"] == "estimate"
    assert decision(alone, "coverage-4g")["reason"] == "score-above"
    official = {**score, "source_class": "official-submission"}
    three, four = row("90", indicator="coverage-3g"), row("80", indicator="coverage-4g")
    part = select(receipt([three, official]))
    assert decision(part, "network-coverage")["decision"] == "official"
    both = select(receipt([three, four, official]))
    assert outcomes(both, "network-coverage") == {"88.0": "values-there"}
    root = row("88.0", "estimate", indicator="idi", unit="score", source="X")
    assert outcomes(select(receipt([root])), "idi") == {"88.0": "score-not-admitted"}


def test_a_value_comes_before_a_score_of_the_same_standing() -> None:
    rows = [row("88.0", "estimate", unit="score", source="X"), row("74.0", "estimate", source="Y")]
    records = [
        consultation("88.0", "X", notified="2024-02-01", unit="score"), consultation("74.0", "Y"),
    ]  # fmt: skip
    assert outcomes(select(receipt(rows), *records)) == {"88.0": "outranked", "74.0": "chosen"}


# ------------------------------------------------------------------ receipts


@pytest.mark.parametrize("supplied", [[], None, "receipt", [table([row("72.0")])]])
def test_without_a_receipt_there_is_no_selection(supplied: object) -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.select_sources(supplied, IDI, cut_off=CUT_OFF)  # type: ignore[arg-type]
    if supplied == []:
        assert str(caught.value) == (
            "There is no receipt: only values that were validated and accepted may be used. "
            "Validate each table, answer its findings, and make its receipt with ict.accept(...)."
        )


def _tampered() -> ict.data.Receipt:
    made = receipt([row("72.0")])
    tamper(made, "92.0")
    return made


def test_a_figure_altered_after_its_validation_does_not_get_in() -> None:
    with pytest.raises(ict.errors.VoidReceiptError) as caught:
        select(_tampered())
    assert str(caught.value).endswith(
        "is void: the table is not the one that was validated. Validate the table again and "
        "make a new receipt."
    )


def test_a_selection_with_a_void_receipt_does_not_compute() -> None:
    made = receipt(_economy())
    selection = select(made)
    tamper(made, "92.0")
    with pytest.raises(ict.errors.VoidReceiptError):
        ict.compute(IDI, selection)


def test_the_rules_of_selection_pass_on_what_was_selected() -> None:
    rows = [*_economy(**{KEY: 1}), row("74.0", "estimate", source="X")]
    selection = select(receipt(rows), consultation("74.0", "X"))
    judgement = ict.validate(
        selection.observations, IDI, year=2022, stage="selection",
        context=ict.data.ValidationContext(
            receipts=[selection], consultations=selection.consultations, released=CUT_OFF
        ),
    )  # fmt: skip
    outcome = {finding.rule: finding.outcome for finding in judgement.outcomes}
    assert {outcome[name] for name in ("P02", "P03", "P04", "P10")} == {"pass"}
    covered = ict.data.ValidationContext(receipts=[selection])
    alone = ict.validate(table(rows), IDI, year=2022, stage="selection", context=covered)
    assert selection.covers(selection.observations)
    made = receipt(rows[:3])
    other = select(made)
    assert not other.covers(table(rows))
    assert "P10" not in {finding.rule for finding in alone}
    tamper(made, "92.0")
    assert not other.covers(other.observations)


def test_the_same_receipt_twice_is_one() -> None:
    made = receipt([row("72.0")])
    assert outcomes(select([made, made])) == {"72.0": "chosen"}


# ------------------------------------------------------------------ computing, arguments


def test_a_selection_computes_as_the_table_of_its_values() -> None:
    plain = ict.read_observations(ict.sample_data("idi-2024-annex.csv")).to_frame()
    plain["source_class"] = "official-submission"
    plain["status"] = "A"
    observations = ict.read_observations(plain)
    judgement = ict.validate(observations, IDI, year=2022)
    accepted = ict.accept(observations, judgement, role="compiler", transcribed="IDI 2024, Annex 2")
    result = ict.compute(IDI, select(accepted))
    wanted = ict.compute(IDI, observations)
    pd.testing.assert_frame_equal(result.exact, wanted.exact)
    assert result.excluded.equals(wanted.excluded)


def test_a_selection_for_another_edition_is_refused() -> None:
    selection = select(receipt(_economy()))
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.compute(ict.methodology("idi", edition=2025), selection, edition=2025)
    assert str(caught.value) == (
        "The sources were selected for idi-methodology-2023, edition 2024, data of 2022; "
        "this is not what is to be computed. Select the sources with the same "
        "methodology, edition and year."
    )


def test_an_economy_without_any_value_is_named_and_not_forgotten() -> None:
    rows = [*_economy(), row("74.0", "other", economy="BRA", source="X")]
    result = ict.compute(IDI, select(receipt(rows)))
    assert result.excluded["economy"].tolist() == ["BRA"]


def test_arguments_that_do_not_fit() -> None:
    made = receipt([row("72.0")])
    draft = ict.methodology("idi-methodology-2017-draft-14")
    with pytest.raises(ict.errors.DraftMethodologyError):
        ict.select_sources(made, draft, cut_off=CUT_OFF)
    with pytest.raises(ict.errors.UnknownMethodologyError):
        ict.select_sources(made, IDI, edition=2011, cut_off=CUT_OFF)
    with pytest.raises(ict.errors.UsageError, match="edition"):
        ict.select_sources(made, ict.methodology("idi-methodology-2023"), cut_off=CUT_OFF)
    with pytest.raises(ict.errors.UsageError, match="2022"):
        ict.select_sources(made, IDI, year=2021, cut_off=CUT_OFF)
    for day in (None, "2024-4-30", "30.04.2024", 20240430, "2024-02-30"):
        with pytest.raises(ict.errors.UsageError, match="date"):
            ict.select_sources(made, IDI, cut_off=day)  # type: ignore[arg-type]
    with pytest.raises(ict.errors.UsageError, match="methodology"):
        ict.select_sources(made, "idi", cut_off=CUT_OFF)  # type: ignore[arg-type]


def test_consultations_with_errors_are_refused() -> None:
    with pytest.raises(ict.errors.RefusedObservationsError) as caught:
        select(receipt([row("72.0")]), consultation("7 4", "X"))
    assert str(caught.value).startswith("The record of consultations has errors.")


# ------------------------------------------------------------------ views


def test_what_still_has_to_be_consulted_becomes_a_letter_and_a_record() -> None:
    rows = [
        row("74.0", "other", source="X"),
        row("1.0", "estimate", source="Y", indicator="coverage-3g"),
        row("72.0", indicator="coverage-4g"),
        row("80", "other", source="Z", indicator="coverage-4g"),
        row("3", "other", source="Z", indicator="price-mobile-high", conf_status="C"),
    ]  # fmt: skip
    pending = select(receipt(rows)).pending()
    assert pending[["indicator", "source"]].values.tolist() == [
        [KEY, "X"], ["coverage-3g", "Y"],
    ]  # fmt: skip
    letter = ict.sourcing.consultation_letter("ECU", pending, edition=2024, deadline="2024-03-05")
    assert "74.0" in letter and "5 March 2024" in letter
    pending["notified"], pending["deadline"] = "2024-02-05", "2024-03-05"
    selection = ict.select_sources(receipt(rows), IDI, consultations=pending, cut_off=CUT_OFF)
    assert decision(selection)["decision"] == "other"
    assert len(selection.pending()) == 0


def test_the_explanation_names_every_candidate_with_its_reason() -> None:
    selection = select(
        receipt([row("72.0", year=2020), row("74.0", "other", source="Survey X")]),
        consultation("74.0", "Survey X"),
    )
    explanation = selection.explain("ECU", KEY, "en")
    assert (
        "No official value exists; the value of another source is used: 74.0 (2022). The focal "
        "point was notified on 2024-02-05; it did not answer by the deadline of 2024-03-05."
    ) in explanation
    assert "The methodology does not admit this class of source for this year" in explanation
    assert "2021: official: submitted by the Member State" in explanation
    with pytest.raises(ict.errors.UsageError, match="'XXX'"):
        selection.explain("XXX")
    with pytest.raises(ict.errors.UsageError, match="'telex'"):
        selection.explain("ECU", "telex")


@pytest.mark.parametrize("language", LANGUAGES)
def test_views_in_six_languages(language: str) -> None:
    rows = [*_economy(**{KEY: 1}), row("74.0", "estimate", source="\u202eX")]
    for record in (consultation("74.0", "X"), consultation("74.0", "Y", **REJECTED)):
        selection = select(receipt(rows), record)
        pages = (
            selection.to_text(language), selection.to_html(language),
            selection.explain("ECU", language=language),
            selection.explain("ECU", language=language, format="html"),
        )  # fmt: skip
        assert all("\u202e" not in page and "{" not in page for page in pages[:3])
        assert not any("[sourcing" in page for page in pages)


def test_every_reason_has_words() -> None:
    for name in (*REASONS, "none-admitted", "no-candidate", "score-above"):
        assert has_label("sourcing/reasons", name), name


def test_frames_and_digest_and_pickle() -> None:
    rows = [row("72.0"), row("74.0", "other", source="X")]
    selection = select(receipt(rows))
    again = pickle.loads(pickle.dumps(selection))  # noqa: S301
    assert again.digest == selection.digest == select(receipt(rows)).digest
    assert again.to_frame().equals(selection.to_frame())
    other = select(receipt(rows), cut_off=date(2024, 4, 29))
    assert other.digest != selection.digest
    assert len(selection.to_frame()) == len(IDI.indicators)
    with pytest.raises(ict.errors.ReadOnlyError):
        selection.edition = 2025


def test_the_order_of_rows_and_receipts_changes_nothing() -> None:
    rows = [
        row("72.0", year=2021), row("73.0"), row("50", indicator="coverage-3g"),
        row("60", economy="BRA"), row("61", "other", economy="BRA", source="X"),
    ]  # fmt: skip
    first, two = receipt(rows[:3]), receipt(rows[3:])
    straight, turned = select([first, two]), select([two, receipt(rows[2::-1])])
    assert straight.digest == turned.digest
