"""Checks of the structure of an index: correlations, components, reliability, importance, ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex.analysis.audits.audit_inputs import AuditInputs, rank_scores
from ictindex.analysis.audits.audit_lines import (
    LOOK_AT,
    NOT_JUDGED,
    PASSES,
    AuditLine,
    Names,
    Number,
    Part,
    Share,
)
from ictindex.analysis.audits.audit_tables import (
    ADDED_VALUE,
    ALL,
    FIT,
    IMPORTANCE,
    ITEMS,
    PAIRS,
    RELIABILITY,
)
from ictindex.analysis.audits.audit_thresholds import Thresholds
from ictindex.analysis.audits.dimension_tables import ComponentGroup, PrincipalComponents
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.engine.statistics import correlations as measures
from ictindex.engine.statistics.main_effects import compute_main_effect
from ictindex.engine.statistics.principal_components import draw_parallel, find_components
from ictindex.engine.statistics.reliability import compute_reliability

if TYPE_CHECKING:
    import pandas as pd


def correlate_scores(inputs: AuditInputs, limits: Thresholds) -> pd.DataFrame:
    """Return the correlations between all parts, sub-indices and the index, each pair once.

    ``relation`` describes the pair: within one sub-index, between sub-indices, a part with its own
    or another sub-index, or any code with the index.
    """
    base = inputs.base
    codes = list(
        dict.fromkeys([*inputs.parts, *inputs.hierarchy.children[inputs.root], inputs.root])
    )
    table = base[codes].to_numpy()
    coefficients, p_values = measures.correlate(table), measures.correlation_p_values(table)
    parent = inputs.hierarchy.parents
    rows = []
    for i, first in enumerate(codes):
        for j in range(i + 1, len(codes)):
            second = codes[j]
            relation = _relate(inputs, first, second)
            r = coefficients[i, j]
            redundant = relation.startswith(("within", "between", "sub")) and r > limits.redundant
            rows.append(
                {
                    "first": first,
                    "second": second,
                    "relation": relation,
                    "first_group": parent.get(first, ""),
                    "second_group": parent.get(second, ""),
                    "correlation": r,
                    "p_value": p_values[i, j],
                    "economies": len(base),
                    "redundant": bool(redundant),
                    "negative": bool(r < limits.negative),
                }
            )
    return write_frame(Table.of(PAIRS, rows))


def _relate(inputs: AuditInputs, first: str, second: str) -> str:
    parts, parent = inputs.parts, inputs.hierarchy.parents
    if second == inputs.root:
        return "with-index"
    if second in parts:
        return "within-group" if parent[first] == parent[second] else "between-groups"
    if first in parts:
        return "with-own-group" if parent[first] == second else "with-other-group"
    return "sub-indices"


def check_fit(
    inputs: AuditInputs, pairs: pd.DataFrame, limits: Thresholds
) -> tuple[pd.DataFrame, list[AuditLine]]:
    """Return the fit of each part with its sub-index, the others and the index, and the lines."""
    base = inputs.base
    imputed = inputs.count_imputed
    rows: list[dict[str, Any]] = []
    lines: list[AuditLine] = []
    for code in inputs.parts:
        own = inputs.hierarchy.parents[code]
        siblings = [c for c in inputs.hierarchy.children[own] if c != code]
        weights = np.array([inputs.hierarchy.weights.get(c, 1.0) for c in siblings])
        rest = base[siblings].to_numpy() @ weights if siblings else np.full(len(base), np.nan)
        others = [c for c in inputs.pillars if c != own]
        columns = base[[own, inputs.root, *others]].to_numpy()
        against = np.column_stack([rest, columns])
        coefficients = measures.correlate(base[[code]].to_numpy(), against)[0]
        foreign = dict(zip(others, coefficients[3:], strict=True))
        closest = max(foreign, key=lambda c: foreign[c]) if foreign else ""
        row = {
            "indicator": code,
            "group": own,
            "own_group": coefficients[1],
            "rest_of_group": coefficients[0],
            "closest_other": closest,
            "other_group": foreign.get(closest, np.nan),
            "index": coefficients[2],
            "weak": bool(coefficients[1] < limits.weak),
            "negative": bool(coefficients[2] < limits.negative),
            "closer_to_other": bool(closest and foreign[closest] > coefficients[1]),
            "economies": len(base),
            "imputed_cells": imputed((code,)),
        }
        rows.append(row)
        lines.append(_fit_line(row, limits))
    return write_frame(Table.of(FIT, rows)), [*lines, *_redundancy_lines(inputs, pairs, limits)]


def _fit_line(row: dict[str, Any], limits: Thresholds) -> AuditLine:
    facts: dict[str, Part] = {
        "own": Number(row["own_group"]),
        "rest": Number(row["rest_of_group"]),
        "index": Number(row["index"]),
        "group": Names((row["group"],)),
        "limit": Number(limits.weak, 1),
    }
    if row["closest_other"]:
        facts["other"] = Names((row["closest_other"],))
        facts["figure"] = Number(row["other_group"])
    verdict = LOOK_AT
    if np.isnan(row["own_group"]):
        verdict, reason = NOT_JUDGED, "no-variation"
    elif row["negative"]:
        reason = "negative"
    elif row["weak"]:
        reason = "weak"
    elif row["closer_to_other"]:
        reason = "closer-to-other"
    else:
        verdict, reason = PASSES, "fits"
    return AuditLine(
        "correlation",
        "fit",
        (row["indicator"],),
        verdict,
        reason,
        facts,
        value=row["own_group"],
        threshold=limits.weak,
        economies=row["economies"],
        imputed=row["imputed_cells"],
    )


_REDUNDANCY = ("within-group", "between-groups", "sub-indices")


def _redundancy_lines(
    inputs: AuditInputs, pairs: pd.DataFrame, limits: Thresholds
) -> list[AuditLine]:
    """Return a line for each redundant pair, or one line if there is none."""
    chosen = pairs[pairs["relation"].isin(_REDUNDANCY)]
    lines = []
    for row in chosen[chosen["redundant"]].to_dict("records"):
        pair = str(row["first"]), str(row["second"])
        lines.append(
            AuditLine(
                "correlation",
                "redundancy",
                pair,
                LOOK_AT,
                f"redundant-{row['relation']}",
                {"figure": Number(row["correlation"], 3), "limit": Number(limits.redundant)},
                value=row["correlation"],
                threshold=limits.redundant,
                economies=row["economies"],
                imputed=inputs.count_imputed(pair),
            )
        )
    if not lines and len(chosen):
        highest = float(chosen["correlation"].max())
        lines.append(
            AuditLine(
                "correlation",
                "redundancy",
                (inputs.root,),
                PASSES,
                "not-redundant",
                {"figure": Number(highest), "limit": Number(limits.redundant)},
                value=highest,
                threshold=limits.redundant,
                economies=len(inputs.base),
                imputed=inputs.count_imputed(inputs.parts),
            )
        )
    return lines


def _groups_of_parts(inputs: AuditInputs) -> dict[str, tuple[str, ...]]:
    """Return the parts of each sub-index, and all parts together where there are several."""
    groups = {p: inputs.hierarchy.children[p] for p in inputs.pillars}
    return {**groups, ALL if groups else inputs.root: inputs.parts}


def _is_enough(inputs: AuditInputs, codes: tuple[str, ...], limits: Thresholds) -> bool:
    return len(inputs.base) >= limits.economies_per_indicator * len(codes)


def check_components(
    inputs: AuditInputs, limits: Thresholds, draws: int, seed: int
) -> tuple[PrincipalComponents, list[AuditLine]]:
    """Return the principal components of each sub-index and of all parts, and the audit lines."""
    groups: list[ComponentGroup] = []
    lines: list[AuditLine] = []
    for name, codes in _groups_of_parts(inputs).items():
        components = find_components(inputs.base[list(codes)].to_numpy())
        chance = None
        if np.isfinite(components.eigenvalues).all():
            chance = draw_parallel(
                components.rows, len(codes), draws=draws, quantile=limits.chance, seed=seed
            )
        group = ComponentGroup(name, codes, components, chance, inputs.count_imputed(codes))
        groups.append(group)
        lines.append(_component_line(group, _is_enough(inputs, codes, limits), limits))
    return PrincipalComponents(groups), lines


def _component_line(group: ComponentGroup, enough: bool, limits: Thresholds) -> AuditLine:
    dimensions = group.dimensions
    first = float(group.components.shares[0])
    facts: dict[str, Part] = {
        "share": Share(first),
        "count": Number(len(group.codes), 0),
        "economies": Number(group.components.rows, 0),
        "dimensions": Number(dimensions or 0, 0),
        "least": Number(limits.economies_per_indicator, 0),
    }
    if dimensions is None:
        verdict, reason = NOT_JUDGED, "no-variation"
    elif not enough:
        verdict, reason = NOT_JUDGED, "few-economies"
    elif dimensions == 1:
        verdict, reason = PASSES, "one-dimension"
    elif dimensions == 0:
        verdict, reason = LOOK_AT, "no-dimension"
    else:
        verdict, reason = LOOK_AT, "more-dimensions"
    return AuditLine(
        "components",
        "dimensions",
        (group.group,),
        verdict,
        reason,
        facts,
        value=first,
        economies=group.components.rows,
        imputed=group.imputed,
    )


def check_reliability(
    inputs: AuditInputs, limits: Thresholds
) -> tuple[pd.DataFrame, pd.DataFrame, list[AuditLine]]:
    """Return alpha of each group and its items, and the audit lines; a low alpha is no fault."""
    rows: list[dict[str, Any]] = []
    items: list[dict[str, Any]] = []
    lines: list[AuditLine] = []
    groups = {**inputs.groups, ALL: inputs.parts}
    if set(inputs.groups.get(inputs.root, ())) == set(inputs.parts):
        del groups[ALL]
    for name, codes in groups.items():
        reliability = compute_reliability(inputs.base[list(codes)].to_numpy())
        enough = _is_enough(inputs, codes, limits)
        imputed = inputs.count_imputed(codes)
        rows.append(
            {
                "group": name,
                "indicators": reliability.columns,
                "economies": reliability.rows,
                "alpha": reliability.alpha,
                "standardised_alpha": reliability.standardised,
                "mean_correlation": reliability.mean_correlation,
                "enough_economies": enough,
                "imputed_cells": imputed,
            }
        )
        items += [
            {
                "group": name,
                "indicator": code,
                "alpha": reliability.alpha,
                "alpha_without": reliability.without[n],
                "item_total": reliability.item_total[n],
                "item_rest": reliability.item_rest[n],
                "imputed_cells": inputs.count_imputed((code,)),
            }
            for n, code in enumerate(codes)
        ]
        facts: dict[str, Part] = {
            "figure": Number(reliability.alpha),
            "limit": Number(limits.alpha, 1),
            "count": Number(len(codes), 0),
            "economies": Number(reliability.rows, 0),
            "least": Number(limits.economies_per_indicator, 0),
        }
        good = reliability.alpha >= limits.alpha
        verdict, reason = (PASSES, "alpha-high") if good else (NOT_JUDGED, "alpha-low")
        if np.isnan(reliability.alpha):
            verdict, reason = NOT_JUDGED, "no-variation"
        elif not enough:
            verdict, reason = NOT_JUDGED, "few-economies"
        lines.append(
            AuditLine(
                "reliability",
                "alpha",
                (name,),
                verdict,
                reason,
                facts,
                value=reliability.alpha,
                threshold=limits.alpha,
                economies=reliability.rows,
                imputed=imputed,
            )
        )
    alpha = write_frame(Table.of(RELIABILITY, rows))
    return alpha, write_frame(Table.of(ITEMS, items)), lines


def check_importance(
    inputs: AuditInputs, limits: Thresholds
) -> tuple[pd.DataFrame, list[AuditLine]]:
    """Return nominal and effective weights, first-order indices, and the audit lines.

    Effective weights are those of the weighted mean of the parts; they sum to 1 for an index that
    is such a mean.
    """
    base, hierarchy, root = inputs.base, inputs.hierarchy, inputs.root
    index = base[root].to_numpy()
    rows: list[dict[str, Any]] = []
    levels = {"sub-index": inputs.pillars, "part": inputs.parts}
    for level, codes in levels.items():
        weighed = inputs.hierarchy.children[root] if level == "sub-index" else codes
        shares = {code: hierarchy.share(code) for code in weighed}
        mean = base[list(weighed)].to_numpy() @ np.array(list(shares.values()))
        deviations = mean - mean.mean()
        spread = float(deviations @ deviations)
        # Printed scores are rounded; for a result both are the same numbers.
        linear = bool(np.abs(mean - index).max() <= (1e-6 if inputs.result is not None else 0.1))
        for code in codes:
            column = base[code].to_numpy()
            effect = compute_main_effect(column, index)
            covariance = float((column - column.mean()) @ deviations)
            rows.append(
                {
                    "code": code,
                    "level": level,
                    "parent": hierarchy.parents[code],
                    "weight": shares[code],
                    "effective_weight": shares[code] * covariance / spread if spread else np.nan,
                    "main_effect": effect.share,
                    "fitted": effect.fitted,
                    "linear": effect.linear,
                    "degrees_of_freedom": effect.degrees,
                    "arithmetic": linear,
                    "economies": len(base),
                    "imputed_cells": inputs.count_imputed((code,)),
                    # Of the whole frame, below.
                    "weight_among_siblings": None,
                    "effect_among_siblings": None,
                    "importance_ratio": None,
                }
            )
    frame = write_frame(Table.of(IMPORTANCE, rows))
    together = frame.groupby(["level", "parent"])
    frame["weight_among_siblings"] = frame["weight"] / together["weight"].transform("sum")
    frame["effect_among_siblings"] = frame["main_effect"] / together["main_effect"].transform("sum")
    frame["importance_ratio"] = frame["effect_among_siblings"] / frame["weight_among_siblings"]
    return frame, [_importance_line(dict(row), limits) for row in frame.to_dict("records")]


def _importance_line(row: dict[Any, Any], limits: Thresholds) -> AuditLine:
    ratio = row["importance_ratio"]
    facts: dict[str, Part] = {
        "effect": Number(row["main_effect"]),
        "weight": Share(row["weight_among_siblings"]),
        "share": Share(row["effect_among_siblings"]),
        "group": Names((row["parent"],)),
    }
    if not np.isfinite(ratio):
        verdict, reason = NOT_JUDGED, "no-variation"
    elif ratio > limits.importance:
        verdict, reason = LOOK_AT, "more-important"
    elif ratio < 1 / limits.importance:
        verdict, reason = LOOK_AT, "less-important"
    else:
        verdict, reason = PASSES, "as-weighted"
    return AuditLine(
        "importance",
        "main-effect",
        (row["code"],),
        verdict,
        reason,
        facts,
        value=ratio,
        threshold=limits.importance,
        economies=row["economies"],
        imputed=_count(row["imputed_cells"]),
    )


def _count(cells: Any) -> int | None:
    """Return a count of a nullable column."""
    return int(cells) if isinstance(cells, (int, np.integer)) else None


_TIMES_THE_DIFFERENCE = 5


def check_added_value(
    inputs: AuditInputs, limits: Thresholds
) -> tuple[pd.DataFrame, list[AuditLine]]:
    """Return the differences between ranks of the index and its sub-indices, and the lines."""
    ranks = rank_scores(inputs)
    rows: list[dict[str, Any]] = []
    lines: list[AuditLine] = []
    children = inputs.hierarchy.children[inputs.root]
    spearman = measures.correlate(
        inputs.base[list(children)].to_numpy(), inputs.base[[inputs.root]].to_numpy(), "spearman"
    )[:, 0]
    for n, code in enumerate(children):
        apart = (ranks[inputs.root] - ranks[code]).abs().dropna()
        share = float((apart >= limits.rank_difference).mean()) if len(apart) else np.nan
        rows.append(
            {
                "sub_index": code,
                "economies": len(apart),
                "differing": int((apart >= limits.rank_difference).sum()),
                "share": share,
                "mean_difference": float(apart.mean()),
                "largest_difference": float(apart.max()),
                "spearman": spearman[n],
                "ranks": "among-these" if inputs.ranks is None else "given",
            }
        )
        adds = share >= limits.added_value
        verdict, reason = (PASSES, "adds-value") if adds else (LOOK_AT, "adds-little")
        # Among few economies almost no two ranks can differ by so much.
        if len(apart) < _TIMES_THE_DIFFERENCE * limits.rank_difference:
            verdict, reason = NOT_JUDGED, "few-for-ranks"
        lines.append(
            AuditLine(
                "added-value",
                "rank-difference",
                (code,),
                verdict,
                reason,
                {
                    "share": Share(share),
                    "economies": Number(len(apart), 0),
                    "places": Number(limits.rank_difference, 0),
                    "limit": Share(limits.added_value),
                },
                value=share,
                threshold=limits.added_value,
                economies=len(apart),
                imputed=inputs.count_imputed((code,)),
            )
        )
    return write_frame(Table.of(ADDED_VALUE, rows)), lines
