"""Scripts of the page run by node, and the same what-ifs by the library."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

from ictindex.core import decimals
from ictindex.engine.exact_scores import score_rows
from ictindex.engine.plan import Plan
from ictindex.indices.results.methodology import Methodology
from ictindex.publishing.website.site_build import ASSETS
from ictindex.publishing.website.try_script import write_plan_script

# Reads cases from standard input, a line each, and writes all scores to 20 places.
_RUNNER = """
const fs = require("fs"), vm = require("vm");
const [exact, plan, id] = process.argv.slice(2);
const context = vm.createContext({ window: {} });
for (const file of [exact, plan]) vm.runInContext(fs.readFileSync(file, "utf8"), context);
const E = context.window.ictindexExact, made = context.window.ictindexPlans[id];
for (const line of fs.readFileSync(0, "utf8").split("\\n").filter(Boolean)) {
  const { values, goalposts, weights, places } = JSON.parse(line);
  const x = {}, g = {};
  for (const key in values) x[key] = E.read(values[key]);
  for (const key in goalposts) g[key] = goalposts[key].map((post) => E.read(post));
  const s = made.score(E, x, g, weights), shown = {};
  for (const key in s) shown[key] = [E.print(s[key], 20), E.print(s[key], places)];
  console.log(JSON.stringify(shown));
}
"""


@dataclass(frozen=True)
class Case:
    """One what-if: values, goalposts and weights by id."""

    values: Mapping[str, str]
    goalposts: Mapping[str, tuple[str, str]]
    weights: Mapping[str, Mapping[str, int]]


def run_script(
    methodology: Methodology, cases: Sequence[Case], folder: Path
) -> list[dict[str, tuple[str, str]]]:
    """Return the scores of cases by the script, to 20 places and as they are shown."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not on this machine")
    plan, runner = folder / "plan.js", folder / "runner.cjs"
    plan.write_text(write_plan_script(methodology), encoding="utf-8")
    runner.write_text(_RUNNER, encoding="utf-8")
    assert methodology.document.rounding is not None
    places = methodology.document.rounding.decimals
    lines = "\n".join(
        json.dumps({"values": dict(case.values), "goalposts": dict(case.goalposts),
                    "weights": {k: dict(v) for k, v in case.weights.items()}, "places": places})
        for case in cases
    )  # fmt: skip
    command = [
        node,
        str(runner),
        str(ASSETS / "exact-numbers.js"),
        str(plan),
        methodology.document.id,
    ]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    return [
        {key: (both[0], both[1]) for key, both in json.loads(line).items()}
        for line in done.stdout.splitlines()
    ]


def score_case(methodology: Methodology, case: Case) -> dict[str, tuple[str, str]]:
    """Return the scores of a case by the engine of the library."""
    plan, rounding = methodology.plan, methodology.document.rounding
    assert isinstance(plan, Plan) and rounding is not None
    leaves = []
    for leaf in plan.leaves:
        low, high = (Decimal(text) for text in case.goalposts[leaf.indicator])
        raw = leaf.raw_zero is not None
        zero, full = (leaf.move(low), leaf.move(high)) if raw else (low, high)
        with decimals.exact():
            width = full - zero
        leaves.append(replace(leaf, zero=zero, full=full, width=width))
    branches = [
        replace(b, weights=tuple(case.weights[b.id][plan.nodes[c]] for c in b.children))
        for b in plan.branches
    ]
    changed = Plan(tuple(leaves), tuple(branches), plan.scale)
    row = tuple(decimals.parse(case.values[key]) for key in plan.indicators)
    (scores,) = score_rows(changed, [row]).scores
    return {
        # A decimal keeps the sign of a zero, a whole number has none.
        key: (
            format(score or score.copy_abs(), "f"),
            format(decimals.round_half_up(score, rounding.decimals), "f"),
        )
        for key, score in zip(plan.nodes, scores, strict=True)
        if score is not None
    }


def random_case(methodology: Methodology, draw: random.Random) -> Case:
    """Return a random what-if: any decimals, values beyond both goalposts, weights of 1 to 20."""
    plan = methodology.plan
    assert isinstance(plan, Plan)

    def number(low: float, high: float) -> str:
        return f"{draw.uniform(low, high):.{draw.randint(0, 4)}f}"

    values, goalposts = {}, {}
    for leaf in plan.leaves:
        on_raw = leaf.raw_zero is not None
        zero, full = (leaf.raw_zero, leaf.raw_full) if on_raw else (leaf.zero, leaf.full)
        assert zero is not None and full is not None
        least = 0.5 if leaf.transformation.id == "log10" else 0
        most = float(10**full if leaf.transformation.id == "log10" else max(zero, full))
        values[leaf.indicator] = number(least, most * 1.2)
        posts = (format(zero, "f"), format(full, "f"))
        if draw.random() < 0.5:
            span = abs(float(full - zero))
            posts = (
                number(float(zero), float(zero) + span / 4),
                number(float(full) + 1, float(full) + 2 + span),
            )
        goalposts[leaf.indicator] = posts
    weights = {
        b.id: {plan.nodes[c]: draw.randint(1, 20) for c in b.children} for b in plan.branches
    }
    return Case(values, goalposts, weights)
