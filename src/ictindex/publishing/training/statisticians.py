"""Exercises for statisticians: from goalposts to the frozen edition."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import ictindex as ict
from ictindex.core import decimals
from ictindex.core.file_writer import replace_file
from ictindex.core.tree_writer import scratch_folder
from ictindex.indices.results.what_if import score_figures
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.shown_numbers import round_figure
from ictindex.publishing.training.exercise import STATISTICIANS, Exercise
from ictindex.publishing.training.exercise_words import (
    TOGETHER,
    command_block,
    phrase,
    solution_table,
)
from ictindex.publishing.training.synthetic_values import csv_bytes, table_rows
from ictindex.submissions.validation.roles import Role

EDITION, YEAR = 2024, 2022
ECONOMIES = ("XAA", "XAB", "XAC", "XAD", "XAE", "XAF")
SEED = 20240627
TABLE, GAPS, LATER, SAME = "observations.csv", "gaps.csv", "later.csv", "ties.csv"
OLD_EDITION = 2017
_READ = (
    "import ictindex as ict\n\n"
    'idi = ict.methodology("idi", edition=2024)\n'
    'table = ict.read_observations("observations.csv")\n'
)
_COMPUTE = 'result = ict.compute(idi, "observations.csv")\nresult.scores.round(1)\n'


def _idi() -> ict.Methodology:
    return ict.methodology("idi", edition=EDITION)


@lru_cache(maxsize=1)
def _rows() -> list[list[str]]:
    return table_rows(_idi().document, ECONOMIES, YEAR, SEED)


def _table(language: str) -> dict[str, bytes]:
    return {TABLE: csv_bytes(_rows())}


def _compute_index(content: bytes, methodology: ict.Methodology) -> ict.Result:
    """Compute the index of a file as its participants do."""
    with scratch_folder({TABLE: content}) as folder:
        return ict.compute(methodology, ict.read_observations(folder / TABLE))


@lru_cache(maxsize=1)
def result() -> ict.Result:
    """Return the index of the table of the first exercises."""
    return _compute_index(_table("en")[TABLE], _idi())


def _name(node: str, language: str) -> str:
    return i18n.label("nodes", node, language)


# ---------------------------------------------------------------- goalposts, weights, rounding

NORMALISED = ("internet-users", "mobile-broadband-traffic", "price-mobile-high")


def _solve_goalposts(language: str) -> list[Block]:
    economy, plan = ECONOMIES[0], result().methodology.plan
    rows, formulas = [], []
    for key in NORMALISED:
        leaf = next(item for item in plan.leaves if item.indicator == key)
        value = result().input_rows.values[result().economy_position(economy)][
            plan.nodes.index(key)
        ]
        score = result().exact_scores.scores[result().economy_position(economy)][
            plan.nodes.index(key)
        ]
        if value is None or score is None:
            continue
        formulas.append(i18n.Formula(leaf.expression(plan.scale), _name(key, language)))
        rows.append({"indicator": key, "value": value, "score": score, "rounded": score})
    return [*formulas, solution_table(rows, language, 6)]


def _solve_weights(language: str) -> list[Block]:
    economy, plan = ECONOMIES[1], result().methodology.plan
    scores = result().exact_scores.scores[result().economy_position(economy)]
    rows: list[dict[str, object]] = []
    total = Fraction(0)
    for n, key in enumerate(plan.indicators):
        share, score = plan.weight_in_index(key), scores[n]
        points = share * Fraction(score or 0)
        total += points
        rows.append(
            {
                "indicator": key,
                "share": str(share),
                "score": score or Decimal(0),
                "points": points,
            }
        )
    rows.append({"indicator": TOGETHER, "share": "1", "score": None, "points": total})
    index = scores[-1] or Decimal(0)
    sentence = i18n.Sentence(
        "training/index-is",
        economy=economy,
        exact=round_figure(index, 4),
        rounded=round_figure(index, 1),
    )
    return [solution_table(rows, language, 4), sentence]


def rounded_on_the_way(scores: Mapping[str, Decimal], places: int) -> Decimal:
    """Return the index that results if every score is rounded before it is used."""
    plan = result().methodology.plan
    rounded = {key: decimals.round_half_up(scores[key], places) for key in plan.indicators}
    for branch in plan.branches:
        with decimals.exact():
            parts = (
                rounded[plan.nodes[child]] * weight
                for child, weight in zip(branch.children, branch.weights, strict=True)
            )
            mean = sum(parts, Decimal(0)) / sum(branch.weights)
        rounded[branch.id] = decimals.round_half_up(mean, places)
    return rounded[plan.root]


def _solve_rounding(language: str) -> list[Block]:
    plan, rows = result().methodology.plan, []
    for e, economy in enumerate(result().economies):
        scores = result().exact_scores.scores[e]
        by_node = {key: scores[n] or Decimal(0) for n, key in enumerate(plan.nodes)}
        once = decimals.round_half_up(by_node[plan.root], 1)
        often = rounded_on_the_way(by_node, 1)
        rows.append(
            {
                "economy": economy,
                "exact": by_node[plan.root],
                "once": once,
                "often": often,
                "difference": often - once,
            }
        )
    return [solution_table(rows, language)]


# ---------------------------------------------------------------- gaps, sources, change, ties

MISSING, CARRIED, TOO_OLD = "XAC", "XAD", "XAE"
_CELL = "mobile-phone-ownership"


def _gaps(language: str) -> dict[str, bytes]:
    """Return the table with one value missing, one of the year before, and one too old."""
    rows = []
    for row in _rows():
        economy, key, year = row[:3]
        if key == _CELL and economy == MISSING:
            continue
        if key == _CELL and economy in (CARRIED, TOO_OLD):
            year = str(YEAR - (1 if economy == CARRIED else 2))
        rows.append([economy, key, year, *row[3:]])
    return {GAPS: csv_bytes(rows)}


@lru_cache(maxsize=1)
def incomplete() -> ict.Result:
    """Return the index of the table with gaps."""
    return _compute_index(_gaps("en")[GAPS], _idi())


def _solve_exclusion(language: str) -> list[Block]:
    rows = [
        {"economy": exclusion.economy, "finding": exclusion.message(language)}
        for exclusion in incomplete().exclusions
    ]
    scores = incomplete().exact_scores.scores
    ranked = [
        i18n.economy_name(economy, language)
        for e, economy in enumerate(incomplete().economies)
        if scores[e][-1] is not None
    ]
    scored = i18n.pair(phrase("scored", language), i18n.join(sorted(ranked), language), language)
    return [solution_table(rows, language), i18n.Paragraph(scored)]


def _solve_carried(language: str) -> list[Block]:
    result, plan = incomplete(), incomplete().methodology.plan
    rows = []
    for e, economy in enumerate(result.economies):
        n = plan.nodes.index(_CELL)
        row = result.input_rows.rows[e][n]
        if row is None:
            continue
        cells = result.observations.cells
        mark = "carried" if result.input_rows.carried[e][n] else "not-carried"
        rows.append(
            {
                "economy": economy,
                "year": cells["year"][row],
                "value": cells["value"][row],
                "use": phrase(mark, language),
            }
        )
    return [solution_table(rows, language)]


ASKED = ("XAA", "XAB", "XAC")
_ESTIMATE = "Estimate of another source"
_RECORD = (
    "economy",
    "indicator",
    "year",
    "source",
    "value",
    "notified",
    "deadline",
    "answered",
    "answer",
)
_ANSWERS = (("", ""), ("2024-03-20", "agreed"), ("2024-03-21", "objected"))
_SUBMITTED, _CUT_OFF = "2024-02-01", "2024-04-30"


def _sources(language: str) -> dict[str, bytes]:
    """Return official values without one cell, estimates of it, and the consultations."""
    official = [row for row in _rows() if row[1] != _CELL or row[0] not in ASKED]
    estimates = [
        [*row[:4], "estimate", _ESTIMATE] for row in _rows() if row[1] == _CELL and row[0] in ASKED
    ]
    record = [
        [*row[:3], _ESTIMATE, row[3], "2024-03-01", "2024-04-15", *answer]
        for row, answer in zip(estimates, _ANSWERS, strict=True)
    ]
    return {
        "official.csv": csv_bytes(official),
        "estimates.csv": csv_bytes(estimates),
        "consultations.csv": csv_bytes(record, _RECORD),
    }


def _receipt(path: Path, role: Role) -> ict.data.Receipt:
    from ictindex.submissions.validation.responses import Answer, Answers, key_of

    table = ict.read_observations(path)
    judged = ict.validate(table, _idi(), year=YEAR)
    asked = Answers().match(judged).open
    answers = Answers(Answer(key_of(finding.key), "confirm", "An exercise.") for finding in asked)
    return ict.accept(table, judged, answers, role=role, submitted=_SUBMITTED)


@lru_cache(maxsize=1)
def selection() -> ict.sourcing.Selection:
    """Return the selection of sources of the exercise, computed from its files."""
    with scratch_folder(_sources("en")) as folder:
        receipts = [
            _receipt(folder / "official.csv", "compiler"),
            _receipt(folder / "estimates.csv", "compiler"),
        ]
        consultations = ict.sourcing.read_consultations(folder / "consultations.csv")
    return ict.select_sources(receipts, _idi(), consultations=consultations, cut_off=_CUT_OFF)


def _solve_sourcing(language: str) -> list[Block]:
    """Return for each economy the estimate, the answer of its focal point, and the outcome."""
    candidates = selection().candidates_frame(language)
    asked = candidates[candidates["indicator"].eq(_CELL) & candidates["economy"].isin(ASKED)]
    rows = []
    for line, (_, answer) in zip(asked.to_dict("records"), _ANSWERS, strict=True):
        rows.append(
            {
                "economy": line["economy"],
                "value": line["value"],
                "answer": i18n.label("consultation-answers", answer or "silence", language),
                "use": line["message"],
            }
        )
    return [solution_table(rows, language)]


def _change_tables(language: str) -> dict[str, bytes]:
    """Return the tables of two years; in the later one values moved and one was corrected."""
    later = table_rows(_idi().document, ECONOMIES, YEAR + 1, SEED + 7)
    return {TABLE: csv_bytes(_rows()), LATER: csv_bytes(later)}


@lru_cache(maxsize=1)
def change() -> ict.analysis.ScoreChange:
    """Return the causes of the changes of scores between the two tables."""
    files = _change_tables("en")
    before = _compute_index(files[TABLE], _idi())
    after = _compute_index(files[LATER], ict.methodology("idi", edition=EDITION + 1))
    return ict.analysis.explain_change(before, after)


def _solve_change(language: str) -> list[Block]:
    explained: list[Block] = list(change().economy(ECONOMIES[0]).blocks(language))
    return explained


def _ties(language: str) -> dict[str, bytes]:
    """Return a table for an older methodology with published ranks, and two equal scores."""
    document = ict.methodology("idi", edition=OLD_EDITION).document
    rows = table_rows(document, ECONOMIES, OLD_EDITION - 1, SEED + 3)
    equal = {row[1]: row[3] for row in rows if row[0] == "XAB"}
    return {
        SAME: csv_bytes(
            [[*row[:3], equal[row[1]], *row[4:]] if row[0] == "XAE" else row for row in rows]
        )
    }


@lru_cache(maxsize=1)
def compute_ties() -> ict.Result:
    """Return the index of the table with two equal scores."""
    return _compute_index(_ties("en")[SAME], ict.methodology("idi", edition=OLD_EDITION))


def _solve_ties(language: str) -> list[Block]:
    result = compute_ties()
    rows = [
        {
            "economy": economy,
            "exact": result.exact_scores.scores[e][-1] or Decimal(0),
            "rank": score_figures(result, economy)[result.methodology.plan.root][2],
        }
        for e, economy in enumerate(result.economies)
    ]
    return [solution_table(rows, language)]


# ---------------------------------------------------------------- the edition, robustness


@lru_cache(maxsize=1)
def verify_twice() -> tuple[Any, Any, str]:
    """Publish a demonstration, verify it, change one digit, verify again."""
    with scratch_folder() as folder:
        made = ict.editions.demonstrate(folder / "demonstration")
        first = ict.verify(made.edition.path)
        table = Path(made.edition.path) / "table.csv"
        text = table.read_text(encoding="utf-8")
        at = max(n for n, letter in enumerate(text) if letter.isdigit())
        other = str((int(text[at]) + 1) % 10)
        replace_file(table, text[:at] + other + text[at + 1 :])
        return first, ict.verify(made.edition.path), made.edition.root


def _solve_freeze(language: str) -> list[Block]:
    first, second, _ = verify_twice()
    verdicts = [
        {
            "step": phrase(f"step-{step}", language),
            "verdict": i18n.text("verify/verdicts", report.verdict, language),
        }
        for step, report in (("as-published", first), ("one-digit", second))
    ]
    rows = [
        {"file": problem.file, "finding": problem.message(language)} for problem in second.problems
    ]
    return [
        solution_table(verdicts, language),
        solution_table(rows, language),
        command_block(
            (
                "ictindex demo --publish trial",
                "ictindex verify trial/editions/idi-2024-demonstration",
            ),
            language,
        ),
    ]


DRAWS, SPREAD = 256, 0.25


@lru_cache(maxsize=1)
def simulate_weights() -> Any:
    """Return scores and ranks under weights that vary by a quarter."""
    return ict.analysis.robustness(result(), {"weights": SPREAD}, draws=DRAWS, seed=SEED)


def _solve_robustness(language: str) -> list[Block]:
    scores = simulate_weights().scores
    rows = []
    for economy in sorted(scores.index):
        line = scores.loc[economy]
        rows.append(
            {
                "economy": economy,
                "score": line["score"],
                "low": line["score_low"],
                "middle": line["score_median"],
                "high": line["score_high"],
            }
        )
    note = i18n.Sentence("training/simulated", draws=DRAWS, seed=SEED).as_note()
    return [note, solution_table(rows, language, 2)]


def _no_files(language: str) -> dict[str, bytes]:
    return {}


_ACCEPT = """import ictindex as ict

idi = ict.methodology("idi", edition=2024)


def receipt_of(file):
    table = ict.read_observations(file)
    judged = ict.validate(table, idi, year=2022)
    open_findings = ict.data.Answers().match(judged).open
    return table, judged, open_findings


table, judged, open_findings = receipt_of("official.csv")
len(table), len(open_findings)
"""
EXERCISES = (
    Exercise(
        id="goalposts",
        audience=STATISTICIANS,
        minutes=30,
        tasks=3,
        make_files=_table,
        solve=_solve_goalposts,
        code=(
            _READ,
            "for leaf in idi.document.leaves:\n    print(leaf.indicator, "
            "leaf.transformation, leaf.goalposts.zero, leaf.goalposts.full)\n",
        ),
    ),
    Exercise(
        id="weights",
        audience=STATISTICIANS,
        minutes=30,
        tasks=3,
        make_files=_table,
        solve=_solve_weights,
        code=(
            _READ,
            "for node in idi.document.nodes:\n    print(node.id, "
            "[(child.id, child.weight) for child in node.children])\n",
        ),
    ),
    Exercise(
        id="rounding",
        audience=STATISTICIANS,
        minutes=30,
        tasks=3,
        make_files=_table,
        solve=_solve_rounding,
        code=(_READ, _COMPUTE),
    ),
    Exercise(
        id="exclusion",
        audience=STATISTICIANS,
        minutes=20,
        tasks=3,
        make_files=_gaps,
        solve=_solve_exclusion,
        code=(
            'import ictindex as ict\n\ntable = ict.read_observations("gaps.csv")\n'
            'table.to_frame().pivot_table(index="economy", columns="indicator", '
            'values="value", aggfunc="count")\n',
        ),
    ),
    Exercise(
        id="sourcing",
        audience=STATISTICIANS,
        minutes=40,
        tasks=3,
        make_files=_sources,
        solve=_solve_sourcing,
        code=(_ACCEPT,),
    ),
    Exercise(
        id="change",
        audience=STATISTICIANS,
        minutes=40,
        tasks=3,
        make_files=_change_tables,
        solve=_solve_change,
        code=(
            "import ictindex as ict\n\n"
            'before = ict.compute(ict.methodology("idi", edition=2024), "observations.csv")\n'
            'after = ict.compute(ict.methodology("idi", edition=2025), "later.csv")\n'
            '(after.scores["idi"] - before.scores["idi"]).round(1)\n',
        ),
    ),
    Exercise(
        id="carried",
        audience=STATISTICIANS,
        minutes=20,
        tasks=3,
        make_files=_gaps,
        solve=_solve_carried,
        code=(
            'import ictindex as ict\n\ntable = ict.read_observations("gaps.csv")\n'
            'table.to_frame().query("year != 2022")\n',
        ),
    ),
    Exercise(
        id="ties",
        audience=STATISTICIANS,
        minutes=20,
        tasks=3,
        make_files=_ties,
        solve=_solve_ties,
        code=(
            "import ictindex as ict\n\n"
            'old = ict.methodology("idi", edition=2017)\n'
            'result = ict.compute(old, "ties.csv")\nresult.scores["idi"].round(4)\n',
        ),
    ),
    Exercise(
        id="freeze",
        audience=STATISTICIANS,
        minutes=30,
        tasks=3,
        make_files=_no_files,
        solve=_solve_freeze,
        code=(
            'import ictindex as ict\n\nmade = ict.editions.demonstrate("trial")\n'
            "made.edition.id, made.edition.root\n",
        ),
    ),
    Exercise(
        id="robustness",
        audience=STATISTICIANS,
        minutes=40,
        tasks=3,
        make_files=_table,
        solve=_solve_robustness,
        code=(_READ, _COMPUTE),
    ),
)
