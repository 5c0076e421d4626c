"""Dated groups of economies: ITU regions, income groups, LDCs, LLDCs, SIDS, development."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from ictindex.catalogue import files
from ictindex.errors import CatalogueError


@dataclass(frozen=True, slots=True)
class Grouping:
    """A grouping as of one vintage.

    Parameters
    ----------
    grouping, vintage : str
        Ids, such as ``"itu-region"`` and ``"idi-2024"``.
    title, source : str
        What it is, and the publication it was taken from.
    partition : bool
        Whether an economy is in at most one group.
    groups : mapping
        Economies (ISO3, sorted) by group id, groups in published order.
    """

    grouping: str
    vintage: str
    title: str
    source: str
    partition: bool
    groups: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def groupings() -> Mapping[tuple[str, str], Grouping]:
    """Return all dated groupings by (grouping, vintage).

    Examples
    --------
    >>> sorted(vintage for grouping, vintage in groupings() if grouping == "ldc")
    ['idi-2024', 'ipb-2025', 'm49-2026']
    """
    members: dict[tuple[str, str, str], list[str]] = {}
    for row in files.rows("groups.csv"):
        key = (row["grouping"], row["vintage"], row["group"])
        members.setdefault(key, []).append(row["economy"])
    found = {}
    for entry in files.toml("groupings.toml")["vintage"]:
        grouping, vintage = entry["grouping"], entry["vintage"]
        found[grouping, vintage] = Grouping(
            grouping=grouping,
            vintage=vintage,
            title=entry["title"],
            source=entry["source"],
            partition=entry["partition"],
            groups=MappingProxyType(
                {g: tuple(sorted(members[grouping, vintage, g])) for g in entry["groups"]}
            ),
        )
    return MappingProxyType(found)


def groups(grouping: str, vintage: str) -> Grouping:
    """Return one grouping as of a vintage.

    Raises
    ------
    CatalogueError
        If there is no such grouping or vintage; the message names those there are.

    Examples
    --------
    >>> len(groups("ldc", "idi-2024").groups["ldc"])
    35
    """
    found = groupings().get((grouping, vintage))
    if found is None:
        allowed = [f"{g} {v}" for g, v in sorted(groupings())]
        raise CatalogueError(
            "catalogue.no-grouping", wanted=f"{grouping} {vintage}", allowed=allowed
        )
    return found
