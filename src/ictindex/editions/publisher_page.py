"""The keys of a publisher as a page: the fingerprint to compare with the printed one."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

from ictindex.language import i18n
from ictindex.language.i18n.renderable import Page

if TYPE_CHECKING:
    from ictindex.editions.publisher_chain import PublisherChain
    from ictindex.language.i18n.document import Block


def show_publisher(chain: PublisherChain, language: str | None = None) -> Page:
    """Return the page of a publisher: its name, its fingerprints and the keys in force."""
    return Page(
        partial(_write_publisher, chain),
        language,
        partial(_record_publisher, chain),
        json_name="publisher",
    )


def _write_publisher(chain: PublisherChain, language: str) -> list[Block]:
    facts = {"name": chain.name, "fingerprint": chain.fingerprint, "current": chain.current}
    keys = []
    for key in chain.keys:
        last = _write_day(key.valid_until) or "–"
        days = {"first": key.valid_from.isoformat(), "last": last}
        keys.append(i18n.text("editions/keys", "key", language, public=key.public, **days))
    publisher = i18n.text("editions/keys", "publisher", language, **facts)
    return [i18n.Paragraph(publisher), i18n.Bullets(keys)]


def _record_publisher(chain: PublisherChain) -> dict[str, Any]:
    keys = [
        {
            "public": key.public,
            "valid_from": _write_day(key.valid_from),
            "valid_until": _write_day(key.valid_until),
        }
        for key in chain.keys
    ]
    facts = {"name": chain.name, "fingerprint": chain.fingerprint, "current": chain.current}
    return {**facts, "records": len(chain.records), "keys": keys}


def _write_day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
