"""The feed says what was published, corrected and withdrawn, and when; hostile text stays text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from site_cases import sample_document, sample_site

import ictindex as ict
from ictindex.core import package_data
from ictindex.publishing.website.edition_feed import News, list_news, write_feed
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.site_inputs import SiteInputs
from ictindex.publishing.website.site_plan import SitePlan
from ictindex.publishing.website.site_reader import read_site

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SiteInputs:
    trial = tmp_path_factory.mktemp("feed") / "trial"
    ict.editions.demonstrate(trial)
    folder = trial / "editions" / "idi-2024-demonstration"
    opened = ict.open_edition(folder)
    row = opened.observations.cells["indicator"].index("internet-users")
    ict.editions.publish_erratum(
        folder, economy=opened.observations.cells["economy"][row], indicator="internet-users",
        corrected=Decimal("50"), reason="<b>& revised",
        date=opened.released + dt.timedelta(days=9),
    )  # fmt: skip
    document = sample_document(
        address="https://example.org/ict/", title={"en": "Title <&>", "fr": "T"}
    )
    return read_site(package_data.folder("sample_data"), document, trial / "editions")


def news_of(site: SiteInputs, language: str) -> list[News]:
    return list_news(SitePlan(site).list_entries(language), language)


def write_news(site: SiteInputs, language: str) -> str:
    return write_feed(news_of(site, language), Imprint.from_document(site.document), language)


@pytest.mark.slow
def test_an_edition_and_its_erratum_are_entries_the_newest_first(site: SiteInputs) -> None:
    feed = Xml.fromstring(write_news(site, "en"))  # noqa: S314
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 2  # the quoted table states no day of release
    days = [entry.findtext(f"{ATOM}updated") for entry in entries]
    assert days == sorted(days, reverse=True)  # type: ignore[type-var]
    assert feed.findtext(f"{ATOM}updated") == days[0]
    assert "<b>&" in str(entries[0].findtext(f"{ATOM}summary"))
    links = [entry.find(f"{ATOM}link").attrib["href"] for entry in entries]  # type: ignore[union-attr]
    assert set(links) == {"https://example.org/ict/en/editions/idi-2024-demonstration.html"}


def test_the_feed_is_the_same_twice_and_its_ids_differ(site: SiteInputs) -> None:
    text = write_news(site, "fr")
    assert text == write_news(site, "fr")
    ids = [element.text for element in Xml.fromstring(text).iter(f"{ATOM}id")]  # noqa: S314
    assert len(ids) == len(set(ids)) == 3


def test_a_site_without_days_has_no_feed(tmp_path: Path) -> None:
    assert not news_of(sample_site(), "en")


def test_a_published_table_is_news_where_its_day_is_stated() -> None:
    table = {**sample_document().to_dict()["edition"][0], "released": "2024-06-27"}
    sound = {key: value for key, value in table.items() if value is not None}
    inputs = read_site(package_data.folder("sample_data"), sample_document(edition=[sound]))
    [news] = news_of(inputs, "en")
    assert news.day == dt.date(2024, 6, 27) and news.address == "editions/idi-2024.html"
