"""Verification: comparison of an edition with what was published, to the last bit.

It answers four questions. Did the publisher sign it? Does every file agree with the manifest? Does
the manifest have the root that the reader has from elsewhere? Does the register name that root, and
does it have the head that the reader has from elsewhere? The standalone verifier in every edition
answers the same questions with the same verdict.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ictindex.core.activity_log import log_step, start_clock
from ictindex.core.errors import DamagedArchiveError, MissingFileError, UsageError
from ictindex.data.cell_text import visible
from ictindex.data.io.csv import path_of
from ictindex.editions.publisher_checks import NOT_INTACT, PublisherCheck
from ictindex.editions.publisher_evidence import ADDED, Facts, check_signed
from ictindex.editions.storage.disk import MOST_BYTES, read_plain
from ictindex.editions.storage.format import (
    EDITION_NAMES,
    MANIFEST,
    REGISTER,
    is_id,
    is_root,
    read_manifest,
    root_of,
    sha256,
)
from ictindex.editions.storage.register import count_errata
from ictindex.editions.storage.register_audit import Chain, as_recorded, check_register, follow
from ictindex.editions.storage.stray_files import is_stray
from ictindex.editions.verification_report import INTACT, VERDICTS, Problem, Report

_NOTES = "._"  # prefix of the notes of macOS on a file
_APPLE_DOUBLE = b"\x00\x05\x16\x07"
_MOST_NOTED = 1 << 16


def verify(
    path: str | os.PathLike[str],
    root: str | None = None,
    register: str | os.PathLike[str] | None = None,
    head: str | None = None,
    publisher: str | None = None,
) -> Report:
    """Verify an edition or a data release: its publisher, its files, its record in the register.

    Parameters
    ----------
    path : path
        The folder of the edition.
    root : str, optional
        The root digest that it must have, from elsewhere: a print, a mail, another archive.
    register : path, optional
        The folder of the register; by default the one next to the edition, if there is one.
    head : str, optional
        A head of the register from elsewhere: the records up to that head must be the same.
    publisher : str, optional
        The fingerprint of the publisher's chain of keys, from elsewhere: as printed by the
        publisher. Without it, a signature proves only that the keys in this folder made it.

    Returns
    -------
    Report
        True if everything is as published, and signed by the publisher whose fingerprint was
        stated; it names every file that is not as published.

    Raises
    ------
    MissingFileError
        If there is no such folder, and the register does not name it either.
    UsageError
        If a digest is not ``sha256:`` and 64 hexadecimal digits, the path is not a path, or what it
        names is not an edition: it has no file of one, and the register does not name it.

    Notes
    -----
    ``publisher`` in the report states whether the publisher signed it, and what this proves. The
    verdict is on the bytes: an edition that nobody signed can be intact.

    Without ``root`` and without ``head``, the edition is compared only with itself and with the
    register next to it. Somebody who can rewrite all of them can make these agree, but cannot forge
    a digest that is known elsewhere. Links, devices and pipes in the edition and in the register
    are not followed; no more of a file is read than the manifest states. The register next to the
    edition is the one next to the stated path, even if that is a link.

    Files that systems and editors leave behind (``.DS_Store``, ``Thumbs.db``, lock files) do not
    change the published files: they are named in ``besides``, and never read. Another name of the
    folder is also in ``besides``, if the root is stated or the name is that of the edition with an
    addition, as downloads have. Every other file makes the edition altered.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     edition = ict.editions.demonstrate(f"{folder}/trial").edition
    ...     before = ict.verify(edition.path, root=edition.root)
    ...     _ = (edition.path / "table.csv").write_text("economy,idi")
    ...     after = ict.verify(edition.path, root=edition.root)
    >>> before.verdict, after.verdict, after.problems[0].file
    ('intact-pinned', 'altered', 'table.csv')
    """
    # The link is not resolved: a link to another folder must not select the register there.
    edition_path = Path(os.path.abspath(path_of(path, "path")))  # noqa: PTH100
    for name, stated in (("root", root), ("head", head), ("publisher", publisher)):
        if stated is not None and not is_root(stated):
            raise UsageError("archive.no-digest", argument=name, given=visible(str(stated))[:90])
    if register == "":  # an empty text, such as an unset variable of a shell, is not a folder
        raise UsageError("archive.no-register-named")
    chain_in = None if register is None else str(path_of(register, "register"))
    started = start_clock()
    report = examine(edition_path, root, chain_in, head, publisher=publisher)
    _refuse_other_folder(report)
    log_step(started, "verified %s: %s", edition_path.name, report.verdict)
    return report


def _refuse_other_folder(report: Report) -> None:
    """Refuse a path at which no edition ever was, as far as anybody can tell: a typing error."""
    # A folder that the register names, or that has any file of an edition, is a damaged one.
    if report.registered or report.problems != (Problem(MANIFEST, "missing"),):
        return
    path = str(report.path)
    if not os.path.lexists(path):
        absent = MissingFileError("archive.not-found", file=visible(path))
        absent.errno, absent.filename = errno.ENOENT, path
        raise absent
    try:
        names = {entry.name for entry in os.scandir(path)}
    except NotADirectoryError:
        names = set()
    except OSError:  # nobody knows what is in it
        return
    if names.isdisjoint(EDITION_NAMES):
        raise UsageError("archive.not-an-edition", folder=visible(path))


def examine(
    edition_path: Path,
    root: str | None,
    register: str | None,
    head: str | None,
    chain: Chain | None = None,
    publisher: str | None = None,
) -> Report:
    """Verify an edition with a chain that was followed before, once for many editions."""
    folder = str(edition_path)
    own_register = None
    if register is None:
        own_register = os.path.join(os.path.dirname(folder), REGISTER)  # noqa: PTH118, PTH120
        own_register = own_register if os.path.lexists(own_register) else None
    content = read_plain(os.path.join(folder, MANIFEST), MOST_BYTES) or b""  # noqa: PTH118
    manifest = _manifest(content)
    # Without a manifest the name of the folder is the id: a withdrawn edition is found by it.
    key = edition_path.name if manifest is None else str(manifest["id"])
    mine = root_of(content)
    normal = os.path.normcase
    other = own_register is not None and normal(key) != normal(edition_path.name)
    # A copy of the edition, under a name that no other edition can have.
    copy = root is not None or _is_called_after(edition_path.name, key)
    renamed = other and not copy
    besides: set[Problem] = set()
    problems: set[Problem] = set()
    if manifest is None or root not in (None, mine):
        there = os.path.lexists(os.path.join(folder, MANIFEST))  # noqa: PTH118
        code = "unsound" if root in (None, mine) else "not-the-root"
        code = code if there else "missing"
        problems.add(Problem(MANIFEST, code))
    if chain is None and (register or own_register or head):
        chain = follow(register or own_register, head)
    pinned, registered = root is not None, None
    if chain is not None:
        accused = bool(problems)
        stated = {} if manifest is None else as_recorded(manifest, mine)
        more, covered = check_register(chain, key, stated, root, accused=accused, renamed=renamed)
        problems |= more
        besides |= chain.besides
        pinned = pinned or covered
        if register or own_register:
            registered = any(
                not content or entry["root"] == mine for entry in chain.list_records(key)
            )
    states: dict[str, str] = {}
    contents: dict[str, bytes] = {}
    if manifest is not None and all(entry.file != MANIFEST for entry in problems):
        files = {entry["path"]: (entry["size"], entry["sha256"]) for entry in manifest["files"]}
        contents[MANIFEST] = content
        if renamed:
            problems.add(Problem(visible(edition_path.name), "renamed"))
        elif other:
            besides.add(Problem(visible(edition_path.name), "other-name"))
        codes = dict(_look(folder, files, contents))
        left = [path for path, code in codes.items() if code == "besides"]
        besides |= {Problem(visible(path), codes.pop(path)) for path in left}
        codes |= {path: "missing" for path in files if path not in contents and path not in codes}
        problems |= {Problem(visible(path), code) for path, code in codes.items()}
        states |= dict.fromkeys(contents, "intact")
        states |= {visible(path): code for path, code in codes.items()}
    standing, retracted = count_errata(
        () if chain is None else chain.list_records(key, ("erratum",))
    )
    verdict = _verdict({entry.code for entry in problems}, pinned)
    signed, unsigned = PublisherCheck(NOT_INTACT), frozenset[int]()
    if manifest is not None and verdict in INTACT:
        facts = _facts(manifest, mine)
        next_to_it = edition_path.parent if register is None else Path(register).absolute().parent
        signed, unsigned = check_signed(facts, chain, (edition_path.parent, next_to_it), publisher)
    return Report(
        path=edition_path,
        verdict=verdict,
        pinned=pinned,
        problems=tuple(sorted(problems)),
        besides=tuple(sorted(besides)),
        files=MappingProxyType(states),
        id="" if manifest is None else key,
        root=mine if content else "",
        head="" if chain is None else chain.head,
        registered=registered,
        withdrawn=chain is not None and bool(chain.list_records(key, ("withdrawal",))),
        errata=standing,
        retracted=retracted,
        contents=MappingProxyType(contents) if verdict in INTACT else {},
        records=() if chain is None else tuple(chain.list_records(key, ADDED)),
        publisher=signed,
        asked=publisher is not None,
        unsigned=unsigned,
    )


def _facts(manifest: Mapping[str, Any], root: str) -> Facts:
    kind = str(manifest.get("of", manifest["kind"]))
    return Facts(manifest["id"], root, kind, manifest["publisher"], manifest["released"])


def _is_called_after(name: str, key: str) -> bool:
    """Tell whether a name is an id followed by a sign that no id has, such as a bracket."""
    return name.startswith(key) and not is_id(f"a{name[len(key) : len(key) + 1]}a")


def _verdict(codes: set[str], pinned: bool) -> str:
    for verdict, speaking in VERDICTS.items():
        if not codes.isdisjoint(speaking):
            return verdict
    return INTACT[0] if pinned else INTACT[1]


def _manifest(content: bytes) -> dict[str, Any] | None:
    """Return the content of a manifest; ``None`` if it does not have the right form."""
    if len(content) > MOST_BYTES:
        return None
    try:
        return read_manifest(content)
    except DamagedArchiveError:
        return None


def _look(
    top: str, files: Mapping[str, tuple[int, str]], contents: dict[str, bytes]
) -> Iterator[tuple[str, str]]:
    """Read the files of a folder; put those that are as listed into ``contents``."""
    folders = {path[: at + 1] for path in files for at, letter in enumerate(path) if letter == "/"}
    left = [""]
    for name in left:
        for path, location, folder in _entries(top, name):
            if folder and f"{path}/" in folders:
                left.append(f"{path}/")
            elif path in files:
                size, stated = files[path]
                content = read_plain(location, size)
                if content is None:
                    yield path, "unreadable"
                elif len(content) != size or sha256(content) != stated:
                    yield path, "altered"
                else:
                    contents[path] = content
            elif path != MANIFEST:
                stray = not folder and _is_left_behind(path, location, files)
                yield (f"{path}/" if folder else path), "besides" if stray else "added"


def _is_left_behind(path: str, location: str, files: Container[str]) -> bool:
    """Tell whether a system or an editor left a file behind, which then has no meaning."""
    # A note of macOS on a published file that can be run or shown also counts, if it has the form
    # of these notes, which no program runs, and contains no markup.
    folder, mark, name = path.rpartition("/")
    if is_stray(name):
        return True
    if not name.startswith(_NOTES) or folder + mark + name[len(_NOTES) :] not in files:
        return False
    content = read_plain(location, _MOST_NOTED - 1) or b""
    whole = len(content) < _MOST_NOTED
    return whole and content.startswith(_APPLE_DOUBLE) and b"<" not in content


def _entries(top: str, name: str) -> list[tuple[str, str, bool]]:
    """Yield the entries of a folder: path, location, whether it is a folder."""
    # A folder that may not be read has no entries, so that its files are reported as missing.
    try:
        with os.scandir(f"{top}{os.sep}{name}") as entries:
            return [
                (name + entry.name, entry.path, entry.is_dir(follow_symlinks=False))
                for entry in entries
            ]
    except OSError:
        return []
