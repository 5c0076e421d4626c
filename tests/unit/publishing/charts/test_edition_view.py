"""An edition as it was printed, in the form of a result."""

from __future__ import annotations

from decimal import Decimal

from chart_cases import idi_result, printed_edition

import ictindex as ict
from ictindex.publishing.charts.edition_view import EditionView, view_of


def test_a_result_is_seen_as_it_is() -> None:
    result = idi_result()
    assert view_of(result) is result
    assert view_of(ict.analysis.series([result]).editions[0]) is result


def test_printed_scores_stand_in_the_rows_and_nothing_else() -> None:
    view = view_of(printed_edition())
    assert isinstance(view, EditionView)
    row = view.rounded_rows[view.economy_position("BRA")]
    assert row[view.position("idi")] == Decimal("82.0")
    # ITU prints one score of network coverage, none of its two parts.
    assert "network-coverage" in view.nodes and "coverage-3g" not in view.nodes
    assert dict(view.inputs("BRA")) == {} and view.notices("en") == []


def test_a_profile_of_print_has_the_printed_scores_and_medians_of_the_region() -> None:
    data = printed_edition().plot.profile("BRA").data
    own = data.query("role == 'economy' and node == 'idi'")["score"].item()
    assert own == 82.0
    assert data.query("role == 'economy'")["value"].isna().all()
    # BHS, BRA, CHL and CRI are the printed economies of the Americas in the sample.
    assert data.query("role == 'itu-region' and node == 'idi'")["count"].item() == 4
