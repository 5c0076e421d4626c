"""Errata that are taken back: by a later record that names them, never by taking a record away.

The record of a retraction is of the type of errata. Another type no published verifier would know:
each would call the register altered.
"""

from __future__ import annotations

import datetime as dt
import os

from ictindex.core import arguments
from ictindex.core.errors import RefusedEditionError
from ictindex.editions import errata
from ictindex.editions.errata import ERRATUM, Erratum
from ictindex.editions.record_fields import (
    PUBLISHER,
    check_order,
    check_standing,
    day_of,
    known_in,
    place_of,
    reason_of,
    role_of,
)
from ictindex.editions.storage.commit import commit
from ictindex.editions.storage.register import Register, read_register


def retract_erratum(
    path: str | os.PathLike[str],
    number: int,
    *,
    reason: str,
    role: str,
    date: dt.date | str,
    force: bool = False,
) -> Erratum:
    """Put on record that an erratum is retracted: it was wrong, and what was published was right.

    The erratum stays on record, and every view shows both. A retraction is not retracted: where
    the erratum was right after all, it is put on record anew.

    Parameters
    ----------
    path : path
        The folder of the edition or data release, beside its register; it may be gone.
    number : int
        Number of the record of the erratum in the register, as views show it.
    reason : str
        Why: at most 2,000 characters on one line, without names of persons.
    role : str
        Who retracts it: the role in which it was found, or ``"publisher"``.
    date : datetime.date or str
        The date of the retraction (ISO 8601), not before that of the last record of the register.
    force : bool
        Take a date more than a day ahead of this machine's clock.

    Returns
    -------
    Erratum
        The erratum, with its ``retraction``.

    Raises
    ------
    RefusedEditionError
        If the edition was never published or is withdrawn; if the number is none of an erratum to
        it, or that erratum is retracted already; if the role is another.
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
    ...     made = ict.editions.demonstrate(f"{folder}/trial").edition
    ...     wrong = ict.editions.publish_erratum(
    ...         made.path, economy="XAA", indicator="internet-users", corrected="35.0",
    ...         reason="Typing error", role="focal-point", date="2024-09-01",
    ...     )
    ...     told = ict.editions.retract_erratum(
    ...         made.path, wrong.number, reason="The survey says otherwise", role="focal-point",
    ...         date="2024-09-08",
    ...     )
    ...     opened = ict.open_edition(made.path)
    >>> told.retraction.told("en")
    'Retracted on 2024-09-08 by a focal point (reason: The survey says otherwise).'
    >>> [one.retraction is not None for one in opened.errata], opened.report.errata
    ([True], 1)
    """
    place, day = place_of(path), day_of(date, force=force)
    said, who = reason_of(reason), role_of(role)
    arguments.require(type(number) is int, "number", "whole number", number)
    register = read_register(place.parent)
    known = known_in(register, place)
    key, root = str(known["id"]), str(known["root"])
    head = {"type": ERRATUM, "id": key, "root": root, "date": day.isoformat()}

    def check(register: Register) -> None:
        check_standing(register, key, root)
        check_order(day, register)
        found = _standing(register, key, number)
        if who not in (found.role, PUBLISHER):
            allowed = list(dict.fromkeys((found.role, PUBLISHER)))
            raise RefusedEditionError("retraction.role", number=str(number), allowed=allowed)

    check(register)  # before anything is written, and again under the lock
    details = errata.retracting(number, register.digests[number], said, who)
    commit(place.parent, {**head, "details": details}, check=check)
    found = errata.read(read_register(place.parent).about(key, ERRATUM))[0]
    return next(one for one in found if one.number == number)


def _standing(register: Register, key: str, number: int) -> Erratum:
    """Return an erratum to an edition that still stands."""
    found = {one.number: one for one in errata.read(register.about(key, ERRATUM))[0]}
    if number not in found:
        raise RefusedEditionError(
            "retraction.no-erratum",
            id=key,
            number=str(number),
            allowed=list(map(str, found)) or "–",
        )
    gone = found[number].retraction
    if gone is not None:
        raise RefusedEditionError(
            "retraction.on-record", number=str(number), date=gone.date.isoformat()
        )
    return found[number]
