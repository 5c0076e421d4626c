"""The options paper: differences, movers with reasons, a what-if throughout."""

from __future__ import annotations

from functools import lru_cache

import pytest
from report_cases import idi_result

import ictindex as ict
from ictindex.core.errors import UsageError
from ictindex.language.i18n import Grid


@lru_cache(maxsize=1)
def paper() -> ict.reports.OptionsPaper:
    idi = ict.methodology("idi", 2024)
    weights = {"idi": {"universal-connectivity": 2, "meaningful-connectivity": 1}}
    other = idi.variant("more-use", weights=weights)
    return ict.reports.options_paper(idi_result(), [idi, other], sources=["itu-idi"], draws=256)


def test_it_is_a_what_if_on_its_first_page_and_has_no_ranks() -> None:
    page = " ".join(paper().to_text("en").split())
    assert "What-if: not a published figure, and not to be published." in page[:600]
    assert "Rank" not in page


def test_differences_are_those_of_both_computations() -> None:
    table = next(
        block for block in paper().blocks("en")
        if isinstance(block, Grid) and block.headers[-1].startswith("What makes")
    )  # fmt: skip
    row = next(row for row in table.rows if row[0] == "Brazil")
    # (2 * 77.1 + 87.0) / 3 = 80.4, by the printed sub-indices of Brazil; 82.0 by equal weights.
    assert row[1:4] == ["82.0", "80.4", "−1.6"]
    names = [row[0] for row in table.rows]
    assert names == sorted(names)


def test_ranks_are_shown_where_they_are_asked_for_and_say_so() -> None:
    idi = ict.methodology("idi", 2024)
    other = idi.variant("mean", aggregation="geometric-mean")
    own = ict.reports.options_paper(
        idi_result(), [idi, other], sources=["itu-idi"], draws=0, ranks="unofficial"
    )
    page = " ".join(own.to_text("en").split())
    assert "Unofficial ranks" in page and "Rank before" in page


def test_one_methodology_is_no_choice() -> None:
    with pytest.raises(UsageError) as caught:
        ict.reports.options_paper(idi_result(), ["idi-methodology-2023"], sources=["itu-idi"])
    assert str(caught.value).startswith("An options paper compares two methodologies or more")


def test_the_simulated_interval_is_never_called_a_confidence_interval() -> None:
    page = " ".join(paper().to_text("en").split())
    assert "a simulated interval, not a confidence interval" in page
