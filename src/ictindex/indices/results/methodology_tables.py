"""Tables of the pages of methodologies: their columns, declared once for all pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ictindex.core.tables.columns import Column
from ictindex.language.i18n.page_table_writer import as_they_are


def _column(name: str, kind: str = "text", label: str = "", **rules: Any) -> Column:
    if kind == "text":
        rules["names"] = as_they_are
    return Column(name, kind, label or f"methodology/{name}", absent="", **rules)


COLUMNS: Mapping[str, Column] = {
    column.name: column
    for column in (
        *map(_column, ("property", "content", "constant", "rule", "node", "id")),
        *map(_column, ("compare-value", "compare-before", "compare-after")),
        _column("change", label="lab/change"),
        # The evidence of a constant.
        Column("mark", "code", "methodology/mark", names="marks"),
        *map(_column, ("confirmed-within", "figures", "agreeing", "runner-up", "editions")),
        # The population of an edition.
        *map(_column, ("edition", "population-publication", "vintage")),
        # The tree of an index, and its goalposts.
        *(_column(name, align="right") for name in ("weight", "share", "full")),
        _column("indicator", "indicator"),
        _column("transformation"),
        Column("zero", "figure", "methodology/zero"),
        # The allowances of baskets.
        _column("basket", "basket"),
        *map(_column, ("payment", "selection", "destination", "period")),
        *(
            Column(name, "figure", f"methodology/{name}")
            for name in ("data-mb", "minutes", "sms", "calls", "minutes-per-call")
        ),
    )
}
