"""Scores as sentences and profiles show them."""

from __future__ import annotations

from decimal import Decimal

from ictindex.analysis.commentary.shown_scores import show_printed


def test_scores_have_the_decimals_that_are_printed_and_two_at_most() -> None:
    assert str(show_printed(Decimal("82.0"))) == "82.0"
    assert str(show_printed(Decimal("12.6971606877"))) == "12.70"
    assert str(show_printed(Decimal("18.64"))) == "18.64"
