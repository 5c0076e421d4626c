"""The sentences on a score: of how many, whose it is, its sub-indices; never of another kind."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from language_files import flat

import ictindex as ict
from ictindex.analysis.commentary.edition_commentary import comment_on_edition
from ictindex.analysis.commentary.figure_origins import COPY, DEMONSTRATION, OTHER, PRINTED
from ictindex.analysis.commentary.score_commentary import comment_on_score
from ictindex.analysis.tables.edition_figures import figures_of_published, figures_of_result
from ictindex.core.errors import CatalogueError
from ictindex.language import i18n


def first(result: ict.Result, economy: str = "BRA", language: str = "en") -> str:
    return result.in_words(language, economy=economy).sentences[0].to_text(language)


def printed(economy: str, *, whose: str = PRINTED) -> list[str]:
    table = ict.read_published(ict.sample_data("idi-2024-published.csv"))
    figures = figures_of_published(table, ict.methodology("idi", edition=2024), 2024)
    return [s.to_text("en") for s in comment_on_score(figures, economy, whose=whose).sentences]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("exploration", "computed here and not read from a publication of ITU"),
        ("reconstruction", "recomputed here from printed figures and not by the publisher"),
        ("demonstration", "with invented data"),
    ],
)
def test_the_first_sentence_says_whose_the_score_is(
    edition: ict.Result, kind: str, words: str
) -> None:
    """Brazil: 82.0 in the IDI 2024 (ITU, Annex 1); only a printed table makes it ITU's."""
    stated = first(edition.with_kind(kind))
    assert stated.startswith("Brazil: score 82.0 of 100 in ") and words in stated


def test_a_printed_score_is_of_itu_and_a_copy_is_called_a_copy() -> None:
    """Kenya: 58.5, with 45.0 and 72.0 (ITU, IDI 2024, Annex 2)."""
    score, parts, mean = printed("KEN")
    assert score == "Kenya: score 58.5 of 100 in the ICT Development Index 2024, as printed by ITU."
    assert parts == (
        "2 sub-indices, on a scale from 0 to 100: Universal connectivity 45.0; "
        "Meaningful connectivity 72.0."
    )
    assert mean.startswith("The score of 58.5 is below 74.8, the mean that ITU printed for the 170")
    assert printed("KEN", whose=COPY)[0].endswith("ITU (read from a third party’s copy).")


def test_a_score_of_another_source_is_neither_called_itus_nor_compared_with_its_mean() -> None:
    score, *others = printed("KEN", whose=OTHER)
    assert score == (
        "Kenya: score 58.5 of 100 in the ICT Development Index 2024, as published by the source "
        "that this page names."
    )
    assert others == printed("KEN")[1:-1]  # without the last one, on the mean that ITU printed


def test_invented_scores_are_called_so_and_compared_with_nothing() -> None:
    score, *others = printed("KEN", whose=DEMONSTRATION)
    assert "in a demonstration of the ICT Development Index 2024, with invented data" in score
    assert others == printed("KEN")[1:2]  # the parts of the score alone
    table = ict.read_published(ict.sample_data("idi-2024-published.csv"))
    figures = figures_of_published(table, ict.methodology("idi", edition=2024), 2024)
    _, extent = comment_on_edition(figures, whose=DEMONSTRATION).sentences
    assert extent.to_text("en").startswith("A demonstration: scores of 24 economies from invented")


def test_a_what_if_and_a_variant_are_named_and_not_compared_with_the_printed_mean(
    edition: ict.Result,
) -> None:
    changed = ict.what_if(edition, {("BRA", "internet-users"): Decimal(90)})
    assert first(changed).startswith("Brazil, a what-if: score ")
    stated = [s.code for s in changed.in_words("en", economy="BRA").sentences]
    assert not [code for code in stated if code.startswith("commentary/mean")]
    idi = ict.methodology("idi", edition=2024)
    variant = ict.compute(idi.variant("geometric"), ict.sample_data("idi-2024-annex.csv"))
    assert "by a variant of the methodology of the ICT Development Index 2024" in first(variant)


def test_a_value_of_a_what_if_is_not_called_measured(edition: ict.Result) -> None:
    """Brazil has ten values of 2022 (ITU, IDI 2024, Annex 2); two are replaced here."""
    economy = "BRA"
    other = {(economy, "internet-users"): Decimal(50), (economy, "coverage-4g"): Decimal(60)}
    stated = ict.what_if(edition, other).in_words("en", economy=economy).sentences[-1]
    assert stated.to_text("en") == (
        "Of the 10 values, 2 are set in the what-if and were not observed: Individuals using the "
        "Internet, Population covered by at least a 4G/LTE mobile network."
    )


def test_an_economy_without_a_score_has_its_missing_values(edition: ict.Result) -> None:
    """France and Venezuela have a printed score, and a printed value is missing (Annex 2)."""
    france = edition.in_words("en", economy="France").sentences
    assert [s.code.removeprefix("commentary/") for s in france] == ["score-absent", "values-absent"]
    assert france[1].figures["indicators"] == ("fixed-broadband-traffic",)


def test_values_of_an_earlier_year_are_named_with_their_year(edition: ict.Result) -> None:
    """Afghanistan: coverage of 2021 in the edition of 2024 (marked L in Annex 2)."""
    (earlier,) = (
        s for s in edition.in_words(economy="AFG").sentences if s.code.endswith("values-earlier")
    )
    assert (earlier.figures["count"], earlier.figures["year"]) == (2, 2022)
    assert earlier.to_text("en").count("(2021)") == 2


def test_a_value_that_is_not_public_is_only_counted_as_absent(edition: ict.Result) -> None:
    """Of a confidential value nothing is stated but that it is not published here."""
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    cells = {name: list(column) for name, column in table.cells.items()}
    row = next(
        r
        for r in range(len(table))
        if (cells["economy"][r], cells["indicator"][r]) == ("BRA", "internet-users")
    )
    cells["conf_status"][row], cells["source_class"][row] = "C", "estimate"
    closed = ict.compute(edition.methodology, replace(table, cells=cells))
    stated = [s.to_dict() for s in closed.in_words(economy="BRA").sentences]
    (absent,) = (s for s in stated if s["code"].endswith("values-absent"))
    assert absent["figures"] == {"count": 1, "total": 10, "indicators": ["internet-users"]}
    assert not [s for s in stated if s["code"].endswith(("estimated", "marked"))]


def test_only_estimates_of_itus_table_are_classified_from_itus_notes(edition: ict.Result) -> None:
    cells = {n: list(column) for n, column in edition.observations.cells.items()}
    row = next(r for r, economy in enumerate(cells["economy"]) if economy == "BRA")
    cells["source_class"][row] = "estimate"
    inputs = ict.compute(edition.methodology, replace(edition.observations, cells=cells))
    table = ict.read_published(ict.sample_data("idi-2024-published.csv"))
    figures = figures_of_published(table, edition.methodology, 2024)
    for whose, code in ((PRINTED, "estimated"), (COPY, "estimated"), (OTHER, "marked")):
        stated = comment_on_score(figures, "BRA", inputs=inputs, whose=whose).to_dict()
        codes = [sentence["code"].rpartition("-")[2] for sentence in stated["sentences"]]
        assert [each for each in codes if each in ("estimated", "marked")] == [code]


def test_the_scale_and_the_sub_indices_are_those_of_the_methodology() -> None:
    """The IDI of 2017 has a scale to 10 and three sub-indices (ITU, MIS Report 2017)."""
    idi = ict.methodology("idi", edition=2017)
    values = {("KOR", "idi"): "8.85", ("KOR", "access"): "8.85"}
    figures = figures_of_published(ict.read_published(values), idi, 2017)
    score, parts, *_ = (s.to_text("en") for s in comment_on_score(figures, "KOR").sentences)
    assert "score 8.85 of 10 in the ICT Development Index 2017" in score
    assert parts == "Scores are here for 1 of the 3 sub-indices: ICT access 8.85."


def test_an_economy_that_is_not_there_is_refused(edition: ict.Result) -> None:
    with pytest.raises(CatalogueError) as refused:
        edition.in_words(economy="XKX")
    assert refused.value.code == "explain.economy-unknown"
    figures = figures_of_result(edition)
    with pytest.raises(CatalogueError):
        comment_on_score(figures, "XKX")


def test_a_commentary_is_a_page_text_and_data(edition: ict.Result) -> None:
    words = edition.in_words("fr", economy="BRA")
    record = words.to_dict("fr")
    assert record["schema"] == "ictindex/commentary/0"
    assert record["sentences"][0]["figures"]["score"] == "82.0"
    assert record["sentences"][0]["text"].startswith("Brésil\u00a0: score de 82,0 sur 100")
    assert words.to_text().splitlines()[0] == "Brésil"
    assert 'dir="rtl"' in words.to_html("ar") and "82.0" in words.to_html("ar")


def test_every_kind_of_score_has_words() -> None:
    kinds = {k[1] for k in flat("en") if k[0] == "kinds"} | {"published", "copy", "variant"}
    for kind in sorted(kinds):
        for form in (f"score-{kind}", f"whose-{kind}"):
            assert i18n.has_label("commentary", form), form
