"""Checks of the data of an audit: coverage, distribution, extreme values, ceiling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex.analysis.audits.audit_inputs import AuditInputs
from ictindex.analysis.audits.audit_lines import (
    LOOK_AT,
    NOT_JUDGED,
    PASSES,
    AuditLine,
    Economies,
    Number,
    Part,
    Share,
)
from ictindex.analysis.audits.audit_tables import CEILING, COVERAGE, OUTLIERS
from ictindex.analysis.audits.audit_thresholds import Thresholds
from ictindex.analysis.audits.indicator_statistics import describe
from ictindex.analysis.tables.indicator_tables import count_unobserved
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.engine.statistics import moments

if TYPE_CHECKING:
    import pandas as pd

_FEWEST = 10  # with fewer values skewness and kurtosis have no meaning


def check_coverage(inputs: AuditInputs, limits: Thresholds) -> tuple[pd.DataFrame, list[AuditLine]]:
    """Return the available values by indicator and class of source, and the audit lines."""
    rows: list[dict[str, Any]] = []
    lines: list[AuditLine] = []
    table = inputs.scores if inputs.values is None else inputs.values
    total = len(table)
    sources = inputs.sources
    for code in [c for c in inputs.leaves if c in table.columns]:
        count = int(table[code].notna().sum())
        classes: dict[str, int] = {}
        carried = put_in = 0
        if sources is not None:
            own = sources[(sources["indicator"] == code) & sources["available"]]
            classes = {str(k): int(v) for k, v in own["source_class"].value_counts().items()}
            carried, put_in = int(own["carried"].sum()), int(own["put_in"].sum())
        share = count / total
        unknown = sources is None
        rows.append(
            {
                "indicator": code,
                "economies": total,
                "available": count,
                "available_share": share,
                "official": None if unknown else classes.get("official", 0),
                "collected": None if unknown else classes.get("collected-by-itu", 0),
                "other": None if unknown else classes.get("other", 0) + classes.get("auxiliary", 0),
                "estimate": None if unknown else classes.get("estimate", 0),
                "not_stated": None if unknown else classes.get("not-stated", 0),
                "carried": None if unknown else carried,
                "put_in": None if unknown else put_in,
            }
        )
        facts: dict[str, Part] = {"share": Share(share), "limit": Share(limits.coverage)}
        good = share >= limits.coverage
        lines.append(
            AuditLine(
                "coverage",
                "available",
                (code,),
                PASSES if good else LOOK_AT,
                "covered" if good else "gaps",
                facts,
                value=share,
                threshold=limits.coverage,
                economies=total,
                imputed=None
                if inputs.value_marks is None
                else count_unobserved(inputs.value_marks[[code]]),
            )
        )
    return write_frame(Table.of(COVERAGE, rows)), lines


def check_economies(inputs: AuditInputs, limits: Thresholds) -> list[AuditLine]:
    """Return the audit line of the economies that lack too many indicators."""
    table = inputs.scores if inputs.values is None else inputs.values
    codes = [c for c in inputs.leaves if c in table.columns]
    shares = table[codes].notna().mean(axis=1)
    few = [str(economy) for economy in shares.index[shares < limits.coverage]]
    facts: dict[str, Part] = {"limit": Share(limits.coverage), "names": Economies(few)}
    return [
        AuditLine(
            "coverage",
            "economies",
            (inputs.root,),
            LOOK_AT if few else PASSES,
            "economies-with-gaps" if few else "economies-covered",
            {**facts, "count": Number(len(few), 0)},
            value=len(few) / len(table),
            threshold=limits.coverage,
            economies=len(table),
        )
    ]


def check_distribution(
    inputs: AuditInputs, limits: Thresholds
) -> tuple[pd.DataFrame, pd.DataFrame, list[AuditLine]]:
    """Return the distribution of each indicator, its extreme values, and the audit lines."""
    leaves = [c for c in inputs.leaves if c in inputs.scores.columns]
    scores = inputs.scores[leaves]
    table = scores if inputs.values is None else inputs.values[leaves]
    frame = describe(table, skewness=limits.skewness, kurtosis=limits.kurtosis)
    of_scores = describe(scores, skewness=limits.skewness, kurtosis=limits.kurtosis)
    frame["score_skewness"] = of_scores["skewness"]
    frame["score_kurtosis"] = of_scores["kurtosis"]
    frame["score_outliers"] = of_scores["outliers"]
    extremes: list[dict[str, Any]] = []
    lines: list[AuditLine] = []
    rows: list[dict[Any, Any]] = [dict(row) for row in frame.to_dict("records")]
    for row in rows:
        code = row["indicator"]
        of = table if row["outliers"] else scores
        farthest, met = moments.find_extremes(
            of[code].to_numpy(), limits.skewness, limits.kurtosis, int(limits.extremes)
        )
        for position in farthest:
            economy = str(table.index[position])
            extremes.append(
                {
                    "indicator": code,
                    "economy": economy,
                    "value": table[code].iloc[position],
                    "score": scores[code].iloc[position],
                    "side": "high" if of[code].iloc[position] > of[code].median() else "low",
                    "of": "scores" if of is scores and inputs.values is not None else "values",
                    "enough": met,
                    "imputed": None
                    if inputs.value_marks is None
                    else inputs.value_marks.loc[economy, code],
                }
            )
        named = [str(table.index[position]) for position in farthest]
        lines.append(_distribution_line(inputs, row, named, met, limits))
    return frame, write_frame(Table.of(OUTLIERS, extremes)), lines


def _distribution_line(
    inputs: AuditInputs, row: dict[Any, Any], named: list[str], met: bool, limits: Thresholds
) -> AuditLine:
    facts: dict[str, Part] = {
        "skewness": Number(row["skewness"], 1),
        "kurtosis": Number(row["kurtosis"], 1),
        "names": Economies(named),
        "skewness_of_score": Number(row["score_skewness"], 1),
        "kurtosis_of_score": Number(row["score_kurtosis"], 1),
    }
    if row["count"] < _FEWEST or np.isnan(row["kurtosis"]):
        verdict, reason = NOT_JUDGED, "too-few-values"
    elif not row["outliers"] and row["score_outliers"]:
        verdict, reason = LOOK_AT, "score-heavy"
    elif not row["outliers"]:
        verdict, reason = PASSES, "usual-distribution"
    elif inputs.values is not None and not row["score_outliers"]:
        verdict, reason = PASSES, "transformed"
    elif named:
        verdict, reason = LOOK_AT, "outliers" if met else "outliers-and-more"
    else:
        verdict, reason = LOOK_AT, "heavy-tail"
    imputed = None
    if inputs.value_marks is not None:
        imputed = count_unobserved(inputs.value_marks[[row["indicator"]]])
    return AuditLine(
        "distribution",
        "skewness-kurtosis",
        (row["indicator"],),
        verdict,
        reason,
        facts,
        value=row["skewness"],
        threshold=limits.skewness,
        economies=int(row["count"]),
        imputed=imputed,
    )


def check_ceiling(inputs: AuditInputs, limits: Thresholds) -> tuple[pd.DataFrame, list[AuditLine]]:
    """Return the economies that already have the full score, by base, and the audit lines."""
    lines: list[AuditLine] = []
    rows: list[dict[str, Any]] = []
    edition = None if inputs.result is None else inputs.result.edition
    codes = [c for c in inputs.hierarchy.codes if c in (*inputs.leaves, *inputs.parts)]
    complete = inputs.base.index
    for code in codes:
        if inputs.full is None:
            lines.append(AuditLine("ceiling", "full-score", (code,), NOT_JUDGED, "no-full-score"))
            continue
        for base in ("with-index", "with-value"):
            column = (
                inputs.scores[code] if base == "with-value" else inputs.scores.loc[complete, code]
            )
            column = column.dropna()
            full, zero = column >= inputs.full, column <= 0
            reached = [str(economy) for economy in column.index[full]]
            count = len(column) or np.nan
            imputed = None
            if inputs.marks is not None:
                imputed = count_unobserved(inputs.marks.loc[column.index[full], [code]])
            shares = len(reached) / count, int(zero.sum()) / count
            rows.append(
                {
                    "indicator": code,
                    "base": base,
                    "economies": len(column),
                    "at_full": len(reached),
                    "share": shares[0],
                    "at_zero": int(zero.sum()),
                    "share_zero": shares[1],
                    "at_full_economies": ";".join(reached),
                    "imputed": imputed,
                    "edition": edition,
                }
            )
            if base == "with-index":
                counts = len(reached), len(column)
                lines.append(_ceiling_line(code, counts, imputed, limits))
    return write_frame(Table.of(CEILING, rows)), lines


def _ceiling_line(
    code: str, counts: tuple[int, int], imputed: int | None, limits: Thresholds
) -> AuditLine:
    reached, count = counts
    share = reached / count
    low = share <= limits.ceiling
    return AuditLine(
        "ceiling",
        "full-score",
        (code,),
        PASSES if low else LOOK_AT,
        "below-ceiling" if low else "at-ceiling",
        {
            "share": Share(share, 1),
            "reached": Number(reached, 0),
            "count": Number(count, 0),
            "limit": Share(limits.ceiling),
        },
        value=share,
        threshold=limits.ceiling,
        economies=count,
        imputed=imputed,
    )
