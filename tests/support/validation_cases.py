"""Reads the fixtures of the rules, and judges them."""

from __future__ import annotations

import datetime as dt
import io
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

import ictindex as ict
from ictindex.data.observations import Observations
from ictindex.submissions.validation.context import ValidationContext
from ictindex.submissions.validation.judging import validate
from ictindex.submissions.validation.report import Judgement
from ictindex.submissions.validation.rules import ruleset

FIXTURES = Path(__file__).parents[1] / "unit" / "submissions" / "validation" / "fixtures"
OUTCOMES = {"valid": "pass", "invalid": "fail", "undecidable": "not-decidable"}
YEAR = 2022
_TABLES = ("prices", "tariffs", "economics", "consultations")
_DATES = ("submitted", "deadline", "released")


@dataclass(frozen=True)
class Receipt:
    """Replaces a receipt: says whether it covers a table."""

    valid: bool

    def covers(self, observations: Observations) -> bool:
        return self.valid


@lru_cache(maxsize=1)
def fixtures() -> dict[str, dict[str, dict[str, Any]]]:
    collected: dict[str, dict[str, dict[str, Any]]] = {}
    for path in sorted(FIXTURES.glob("*.toml")):
        collected |= tomllib.loads(path.read_text(encoding="utf-8"))
    return collected


def table(text: str) -> Observations:
    """Return observations of rows such as ``BRA internet-users 2022 80 status=B note=new``."""
    rows = []
    for line in text.strip().splitlines():
        economy, indicator, year, value, *more = line.split()
        row = {"economy": economy, "indicator": indicator, "year": year}
        row["value"] = "" if value == "-" else value
        for entry in more:
            name, _, stated = entry.partition("=")
            row[name] = stated.replace("_", " ") if name in ("note", "source") else stated
        rows.append(row)
    if not rows:
        return table("BRA internet-users 2022 80").where(economy="ARG")
    return ict.read_observations(pd.DataFrame(rows).fillna(""))


@lru_cache(maxsize=8)
def methodology(name: str) -> Any:
    index, _, edition = name.partition("-")
    return ict.methodology(index, edition=int(edition))


def judge(case: dict[str, Any], stage: str = "edition") -> Judgement:
    arguments: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    for name in _TABLES:
        if name in case:
            frame = pd.read_csv(io.StringIO(case[name]), dtype=str, keep_default_na=False)
            arguments[name] = (
                ict.sourcing.read_consultations(frame) if name == "consultations" else frame
            )
    for name in _DATES:
        if name in case:
            (arguments if name == "released" else facts)[name] = dt.date.fromisoformat(case[name])
    if "submitter" in case:
        facts["submitter"] = case["submitter"]
    if "vintage" in case:
        arguments["vintage"] = case["vintage"]
    if "receipt" in case:
        arguments["receipts"] = [Receipt(case["receipt"] == "covers")]
    if "declared" in case:
        facts["declared"] = {key: Decimal(value) for key, value in case["declared"].items()}
    if "aggregates" in case:
        arguments["aggregates"] = {
            tuple(key.split("/")): Decimal(value) for key, value in case["aggregates"].items()
        }
    name = case.get("methodology", "idi-2024")
    document = None if name == "none" else methodology(name)
    return validate(
        table(case["rows"]).with_facts(**facts),
        document,
        history=table(case["history"]) if "history" in case else None,
        year=case.get("year", YEAR),
        stage=stage,
        context=ValidationContext(**arguments),
    )


def outcome(code: str, case: dict[str, Any]) -> str:
    """Return what becomes of a rule."""
    if "reader" in case:
        return "fail" if ruleset().readers.get(case["reader"]) == code else "unknown"
    judged = judge(case)
    return next(o.outcome for o in judged.outcomes if o.rule == code)
