"""The scores of an edition as data frames and as an xarray dataset."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex.core.own_terms import terms_of, use_terms
from ictindex.core.tables.frame_writer import write_frame
from ictindex.definitions import catalogue
from ictindex.engine import Rows
from ictindex.indices.idi.score_tables import make_ranking, make_scores
from ictindex.indices.results import result_kind
from ictindex.indices.results.extent import add_extent_columns
from ictindex.language import i18n

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from ictindex.indices.idi.scores import EditionScores

Floats = np.ndarray[Any, np.dtype[np.float64]]


def _floats(rows: Sequence[Sequence[Decimal | int | None]], order: Sequence[int]) -> Floats:
    """Return rows as floats in reading order; NaN for no number."""
    # Each float is the one nearest to the exact decimal.
    ordered = ([row[n] for n in order] for row in rows)
    cells = [[math.nan if cell is None else float(cell) for cell in row] for row in ordered]
    return np.array(cells, dtype=float).reshape(len(rows), len(order))


def _convert_leaves(rows: Rows, width: int) -> Rows:
    """Return rows of leaves as rows of nodes."""
    return tuple((*row, *(None,) * (width - len(row))) for row in rows)


def _texts(result: EditionScores, name: str) -> list[list[str]]:
    """Return a column of the observations behind the cells, in reading order."""
    column = result.observations.cells[name]
    return [
        ["" if (row := line[n]) is None else str(column[row]) for n in result.order]
        for line in result.input_rows.rows
    ]


def dataset(result: EditionScores) -> xr.Dataset:
    """Return everything as an xarray dataset (see ``Result.dataset``)."""
    import xarray as xr

    plan, order = result.methodology.plan, result.order
    exact, count = result.exact_scores, len(result.nodes)
    flags = [
        [";".join(result.flags.get((e, n), ())) for n in result.nodes] for e in result.economies
    ]

    def texts(cells: list[list[str]]) -> np.ndarray[Any, np.dtype[np.str_]]:
        return np.array(cells, dtype=str).reshape(len(cells), count)

    with use_terms(terms_of(result)):
        indicators = catalogue.indicators()
    units = [indicators[n].unit if n in plan.indicators else "score" for n in result.nodes]
    dims = ("economy", "node")
    whole = xr.Dataset(
        {
            "value": (dims, _floats(_convert_leaves(result.input_rows.values, count), order)),
            "transformed": (dims, _floats(_convert_leaves(exact.transformed, count), order)),
            "normalised": (dims, _floats(exact.scores, order)),
            "contribution": (dims, _floats(result.contribution_rows, order)),
            "score": (dims, _floats(result.rounded_rows, order)),
            "rank": (dims, _floats(result.rank_rows, order)),
            "status": (dims, texts(_texts(result, "status"))),
            "source_class": (dims, texts(_texts(result, "source_class"))),
            "flags": (dims, texts(flags)),
            result_kind.COLUMN: ((), result_kind.name_of(result.kind)),
        },
        coords={
            "economy": list(result.economies),
            "node": list(result.nodes),
            "level": ("node", [result.kind_of(n) for n in result.nodes]),
            "unit": ("node", units),
        },
        attrs=_attributes(result),
    )
    for name, unit in _UNITS.items():
        whole[name].attrs = {"long_name": i18n.label("variables", name, "en"), "units": unit}
    return whole


# Units of the numeric variables of a dataset.
_UNITS = {
    "value": "see coordinate unit",
    "transformed": "1",
    "normalised": "points",
    "contribution": "points of the index",
    "score": "points",
    "rank": "1",
}


def long_frame(result: EditionScores, rounded: bool) -> pd.DataFrame:
    """Return one row for each economy and node (see ``Result.to_frame``)."""
    return write_frame(make_scores(result, rounded=rounded), _attributes(result))


def _attributes(result: EditionScores) -> dict[str, object]:
    """Return the attributes of the dataset and of the long frame."""
    return {
        "id": result.id,
        "kind": result.kind,
        "methodology": result.methodology.id,
        "edition": result.edition,
        "year": result.year,
        "ranks": result.rank_label("en"),
        **result.extent.attributes(),
        "scale": str(result.methodology.plan.scale),
        **result.frame_attributes(),
    }


def wide(result: EditionScores, rows: Rows, *, numeric: bool = False) -> pd.DataFrame:
    """Return rows as economies x nodes in reading order: decimals, or the nearest floats."""
    import pandas as pd

    cells: Any = _floats(rows, result.order)
    if not numeric:
        cells = np.empty((len(rows), len(result.nodes)), dtype=object)
        for e, row in enumerate(rows):
            cells[e] = [row[n] for n in result.order]
    index = pd.Index(result.economies, name="economy")
    frame = pd.DataFrame(cells, index=index, columns=pd.Index(result.nodes, name="node"))
    frame.attrs.update(result.frame_attributes())
    return result_kind.head_kind(frame, result.kind)


def ranks(result: EditionScores) -> pd.DataFrame:
    """Return the ranks of the economies with the index (see ``Result.ranks``)."""
    import pandas as pd

    indexed = [e for e, row in enumerate(result.exact_scores.scores) if row[-1] is not None]
    name = result.rank_label()
    cells = [[result.rank_rows[e][n] for n in result.order] for e in indexed]
    frame = pd.DataFrame(
        np.array(cells, dtype=object).reshape(len(indexed), len(result.nodes)),
        index=pd.Index(
            np.array([result.economies[e] for e in indexed], dtype=object), name="economy"
        ),
        columns=pd.Index(result.nodes, name=name),
    ).astype("Int64")
    add_extent_columns(frame, result.extent)
    frame.attrs.update(label=name, **result.frame_attributes())
    return result_kind.head_kind(frame, result.kind)


def ranking(result: EditionScores, node: str | None) -> pd.DataFrame:
    """Return the ranked economies of a node, best first (see ``Result.ranking``)."""
    ranked = make_ranking(result, result.methodology.plan.root if node is None else node)
    return write_frame(ranked, {"label": result.rank_label(), **result.frame_attributes()})
