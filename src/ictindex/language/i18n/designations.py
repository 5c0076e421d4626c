"""Names of economies by dated lists: ITU's designations, or those of the United Nations (M49)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from contextvars import ContextVar
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from ictindex.core import package_data
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError
from ictindex.core.records import Record

Names = Mapping[str, Mapping[str, str]]  # by code, then by language


@dataclass(frozen=True, slots=True)
class Designations(Record):
    """A list of names of economies as of a date.

    Parameters
    ----------
    id : str
        ``itu`` or ``m49``.
    source, date : str
        The publication it was taken from, cited in its own language, and its date.
    names : mapping
        Names by language, by ISO3 code. Where the publication has none for an economy or a
        language, the name is that of M49.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.data.designations()["itu"].find("KOR", "en")
    'Korea (Rep. of)'
    """

    id: str
    source: str
    date: str
    names: Names

    def find(self, economy: str, language: str) -> str | None:
        """Return the name of an economy.

        Parameters
        ----------
        economy : str
            ISO3 code.
        language : str
            One of the six languages.

        Returns
        -------
        str or None
            The name in that language, else in English; ``None`` for a code that is not listed.
        """
        names = self.names.get(economy)
        return None if names is None else names.get(language) or names["en"]


@lru_cache(maxsize=1)
def _document() -> Mapping[str, Any]:
    folder = package_data.folder("methodology") / "catalogue"
    return package_data.read_table(folder / "designations.toml")


@lru_cache(maxsize=1)
def designations() -> Mapping[str, Designations]:
    """Return the dated lists of names of economies.

    Returns
    -------
    mapping of str to Designations
        The lists by id. ``itu`` is in force unless :class:`ictindex.set_options` chooses ``m49``.

    Examples
    --------
    >>> import ictindex as ict
    >>> {name: listing.date for name, listing in ict.data.designations().items()}
    {'m49': '2026', 'itu': '2025-12'}
    """
    lists: dict[str, Designations] = {}
    for entry in _document()["list"]:
        names: dict[str, Mapping[str, str]] = {}
        if "otherwise" in entry:
            names.update(lists[entry["otherwise"]].names)
        if "table" in entry:
            names.update(_table(entry["table"]))
        for language, own in entry.get("names", {}).items():
            for economy, name in own.items():
                names[economy] = MappingProxyType({**names.get(economy, {}), language: name})
        lists[entry["id"]] = Designations(
            entry["id"], entry["source"], entry["date"], MappingProxyType(names)
        )
    return MappingProxyType(lists)


def _table(name: str) -> dict[str, Mapping[str, str]]:
    path = package_data.folder("methodology") / "catalogue" / name
    with path.open(encoding="utf-8", newline="") as stream:
        return {
            row["iso3"]: MappingProxyType({k: v for k, v in row.items() if k != "iso3" and v})
            for row in csv.DictReader(stream)
        }


CHOSEN: ContextVar[str | None] = ContextVar("ictindex_designations", default=None)


def choose_designations(wanted: str | None) -> str | None:
    """Return the list that was asked for, or ``None`` if none was; refuse an unknown one."""
    if wanted is not None and wanted not in designations():
        raise CatalogueError(
            "designations.unknown", wanted=str(wanted)[:40], allowed=sorted(designations())
        )
    return wanted


def current_designations(wanted: str | None = None) -> Designations:
    """Return the list asked for, or the one in force: ITU's, unless another was chosen."""
    chosen = choose_designations(wanted) or CHOSEN.get() or str(_document()["default"])
    return designations()[chosen]


def trace_names(language: str) -> tuple[Designations, ...]:
    """Return the lists that names in a language are taken from, the first one with a name first."""
    entries = {entry["id"]: entry for entry in _document()["list"]}
    lists = []
    named: str | None = current_designations().id
    while named is not None:
        entry = entries[named]
        if "table" in entry or language in entry.get("names", {}):
            lists.append(designations()[named])
        named = entry.get("otherwise")
    return tuple(lists)
