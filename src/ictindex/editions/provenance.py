"""Evidence for the figures of an edition: receipts, findings, answers, decisions.

No file reveals confidential values: the receipt of a table with confidential cells is disclosed
only by salted digests and under its own salted name.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ictindex.core import arguments, package_data
from ictindex.core.canonical import SCHEMA
from ictindex.core.errors import UnusableFileError, UsageError, VoidReceiptError
from ictindex.data.cell_text import visible
from ictindex.editions.storage.format import is_name, sha256, twin
from ictindex.language.findings import Finding
from ictindex.submissions.validation.receipts import Receipt

FOLDER = "inputs/submissions"
_MOST_BYTES = 256 * 1024 * 1024
Received = Any  # a path, a folder, bytes by name, or several of these


def read_submissions(submissions: Received) -> list[tuple[str, bytes]]:
    """Read the files that are passed in, each with its name."""
    if isinstance(submissions, Mapping):
        fits = all(isinstance(k, str) and isinstance(v, bytes) for k, v in submissions.items())
        arguments.require(fits, "submissions", "submissions", submissions)
        return list(submissions.items())
    if isinstance(submissions, (str, os.PathLike)):
        source = Path(submissions)
        if source.is_dir():
            try:
                inside = sorted(path for path in source.iterdir() if path.is_file())
            except OSError as error:
                raise UnusableFileError("archive.unreadable", file=visible(source.name)) from error
            return [(path.name, _read(path)) for path in inside]
        return [(source.name, _read(source))]
    fits = isinstance(submissions, Iterable) and not isinstance(submissions, (bytes, bytearray))
    arguments.require(fits, "submissions", "submissions", submissions)
    return [pair for submission in submissions for pair in read_submissions(submission)]


def _read(path: Path) -> bytes:
    name = visible(path.name)
    try:
        content = package_data.read(path, _MOST_BYTES)
    except (OSError, ValueError) as error:
        raise UnusableFileError("archive.unreadable", file=name) from error
    if content is None:
        raise UnusableFileError(
            "archive.submission-too-large", file=name, most=str(_MOST_BYTES // 2**20)
        )
    return content


def match_files(
    receipts: Sequence[Receipt], files: Iterable[tuple[str, bytes]]
) -> tuple[dict[str, bytes], list[Finding]]:
    """Match the files passed in with those that receipts were made for."""
    wanted: dict[str, str] = {}
    closed: set[str] = set()
    names: dict[str, set[str]] = {}
    for receipt in receipts:
        for name, digest in receipt.files.items():
            names.setdefault(name, set()).add(digest)
            wanted[digest] = name
            if is_confidential(receipt):
                closed.add(digest)
    contents: dict[str, bytes] = {}
    for name, content in files:
        digest = sha256(content)
        if digest in wanted:
            contents[digest] = content
        elif name in names:
            raise VoidReceiptError("receipt.file-changed", file=visible(name))
        else:
            raise UsageError(
                "archive.submission-unknown", file=visible(name), files=sorted(names) or ["-"]
            )
    absent = [
        Finding("archive.submission-absent", "error", details={"file": visible(name)})
        for digest, name in sorted(wanted.items(), key=lambda pair: (pair[1], pair[0]))
        if digest not in contents and digest not in closed
    ]
    return {digest: content for digest, content in contents.items() if digest not in closed}, absent


def is_confidential(receipt: Receipt) -> bool:
    """Tell whether the files of a receipt have cells that must not be published."""
    return bool(receipt.record["confidential"])


def paths(receipts: Sequence[Receipt], contents: Mapping[str, bytes]) -> dict[str, str]:
    """Return the path in the edition of each file, by SHA-256."""
    # A name that several different files have, or that is not valid on every system, gets the
    # digest in front.
    names: dict[str, str] = {}
    for receipt in receipts:
        for name, digest in receipt.files.items():
            if digest in contents:
                names[digest] = min(name, names.get(digest, name))
    twins: dict[str, int] = {}
    for name in names.values():
        twins[twin(name)] = twins.get(twin(name), 0) + 1
    placed = {}
    for digest, name in names.items():
        if not is_name(name):
            placed[digest] = f"{FOLDER}/{digest[:16]}"
        elif twins[twin(name)] > 1:
            placed[digest] = f"{FOLDER}/{digest[:16]}/{name}"
        else:
            placed[digest] = f"{FOLDER}/{name}"
    return placed


def receipts(
    accepted: Iterable[Receipt],
    named: Mapping[str, str],
    places: Mapping[str, str],
    salt: bytes | None,
) -> list[dict[str, Any]]:
    """Return the receipts; findings and answers are in files of their own."""
    # The content of a cell before it was corrected was never submitted: the compilers read it in
    # the receipt, and no edition publishes it.
    left_out = ("findings", "answers", "corrections")
    records = []
    for receipt in sorted(accepted, key=lambda receipt: named[receipt.digest]):
        closed = is_confidential(receipt)
        record = {key: part for key, part in receipt.record.items() if key not in left_out}
        files = [
            {"name": name, "sha256": digest, "path": places.get(digest)}
            for name, digest in sorted(receipt.files.items())
        ]
        records.append(
            {
                "name": named[receipt.digest],
                "receipt": None if closed else record,
                "disclosed": receipt.disclose(salt or b"") if closed else None,
                "files": [] if closed else files,
            }
        )
    return records


def answers(accepted: Iterable[Receipt], named: Mapping[str, str]) -> dict[str, Any]:
    """Return the answers to findings by the name of the receipt."""
    return {"schema": SCHEMA, "receipts": map_receipts(accepted, named, "answers")}


def map_receipts(
    accepted: Iterable[Receipt], named: Mapping[str, str], part: str
) -> dict[str, Any]:
    """Return a part of each receipt by its name; ``None`` for a confidential one."""
    return {
        named[receipt.digest]: None if is_confidential(receipt) else receipt.record[part]
        for receipt in accepted
    }


def has_transcribed(accepted: Sequence[Receipt]) -> bool:
    """Tell whether any receipt is of a print that a compiler transcribed."""
    return any(receipt.transcribed for receipt in accepted)
