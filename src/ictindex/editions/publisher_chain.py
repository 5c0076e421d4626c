"""The chain of a publisher's keys: records next to the register that say who publishes there.

The first record names the publisher and its keys, and its fingerprint is made known in print. Each
later record is signed by a key of the record before it: so keys change, and persons leave, without
a new fingerprint. Each record names the head of the register at its time. It follows which keys may
sign which record of the register, whatever a signer says about the date.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from ictindex.core.canonical import SCHEMA, encode_record
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import DamagedArchiveError, UsageError
from ictindex.data.cell_text import visible
from ictindex.data.io.csv import path_of
from ictindex.editions.ed25519 import is_signed
from ictindex.editions.keys import Key, key_of
from ictindex.editions.storage import disk
from ictindex.editions.storage.format import decode_record, is_date, is_hexadecimal, is_root
from ictindex.editions.storage.register import unusable

PUBLISHER = "publisher"
MOST_KEYS = 16
_DOMAIN = b"ictindex:publisher:1\n"
_NAME = re.compile(r"[0-9]{4}\.json", re.ASCII)
_SIGNED = ("schema", "number", "previous", "name", "date", "keys", "register", "key")
_LONGEST = 120
# Every step of a publication reads the chain; a signature fits these bytes or it does not.
_is_signed = lru_cache(maxsize=64)(is_signed)


@dataclass(frozen=True, slots=True)
class PublisherRecord:
    """A record of the chain: the keys in force from then on.

    Parameters
    ----------
    fingerprint : str
        The digest of the record, which is made known in print.
    name : str
        The publisher.
    date : datetime.date
        The day that the record states.
    keys : tuple of Key
        The public keys in force.
    records : int
        The number of records of the register at that time.
    head : str
        The digest of the last of them; empty without any.

    Examples
    --------
    >>> key = Key("Example office", "00" * 32, dt.date(2026, 1, 1), None)
    >>> record = PublisherRecord("sha256:00", "Example office", key.valid_from, (key,), 0, "")
    >>> record.fingerprint, record.name, record.date.year, record.keys[0] is key
    ('sha256:00', 'Example office', 2026, True)
    >>> record.records, record.head
    (0, '')
    """

    fingerprint: str
    name: str
    date: dt.date
    keys: tuple[Key, ...]
    records: int  # of the register at that time
    head: str


@dataclass(frozen=True, slots=True)
class PublisherChain:
    """The keys of the publisher of a folder of editions, from the first to the present ones.

    :func:`ictindex.editions.read_publisher` and :func:`ictindex.editions.new_publisher` return it.

    Parameters
    ----------
    records : tuple of PublisherRecord
        The records in order; the first one is made known in print.

    Examples
    --------
    >>> day = dt.date(2026, 1, 1)
    >>> key = Key("Example office", "00" * 32, day, None)
    >>> record = PublisherRecord("sha256:00", "Example office", day, (key,), 0, "")
    >>> chain = PublisherChain((record,))
    >>> chain.name, chain.fingerprint == chain.current, chain.keys[0].public[:4]
    ('Example office', True, '0000')
    """

    records: tuple[PublisherRecord, ...]

    @property
    def name(self) -> str:
        """Name of the publisher."""
        return self.records[0].name

    @property
    def fingerprint(self) -> str:
        """Digest of the first record, to be made known in print."""
        return self.records[0].fingerprint

    @property
    def current(self) -> str:
        """Digest of the last record; it also confirms every record before it."""
        return self.records[-1].fingerprint

    @property
    def keys(self) -> tuple[Key, ...]:
        """The keys in force."""
        return self.records[-1].keys


def read_publisher(folder: str | os.PathLike[str]) -> PublisherChain:
    """Read the chain of keys of the publisher of a folder of editions.

    Parameters
    ----------
    folder : path
        The folder of editions.

    Returns
    -------
    PublisherChain
        Its records; its ``fingerprint`` is what is printed.

    Raises
    ------
    UsageError
        If the folder has no chain of keys.
    DamagedArchiveError
        If a record is missing, altered, or not signed by a key of the record before it.

    Examples
    --------
    >>> import tempfile
    >>> from ictindex.core.errors import UsageError
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     try:
    ...         read_publisher(folder)
    ...     except UsageError as error:
    ...         error.code
    'publisher.none'
    """
    directory = path_of(folder, "folder")
    chain = find_chain(directory)
    if chain is None:
        raise UsageError("publisher.none", folder=visible(str(directory)))
    return chain


def find_chain(folder: Path) -> PublisherChain | None:
    """Return the chain of keys in a folder of editions; ``None`` if there is none."""
    keys_folder = folder / PUBLISHER
    try:
        names = sorted(name for name in os.listdir(keys_folder) if _NAME.fullmatch(name))  # noqa: PTH208
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    except OSError as error:  # a disk that fails does not say that there are no keys
        raise unusable(error, keys_folder) from error
    if not names:
        return None
    records: list[PublisherRecord] = []
    for number, name in enumerate(names):
        if name != file_of(number):
            raise DamagedArchiveError("publisher.gap", file=f"{PUBLISHER}/{file_of(number)}")
        content = disk.read_plain(keys_folder / name, disk.MOST_BYTES) or b""
        records.append(_record(content, f"{PUBLISHER}/{name}", records))
    return PublisherChain(tuple(records))


def file_of(number: int) -> str:
    """Return the name of the file of a record."""
    return f"{number:04d}.json"


def message(stated: Mapping[str, Any]) -> bytes:
    """Return the bytes of a record that are signed."""
    return _DOMAIN + encode_record({name: stated[name] for name in _SIGNED})


def fingerprint_of(content: bytes) -> str:
    """Return the digest of a record from its bytes."""
    return "sha256:" + hashlib.sha256(_DOMAIN + content).hexdigest()


def _record(content: bytes, file: str, before: Sequence[PublisherRecord]) -> PublisherRecord:
    """Return a record that continues the records before it; refuse any other."""
    try:
        stated = decode_record(content, file)
        record = _sound(stated, content)
    except (DamagedArchiveError, KeyError, TypeError, ValueError) as error:
        raise DamagedArchiveError("publisher.unsound", file=file) from error
    last = before[-1] if before else record
    if (
        stated["number"] != len(before)
        or stated["previous"] != (last.fingerprint if before else "")
        or record.name != last.name
        or record.date < last.date
        or record.records < last.records
    ):
        raise DamagedArchiveError("publisher.unsound", file=file)
    signers = [key for key in last.keys if key.public == stated["key"]]
    if not any(key.valid_on(record.date) for key in signers) or not _is_signed(
        bytes.fromhex(stated["key"]), message(stated), bytes.fromhex(stated["signature"])
    ):
        raise DamagedArchiveError("publisher.stranger", file=file)
    return record


def _sound(stated: Mapping[str, Any], content: bytes) -> PublisherRecord:
    """Return the content of a record; raise ``ValueError`` if it does not have the form."""
    name, register = stated["name"], stated["register"]
    keys = tuple(key_of(name, key) for key in stated["keys"])
    publics = [key.public for key in keys]
    sound = (
        set(stated) == {*_SIGNED, "signature"}
        and stated["schema"] == SCHEMA
        and type(stated["number"]) is int
        and is_name_of_office(name)
        and is_date(stated["date"])
        and all(set(key) == {"public", "valid_from", "valid_until"} for key in stated["keys"])
        and 0 < len(publics) <= MOST_KEYS
        and publics == sorted(set(publics))
        and set(register) == {"records", "head"}
        and type(register["records"]) is int
        and (register["head"] == "" if register["records"] == 0 else is_root(register["head"]))
        and register["records"] >= 0
        and is_hexadecimal(stated["key"], 32)
        and is_hexadecimal(stated["signature"], 64)
    )
    if not sound:
        raise ValueError
    return PublisherRecord(
        fingerprint_of(content),
        name,
        dt.date.fromisoformat(stated["date"]),
        keys,
        register["records"],
        register["head"],
    )


def is_name_of_office(name: object) -> bool:
    """Tell whether a text can be the name of a publisher: one printable line without blank ends."""
    return (
        isinstance(name, str)
        and 0 < len(name) <= _LONGEST
        and name.isprintable()
        and name == name.strip()
    )


def keys_at(chain: PublisherChain, number: int) -> tuple[Key, ...]:
    """Return the keys that may sign a record of the register, by the number of the record."""
    ends = [later.records - 1 for later in chain.records[1:]]
    return tuple(
        key
        for record, end in zip(chain.records, [*ends, number], strict=True)
        if record.records - 1 <= number <= end
        for key in record.keys
    )
