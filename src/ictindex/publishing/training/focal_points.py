"""Exercises for focal points: find slips, read a finding, answer and accept, price a basket."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import ictindex as ict
from ictindex.core.tree_writer import scratch_folder
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.publishing.training.exercise import FOCAL_POINTS, Exercise
from ictindex.publishing.training.exercise_words import command_block, phrase, solution_table
from ictindex.publishing.training.synthetic_values import COUNTS, csv_bytes
from ictindex.submissions.questionnaires.layout import make_form
from ictindex.submissions.questionnaires.sheets import Contents, Position
from ictindex.submissions.questionnaires.writer import write_workbook

ECONOMY, EDITION = "XAB", 2025
WORKBOOK, SECOND = "xab-2025.xlsx", "xab-2025-b.xlsx"
# The wrong entries, and the right ones that they replace.
SLIPS: Mapping[str, str] = {
    "internet-users": "0.719",
    "coverage-4g": "98.3",
    "fixed-broadband-subscriptions-fibre": "1121",
}
# A slip, and an unusual value that is right: many cables come ashore there.
UNUSUAL = {
    "coverage-4g": "98.3",
    "international-bandwidth-used": "92000000",
    "international-bandwidth-capacity": "130000000",
}
CORRECTED = {**UNUSUAL, "coverage-4g": COUNTS["coverage-4g"]}


def _workbook(changed: Mapping[str, str], language: str) -> bytes:
    """Return a completed questionnaire in which some values are replaced by others."""
    return _fill_workbook(tuple(changed.items()), language)


@lru_cache(maxsize=24)
def _fill_workbook(changed: tuple[tuple[str, str], ...], language: str) -> bytes:
    form = make_form(ECONOMY, EDITION)
    values = {**COUNTS, **dict(changed)}
    cells: dict[Position, Any] = {
        (page, ask.row, form.column_of("value")): Decimal(values[ask.indicator])
        for page, sheet in form.pages.items()
        for ask in sheet.asks
        if ask.indicator in values and not ask.category
    }
    return write_workbook(form, language, Contents(cells))


@lru_cache(maxsize=24)
def _judge_workbook(name: str, content: bytes) -> tuple[ict.Observations, ict.data.Judgement]:
    """Read a workbook, derive its rates, and judge them, as a focal point does."""
    with scratch_folder({name: content}) as folder:
        submission = ict.read_questionnaire(folder / name)
    table = ict.data.derive(submission.observations).completed
    methodology = ict.methodology("idi", EDITION)
    return table, ict.validate(table, methodology, role="focal-point")


def rule_of(code: str) -> str:
    """Return the rule of a finding: ``C01`` of ``rule.C01``."""
    return code.split(".")[1]


def _findings_table(judgement: ict.data.Judgement, language: str) -> Block:
    rows = [
        {
            "cell": finding.where(language),
            "rule": rule_of(finding.code),
            "finding": finding.message(language),
            "remedy": finding.remedy(language),
        }
        for finding in judgement.findings
    ]
    return solution_table(rows, language)


def _slip_files(language: str) -> dict[str, bytes]:
    return {WORKBOOK: _workbook(SLIPS, language)}


def _solve_slips(language: str) -> list[Block]:
    _, judgement = _judge_workbook(WORKBOOK, _workbook(SLIPS, language))
    rows = [
        {"indicator": key, "typed": Decimal(typed), "meant": Decimal(COUNTS[key])}
        for key, typed in SLIPS.items()
    ]
    return [
        solution_table(rows, language),
        command_block((f"ictindex check {WORKBOOK}",), language),
        _findings_table(judgement, language),
    ]


def _solve_finding(language: str) -> list[Block]:
    _, judgement = _judge_workbook(WORKBOOK, _workbook(SLIPS, language))
    entries = []
    for finding in judgement.findings:
        kind = i18n.label("levels", finding.level, language)
        lines = [
            i18n.pair(phrase("column-finding", language), finding.message(language), language),
            i18n.pair(phrase("column-remedy", language), finding.remedy(language), language),
            i18n.pair(phrase("column-level", language), kind, language),
        ]
        entries.append(i18n.Entry(finding.where(language), lines))
    return [i18n.Entries(entries)]


def _answer_files(language: str) -> dict[str, bytes]:
    return {SECOND: _workbook(UNUSUAL, language)}


def _solve_answer(language: str) -> list[Block]:
    before = _judge_workbook(SECOND, _workbook(UNUSUAL, language))[1]
    table, after = _judge_workbook(SECOND, _workbook(CORRECTED, language))
    reason = phrase("reason-given", language)
    asked = ict.data.Answers().match(after).open
    from ictindex.submissions.validation.responses import Answer, Answers, key_of

    answers = Answers(Answer(key_of(finding.key), "confirm", reason) for finding in asked)
    left = answers.match(after).open
    ict.accept(table, after, answers, role="focal-point")  # refused while any finding is open
    counts = [len(ict.data.Answers().match(state).open) for state in (before, after)] + [len(left)]
    steps = ("as-it-came", "after-correcting", "after-confirming")
    rows = [
        {"step": phrase(f"step-{step}", language), "open": count}
        for step, count in zip(steps, counts, strict=True)
    ]
    named = i18n.Sentence("training/reason-given")
    accepted = i18n.Sentence("training/accepted", count=len(answers), reason=named)
    commands = (
        f"ictindex check {SECOND} --output checked.xlsx",
        'ictindex answer checked.xlsx R12 confirm --reason "..."',
        "ictindex accept checked.xlsx --answers checked.answers.csv --submitted 2025-03-31",
    )
    return [
        _findings_table(before, language),
        solution_table(rows, language),
        accepted,
        command_block(commands, language),
    ]


PLANS = (
    # id, name, price, days, MB, minutes, SMS
    ("start", "Start 500 MB", "2.40", "15", "500", "40", "30"),
    ("month-1", "Month 1 GB", "5.20", "30", "1000", "80", "60"),
    ("month-2", "Month 2 GB", "7.90", "30", "2000", "200", "100"),
)
INCOME = "4380"
_TARIFFS = (
    "economy",
    "operator",
    "market_share",
    "service",
    "kind",
    "id",
    "name",
    "payment",
    "price",
    "currency",
    "tax_included",
    "validity_days",
    "data_mb",
    "minutes",
    "sms",
    "technology",
    "generation",
    "promotional",
    "collected",
    "source",
)
_ECONOMICS = ("economy", "series", "year", "value", "currency", "source", "vintage", "note")
PLAN_FILE, INCOME_FILE, BASKET = "tariffs.csv", "income.csv", "mobile-low"


def _basket_files(language: str) -> dict[str, bytes]:
    rows = [
        [
            ECONOMY,
            "Alpha",
            "64",
            "mobile",
            "plan",
            key,
            name,
            "prepaid",
            price,
            "USD",
            "yes",
            days,
            data,
            minutes,
            sms,
            "4G",
            "4g",
            "no",
            "2025-03-31",
            "training",
        ]
        for key, name, price, days, data, minutes, sms in PLANS
    ]
    income = [ECONOMY, "gni-per-capita-atlas", "2024", INCOME, "USD", "training", "training", "-"]
    return {PLAN_FILE: csv_bytes(rows, _TARIFFS), INCOME_FILE: csv_bytes([income], _ECONOMICS)}


@lru_cache(maxsize=1)
def compute_prices() -> Any:
    """Return the price baskets of the exercise, computed from its files."""
    with scratch_folder(_basket_files("en")) as folder:
        tariffs = ict.read_tariffs(folder / PLAN_FILE)
        economics = ict.read_economics(folder / INCOME_FILE)
    return ict.compute(
        ict.methodology("ipb", 2025), tariffs=tariffs, economics=economics, edition=2025
    )


def _solve_basket(language: str) -> list[Block]:
    explained: list[Block] = list(compute_prices().explain(ECONOMY, BASKET).blocks(language))
    return explained


EXERCISES = (
    Exercise(
        id="slips",
        audience=FOCAL_POINTS,
        minutes=30,
        tasks=3,
        make_files=_slip_files,
        solve=_solve_slips,
    ),
    Exercise(
        id="finding",
        audience=FOCAL_POINTS,
        minutes=20,
        tasks=3,
        make_files=_slip_files,
        solve=_solve_finding,
    ),
    Exercise(
        id="answer",
        audience=FOCAL_POINTS,
        minutes=30,
        tasks=3,
        make_files=_answer_files,
        solve=_solve_answer,
    ),
    Exercise(
        id="basket",
        audience=FOCAL_POINTS,
        minutes=40,
        tasks=3,
        make_files=_basket_files,
        solve=_solve_basket,
    ),
)
