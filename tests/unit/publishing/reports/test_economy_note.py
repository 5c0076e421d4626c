"""The country note: two pages, values with their status, nothing of why something is missing."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from languages_in_turn import each_language
from report_cases import SOURCES, idi_result, idi_series, note, pdf_of, printed

import ictindex as ict
from ictindex.analysis.tables.edition_figures import EditionFigures
from ictindex.core.errors import CatalogueError
from ictindex.indices.results.extent import Extent
from ictindex.publishing.reports.report_inputs import take_edition


@pytest.mark.slow
@each_language("ar", "ru")
def test_a_note_has_two_pages(language: str) -> None:
    pytest.importorskip("typst", reason="the extra report is not installed")
    pdf = pdf_of(note(), language)
    assert len(re.findall(rb"/Type/Page[^s]", pdf)) == 2


def test_values_have_their_year_score_and_source() -> None:
    page = note().to_markdown("en")
    row = next(line for line in page.splitlines() if line.startswith("| Individuals using"))
    assert row.split(" | ")[1:4] == ["80.5", "2022", "84.7"]


def test_steps_add_up_to_the_change_of_the_index() -> None:
    then, now = idi_series().results
    change = ict.analysis.explain_change(then, now).economy("CHL")
    own = note("CHL")
    table = next(
        block for block in own.blocks("en")
        if getattr(block, "headers", [""])[0] == "What moved the score"
    )  # fmt: skip
    points = [float(row[-1].replace("−", "-")) for row in table.rows]
    assert abs(sum(points) - float(change.change)) < 0.051


def test_an_economy_that_is_not_included_is_stated_to_be_so_and_no_more() -> None:
    excluded = next(e for e in ict.data.economies() if e not in idi_result().economies)
    own = ict.reports.country_note(idi_result(), excluded, sources=["itu-idi"])
    page = " ".join(own.to_text("en").split())
    # The sample has 19 of the 170 economies of the edition of 2024.
    assert (
        "This economy has no score here: 19 of the 170 economies of the edition are here." in page
    )
    assert "do not show whether the edition has a score for it." in page
    assert "not included in this edition" not in page
    for word in ("reject", "consult", "confidential", "estimate was"):
        assert word not in page.lower()


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (19, "This economy is not included in this edition."),
        (None, "19 economies are here, possibly not all of the edition."),
    ],
)
def test_only_a_whole_edition_leaves_an_economy_out(
    monkeypatch: pytest.MonkeyPatch, size: int | None, words: str
) -> None:
    monkeypatch.setattr(EditionFigures, "extent", Extent(19, size))
    own = ict.reports.country_note(idi_result(), "USA", sources=["itu-idi"])
    assert words in " ".join(own.to_text("en").split())


def change_words(previous: object, edition: object, economy: str) -> str:
    own = ict.reports.country_note(edition, economy, previous=previous, sources=["itu-idi"])
    return " ".join(own.to_text("en").split())


def test_a_change_that_is_not_explained_names_what_is_missing() -> None:
    """Each reason by itself: no score, no values behind it, or one value that is missing."""
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv")).to_frame()
    idi = ict.methodology("idi", 2024)
    others = ict.compute(idi, ict.read_observations(table[table["economy"] != "BRA"]))
    words = change_words(others, idi_result(), "BRA")
    assert "Not available: there is no score of this economy in the edition 2024 here." in words
    published = ict.read_published(ict.sample_data("idi-2024-published.csv"))
    scores = take_edition(published, 2024)
    words = change_words(scores, idi_result(), "BRA")
    wanted = "the values behind the score of this economy in the edition 2024 are not here."
    assert wanted in words
    # Published scores of France, of which the values lack one indicator.
    words = change_words(printed(), printed(), "FRA")
    assert "in the edition 2024 here for: Fixed-broadband Internet traffic" in words


def test_an_unknown_economy_is_refused() -> None:
    with pytest.raises(CatalogueError):
        ict.reports.country_note(idi_result(), "XYZ", sources=["itu-idi"])


def hostile_note() -> ict.reports.CountryNote:
    hostile = "#panic() [x](javascript:1) <script>alert(1)</script> $1$ `a` *b*"
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv")).to_frame()
    frame = pd.DataFrame(table[["economy", "indicator", "year", "value"]]).astype(str)
    frame["source"] = hostile
    result = ict.compute(ict.methodology("idi", 2024), ict.read_observations(frame))
    return ict.reports.country_note(result, "BRA", sources=SOURCES[:1])


def test_a_hostile_source_stays_words() -> None:
    own = hostile_note()
    assert "<script" not in own.write("html", "en")
    assert "\\<script\\>" in own.to_markdown("en")


@pytest.mark.slow
def test_a_hostile_source_stays_words_on_paper() -> None:
    pytest.importorskip("typst", reason="the extra report is not installed")
    assert hostile_note().to_pdf("en").startswith(b"%PDF-")


def test_official_is_called_our_reading_of_a_printed_note() -> None:
    """ITU prints a note and no class: that a value is official is what we read in the note."""
    words = "official or an estimate is our reading of the note that the publisher printed"
    note = " ".join(
        ict.reports.country_note(printed(), "BRA", sources=SOURCES[:1]).to_text().split()
    )
    assert words in note
    report = ict.reports.annual_report(printed(), sources=SOURCES[:1]).to_text()
    assert words in " ".join(report.split())
