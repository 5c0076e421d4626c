"""A new key of the publisher during a round: on its chain, and in the register of the round.

The salt of the round is never changed: what was acknowledged could not be proved any more.
"""

from __future__ import annotations

import datetime as dt
import os

from ictindex.apps.rounds.season_operations import require_day
from ictindex.core.errors import UsageError
from ictindex.core.paths import path_of
from ictindex.editions.publisher_chain import PublisherChain, read_publisher
from ictindex.editions.publisher_keys import PublisherKey, change_publisher_keys
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.event_types import HEAD
from ictindex.submissions.closed.round_folder import open_round


def rotate_key(
    folder: str | os.PathLike[str],
    editions: str | os.PathLike[str],
    *,
    key: PublisherKey,
    private: str | os.PathLike[str],
    day: dt.date | str,
    valid_until: dt.date | str | None = None,
    keep: bool = False,
) -> PublisherChain:
    """Put a new key on the publisher's chain, and record it in the register of the round.

    Parameters
    ----------
    folder : path
        The folder of the round.
    editions : path
        The folder of editions with the chain of keys.
    key : PublisherKey
        A key in force, which signs the new one.
    private : path
        The file for the new private key; an existing one is used.
    day : datetime.date or str
        The day of the change (ISO 8601).
    valid_until : datetime.date or str, optional
        Last day on which the new key signs.
    keep : bool
        Whether the keys in force stay; by default the new key takes the place of ``key``.

    Returns
    -------
    PublisherChain
        The chain with the new key. The salt of the round stays as it is. Called again, it records
        what is not recorded yet, and changes no key twice.

    Raises
    ------
    UsageError
        If the folder is that of no round, or the chain is not the one that the round has pinned.
    RefusedEditionError
        If ``key`` is not in force.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> from ictindex.core.errors import UsageError
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = ict.editions.new_publisher(
    ...         f"{folder}/editions", f"{folder}/old.pem", "Example office",
    ...         valid_from="2026-01-01",
    ...     )
    ...     try:
    ...         key = ict.editions.PublisherKey(f"{folder}/old.pem")
    ...         new = f"{folder}/new.pem"
    ...         rotate_key(folder, f"{folder}/editions", key=key, private=new, day="2027-03-01")
    ...     except UsageError as error:
    ...         error.code
    'round.no-round'
    """
    own, stated = open_round(folder), require_day(day)
    chain = read_publisher(editions)
    pinned = own.read_settings().publisher.fingerprint
    if pinned and _plain(pinned) != _plain(chain.fingerprint):
        raise UsageError("round.other-publisher", pinned=pinned, found=chain.fingerprint)
    if not _is_in_force(chain, private):
        chain = change_publisher_keys(
            editions, key, private, date=stated, valid_until=valid_until, keep=keep
        )

    def prepare(events: tuple[Event, ...]) -> Draft | None:
        recorded = [e.fields["fingerprint"] for e in events if e.event == "key-rotated"]
        if chain.current in recorded:
            return None
        fields = {"fingerprint": chain.current}
        return Draft(event="key-rotated", day=stated, by=HEAD, fields=fields)

    own.register.record(prepare)
    return chain


def _is_in_force(chain: PublisherChain, private: str | os.PathLike[str]) -> bool:
    """Tell whether a key is on the chain already: a change that was stopped before its event."""
    file = path_of(private, "private")
    if not file.is_file():
        return False
    public = PublisherKey(file).public
    return any(held.public == public for held in chain.keys)


def _plain(fingerprint: str) -> str:
    return fingerprint.removeprefix("sha256:")
