"""Folders that the public sees: editions, built sites, and what a site is built from."""

from __future__ import annotations

from pathlib import Path

from ictindex.editions.storage.format import REGISTER

# The document of a publisher's folder, and the file of a built site with the keys of its pages.
SITE_DOCUMENT, SITE_KEYS = "site.toml", ".ictindex-keys"


def find_editions(file: Path, end: Path | None = None) -> Path | None:
    """Return the folder of editions that a file is in, looked for up to a folder."""
    for parent in file.resolve().parents:
        if (parent / REGISTER).is_dir():
            return parent
        if parent == end:
            break
    return None


def find_public_folder(file: Path) -> Path | None:
    """Return the folder of editions, the built site or the publisher's folder that a file is in."""
    for parent in file.resolve().parents:
        if (parent / SITE_DOCUMENT).is_file() or (parent / SITE_KEYS).is_file():
            return parent
    return find_editions(file)
