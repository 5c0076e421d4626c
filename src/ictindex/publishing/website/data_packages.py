"""Data packages: each edition of the register as one archive, the same bytes in every build."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from ictindex.core.tree_writer import Files
from ictindex.editions.edition_list import ListedEdition
from ictindex.editions.publisher_chain import PUBLISHER
from ictindex.editions.storage.format import REGISTER
from ictindex.editions.storage.signature_files import SIGNATURES
from ictindex.publishing.website import page_addresses as addresses

# The oldest day that an archive of this kind can state: it does not contain the day of a build.
_DAY = (1980, 1, 1, 0, 0, 0)
_KEYS = "keys.json"


def package_files(listed: ListedEdition) -> list[tuple[str, Path]]:
    """Return the files of a package: the edition, register, publisher's keys and signatures."""
    folder = listed.path.parent
    whole = (listed.path, folder / REGISTER, folder / PUBLISHER)
    files = [path for path in whole for path in path.rglob("*")]
    files += (folder / SIGNATURES).glob(f"{listed.id}.*.json")
    files.append(folder / _KEYS)
    named = [(path.relative_to(folder).as_posix(), path) for path in files if path.is_file()]
    return sorted(named)


def write_packages(register: Iterable[ListedEdition], tree: Files) -> list[str]:
    """Write a package for each edition of the register that is there; return their addresses."""
    written = []
    for listed in register:
        if listed.state != "published":
            continue
        address = addresses.package_file(listed.id)
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            for name, file in package_files(listed):
                entry = zipfile.ZipInfo(name, _DAY)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, file.read_bytes())
        tree.write(address, content.getvalue())
        written.append(address)
    return written
