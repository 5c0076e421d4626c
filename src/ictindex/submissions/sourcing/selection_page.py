"""A view of a selection as a page: its rows in words, with names for codes."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from ictindex.core.tables.columns import SCHEMA_KEY, identify
from ictindex.data.cell_text import is_missing
from ictindex.data.tables.corrections import count_changed
from ictindex.definitions.catalogue.indicators import indicator_id
from ictindex.language import i18n
from ictindex.language.i18n.renderable import Page, records_of
from ictindex.submissions.sourcing.consultations import REGISTER
from ictindex.submissions.sourcing.official_share import KINDS
from ictindex.submissions.sourcing.selection_views import CANDIDATES, DECISIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from ictindex.language.i18n.document import Block
    from ictindex.submissions.sourcing.selection import Selection

# Each view with the name of its table.
VIEWS = {
    "decisions": DECISIONS.name,
    "candidates": CANDIDATES.name,
    "pending": REGISTER.name,
    "shares": "official-shares",
}
_LEFT_OUT = ("receipt", "role", "outcome", "decision", "reason", "conf_status")
_SECTIONS = {"indicator": "nodes", "source_class": "source-class"}


def make_view(
    selection: Selection,
    show: str,
    *,
    by: str = "edition",
    vintage: str | None = None,
    language: str | None = None,
) -> pd.DataFrame:
    """Return one of the ``VIEWS`` of a selection; ``by`` and ``vintage`` group its shares."""
    if show == "candidates":
        return selection.candidates_frame(language)
    if show == "pending":
        return selection.pending()
    if show == "shares":
        return selection.shares(by, vintage=vintage)
    return selection.to_frame(language)


def select_rows(frame: pd.DataFrame, economy: str | None, indicator: str | None) -> pd.DataFrame:
    """Keep the rows of an economy and an indicator, where the view has such columns."""
    key = None if indicator is None else indicator_id(indicator) or indicator
    for name, wanted in (("economy", economy), ("indicator", key)):
        if wanted is not None and name in frame.columns:
            frame = frame[frame[name] == wanted]
    return frame


def record_selection(
    selection: Selection, make: Callable[[str], pd.DataFrame], language: str | None = None
) -> dict[str, Any]:
    """Return a selection as plain data: what it is made of, and all its views as ``make`` gives."""
    changed = {
        receipt.digest: counts
        for receipt in selection.receipts
        if (counts := count_changed(receipt.corrections))
    }
    return {
        SCHEMA_KEY: identify("source-selection"),
        "edition": selection.edition,
        "year": selection.year,
        "methodology": selection.methodology.document.id,
        "cut_off": selection.cut_off.isoformat(),
        "digest": selection.digest,
        "receipts": [receipt.digest for receipt in selection.receipts],
        **{name: records_of(make(name)) for name in VIEWS},
        "findings": selection.findings.records(language),
        **({"corrections": changed} if changed else {}),
    }


def show_view(frame: pd.DataFrame, view: str = "decisions", language: str | None = None) -> Page:
    """Return the page of a view (decisions, candidates, pending, shares), with its rows as data."""
    return Page(
        partial(_write_view, frame),
        language,
        lambda: {"rows": records_of(frame)},
        json_name=VIEWS[view],
    )


def _write_view(frame: pd.DataFrame, language: str) -> list[Block]:
    """Return the rows as a table in words, without empty columns."""
    kept = [str(name) for name in frame.columns if name not in _LEFT_OUT]
    kept = [name for name in kept if not all(map(is_missing, frame[name]))]
    if not kept:
        return [i18n.Sentence("sourcing/no-rows")]
    headers = [i18n.label("columns", name, language) for name in kept]
    rows = [
        [_cell_words(name, cell, language) for name, cell in zip(kept, row, strict=True)]
        for row in frame[kept].itertuples(index=False)
    ]
    numbers = frozenset(n for n, name in enumerate(kept) if name in ("value", *KINDS, "share"))
    return [i18n.Grid(headers, rows, numbers)]


def _cell_words(name: str, cell: Any, language: str) -> str:
    """Return a cell in words: names for codes, numbers as people write them."""
    if is_missing(cell):
        return ""
    if name == "economy":
        return i18n.economy_name(cell, language)
    if name in _SECTIONS:
        return i18n.label(_SECTIONS[name], cell, language)
    if name in ("group", "edition"):
        return i18n.label("groups", str(cell), language)
    if isinstance(cell, (Decimal, float)):
        return i18n.number(Decimal(str(cell)), language)
    return i18n.visible(str(cell))
