"""The library of methodology documents: loading, choosing, freezing."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from ictindex import resources
from ictindex.documents.model import Document
from ictindex.errors import DocumentError, FrozenDocumentError, UnknownMethodologyError
from ictindex.findings import Finding

_DOMAIN = b"ictindex:methodology-document:1\n"


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file with decimals as written; a syntax fault names file and line.

    Raises
    ------
    DocumentError
        If the file is no UTF-8 or no TOML (a key given twice included).
    """
    try:
        text = path.read_bytes().decode("utf-8")
        return tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DocumentError("document.syntax", file=path.name, detail=str(error)) from error
    except OSError as error:
        raise DocumentError(
            "document.unreadable", file=str(path), detail=error.strerror or ""
        ) from error


# What a key has to be, in the terms of TOML and in signs: the same in every language and with
# every version of the library that checks the model.
_DIGITS = r"-?[0-9]{1,18}(\.[0-9]{1,20})?"
_EXPECTED = {
    "int_type": "integer",
    "is_instance_of": "number",
    "decimal_type": "number",
    "finite_number": "number",
    "decimal_max_digits": _DIGITS,
    "decimal_max_places": _DIGITS,
    "decimal_whole_digits": _DIGITS,
    "string_type": "string",
    "date_type": "date",
    "bool_type": "boolean",
    "tuple_type": "array",
    "model_type": "table",
    "model_attributes_type": "table",
    "dict_type": "table",
}


def _expected(fault: Mapping[str, Any]) -> str:
    """Say without words of a language what a key has to be."""
    context: Mapping[str, Any] = fault.get("ctx") or {}
    for key, sign in (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<"), ("min_length", "≥")):
        if key in context:
            return f"{sign} {context[key]}"
    if "expected" in context:
        return str(context["expected"]).replace(" or ", ", ").replace("True", "true")
    return str(context.get("pattern") or _EXPECTED.get(fault["type"], fault["type"]))


def _written(value: object) -> str:
    """Show a value as a document writes it."""
    shown = str(value) if isinstance(value, Decimal | dt.date) else repr(value)
    if isinstance(value, bool):
        shown = shown.lower()
    return shown if len(shown) <= 60 else f"{shown[:60]}…"


def faults_of(error: ValidationError, file: str) -> list[Finding]:
    """Turn the faults of a model into findings with file and key path."""
    found = []
    for fault in error.errors(include_url=False):
        place = [str(p) for p in fault["loc"] if not str(p).startswith("function-")]
        given: dict[str, object] = {
            "file": file,
            "key": ".".join(place) or "-",
            "detail": _expected(fault),
            "value": _written(fault.get("input")),
        }
        match fault["type"]:
            case "extra_forbidden":
                code = "document.unknown-key"
            case "missing":
                code = "document.missing-key"
            case "value_error":
                for line in fault["msg"].removeprefix("Value error, ").splitlines():
                    name, _, subject = line.partition(":")
                    found.append(Finding(f"document.{name}", given=given | {"subject": subject}))
                continue
            case _:
                code = "document.ill-typed"
        found.append(Finding(code, given=given))
    return found


def load_document(path: str | os.PathLike[str]) -> Document:
    """Load one methodology document; all its faults are reported at once.

    Parameters
    ----------
    path : path
        A TOML file.

    Returns
    -------
    Document

    Raises
    ------
    DocumentError
        Syntax faults with their line; unknown, missing and ill-typed keys with their path.

    Examples
    --------
    >>> from ictindex.resources import folder
    >>> load_document(folder("methodology") / "idi" / "idi-methodology-2023.toml").index
    'idi'
    """
    place = Path(path)
    try:
        document = Document.model_validate(read_toml(place))
    except ValidationError as error:
        raise DocumentError(
            "document.faults", faults=faults_of(error, place.name), file=place.name
        ) from error
    if document.id != place.stem:
        raise DocumentError("document.file-name", file=place.name, key="id", value=document.id)
    return document


def _paths() -> list[Path]:
    return sorted(resources.folder("methodology").glob("idi/*.toml"))


@lru_cache(maxsize=1)
def _ids() -> Mapping[str, Path]:
    return MappingProxyType({path.stem: path for path in _paths()})


def find(key: str) -> Document | None:
    """Return the document with an id, or ``None``; the others are not read.

    Examples
    --------
    >>> find("idi-methodology-2099") is None
    True
    """
    return _shipped(key) if key in _ids() else None


@lru_cache(maxsize=32)
def _shipped(key: str) -> Document:
    return load_document(_ids()[key])


@lru_cache(maxsize=1)
def library() -> Mapping[str, Document]:
    """Return all documents of this installation by id.

    Examples
    --------
    >>> "idi-methodology-2023" in library()
    True
    """
    return MappingProxyType({key: _shipped(key) for key in _ids()})


def document_for(index: str, edition: int) -> Document:
    """Return the released document of an index for an edition.

    Parameters
    ----------
    index : str
        ``"idi"``.
    edition : int
        Year of the edition.

    Returns
    -------
    Document

    Raises
    ------
    UnknownMethodologyError
        If none is in force for the edition; the message names the editions there are.

    Examples
    --------
    >>> document_for("idi", 2024).id
    'idi-methodology-2023'
    """
    documents = [d for d in library().values() if d.index == index]
    if not documents:
        allowed = sorted({d.index for d in library().values()} | _ids().keys())
        raise UnknownMethodologyError("methodology.unknown", wanted=index, allowed=allowed)
    for document in documents:
        if edition in document.editions:
            return document
    known = sorted({e for d in documents for e in d.editions})
    raise UnknownMethodologyError(
        "methodology.no-edition", index=index, edition=str(edition), allowed=known
    )


def digest(path: str | os.PathLike[str]) -> str:
    """Return the digest of a document: SHA-256 of its text with LF line ends.

    Examples
    --------
    >>> from ictindex.resources import folder
    >>> digest(folder("methodology") / "idi" / "idi-methodology-2023.toml")[:7]
    'sha256:'
    """
    text = Path(path).read_bytes().replace(b"\r\n", b"\n")
    return "sha256:" + hashlib.sha256(_DOMAIN + text).hexdigest()


def _released() -> dict[str, str]:
    return {d.id: digest(_ids()[d.id]) for d in library().values() if d.status == "released"}


def check_frozen() -> dict[str, str]:
    """Hold every released document against its digest in ``FROZEN.toml``.

    Returns
    -------
    dict
        Digest by document id.

    Raises
    ------
    FrozenDocumentError
        Naming each document that was changed, is not yet frozen, or has gone.

    Examples
    --------
    >>> "idi-methodology-2023" in check_frozen()
    True
    """
    frozen = read_toml(resources.folder("methodology") / "FROZEN.toml").get("documents", {})
    current = _released()
    faults = [
        Finding(code, given={"document": key})
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
    """Write ``FROZEN.toml`` anew from the documents, before the first release only.

    Returns
    -------
    dict
        (digest before, digest now) of each document whose entry changed.

    Raises
    ------
    FrozenDocumentError
        After the first release (``released = true``), if an entry would change or go: a changed
        constant is a new document. New documents may still be added.
    """
    path = resources.folder("methodology") / "FROZEN.toml"
    before: dict[str, Any] = read_toml(path) if path.exists() else {}
    old: dict[str, str] = before.get("documents", {})
    released = bool(before.get("released", False))
    now = _released()
    changed = {
        key: (old.get(key), now.get(key, ""))
        for key in sorted(old.keys() | now.keys())
        if old.get(key) != now.get(key)
    }
    if released and any(key in old for key in changed):
        raise FrozenDocumentError(
            "frozen.differs",
            faults=[Finding("frozen.changed", given={"document": k}) for k in changed if k in old],
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
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".frozen-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write("\n".join(lines))
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return changed
