"""Compare on the editions of 2023 to 2025: a group over editions has the same economies in each."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from real_files import rows_of
from site_cases import write_folder

from ictindex.publishing.website.compare_data import PANEL, list_collections
from ictindex.publishing.website.site_document import read_site_document
from ictindex.publishing.website.site_reader import read_site

YEARS = ("2023", "2024", "2025")
EDITION = """
[[edition]]
edition = {year}
values = "{file}"
form = "itu-idi"
source = "itu-idi"
"""


@pytest.fixture(scope="module")
def figures(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, ...], str]:
    """The figures of the collection of three editions, with the count in brackets."""
    book = (data / "idi-editions" / "IDIDataset_open.xlsx").as_posix()
    text = '[publisher]\nname = "Example office"\n'
    text += "".join(EDITION.format(year=year, file=book) for year in YEARS)
    folder = write_folder(tmp_path_factory.mktemp("site"), text)
    site = read_site(folder, read_site_document(folder))
    collection = next(list_collections(site.editions, site.prices, site.series))
    return {key: " ".join(cell) for file in collection.files for key, cell in file.figures.items()}


@pytest.mark.slow
def test_the_americas_rise_in_every_edition_if_the_economies_are_the_same(
    figures: Mapping[tuple[str, ...], str], data: Path
) -> None:
    """Of each edition alone the mean falls from 78.3 to 77.3: economies joined and left."""
    printed: dict[str, dict[str, Decimal]] = {year: {} for year in YEARS}
    americas = set()
    for row in rows_of(data / "idi-editions" / "idi_editions_scores.csv"):
        if row["node"] == "idi" and row["printed"][:1].isdigit():
            printed[row["edition"]][row["iso3"]] = Decimal(row["printed"])
    for row in rows_of(data / "reference" / "groups.csv"):
        if (row["grouping"], row["group"], row["vintage"]) == (
            "itu-region",
            "Americas",
            "idi-2024",
        ):
            americas.add(row["iso3"])
    everywhere = americas.intersection(*printed.values())
    expected = {}
    for year in YEARS:
        mean = sum(printed[year][code] for code in everywhere) / len(everywhere)
        rounded = mean.quantize(Decimal("0.1"), ROUND_HALF_UP)
        # All of the region in the price baskets of 2025: the list of the newest edition is a part.
        expected[year] = f"{rounded} ({len(everywhere)}/35)"
    group = "itu-region:americas"
    assert {y: figures["score.idi", y, group + PANEL] for y in YEARS} == expected
    assert expected == {"2023": "76.2 (17/35)", "2024": "78.3 (17/35)", "2025": "79.1 (17/35)"}
    assert figures["score.idi", "2024", group] == "78.3 (18/30)"
    assert figures["score.idi", "2025", group] == "77.3 (18/35)"


def test_every_group_over_editions_has_one_number_of_economies(
    figures: Mapping[tuple[str, ...], str],
) -> None:
    counts: dict[tuple[str, str], set[str]] = {}
    for (series, _, group), text in figures.items():
        if group.endswith(PANEL):
            counts.setdefault((series, group), set()).add(text.rpartition(" ")[2])
    assert len(counts) > 100
    assert {key for key, counted in counts.items() if len(counted) > 1} == set()
