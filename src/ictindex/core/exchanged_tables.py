"""The tables of results that are exchanged as SDMX: strings only, so that nothing is loaded.

A result is known by its class. Tables of observations, prices and economics are dataflows
themselves and are not listed.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

_IDI = "ictindex.indices.idi.score_tables"
# The class of a result, its dataflows (the first is that by default), and what makes their tables.
EXCHANGED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "ictindex.indices.idi.result:Result": {
            "IDI_SCORES": f"{_IDI}:make_scores",
            "IDI_RANKS": f"{_IDI}:make_index_ranking",
            "IDI_COMPARISON": f"{_IDI}:make_comparison",
            "IDI_GROUPS": "ictindex.indices.results.group_figures:make_all_groups",
        },
        "ictindex.indices.ipb.result:BasketResult": {
            "IPB_PRICES": "ictindex.indices.ipb.price_tables:make_prices",
            "IPB_GROUPS": "ictindex.indices.ipb.price_tables:make_all_groups",
        },
        "ictindex.analysis.strategic_targets.target_progress:TargetProgress": {
            "TARGETS": "ictindex.analysis.strategic_targets.target_progress:make_figures",
        },
    }
)


def table_makers(result: object) -> dict[str, Callable[[], Any]]:
    """Return what makes the tables of a result, by their dataflows; empty if it has none."""
    for kind in type(result).__mro__:
        listed = EXCHANGED.get(f"{kind.__module__}:{kind.__qualname__}")
        if listed is not None:
            return {flow: partial(_make, spot, result) for flow, spot in listed.items()}
    return {}


def _make(spot: str, result: object) -> Any:
    module, _, name = spot.partition(":")
    return getattr(importlib.import_module(module), name)(result)
