"""Common steps of publishing an edition and releasing data: arguments, receipts, the commit."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ictindex.core import arguments
from ictindex.core.errors import ArchiveError, CatalogueError, UsageError
from ictindex.data.cell_text import visible
from ictindex.data.dates import date_of
from ictindex.definitions import catalogue
from ictindex.editions.edition import Edition
from ictindex.editions.keys import refuse_reserved
from ictindex.editions.publisher_keys import PublisherKey, check_in_force, signer_of
from ictindex.editions.storage import disk
from ictindex.editions.storage.commit import check_free, commit, is_being_published, recover
from ictindex.editions.storage.format import MANIFEST, manifest, read_manifest, root_of
from ictindex.editions.storage.register import load_register, unusable
from ictindex.indices.results.edition_parts import groupings_of
from ictindex.submissions.validation.acceptance import check_transcribed
from ictindex.submissions.validation.receipts import Receipt

_LEAST_SALT = 16
_LONGEST = 200
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[!-~]{1,150}", re.ASCII)
Receipts = Receipt | Iterable[Receipt]


def release_date(released: dt.date | str) -> dt.date:
    """Return the date of release, which is obligatory."""
    day = date_of(released, "released")
    if day is None:
        raise UsageError("archive.release-date-needed")
    return day


def folder_of(folder: str | os.PathLike[str]) -> Path:
    """Return the folder of editions as a path."""
    arguments.require(isinstance(folder, (str, os.PathLike)), "folder", "path", folder)
    return Path(folder)


def publisher_of(
    publisher: str | PublisherKey, folder: Path, released: dt.date
) -> tuple[str, PublisherKey | None]:
    """Return the name of the publisher, and its key if it signs."""
    if isinstance(publisher, PublisherKey):
        return check_in_force(folder, publisher, released).name, publisher
    arguments.require(isinstance(publisher, str), "publisher", "publisher", publisher)
    refuse_reserved(publisher)
    return publisher, None


def check_publisher(publisher: str, salt: bytes | None) -> None:
    """Refuse a publisher that is not a line of text, and a salt that is too short."""
    if len(publisher) > _LONGEST:
        raise UsageError("archive.publisher-long", count=str(len(publisher)), most=str(_LONGEST))
    if not publisher.isprintable():
        raise UsageError("archive.publisher-unprintable", publisher=visible(publisher))
    if publisher != publisher.strip():
        raise UsageError("archive.publisher-edges", publisher=publisher)
    if salt is not None and (not isinstance(salt, bytes) or len(salt) < _LEAST_SALT):
        raise UsageError("canonical.salt-short", least=str(_LEAST_SALT))


def check_doi(doi: str) -> None:
    """Refuse what is not a DOI; a publication without one has an empty text."""
    fits = isinstance(doi, str) and (not doi or _DOI.fullmatch(doi) is not None)
    arguments.require(fits, "doi", "doi", doi)


def receipts_of(receipts: Receipts) -> tuple[Receipt, ...]:
    """Return the receipts, each once and sorted; refuse void ones."""
    several = (receipts,) if isinstance(receipts, Receipt) else receipts
    arguments.require(isinstance(several, Iterable), "receipts", "receipts", receipts)
    by_digest: dict[str, Receipt] = {}
    for receipt in several:
        arguments.require(isinstance(receipt, Receipt), "receipts", "receipts", receipt)
        receipt.verify()
        check_transcribed(receipt.transcribed)
        by_digest.setdefault(receipt.digest, receipt)
    return tuple(by_digest[digest] for digest in sorted(by_digest))


def check_free_before(folder: Path, key: str) -> None:
    """Refuse a published id before the work begins; the commit checks again under the lock."""
    # The commit of a process that stopped is let through: the next commit completes it.
    register = load_register(folder)
    taken = register.find(key)
    if taken is not None and not is_being_published(folder, str(taken["root"])):
        with suppress(ArchiveError):  # a user who may only read gets the same answer
            recover(folder)
        check_free(register, key)


def vintage_of(vintage: str | None, default: str, economies: Iterable[str] = ()) -> str:
    """Return the vintage of the groupings; empty if there is no default."""
    # A vintage whose lists do not cover some of the economies is not a default either.
    if vintage is None:
        there = groupings_of(default)
        absent = any(catalogue.not_listed(name, default, economies) for name in there)
        return default if there and not absent else ""
    arguments.require(isinstance(vintage, str), "vintage", "text", vintage)
    if not groupings_of(vintage):
        allowed = sorted({vintage for _, vintage in catalogue.groupings()})
        raise CatalogueError("archive.no-vintage", wanted=vintage[:40], allowed=allowed)
    return vintage


def kind_of(stated: str, receipts: Sequence[Receipt]) -> str:
    """Return the kind of an edition: the stated one, or the one that follows from its receipts."""
    if stated == "demonstration":
        return stated
    has_transcribed = any(receipt.transcribed for receipt in receipts)
    return "reconstruction" if stated == "reconstruction" or has_transcribed else "official"


def commit_edition(
    folder: Path,
    head: Mapping[str, Any],
    files: dict[str, bytes],
    type_: str,
    key: PublisherKey | None,
) -> Edition:
    """Write an edition or data release and put it on record."""
    files[MANIFEST] = manifest(head, files)
    read_manifest(files[MANIFEST])  # a file that no reader would accept is not written
    root = root_of(files[MANIFEST])
    kind = str(head.get("of", head["kind"]))
    record = {
        "type": type_,
        "id": head["id"],
        "root": root,
        "date": head["released"],
        "kind": kind,
        **{name: head[name] for name in ("index", "edition", "year", "publisher")},
    }
    try:
        disk.make_parents(folder)
    except OSError as error:
        raise unusable(error, folder) from error
    sign = None if key is None else signer_of(folder, key, record, release_date(head["released"]))
    committed = commit(folder, record, files, sign=sign)
    return Edition(
        id=head["id"],
        path=folder / head["id"],
        root=root,
        kind=kind,
        index=head["index"],
        edition=head["edition"],
        year=head["year"],
        released=dt.date.fromisoformat(head["released"]),
        publisher=head["publisher"],
        number=committed.number,
        head=committed.digest,
    )
