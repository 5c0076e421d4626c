"""The figures of an edition, whatever they come from."""

from decimal import Decimal

from change_cases import edition, rows_of

import ictindex as ict
from ictindex.analysis.tables.edition_figures import (
    figures_of_published,
    figures_of_result,
    find_groups,
    rank_economies,
    show_score,
)

IDI = ict.methodology("idi", edition=2024)


def test_a_result_and_its_published_table_have_the_same_figures() -> None:
    result = edition(rows_of("BRA", 2022) + rows_of("KEN", 2022)[1:], 2024)
    computed = figures_of_result(result)
    table = ict.read_published({key: str(score) for key, score in computed.scores.items()})
    read = figures_of_published(table, IDI, 2024)
    assert read.scores == computed.scores
    assert (read.year, read.edition, read.economies) == (2022, 2024, ("BRA", "KEN"))
    # An economy without the index does not count in a node of a result.
    assert set(computed.column("coverage-3g")) == {"BRA"}
    assert set(read.column("coverage-3g")) == {"BRA", "KEN"}
    assert read.unrounded("BRA", "idi") is None
    assert computed.unrounded("BRA", "idi") == result.unrounded("BRA")["idi"]
    assert computed.unrounded("PER", "idi") is None


def test_groups_that_are_next_to_the_figures_count() -> None:
    from dataclasses import replace

    table = ict.read_published({("BRA", "idi"): "82.0", ("KOR", "idi"): "94.0"})
    stated = replace(table, groupings={"itu-region": {"BRA": "americas", "KOR": "asia-pacific"}})
    members = find_groups(figures_of_published(stated, IDI, 2023), "itu-region", None)
    assert "BRA" in members["americas"] and "KOR" in members["asia-pacific"]


def test_scores_are_shown_with_the_decimals_of_publication() -> None:
    table = ict.read_published({("BRA", "idi"): "82.0412"})
    figures = figures_of_published(table, IDI, 2024)
    assert show_score(figures, figures.scores["BRA", "idi"], "fr") == "82,0"
    assert show_score(figures, None, "en") == "–"
    assert rank_economies(figures, "idi") == {"BRA": 1}
    assert figures.column("idi") == {"BRA": Decimal("82.0412")}


def test_a_demonstration_is_no_part_of_the_published_edition() -> None:
    """Its economies are invented: it is not "19 of 170"."""
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    extent = figures_of_result(ict.compute(IDI, table, kind="demonstration")).extent
    assert extent.complete and extent.here == extent.whole == 19
    assert figures_of_result(ict.compute(IDI, table)).extent.whole == 170
