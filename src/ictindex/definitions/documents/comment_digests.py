"""Digests of the comments on a document, kept next to the document and checked with it.

Next to the documents of a folder, ``comments/`` has a public form of the comments for a document,
and ``FROZEN.toml`` with an entry for each. A frozen form never changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ictindex.core import package_data
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import DocumentError, FrozenDocumentError
from ictindex.definitions.documents.library import digest, library
from ictindex.definitions.documents.toml_reader import METHODOLOGY_KEYS, read, read_toml
from ictindex.language.findings import Finding

FOLDER, LIST = "comments", "FROZEN.toml"
_KEYS = ("document", "comments", "register", "frozen")
_DOMAIN = b"ictindex:public-comments:1\n"


@dataclass(frozen=True, slots=True)
class CommentDigests:
    """An entry of ``FROZEN.toml``: the document, the public form, the register, and the day."""

    document: str
    comments: str
    register: str
    frozen: str


def library_folder() -> Path:
    """Return the folder of the documents of this installation."""
    return package_data.folder("methodology")


def text_digest(content: bytes) -> str:
    """Return the digest of a public form: SHA-256 of its text with LF line ends."""
    text = content.replace(b"\r\n", b"\n")
    return "sha256:" + hashlib.sha256(_DOMAIN + text).hexdigest()


def read_digests(folder: Path) -> Mapping[str, CommentDigests]:
    """Read the entries of a folder of documents, by document; unknown keys are refused."""
    path = folder / FOLDER / LIST
    if not path.exists():
        return {}
    entries: dict[str, CommentDigests] = {}
    for key, table in read_toml(path).items():
        entries[key] = _entry(path, key, table)
    return entries


def _entry(path: Path, key: str, table: Any) -> CommentDigests:
    if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
        shown = str(table)[:80]
        raise DocumentError(
            "document.ill-typed",
            file=path.name,
            key=key,
            detail="table",
            value=shown,
            keys=METHODOLOGY_KEYS,
        )
    for name in table:
        if name not in _KEYS:
            raise DocumentError(
                "document.unknown-key",
                file=path.name,
                key=f"{key}.{name}",
                keys=METHODOLOGY_KEYS,
            )
    for name in _KEYS:
        if name not in table:
            raise DocumentError("document.missing-key", file=path.name, key=f"{key}.{name}")
    return CommentDigests(**table)


def check_comments(folder: Path, documents: Mapping[str, str]) -> None:
    """Check the frozen comments of a folder; ``documents`` has the digests of its documents."""
    faults = list(_faults(folder, documents))
    if faults:
        raise FrozenDocumentError("comment.frozen-differs", faults=faults)


def _faults(folder: Path, documents: Mapping[str, str]) -> Iterator[Finding]:
    entries, comments = read_digests(folder), folder / FOLDER
    for key, entry in sorted(entries.items()):
        path = comments / f"{key}.csv"
        details = {"document": key, "file": path.name}
        if not path.exists():
            yield Finding("comment.frozen-gone", details=details)
        elif text_digest(read(path)) != entry.comments:
            yield Finding("comment.frozen-changed", details=details)
        if key in documents and documents[key] != entry.document:
            yield Finding("comment.frozen-document", details=details)
    present = {path.stem for path in comments.glob("*.csv")} if comments.is_dir() else set()
    for key in sorted(present - entries.keys()):
        details = {"document": key, "file": f"{key}.csv"}
        yield Finding("comment.frozen-unlisted", details=details)


def check_library_comments() -> None:
    """Check the frozen comments next to the documents of this installation."""
    folder = library_folder()
    check_comments(folder, {key: _own_digest(folder, key) for key in read_digests(folder)})


def _own_digest(folder: Path, key: str) -> str:
    document = library().get(key)
    return "" if document is None else digest(folder / document.index / f"{key}.toml")


def write_digests(folder: Path, entries: Mapping[str, CommentDigests]) -> str:
    """Return the text of the list of a folder with some entries."""
    lines = [
        "# Digests of the comments that led to each document: SHA-256 over the line",
        '# "ictindex:public-comments:1" and the text of the file with LF line ends; `register` is',
        "# the digest of the whole register with the salt of its keeper.",
        "# Made by `ictindex comments freeze`; no entry may change.",
    ]
    for key, entry in sorted(entries.items()):
        lines += ["", f'["{key}"]', *(f'{name} = "{getattr(entry, name)}"' for name in _KEYS)]
    return "\n".join(lines) + "\n"
