"""Content of the site: printed scores, not recomputed ones; editions in their order."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from basket_edition_cases import files, publish
from site_cases import DOCUMENT, SAMPLE, sample_document, sample_site, write_folder

import ictindex as ict
from ictindex.publishing.website.economy_facts import EditionFacts
from ictindex.publishing.website.edition_groups import find_groupings
from ictindex.publishing.website.price_pages import write_prices
from ictindex.publishing.website.site_document import read_site_document
from ictindex.publishing.website.site_edition import find_earlier, list_same_kind, order_by_name
from ictindex.publishing.website.site_reader import read_site


def test_pages_show_the_printed_scores() -> None:
    """ITU, IDI 2024, Annex 2: Afghanistan 31.6 is printed and cannot be recomputed here."""
    (edition,) = sample_site().editions
    assert edition.scores["BRA"] == Decimal("82.0")
    assert len(edition.scores) == 24
    recomputed = {e for e, row in zip(edition.result.economies, edition.result.rounded_rows,
                                      strict=True) if row[-1] is not None}  # fmt: skip
    assert recomputed < set(edition.scores)
    assert edition.key == "idi-2024" and edition.kind == "published" and not edition.is_opened


def test_the_digests_are_those_of_the_files() -> None:
    import hashlib

    (edition,) = sample_site().editions
    expected = hashlib.sha256((SAMPLE / "idi-2024-annex.csv").read_bytes()).hexdigest()
    assert expected in dict(edition.digests).values()
    assert len(edition.digests) == 2


def test_ranks_are_shown_only_where_they_are_published_or_asked_for() -> None:
    (edition,), (asked,) = sample_site().editions, sample_site("unofficial").editions
    assert not edition.shows_ranks and asked.shows_ranks
    with pytest.raises(ict.errors.UsageError, match="unofficial"):
        read_site(SAMPLE, sample_document(), ranks="official")


@pytest.mark.slow
def test_opened_editions_come_with_their_root(tmp_path: Path) -> None:
    made = ict.editions.demonstrate(tmp_path / "made")
    folder = write_folder(tmp_path / "office")
    site = read_site(folder, read_site_document(folder), made.edition.path.parent)
    assert [edition.key for edition in site.editions] == ["idi-2024-demonstration", "idi-2024"]
    opened = site.editions[0]
    assert opened.is_opened and opened.is_synthetic and opened.root == made.edition.root
    # A demonstration is no edition of the same series, and the start page shows the real one.
    assert site.first.key == "idi-2024"
    assert find_earlier(site.first, site.editions) is None
    assert [edition.key for edition in list_same_kind(site.first, site.editions)] == ["idi-2024"]


def test_a_table_of_invented_figures_is_a_demonstration_and_part_of_no_edition(
    tmp_path: Path,
) -> None:
    invented = DOCUMENT.replace("itu-idi", "invented")
    folder = write_folder(tmp_path / "office", invented)
    (edition,) = read_site(folder, read_site_document(folder)).editions
    figures = edition.figures
    assert edition.is_synthetic and figures.kind == edition.kind == "demonstration"
    assert edition.describe_kind("en") == "Demonstration: synthetic data"
    assert (figures.extent.here, figures.extent.whole) == (24, 24)  # of 170 if they were ITU's
    assert not edition.describe_part("en") and not find_groupings(edition)
    assert not any(EditionFacts(edition, (edition,)).groups.values())
    notes = figures.plot.strips().notes
    assert not [note for note in notes if "as published" in note]
    assert [note for note in notes if "Demonstration: synthetic data" in note]


def test_every_source_of_the_figures_is_named_in_the_order_of_the_pages() -> None:
    assert list(sample_site().source_keys) == ["itu-idi", "itu-ipb"]


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ({}, "itu-ipb"),
        ({"kind": "demonstration"}, "invented"),
    ],
)
def test_prices_of_opened_editions_have_the_source_of_the_register_or_are_invented(
    tmp_path: Path, kind: dict[str, str], source: str
) -> None:
    places = files(tmp_path / "files")
    office = {"role": "compiler", "transcribed": "a workbook"} if not kind else {}
    publish(tmp_path / "editions", places, **office, **kind)
    document = sample_document(prices=None, editions_source="itu-ipb")
    site = read_site(SAMPLE, document, tmp_path / "editions")
    assert site.prices is not None and "KEN" in site.prices.series.economies
    assert site.prices.source == source
    assert list(site.source_keys) == ["itu-idi", source]
    overview = next(write_prices(site.prices, {}, "en"))
    assert list(overview.sources) == [source]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    text = '[publisher]\nname = "Office"\n[[edition]]\nedition = 2024\nvalues = "lost.csv"\nsource = "itu-idi"\n'  # noqa: E501
    folder = write_folder(tmp_path / "office", text)
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        read_site(folder, read_site_document(folder))
    assert "lost.csv" in str(caught.value) and "site.toml" in str(caught.value)


def test_values_without_printed_scores_are_no_published_edition() -> None:
    tables = [{"edition": 2024, "values": str(SAMPLE / "idi-2024-annex.csv"), "source": "itu-idi"}]
    with pytest.raises(ict.errors.UsageError) as caught:
        read_site(SAMPLE, sample_document(edition=tables))
    assert "no published scores of the edition 2024" in str(caught.value)


def test_a_site_without_editions_and_one_with_an_edition_twice_are_refused() -> None:
    with pytest.raises(ict.errors.UsageError, match="no edition to show"):
        read_site(SAMPLE, sample_document(edition=[]))
    table = {"edition": 2024, "values": str(SAMPLE / "idi-2024-annex.csv"), "source": "itu-idi",
             "scores": str(SAMPLE / "idi-2024-published.csv")}  # fmt: skip
    with pytest.raises(ict.errors.UsageError, match="idi-2024"):
        read_site(SAMPLE, sample_document(edition=[table, table]))


def test_the_first_edition_is_one_of_the_site() -> None:
    site = read_site(SAMPLE, sample_document(first="idi-2019"))
    with pytest.raises(ict.errors.UsageError) as caught:
        _ = site.first
    assert "idi-2019" in str(caught.value) and "idi-2024" in str(caught.value)


def test_names_are_ordered_as_readers_of_a_language_look_for_them() -> None:
    names = {"CIV": "Côte d’Ivoire", "CZE": "Czechia", "COG": "Congo", "EGY": "Égypte"}
    assert order_by_name([*names], names, "fr") == ["COG", "CIV", "CZE", "EGY"]
