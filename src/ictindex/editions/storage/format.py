"""The form of a frozen edition: manifest, root, record and names, for all modules of the archive.

An edition is a folder of files. Its manifest lists every other file with size and digest, and the
digest of the manifest is the root. With the root, anybody can check of every byte whether it is the
published one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ictindex.core.canonical import SCHEMA, encode_record
from ictindex.core.errors import DamagedArchiveError

MANIFEST = "manifest.json"
REGISTER = "register"
KINDS = ("official", "reconstruction", "demonstration")
TYPES = ("edition", "data-release", "erratum", "withdrawal")
ARITHMETIC = {"name": "decimal40", "version": 1}
# What the folder of an edition or a data release has, in every layout so far.
EDITION_NAMES = frozenset(
    (
        MANIFEST,
        "README.txt",
        "answers.json",
        "catalogue",
        "consultations.json",
        "datapackage.json",
        "disclosure.json",
        "figures.csv",
        "findings.json",
        "groups.json",
        "index.html",
        "inputs",
        "methodology",
        "purchases.json",
        "receipts.json",
        "recompute.py",
        "recompute_index.py",
        "results.json",
        "rules",
        "sourcing.json",
        "table.csv",
        "terms.json",
        "verify.py",
    )
)
STAGE = ".stage-"
TEMPORARY = ".record-"

_EDITION = b"ictindex:edition:1\n"
_RECORD = b"ictindex:register:1\n"
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_ROOT = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_DIGITS = frozenset("0123456789abcdef")
_LONGEST = 120
_LONGEST_PATH = 999
_YEARS = range(1000, 10_000)
_MOST = 10**15  # every reader of JSON keeps numbers with so few digits
# Names that some systems take for a device, with any ending.
_DEVICES = frozenset(
    (
        "con",
        "prn",
        "aux",
        "nul",
        "conin$",
        "conout$",
        *(f"{name}{n}" for name in ("com", "lpt") for n in range(10)),
    )
)
_KEY = re.compile(r"[ !#-\[\]-~]*", re.ASCII)
_NOT_IN_NAMES = frozenset('\\/:*?"<>|')
_KEYS = frozenset(
    (
        "schema",
        "id",
        "index",
        "edition",
        "kind",
        "year",
        "released",
        "publisher",
        "arithmetic",
        "files",
    )
)
_TEXTS = ("id", "index", "kind", "released", "publisher")


def sha256(content: bytes) -> str:
    """Return the SHA-256 of bytes in the form of a manifest."""
    return hashlib.sha256(content).hexdigest()


def root_of(content: bytes) -> str:
    """Return the root digest of an edition from the bytes of its manifest."""
    return "sha256:" + hashlib.sha256(_EDITION + content).hexdigest()


def record_digest(content: bytes) -> str:
    """Return the digest of a record of the register from its bytes."""
    return "sha256:" + hashlib.sha256(_RECORD + content).hexdigest()


def is_id(text: object) -> bool:
    """Tell whether a text can be the id of an edition: small letters, digits, single hyphens."""
    return (
        isinstance(text, str)
        and len(text) <= _LONGEST
        and _ID.fullmatch(text) is not None
        and text != REGISTER
        and text not in _DEVICES
    )


def is_root(text: object) -> bool:
    """Tell whether a text has the form of a root or record digest."""
    return isinstance(text, str) and _ROOT.fullmatch(text) is not None


def is_hexadecimal(text: object, size: int) -> bool:
    """Tell whether a text is bytes in hexadecimal digits, in the only accepted form."""
    return isinstance(text, str) and len(text) == 2 * size and not set(text) - _DIGITS


def is_name(text: object) -> bool:
    """Tell whether a text can be the name of a file on every system, and is not a path."""
    return (
        isinstance(text, str)
        and 0 < len(text.encode("utf-8", "surrogatepass")) <= _LONGEST
        and text == unicodedata.normalize("NFC", text)
        and not text.startswith((".", " "))
        and not text.endswith((".", " "))
        and all(c.isprintable() and c not in _NOT_IN_NAMES for c in text)
        and text.split(".")[0].rstrip(" ").casefold() not in _DEVICES
    )


def is_path(text: object) -> bool:
    """Tell whether a text can be the path of a file in an edition: names joined by ``/``."""
    return (
        isinstance(text, str)
        and len(text) <= _LONGEST_PATH
        and all(is_name(part) for part in text.split("/"))
    )


def twin(path: str) -> str:
    """Return a key that is equal for two paths that some system takes for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", path).casefold())


def decode_record(content: bytes, file: str) -> dict[str, Any]:
    """Return the record of a file; refuse one that is not in canonical form."""
    try:
        record = json.loads(
            content.decode("utf-8"), parse_float=_refuse_number, parse_constant=_refuse_number
        )
        sound = isinstance(record, dict) and encode_record(record) == content
    except (ValueError, RecursionError) as error:
        raise DamagedArchiveError("archive.not-canonical", file=file) from error
    if not sound:  # a repeated key, a space, another order of keys
        raise DamagedArchiveError("archive.not-canonical", file=file)
    return dict(record)


def _refuse_number(text: str) -> object:
    raise ValueError(text)


def manifest(head: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return the bytes of the manifest of an edition."""
    listed = [
        {"path": path, "size": len(content), "sha256": sha256(content)}
        for path, content in sorted(files.items())
    ]
    return encode_record({"schema": SCHEMA, **head, "arithmetic": ARITHMETIC, "files": listed})


def read_manifest(content: bytes) -> dict[str, Any]:
    """Return the content of a manifest; refuse anything else."""
    fields = decode_record(content, MANIFEST)
    if not _is_sound(fields):
        raise DamagedArchiveError("archive.unsound", file=MANIFEST)
    return fields


def _is_sound(fields: Mapping[str, Any]) -> bool:
    of = {"of"} if fields.get("kind") == "data" else set()
    if set(fields) != _KEYS | of or not is_schema(fields["schema"]):
        return False
    kind = fields.get("of", fields["kind"])
    return (
        all(isinstance(fields[name], str) for name in _TEXTS)
        and all(map(is_year, (fields["edition"], fields["year"])))
        and is_id(fields["id"])
        and kind in KINDS
        and is_date(fields["released"])
        and encode_record(fields["arithmetic"]) == encode_record(ARITHMETIC)
        and isinstance(fields["files"], list)
        and _are_files(fields["files"])
    )


def is_schema(number: object) -> bool:
    """Tell whether a number is that of the only schema; ``True`` does not count as a number."""
    return type(number) is int and number == SCHEMA


def is_year(number: object) -> bool:
    """Tell whether a number is a year of four digits."""
    return type(number) is int and number in _YEARS


def is_shallow(part: object, deep: int = 6) -> bool:
    """Tell whether a part of a record is so simple that every verifier reads the same in it."""
    # Mappings and lists are nested to a limited depth, keys are printable and without quotation
    # marks, and numbers have at most fifteen digits.
    if isinstance(part, dict):
        if not all(_KEY.fullmatch(key) for key in part):
            return False
        part = list(part.values())
    if isinstance(part, list):
        return deep > 0 and all(is_shallow(inner, deep - 1) for inner in part)
    return type(part) is not int or abs(part) < _MOST


def _are_files(files: Iterable[Any]) -> bool:
    paths = []
    for file in files:
        if not isinstance(file, dict) or set(file) != {"path", "size", "sha256"}:
            return False
        digest, size = file["sha256"], file["size"]
        if not is_path(file["path"]) or type(size) is not int or not 0 <= size < _MOST:
            return False
        if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
            return False
        paths.append(file["path"])
    return paths == sorted(paths) and are_apart([*paths, MANIFEST])


def are_apart(paths: Sequence[str]) -> bool:
    """Tell whether every system can have all the paths in one folder."""
    # Excluded are two paths that some system takes for the same, two spellings of a folder, and a
    # file with the name of a folder.
    folders = {
        "/".join(path.split("/")[:n]) for path in paths for n in range(1, path.count("/") + 1)
    }
    names = [*paths, *folders]
    return len({twin(name) for name in names}) == len(names)


def is_date(text: object) -> bool:
    """Tell whether a text is a date in the form of ISO 8601."""
    if not isinstance(text, str) or len(text) != 10:
        return False
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
