"""Nothing is built into a public site before its time, and no erratum but the publisher's."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from site_cases import sample_document

import ictindex as ict
from ictindex.core import clock, package_data
from ictindex.editions.edition_list import list_editions
from ictindex.editions.record_fields import PUBLISHER
from ictindex.editions.storage.commit import commit
from ictindex.publishing.website.edition_feed import list_news
from ictindex.publishing.website.release_gate import refuse_errata_of_others
from ictindex.publishing.website.site_document import SiteDocument
from ictindex.publishing.website.site_plan import SitePlan
from ictindex.publishing.website.site_reader import read_site

RELEASED = dt.datetime(2024, 6, 27, tzinfo=dt.UTC)  # the demonstration, at the start of its day
SECOND = dt.timedelta(seconds=1)
EMBARGO = "2024-06-28T10:00:00Z"
CORRECTION: dict[str, Any] = {
    "economy": "XAA",
    "indicator": "internet-users",
    "corrected": "35.0",
    "reason": "The survey was revised.",
    "date": "2024-09-01",
}


@pytest.fixture
def editions(tmp_path: Path) -> Path:
    return ict.editions.demonstrate(tmp_path / "trial").edition.path.parent


def set_clock(monkeypatch: pytest.MonkeyPatch, instant: dt.datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: instant)


def build(editions: Path | None, document: SiteDocument | None = None) -> int:
    folder = package_data.folder("sample_data")
    return len(read_site(folder, document or sample_document(), editions).editions)


def test_an_edition_is_refused_one_second_before_its_day(
    editions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, RELEASED - SECOND)
    with pytest.raises(ict.errors.UsageError) as caught:
        build(editions)
    assert caught.value.code == "site.not-released"
    assert "idi-2024-demonstration (2024-06-27)" in str(caught.value)
    set_clock(monkeypatch, RELEASED)
    assert build(editions) == 2


def test_an_edition_of_2027_is_not_built_in_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {**sample_document().to_dict()["edition"][0], "released": "2027-06-30"}
    sound = {key: value for key, value in table.items() if value is not None}
    set_clock(monkeypatch, dt.datetime(2026, 11, 30, tzinfo=dt.UTC))
    with pytest.raises(ict.errors.UsageError) as caught:
        build(None, sample_document(edition=[sound]))
    assert caught.value.code == "site.not-released"


def test_a_site_is_refused_one_second_before_its_embargo_ends(
    editions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, end = sample_document(embargo=EMBARGO), clock.instant_of(EMBARGO)
    set_clock(monkeypatch, end - SECOND)
    with pytest.raises(ict.errors.UsageError) as caught:
        build(editions, document)
    assert caught.value.code == "site.embargo" and "2024-06-28T09:59:59Z" in str(caught.value)
    set_clock(monkeypatch, end)
    assert build(editions, document) == 2


def test_an_embargo_is_an_instant_in_utc() -> None:
    for wrong in ("2024-06-28", "2024-06-28T10:00:00", "2024-06-31T10:00:00Z"):
        with pytest.raises(ict.errors.DocumentError) as caught:
            sample_document(embargo=wrong)
        assert wrong in str(caught.value)


def test_an_erratum_that_is_not_the_publishers_stops_a_site(editions: Path) -> None:
    edition = editions / "idi-2024-demonstration"
    own = ict.editions.publish_erratum(edition, **CORRECTION)
    refuse_errata_of_others(list_editions(editions))
    # Older libraries also put errata of others on record.
    (record,) = ict.editions.read_register(editions).about(edition.name, "erratum")
    head = {name: record[name] for name in ("type", "id", "root")}
    details = {**record["details"], "role": "user", "reason": "I think so"}
    commit(editions, {**head, "date": "2024-09-02", "details": details})
    with pytest.raises(ict.errors.UsageError) as caught:
        build(editions)
    assert caught.value.code == "site.errata-of-others"
    assert f"{edition.name}: {own.number + 1}" in str(caught.value)
    ict.editions.retract_erratum(
        edition, own.number + 1, reason="Not shown", role=PUBLISHER, date="2024-09-03"
    )
    assert build(editions) == 2


def test_a_withdrawn_edition_is_neither_first_nor_news(editions: Path) -> None:
    ict.editions.withdraw(
        editions / "idi-2024-demonstration", reason="Wrong file", date="2024-09-01"
    )
    site = read_site(package_data.folder("sample_data"), sample_document(), editions)
    assert [edition.key for edition in site.editions] == ["idi-2024"]
    assert site.first.key == "idi-2024"
    (news,) = list_news(SitePlan(site).list_entries("en"), "en")
    assert "Wrong file" in news.words and news.day == dt.date(2024, 9, 1)
