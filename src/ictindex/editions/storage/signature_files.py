"""Files of signatures next to a register: their form, their names, and unfinished ones.

A signature names an edition, its root, and a record of the register by number and digest. The
signature of a record is written in the commit of that record: it is complete on the disk before the
link that is the commit, under a name that begins with a dot, and gets its own name afterwards.
Readers read both names, so that a committed record never lacks its signature.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ictindex.core.canonical import SCHEMA, encode_record
from ictindex.core.errors import DamagedArchiveError
from ictindex.editions.storage import disk
from ictindex.editions.storage.format import decode_record, is_date, is_hexadecimal, is_id, is_root

SIGNATURES = "signatures"
_UNFINISHED = ".signature-"
_DOMAIN = b"ictindex:signature:1\n"
_SIGNED = ("id", "root", "number", "head", "date", "key")


def message(stated: Mapping[str, Any]) -> bytes:
    """Return the bytes that are signed."""
    return _DOMAIN + encode_record({name: stated[name] for name in _SIGNED})


def content_of(stated: Mapping[str, Any], signature: bytes) -> bytes:
    """Return the content of the file of a signature."""
    return encode_record({"schema": SCHEMA, **stated, "signature": signature.hex()})


def name_of(stated: Mapping[str, Any]) -> str:
    """Return the name of the file of a signature."""
    return f"{stated['id']}.{stated['key'][:16]}.{stated['number']:08d}.json"


def read_signature(content: bytes, file: str) -> dict[str, Any] | None:
    """Return what the file of a signature states; ``None`` for any other file."""
    try:
        stated = decode_record(content, file)
        sound = set(stated) == {"schema", *_SIGNED, "signature"} and _is_sound(stated)
    except (DamagedArchiveError, TypeError):
        return None
    return stated if sound else None


def _is_sound(stated: Mapping[str, Any]) -> bool:
    return (
        stated["schema"] == SCHEMA
        and is_id(stated["id"])
        # Only one form is accepted: with blanks or capitals there could be several files of one
        # signature.
        and is_hexadecimal(stated["key"], 32)
        and is_hexadecimal(stated["signature"], 64)
        and is_root(stated["root"])
        and is_root(stated["head"])
        and is_date(stated["date"])
        and type(stated["number"]) is int
        and stated["number"] >= 0
    )


def signature_contents(places: Iterable[Path], key: str) -> dict[tuple[str, bytes], bool]:
    """Return names and contents of the signatures of an id, and whether each is finished."""
    collected: dict[tuple[str, bytes], bool] = {}
    for folder in places:
        names: list[str] = []
        with suppress(OSError):
            names = sorted(os.listdir(folder / SIGNATURES))  # noqa: PTH208
        for name in names:
            finished = not name.startswith(_UNFINISHED)
            if not name.endswith(".json") or (finished and not name.startswith(f"{key}.")):
                continue
            content = disk.read_plain(folder / SIGNATURES / name, disk.MOST_BYTES) or b""
            if finished:
                collected[name, content] = True
            elif (stated := read_signature(content, name)) and stated["id"] == key:
                collected.setdefault((name_of(stated), content), False)
    return collected


def stage(archive: Path, content: bytes) -> Path:
    """Write a signature under the name of an unfinished one, complete and synced."""
    folder = archive / SIGNATURES
    disk.make_folder(folder)
    file = folder / f"{_UNFINISHED}{secrets.token_hex(8)}.json"
    try:
        disk.write_new(file, content)
        disk.sync_folder(folder)
    except BaseException:
        disk.remove(file)
        raise
    return file


def finish(file: Path) -> None:
    """Give an unfinished signature its own name; leave it where another file has that name."""
    content = disk.read_plain(file, disk.MOST_BYTES) or b""
    stated = read_signature(content, file.name)
    if stated is None:
        return
    final = file.with_name(name_of(stated))
    try:
        os.link(file, final)
    except FileExistsError:
        if disk.read_plain(final, disk.MOST_BYTES) != content:
            return  # readers also read the unfinished one
    disk.clear(file)
    disk.sync_folder(file.parent)


def recover_signatures(archive: Path, digests: tuple[str, ...]) -> int:
    """Finish the signatures of committed records and remove the others; return their number."""
    files = sorted((archive / SIGNATURES).glob(f"{_UNFINISHED}*"))
    for file in files:
        stated = read_signature(disk.read_plain(file, disk.MOST_BYTES) or b"", file.name)
        if stated is not None and stated["head"] in digests[stated["number"] :][:1]:
            finish(file)
        else:
            disk.clear(file)
    return len(files)
