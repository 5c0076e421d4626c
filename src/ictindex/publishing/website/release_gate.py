"""The gate of a public site: no edition of a later day is built into it, and no erratum of others.

The feed, the pictures and the packages are part of a site: they are refused with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from ictindex.core import clock
from ictindex.core.errors import UsageError
from ictindex.editions.edition_list import ListedEdition
from ictindex.editions.errata import Erratum
from ictindex.editions.record_fields import PUBLISHER
from ictindex.publishing.website.site_document import SiteDocument


def refuse_early(document: SiteDocument, listed: Iterable[ListedEdition]) -> None:
    """Refuse a site before its embargo has ended, or before the day of one of its editions."""
    present = clock.now()
    if document.embargo is not None and present < clock.instant_of(document.embargo):
        raise UsageError("site.embargo", instant=document.embargo, now=_write(present))
    early = [f"{key} ({day})" for key, day in _days(document, listed) if _is_early(day, present)]
    if early:
        raise UsageError("site.not-released", editions=early, now=_write(present))


def refuse_errata_of_others(entries: Iterable[ListedEdition]) -> None:
    """Refuse a site with an erratum that the publisher did not put on record."""
    # The publisher has judged an erratum that it retracted: its pages say so.
    others = [
        f"{entry.id}: {erratum.number}"
        for entry in entries
        if entry.errata and entry.path.is_dir()
        for erratum in entry.open().errata
        if erratum.retraction is None and not _is_publishers(erratum)
    ]
    if others:
        raise UsageError("site.errata-of-others", errata=others)


def _days(document: SiteDocument, listed: Iterable[ListedEdition]) -> Iterator[tuple[str, dt.date]]:
    """Yield the day of each edition that a site shows."""
    for entry in listed:
        yield entry.id, entry.released
    for table in document.edition:
        if table.released is not None:
            yield f"{table.index}-{table.edition}", dt.date.fromisoformat(table.released)


def _is_early(day: dt.date, present: dt.datetime) -> bool:
    return present < clock.start_of(day)


def _is_publishers(erratum: Erratum) -> bool:
    return erratum.role == PUBLISHER and not erratum.unsigned


def _write(instant: dt.datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
