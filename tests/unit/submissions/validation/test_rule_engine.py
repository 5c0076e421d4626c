"""Rules do what they say, and say it in the words of the fault."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from small_cases import small_cases
from validation_cases import judge, methodology, table

import ictindex as ict
from ictindex.definitions import catalogue
from ictindex.language.i18n.table_files import frame_csv
from ictindex.submissions.validation.judging import validate
from ictindex.submissions.validation.report import Judgement
from ictindex.submissions.validation.rules import ruleset

IPB = methodology("ipb-2025")
PLAN = {
    "economy": "ECU", "id": "a", "operator": "Claro", "market_share": "50", "service": "mobile",
    "kind": "plan", "payment": "postpaid", "price": "20", "currency": "USD", "tax_included": "yes",
    "validity_days": "30", "data_gb": "5", "minutes": "200", "sms": "100", "promotional": "no",
    "commitment_months": "12", "reference": "yes", "collected": "2025-03-31",
}  # fmt: skip
PRICE = {
    "economy": "ECU", "basket": "mobile-high", "year": "2025", "price": "10", "currency": "USD",
}  # fmt: skip


def tariffs(**other: str) -> Judgement:
    return validate(ict.read_tariffs(pd.DataFrame([PLAN | other])), IPB)


def prices(*rows: Mapping[str, str], **more: object) -> Judgement:
    made = ict.read_prices(pd.DataFrame([PRICE | dict(row) for row in rows]))
    return validate(made, IPB, **more)  # type: ignore[arg-type]


def observed(rows: str, **more: object) -> Judgement:
    return judge({"rows": rows, **more}, stage="submission")


def messages_of(judged: Judgement, rule: str) -> list[str]:
    return [f.message("en") for f in judged if f.rule == rule]


def outcome(judged: Judgement, rule: str) -> str:
    return next(o.outcome for o in judged.outcomes if o.rule == rule)


# ------------------------------------------------------------------ counts, prices


@pytest.mark.slow
@small_cases(
    "name",
    [name for name, indicator in catalogue.indicators().items() if indicator.unit == "count"],
)
def test_every_count_is_a_whole_number(name: str) -> None:
    assert len(messages_of(observed(f"BRA {name} 2022 12.5"), "R02")) == 1
    assert messages_of(observed(f"BRA {name} 2022 12"), "R02") == []


def test_the_count_of_a_part_is_one_too() -> None:
    assert len(messages_of(observed("BRA population 2022 12.5 sex=F"), "R02")) == 1


def test_the_price_of_a_basket_is_above_zero() -> None:
    judged = prices({"price": "0"}, {"price": "0.01", "basket": "mobile-low"})
    assert messages_of(judged, "R03") == ["The price 0 is not above zero."]
    assert judged[0].address is not None
    assert outcome(prices({"price": "0.01"}), "R03") == "pass"
    # With observations too; and a plan without a monthly charge is none of this.
    frame = pd.DataFrame([PRICE | {"price": "0"}])
    judgement = validate(
        table("ECU internet-users 2022 80"),
        context=ict.data.ValidationContext(prices=ict.read_prices(frame)),
    )
    assert [f.rule for f in judgement] == ["R03"]
    assert messages_of(tariffs(price="0"), "R03") == []


# ------------------------------------------------------------------ reference plans


def test_a_reference_plan_is_held_to_a_basket_of_its_service() -> None:
    assert outcome(tariffs(), "X04") == "pass"
    # 0.5 of the 1 GB of the smallest basket, and nothing stated of more.
    assert messages_of(tariffs(data_gb="0.5"), "X04") == [
        "The plan “a” includes 500, less than the 1,000 of the basket, and has no price for "
        "use beyond it."
    ]
    assert outcome(tariffs(data_gb="0.5", price_mb="0.01"), "X04") == "pass"
    # Bought again every ten days it gives 1.5 GB a month.
    assert outcome(tariffs(data_gb="0.5", validity_days="10"), "X04") == "pass"
    assert outcome(tariffs(data_gb="unlimited"), "X04") == "pass"


def test_no_reference_plan_no_verdict() -> None:
    for other in ({"reference": "no"}, {"kind": "add-on"}, {"service": "fixed-telephone"}):
        assert outcome(tariffs(**other), "X04") == "not-decidable"


def test_the_basket_that_a_document_takes_from_the_reference_plan_is_the_one() -> None:
    early = ict.methodology("ipb", edition=2013)
    (basket,) = [b for b in early.document.baskets if b.selection == "reference-plan"]
    minutes = sum(calls.total_minutes for calls in basket.calls)
    plan = PLAN | {"payment": basket.payment, "minutes": str(minutes), "data_gb": ""}
    for sms, expected in ((str(basket.sms), "pass"), (str(basket.sms - 1), "fail")):
        made = ict.read_tariffs(pd.DataFrame([plan | {"sms": sms}]))
        assert outcome(validate(made, early), "X04") == expected


# ------------------------------------------------------------------ currencies


@pytest.mark.parametrize(("year", "rules"), [("2022", []), ("2025", ["X02"])])
def test_a_currency_is_one_of_its_year(year: str, rules: list[str]) -> None:
    row = {"economy": "HRV", "currency": "HRK", "year": year}
    judged = prices(row, year=int(year))
    assert [f.rule for f in judged if f.rule == "X02"] == rules
    if rules:
        assert messages_of(judged, "X02") == [
            "The price of “\u2013” is of 2025 and in HRK, a currency that was withdrawn in 2022."
        ]


def test_a_tariff_is_of_the_year_in_which_it_was_collected() -> None:
    assert messages_of(tariffs(economy="HRV", currency="HRK", collected="2022-05-01"), "X02") == []
    assert len(messages_of(tariffs(economy="HRV", currency="HRK", collected=""), "X02")) == 1


def test_one_fault_of_a_price_is_reported_once_under_its_rule() -> None:
    judged = prices(*[{"currency": "XXY", "basket": b} for b in ("mobile-high", "mobile-low")])
    assert [(f.rule, f.code) for f in judged] == [("X02", "currency.unknown")] * 2
    assert outcome(judged, "X02") == "fail"
    judged = tariffs(tax_included="no")
    assert [(f.rule, f.code) for f in judged] == [("X02", "tariff.tax-rate-missing")]


@small_cases(
    ("rule", "other"),
    [
        ("R03", {"tax_rate": "120"}), ("S18", {"generation": "9g"}), ("S09", {"sms": "many"}),
        ("S15", {"collected": "31.3.2025"}), ("S19", {"operator": ""}),
        ("X01", {"id": "a b"}), ("X03", {"validity_days": ""}),
    ],
)  # fmt: skip
def test_what_a_reader_of_tariffs_finds_is_under_a_rule(rule: str, other: dict[str, str]) -> None:
    made = ict.read_tariffs(pd.DataFrame([PLAN | other]))
    rules = {f.rule for f in validate(made, IPB) if not f.code.startswith("rule.")}
    assert rules == {rule}
    assert [f.code for f in made.findings]


def test_a_basket_that_is_none_is_under_its_rule() -> None:
    assert [f.rule for f in prices({"basket": "mobile-hihg"})] == ["X11"]


# ------------------------------------------------------------------ rows


@small_cases(
    ("more", "faults"),
    [
        ({}, ["2050"]),
        ({"submitter": "BRA"}, ["2023", "2050"]),
        ({"methodology": "none"}, []),
        ({"methodology": "none", "submitted": "2022-12-31"}, ["2023", "2050"]),
        ({"submitted": "2023-01-31"}, ["2050"]),
    ],
)
def test_no_row_is_of_a_later_year_than_its_table(
    more: dict[str, object], faults: list[str]
) -> None:
    rows = "BRA internet-users 2022 80\nBRA internet-users 2023 81\nBRA internet-users 2050 82"
    judged = observed(rows, **more)
    findings = [f for f in judged if f.code == "rule.S15.later"]
    assert sorted(str(f.year) for f in findings) == faults
    for finding in findings:
        assert finding.message("en").startswith(f"The year {finding.year} is later than ")
        assert finding.rule == "S15"


def test_an_empty_cell_of_its_own_says_why() -> None:
    judged = observed("BRA internet-users 2022 -\nBRA coverage-3g 2022 95")
    assert messages_of(judged, "S19") == ["The cell is empty, and no status says why."]
    assert messages_of(observed("BRA internet-users 2022 - status=L"), "S19") == []
    assert messages_of(observed("BRA internet-users 2022 - status=A"), "S19") == [
        "The cell is empty, but its status (normal value) says that there is a value."
    ]


def test_an_empty_cell_among_others_of_its_line_says_nothing(tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    file.write_text("economy,users,coverage\nBRA,80,\nARG,,90\n")
    names = {"economy": "economy", "users": "internet-users", "coverage": "coverage-3g"}
    made = ict.read_observations(file, columns=names, constants={"year": 2022})
    assert len(made) == 4
    assert messages_of(validate(made, year=2022), "S19") == []


@small_cases(
    ("note", "character"),
    [
        ("new\u200bsurvey", "ZERO WIDTH SPACE (U+200B)"),
        ("new\ufeff survey", "ZERO WIDTH NO-BREAK SPACE (U+FEFF)"),
        ("sur\u200dvey", "ZERO WIDTH JOINER (U+200D)"),
        ("\u0646\u0645\u200c\u0627", ""),
        ("new\nsurvey", ""),
    ],
)
def test_characters_that_nobody_sees_are_named(note: str, character: str) -> None:
    frame = pd.DataFrame(
        [{"economy": "BRA", "indicator": "internet-users", "year": 2022, "value": 80, "note": note}]
    )
    judged = validate(ict.read_observations(frame), year=2022)
    expected = [f"The text has an invisible character: {character}."] if character else []
    assert messages_of(judged, "S21") == expected


def test_a_code_out_of_its_list_is_reported_once_with_the_list() -> None:
    judged = observed("BRA internet-users 2022 80 status=Z source_class=friend")
    assert [(f.rule, f.code) for f in judged] == [
        ("P01", "source-class.unknown"), ("S18", "status.unknown"),
    ]  # fmt: skip
    for finding in judged:
        assert "official-submission" in finding.remedy("en") or "A, B, D" in finding.remedy("en")


# ------------------------------------------------------------------ words


def test_each_fault_of_a_plan_has_its_words() -> None:
    assert messages_of(tariffs(promotional="yes"), "X03") == ["The plan “a” is a promotion."]
    assert messages_of(tariffs(commitment_months="24"), "X03") == [
        "The plan “a” has a commitment of 24 months, longer than 12, and no note says why."
    ]


def test_each_fault_of_a_price_over_the_years_has_its_words() -> None:
    moved = prices({"price": "16"}, {"year": "2024"})
    (words,) = messages_of(moved, "X10")
    assert words.endswith("is 16; a year before it was 10: it changed by more than half.")
    still = prices(*[{"year": str(year)} for year in range(2022, 2026)])
    (words,) = messages_of(still, "X10")
    assert words.endswith("has been exactly 10 for more than 3 years.")


def test_rows_and_total_are_distinguished() -> None:
    rows = table("BRA internet-users 2022 80\nARG internet-users 2022 70")
    judged = validate(rows.with_facts(declared={"rows": 3, "total": Decimal(151)}), year=2022)
    assert sorted(messages_of(judged, "S11")) == [
        "The sender declares 3 rows, but the table has 2.",
        "The sender declares a total of 151, but the values of the table add up to 150.",
    ]


def test_dates_of_the_fixtures_are_dates() -> None:
    judged = validate(table("BRA internet-users 2022 80").with_facts(submitted=dt.date(2023, 1, 1)))
    assert outcome(judged, "S15") == "pass"


def test_every_code_of_a_reader_is_under_one_rule() -> None:
    codes = [
        code
        for rule in ruleset().rules.values()
        for check in rule.checks
        if check.operation == "reader"
        for code in check.codes
    ]
    assert len(codes) == len(set(codes))


# ------------------------------------------------------------------ one fault, one question


@pytest.mark.slow
@small_cases("value", ["0.3", "0.727", "1"])
@small_cases("name", ["internet-users", "mobile-phone-ownership", "coverage-3g"])
def test_a_fraction_is_asked_about_once(name: str, value: str) -> None:
    assert [f.rule for f in observed(f"ECU {name} 2022 {value}")] == ["R15"]
    rows_of_ecuador = f"ECU {name} 2022 {value}\nECU households-internet 2022 70"
    assert [f.rule for f in observed(rows_of_ecuador)] == ["R15"]


def test_a_fraction_next_to_its_parts_is_the_error_alone() -> None:
    rows = """
    ECU internet-users 2022 0.727
    ECU internet-users 2022 70 sex=F
    ECU internet-users 2022 75 sex=M
    """
    assert [f.rule for f in observed(rows)] == ["B05"]


def test_a_fraction_next_to_last_year_is_the_slip_alone() -> None:
    judged = observed("ECU internet-users 2022 0.727", history="ECU internet-users 2021 70")
    assert [(f.rule, f.factor) for f in judged] == [("T01", "1/100")]


def test_a_value_that_was_zero_has_no_ratio_and_is_asked_about() -> None:
    history = "BRA mobile-broadband-subscriptions-lte 2021 0"
    judged = observed("BRA mobile-broadband-subscriptions-lte 2022 40", history=history)
    assert [(f.rule, f.factor) for f in judged] == [("T03", "")]
    assert judged[0].message("en") == "The value is 40; in 2021 it was zero."
    # Where the usual changes are fitted, zero counts as next to nothing.
    rate = "BRA mobile-broadband-subscriptions 2021 0"
    (finding,) = observed("BRA mobile-broadband-subscriptions 2022 40", history=rate)
    assert (finding.rule, finding.errorlevel) == ("T02", "warning")
    for value in ("0", "- status=M"):
        rows = f"BRA international-bandwidth 2022 {value}"
        assert (
            messages_of(observed(rows, history="BRA international-bandwidth 2021 0"), "T03") == []
        )
    broken = "BRA mobile-broadband-subscriptions-lte 2022 40 status=B note=begun"
    assert messages_of(observed(broken, history=history), "T03") == []


# ------------------------------------------------------------------ what is shown


def test_nothing_submitted_steers_a_terminal_or_turns_a_page() -> None:
    rows = [
        {"economy": "\x1b[2JBRA\u202e", "indicator": "inter\x1b[31m\u202enet", "value": "80"},
        {"economy": "BRA", "indicator": "internet-users", "value": "8\x1b[2J0\u202e"},
    ]
    frame = pd.DataFrame([row | {"year": 2022, "sex": ""} for row in rows])
    judged = validate(ict.read_observations(frame), year=2022)
    shown = [judged.to_text(), judged.to_html(), judged.to_json(), judged.to_html("ar")]
    shown.append(frame_csv(judged.to_frame()))
    for text in shown:
        assert "\\x1b[2JBRA\\u202e" in text.replace("\\\\", "\\")
        assert not {"\x1b", "\u202e"} & set(text)
