"""The canonical form of records and tables: one content has one text, whose digest is kept.

UTF-8 in Unicode form NFC, line feeds, keys in order, numbers as text; RFC 8785 without floats.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import json
import unicodedata
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ictindex.core import decimals
from ictindex.core.errors import UsageError

_MOST = 2**53 - 1  # the largest integer that every reader of JSON keeps exactly
_SPECIAL = frozenset(',"\n\r\\')


def text(value: object) -> str:
    """Write a record as canonical JSON."""
    return json.dumps(
        _plain(value), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )


def nfc(value: str) -> str:
    """Return a text in the Unicode form in which texts are compared and digested."""
    return value if value.isascii() else unicodedata.normalize("NFC", value)


def _plain(value: object) -> object:
    """Return a value of the types that JSON has, or refuse it."""
    if value is None:
        return None
    if isinstance(value, (str, int, Decimal)):  # most are: to ask for the others takes longer
        return _normal(value) if isinstance(value, str) else _plain_scalar(value)
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) and key.isascii() for key in value):
            raise UsageError("canonical.no-form", kind="key")
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [_plain(item) for item in value]
    return _plain_scalar(value)


def _plain_scalar(value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _normal(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise UsageError("canonical.no-form", kind=str(value))
        return decimals.canonical(value)
    if isinstance(value, int) and abs(value) <= _MOST:
        return int(value)
    if type(value) is date:
        return value.isoformat()
    raise UsageError("canonical.no-form", kind=type(value).__name__)


def _normal(value: str) -> str:
    if not value.isascii():
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise UsageError("canonical.no-form", kind="surrogate")
        value = nfc(value)
    return value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value


def table(names: Sequence[str], columns: Iterable[Iterable[Hashable]]) -> str:
    """Write a table as canonical CSV."""
    written = _Written()  # for this table only; nothing is remembered
    cells = [map(written.__getitem__, column) for column in columns]
    lines = sorted(map(",".join, zip(*cells, strict=True)))
    return "\n".join([",".join(names), *lines]) + "\n"


class _Written(dict[Hashable, str]):
    """The cells of a table in their written form; each distinct cell is converted once."""

    def __missing__(self, value: Hashable) -> str:
        written = self[value] = _cell(value)
        return written


def _cell(value: Hashable) -> str:
    """Write a cell."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return decimals.canonical(value)
    if not isinstance(value, str):
        return str(value)
    if value.isascii() and value.isprintable() and _SPECIAL.isdisjoint(value):
        return value
    written = _normal(value.encode("utf-8", "backslashreplace").decode("utf-8"))
    if _SPECIAL.isdisjoint(written):
        return written
    escaped = written.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '""')
    return f'"{escaped}"'


def digest(kind: str, content: str | bytes) -> str:
    """Return the SHA-256 of a content; the digest also depends on the kind of the object."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    return hashlib.sha256(_domain(kind) + data).hexdigest()


def salt_digest(kind: str, content: str, salt: bytes) -> str:
    """Return a digest that reveals its content only to those who have the salt."""
    # A percentage with one decimal has about a thousand values: anybody can try them all against a
    # plain digest. The salt therefore stays with the confidential content.
    if not isinstance(salt, bytes) or len(salt) < 16:
        raise UsageError("canonical.salt-short", least="16")
    return hmac.new(salt, _domain(kind) + content.encode("utf-8"), hashlib.sha256).hexdigest()


def _domain(kind: str) -> bytes:
    return f"ictindex {kind} 1\n".encode()


SCHEMA = 1  # version of the form of every record in an edition, its register and its signatures


def encode_record(record: Mapping[str, object]) -> bytes:
    """Return the bytes of a record in a file: canonical JSON, ended by a line feed."""
    return (text(record) + "\n").encode("utf-8")


def read_record(content: bytes) -> dict[str, Any]:
    """Return the record of a verified file; raise ``ValueError`` if the file has no record."""
    record = json.loads(content)
    if not isinstance(record, dict):
        raise ValueError
    return record


def read_table(content: bytes) -> dict[str, tuple[str, ...]]:
    """Return the columns of a canonical CSV by name; raise ``ValueError`` if it is not one."""
    lines = content.decode("utf-8").split("\n")
    try:
        names, *rows = csv.reader(lines[:-1], strict=True)
        columns = zip(*rows, strict=True) if rows else [()] * len(names)
        return dict(zip(names, columns, strict=True))
    except csv.Error as error:
        raise ValueError(str(error)) from error


def unescape(cell: str) -> str:
    """Undo what the canonical form does to line ends and backslashes."""
    if "\\" not in cell:
        return cell
    return cell.replace("\\\\", "\0").replace("\\n", "\n").replace("\0", "\\")
