"""Urban and rural shares: the rural one is hardly the higher one."""

from __future__ import annotations

from small_cases import small_cases
from validation_cases import table

import ictindex as ict


@small_cases(
    ("indicator", "urban", "rural", "count"),
    [
        ("coverage-4g", "95", "80", 0),
        ("coverage-4g", "80", "95", 1),
        ("coverage-4g", "95", "95.5", 0),
        ("coverage-4g", "95", "95.6", 1),
        ("households-internet", "60", "65", 0),
        ("households-internet", "60", "65.1", 1),
    ],
)
def test_a_rural_share_above_the_urban_one_is_asked_about(
    indicator: str, urban: str, rural: str, count: int
) -> None:
    rows = table(f"""
        BRA {indicator} 2022 {urban} location=U
        BRA {indicator} 2022 {rural} location=R
    """)
    findings = [f for f in ict.validate(rows, year=2022) if f.code == "rule.B06.rural"]
    assert [(f.breakdown, f.errorlevel) for f in findings] == [("location=R", "warning")] * count
    for finding in findings:
        assert finding.message("en").startswith(
            f"In rural areas the value is {rural}, in urban areas {urban} [line 1]: "
            "the opposite would be expected."
        )
