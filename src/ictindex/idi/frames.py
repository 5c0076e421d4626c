"""A result as arrays with names: flags, the xarray dataset, the long data frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex import catalogue, i18n
from ictindex.core import decimals
from ictindex.engine.operations import Array
from ictindex.results import result_kind
from ictindex.results.extent import PART, stand_among
from ictindex.results.result_kind import PUT_IN

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from ictindex.findings import Finding
    from ictindex.idi.result import Result
    from ictindex.idi.scores import Computed


# Contributions are shown with more decimals than scores, so that they can be added up.
CONTRIBUTION_DECIMALS = 4
_COLUMNS = [
    "economy", "node", "kind", "value", "score", "rank", "contribution", "status", "source_class",
    "flags", "among", "of",
]  # fmt: skip


def flags(result: Computed) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the flags of every cell that has one (see ``Result.flags``)."""
    plan, cells = result.methodology.plan, result.cells
    columns, unconfirmed = result.observations.columns, result.unconfirmed
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for e, economy in enumerate(cells.economies):
        for n, node in enumerate(plan.nodes):
            raised = []
            row = int(cells.rows[e, n])
            if row >= 0:
                if (economy, node) in result.put_in:
                    raised.append(PUT_IN)
                if cells.given[e, n]:
                    raised.append("supplied-score")
                if cells.carried[e, n]:
                    raised.append("carried")
                if columns["conf_status"][row] not in catalogue.free_marks(released=False):
                    raised.append("confidential")
                kind = catalogue.kind_of(columns["source_class"][row], columns["status"][row])
                if kind == "not-stated":
                    raised.append("source-not-stated")
                elif kind in (catalogue.ESTIMATE, catalogue.OTHER, catalogue.COLLECTED):
                    raised.append(kind)
                if n < len(plan.leaves) and not cells.missing[e, n]:
                    raised += _beyond(result, e, n)
            if node in unconfirmed:
                raised.append(f"{unconfirmed[node]}-constant")
            if result.rank_array[e, n]:
                if not result.ranks_published:
                    raised.append("rank-not-published")
                if not result.extent.complete:
                    raised.append(PART)
            if n >= len(plan.leaves) and not cells.given[e, n]:
                raised += _inherited(found, economy, [plan.nodes[c] for c in plan.children(n)])
            if raised:
                found[economy, node] = tuple(raised)
    return found


# What is said of an input is said of every score that rests on it.
RESTS_ON = "rests-on:"
_OWN = ("source-not-stated", "beyond-full", "beyond-zero", "rank-not-published", PART)


def _inherited(
    found: dict[tuple[str, str], tuple[str, ...]], economy: str, children: list[str]
) -> list[str]:
    """Return the flags that rise from the children of a node, each once."""
    below = [flag for child in children for flag in found.get((economy, child), ())]
    rising = [flag.removeprefix(RESTS_ON) for flag in below if flag not in _OWN]
    return [RESTS_ON + flag for flag in dict.fromkeys(rising)]


def _beyond(result: Computed, e: int, n: int) -> list[str]:
    """Tell at which goalpost a value is held, if it lies beyond one."""
    leaf = result.methodology.plan.leaves[n]
    moved = result.engine_scores.transformed[e, n]
    low, high = sorted((leaf.zero, leaf.full))
    if low <= moved <= high:
        return []
    return ["beyond-full" if (moved > high) == (leaf.full > leaf.zero) else "beyond-zero"]


def contributions(result: Computed) -> tuple[Array, Array]:
    r"""Return the weighted contribution of every node to the index, in its points.

    .. math:: c_n = s_n \prod_{m \in \text{path}(n)} \frac{w_m}{\sum_{k} w_k}
    """
    plan, scores = result.methodology.plan, result.engine_scores.scores
    out = np.empty(scores.shape, dtype=object)
    missing = result.missing | result.missing[:, -1:]
    with decimals.exact():
        for n, node in enumerate(plan.nodes):
            share = plan.weight_in_index(node)
            for e, score in enumerate(scores[:, n]):
                out[e, n] = decimals.stage(score * share.numerator / share.denominator)
            for above in plan.above(node):
                missing[:, n] |= result.cells.given[:, plan.nodes.index(above)]
    return out, missing


def dataset(result: Result) -> xr.Dataset:
    """Return everything as an xarray dataset (see ``Result.dataset``)."""
    import xarray as xr

    plan, cells, scores = result.methodology.plan, result.cells, result.engine_scores
    leaves, order = len(plan.leaves), list(result.order)

    def of_leaves(array: Array) -> Array:
        out = np.full(scores.scores.shape, np.nan)
        out[:, :leaves] = np.where(cells.missing, np.nan, array)
        return out[:, order]

    def of_nodes(array: Array, missing: Array = scores.missing) -> Array:
        holes = np.where(missing, np.nan, array)
        return holes.astype(float)[:, order]

    def texts(name: str) -> Array:
        column = result.observations.columns[name]
        found = np.where(cells.rows >= 0, column[cells.rows], "")
        return found.astype(str)[:, order]

    raised = np.array(
        [[";".join(result.flags.get((e, n), ())) for n in result.nodes] for e in result.economies],
        dtype=str,
    )
    known = catalogue.indicators()
    units = [known[n].unit if n in plan.indicators else "score" for n in result.nodes]
    dims = ("economy", "node")
    whole = xr.Dataset(
        {
            "value": (dims, of_leaves(cells.values)),
            "transformed": (dims, of_leaves(scores.transformed)),
            "normalised": (dims, of_nodes(scores.scores)),
            "contribution": (dims, of_nodes(*result.contributions)),
            "score": (dims, of_nodes(result.rounded)),
            "rank": (dims, np.where(result.rank_array == 0, np.nan, result.rank_array)[:, order]),
            "status": (dims, texts("status")),
            "source_class": (dims, texts("source_class")),
            "flags": (dims, raised),
            result_kind.COLUMN: ((), result_kind.name_of(result.kind)),
        },
        coords={
            "economy": list(result.economies),
            "node": list(result.nodes),
            "kind": ("node", [result.kind_of(n) for n in result.nodes]),
            "unit": ("node", units),
        },
        attrs={
            "id": result.id,
            "kind": result.kind,
            "methodology": result.methodology.id,
            "edition": result.edition,
            "year": result.year,
            "ranks": result.rank_label("en"),
            **result.extent.attributes(),
            "scale": str(plan.scale),
            **result.frame_attributes(),
        },
    )
    for name, unit in _UNITS.items():
        whole[name].attrs = {
            "long_name": i18n.label("variables", name, "en"),
            "units": unit,
        }
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


def long_frame(result: Result, rounded: bool) -> pd.DataFrame:
    """Return one row for each economy and node (see ``Result.to_frame``)."""
    whole = dataset(result)
    frame = whole.drop_vars(["transformed", "unit"]).to_dataframe().reset_index()
    stand_among(frame, result.extent)
    if rounded:
        exact, missing = result.contributions
        cut = np.frompyfunc(lambda c: decimals.round_half_up(c, CONTRIBUTION_DECIMALS), 1, 1)
        shown = np.where(missing, np.nan, cut(exact))
        frame["contribution"] = shown.astype(float)[:, list(result.order)].reshape(-1)
    else:
        frame["score"] = frame["normalised"]
    frame["rank"] = frame["rank"].astype("Int64")
    out = result_kind.stamped(frame[_COLUMNS].copy(), result.kind)
    out.attrs.update(whole.attrs)
    return out


def wide(result: Result, array: Array, hole: Any, *, numeric: bool = False) -> pd.DataFrame:
    """Return an array as economies x nodes in reading order, ``hole`` where there is no score."""
    import pandas as pd

    filled = np.where(result.missing, hole, array)[:, list(result.order)]
    index = pd.Index(result.economies, name="economy")
    frame = pd.DataFrame(filled, index=index, columns=pd.Index(result.nodes, name="node"))
    if numeric:
        frame = frame.astype(float)
    frame.attrs.update(result.frame_attributes())
    return result_kind.stamped(frame, result.kind)


def ranks(result: Result) -> pd.DataFrame:
    """Return the ranks of the economies with the index (see ``Result.ranks``)."""
    import pandas as pd

    kept = ~result.missing[:, -1]
    name = result.rank_label()
    frame = pd.DataFrame(
        result.rank_array[kept][:, list(result.order)],
        index=pd.Index(np.array(result.economies, dtype=object)[kept], name="economy"),
        columns=pd.Index(result.nodes, name=name),
    ).astype("Int64")
    frame = frame.mask(frame == 0)
    stand_among(frame, result.extent)
    frame.attrs.update(label=name, **result.frame_attributes())
    return result_kind.stamped(frame, result.kind)


def ranking(result: Result, node: str | None) -> pd.DataFrame:
    """Return the ranked economies of a node, best first (see ``Result.ranking``)."""
    import pandas as pd

    plan = result.methodology.plan
    key = plan.root if node is None else node
    result.kind_of(key)  # an unknown node is refused
    n = plan.nodes.index(key)
    rows = sorted(
        (int(rank), economy, float(result.rounded[e, n]))
        for e, (economy, rank) in enumerate(
            zip(result.economies, result.rank_array[:, n], strict=True)
        )
        if rank
    )
    frame = pd.DataFrame(rows, columns=["rank", "economy", "score"])
    stand_among(frame, result.extent)
    frame.attrs.update(label=result.rank_label(), **result.frame_attributes())
    return result_kind.stamped(frame, result.kind)


def excluded(result: Result) -> pd.DataFrame:
    """Return the economies without index and why (see ``Result.excluded``)."""
    import pandas as pd

    def row(finding: Finding) -> dict[str, str]:
        inputs = finding.given.get("indicator", ())
        return {
            "economy": finding.economy,
            "reason": finding.code.removeprefix("excluded."),
            "missing": ", ".join(inputs) if isinstance(inputs, tuple) else "",
            "message": finding.message(),
        }

    rows = [row(finding) for finding in result.exclusions]
    frame = pd.DataFrame(rows, columns=["economy", "reason", "missing", "message"])
    return result_kind.stamped(frame, result.kind)
