"""The register as a verifier meets it: a chain that may be altered anywhere.

Publishing refuses a register that is not sound (:mod:`ictindex.archive.register`); verifying has
to say of an unsound one which record is to blame.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ictindex.archive.format import MANIFEST, REGISTER, TEMPORARY, decoded, record_digest
from ictindex.archive.register import PUBLISHING, file_name
from ictindex.archive.report import Problem
from ictindex.errors import DamagedArchiveError
from ictindex.observations.cells import visible

MOST_BYTES = 1 << 24  # of a manifest and of a record
_RECORD = re.compile(r"[0-9]{8}\.json", re.ASCII)


@dataclass(frozen=True, slots=True)
class Chain:
    """A register as it lies there, sound or not.

    Parameters
    ----------
    records : tuple of mapping
        What each record says; empty where it says nothing in canonical form.
    digests : tuple of str
        Digests of their bytes.
    problems : frozenset of Problem
        What is wrong with it.
    head : str
        Digest of the last record; empty of an empty register.
    covered : int
        How many records the pinned head vouches for.
    """

    records: tuple[Mapping[str, Any], ...]
    digests: tuple[str, ...]
    problems: frozenset[Problem]
    head: str
    covered: int

    def of(self, key: object, types: tuple[str, ...] = PUBLISHING) -> list[Mapping[str, Any]]:
        """Return the records of some types about an id."""
        return [one for one in self.records if one.get("id") == key and one.get("type") in types]


def follow(register: str | None, head: str | None) -> Chain:
    """Follow the chain of a register from its end, which a pinned head can vouch for."""
    try:
        found = set(os.listdir(register)) if register is not None else set()  # noqa: PTH208
    except OSError:
        found = set()
    names = {name for name in found if not name.startswith(TEMPORARY)}
    records: list[Mapping[str, Any]] = []
    digests: list[str] = []
    bad: dict[str, str] = {}
    while (name := file_name(len(records))) in names:
        names.discard(name)
        content = read_plain(f"{register}{os.sep}{name}", MOST_BYTES) or b""
        record = record_of(content, name)
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
            bad[name] = "record-missing"  # a later one is there
        else:
            bad[visible(left)] = "record-added"
    _check_links(records, digests, head, bad)
    covered = digests.index(head) + 1 if head in digests else 0
    if head is not None and not covered and not bad:
        bad[file_name(max(len(records) - 1, 0))] = "head-unknown"
    return Chain(
        tuple(records),
        tuple(digests),
        frozenset(Problem(f"{REGISTER}/{name}", code) for name, code in bad.items()),
        digests[-1] if digests else "",
        covered,
    )


def _check_links(
    records: list[Mapping[str, Any]], digests: list[str], head: str | None, bad: dict[str, str]
) -> None:
    """Name the record that breaks the chain; where nothing vouches for one of two, both."""
    last = len(records) - 1
    for number in range(last, 0, -1):
        before, this = file_name(number - 1), file_name(number)
        if before in bad or this in bad or records[number].get("previous") == digests[number - 1]:
            continue
        if number < last or head == digests[number]:
            bad[before] = "record-altered"  # its successor is vouched for
        else:
            bad[this] = "record-altered"
            if head is None:
                bad[before] = "record-altered"


def in_register(
    chain: Chain, key: object, mine: str, root: str | None, *, accused: bool, renamed: bool
) -> tuple[set[Problem], bool]:
    """Return what the register has against an edition, and whether a pinned head vouches for it."""
    numbers = [
        number
        for number, one in enumerate(chain.records)
        if one.get("id") == key and one.get("type") in PUBLISHING
    ]
    files = [f"{REGISTER}/{file_name(number)}" for number in numbers]
    problems = {one for one in chain.problems if one.file not in files[1:]}
    problems |= {Problem(file, "record-twice") for file in files[1:]}
    covered = bool(numbers) and numbers[0] < chain.covered
    if accused or problems:
        return problems, covered
    if not numbers:
        # An id that is neither that of the folder nor in the register was altered.
        unknown = Problem(MANIFEST, "disagrees"), Problem(REGISTER, "not-in-register")
        problems.add(unknown[0] if renamed else unknown[1])
    elif chain.records[numbers[0]].get("root") != mine:
        if root is None:
            problems.add(Problem(MANIFEST, "disagrees"))
        if root is not None or not covered:
            problems.add(Problem(files[0], "record-altered"))
    return problems, covered


def record_of(content: bytes, name: str) -> Mapping[str, Any]:
    """Return what a file says in canonical form; of another, nothing."""
    try:
        return decoded(content, name)
    except DamagedArchiveError:
        return {}


def read_plain(path: str, most: int) -> bytes | None:
    """Return at most one byte more than expected; ``None`` of what is no plain file."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    flags |= getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return None
            content = os.read(handle, most + 1)
            parts = [content]
            left = most + 1 - len(content)
            while content and left:  # a read can give less than was asked for
                content = os.read(handle, left)
                parts.append(content)
                left -= len(content)
            return b"".join(parts) if len(parts) > 1 else parts[0]
        finally:
            os.close(handle)
    except OSError:
        return None
