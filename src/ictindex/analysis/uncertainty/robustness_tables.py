"""The tables of a robustness analysis: figures by economy, groups, shifts of ranks, factors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ictindex.analysis.uncertainty.uncertain_factors import OTHER_AGGREGATIONS
from ictindex.core.tables.columns import Column, define
from ictindex.indices.results.result_kind import KIND_OF_RESULT
from ictindex.language import i18n
from ictindex.language.i18n.sentences import Sentence, name_economies, sign_number

SECTION = "robustness"
# Longer lists of names are not read in a view.
MOST_NAMED = 6


def list_economies(economies: Sequence[str]) -> tuple[str | Sentence, ...]:
    """Return economies to be named; of a long list the first ones and the number of the others."""
    rest = len(economies) - MOST_NAMED
    more = (sign_number(Decimal(rest)),) if rest > 0 else ()
    return (*economies[:MOST_NAMED], *more)


def name_choice(kind: str, choice: str, language: str) -> str:
    """Return a choice of a factor in words."""
    if kind == "left-out" and choice != "none":
        return i18n.label("nodes", choice, language)
    if kind == "aggregation" and choice in OTHER_AGGREGATIONS:
        operation = i18n.label("operations", choice, language)
        return i18n.text(SECTION, "choice-of-scores", language, operation=operation)
    return i18n.text(SECTION, f"choice-{choice}", language)


def _write_scenario(row: Mapping[str, Any], language: str) -> str:
    scenario, choice = row["scenario"], row["choice"]
    if scenario.endswith("-left-out"):
        subject = i18n.label("nodes", choice, language)
        return i18n.text(SECTION, "without", language, subject=subject)
    kind = i18n.text(SECTION, f"factor-{scenario}", language)
    return i18n.pair(kind, name_choice(scenario, choice, language), language)


def _write_who(row: Mapping[str, Any], language: str) -> str:
    who = [economy for economy in row["economies"].split(";") if economy]
    return name_economies(list_economies(who)).to_text(language) if who else "–"


def _error(name: str) -> Column:
    return Column(f"{name}_error", "estimate", about="simulation error", page=False)


def _score(name: str, about: str) -> tuple[Column, Column]:
    return Column(f"score_{name}", "estimate", about=about, page=False), _error(f"score_{name}")


FIGURES = define(
    "robustness",
    Column("economy", "economy", "views/economy", "ISO3 code"),
    Column("score", "estimate", about="unrounded", page=False),
    Column(
        "score_low",
        "estimate",
        "robustness/score-interval",
        "lower end of the interval",
        places="decimals",
        upto="score_high",
    ),
    _error("score_low"),
    *_score("median", "NaN without a run with the methodology's own normalisation"),
    *_score("high", "upper end of the interval"),
    *_score("mean", ""),
    Column("rank", "rank", "=rank", "by the methodology itself"),
    Column(
        "rank_low",
        "rank",
        "robustness/rank-interval",
        "lower end of the interval",
        upto="rank_high",
    ),
    _error("rank_low"),
    Column("rank_median", "rank", "robustness/rank-median", places=1, error="rank_median_error"),
    _error("rank_median"),
    Column("rank_high", "rank", about="upper end of the interval", page=False),
    _error("rank_high"),
    Column(
        "rank_mean",
        "estimate",
        "robustness/rank-mean",
        "expected rank",
        places=2,
        error="rank_mean_error",
    ),
    _error("rank_mean"),
    Column("rank_best", "rank", page=False),
    Column("rank_worst", "rank", page=False),
    Column(
        "rank_share",
        "estimate",
        "robustness/rank-share",
        "acceptability of its own rank",
        places=1,
        scale=100,
        error="rank_share_error",
    ),
    _error("rank_share"),
    Column("imputed", "boolean", about="has imputed values", page=False),
    Column("among", "count", about="economies ranked", gaps=True, get="=among", page=False),
    Column("of", "count", about="economies of the edition", gaps=True, get="=of", page=False),
    Column("ranks", "code", about="published or unofficial", get="=ranks", page=False),
    KIND_OF_RESULT,
    # On the page alone: the score as published, and the group.
    Column("code", "code", "views/code", get="economy", data=False),
    Column("own", "estimate", "robustness/score", places="decimals", data=False),
    Column("group", "count", "robustness/group", data=False, gaps=True),
    key=("economy",),
    page=(
        "rank",
        "economy",
        "code",
        "own",
        "score_low",
        "rank_low",
        "rank_median",
        "rank_mean",
        "rank_share",
        "group",
    ),
)
GROUPS = define(
    "robustness-groups",
    Column("group", "count"),
    Column("economy", "economy", about="in the order of expected ranks"),
    Column("rank_mean", "estimate", about="expected rank"),
    Column("rule", "code", about="complete or chain", get="=rule"),
    Column("level", "estimate", about="share of the runs", get="=level"),
    KIND_OF_RESULT,
    key=("economy",),
    page=(),
)
SHIFTS = define(
    "robustness-shifts",
    Column("scenario", "code", "robustness/scenario", write=_write_scenario),
    Column("choice", "code", page=False),
    Column("mean_absolute", "estimate", "robustness/mean-shift", "places", places=2),
    Column("largest", "count", "robustness/largest-shift", "places"),
    Column(
        "economies",
        "text",
        "robustness/who",
        "that have the largest shift, separated by ;",
        write=_write_who,
    ),
    Column("among", "count", get="=among", page=False),
    KIND_OF_RESULT,
    key=("scenario", "choice"),
)
FACTORS = define(
    "robustness-factors",
    Column("factor", "code"),
    Column("kind", "code"),
    Column("subject", "node"),
    Column("distribution", "code"),
    Column("low", "estimate"),
    Column("high", "estimate"),
    Column("choices", "text", about="separated by ;"),
    Column("cells", "count"),
    Column("drawn_by", "code", about="low-discrepancy or counters"),
    Column("source", "text"),
    key=("factor",),
    page=(),
)
