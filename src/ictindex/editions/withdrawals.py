"""Withdrawals are added to the register by the publisher; no byte of an edition is touched."""

from __future__ import annotations

import datetime as dt
import os

from ictindex.core.errors import RefusedEditionError
from ictindex.editions import errata
from ictindex.editions.errata import WITHDRAWAL, Withdrawal
from ictindex.editions.record_fields import (
    PUBLISHER,
    check_order,
    check_release,
    check_standing,
    day_of,
    known_in,
    place_of,
    reason_of,
    role_of,
)
from ictindex.editions.storage.commit import commit
from ictindex.editions.storage.register import Register, read_register


def withdraw(
    path: str | os.PathLike[str],
    *,
    reason: str,
    role: str = PUBLISHER,
    date: dt.date | str,
    force: bool = False,
) -> Withdrawal:
    """Put on record that an edition is withdrawn: a tombstone, never a gap.

    Its id stays taken and its register entry stays. The folder is not removed; whoever removes it
    leaves the tombstone behind.

    Parameters
    ----------
    path : path
        The folder of the edition or data release, beside its register; it may be gone.
    reason : str
        Why: at most 2,000 characters on one line.
    role : str
        Who withdraws it: ``"publisher"``, and nobody else. Whoever found an error puts an erratum
        on record.
    date : datetime.date or str
        The date of the withdrawal (ISO 8601): not before the release, and not before that of the
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
        If it was never published, or is withdrawn already; if the role is not that of the
        publisher.
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
    place, day = place_of(path), day_of(date, force=force)
    said = {"reason": reason_of(reason), "role": role_of(role)}
    if role != PUBLISHER:
        raise RefusedEditionError("withdrawal.not-publisher", role=role, allowed=PUBLISHER)
    known = known_in(read_register(place.parent), place)
    check_release(day, str(known["date"]))
    head = {
        "type": WITHDRAWAL, "id": known["id"], "root": known["root"], "date": day.isoformat(),
    }  # fmt: skip

    def check(register: Register) -> None:
        check_standing(register, str(known["id"]), str(known["root"]))
        check_order(day, register)

    done = commit(place.parent, {**head, "details": said}, check=check)
    found = errata.read([{**head, "details": said, "number": done.number}])[1]
    if found is None:  # a withdrawal was written, so one is read
        raise RefusedEditionError("archive.never-published", id=place.name)
    return found
