"""Files that an edition takes from the library: rules, methodology, slices of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ictindex import catalogue
from ictindex.core import package_data
from ictindex.core.errors import UnusableFileError
from ictindex.documents import Document
from ictindex.documents.validity import record
from ictindex.editions import figures
from ictindex.editions.read_files import EVIDENCE
from ictindex.editions.storage.format import SCHEMA, encoded
from ictindex.validation.rules import ruleset

_STANDALONE = Path(__file__).with_name("standalone")


def rules() -> dict[str, bytes]:
    """Return the rules of validation, with their digest, and the documents of fitted numbers.

    Examples
    --------
    >>> "rules/x.toml" in rules(), "rules/detection-2026.toml" in rules()
    (True, True)
    """
    shelf = package_data.folder("methodology")
    found = {
        f"rules/{path.name}": lines(path)
        for folder in ("rules", "detection")
        for path in sorted((shelf / folder).glob("*.toml"))
    }
    found["rules/ruleset.json"] = encoded({"schema": SCHEMA, "digest": ruleset().digest})
    return found


def methodology(document: Document) -> dict[str, bytes]:
    """Return a methodology document with its evidence, and until when it is valid.

    Examples
    --------
    >>> from ictindex.documents import library
    >>> sorted(methodology(library()["ipb-methodology-2025"]))[0]
    'methodology/evidence.toml'
    """
    shelf = package_data.folder("methodology")
    return {
        f"methodology/{document.id}.toml": lines(shelf / document.index / f"{document.id}.toml"),
        EVIDENCE: lines(shelf / "evidence" / f"{document.id}.toml"),
        "methodology/validity.json": encoded(record(document)),
    }


def economies(keys: Iterable[str]) -> dict[str, Any]:
    """Return the codes of economies.

    Examples
    --------
    >>> economies(["BRA"])
    {'BRA': {'iso2': 'BR', 'm49': '076'}}
    """
    places = catalogue.economies()
    return {
        key: {"iso2": places[key].iso2, "m49": places[key].m49}
        if key in places
        else {"iso2": "", "m49": ""}  # synthetic: of no country
        for key in keys
    }


def groups(vintage: str) -> dict[str, Any]:
    """Return the members of the groups of a vintage.

    Examples
    --------
    >>> sorted(groups("ipb-2025")["groupings"])
    ['income-group', 'itu-region', 'ldc', 'lldc', 'sids']
    """
    return {
        "vintage": vintage,
        "groupings": {
            name: {
                "source": dated.source,
                "date": dated.date,
                "groups": {group: list(members) for group, members in dated.groups.items()},
            }
            for name in (figures.vintages(vintage) if vintage else [])
            for dated in [catalogue.groups(name, vintage)]
        },
    }


def slices(found: Mapping[str, Any]) -> dict[str, bytes]:
    """Return parts of the catalogue as files.

    Examples
    --------
    >>> slices({"nodes": []})
    {'catalogue/nodes.json': b'{"nodes":[],"schema":1}\\n'}
    """
    return {
        f"catalogue/{name}.json": encoded({"schema": SCHEMA, name: content})
        for name, content in found.items()
    }


def encoded_list(records: Sequence[Mapping[str, Any]]) -> bytes:
    """Return records as the one part of a canonical file.

    Examples
    --------
    >>> encoded_list([])
    b'{"records":[],"schema":1}\\n'
    """
    return encoded({"schema": SCHEMA, "records": list(records)})


def written(text: str) -> bytes:
    """Return a text as bytes."""
    return text.encode("utf-8")


def lines(path: Path) -> bytes:
    """Return a file of the library with the line ends of its digest, whatever the platform."""
    try:
        return path.read_bytes().replace(b"\r\n", b"\n")
    except OSError as error:
        raise UnusableFileError("archive.unreadable", file=path.name) from error


def script(name: str) -> bytes:
    """Return a stand-alone script."""
    return lines(_STANDALONE / name)
