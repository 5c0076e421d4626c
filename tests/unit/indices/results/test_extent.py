"""Figures of a part of an edition are not those of the whole, wherever they are shown."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pandas as pd
import pytest
from basket_cases import baskets, income, price
from indices_cases import LANGUAGES, VALUES, economy, frame

import ictindex as ict
from ictindex.definitions import catalogue
from ictindex.indices.results.extent import Extent, edition_extent

LISTED = sorted(
    code for group in catalogue.groups("itu-region", "idi-2024").groups.values() for code in group
)


@pytest.fixture(scope="module")
def whole() -> ict.Result:
    """As many economies as the IDI 2024 has, those of its Annex 1."""
    rows = [row for code in LISTED for row in economy(code)]
    return ict.compute(ict.methodology("idi", 2024), frame(rows))


def test_the_numbers_of_economies_that_sources_state() -> None:
    """MIS 2014 to 2017 and the IDI 2023 (publisher's pages); 2024 and 2025 as counted."""
    stated = {2014: 166, 2015: 167, 2016: 175, 2017: 176, 2023: 169, 2024: 170, 2025: 164}
    for edition in range(2009, 2028):
        size = catalogue.edition_size("idi", edition)
        assert (None if size is None else size.economies) == stated.get(edition)
        assert size is None or (size.source and size.mark in ("printed", "verified"))
    assert len(LISTED) == stated[2024]


def test_ranks_of_a_part_say_among_how_many(edition: ict.Result) -> None:
    assert edition.extent == Extent(19, 170, edition.extent.source)
    assert edition.rank_label("en") == "Rank among 19 of 170 (not published)"
    assert edition.ranks.columns.name == edition.rank_label()
    read = pd.read_csv(io.StringIO(edition.ranks.to_csv()), keep_default_na=False)
    assert set(read["among"]) == {19} and set(read["of"]) == {170}
    ranking = edition.ranking()
    assert set(ranking["among"]) == {19} and set(ranking["of"]) == {170}
    long = edition.to_frame()
    assert set(long["among"]) == {19} and set(long["of"]) == {170}
    assert edition.dataset.attrs["economies"] == 19
    assert edition.dataset.attrs["economies_of_edition"] == 170
    assert all("part-of-edition" in edition.flags[code, "idi"] for code in edition.ranks.index)


@pytest.mark.slow
def test_every_view_says_so_in_six_languages(edition: ict.Result) -> None:
    for language in LANGUAGES:
        note = edition.extent.note(language)
        assert "19" in note and "170" in note
        assert len({edition.extent.note(language) for language in LANGUAGES}) == 6
        explanation = edition.explain("BRA", language=language)
        plain = " ".join(edition.to_text(language).split())
        assert " ".join(note.split()) in plain
        assert note in edition.to_html(language)
        for form in ("text", "markdown", "html", "latex", "mathml"):
            shown = " ".join(explanation.write(form, language).split())
            assert "170" in shown, (form, language)
    record = json.loads(json.dumps(edition.explain("BRA").to_dict()))
    assert "part-of-edition" in record["flags"]


def test_group_figures_say_of_how_many(edition: ict.Result) -> None:
    table = edition.groups().query("node == 'idi'").set_index("group")
    assert table.loc["all", ["count", "of"]].tolist() == [19, 170]
    # The report's own groups are lists of its economies: 38 of them African.
    assert table.loc["africa", ["count", "of"]].tolist() == [5, 38]
    assert (table.attrs["among"], table.attrs["of"], table.attrs["complete"]) == (19, 170, False)
    other = edition.groups("development", vintage="m49-2020").query("node == 'idi'")
    assert other.set_index("group")["of"].isna().to_dict() == {
        "developed": True, "developing": True, "all": False,
    }  # fmt: skip


def test_a_whole_edition_says_nothing(whole: ict.Result) -> None:
    assert whole.extent.complete and whole.rank_label("en") == "Rank among 170 (not published)"
    assert whole.extent.note("en") == ""
    assert not any("part-of-edition" in flags for flags in whole.flags.values())
    table = whole.groups()
    assert (table["of"] == table["count"]).all()


def test_one_economy_more_or_less_is_no_edition(whole: ict.Result) -> None:
    rows = [row for code in LISTED[1:] for row in economy(code)]
    less = ict.compute(ict.methodology("idi", 2024), frame(rows))
    assert less.rank_label("en") == "Rank among 169 of 170 (not published)"
    outside = next(code for code in catalogue.economies() if code not in LISTED)
    rows = [row for code in [*LISTED, outside] for row in economy(code)]
    more = ict.compute(ict.methodology("idi", 2024), frame(rows))
    assert not more.extent.complete


def test_an_unknown_number_and_a_retrospective_year() -> None:
    """No report states how many economies the IDI 2026 has, or that of 2010 in 2015."""
    idi = ict.methodology("idi", 2026)
    result = ict.compute(idi, frame(economy("BRA", VALUES, 2024)))
    assert result.extent.whole is None and not result.extent.complete
    label = result.rank_label("en")
    assert label == "Rank among 1, possibly not the whole edition (not published)"
    assert result.ranks["of"].isna().all() and result.dataset.attrs["economies_of_edition"] == (
        "unknown"
    )
    assert "possibly not all of the edition" in " ".join(result.to_text("en").split())


def test_an_official_edition_is_whole(edition: ict.Result) -> None:
    official = replace(edition, kind="official")
    assert official.extent.complete
    assert official.rank_label("en") == "Rank among 19 (not published)"


def test_baskets_say_of_how_many() -> None:
    """ITU's medians of the fixed-broadband basket of 2025 count 196: 195 of its table, one more."""
    result = baskets([price("AUS", "88.94", "AUD")], [income("AUS", "94942")])
    assert result.extent("fixed-broadband", "share").whole == 196
    world = result.groups().query("group == 'all' and basket == 'fixed-broadband'")
    assert world[["count", "of", "experimental"]].to_numpy().tolist() == [[1, 196, 0]]
    assert "Fixed-broadband basket, 2025: 1 of 196 economies" in result.to_text("en")
    early = baskets([price("AUS", "88.94", "AUD")], [income("AUS", "94942")], kind="reconstruction")
    assert early.groups()["result_kind"].unique().tolist() == ["reconstruction"]


def test_more_economies_than_an_edition_has_are_not_those_of_the_edition() -> None:
    assert edition_extent("idi", 2024, 170).complete
    assert edition_extent("idi", 2024, 171) == Extent(171, None)
