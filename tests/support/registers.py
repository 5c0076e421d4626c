"""Registers of any length, written at once: sound chains of editions whose folders are absent."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path


def written(folder: Path, count: int) -> Path:
    """Write a register of so many editions into a folder of editions; return the register."""
    path = folder / "register"
    path.mkdir(parents=True)
    previous = ""
    for number in range(count):
        content = record(number, previous)
        (path / f"{number:08d}.json").write_bytes(content)
        previous = digest(content)
    return path


def record(number: int, previous: str, **parts: object) -> bytes:
    """Return a record as its format has it, without the library's own writer."""
    root = "sha256:" + hashlib.sha256(b"%d" % number).hexdigest()
    stated = {
        "schema": 1, "number": number, "previous": previous, "type": "edition",
        "id": f"idi-2024-{number}", "date": "2024-06-27", "index": "idi", "edition": 2024,
        "root": root, "kind": "demonstration", "year": 2022, "publisher": "",
    }  # fmt: skip
    return json.dumps(stated | parts, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def digest(content: bytes) -> str:
    """Return the digest of a record, by the published format."""
    return "sha256:" + hashlib.sha256(b"ictindex:register:1\n" + content).hexdigest()
