"""Put the address of the project into the metadata, and make the links of the README absolute.

An index of packages shows the README without its folder: there a relative link leads nowhere. The
address of the repository is known when a release is built, not before:

    make dist ADDRESS=https://HOST/OWNER/ictindex

Without an address the README stays as it is. A source distribution keeps the address it was built
with. Hatchling calls the hook; only the standard library is used.
"""

from __future__ import annotations

import os
import re
from email.parser import HeaderParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hatchling.metadata.plugin.interface import MetadataHookInterface

VARIABLE = "ICTINDEX_ADDRESS"
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\((?!https?:|mailto:|#)([^)\s]+)\)")
_PLACES = {
    "Documentation": "blob/v{version}/docs/index.md",
    "Changelog": "blob/v{version}/CHANGELOG.md",
    "Issues": "issues",
}


class ProjectLinks(MetadataHookInterface):  # type: ignore[misc]
    """Adds ``[project.urls]`` and the text of the README."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Write both dynamic fields."""
        root = Path(self.root)
        text = (root / "README.md").read_text(encoding="utf-8")
        address = find_address(root)
        if address:
            metadata["urls"] = list_addresses(address, metadata["version"])
            text = make_absolute(text, address, metadata["version"])
        else:
            metadata["urls"] = {}
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def find_address(root: Path) -> str:
    """Return the address that the builder states, or that a source distribution was built with."""
    stated = os.environ.get(VARIABLE, "").rstrip("/")
    if stated:
        parts = urlsplit(stated)
        if parts.scheme != "https" or not parts.netloc or parts.query or parts.fragment:
            raise ValueError(f"{VARIABLE} is not the https address of a repository: {stated}")
        return stated
    kept = root / "PKG-INFO"
    if not kept.is_file():
        return ""
    for line in HeaderParser().parsestr(kept.read_text("utf-8")).get_all("Project-URL") or ():
        name, _, address = line.partition(", ")
        if name == "Source":
            return address
    return ""


def list_addresses(address: str, version: str) -> dict[str, str]:
    """Return the addresses of a project by their names."""
    places = {name: f"{address}/{path.format(version=version)}" for name, path in _PLACES.items()}
    return {"Homepage": address, "Source": address, **places}


def make_absolute(text: str, address: str, version: str) -> str:
    """Return a README whose links and pictures have the address of a version's files."""

    def absolute(link: re.Match[str]) -> str:
        mark, words, target = link.groups()
        form = "raw" if mark else "blob"
        return f"{mark}[{words}]({address}/{form}/v{version}/{target})"

    return _LINK.sub(absolute, text)
