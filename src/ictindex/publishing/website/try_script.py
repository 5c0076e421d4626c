"""The script that computes a what-if in the page: generated from the plan of the methodology.

The plan that computes the index is written out as one line for each node. The arithmetic of the
lines is in ``exact-numbers.js``: whole numbers that follow the decimal policy of the library.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ictindex.core import decimals
from ictindex.core.errors import UsageError
from ictindex.engine.plan import Plan, PlanLeaf
from ictindex.indices.results.methodology import Methodology


def script_name(methodology: Methodology) -> str:
    """Return the name of the script of a methodology."""
    return f"plan-{methodology.document.id}.js"


def write_plan_script(methodology: Methodology) -> str:
    """Return the script that scores one economy by the plan of a methodology."""
    plan, rounding = methodology.plan, methodology.document.rounding
    # The script multiplies by the scale at once; with a power of ten this changes no digit.
    is_power = plan.scale == Decimal(1).scaleb(plan.scale.adjusted())
    if not isinstance(plan, Plan) or plan.has_operations or rounding is None or not is_power:
        raise UsageError("variant.other-operations")
    constants = {
        "root": plan.root,
        "decimals": rounding.decimals,
        "nodes": plan.reading_order(),
        "goalposts": {leaf.indicator: _goalposts(leaf) for leaf in plan.leaves},
        "weights": _weights(plan),
    }
    lines = [*(_leaf_line(leaf) for leaf in plan.leaves), *_branch_lines(plan)]
    body = "\n".join(f"    {line}" for line in lines)
    name, scale = json.dumps(methodology.document.id), json.dumps(format(plan.scale, "f"))
    return f"""\
// Generated from the plan of {methodology.document.id}. A change belongs into the document.
"use strict";
(window.ictindexPlans ??= {{}})[{name}] = {{
  constants: {_json(constants)},
  // x: values, g: goalposts [zero, full], both in units of the 20th place; w: weights.
  score: (E, x, g, w) => {{
    const s = {{}}, scale = E.read({scale});
{body}
    return s;
  }},
}};
"""


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def _goalposts(leaf: PlanLeaf) -> dict[str, str]:
    """Return the goalposts of a leaf as written, and the scale that they are on."""
    is_raw = leaf.raw_zero is not None and leaf.raw_full is not None
    zero, full = (leaf.raw_zero, leaf.raw_full) if is_raw else (leaf.zero, leaf.full)
    return {
        "zero": decimals.canonical(zero if zero is not None else leaf.zero),
        "full": decimals.canonical(full if full is not None else leaf.full),
        "transformation": leaf.transformation.id,
        "on": "raw" if is_raw else "transformed",
    }


def _weights(plan: Plan) -> dict[str, dict[str, int]]:
    nodes = plan.nodes
    return {
        branch.id: {
            nodes[child]: weight
            for child, weight in zip(branch.children, branch.weights, strict=True)
        }
        for branch in reversed(plan.branches)
    }


def _leaf_line(leaf: PlanLeaf) -> str:
    """Return the line of a leaf: its value between its goalposts."""
    key, move = json.dumps(leaf.indicator), f"E.{leaf.transformation.id}"
    posts = ", ".join(
        f"{move}(g[{key}][{n}])" if leaf.raw_zero is not None else f"g[{key}][{n}]" for n in (0, 1)
    )
    return f"s[{key}] = E.leaf({move}(x[{key}]), {posts}, scale);"


def _branch_lines(plan: Plan) -> list[str]:
    """Return the line of each branch: the weighted mean of its children."""
    nodes, lines = plan.nodes, []
    for branch in plan.branches:
        key = json.dumps(branch.id)
        parts = ", ".join(
            f"[w[{key}][{json.dumps(nodes[child])}], s[{json.dumps(nodes[child])}]]"
            for child in branch.children
        )
        lines.append(f"s[{key}] = E.mean([{parts}]);")
    return lines
