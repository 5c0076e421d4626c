"""The library of methodology documents: loading, choosing, freezing."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ictindex.core import package_data
from ictindex.core.arguments import require
from ictindex.core.errors import DocumentError, FrozenDocumentError
from ictindex.core.file_writer import replace_file
from ictindex.definitions.documents.model import INDEX_NEEDS, Document
from ictindex.definitions.documents.toml_reader import parse, read, read_part, read_toml
from ictindex.language.findings import Finding

_DOMAIN = b"ictindex:methodology-document:1\n"


def load_document(path: str | os.PathLike[str]) -> Document:
    """Load one methodology document; report all its faults at once."""
    require(isinstance(path, (str, os.PathLike)), "path", "path", path)
    file = Path(path)
    content = read(file)
    document = _build_document(parse(content, file.name), file)
    reserved = _reserved_digest(document.id)
    if reserved is not None and reserved != _digest(content) and not _is_shipped(file):
        raise FrozenDocumentError("frozen.id-taken", file=file.name, document=document.id)
    return document


def _build_document(table: Mapping[str, Any], file: Path) -> Document:
    document = read_part(Document, table, file.name)
    if document.id != file.stem:
        raise DocumentError("document.file-name", file=file.name, key="id", value=document.id)
    return document


def _reserved_digest(key: str) -> str | None:
    """Return the digest of the only text that may have an id; ids of drafts are reserved too."""
    frozen = _read_frozen()[0] if _frozen_path().exists() else {}
    if key not in frozen and key in _ids():
        return _digest(read(_ids()[key]))
    return frozen.get(key)


def _is_shipped(file: Path) -> bool:
    """Tell whether a file is the library's own; ``check_frozen`` compares its digest."""
    own = _ids().get(file.stem)
    return own is not None and own.resolve() == file.resolve()


def _frozen_path() -> Path:
    return package_data.folder("methodology") / "FROZEN.toml"


def _read_frozen() -> tuple[dict[str, str], bool]:
    """Return the frozen digests, and whether a first release has made them final."""
    path = _frozen_path()
    if not path.exists():
        raise FrozenDocumentError("frozen.no-list", file=path.name)
    content = read_toml(path)
    documents = content.get("documents")
    # Removing the key does not undo the release.
    return documents if isinstance(documents, dict) else {}, content.get("released") is not False


def document_files() -> list[Path]:
    """Return the files of the documents of this installation."""
    folder = package_data.folder("methodology")
    return sorted(path for index in INDEX_NEEDS for path in folder.glob(f"{index}/*.toml"))


@lru_cache(maxsize=1)
def _ids() -> Mapping[str, Path]:
    return MappingProxyType({path.stem: path for path in document_files()})


def find(key: str) -> Document | None:
    """Return the document with an id, or ``None``; other documents are not read."""
    return _read_shipped(key) if isinstance(key, str) and key in _ids() else None


@lru_cache(maxsize=32)
def _read_shipped(key: str) -> Document:
    return _build_document(read_toml(_ids()[key]), _ids()[key])


@lru_cache(maxsize=1)
def library() -> Mapping[str, Document]:
    """Return all documents of this installation by id, in the order of their adoption."""
    return MappingProxyType({document.id: document for document in _read_in_order(_ids())})


def documents_of(index: str) -> list[Document]:
    """Return the documents of an index in the order of adoption; other documents are not read."""
    return _read_in_order(key for key, path in _ids().items() if path.parent.name == index)


def _read_in_order(ids: Iterable[str]) -> list[Document]:
    return sorted(map(_read_shipped, ids), key=lambda document: (document.adopted, document.id))


def digest(path: str | os.PathLike[str]) -> str:
    """Return the digest of a document: SHA-256 of its text with LF line ends."""
    require(isinstance(path, (str, os.PathLike)), "path", "path", path)
    return _digest(read(Path(path)))


def _digest(content: bytes) -> str:
    text = content.replace(b"\r\n", b"\n")
    return "sha256:" + hashlib.sha256(_DOMAIN + text).hexdigest()


def _list_released() -> dict[str, str]:
    return {
        d.id: _shipped_digest(_ids()[d.id]) for d in library().values() if d.status == "released"
    }


def _shipped_digest(path: Path) -> str:
    """Return the digest of a document; none if its compiled form differs from the written one."""
    content = read(path)
    compiled = package_data.compiled_table(path)
    if compiled is not None and repr(compiled) != repr(parse(content, path.name)):
        return ""
    return _digest(content)


def check_frozen() -> dict[str, str]:
    """Check every released document against its digest in ``FROZEN.toml``."""
    frozen, _ = _read_frozen()
    current = _list_released()
    faults = [
        Finding(code, details={"document": key})
        for key in sorted(frozen.keys() | current.keys())
        if (
            code := "frozen.gone"
            if key not in current
            else "frozen.new"
            if key not in frozen
            else "frozen.changed"
            if frozen[key] != current[key]
            else ""
        )
    ]
    if faults:
        raise FrozenDocumentError("frozen.differs", faults=faults)
    return current


def freeze() -> dict[str, tuple[str | None, str]]:
    """Write ``FROZEN.toml`` again from the documents, before the first release only."""
    path = _frozen_path()
    if package_data.is_installed(path):
        raise FrozenDocumentError("frozen.installed", file=str(path))
    old, released = _read_frozen()
    now = _list_released()
    changed = {
        key: (old.get(key), now.get(key, ""))
        for key in sorted(old.keys() | now.keys())
        if old.get(key) != now.get(key)
    }
    if released and any(key in old for key in changed):
        raise FrozenDocumentError(
            "frozen.differs",
            faults=[
                Finding("frozen.changed", details={"document": k}) for k in changed if k in old
            ],
        )
    lines = [
        "# Digests of the released methodology documents: SHA-256 over the line",
        '# "ictindex:methodology-document:1" and the text of the file with LF line ends.',
        "# Made by `ictindex methodology freeze`; after the first release no entry may change.",
        f"released = {str(released).lower()}",
        "",
        "[documents]",
        *(f'{key} = "{value}"' for key, value in now.items()),
        "",
    ]
    replace_file(path, "\n".join(lines))
    return changed
