"""The rules of surprise: what they ask, in which words, and what they leave alone."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cases import small_cases
from validation_cases import judge, methodology

import ictindex as ict
from ictindex.language import i18n
from ictindex.submissions.validation.report import Judgement, RuleFinding
from ictindex.submissions.validation.rules import ruleset

# Ecuador's neighbours in figures: a usual economy, as printed with one decimal.
USUAL = {
    "internet-users": "72.7", "households-internet": "60.4",
    "mobile-broadband-subscriptions": "61.3",
    "coverage-3g": "95.2", "coverage-4g": "92.6", "mobile-broadband-traffic": "60.2",
    "fixed-broadband-traffic": "2804.1", "price-mobile-high": "2.3", "price-fixed-broadband": "4.6",
    "mobile-phone-ownership": "79.4",
}  # fmt: skip


def lines(values: dict[str, str], year: int = 2022, economy: str = "ECU") -> str:
    return "\n".join(f"{economy} {name} {year} {value}" for name, value in values.items())


def judge_rows(rows: str, history: str = "") -> Judgement:
    case = {"rows": rows, **({"history": history} if history else {})}
    return judge(case, stage="submission")


def only(rows: str, history: str = "") -> RuleFinding:
    (item,) = judge_rows(rows, history)
    return item


TYPED = "BRA internet-users 2022 64.8"
LAST = "BRA internet-users 2021 44.8"
MESSAGES = {
    "en": "The value is 64.8; last year it was 44.8. A rise like this is rare: by an estimate, "
    "at most 1 change in 80. "
    "With two digits exchanged it would be 46.8, a usual change.",
    "fr": "Valeur\u00a0: 64,8\u00a0; l’an dernier\u00a0: 44,8. Une telle hausse est rare\u00a0: "
    "selon une estimation, au plus 1 variation sur 80. "
    "Avec deux chiffres intervertis, ce serait 46,8, une évolution habituelle.",
    "es": "El valor es 64,8; el año anterior era 44,8. Una subida semejante es rara: según una "
    "estimación, como máximo 1 de cada 80 variaciones. "
    "Con dos dígitos intercambiados sería 46,8, una variación habitual.",
    "ru": "Значение 64,8; в прошлом году было 44,8. Такой рост редок: по оценке, не более "
    "1 изменения из 80. "
    "Если поменять местами две цифры, получится 46,8 – обычное изменение.",
    "zh": "数值为 64.8，上年为 44.8。这样的上升很少见：据估计，每 80 次变化中至多 1 次。"
    "若两位数字互换，则为 46.8，属正常变化。",
}


@small_cases("language", sorted(MESSAGES))
def test_a_message_has_every_number_of_the_rule(language: str) -> None:
    assert only(TYPED, LAST).message(language) == MESSAGES[language]


def test_in_arabic_numbers_are_kept_together() -> None:
    message = only(TYPED, LAST).message("ar")
    assert "\u206864.8\u2069" in message
    assert "\u206846.8\u2069" in message


def test_the_share_in_the_message_is_that_of_the_rule() -> None:
    """One in 76: the share of economies whose value rose at least so far, by scipy."""
    import math

    from scipy import stats

    change = ruleset().find_fitted(2024).changes["internet-users"]
    on_scale = [math.log((x + 1) / (101 - x)) for x in (58.35, 44.8)]  # rounding taken off
    far = (on_scale[0] - on_scale[1] - change.median) / change.rise.scale
    assert 76 <= 1 / stats.t.sf(far, change.rise.freedom) < 77
    assert only("BRA internet-users 2022 58.4", LAST).details["count"] == 76


def test_a_value_is_proposed_and_never_put_in() -> None:
    finding = only(TYPED, LAST)
    assert (finding.rule, finding.errorlevel, finding.factor) == ("T02", "warning", "")
    assert finding.proposals == (Decimal("46.8"),)
    assert finding.value == Decimal("64.8")
    assert finding.details["edit"] == "transposed"


def test_one_value_is_proposed_and_none_instead_of_zero() -> None:
    for value in ("64.8", "448", "4.5", "0.448", "95.5", "44.88", "55.2"):
        for item in judge_rows(f"BRA internet-users 2022 {value}", LAST):
            assert len(item.proposals) <= 1
    asked = judge_rows("BRA internet-users 2022 0", LAST)
    assert len(asked)
    assert all(item.proposals == () for item in asked)


@pytest.mark.parametrize(("typed", "factor"), [("451", "10"), ("4.51", "1/10"), ("0.451", "1/100")])
def test_a_misplaced_point_is_the_sure_cause_of_its_finding(typed: str, factor: str) -> None:
    (cause,) = judge_rows(f"BRA internet-users 2022 {typed}", LAST).causes
    assert (cause.is_sure, cause.cell.factor, cause.cell.proposed) == (
        True, factor, Decimal("45.1"),
    )  # fmt: skip
    assert "In 2021 the value was 44.8." in cause.message("en")


def test_a_month_for_the_year_is_proposed_as_the_year() -> None:
    # 2804.4 a year is 233.7 a month.
    finding = only(
        "ECU fixed-broadband-traffic 2022 233.7", "ECU fixed-broadband-traffic 2021 2500"
    )
    assert Decimal("2804.4") in finding.proposals


def test_an_earlier_year_is_named() -> None:
    finding = only(TYPED, "BRA internet-users 2020 34.8")
    assert finding.message("en").startswith(
        "The value is 64.8; in 2020 it was 34.8. A rise like this"
    )


def test_a_fall_is_reported_as_a_fall() -> None:
    finding = only("BRA internet-users 2022 44.8", "BRA internet-users 2021 84.8")
    # The estimate is rarer than any of the 80 changes that it was fitted to: it claims no more.
    assert (
        "The value is 44.8; last year it was 84.8. A fall like this is rare: by an estimate, at "
        "most 1 change in 80." in finding.message("en")
    )


@pytest.mark.parametrize("fall", ["44.8", "38.1", "30.3"])
def test_no_share_is_rarer_than_what_was_observed(fall: str) -> None:
    """Estimates of a tail far beyond the data are no statement on economies."""
    changes = ruleset().find_fitted(2024).changes["internet-users"]
    finding = only(f"BRA internet-users 2022 {fall}", "BRA internet-users 2021 84.8")
    assert finding.details["count"] <= changes.count == 80


def test_a_break_is_no_slip() -> None:
    assert "T02" not in {f.rule for f in judge_rows(f"{TYPED} status=B note=new_survey", LAST)}


def test_an_estimate_of_last_year_counts_less() -> None:
    def asked(status: str) -> list[str]:
        judged = judge_rows("BRA internet-users 2022 58.4", f"{LAST}{status}")
        return [f.errorlevel for f in judged]

    assert asked("") == ["warning"]
    assert asked(" status=I") == []


def test_a_usual_change_is_not_asked_about() -> None:
    assert [f.rule for f in judge_rows("BRA internet-users 2022 48", LAST)] == []


def test_falls_and_repeated_values_are_information() -> None:
    fell = only("BRA coverage-3g 2022 57", "BRA coverage-3g 2021 60")
    same = only(
        "BRA mobile-broadband-traffic 2022 71.25", "BRA mobile-broadband-traffic 2021 71.25"
    )
    assert (fell.rule, fell.errorlevel) == ("T04", "information")
    assert (same.rule, same.errorlevel) == ("T06", "information")


# ------------------------------------------------------------------ compared with the other values


@pytest.mark.slow
def test_the_others_are_not_questioned_for_one_wrong_value() -> None:
    assert [f.rule for f in judge_rows(lines(USUAL))] == []
    for name, value in USUAL.items():
        wrong = {**USUAL, name: format(Decimal(value) / 100, "f")}
        asked = [f for f in judge_rows(lines(wrong)) if f.errorlevel != "information"]
        assert [(f.indicator) for f in asked] == [name], (name, asked)


def test_without_history_a_value_is_reported_next_to_the_others() -> None:
    finding = only(lines({**USUAL, "mobile-broadband-traffic": "0.6"}))
    assert finding.rule == "M01"
    assert finding.message("en").startswith("The value is 0.6; the other values suggest about ")
    assert "By an estimate, at most 1 economy in" in finding.message("en")
    assert finding.message("en").endswith("Multiplied by 100 it would be 60.0, a usual value.")


def test_a_value_with_one_of_last_year_is_judged_by_that() -> None:
    wrong = {**USUAL, "mobile-broadband-traffic": "0.6"}
    last = "ECU mobile-broadband-traffic 2021 0.5\nECU fixed-broadband-traffic 2021 2500"
    assert [f.rule for f in judge_rows(lines(wrong), last)] == []


def test_too_few_values_suggest_nothing() -> None:
    few = {name: USUAL[name] for name in ("internet-users", "coverage-3g")}
    judged = judge_rows(lines({**few, "mobile-broadband-traffic": "0.6"}))
    assert next(o for o in judged.outcomes if o.rule == "M01").outcome == "not-decidable"


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(st.permutations(list(USUAL)), st.sampled_from(list(USUAL)))
def test_the_order_of_values_does_not_matter(order: list[str], wrong: str) -> None:
    values = {**USUAL, wrong: format(Decimal(USUAL[wrong]) / 10, "f")}
    first, other = (
        {
            # The lines of other cells depend on the order.
            (f.key, re.sub(r"line \d+", "", f.message("en")))
            for f in judge_rows(lines({name: values[name] for name in names}))
        }
        for names in (USUAL, order)
    )
    assert first == other


# ------------------------------------------------------------------ exchanged


EXCHANGED = {**USUAL, "internet-users": "60.4", "households-internet": "80.7"}
BEFORE = {**USUAL, "internet-users": "79.7", "households-internet": "58.4"}


def test_exchanged_indicators_are_named_once() -> None:
    judged = [
        f for f in judge_rows(lines(EXCHANGED), lines(BEFORE, 2021)) if f.rule in ("C20", "T02")
    ]
    assert [(f.rule, f.indicator, f.details["node"]) for f in judged] == [
        ("C20", "internet-users", "households-internet")
    ]
    assert "look exchanged: the year before they were 79.7 and 58.4." in judged[0].message("en")


def test_exchanged_traffic_is_found_without_history() -> None:
    turned = {
        **USUAL, "mobile-broadband-traffic": USUAL["fixed-broadband-traffic"],
        "fixed-broadband-traffic": USUAL["mobile-broadband-traffic"],
    }  # fmt: skip
    (finding,) = [f for f in judge_rows(lines(turned)) if f.rule == "C20"]
    assert {finding.indicator, finding.details["node"]} == {
        "mobile-broadband-traffic", "fixed-broadband-traffic",
    }  # fmt: skip
    assert "if they were exchanged, they would fit the other values better" in finding.message("en")


def test_a_value_pasted_twice_is_reported_as_pasted() -> None:
    twice = "BRA internet-users 2022 40\nBRA households-internet 2022 40"
    before = "BRA internet-users 2021 60\nBRA households-internet 2021 40"
    finding = next(f for f in judge_rows(twice, before) if f.rule == "C20")
    assert "look pasted twice" in finding.message("en")


# ------------------------------------------------------------------ settled, receipts


def test_what_was_asked_last_year_is_not_asked_again() -> None:
    # Palestine's users above its 3G coverage, and no 4G.
    now = "PSE internet-users 2023 86.6\nPSE coverage-3g 2023 60\nPSE coverage-4g 2023 0"
    was = "PSE internet-users 2022 88.6\nPSE coverage-3g 2022 60\nPSE coverage-4g 2022 0"
    idi = methodology("idi-2025")
    from validation_cases import table

    alone = {f.rule for f in ict.validate(table(now), idi, year=2023)}
    rules = {f.rule for f in ict.validate(table(now), idi, year=2023, history=table(was))}
    assert {"R09", "C03"} <= alone
    assert not {"R09", "C03", "C04"} & rules


def test_a_judgement_and_its_receipt_name_the_fitted_numbers() -> None:
    from validation_cases import table

    rows = table("BRA internet-users 2022 80.1")
    judged = ict.validate(rows, methodology("idi-2024"), year=2022)
    model = ruleset().find_fitted(2024)
    assert (judged.fitted, judged.fitted_digest) == (model.id, model.digest)
    receipt = ict.accept(rows, judged)
    assert dict(receipt.fitted) == {"id": model.id, "sha256": model.digest}
    for language in i18n.LANGUAGES:
        assert model.digest in receipt.to_text(language)


def test_a_receipt_of_before_is_still_good() -> None:
    from validation_cases import table

    from ictindex.submissions.validation.receipts import Receipt

    rows = table("BRA internet-users 2022 80.1")
    record = ict.accept(rows, ict.validate(rows, methodology("idi-2024"), year=2022)).record
    del record["fitted"]
    old = Receipt(record, rows)
    old.verify()
    assert dict(old.fitted) == {}
    assert "detection" not in old.to_text("en")
