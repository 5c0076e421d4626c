"""The class of a source at submission: a label must not take a value out of consultation."""

from __future__ import annotations

import pytest
from validation_cases import table

import ictindex as ict

ROW = "BRA {indicator} 2022 80 source_class={kind} source=UN"


@pytest.mark.parametrize(
    ("indicator", "kind", "edition", "found"),
    [
        ("population", "auxiliary", 2024, False),
        ("mean-years-schooling", "auxiliary", 2024, False),
        ("internet-users", "auxiliary", 2024, True),
        ("mobile-broadband-subscriptions-count", "auxiliary", 2024, True),
        ("internet-users", "auxiliary", 2011, True),
        ("internet-users", "auxiliary", None, True),
        ("internet-users", "estimate", 2024, False),
        ("internet-users", "", 2024, False),
    ],
)
def test_only_auxiliary_series_may_be_called_auxiliary(
    indicator: str, kind: str, edition: int | None, found: bool
) -> None:
    rows = table(ROW.format(indicator=indicator, kind=kind))
    methodology = None if edition is None else ict.methodology("idi", edition=edition)
    judged = [one for one in ict.validate(rows, methodology, year=2022) if one.rule == "P01"]
    assert [one.errorlevel for one in judged] == ["error"] * found
    for one in judged:
        assert (one.economy, one.indicator, one.year) == ("BRA", indicator, 2022)
        assert one.message("en").endswith(
            "The source class auxiliary is none of the five, or does not fit the indicator: "
            "auxiliary are only series that no Member State submits, such as population."
        )
        assert one.remedy("en") == (
            "Choose: official submission, official publication, other, estimate; auxiliary for "
            "population, households, incomes, exchange rates and schooling only."
        )


def test_a_series_that_the_document_lists_may_be_called_auxiliary() -> None:
    """A document may list what the catalogue does not know as such."""
    idi = ict.methodology("idi", edition=2024)
    listed = idi.document.sourcing.model_copy(update={"auxiliary": ("internet-users",)})
    document = idi.document.model_copy(update={"sourcing": listed})
    other = type(idi)(document, 2024)
    rows = table(ROW.format(indicator="internet-users", kind="auxiliary"))
    assert "P01" in [one.rule for one in ict.validate(rows, idi, year=2022)]
    assert "P01" not in [one.rule for one in ict.validate(rows, other, year=2022)]
