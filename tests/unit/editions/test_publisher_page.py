"""The page of a publisher's keys: the fingerprint that is compared with the printed one."""

from __future__ import annotations

import datetime as dt

from ictindex.editions.keys import Key
from ictindex.editions.publisher_chain import PublisherChain, PublisherRecord
from ictindex.editions.publisher_page import show_publisher

DAY = dt.date(2026, 1, 1)
KEYS = (
    Key("Office", "00" * 32, DAY, None),
    Key("Office", "11" * 32, DAY, dt.date(2027, 12, 31)),
)
CHAIN = PublisherChain(
    (
        PublisherRecord("sha256:aa", "Office", DAY, KEYS[:1], 0, ""),
        PublisherRecord("sha256:bb", "Office", dt.date(2026, 6, 1), KEYS, 2, "sha256:cc"),
    )
)


def test_a_key_without_a_last_day_has_a_dash() -> None:
    lines = show_publisher(CHAIN).to_text("en").splitlines()
    assert "Fingerprint: sha256:aa. Fingerprint of the last record: sha256:bb." in lines[0]
    assert [line.rpartition(", ")[2] for line in lines if line.startswith("- ")] == [
        "from 2026-01-01 until –.",
        "from 2026-01-01 until 2027-12-31.",
    ]


def test_the_plain_data_have_dates_and_no_words() -> None:
    assert show_publisher(CHAIN).to_dict() == {
        "schema": "ictindex/publisher/0",
        "name": "Office",
        "fingerprint": "sha256:aa",
        "current": "sha256:bb",
        "records": 2,
        "keys": [
            {"public": "00" * 32, "valid_from": "2026-01-01", "valid_until": None},
            {"public": "11" * 32, "valid_from": "2026-01-01", "valid_until": "2027-12-31"},
        ],
    }
