"""The publisher's own key: it begins and continues the chain of keys, and signs records."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ictindex.core import arguments
from ictindex.core.canonical import SCHEMA, encode_record
from ictindex.core.errors import RefusedEditionError, UsageError
from ictindex.data.cell_text import visible
from ictindex.data.dates import date_of
from ictindex.data.io.csv import path_of
from ictindex.editions.keys import Key, load_private, new_key, refuse_reserved
from ictindex.editions.publisher_chain import (
    MOST_KEYS,
    PUBLISHER,
    PublisherChain,
    file_of,
    find_chain,
    is_name_of_office,
    message,
    read_publisher,
)
from ictindex.editions.storage import disk, signature_files
from ictindex.editions.storage.format import TEMPORARY
from ictindex.editions.storage.register import load_register, unusable


class PublisherKey(arguments.ReadOnly):
    """The private key of a publisher, with which it publishes official editions and errata.

    Parameters
    ----------
    path : path
        The file of the private key, from :func:`ictindex.editions.new_publisher`,
        :func:`ictindex.editions.change_publisher_keys` or :func:`ictindex.editions.new_key`.
    password : str, optional
        Its password.

    Raises
    ------
    UsageError
        If it is not such a key, or the package cryptography is not installed.
    UnusableFileError
        If it cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     chain = ict.editions.new_publisher(
    ...         f"{folder}/editions", f"{folder}/office.pem", "Example office",
    ...         valid_from="2026-01-01",
    ...     )
    ...     key = PublisherKey(f"{folder}/office.pem")
    >>> key.public == chain.keys[0].public, len(key.sign(b"content"))
    (True, 64)
    """

    public: str
    _signs: Callable[[bytes], bytes]

    def __init__(self, path: str | os.PathLike[str], password: str | None = None) -> None:
        arguments.require(password is None or isinstance(password, str), "password", "text", "")
        public, signs = load_private(path, password)
        self._set(public=public, _signs=signs)

    def sign(self, content: bytes) -> bytes:
        """Return the signature of bytes.

        Parameters
        ----------
        content : bytes
            What is signed.

        Returns
        -------
        bytes
            The 64 bytes of the signature.
        """
        return self._signs(content)

    def __repr__(self) -> str:
        return f"<PublisherKey {self.public[:16]}>"


def new_publisher(
    folder: str | os.PathLike[str],
    private: str | os.PathLike[str],
    name: str,
    *,
    valid_from: dt.date | str,
    valid_until: dt.date | str | None = None,
    password: str | None = None,
) -> PublisherChain:
    """Begin the chain of keys of the publisher of a folder of editions.

    Parameters
    ----------
    folder : path
        The folder of editions; made where there is none.
    private : path
        The file for the private key; an existing one is used.
    name : str
        Name of the publisher: an office, never a person.
    valid_from, valid_until : datetime.date or str
        First and last day on which the key signs (ISO 8601).
    password : str, optional
        Password of the private key.

    Returns
    -------
    PublisherChain
        Its ``fingerprint`` is what the publisher makes known in print.

    Raises
    ------
    RefusedEditionError
        If the folder has a chain of keys, or the name is reserved, such as that of ITU.
    UsageError
        If the arguments do not fit, or the package cryptography is not installed.
    ArchiveError
        If the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = ict.editions.new_publisher(
    ...         f"{folder}/editions", f"{folder}/office.pem", "Example office",
    ...         valid_from="2026-01-01",
    ...     )
    ...     again = ict.editions.read_publisher(f"{folder}/editions")
    >>> made.name, made.fingerprint == again.fingerprint
    ('Example office', True)
    """
    archive = path_of(folder, "folder")
    arguments.require(is_name_of_office(name), "name", "text", name)
    if find_chain(archive) is not None:
        raise RefusedEditionError("publisher.there", folder=visible(str(archive)))
    key, listed = _take_key(private, name, valid_from, valid_until, password)
    refuse_reserved(name, key.public)
    _write(archive, key, name, listed.valid_from, lambda _: (listed,))
    return read_publisher(archive)


def change_publisher_keys(
    folder: str | os.PathLike[str],
    key: PublisherKey,
    private: str | os.PathLike[str],
    *,
    date: dt.date | str,
    valid_until: dt.date | str | None = None,
    keep: bool = False,
    password: str | None = None,
) -> PublisherChain:
    """Put a new key of the publisher on record, signed by a key in force.

    Parameters
    ----------
    folder : path
        The folder of editions.
    key : PublisherKey
        A key in force.
    private : path
        The file for the new private key; an existing one is used.
    date : datetime.date or str
        The date of the change: first day on which the new key signs.
    valid_until : datetime.date or str, optional
        Last day on which the new key signs.
    keep : bool
        Whether the keys in force stay; by default the new key takes the place of ``key``.
    password : str, optional
        Password of the new private key.

    Returns
    -------
    PublisherChain
        Its ``fingerprint`` is the same as before; ``current`` is that of the new record.

    Raises
    ------
    RefusedEditionError
        If ``key`` is not in force, or the new key is already on the chain.
    DamagedArchiveError
        If the chain of keys or the register is altered.
    UsageError
        If the arguments do not fit, or the folder has no chain of keys.
    ArchiveError
        If the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = ict.editions.new_publisher(
    ...         f"{folder}/editions", f"{folder}/office.pem", "Example office",
    ...         valid_from="2026-01-01",
    ...     )
    ...     changed = ict.editions.change_publisher_keys(
    ...         f"{folder}/editions", ict.editions.PublisherKey(f"{folder}/office.pem"),
    ...         f"{folder}/next.pem", date="2027-01-01",
    ...     )
    >>> len(changed.records), len(changed.keys), changed.fingerprint == made.fingerprint
    (2, 1, True)
    """
    archive = path_of(folder, "folder")
    arguments.require(isinstance(key, PublisherKey), "key", "publisher key", key)
    day = date_of(date, "date")
    if day is None:
        raise UsageError("signature.validity")
    before = read_publisher(archive)
    _require_in_force(before, before.keys, key, day)
    fresh, listed = _take_key(private, before.name, day, valid_until, password)
    if any(fresh.public == held.public for record in before.records for held in record.keys):
        raise RefusedEditionError("publisher.key-known", key=fresh.public[:16])

    def change_keys(chain: PublisherChain | None) -> tuple[Key, ...]:
        kept = () if chain is None else chain.keys
        kept = tuple(held for held in kept if keep or held.public != key.public)
        if chain is not None:
            _require_in_force(chain, chain.keys, key, day)
        return (*kept, listed)

    _write(archive, key, before.name, day, change_keys)
    return read_publisher(archive)


def _take_key(
    private: str | os.PathLike[str],
    name: str,
    valid_from: dt.date | str,
    valid_until: dt.date | str | None,
    password: str | None,
) -> tuple[PublisherKey, Key]:
    """Return a private key, made where the file does not exist yet, and its public part."""
    file = path_of(private, "private")
    first, last = date_of(valid_from, "valid_from"), date_of(valid_until, "valid_until")
    if first is None or (last is not None and last < first):
        raise UsageError("signature.validity")
    if not os.path.lexists(file):
        refuse_reserved(name)
        new_key(file, name, valid_from=first, valid_until=last, password=password)
    key = PublisherKey(file, password)
    return key, Key(name, key.public, first, last)


def _write(
    archive: Path,
    key: PublisherKey,
    name: str,
    day: dt.date,
    keys: Callable[[PublisherChain | None], Iterable[Key]],
) -> None:
    """Add a record to the chain of keys, by one link as a record of the register."""
    try:
        disk.make_parents(archive)
        disk.make_folder(archive)
        with disk.lock_folder(archive):
            chain, register = find_chain(archive), load_register(archive)
            number = 0 if chain is None else len(chain.records)
            listed = sorted(keys(chain), key=lambda each: each.public)
            if len(listed) > MOST_KEYS:
                raise RefusedEditionError("publisher.keys-many", most=str(MOST_KEYS))
            stated: dict[str, Any] = {
                "schema": SCHEMA,
                "number": number,
                "previous": "" if chain is None else chain.current,
                "name": name,
                "date": day,
                "keys": [_without_name(each) for each in listed],
                "register": {"records": len(register), "head": register.head},
                "key": key.public,
            }
            content = encode_record({**stated, "signature": key.sign(message(stated)).hex()})
            _link(archive / PUBLISHER, file_of(number), content)
    except OSError as error:
        raise unusable(error, archive) from error


def _without_name(key: Key) -> dict[str, Any]:
    return {name: part for name, part in key.record.items() if name != "name"}


def _link(folder: Path, name: str, content: bytes) -> None:
    disk.make_folder(folder)
    for unfinished in folder.glob(f"{TEMPORARY}*"):  # of a process that stopped
        disk.clear(unfinished)
    temporary = folder / f"{TEMPORARY}{secrets.token_hex(8)}"
    try:
        disk.write_new(temporary, content)
        os.link(temporary, folder / name)
    finally:
        disk.remove(temporary)
    disk.sync_folder(folder)


def signer_of(
    archive: Path, key: PublisherKey, facts: Mapping[str, Any], day: dt.date
) -> Callable[[int, str], bytes]:
    """Return what signs the next record of the register about an edition, for its commit."""
    check_in_force(archive, key, day)  # before anything is computed, and again under the lock

    def sign(number: int, digest: str) -> bytes:
        check_in_force(archive, key, day)
        stated = {
            "id": facts["id"],
            "root": facts["root"],
            "number": number,
            "head": digest,
            "date": day.isoformat(),
            "key": key.public,
        }
        return signature_files.content_of(stated, key.sign(signature_files.message(stated)))

    return sign


def check_in_force(archive: Path, key: PublisherKey, day: dt.date) -> PublisherChain:
    """Return the chain of keys of a folder; refuse a key that is not in force there on a day."""
    chain = read_publisher(archive)
    _require_in_force(chain, chain.keys, key, day)
    refuse_reserved(chain.name, key.public)
    return chain


def _require_in_force(
    chain: PublisherChain, keys: Iterable[Key], key: PublisherKey, day: dt.date
) -> None:
    mine = [held for held in keys if held.public == key.public]
    if not mine:
        raise RefusedEditionError(
            "publisher.key-not-in-force", key=key.public[:16], publisher=chain.name
        )
    if not any(held.valid_on(day) for held in mine):
        raise RefusedEditionError("publisher.key-not-valid", date=day.isoformat())
