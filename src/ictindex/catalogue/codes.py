"""Code lists: SDMX observation status, source classes, breakdowns, nodes, series of economics."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from ictindex.catalogue import loading


@lru_cache(maxsize=1)
def codes() -> Mapping[str, Any]:
    """Return the file of code lists as it is, for this room."""
    return loading.toml("codes.toml")


@lru_cache(maxsize=1)
def status_codes() -> Mapping[str, bool]:
    """Return the SDMX ``CL_OBS_STATUS`` codes; the value tells whether it means *missing*.

    Examples
    --------
    >>> status_codes()["A"], status_codes()["M"]
    (False, True)
    """
    return MappingProxyType(
        {code: bool(entry["missing"]) for code, entry in codes()["observation_status"].items()}
    )


def confidentiality_codes() -> Mapping[str, bool]:
    """Return the SDMX ``CL_CONF_STATUS`` codes; the value tells whether it means *free*.

    Examples
    --------
    >>> confidentiality_codes()["F"], confidentiality_codes()["C"]
    (True, False)
    """
    known = codes()["confidentiality_status"]
    return MappingProxyType({code: bool(entry["free"]) for code, entry in known.items()})


def source_classes() -> tuple[str, ...]:
    """Return the classes of sources, official first.

    Examples
    --------
    >>> source_classes()[0]
    'official-submission'
    """
    return tuple(codes()["source_classes"])


def breakdowns() -> Mapping[str, tuple[str, ...]]:
    """Return the codes of the breakdowns that have a closed list.

    Examples
    --------
    >>> breakdowns()["sex"]
    ('_T', 'F', 'M')
    """
    return MappingProxyType({k: tuple(v) for k, v in codes()["breakdowns"].items()})


def node_ids() -> tuple[str, ...]:
    """Return the ids of indices, sub-indices and other aggregates: they carry scores, not values.

    Examples
    --------
    >>> "network-coverage" in node_ids()
    True
    """
    return tuple(codes()["nodes"])


def economics_series() -> tuple[str, ...]:
    """Return the series that convert prices: incomes, exchange rates, PPP factors.

    Examples
    --------
    >>> economics_series()[:2]
    ('gni-per-capita-local', 'gni-per-capita-atlas')
    """
    return tuple(codes()["economics_series"])
