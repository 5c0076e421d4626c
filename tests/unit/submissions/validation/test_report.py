"""Statements of a judgement, their order, and what it leaves alone."""

from __future__ import annotations

import datetime as dt
import json
import pickle
from decimal import Decimal

import pandas as pd
import pytest
from small_cases import small_cases
from validation_cases import fixtures, judge, methodology, table

import ictindex as ict
from ictindex.core import errors
from ictindex.language import i18n
from ictindex.submissions.validation.context import ValidationContext
from ictindex.submissions.validation.judging import validate
from ictindex.submissions.validation.report import Judgement, RuleFinding
from ictindex.submissions.validation.rules import ruleset

COLUMNS = (
    "rule", "errorlevel", "level", "economy", "indicator", "breakdown", "year", "address", "value",
    "message", "remedy", "suspected_factor", "imbalance", "consequence",
)  # fmt: skip


def judge_rows(rows: str, history: str = "", **more: object) -> Judgement:
    case = {"rows": rows, **({"history": history} if history else {}), **more}
    return judge(case, stage="submission")


def rules(judged: Judgement) -> list[str]:
    return [f.rule for f in judged]


def test_a_slip_is_reported_with_factor_address_and_consequence() -> None:
    judged = judge_rows("BRA internet-users 2022 0.805", "BRA internet-users 2021 80")
    first = judged[0]
    assert (first.rule, first.errorlevel, first.ess) == ("T01", "error", 2)
    assert (first.factor, first.value) == ("1/100", Decimal("0.805"))
    # A sixth of the index for users; 80.5 of 95 is what the value looks to be.
    assert first.consequence == pytest.approx((80.5 - 0.805) / 95 * 100 / 6)
    assert first.message("en") == (
        "The value 0.805 is about 99 times smaller than that of 2021, 80: only a change of units "
        "explains that."
    )
    assert first.cause is not None  # it has the value that may have been meant, and the witness
    assert first.cause.message("en").startswith(
        "0.805 looks like a fraction; as a percentage it would be 80.5. In 2021 the value was 80."
    )
    assert first.address is not None
    assert first.address.show("en") == "DataFrame, line 1, column value"


def test_an_impossible_value_is_one_finding_and_spoils_no_other() -> None:
    judged = judge_rows(
        "BRA internet-users 2022 8050\nBRA coverage-3g 2022 95\nBRA coverage-4g 2022 90"
    )
    assert rules(judged) == ["R01"]
    assert (judged[0].factor, judged[0].imbalance) == ("100", 7950)


def test_one_fault_is_one_question() -> None:
    # Without 4G nobody asks besides why there are more users than people within its reach (C04).
    judged = judge_rows(
        "PSE internet-users 2022 62\nPSE coverage-3g 2022 60\nPSE coverage-4g 2022 0"
    )
    assert rules(judged) == ["R09"]


def test_findings_are_sorted_by_consequence() -> None:
    judged = judge_rows(
        "BRA internet-users 2022 0.8\nBRA coverage-3g 2022 89\nBRA coverage-4g 2022 91\n"
        "BRA mobile-broadband-traffic 2022 0.1\nBRA households-internet 2022 82",
        "BRA internet-users 2021 80",
    )
    weights = [f.consequence or 0 for f in judged]
    assert weights == sorted(weights, reverse=True)
    assert rules(judged)[0] == "T01"


def test_rows_of_earlier_years_are_history() -> None:
    judged = judge_rows("BRA internet-users 2022 40\nBRA internet-users 2021 80")
    assert "T02" in rules(judged)


def test_a_carried_value_is_judged_in_the_place_of_a_missing_one() -> None:
    judged = judge_rows("BRA internet-users 2021 0.8\nBRA coverage-3g 2022 95")
    assert {(f.rule, f.year) for f in judged} == {("R15", 2021)}
    # Two years back may not be carried: nothing to judge.
    assert rules(judge_rows("BRA internet-users 2020 0.8\nBRA coverage-3g 2022 95")) == []


def test_scores_that_stand_for_values_are_not_judged_as_values() -> None:
    assert rules(judge_rows("BRA price-mobile-high 2022 0 unit=score")) == []


def test_units_are_converted_before_values_are_compared() -> None:
    rows = (
        "BRA i136mwi 2022 {} unit={}\nBRA i271mw 2022 1000000\n"
        "BRA mobile-broadband-traffic 2022 100"
    )
    assert rules(judge_rows(rows.format("100", "petabytes"))) == []
    assert rules(judge_rows(rows.format("0.1", "exabytes"))) == []
    assert rules(judge_rows(rows.format("100", "exabytes"))) == ["C17"]


def test_binary_and_decimal_prefixes_mixed_are_named() -> None:
    rows = "BRA i136mwi 2022 0.1\nBRA i271mw 2022 1000000\nBRA mobile-broadband-traffic 2022 {}"
    judged = judge_rows(rows.format("102.4"))
    assert (judged[0].rule, judged[0].factor) == ("C17", "1.024")


def test_rounding_of_the_digits_written_is_granted() -> None:
    rows = (
        "BRA fixed-broadband-subscriptions 2022 {}\nBRA i4213tfbb 2022 1880000\n"
        "BRA population 2022 200000000"
    )
    # 0.94 is printed as 0.9; 0.90 says more than that.
    assert rules(judge_rows(rows.format("0.9"))) == []
    assert rules(judge_rows(rows.format("0.90"))) == ["C16"]


def test_a_break_with_a_note_needs_no_further_reason() -> None:
    history = "BRA internet-users 2021 40"
    assert "T02" in rules(judge_rows("BRA internet-users 2022 80", history))
    with_note = "BRA internet-users 2022 80 status=B note=new_survey"
    assert rules(judge_rows(with_note, history)) == []
    assert rules(judge_rows("BRA internet-users 2022 80 status=B", history)) == ["T08"]


def test_limits_hold_for_decimals_that_binary_numbers_miss() -> None:
    # 75.1 + 5 is 80.1 in decimals, 80.1 less 75.1 is more than 5 in binary.
    rows = "BRA internet-users 2022 {}\nBRA coverage-3g 2022 75.1"
    assert rules(judge_rows(rows.format("80.1"))) == []
    assert rules(judge_rows(rows.format("80.2"))) == ["C03"]


def test_what_readers_found_is_under_its_rule() -> None:
    judged = judge_rows("BRA internet-users 2022 80,5\nBRA coverage-3g 2022 95")
    assert [(f.rule, f.code) for f in judged] == [("S10", "number.decimal-comma")]
    assert next(o.outcome for o in judged.outcomes if o.rule == "S10") == "fail"


def test_undecided_rules_say_what_is_lacking() -> None:
    judged = judge_rows("BRA internet-users 2022 80")
    lacking = {o.rule: o.lacking for o in judged.undecided}
    assert lacking["T01"] == ("history",)
    assert lacking["C01"] == ("coverage-4g", "coverage-3g", "coverage-5g")
    # The checks of a later stage do not concern a focal point.
    assert "P03" not in lacking
    assert next(o for o in judged.outcomes if o.rule == "P03").lacking == ("stage",)
    reason = next(o for o in judged.undecided if o.rule == "T01").reason("en")
    assert reason == "What is needed is not available: earlier values."
    assert len(judged.outcomes) == len(ruleset().rules)


def test_frame_records_and_json_agree() -> None:
    judged = judge_rows("BRA coverage-3g 2022 89\nBRA coverage-4g 2022 91")
    frame = judged.to_frame("en")
    assert tuple(frame.columns) == COLUMNS
    assert frame.loc[0, "rule"] == "C01"
    assert frame.loc[0, "value"] == Decimal(91)
    assert frame.loc[0, "imbalance"] == 2.0
    whole = json.loads(judged.to_json("en"))
    assert whole["rules"] == ruleset().digest
    assert whole["findings"][0]["value"] == "91"
    assert len(whole["outcomes"]) == len(ruleset().rules)


def test_an_empty_judgement_keeps_its_columns() -> None:
    frame = judge_rows("BRA internet-users 2022 80").to_frame()
    assert tuple(frame.columns) == COLUMNS
    assert len(frame) == 0


def test_text_and_html_name_the_cell_and_the_rest() -> None:
    judged = judge_rows("BRA coverage-3g 2022 89\nBRA coverage-4g 2022 91")
    assert "Errors: 1. Warnings: 0." in judged.to_text("en")
    assert "Brazil, Population covered by at least a 4G/LTE" in judged.to_text("en")
    assert "Checks that could not be made" in judged.to_text("en")
    assert 'dir="rtl"' in judged.to_html("ar")


def test_submitted_text_is_no_markup_in_the_report() -> None:
    judged = judge_rows(
        "BRA internet-users 2022 80 source_class=official-submission\n"
        "BRA internet-users 2022 50 source_class=other source=<b>x</b>"
    )
    assert "M03" in rules(judged)
    assert "<b>x</b>" in judged[0].message("en")
    assert "<b>x</b>" not in judged.to_html("en")
    assert "&lt;b&gt;x&lt;/b&gt;" in judged.to_html("en")


def test_findings_survive_pickling_and_bind_to_the_value_written() -> None:
    first = judge_rows("BRA coverage-3g 2022 89.0\nBRA coverage-4g 2022 91.00")[0]
    assert pickle.loads(pickle.dumps(first)) == first  # noqa: S301
    assert first.key == ("C01", "BRA", "coverage-4g", 2022, "", "91.00")


def test_errors_and_warnings_are_apart() -> None:
    judged = judge_rows(
        "BRA coverage-3g 2022 89\nBRA coverage-4g 2022 91\nBRA internet-users 2022 2\n"
        "BRA coverage-mobile 2022 95"
    )
    assert [f.rule for f in judged.errors] == ["C01"]
    assert [f.rule for f in judged.warnings] == ["R04"]
    assert all(isinstance(f, RuleFinding) for f in judged.findings)


def test_a_judgement_cannot_be_changed() -> None:
    judged = judge_rows("BRA internet-users 2022 80")
    with pytest.raises(errors.ReadOnlyError):
        judged.year = 2021  # type: ignore[misc]


def test_without_methodology_findings_have_no_consequence() -> None:
    judged = validate(table("BRA coverage-3g 2022 89\nBRA coverage-4g 2022 91"))
    assert [(f.rule, f.consequence) for f in judged] == [("C01", None)]


def test_wrong_arguments_are_refused_in_words() -> None:
    rows = table("BRA internet-users 2022 80")
    with pytest.raises(errors.UsageError, match="There is no stage 'later' of validation"):
        validate(rows, stage="later")
    with pytest.raises(errors.UsageError, match="observations"):
        validate(pd.DataFrame(), methodology("idi-2024"))  # type: ignore[arg-type]
    with pytest.raises(errors.UsageError, match="history"):
        validate(rows, history=pd.DataFrame())  # type: ignore[arg-type]
    with pytest.raises(errors.UsageError, match="no year to validate"):
        validate(rows.where(economy="ARG"))
    with pytest.raises(errors.UsageError, match="year"):
        validate(rows, year="2022")  # type: ignore[arg-type]


def call(table: ict.Observations, argument: str, supplied: object) -> None:
    """Hand something over where it belongs: with the table, next to it, or as an argument."""
    if argument in ("submitter", "submitted", "deadline", "declared"):
        table.with_facts(**{argument: supplied})
    elif argument in ("methodology", "year", "rules", "context"):
        validate(table, **{"year": 2022, argument: supplied})
    else:
        validate(table, year=2022, context=ValidationContext(**{argument: supplied}))


@small_cases(
    ("argument", "supplied", "expected"),
    [
        ("methodology", "idi", "a methodology, from ict.methodology"),
        ("year", 99_999, "a whole number from 1 to 9999"),
        ("declared", {"row": 2}, "the number of rows and the total of all values"),
        ("submitter", 76, "text"),
        ("consultations", "c.csv", "consultations, from ict.sourcing.read_consultations"),
        ("receipts", "c.json", "receipts, from ict.accept"),
        ("others", "o.csv", "a table of observations"),
        ("vintage", 2024, "text"),
        ("aggregates", 5, "a mapping"),
        ("context", {"prices": 5}, "of the kind that the documentation names"),
        ("prices", 5, "a table of the price basket, or the path of its file"),
        ("rules", 5, "a set of rules, or the digest of one"),
    ],
)
def test_an_argument_of_the_wrong_kind_is_named(
    argument: str, supplied: object, expected: str
) -> None:
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    with pytest.raises(ict.errors.UsageError) as caught:
        call(table, argument, supplied)
    assert f"'{argument}' must be {expected}" in caught.value.message("en")


@pytest.mark.slow
def test_dates_are_dates_or_iso_texts_and_tables_may_lie_in_files() -> None:
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    days = ("2024-05-01", "2024-02-01", "2024-06-27")
    reported = []
    for submitted, deadline, released in (days, map(dt.date.fromisoformat, days)):
        dated = table.with_facts(submitted=submitted, deadline=deadline)
        reported.append(validate(dated, year=2022, context=ValidationContext(released=released)))
    assert reported[0].to_json() == reported[1].to_json() != validate(table, year=2022).to_json()
    for name in ("submitted", "deadline", "released"):
        with pytest.raises(ict.errors.UsageError, match=f"{name}: 'in June'"):
            call(table, name, "in June")
    ipb = ict.methodology("ipb", edition=2025)
    names = [ict.sample_data(f"ipb-{name}-2025.csv") for name in ("prices", "economics")]
    prices, economics = ict.read_prices(names[0]), ict.read_economics(names[1])
    neighbour = [
        validate(prices, ipb, stage="edition", context=ValidationContext(economics=supplied))
        for supplied in (names[1], economics)
    ]
    assert neighbour[0].to_json() == neighbour[1].to_json()


def test_a_legacy_methodology_is_judged_by_the_same_rules() -> None:
    idi = ict.methodology("idi-methodology-2012")
    judged = validate(table("BRA fixed-telephone-subscriptions 2011 95"), idi)
    assert rules(judged) == ["R11"]
    assert judged[0].consequence == pytest.approx(0)


def test_confidentiality_is_reported_in_its_own_words() -> None:
    # C is confidential information; as a status of an observation it would have other words.
    judged = judge({"rows": "BRA internet-users 2022 80 conf_status=C"}, stage="edition")
    (finding,) = (f for f in judged if f.rule == "P06")
    assert finding.message("en") == (
        "The cell must not be published (confidentiality: confidential statistical information)."
    )
    assert "information statistique confidentielle" in finding.message("fr")
    judged = judge({"rows": "BRA internet-users 2022 80 conf_status=D"}, stage="edition")
    (finding,) = (f for f in judged if f.rule == "P06")
    assert "definition differs" not in finding.message("en")


@pytest.mark.parametrize("rule", ["B04", "B05", "B06", "B08"])
def test_a_breakdown_is_reported_by_its_name(rule: str) -> None:
    judged = judge(fixtures()[rule]["invalid"], stage="submission")
    findings = [f for f in judged if f.rule == rule]
    assert findings
    for finding in findings:
        by = str(finding.details["breakdown"])
        assert f" {by})" in finding.message("en")  # the code is the English word
        for language in ("fr", "ar"):
            name = i18n.label("breakdowns", by, language)
            assert name != by
            assert name in finding.message(language)
            assert f" {by})" not in finding.message(language)
