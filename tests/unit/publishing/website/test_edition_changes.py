"""Changes since the edition before: printed scores by name, reasons where known."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from site_cases import write_folder
from small_cases import small_cases

from ictindex.analysis.change.score_change import choose_largest
from ictindex.language import i18n
from ictindex.language.i18n.collation import sort_key
from ictindex.publishing.website.edition_changes import describe_changes
from ictindex.publishing.website.site_document import read_site_document
from ictindex.publishing.website.site_edition import find_earlier
from ictindex.publishing.website.site_inputs import SiteInputs
from ictindex.publishing.website.site_reader import read_site

TWO = """\
[publisher]
name = "Office of trials"

[[edition]]
edition = 2024
values = "{folder}/idi-2024-annex.csv"
scores = "{folder}/idi-2024-published.csv"
source = "itu-idi"

[[edition]]
edition = 2025
values = "later.csv"
scores = "later-scores.csv"
source = "itu-idi"
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SiteInputs:
    """Two editions: in the second, invented, Brazil has 90.0, Kenya is away, Chile is the same."""
    folder = write_folder(tmp_path_factory.mktemp("office"), TWO)
    sample = Path(read_site_document(folder).edition[0].values).parent
    scores = (
        (sample / "idi-2024-published.csv")
        .read_text("utf-8")
        .replace("BRA,idi,82.0", "BRA,idi,90.0")
    )
    kept = [line for line in scores.splitlines() if not line.startswith("KEN,")]
    (folder / "later-scores.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    values = (sample / "idi-2024-annex.csv").read_text("utf-8").replace(",2022,", ",2023,")
    (folder / "later.csv").write_text(values.replace(",2021,", ",2022,"), encoding="utf-8")
    return read_site(folder, read_site_document(folder))


def test_the_counts_and_the_list_are_of_printed_scores(site: SiteInputs) -> None:
    changes = describe_changes(*site.editions, "en")
    assert changes is not None
    assert changes.counts.startswith("Of the 23 economies in both editions 1 have a higher score")
    (row,) = changes.rows
    assert (row.name, row.first, row.last, row.change) == ("Brazil", "82.0", "90.0", "+8.0")
    # Its inputs are the same: they do not give 90.0, and no reason is made up.
    assert row.why == "cannot be explained from the available values"
    assert list(changes.moved) == ["With figures here only in the edition before: Kenya"]


def test_the_first_edition_has_nothing_before_it(site: SiteInputs) -> None:
    assert find_earlier(site.editions[0], site.editions) is None


def test_few_are_listed_by_the_lowest_limit_that_keeps_them_few() -> None:
    changes = {f"A{n:02}": Decimal(n) for n in range(30)}
    limit, chosen = choose_largest(changes)
    assert limit == Decimal(15) and len(chosen) == 15
    assert choose_largest({"AAA": Decimal(0)}) == (Decimal("0.1"), [])


@small_cases("language", i18n.LANGUAGES)
def test_words_are_in_every_language(site: SiteInputs, language: str) -> None:
    changes = describe_changes(*site.editions, language)
    assert changes is not None and "{" not in changes.counts + changes.how + changes.title
    names = [row.name for row in changes.rows]
    assert names == sorted(names, key=lambda name: sort_key(name, language))
