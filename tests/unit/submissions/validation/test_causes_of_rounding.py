"""Figures in thousands are rounded to thousands: what is left of a sum then has no other cause."""

from __future__ import annotations

from filled_submission import VALUES, judge

COUNTS = tuple(
    name for name, value in VALUES.items()
    if value.isdigit() and not name.startswith("international-bandwidth")
)  # fmt: skip
PARTS = {
    # They add up to 17,956,433; of each a few hundreds are lost in thousands.
    "mobile-cellular-subscriptions-count": "17956433",
    "mobile-cellular-subscriptions-prepaid": "12280399",
    "mobile-cellular-subscriptions-postpaid": "5676034",
}


def in_thousands(names: tuple[str, ...]) -> dict[str, str]:
    values = {**VALUES, **PARTS}
    return values | {name: str(round(int(values[name]) / 1000)) for name in names}


def test_a_rounded_part_is_the_cause_of_a_sum_that_no_factor_mends() -> None:
    (cause,) = judge(in_thousands(("mobile-cellular-subscriptions-prepaid",))).causes
    assert (cause.kind, cause.cell.indicator, cause.rivals) == (
        "thousands", "mobile-cellular-subscriptions-prepaid", (),
    )  # fmt: skip


def test_all_counts_in_rounded_thousands_are_one_cause() -> None:
    last_year = {**VALUES, **PARTS}
    last_year |= {name: str(int(last_year[name]) * 96 // 100) for name in COUNTS}
    judged = judge(in_thousands(COUNTS), last_year)
    first = judged.causes[0]
    assert (first.kind, first.scope, len(first.changes)) == ("thousands", "all", len(COUNTS))
    settled = judged.groups()[0].findings
    assert {"T01", "R07"} <= {finding.rule for finding in settled}


def test_a_larger_gap_than_rounding_leaves_is_none() -> None:
    values = in_thousands(("mobile-cellular-subscriptions-prepaid",))
    values["mobile-cellular-subscriptions-prepaid"] = "11270"
    causes = judge(values).causes
    assert all(cause.kind != "thousands" or cause.rivals for cause in causes)
