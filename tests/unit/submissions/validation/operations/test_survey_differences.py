"""Differences that sampling errors explain: nobody is asked about them."""

from __future__ import annotations

from small_cases import small_cases
from validation_cases import judge

QUESTIONS = ("T02", "T05", "T12", "M02", "M03")


def rules_of(rows: str, history: str = "") -> dict[str, str]:
    """Return the rules that ask about a difference, and the remark that takes their place."""
    case = {"rows": rows} | ({"history": history} if history else {})
    asked = judge(case, "submission").findings
    return {f.rule: f.message() for f in asked if f.rule in (*QUESTIONS, "T13")}


BEFORE = "BRA internet-users 2021 70{}"
NOW = "BRA internet-users 2022 {}{}"


@small_cases(
    ("value", "now", "before", "settled"),
    [
        # Of errors of 3 and 4 the difference has one of 5: 9.7998 points are explained.
        ("60.3", 3, 4, True),
        ("60.2", 3, 4, True),
        ("60.1", 3, 4, False),
        ("60.3", 3, None, False),
        ("60.3", None, 4, False),
        ("60.3", 0, 0, False),
    ],
)
def test_a_fall_within_the_errors_of_both_surveys_is_no_question(
    value: str, now: object, before: object, settled: bool
) -> None:
    errors = ["" if error is None else f" standard_error={error}" for error in (now, before)]
    if value == "60.2":
        errors[0] = " standard_error=3.001"  # the limit itself moves by 0.001 times 1.96 times 0.6
    asked = rules_of(NOW.format(value, errors[0]), BEFORE.format(errors[1]))
    assert set(asked) == ({"T13"} if settled else {"T02"} if "T02" in asked else {"T05"})


def test_the_remark_says_what_is_explained() -> None:
    errors = " standard_error=3", " standard_error=4"
    asked = rules_of(NOW.format(61, errors[0]), BEFORE.format(errors[1]))
    assert asked["T13"] == (
        "The value 61 and that of 2021, 70, differ by 9. The sampling errors of both surveys "
        "explain differences of up to 9.8 (at 95 %)."
    )


def test_an_ordinary_change_has_no_remark() -> None:
    errors = " standard_error=3", " standard_error=4"
    assert not rules_of(NOW.format(71, errors[0]), BEFORE.format(errors[1]))


def test_the_values_of_last_year_may_be_in_the_table_itself() -> None:
    rows = "\n".join([NOW.format(61, " standard_error=3"), BEFORE.format(" standard_error=4")])
    assert set(rules_of(rows)) == {"T13"}


def test_of_two_earlier_values_that_count_the_one_that_is_compared() -> None:
    """An error of another value of last year explains nothing."""
    history = "\n".join(
        [
            BEFORE.format(" source_class=official-submission"),
            "BRA internet-users 2021 40 source_class=other standard_error=9",
        ]
    )
    assert "T13" not in rules_of(NOW.format(61, " standard_error=9"), history)


def test_two_sources_within_their_errors_are_no_conflict() -> None:
    own = "BRA internet-users 2022 50 source_class=official-submission standard_error={}"
    other = "BRA internet-users 2022 58 source_class={} source=DHS standard_error=2.5"
    for kind, rule in (("official-publication", "M02"), ("other", "M03")):
        assert set(rules_of(f"{own.format(3.5)}\n{other.format(kind)}")) == {"T13"}
        assert rule in rules_of(f"{own.format(1)}\n{other.format(kind)}")
    asked = rules_of(f"{own.format(3.5)}\n{other.format('other')}")
    assert "58 (DHS)" in asked["T13"]


def test_parts_are_compared_with_their_own_errors() -> None:
    def rows(year: int, women: int, error: str) -> str:
        return "\n".join(
            [
                f"BRA internet-users {year} 70",
                f"BRA internet-users {year} {women} sex=F{error}",
                f"BRA internet-users {year} {140 - women} sex=M{error}",
            ]
        )

    before = rows(2021, 70, " standard_error=12")
    assert "T12" in rules_of(rows(2022, 50, ""), before)
    assert "T12" not in rules_of(rows(2022, 50, " standard_error=12"), before)
