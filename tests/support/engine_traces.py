"""The explanation tree of one economy, for the tests of the engine."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from engine_draws import IDI, score_arrays

from ictindex import engine

INPUTS = {
    "internet-users": "87.4", "households-internet": "89.3",
    "mobile-broadband-subscriptions": "105.7", "coverage-3g": "99.2", "coverage-4g": "98.5",
    "mobile-broadband-traffic": "123.3", "fixed-broadband-traffic": "2908.6",
    "price-mobile-high": "1.0", "price-fixed-broadband": "1.4", "mobile-phone-ownership": "93.8",
}  # fmt: skip


def tree_of(
    inputs: dict[str, str], supplied: dict[str, str] | None = None, node: str | None = None
) -> engine.Trace:
    """Compute the scores of one economy and trace them, with one decimal."""
    stand_in = supplied or {}
    values = np.array([Decimal(inputs.get(key, "0")) for key in IDI.indicators], dtype=object)
    missing = np.array([key not in inputs for key in IDI.indicators])
    is_supplied = np.array([key in stand_in for key in IDI.nodes])
    put = np.array([Decimal(stand_in.get(key, "0")) for key in IDI.nodes], dtype=object)
    result = score_arrays(IDI, values, missing, supplied=put, is_supplied=is_supplied)
    scores = {
        key: score
        for key, score, gone in zip(IDI.nodes, result.scores, result.missing, strict=True)
        if not gone
    }
    recorded = {key: Decimal(text) for key, text in inputs.items()}
    return engine.trace(IDI, recorded, scores, frozenset(stand_in), 1, node)


def part(tree: engine.Trace, node: str) -> engine.Trace:
    entry = tree.find(node)
    assert entry is not None
    return entry
