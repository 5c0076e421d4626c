"""Documents of earlier versions that are kept by their digest: rule sets, questionnaires, rates.

What a round, a receipt or an edition names can so be read by every later version. A file that
several sets share is kept once. ``methodology/kept`` has, for each kind, a list by digest::

    rules/DIGEST.json    {"files": {"rules/b.toml": SHA-256, ...}}
    files/SHA-256.txt    the text of a file, with line feeds

They are kept as text, so that nothing takes one of them for a document of today.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ictindex.core import package_data
from ictindex.core.canonical import text as canonical_text
from ictindex.core.errors import FrozenDocumentError
from ictindex.core.file_writer import make_folder, replace_file
from ictindex.definitions.documents.toml_reader import read

KINDS = RULES, QUESTIONNAIRES, RATES = "rules", "questionnaires", "rates"
_FILES = "files"
_DIGEST = re.compile(r"(?:sha256:)?([0-9a-f]{64})")


def _shelf() -> Path:
    return package_data.folder("methodology") / "kept"


def list_kept(kind: str) -> tuple[str, ...]:
    """Return the digests of what is kept of a kind, in their order."""
    return tuple(sorted(path.stem for path in (_shelf() / kind).glob("*.json")))


def read_kept(kind: str, digest: str) -> dict[str, bytes] | None:
    """Return the files that are kept under a digest, by their paths; ``None`` without any."""
    named = _DIGEST.fullmatch(digest)
    path = _shelf() / kind / f"{named[1]}.json" if named else None
    if path is None or not path.is_file():
        return None
    listed: Mapping[str, str] = json.loads(read(path))["files"]
    return {name: _read_file(sha256) for name, sha256 in listed.items()}


def _read_file(sha256: str) -> bytes:
    """Return the content of a file that is kept; one that was changed is refused."""
    content = read(_shelf() / _FILES / f"{sha256}.txt").replace(b"\r\n", b"\n")
    if hashlib.sha256(content).hexdigest() != sha256:
        raise FrozenDocumentError("frozen.kept-changed", file=f"{sha256}.txt")
    return content


def keep(kind: str, digest: str, files: Mapping[str, bytes]) -> bool:
    """Keep files under a digest, in a checkout; return whether they were not kept before."""
    if digest in list_kept(kind):
        return False
    shelf = _shelf()
    if package_data.is_installed(shelf):
        raise FrozenDocumentError("frozen.installed", file=str(shelf))
    listed: dict[str, Any] = {}
    for name, content in sorted(files.items()):
        content = content.replace(b"\r\n", b"\n")
        listed[name] = hashlib.sha256(content).hexdigest()
        _write(shelf / _FILES / f"{listed[name]}.txt", content.decode("utf-8"))
    _write(shelf / kind / f"{digest}.json", canonical_text({"files": listed}) + "\n")
    return True


def _write(path: Path, content: str) -> None:
    make_folder(path.parent)
    replace_file(path, content)
