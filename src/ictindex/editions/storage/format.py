"""The form of a frozen edition: manifest, root, record, names; what all of the archive agrees on.

An edition is a folder of files. Its manifest lists every other file with size and digest, and the
digest of the manifest is the root: who knows the root can tell of every byte whether it is the
one published.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ictindex.core import canonical
from ictindex.core.errors import DamagedArchiveError

SCHEMA = 1
MANIFEST = "manifest.json"
REGISTER = "register"
KINDS = ("official", "reconstruction", "demonstration")
TYPES = ("edition", "data-release", "erratum", "withdrawal")
ARITHMETIC = {"name": "decimal40", "version": 1}
STAGE = ".stage-"
TEMPORARY = ".record-"

_EDITION = b"ictindex:edition:1\n"
_RECORD = b"ictindex:register:1\n"
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_ROOT = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LONGEST = 120
_LONGEST_PATH = 999
_YEARS = range(1000, 10_000)
_MOST = 10**15  # a size and a number in a record have fewer digits than every reader of JSON keeps
# Names that some system takes for a device, whatever follows the point.
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
    ("schema", "id", "index", "edition", "kind", "year", "released", "publisher", "arithmetic",
     "files")
)  # fmt: skip
_TEXTS = ("id", "index", "kind", "released", "publisher")


def sha256(content: bytes) -> str:
    """Return the SHA-256 of bytes as a manifest gives it.

    Examples
    --------
    >>> sha256(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(content).hexdigest()


def root_of(content: bytes) -> str:
    """Return the root digest of an edition from the bytes of its manifest.

    Examples
    --------
    >>> root_of(b"{}")[:7], root_of(b"{}") == record_digest(b"{}")
    ('sha256:', False)
    """
    return "sha256:" + hashlib.sha256(_EDITION + content).hexdigest()


def record_digest(content: bytes) -> str:
    """Return the digest of a record of the register from its bytes.

    Examples
    --------
    >>> record_digest(b"{}")[:7]
    'sha256:'
    """
    return "sha256:" + hashlib.sha256(_RECORD + content).hexdigest()


def is_id(text: object) -> bool:
    """Tell whether a text can be the id of an edition: small letters, digits, single hyphens.

    Examples
    --------
    >>> is_id("idi-2024"), is_id("../idi"), is_id("IDI-2024"), is_id("register")
    (True, False, False, False)
    """
    return (
        isinstance(text, str)
        and len(text) <= _LONGEST
        and _ID.fullmatch(text) is not None
        and text != REGISTER
        and text not in _DEVICES
    )


def is_root(text: object) -> bool:
    """Tell whether a text is written as a root or record digest is.

    Examples
    --------
    >>> is_root(root_of(b"")), is_root("md5:00")
    (True, False)
    """
    return isinstance(text, str) and _ROOT.fullmatch(text) is not None


def is_name(text: object) -> bool:
    """Tell whether a text can be the name of a file on every system, and leads nowhere else.

    Examples
    --------
    >>> is_name("ecu.xlsx"), is_name(".."), is_name("a/b"), is_name("NUL.csv"), is_name("a ")
    (True, False, False, False, False)
    """
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
    """Tell whether a text can be the path of a file in an edition: names joined by ``/``.

    Examples
    --------
    >>> is_path("inputs/observations.csv"), is_path("/etc/passwd"), is_path("a/../b")
    (True, False, False)
    """
    return (
        isinstance(text, str)
        and len(text) <= _LONGEST_PATH
        and all(is_name(part) for part in text.split("/"))
    )


def twin(path: str) -> str:
    """Return what two paths share that some system takes for one.

    Examples
    --------
    >>> twin("Table.csv") == twin("table.CSV")
    True
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", path).casefold())


def encoded(record: Mapping[str, Any]) -> bytes:
    """Return a record as it lies in a file: canonical JSON, ended by a line feed.

    Examples
    --------
    >>> encoded({"b": 1, "a": "x"})
    b'{"a":"x","b":1}\\n'
    """
    return (canonical.text(record) + "\n").encode("utf-8")


def decoded(content: bytes, file: str) -> dict[str, Any]:
    """Return the record of a file; one that is not in canonical form is refused.

    Raises
    ------
    DamagedArchiveError
        Naming the file.

    Examples
    --------
    >>> decoded(b'{"a":1}\\n', "manifest.json")
    {'a': 1}
    """
    try:
        found = json.loads(content.decode("utf-8"), parse_float=_refused, parse_constant=_refused)
        sound = isinstance(found, dict) and encoded(found) == content
    except (ValueError, RecursionError) as error:
        raise DamagedArchiveError("archive.not-canonical", file=file) from error
    if not sound:  # a key given twice, a space, another order of keys
        raise DamagedArchiveError("archive.not-canonical", file=file)
    return dict(found)


def _refused(text: str) -> object:
    raise ValueError(text)


def manifest(head: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return the bytes of the manifest of an edition.

    Parameters
    ----------
    head : mapping
        ``id``, ``index``, ``edition``, ``kind``, ``year``, ``released`` (ISO 8601) and
        ``publisher``; of data releases ``of`` too.
    files : mapping of str to bytes
        All other files by path.

    Returns
    -------
    bytes
        Canonical JSON, ended by a line feed.

    Examples
    --------
    >>> head = {"id": "idi-2024", "index": "idi", "edition": 2024, "kind": "official",
    ...         "year": 2022, "released": "2024-06-27", "publisher": "ITU"}
    >>> read_manifest(manifest(head, {"table.csv": b"x"}))["files"][0]["size"]
    1
    """
    listed = [
        {"path": path, "size": len(content), "sha256": sha256(content)}
        for path, content in sorted(files.items())
    ]
    return encoded({"schema": SCHEMA, **head, "arithmetic": ARITHMETIC, "files": listed})


def read_manifest(content: bytes) -> dict[str, Any]:
    """Return what a manifest says, if it is one.

    Parameters
    ----------
    content : bytes
        The bytes of ``manifest.json``.

    Returns
    -------
    dict
        Its record; ``files`` sorted by path.

    Raises
    ------
    DamagedArchiveError
        If it is no manifest in canonical form, with safe paths and digests of SHA-256.

    Examples
    --------
    >>> try:
    ...     read_manifest(b"{}")
    ... except DamagedArchiveError as error:
    ...     error.code
    'archive.not-canonical'
    """
    found = decoded(content, MANIFEST)
    if not _is_sound(found):
        raise DamagedArchiveError("archive.unsound", file=MANIFEST)
    return found


def _is_sound(found: Mapping[str, Any]) -> bool:
    of = {"of"} if found.get("kind") == "data" else set()
    if set(found) != _KEYS | of or not is_schema(found["schema"]):
        return False
    kind = found.get("of", found["kind"])
    return (
        all(isinstance(found[name], str) for name in _TEXTS)
        and all(map(is_year, (found["edition"], found["year"])))
        and is_id(found["id"])
        and kind in KINDS
        and is_date(found["released"])
        and encoded(found["arithmetic"]) == encoded(ARITHMETIC)
        and isinstance(found["files"], list)
        and _are_files(found["files"])
    )


def is_schema(number: object) -> bool:
    """Tell whether a number is that of the one schema; ``True`` is no number.

    Examples
    --------
    >>> is_schema(1), is_schema(True), is_schema(2)
    (True, False, False)
    """
    return type(number) is int and number == SCHEMA


def is_year(number: object) -> bool:
    """Tell whether a number is a year of four digits.

    Examples
    --------
    >>> is_year(2024), is_year(24), is_year("2024")
    (True, False, False)
    """
    return type(number) is int and number in _YEARS


def is_shallow(part: object, deep: int = 6) -> bool:
    """Tell whether a part of a record is small enough that every verifier reads the same in it.

    Mappings and lists lie in one another to a depth, keys are printable and without quotation
    marks, numbers have at most fifteen digits.

    Examples
    --------
    >>> is_shallow({"rows": [["BRA", 1]]}), is_shallow({"a": 10**15}), is_shallow([[[[[[[]]]]]]])
    (True, False, False)
    """
    if isinstance(part, dict):
        if not all(_KEY.fullmatch(key) for key in part):
            return False
        part = list(part.values())
    if isinstance(part, list):
        return deep > 0 and all(is_shallow(one, deep - 1) for one in part)
    return type(part) is not int or abs(part) < _MOST


def _are_files(files: Iterable[Any]) -> bool:
    paths = []
    for one in files:
        if not isinstance(one, dict) or set(one) != {"path", "size", "sha256"}:
            return False
        digest, size = one["sha256"], one["size"]
        if not is_path(one["path"]) or type(size) is not int or not 0 <= size < _MOST:
            return False
        if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
            return False
        paths.append(one["path"])
    return paths == sorted(paths) and are_apart([*paths, MANIFEST])


def are_apart(paths: Sequence[str]) -> bool:
    """Tell whether paths can lie beside each other on every system.

    Two that some system takes for one cannot, nor two spellings of a folder, nor a file of the
    name of a folder.

    Examples
    --------
    >>> are_apart(["a/b", "a/c"]), are_apart(["a/b", "A/c"]), are_apart(["a", "a/b"])
    (True, False, False)
    """
    folders = {
        "/".join(path.split("/")[:n]) for path in paths for n in range(1, path.count("/") + 1)
    }
    names = [*paths, *folders]
    return len({twin(name) for name in names}) == len(names)


def is_date(text: object) -> bool:
    """Tell whether a text is a date as ISO 8601 writes it.

    Examples
    --------
    >>> is_date("2024-06-27"), is_date("2024-6-27")
    (True, False)
    """
    if not isinstance(text, str) or len(text) != 10:
        return False
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
