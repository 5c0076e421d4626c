"""Common fields of records about an edition: folder, date, reason and role."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ictindex.core import clock
from ictindex.core.errors import RefusedEditionError, UsageError
from ictindex.data.cell_text import visible
from ictindex.data.dates import date_of
from ictindex.data.io.csv import path_of
from ictindex.editions.publisher_keys import PublisherKey, check_in_force, signer_of
from ictindex.editions.storage.commit import Sign
from ictindex.editions.storage.register import Register
from ictindex.editions.verification import examine
from ictindex.indices.results.result_kind import OFFICIAL

WITHDRAWAL = "withdrawal"
PUBLISHER = "publisher"  # the only role that puts anything on record
_LONGEST = 2000
_AHEAD = dt.timedelta(days=1)  # in the time zone of the record it can already be tomorrow


def edition_folder(path: str | os.PathLike[str]) -> Path:
    """Return the folder of an edition, which is next to its register."""
    # Links are not resolved, as in verification: the register is next to the path as stated.
    return Path(os.path.abspath(path_of(path, "path")))  # noqa: PTH100


def day_of(date: dt.date | str, *, force: bool) -> dt.date:
    """Return the date of a record; refuse one in the future of this machine's clock."""
    day = date_of(date, "date")
    if day is None:
        raise UsageError("erratum.date-needed")
    if day > today() + _AHEAD and not force:
        raise UsageError("erratum.date-ahead", date=day.isoformat(), today=today().isoformat())
    return day


def today() -> dt.date:
    """Return the day of this machine's clock."""
    return clock.now().date()


def check_order(day: dt.date, register: Register) -> None:
    """Refuse a date before that of the last record: records are added in order of time."""
    # Today is never too early, even if the last record states a day in the future.
    if len(register):
        last = str(register.records[-1]["date"])
        if day.isoformat() < min(last, today().isoformat()):
            number = str(len(register) - 1)
            raise UsageError("erratum.before-last", date=day.isoformat(), last=last, number=number)


def reason_of(reason: str) -> str:
    """Return the reason for a record: one printable line."""
    fits = isinstance(reason, str) and reason.isprintable() and 0 < len(reason.strip()) <= _LONGEST
    if not fits:
        raise UsageError("erratum.reason-needed", most=str(_LONGEST))
    return reason.strip()


def key_of_publisher(role: str | PublisherKey) -> PublisherKey | None:
    """Return the key of the publisher, if it signs; refuse every other role."""
    if isinstance(role, PublisherKey):
        return role
    if role != PUBLISHER:
        raise RefusedEditionError("erratum.not-publisher", role=visible(str(role))[:40])
    return None


def signer_for(
    folder: Path, key: PublisherKey | None, published: Mapping[str, Any], day: dt.date
) -> Sign | None:
    """Return what signs a record about an edition; an official edition needs the signature."""
    edition, publisher = visible(str(published["id"])), visible(str(published["publisher"]))
    if key is None:
        if published["kind"] == OFFICIAL:
            raise RefusedEditionError("erratum.signature-needed", id=edition, publisher=publisher)
        return None
    chain = check_in_force(folder, key, day)
    if published["kind"] == OFFICIAL and chain.name != published["publisher"]:
        raise RefusedEditionError(
            "publisher.other-name", id=edition, publisher=publisher, name=chain.name
        )
    return signer_of(folder, key, published, day)


def check_release(day: dt.date, released: str) -> None:
    """Refuse a date before the release of the edition."""
    if day.isoformat() < released:
        raise UsageError("erratum.before-release", date=day.isoformat(), released=released)


def check_published(register: Register, key: str, root: str) -> None:
    """Refuse a record about an edition that was withdrawn, or whose root has changed."""
    published = register.find(key)
    if published is None or published["root"] != root:
        raise RefusedEditionError("archive.never-published", id=key)
    gone = register.about(key, WITHDRAWAL)
    if gone:
        raise RefusedEditionError("archive.withdrawn", id=key, date=str(gone[0]["date"]))


def published_record(register: Register, folder: Path) -> Mapping[str, Any]:
    """Return the record by which the edition in a folder was published."""
    # If the folder is missing, its name identifies the edition. A renamed folder, such as a copy,
    # is identified by its manifest.
    published = register.find(folder.name)
    if published is None:
        report = examine(folder, None, None, None)
        published = register.find(report.id) if report.intact else None
    if published is None:
        raise RefusedEditionError("archive.never-published", id=visible(folder.name)[:80])
    return published
