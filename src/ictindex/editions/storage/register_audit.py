"""Audit of a register: a verifier reads a chain that may be altered anywhere.

Publication refuses a register that is not sound (:mod:`ictindex.editions.storage.register`);
verification has to name the faulty record of an unsound one.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import DamagedArchiveError
from ictindex.data.cell_text import visible
from ictindex.editions.storage.disk import MOST_BYTES, read_plain
from ictindex.editions.storage.format import (
    MANIFEST,
    REGISTER,
    TEMPORARY,
    decode_record,
    record_digest,
)
from ictindex.editions.storage.record_files import copy_content, file_name, numbers_of, read_whole
from ictindex.editions.storage.register import PUBLISHING, Register, is_record, read_chain
from ictindex.editions.storage.stray_files import is_stray
from ictindex.editions.verification_report import Problem

_STATED_TWICE = ("id", "index", "edition", "year", "publisher")  # of manifest and record


@dataclass(frozen=True, slots=True)
class Chain:
    """A register in its present state, sound or not."""

    records: tuple[Mapping[str, Any], ...]
    digests: tuple[str, ...]
    problems: frozenset[Problem]
    head: str
    covered: int
    besides: frozenset[Problem] = frozenset()
    numbers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def list_records(
        self, key: object, types: tuple[str, ...] = PUBLISHING
    ) -> list[Mapping[str, Any]]:
        """Return the records of some types about an id."""
        return [copy_content(self.records[number]) for number in self.find_numbers(key, types)]

    def find_numbers(self, key: object, types: tuple[str, ...] = PUBLISHING) -> list[int]:
        """Return the numbers of the records of some types about an id."""
        numbers = self.numbers.get(key, ()) if isinstance(key, str) else ()
        return [number for number in numbers if self.records[number].get("type") in types]


def follow(register: str | None, head: str | None) -> Chain:
    """Follow the chain of a register from its end, which a pinned head can confirm."""
    # A register without a fault is the common case; in any other the fault is searched.
    contents = None if register is None else read_whole(register)
    if contents is not None:
        with suppress(DamagedArchiveError):
            sound = read_chain(contents)
            return _confirm_chain(sound.records, sound.digests, head, {}, sound.numbers)
    return diagnose(register, head)


def chain_of(register: Register) -> Chain:
    """Return the chain of a register that was read, and so is sound."""
    numbers = numbers_of(register.records)
    return _confirm_chain(register.records, register.digests, None, {}, numbers)


def diagnose(register: str | None, head: str | None) -> Chain:
    """Follow the chain of a register that may be altered anywhere, and name the faults."""
    listed: set[str] | None = None
    with suppress(OSError):
        listed = set(os.listdir(register)) if register is not None else set()  # noqa: PTH208
    if listed is None or (register is not None and os.path.islink(register)):  # noqa: PTH114
        # A link leads to a register that nobody put next to the edition.
        unread = frozenset((Problem(REGISTER, "register-unreadable"),))
        return Chain((), (), unread, "", 0)
    strays = set(filter(is_stray, listed))
    names = {name for name in listed - strays if not name.startswith(TEMPORARY)}
    records: list[Mapping[str, Any]] = []
    digests: list[str] = []
    bad: dict[str, str] = {}
    while (name := file_name(len(records))) in names:
        names.discard(name)
        content = read_plain(f"{register}{os.sep}{name}", MOST_BYTES) or b""
        record = _record(content, name)
        first = record.get("previous") == ""
        if record.get("number") != len(records) or first != (not records):
            bad[name] = "record-unsound"
        records.append(record)
        digests.append(record_digest(content))
    for left in names:
        if (
            len(left) == len(name)
            and left[:8].isdecimal()
            and left.isascii()
            and left[8:] == ".json"
        ):
            bad[name] = "record-missing"  # a later record exists
        else:
            bad[visible(left)] = "record-added"
    _check_links(records, digests, head, bad)
    if not bad:
        _check_ids(records, bad)
    besides = frozenset(Problem(f"{REGISTER}/{visible(name)}", "besides") for name in strays)
    return _confirm_chain(records, digests, head, bad, numbers_of(records), besides)


def _confirm_chain(
    records: Sequence[Mapping[str, Any]],
    digests: Sequence[str],
    head: str | None,
    bad: dict[str, str],
    numbers: Mapping[str, tuple[int, ...]],
    besides: frozenset[Problem] = frozenset(),
) -> Chain:
    """Return a chain with its faults and the number of records that a pinned head confirms."""
    covered = digests.index(head) + 1 if head in digests else 0
    if head is not None and not covered and not bad:
        bad[file_name(max(len(records) - 1, 0))] = "head-unknown"
    return Chain(
        tuple(records),
        tuple(digests),
        frozenset(Problem(f"{REGISTER}/{name}", code) for name, code in bad.items()),
        digests[-1] if digests else "",
        covered,
        besides,
        numbers,
    )


def _check_links(
    records: list[Mapping[str, Any]], digests: list[str], head: str | None, bad: dict[str, str]
) -> None:
    """Name the record that breaks the chain; both records if nothing confirms one of the two."""
    last = len(records) - 1
    for number in range(last, 0, -1):
        before, this = file_name(number - 1), file_name(number)
        if before in bad or this in bad or records[number].get("previous") == digests[number - 1]:
            continue
        if number < last or head == digests[number]:
            bad[before] = "record-altered"  # its successor is confirmed
        else:
            bad[this] = "record-altered"
            if head is None:
                bad[before] = "record-altered"


def _check_ids(records: list[Mapping[str, Any]], bad: dict[str, str]) -> None:
    """Name the records that publish an id again, or that are about an unpublished root."""
    roots: dict[str, str] = {}
    for number, record in enumerate(records):
        first, root = record["type"] in PUBLISHING, roots.get(record["id"])
        if first and root is not None:
            bad[file_name(number)] = "record-twice"
        elif not first and root != record["root"]:
            bad[file_name(number)] = "record-astray"
        roots.setdefault(record["id"], record["root"])


def check_register(
    chain: Chain,
    key: str,
    stated: Mapping[str, Any],
    root: str | None,
    *,
    accused: bool,
    renamed: bool,
) -> tuple[set[Problem], bool]:
    """Return the faults of an edition by the register, and whether a pinned head confirms it."""
    # The facts of the edition are passed in the form of its record, see :func:`as_recorded`.
    number = next(iter(chain.find_numbers(key)), None)
    problems = set(chain.problems)
    covered = number is not None and number < chain.covered
    if accused or problems:
        return problems, covered
    if number is None:
        # An id that is neither the name of the folder nor in the register was altered.
        unknown = Problem(MANIFEST, "disagrees"), Problem(REGISTER, "not-in-register")
        problems.add(unknown[0] if renamed else unknown[1])
        return problems, covered
    record = chain.records[number]
    if record["root"] != stated["root"] and root is None:
        problems.add(Problem(MANIFEST, "disagrees"))
    if any(record[name] != part for name, part in stated.items()) and not (problems and covered):
        # A record with the root of the manifest must state the same facts.
        problems.add(Problem(f"{REGISTER}/{file_name(number)}", "record-altered"))
    return problems, covered


def as_recorded(manifest: Mapping[str, Any], root: str) -> dict[str, Any]:
    """Return the facts that the record of an edition must state, from its manifest."""
    stated = {name: manifest[name] for name in _STATED_TWICE}
    edition = "of" not in manifest
    return stated | {
        "type": PUBLISHING[0] if edition else PUBLISHING[1],
        "kind": manifest["kind"] if edition else manifest["of"],
        "date": manifest["released"],
        "root": root,
    }


def _record(content: bytes, name: str) -> Mapping[str, Any]:
    """Return the content of a file in the form of a record; empty for any other file."""
    try:
        record = decode_record(content, name)
    except DamagedArchiveError:
        return {}
    return record if len(content) <= MOST_BYTES and is_record(record) else {}
