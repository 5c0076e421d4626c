"""Small tables of tariffs for the tests, and what is bought at them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

import ictindex as ict
from ictindex.data.tariffs import Tariffs, read_tariffs
from ictindex.definitions.documents import Document
from ictindex.indices.ipb.cheapest import Purchase, find_cheapest
from ictindex.language.findings import Finding

DATA = "mobile-data-only"


LOW = "mobile-low"


def tariffs(*rows: dict[str, Any], **common: Any) -> Tariffs:
    """Make a table: mobile, prepaid, of one operator, 30 days, unless a row says otherwise."""
    usual = {
        "economy": "MUS", "operator": "A", "service": "mobile", "payment": "prepaid",
        "currency": "MUR", "tax_included": "yes", "validity_days": "30", "generation": "4g",
        **common,
    }  # fmt: skip
    whole = [{"id": f"offer-{n}", **usual, **row} for n, row in enumerate(rows)]
    table = read_tariffs(pd.DataFrame(whole, dtype=str).fillna(""))
    assert not table.findings.errors, table.findings.to_text()
    return table


def document(edition: int = 2025, *, baskets: Any = None, **rules: Any) -> Document:
    """Return the document of an edition with some rules of purchase, or baskets, changed."""
    whole = ict.methodology("ipb", edition=edition).document
    assert whole.purchasing is not None
    changed: dict[str, Any] = {"purchasing": replace(whole.purchasing, **rules)}
    if baskets is not None:
        changed["baskets"] = baskets
    return replace(whole, **changed)


def buy(table: Tariffs, basket: str = DATA, edition: int = 2025, **rules: Any) -> Purchase:
    purchase = find_cheapest(table, document(edition, **rules), "MUS", basket)["MUS", basket]
    assert isinstance(purchase, Purchase), purchase
    return purchase


def refuse(table: Tariffs, basket: str = DATA, edition: int = 2025, **rules: Any) -> Finding:
    purchase = find_cheapest(table, document(edition, **rules), "MUS", basket)["MUS", basket]
    assert isinstance(purchase, Finding), purchase
    return purchase


def bought_items(purchase: Purchase) -> dict[str, int]:
    return {line.id: line.count for line in purchase.lines}
