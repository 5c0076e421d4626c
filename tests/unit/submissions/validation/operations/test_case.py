"""A value beyond a soft limit last year already that hardly moved is not asked about again."""

from __future__ import annotations

import pytest
from small_cases import small_cases
from validation_cases import judge

from ictindex.submissions.validation.rules import ruleset


def rules(now: str, was: str) -> set[str]:
    return {f.rule for f in judge({"rows": now, "history": was}, stage="submission")}


@small_cases(
    ("last", "asked"),
    [
        (90, True),  # within the limit of 100 % then: nobody asked
        (100, True),  # a limit may be reached
        (110, False),
        (240, False),  # half of it now: settled up to a factor of two
        (241, True),
    ],
)
def test_a_value_beyond_its_limit_in_both_years(last: int, asked: bool) -> None:
    now = "MWI price-fixed-broadband 2022 120"
    assert ("R08" in rules(now, f"MWI price-fixed-broadband 2021 {last}")) is asked


def test_beyond_the_other_limit_last_year_is_no_answer() -> None:
    assert "R05" in rules(
        "BRA mobile-broadband-subscriptions 2022 0.45",
        "BRA mobile-broadband-subscriptions 2021 0.55",
    )
    assert "R05" not in rules(
        "BRA mobile-broadband-subscriptions 2022 0.45",
        "BRA mobile-broadband-subscriptions 2021 0.40",
    )


@pytest.mark.parametrize(("last", "asked"), [(8, True), (4, False)])
def test_a_ratio_beyond_its_limit_in_both_years(last: int, asked: bool) -> None:
    # A fifth of 40 users is 8: 5 subscriptions are fewer.
    now = "BRA internet-users 2022 40\nBRA mobile-broadband-subscriptions 2022 5"
    was = f"BRA internet-users 2021 38\nBRA mobile-broadband-subscriptions 2021 {last}"
    assert ("C08" in rules(now, was)) is asked


@pytest.mark.parametrize("last", [("0.7", "7.0"), ("0.6", "6.0"), ("0.8", "8.0"), ("1", "10")])
def test_a_ratio_at_its_limit_last_year_was_not_asked_about(last: tuple[str, str]) -> None:
    """A tenth is allowed. In binary some of these ratios are below 0.1, and some are not."""
    rows = "BRA price-fixed-broadband {0} {1}\nBRA price-mobile-high {0} {2}"
    now = rows.format(2022, "0.65", "7.34")
    assert "C10" in rules(now, rows.format(2021, *last))
    assert "C10" not in rules(now, rows.format(2021, "0.69", "7.0"))


def test_only_warnings_are_settled() -> None:
    """An error is refused every year: it has no factor within which it is settled."""
    for rule in ruleset().rules.values():
        for check in rule.checks:
            if getattr(check, "settled", None) is not None:
                assert rule.severity == "warning", rule
