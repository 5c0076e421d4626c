"""Keys for signatures, and the list of keys with their validity.

A list of keys is useful only if it comes from elsewhere: anybody who can write to a folder can put
another list there.
"""

from __future__ import annotations

import datetime as dt
import importlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from ictindex.core import arguments, canonical
from ictindex.core.canonical import SCHEMA
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import DamagedArchiveError, RefusedEditionError, UsageError
from ictindex.core.file_writer import create_file, write_file
from ictindex.data.cell_text import visible
from ictindex.data.dates import date_of
from ictindex.data.io.csv import path_of, read_bytes
from ictindex.definitions.catalogue.reserved_names import find_reserved
from ictindex.editions.storage.format import decode_record, is_hexadecimal
from ictindex.editions.storage.register import unusable

KEYS = "keys.json"
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Key:
    """A public key and its owner.

    Parameters
    ----------
    name : str
        The owner: an office, never a person.
    public : str
        The public key: 32 bytes as hexadecimal digits.
    valid_from, valid_until : datetime.date or None
        First and last day of its validity; ``None`` for no limit.

    Examples
    --------
    >>> Key("Example office", "00" * 32, dt.date(2024, 1, 1), None).valid_on(dt.date(2023, 12, 31))
    False
    >>> Key("Example office", "00" * 32, dt.date(2024, 1, 1), None).record["name"]
    'Example office'
    """

    name: str
    public: str
    valid_from: dt.date
    valid_until: dt.date | None

    def valid_on(self, day: dt.date) -> bool:
        """Tell whether the key is valid on a day.

        Parameters
        ----------
        day : datetime.date
            The day.

        Returns
        -------
        bool
            True if the day is within its validity.
        """
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    @property
    def record(self) -> dict[str, Any]:
        """Record of the key in a list of keys."""
        return asdict(self)


def new_key(
    path: str | os.PathLike[str],
    name: str,
    *,
    valid_from: dt.date | str,
    valid_until: dt.date | str | None = None,
    password: str | None = None,
) -> Key:
    """Make a key to sign with.

    Parameters
    ----------
    path : path
        The file for the private key, which only its owner can read; it must not exist yet.
    name : str
        Owner of the key: an office, never a person.
    valid_from, valid_until : datetime.date or str
        First and last day of its validity (ISO 8601).
    password : str, optional
        Encrypts the private key.

    Returns
    -------
    Key
        The public part, for the list of keys.

    Raises
    ------
    UsageError
        If the arguments do not fit, the file exists, or the package is not installed.
    RefusedEditionError
        If the name is reserved for an organization, such as ITU.
    ArchiveError
        If it cannot be written.

    Examples
    --------
    >>> from ictindex.core.errors import UsageError
    >>> try:
    ...     new_key("office.pem", "Office", valid_from="2025-01-01", valid_until="2024-01-01")
    ... except UsageError as error:
    ...     error.code
    'signature.validity'
    """
    file = path_of(path, "path")
    fits = isinstance(name, str) and name.isprintable() and 0 < len(name.strip()) <= _LONGEST_NAME
    arguments.require(fits, "name", "text", name)
    first, last = date_of(valid_from, "valid_from"), date_of(valid_until, "valid_until")
    if first is None or (last is not None and last < first):
        raise UsageError("signature.validity")
    refuse_reserved(name)
    if os.path.lexists(file):
        raise UsageError("signature.key-there", file=visible(str(file)))
    ed25519, serialization = package()
    private = ed25519.Ed25519PrivateKey.generate()
    lock: Any = serialization.NoEncryption()
    if password is not None:
        lock = serialization.BestAvailableEncryption(password.encode())
    content = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock
    )
    try:
        create_file(file, content, 0o600)
    except FileExistsError as error:
        raise UsageError("signature.key-there", file=visible(str(file))) from error
    except OSError as error:
        raise unusable(error, file) from error
    public = private.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )
    return Key(name.strip(), public.hex(), first, last)


def write_keys(path: str | os.PathLike[str], keys: Iterable[Key]) -> None:
    """Write a list of keys with their validity.

    Parameters
    ----------
    path : path
        The file; one that exists with other content is refused, unless
        :class:`ictindex.set_options` allows overwriting.
    keys : iterable of Key
        The public keys.

    Raises
    ------
    UsageError
        If one of them is not a key.
    UnusableFileError
        If it cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     key = Key("Example office", "00" * 32, dt.date(2024, 1, 1), None)
    ...     write_keys(f"{folder}/keys.json", [key])
    ...     read_keys(f"{folder}/keys.json")[0].name
    'Example office'
    """
    key_list = list(keys)
    for key in key_list:
        arguments.require(isinstance(key, Key), "keys", "key", key)
    listed = sorted((key.record for key in key_list), key=lambda key: (key["name"], key["public"]))
    write_file(path, canonical.text({"schema": SCHEMA, "keys": listed}) + "\n")


def read_keys(path: str | os.PathLike[str]) -> tuple[Key, ...]:
    """Read a list of keys.

    Parameters
    ----------
    path : path
        A file that :func:`write_keys` wrote.

    Returns
    -------
    tuple of Key
        The keys.

    Raises
    ------
    DamagedArchiveError
        If it is not a list of keys.
    UnusableFileError
        If it cannot be read.

    Examples
    --------
    >>> read_keys.__annotations__["return"]
    'tuple[Key, ...]'
    """
    file = path_of(path, "path")
    stated = decode_record(read_bytes(file), visible(file.name))
    try:
        if set(stated) != {"schema", "keys"} or stated["schema"] != SCHEMA:
            raise ValueError
        return tuple(map(_key, stated["keys"]))
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedArchiveError("archive.unsound", file=visible(file.name)) from error


def _key(stated: Mapping[str, Any]) -> Key:
    if not isinstance(stated["name"], str):
        raise ValueError
    return key_of(stated["name"], stated)


def key_of(name: str, stated: Mapping[str, Any]) -> Key:
    """Return the key of an owner from its record; raise ``ValueError`` for anything else."""
    last = stated["valid_until"]
    if not is_hexadecimal(stated["public"], 32):
        raise ValueError
    return Key(
        name,
        stated["public"],
        dt.date.fromisoformat(stated["valid_from"]),
        None if last is None else dt.date.fromisoformat(last),
    )


def refuse_reserved(name: str, public: str = "") -> None:
    """Refuse a name that is reserved for an organization whose key this is not known to be."""
    owner = find_reserved(name, public)
    if owner is not None:
        raise RefusedEditionError("publisher.reserved", name=visible(name)[:80], owner=owner)


def load_private(
    path: str | os.PathLike[str], password: str | None
) -> tuple[str, Callable[[bytes], bytes]]:
    """Return the public key and the signing function of a private key in a file."""
    _, serialization = package()
    content = read_bytes(path_of(path, "private"))  # a file that cannot be read is no wrong key
    try:
        held = serialization.load_pem_private_key(
            content, None if password is None else password.encode()
        )
        public = held.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        signs: Callable[[bytes], bytes] = held.sign
        if len(public) != 32:
            raise TypeError
    except (ValueError, TypeError, AttributeError) as error:
        raise UsageError("signature.key-unusable") from error
    return public.hex(), signs


def package() -> tuple[Any, Any]:
    """Return the package that signs; without it, raise an error with the way to install it."""
    try:
        return (
            importlib.import_module("cryptography.hazmat.primitives.asymmetric.ed25519"),
            importlib.import_module("cryptography.hazmat.primitives.serialization"),
        )
    except ImportError as error:
        raise UsageError("signature.package-missing") from error
