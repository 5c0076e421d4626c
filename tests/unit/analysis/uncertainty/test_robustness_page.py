"""The page of a robustness analysis: what it says of assumptions, figures and shifts."""

from __future__ import annotations

import pytest
from robustness_cases import sample_result

import ictindex as ict
from ictindex.analysis.uncertainty.robustness_page import build_page
from ictindex.language.i18n.document import Grid, Heading, Paragraph, word_sentences


@pytest.fixture(scope="module")
def page() -> list[object]:
    simulated = ict.analysis.robustness(
        sample_result(),
        {
            "weights": {"share": 0.25, "source": "a report"},
            "goalposts": {"internet-users": {"full": [95, 100]}},
            "left_out": "indicator",
            "rounding": True,
            "estimates": {"relative": 0.05, "status": "A"},
        },
        draws=32,
    )
    return list(word_sentences(build_page(simulated, "en"), "en"))


def tables(page: list[object]) -> list[Grid]:
    return [block for block in page if isinstance(block, Grid)]


def test_the_title_and_what_it_is(page: list[object]) -> None:
    assert page[0] == Heading("Robustness: ICT Development Index, edition 2024", 1)
    notes = [block.words for block in page if isinstance(block, Paragraph) and block.note]
    assert (
        "This is an analysis, not a publication: every run departs from the methodology"
        in (notes[0])
    )
    assert any(note.startswith("All ranks here are unofficial") for note in notes)
    assert any(note.startswith("Without a score, and not simulated: Afghanistan") for note in notes)


@pytest.mark.slow
def test_each_assumption_has_its_distribution_and_source(page: list[object]) -> None:
    rows = tables(page)[0].rows
    assert [row[0] for row in rows] == [
        "Weights (13)",
        "Upper goalpost: Individuals using the Internet",
        "What is left out",
        "Rounding of the inputs",
        "Error of estimates",
    ]
    assert rows[0][1:] == [
        "each multiplied by a number between 0.75 and 1.25 (uniform), then re-scaled to the sum of "
        "its node",
        "a report",
    ]
    assert rows[1][1:] == ["uniform between 95 and 100", "assumed by the user"]
    assert rows[2][1].startswith("equally likely: nothing left out; Individuals using the")
    assert rows[2][1].endswith("; +5")
    assert rows[3][2] == "the digits as they were written"
    assert rows[4][1].startswith("normal, standard deviation 5 % of the value; cells with")


def test_the_first_economies_are_shown_with_their_errors(page: list[object]) -> None:
    table = tables(page)[1]
    assert table.headers[0] == "Rank (unofficial)"
    first = table.rows[0]
    assert first[:4] == ["1", "Kuwait", "KWT", "99.9"]
    assert " ± " in first[6]
    assert "–" in first[5]


def test_a_score_is_shown_as_it_is_published() -> None:
    """A half is rounded up from its exact decimals, where a float may fall short of it."""
    result = sample_result()
    simulated = ict.analysis.robustness(result, {"weights": 0.0}, draws=32)
    table = tables(list(build_page(simulated, "en")))[1]
    for row in table.rows:
        position = result.economy_position(row[2])
        assert row[3] == format(result.rounded_rows[position][-1], "f")


def test_nodes_that_an_assumption_is_limited_to_are_named() -> None:
    simulated = ict.analysis.robustness(
        sample_result(),
        {
            "weights": {"share": 0.1, "nodes": ["idi"]},
            "aggregation": {"choices": ["geometric-mean"], "nodes": ["idi"]},
        },
        draws=32,
    )
    names = [row[0] for row in tables(list(build_page(simulated, "en")))[0].rows]
    assert names == [
        "Weights (2): ICT Development Index",
        "Aggregation: ICT Development Index",
    ]


def test_shifts_name_what_departs_and_whose_rank(page: list[object]) -> None:
    rows = tables(page)[2].rows
    assert rows[0][0] == "without: Universal connectivity"
    assert rows[-1] == ["without: Individuals who own a mobile phone", "0.00", "0", "–"]
