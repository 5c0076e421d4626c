"""The register: an append-only chain of records, each with the digest of the one before.

Only the register determines what was published. A record is created by a link to a file that is
already complete and on the disk: the first link gets the number, and nobody can undo it. An id in
the register stays in use, even after its folder was removed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ictindex.core import arguments
from ictindex.core.canonical import SCHEMA, encode_record
from ictindex.core.errors import ArchiveError, DamagedArchiveError, UsageError
from ictindex.data.cell_text import visible
from ictindex.data.io.csv import path_of
from ictindex.editions.storage import disk
from ictindex.editions.storage.format import (
    KINDS,
    REGISTER,
    TEMPORARY,
    TYPES,
    decode_record,
    is_date,
    is_id,
    is_root,
    is_schema,
    is_shallow,
    is_year,
    record_digest,
)
from ictindex.editions.storage.record_files import (
    Memory,
    RecordChain,
    copy_content,
    file_name,
    numbers_of,
    read_whole,
)
from ictindex.editions.storage.stray_files import is_stray

_NAME = re.compile(r"[0-9]{8}\.json", re.ASCII)
_COMMON = frozenset(("schema", "number", "previous", "type", "id", "root", "date"))
_PUBLISHED = frozenset(("index", "edition", "kind", "year", "publisher"))
PUBLISHING = ("edition", "data-release")
RETRACTS = "retracts"  # key in the details of an erratum that retracts another one
_memory = Memory()


class Register(arguments.ReadOnly):
    """A register that was read: a chain without a gap.

    Parameters
    ----------
    records : sequence of mapping
        The records, in order.
    digests : sequence of str
        The digest of each record.

    Examples
    --------
    >>> Register().head, len(Register()), Register().find("idi-2024") is None
    ('', 0, True)
    >>> Register(({"id": "a"},), ("sha256:00",)).head
    'sha256:00'
    >>> record = {"id": "idi-2024", "type": "edition"}
    >>> Register((record,), ("",)).find("idi-2024")["type"]
    'edition'
    >>> Register().about("idi-2024", "erratum")
    ()
    """

    records: tuple[Mapping[str, Any], ...]
    digests: tuple[str, ...]
    _numbers: Mapping[str, tuple[int, ...]]

    def __init__(
        self, records: tuple[Mapping[str, Any], ...] = (), digests: tuple[str, ...] = ()
    ) -> None:
        self._set(records=tuple(records), digests=tuple(digests), _numbers=numbers_of(records))

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return iter(self.records)

    @property
    def head(self) -> str:
        """Digest of the last record, which can be pinned; ``""`` for an empty register."""
        return self.digests[-1] if self.digests else ""

    def find(self, key: str) -> Mapping[str, Any] | None:
        """Return the record by which an id was published, or ``None``.

        Parameters
        ----------
        key : str
            Id of an edition or a data release.

        Returns
        -------
        mapping or None
            The record.
        """
        return next(
            (record for record in self._find_records(key) if record["type"] in PUBLISHING), None
        )

    def about(self, key: str, kind: str) -> tuple[Mapping[str, Any], ...]:
        """Return the records of a type about an id: its errata, its withdrawal.

        Parameters
        ----------
        key : str
            Id of an edition or a data release.
        kind : str
            ``"edition"``, ``"data-release"``, ``"erratum"`` or ``"withdrawal"``.

        Returns
        -------
        tuple of mapping
            In the order of the register.
        """
        return tuple(record for record in self._find_records(key) if record["type"] == kind)

    def _find_records(self, key: str) -> Iterator[Mapping[str, Any]]:
        return (self.records[number] for number in self._numbers.get(key, ()))

    def __repr__(self) -> str:
        return f"<Register {len(self)} {self.head[:19]}>"


def read_register(folder: str | os.PathLike[str]) -> Register:
    """Read the register of a folder of editions; refuse a broken chain.

    Parameters
    ----------
    folder : path
        The folder of editions: the one that has the folder ``register``.

    Returns
    -------
    Register
        All records.

    Raises
    ------
    DamagedArchiveError
        If a record is altered, missing or not in the chain, or a file does not belong to a
        register; the message names it.
    ArchiveError
        If it cannot be read.
    UsageError
        If the folder has no register, or there is no such folder: a path with a typing error is
        not a register without errata.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     try:
    ...         ict.editions.read_register(folder)
    ...     except ict.errors.UsageError as error:
    ...         error.code
    'register.not-here'
    """
    directory = path_of(folder, "folder")
    if not os.path.lexists(directory / REGISTER):
        raise UsageError("register.not-here", folder=visible(str(directory)))
    return load_register(directory)


def load_register(folder: Path) -> Register:
    """Read the register of a folder; an empty one before the first publication."""
    path = folder / REGISTER
    contents = read_whole(str(path))
    chain = read_chain(_contents(path) if contents is None else contents)
    return Register(tuple(map(copy_content, chain.records)), chain.digests)


def _contents(path: Path) -> tuple[bytes, ...]:
    """Read a register that is out of order, and name the fault."""
    try:
        if path.is_symlink() or (path.exists() and not path.is_dir()):
            raise DamagedArchiveError("register.no-folder", file=REGISTER)
        names = sorted(entry.name for entry in path.iterdir()) if path.exists() else []
        names = [
            entry for entry in names if not entry.startswith(TEMPORARY) and not is_stray(entry)
        ]
        for number, name in enumerate(names):
            if not _NAME.fullmatch(name) or (path / name).is_symlink():
                raise DamagedArchiveError("register.stranger", file=visible(name))
            if name != file_name(number):
                raise DamagedArchiveError("register.gap", file=file_name(number))
        contents = []
        for name in names:
            content = disk.read_regular(path / name, disk.MOST_BYTES)
            if content is None:  # a folder, a device, a pipe
                raise DamagedArchiveError("register.stranger", file=name)
            contents.append(content)
    except OSError as error:
        raise unusable(error, path) from error
    return tuple(contents)


def read_chain(contents: tuple[bytes, ...]) -> RecordChain:
    """Return the content of a chain of records; parse no record twice."""
    earlier, same = _memory.recall(contents)
    if same == len(contents) == len(earlier.contents):
        return earlier
    records, digests = list(earlier.records[:same]), list(earlier.digests[:same])
    for number in range(same, len(contents)):
        records.append(_record(contents[number], number, digests[-1] if digests else ""))
        digests.append(record_digest(contents[number]))
    _check_ids(records)
    contents = (*earlier.contents[:same], *contents[same:])  # the same bytes only once
    chain = RecordChain(contents, tuple(records), tuple(digests), numbers_of(records))
    _memory.keep(chain)
    return chain


def _record(content: bytes, number: int, previous: str) -> Mapping[str, Any]:
    name = file_name(number)
    record = decode_record(content, name)
    if len(content) > disk.MOST_BYTES or not is_record(record) or record["number"] != number:
        raise DamagedArchiveError("archive.unsound", file=name)
    if record["previous"] != previous:
        raise DamagedArchiveError("register.broken-chain", file=name)
    return record


def is_record(record: Mapping[str, Any]) -> bool:
    """Tell whether a record has exactly the parts of its type, each in its form."""
    if not set(record) >= _COMMON or record["type"] not in TYPES:
        return False
    common = (
        is_schema(record["schema"])
        and type(record["number"]) is int
        and is_id(record["id"])
        and is_date(record["date"])
        and is_root(record["root"])
        and (record["previous"] == "" or is_root(record["previous"]))
    )
    if record["type"] not in PUBLISHING:
        details = record.get("details", {})
        return (
            common
            and set(record) <= _COMMON | {"details"}
            and isinstance(details, dict)
            and is_shallow(details)
        )
    return (
        common
        and set(record) == _COMMON | _PUBLISHED
        and all(isinstance(record[name], str) for name in ("index", "kind", "publisher"))
        and record["kind"] in KINDS
        and all(map(is_year, (record["edition"], record["year"])))
    )


def is_retraction(record: Mapping[str, Any]) -> bool:
    """Tell whether a record of the type of errata is a retraction."""
    details = record.get("details")
    return isinstance(details, Mapping) and RETRACTS in details


def count_errata(records: Iterable[Mapping[str, Any]]) -> tuple[int, int]:
    """Return the number of errata among records, and of the retracted ones among them."""
    listed = list(records)
    retracted = sum(map(is_retraction, listed))
    return len(listed) - retracted, retracted


def _check_ids(records: Iterable[Mapping[str, Any]]) -> None:
    """Refuse a chain in which an id is published twice, or named before it is published."""
    roots: dict[str, str] = {}
    for number, record in enumerate(records):
        key = record["id"]
        first = record["type"] in PUBLISHING
        if first == (key in roots) or (not first and roots[key] != record["root"]):
            raise DamagedArchiveError("register.id-twice", file=file_name(number), id=key)
        roots[key] = record["root"]


def record_bytes(register: Register, record: Mapping[str, Any]) -> bytes:
    """Return the bytes of the next record of a chain."""
    chained = {"schema": SCHEMA, "number": len(register), "previous": register.head}
    return encode_record({**record, **chained})


def unusable(error: OSError, path: Path) -> ArchiveError:
    """Return the error of the library for an error of the system: the reason, and the folder."""
    reason = error.strerror or type(error).__name__
    return ArchiveError("archive.folder-unusable", folder=visible(str(path)), detail=reason)
