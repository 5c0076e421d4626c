"""Refusals of compute() and its neighbours, each by its whole text."""

from pathlib import Path

import pytest
from indices_cases import VALUES, Row, economy, frame, message_of, sample, score_row, write
from library_lists import editions, listed, names
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import (
    CatalogueError,
    DraftMethodologyError,
    RefusedObservationsError,
    UnknownMethodologyError,
    UsageError,
)

NODES = (
    "idi, universal-connectivity, internet-users, households-internet, "
    "mobile-broadband-subscriptions, meaningful-connectivity, network-coverage, coverage-3g, "
    "coverage-4g, mobile-broadband-traffic, fixed-broadband-traffic, price-mobile-high, "
    "price-fixed-broadband, mobile-phone-ownership"
)
SUPPLIABLE = (
    "internet-users, households-internet, mobile-broadband-subscriptions, network-coverage, "
    "mobile-broadband-traffic, fixed-broadband-traffic, price-mobile-high, "
    "price-fixed-broadband, mobile-phone-ownership"
)
WITHOUT_COVERAGE = [row for row in economy("BRA") if not row["indicator"].startswith("coverage")]
BANDWIDTH_0 = [
    row | ({"value": "0"} if row["indicator"] == "international-bandwidth" else {})
    for row in sample("worked-example-2011.csv")
]
CELLS: dict[str, tuple[str, list[Row], str, str]] = {
    "competing candidates of one year": (
        "idi-methodology-2023",
        [
            *economy("BRA"),
            {**economy("BRA")[0], "value": "88", "note": "survey", "source_class": "other"},
        ],
        "compute.competing",
        "Several observations compete for the same economy and indicator:\n"
        "  - table.csv, line 2, column value: Brazil (BRA), “Individuals using the Internet”"
        ": 87.4 of 2022 competes with another observation for the same place. "
        "Keep one, for example with observations.where(year=...) or by removing the line.\n"
        "  - table.csv, line 12, column value: Brazil (BRA), “Individuals using the Internet”"
        ": 88 of 2022 competes with another observation for the same place. "
        "Keep one, for example with observations.where(year=...) or by removing the line.",
    ),
    "a carried value besides one of the year": (
        "idi-methodology-2023",
        [*economy("BRA"), {**economy("BRA", year=2021)[9], "value": "90"}],
        "compute.competing",
        "Several observations compete for the same economy and indicator:\n"
        "  - table.csv, line 11, column value: Brazil (BRA), “Individuals who own a mobile phone”"
        ": 93.8 of 2022 competes with another observation for the same "
        "place. Keep one, for example with observations.where(year=...) or by removing the line.\n"
        "  - table.csv, line 12, column value: Brazil (BRA), “Individuals who own a mobile phone”"
        ": 90 of 2021 competes with another observation for the same "
        "place. Keep one, for example with observations.where(year=...) or by removing the line.",
    ),
    "an estimate cannot be carried": (
        "idi-methodology-2023",
        [{**economy("BRA")[0], "year": "2021", "source_class": "estimate"}, *economy("BRA")[1:]],
        "compute.refused-cells",
        "The methodology does not admit these cells:\n"
        "  - table.csv, line 2, column value: Brazil (BRA), “Individuals using the Internet”"
        ": a value of 2021 of this class of source (estimate by the compiler) "
        "may not be carried to the reference year. Only official values may be "
        "carried; remove the line or give a value of the reference year.",
    ),
    "a score of the index is not admitted": (
        "idi-methodology-2023",
        [*economy("BRA"), score_row("BRA", "idi", "89.5")],
        "compute.refused-cells",
        "The methodology does not admit these cells:\n"
        "  - table.csv, line 12, column value: Brazil (BRA), “ICT Development Index”: "
        "idi-methodology-2023 admits no supplied score here. Give values instead; scores may be "
        f"supplied for: {SUPPLIABLE}.",
    ),
    "a score of a part of network coverage is not admitted": (
        "idi-methodology-2023",
        [*economy("BRA")[:3], score_row("BRA", "coverage-3g", "99"), *economy("BRA")[4:]],
        "compute.refused-cells",
        "The methodology does not admit these cells:\n"
        "  - table.csv, line 5, column value: Brazil (BRA), “Population covered by at least a 3G "
        "mobile network”: idi-methodology-2023 admits no supplied score here. Give "
        f"values instead; scores may be supplied for: {SUPPLIABLE}.",
    ),
    "a score besides all values below it": (
        "idi-methodology-2023",
        [*economy("BRA"), score_row("BRA", "network-coverage", "98.8")],
        "compute.refused-cells",
        "The methodology does not admit these cells:\n"
        "  - table.csv, line 12, column value: Brazil (BRA), “Network coverage”: a score is "
        "supplied although every value below it is available. Keep the values or the "
        "score, not both.",
    ),
    "a score beyond the scale of 10": (
        "idi-methodology-2011",
        [
            {**score_row("KOR", "access", "82"), "year": "2010"},
            {**score_row("KOR", "use", "7.9"), "year": "2010"},
        ],
        "compute.refused-cells",
        "The methodology does not admit these cells:\n"
        "  - table.csv, line 2, column value: Korea (Rep. of) (KOR), “ICT access”: the "
        "supplied score 82 is beyond the scale (0 to 10). Check the score and the methodology it "
        "belongs to.",
    ),
    "a value without logarithm": (
        "idi-methodology-2011",
        BANDWIDTH_0,
        "compute.refused-cells",
        "The methodology does not admit these cells:\n"
        "  - table.csv, line 4, column value: “International Internet bandwidth per Internet user”"
        ": the value 0 has no logarithm (log10). Check the value; leave "
        "it out if there is none.",
    ),
    "cells with errors": (
        "idi-methodology-2023",
        [{**economy("BRA")[0], "value": "87,4"}, *economy("BRA")[1:]],
        "compute.errors-in-cells",
        "Observations with errors are not computed:\n"
        "  - table.csv, line 2, column value: '87,4' has a decimal comma: it can be read as 87.4 "
        "or as 874. Write the number with a point and without separators of thousands. "
        "If the whole file has "
        "decimal commas, name its dialect: semicolon-comma or tab-comma.",
    ),
}


@small_cases("case", CELLS)
def test_refused_cells_are_named_with_file_line_and_remedy(case: str, tmp_path: Path) -> None:
    document, rows, code, text = CELLS[case]
    path = write(tmp_path / "table.csv", rows)
    year = 2024 if document.endswith("2023") else 2011
    chosen = ict.methodology(document, edition=year)
    assert message_of(lambda: ict.compute(chosen, path), RefusedObservationsError, code) == text


def test_the_fault_holds_the_address(tmp_path: Path, idi: ict.Methodology) -> None:
    rows = [*economy("BRA"), {**economy("BRA")[0], "value": "88", "source_class": "other"}]
    path = write(tmp_path / "table.csv", rows)
    with pytest.raises(RefusedObservationsError) as caught:
        ict.compute(idi, path)
    where = [(f.code, f.economy, f.indicator, f.year, f.address) for f in caught.value.faults]
    assert [entry[:4] for entry in where] == [
        ("candidate.competing", "BRA", "internet-users", 2022)
    ] * 2
    assert [entry[4].line for entry in where if entry[4]] == [2, 12]
    assert "ligne 12" in caught.value.message("fr")


def test_the_same_observation_twice_in_a_frame(idi: ict.Methodology) -> None:
    text = message_of(
        lambda: ict.compute(idi, frame(economy("BRA") + economy("BRA")[:1])),
        RefusedObservationsError,
        "compute.errors-in-cells",
    )
    assert text.startswith("Observations with errors are not computed:\n  - DataFrame, line 11")
    assert "The same observation is already in DataFrame, line 1." in text


def test_faulty_published_figures_are_not_compared(idi: ict.Methodology) -> None:
    rows = economy("BRA")
    published = frame([{"economy": "BRA", "value": "82,0"}]).assign(node="idi")
    text = message_of(
        lambda: ict.compute(idi, frame(rows), published=published[["economy", "node", "value"]]),
        RefusedObservationsError,
        "compute.errors-in-published",
    )
    assert text == (
        "Published figures with errors are not compared:\n"
        "  - DataFrame, line 1, column value: '82,0' has a decimal comma: it can be read as 82.0 "
        "or as 820. Write the number with a point and without separators of thousands. "
        "If the whole file has "
        "decimal commas, name its dialect: semicolon-comma or tab-comma."
    )


EDITIONS = listed(editions("idi", "idi-methodology-2023"))
ALL_EDITIONS = listed(editions())
OLD = "idi-methodology-2011"


def in_force() -> ict.Methodology:
    return ict.methodology("idi", edition=2024)


CALLS = {
    "the edition is not named": (
        lambda: ict.compute(ict.methodology("idi-methodology-2023"), frame(economy("BRA"))),
        UsageError,
        "compute.edition-needed",
        "The edition is not named, and idi-methodology-2023 is for several. "
        f"Name the edition, one of: {EDITIONS}.",
    ),
    "another edition": (
        lambda: ict.compute(in_force(), frame(economy("BRA")), edition=2017),
        UnknownMethodologyError,
        "methodology.not-for-edition",
        "idi-methodology-2023 is not in force for the edition 2017. "
        f"It is for the editions: {EDITIONS}.",
    ),
    "an edition as text": (
        lambda: ict.compute(in_force(), frame(economy("BRA")), edition="2024"),  # type: ignore[arg-type]
        UnknownMethodologyError,
        "methodology.not-for-edition",
        "idi-methodology-2023 is not in force for the edition '2024'. "
        f"It is for the editions: {EDITIONS}.",
    ),
    "an edition with a fraction": (
        lambda: ict.compute(in_force(), frame(economy("BRA")), edition=2024.0),  # type: ignore[arg-type]
        UnknownMethodologyError,
        "methodology.not-for-edition",
        "idi-methodology-2023 is not in force for the edition 2024.0. "
        f"It is for the editions: {EDITIONS}.",
    ),
    "a year that is not retrospective": (
        lambda: ict.compute(in_force(), frame(economy("BRA")), year=2021),
        UsageError,
        "compute.year-not-allowed",
        "idi-methodology-2023 does not compute the year 2021. Years of this edition: 2022.",
    ),
    "a year of an old report": (
        lambda: ict.compute(
            ict.methodology(OLD, edition=2011), frame(sample("worked-example-2011.csv")), year=2009
        ),
        UsageError,
        "compute.year-not-allowed",
        "idi-methodology-2011 does not compute the year 2009. Years of this edition: 2010, 2008.",
    ),
    "a kind": (
        lambda: ict.compute(in_force(), frame(economy("BRA")), kind="official"),
        UsageError,
        "compute.kind-unknown",
        "The kind 'official' is not known. Use one of: exploration, reconstruction, demonstration.",
    ),
    "no methodology": (
        lambda: ict.compute("idi", frame(economy("BRA"))),  # type: ignore[arg-type]
        UsageError,
        "argument.unfit",
        "The argument 'methodology' must be a methodology, from ict.methodology(...); it is of "
        "the type str. Give an argument of that kind.",
    ),
    "no observation of the year": (
        lambda: ict.compute(in_force(), frame(economy("BRA", year=2023))),
        UsageError,
        "compute.no-observation-of-year",
        "No observation is of a year that this edition uses (2022, 2021); the table has: 2023. "
        "Name an edition that fits the data (2025), or correct the years.",
    ),
    "an observation of a year of no edition": (
        lambda: ict.compute(in_force(), frame(economy("BRA", year=2019))),
        UsageError,
        "compute.no-edition-fits",
        "No observation is of a year that this edition uses (2022, 2021); the table has years "
        "that no edition uses: 2019. Correct the years.",
    ),
    "no observation of the index": (
        lambda: ict.compute(in_force(), frame(sample("worked-example-2011.csv")[:1])),
        UsageError,
        "compute.no-indicator",
        "No observation is of an indicator of idi-methodology-2023. Check the column of "
        "indicators; `ictindex methodology show idi-methodology-2023` lists them.",
    ),
    "no published figures": (
        lambda: ict.compute(in_force(), frame(economy("BRA"))).comparison(),
        UsageError,
        "compute.no-published",
        "This result has no published figures to compare with. Give them to compute "
        "with published=...",
    ),
    "a draft": (
        lambda: ict.compute(ict.methodology("idi-methodology-2017-draft-14"), frame([])),
        DraftMethodologyError,
        "methodology.draft",
        "idi-methodology-2017-draft-14 is a draft: its weights and reference values were never "
        "settled, so nothing can be computed with it. Use a released document; "
        "`ictindex methodology list` shows them.",
    ),
    "an unknown methodology": (
        lambda: ict.methodology("hdi", edition=2024),
        UnknownMethodologyError,
        "methodology.unknown",
        f"There is no methodology 'hdi'. Use one of: {listed(names())}.",
    ),
    "an index without edition": (
        lambda: ict.methodology("idi"),
        UsageError,
        "methodology.edition-needed",
        "The index 'idi' has several methodologies; which one depends on the edition. "
        f"Name the edition, one of: {ALL_EDITIONS}.",
    ),
    "an edition that never was": (
        lambda: ict.methodology("idi", edition=2018),
        UnknownMethodologyError,
        "methodology.no-edition",
        "No methodology of the index 'idi' is in force for the edition 2018. "
        f"Editions with a methodology: {ALL_EDITIONS}.",
    ),
    "a document and an edition that do not fit": (
        lambda: ict.methodology(OLD, edition=2024),
        UnknownMethodologyError,
        "methodology.not-for-edition",
        "idi-methodology-2011 is not in force for the edition 2024. It is for the editions: 2011.",
    ),
    "a sample file": (
        lambda: ict.sample_data("idi-2025-annex.csv"),
        UsageError,
        "sample.unknown",
        "There is no sample file 'idi-2025-annex.csv'. Use one of: README.md, box-a1-1.toml, "
        "comments-example.csv, idi-2024-annex.csv, idi-2024-published.csv, ipb-economics-2025.csv, "
        "ipb-economics-synthetic.csv, ipb-prices-2025.csv, ipb-shares-2025.csv, "
        "ipb-tariffs-synthetic.csv, national-inventory-example.csv, "
        "online-appointments-proposal-1-comments.csv, online-appointments-proposal-1-idi.csv, "
        "online-appointments-proposal-1-pilot.csv, online-appointments-proposal-1.toml, "
        "survey-synthetic.codes.csv, survey-synthetic.csv, survey-synthetic.mapping.toml, "
        "wide-example.csv, wide-example.layout.toml, "
        "worked-example-2011-published.csv, worked-example-2011.csv.",
    ),
    "values of a wrong shape": (
        lambda: in_force().simulate([[1.0, 2.0]]),
        UsageError,
        "simulation.values-shape",
        "The last axis of the values must have the 10 indicators of the methodology; the shape is "
        "(1, 2). Put the indicators last, in the order of methodology.indicators.",
    ),
    "weights of no branch": (
        lambda: in_force().simulate([50.0] * 10, {"internet-users": [1]}),
        UsageError,
        "simulation.unknown-branch",
        "“Individuals using the Internet” has no children whose weights could be "
        "drawn. Use one of: idi, meaningful-connectivity, network-coverage, "
        "universal-connectivity.",
    ),
    "weights of a wrong shape": (
        lambda: in_force().simulate([50.0] * 10, {"idi": [[1.0, 1.0, 1.0]]}),
        UsageError,
        "simulation.weights-shape",
        "The weights of “ICT Development Index” must have 2 on their last axis; the shape is "
        "(1, 3). Give an array of shape (children,) or (draws, children).",
    ),
    "all nodes with weights": (
        lambda: in_force().simulate([50.0] * 10, {"idi": [1.0, 1.0]}, nodes=True),
        UsageError,
        "simulation.nodes-with-weights",
        "All nodes cannot be returned for draws of weights. "
        "Ask for the index only (nodes=False), or give no weights.",
    ),
    "ranking of no node": (
        lambda: ict.compute(in_force(), frame(economy("BRA"))).ranking("access"),
        CatalogueError,
        "explain.node-unknown",
        f"'access' is not part of this index. Use one of: {NODES}.",
    ),
}


@small_cases("case", CALLS)
def test_calls_that_make_no_sense(case: str) -> None:
    call, kind, code, text = CALLS[case]
    assert message_of(call, kind, code) == text


@pytest.mark.parametrize("language", ["fr", "es", "ar", "ru", "zh"])
def test_every_refusal_has_words_in_every_language(language: str) -> None:
    for call, kind, _, text in CALLS.values():
        with pytest.raises(kind) as caught:
            call()
        words = caught.value.message(language)
        assert words != text
        assert "{" not in words


def test_a_draft_can_be_read() -> None:
    draft = ict.methodologies()["idi-methodology-2017-draft-14"]
    # Fourteen in the list of March 2017, where coverage by 3G and by LTE is one.
    assert len(draft.indicators) == 15
    assert draft.document.status == "draft"
    assert draft.show("en")
    assert VALUES.keys() & set(draft.indicators)
