"""A small site of the sample data, for the tests of its pages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import ictindex as ict
from ictindex.analysis.tables.edition_figures import figures_of_result
from ictindex.core import package_data
from ictindex.definitions.documents.toml_reader import parse, read_part
from ictindex.editions.public_folders import SITE_DOCUMENT as NAME
from ictindex.prices import read_baskets
from ictindex.publishing.graphics import plot_process
from ictindex.publishing.website import site_build
from ictindex.publishing.website.economy_facts import EditionFacts
from ictindex.publishing.website.economy_profiles import Profiles
from ictindex.publishing.website.page_batches import PageBatch
from ictindex.publishing.website.page_frame import PageFrame
from ictindex.publishing.website.price_facts import SitePrices
from ictindex.publishing.website.site_document import SiteDocument
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_inputs import QuotedPrices, SiteInputs
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_plan import SitePlan
from ictindex.publishing.website.site_reader import read_site

SAMPLE = package_data.folder("sample_data")
DOCUMENT = """\
[publisher]
name = "Office of trials"

[[edition]]
edition = 2024
values = "{folder}/idi-2024-annex.csv"
scores = "{folder}/idi-2024-published.csv"
source = "itu-idi"

[prices]
file = "{folder}/ipb-shares-2025.csv"
edition = 2025
source = "itu-ipb"
"""


class Written(dict[str, bytes]):
    """The files of a site in memory, in place of a folder."""

    @property
    def names(self) -> Collection[str]:
        return self.keys()

    def write(self, name: str, content: str | bytes) -> None:
        assert name not in self
        self[name] = content.encode() if isinstance(content, str) else content

    def read_earlier(self, name: str) -> bytes | None:
        return None

    def carry(self, names: Sequence[str]) -> bool:
        return False


def short_plan(monkeypatch: pytest.MonkeyPatch, title: str = "Title") -> None:
    """Let sites have one page without a chart, for tests of the building.

    Vega's scripts are bundled once for all sites: it takes as long as all else of a site.
    """

    def list_one(plan: object, language: str) -> list[PageBatch]:
        page = SitePage("index.html", "base.html.j2", f"{title} {language}", "A page")
        return [PageBatch("start", title, lambda: [page])]

    monkeypatch.setattr(SitePlan, "list_batches", list_one)
    monkeypatch.setattr(site_build, "bundle_scripts", _bundled)


@cache
def _bundled(snippet: str) -> str:
    return plot_process.bundle_scripts(snippet)


def write_folder(folder: Path, document: str = DOCUMENT, more: str = "") -> Path:
    """Write the folder of a publisher who quotes the sample data."""
    folder.mkdir(parents=True, exist_ok=True)
    text = document.replace("{folder}", SAMPLE.as_posix()) + more
    (folder / "site.toml").write_text(text, encoding="utf-8")
    return folder


def sample_document(**changes: object) -> SiteDocument:
    """Return the document of the sample site, with changes."""
    table = parse(DOCUMENT.replace("{folder}", SAMPLE.as_posix()).encode(), NAME)
    return read_part(SiteDocument, {**table, **changes}, NAME)


@cache
def sample_site(ranks: str | None = None) -> SiteInputs:
    """Return the inputs of the sample site: the IDI 2024 quoted, and price baskets."""
    return read_site(SAMPLE, sample_document(), ranks=ranks)


@cache
def sample_plan() -> SitePlan:
    """Return the plan of the pages of the sample site."""
    return SitePlan(sample_site())


def write_profiles(site: SiteInputs, language: str) -> Iterator[SitePage]:
    """Yield the profiles of all economies of a site in a language."""
    facts = {edition.key: EditionFacts(edition, site.editions) for edition in site.editions}
    profiles = Profiles(facts, SitePrices(site.prices), site.editions, language)
    for economy in sorted({code for edition in site.editions for code in edition.economies}):
        yield from profiles.write(economy)


def frame_of(site: SiteInputs, language: str) -> PageFrame:
    """Return the frame of the pages of a site in a language, without a feed."""
    plan = SitePlan(site)
    return PageFrame(plan.imprint, plan.sections, plan.editions, plan.sources, language)


def _edition(year: int, users: str) -> SiteEdition:
    idi = ict.methodology("idi", edition=2024)
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    result = ict.compute(idi, table, edition=2024)
    if users:
        result = ict.what_if(result, {("BRA", "internet-users"): users})
    return SiteEdition(
        key=f"idi-{year}", kind="published", edition=year, figures=figures_of_result(result),
        result=result, observations=result.observations, source="itu-idi",
    )  # fmt: skip


@cache
def two_editions() -> SiteInputs:
    """A site of two editions in which one value of one economy differs."""
    site = sample_site()
    codes = ("i154_FBB_GNI", "i154_FBB5_GNI")
    rows = [("ECU", codes[0], 2017, "3.10"), ("ECU", codes[1], 2018, "2.50")]
    table = pd.DataFrame(rows, columns=["economy", "basket", "year", "value"])
    return SiteInputs(
        folder=site.folder, document=site.document,
        editions=(_edition(2023, "70"), _edition(2024, "")), baskets=(),
        quoted_prices=QuotedPrices("itu-ipb", read_baskets(table, edition=2025)),
        series=(), editions_folder=None,
    )  # fmt: skip
