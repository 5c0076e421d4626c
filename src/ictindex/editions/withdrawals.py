"""Withdrawals: the publisher declares that the figures of an edition must not be used.

A withdrawal is a record of the register; no byte of an edition changes.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.editions.errata import common_fields, mark_unsigned, readable, text_of
from ictindex.editions.publisher_keys import PublisherKey
from ictindex.editions.record_fields import (
    PUBLISHER,
    WITHDRAWAL,
    check_order,
    check_published,
    check_release,
    day_of,
    edition_folder,
    key_of_publisher,
    published_record,
    reason_of,
    signer_for,
)
from ictindex.editions.storage.commit import commit
from ictindex.editions.storage.register import Register, load_register
from ictindex.language.i18n.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A withdrawal on record: the tombstone of an edition.

    Parameters
    ----------
    id, root : str
        Id and root of the withdrawn edition.
    number : int
        Number of the record in the register.
    date : datetime.date
        Its date.
    reason : str
        Why.
    role : str
        Role of its author.
    unsigned : bool
        Whether the publisher signed the edition, but not this record.

    Examples
    --------
    >>> day = dt.date(2024, 9, 1)
    >>> Withdrawal("idi-2024", "sha256:00", 2, day, "Wrong file", "publisher").describe("en")
    'Withdrawn on 2024-09-01: its figures are not to be used. Reason: Wrong file'
    """

    id: str
    root: str
    number: int
    date: dt.date
    reason: str
    role: str
    unsigned: bool = False

    def describe(self, language: str | None = None) -> str:
        """Return the withdrawal in words.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            A line of text.
        """
        return state_withdrawal(self).to_text(language)


def state_withdrawal(withdrawal: Withdrawal) -> Sentence:
    """Return a withdrawal as a sentence."""
    day = withdrawal.date.isoformat()
    sentence = Sentence("errata/withdrawn", date=day, reason=withdrawal.reason)
    return mark_unsigned(sentence, unsigned=withdrawal.unsigned)


def withdraw(
    path: str | os.PathLike[str],
    *,
    reason: str,
    role: str | PublisherKey = PUBLISHER,
    date: dt.date | str,
    force: bool = False,
) -> Withdrawal:
    """Put the withdrawal of an edition on record; the register keeps a tombstone, never a gap.

    Its id stays in use and its register entry remains. The folder is not removed; if somebody
    removes it, the tombstone remains.

    Parameters
    ----------
    path : path
        The folder of the edition or data release, next to its register; the folder may be missing.
    reason : str
        The reason: at most 2,000 characters on one line.
    role : PublisherKey or str
        Who withdraws it: only the publisher. About an official edition it is the
        publisher's key, which signs the record; about a reconstruction or a demonstration,
        ``"publisher"`` is sufficient.
    date : datetime.date or str
        The date of the withdrawal (ISO 8601), not before the release, and not before that of the
        last record of the register.
    force : bool
        Take a date more than a day ahead of this machine's clock.

    Returns
    -------
    Withdrawal
        The tombstone.

    Raises
    ------
    RefusedEditionError
        If it was never published, or is already withdrawn; in another role, or without the
        publisher's key where it is needed.
    DamagedArchiveError
        If the register is not what was published.
    ArchiveError
        If the register cannot be written.
    UsageError
        If the arguments do not fit together.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     try:
    ...         ict.editions.withdraw(f"{folder}/idi-2024", reason="Wrong file", date="2024-09-01")
    ...     except ict.errors.RefusedEditionError as error:
    ...         error.code
    'archive.never-published'
    """
    folder, day = edition_folder(path), day_of(date, force=force)
    details = {"reason": reason_of(reason), "role": PUBLISHER}
    key = key_of_publisher(role)
    published = published_record(load_register(folder.parent), folder)
    check_release(day, str(published["date"]))
    sign = signer_for(folder.parent, key, published, day)
    head = {
        "type": WITHDRAWAL,
        "id": published["id"],
        "root": published["root"],
        "date": day.isoformat(),
    }

    def check(register: Register) -> None:
        check_published(register, str(published["id"]), str(published["root"]))
        check_order(day, register)

    record = {**head, "details": details}
    committed = commit(folder.parent, record, check=check, sign=sign)
    return _withdrawal({**record, "number": committed.number})


def read_withdrawal(
    records: Iterable[Mapping[str, Any]], unsigned: Container[int] = ()
) -> Withdrawal | None:
    """Return the withdrawal among records of a register; ``unsigned``: without signature."""
    withdrawal = None
    for record in records:
        if record["type"] == WITHDRAWAL:
            with readable(record):
                withdrawal = _withdrawal(record)
                withdrawal = replace(withdrawal, unsigned=withdrawal.number in unsigned)
    return withdrawal


def _withdrawal(record: Mapping[str, Any]) -> Withdrawal:
    details = record["details"]
    return Withdrawal(
        **common_fields(record), reason=text_of(details["reason"]), role=text_of(details["role"])
    )
