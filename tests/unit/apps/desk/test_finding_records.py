"""The causes on the page: a proposed number may end with zeros that nobody typed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from desk_cases import Asked, workbook
from filled_submission import VALUES

POPULATION = VALUES["population"]


@pytest.mark.parametrize("digits", [3, 6])
def test_a_count_in_thousands_or_millions_has_zeros_that_nobody_typed(digits: int) -> None:
    typed = int(POPULATION) // 10**digits
    report = Asked()(
        "open",
        workbook({"population": typed}, earlier={"population": int(POPULATION) * 0.99}),
        name="ecu.xlsx",
    )
    changes = [c for cause in report["causes"] for c in cause["ways"][0]["changes"]]
    [change] = [c for c in changes if c["written"] == f"{typed:,}"]
    assert change["shown"] == f"{typed * 10**digits:,}" and change["rounded"] is True


def test_a_fraction_and_an_exchange_have_only_typed_digits() -> None:
    share = Decimal(VALUES["internet-users"])
    changes = {"internet-users": float(share / 100)}
    report = Asked()(
        "open", workbook(changes, earlier={"internet-users": float(share)}), name="ecu.xlsx"
    )
    shown = [c for cause in report["causes"] for c in cause["ways"][0]["changes"] if c["shown"]]
    assert shown and not any(change["rounded"] for change in shown)
