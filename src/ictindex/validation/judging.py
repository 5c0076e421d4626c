"""Validation: the rules in order, on one table.

Readers have judged the cells one by one; here a table is judged as a whole: its ranges, its
values against each other, against its own history, against peers. Nothing is mended.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ictindex.core import arguments
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.economics import read_economics
from ictindex.data.observations import Observations
from ictindex.data.prices import read_prices
from ictindex.data.tables.base import TypedTable
from ictindex.data.tariffs import read_tariffs
from ictindex.engine import Plan
from ictindex.validation.build_findings import (
    IMPOSSIBLE_RULES,
    Told,
    effects,
    findings,
    of_readers,
    rows_of_readers,
)
from ictindex.validation.dates import date_of
from ictindex.validation.operations import OF_BASKETS, OPERATIONS, Case, Hit, Verdict
from ictindex.validation.panel import panel
from ictindex.validation.report import Judgement, Outcome, RuleFinding
from ictindex.validation.report_html import ERROR_LEVELS
from ictindex.validation.roles import COMPILER, role_of
from ictindex.validation.rules import STAGES, Rule, RuleSet, ruleset
from ictindex.validation.subject import Judged, kind_of, no_observations

if TYPE_CHECKING:
    from ictindex.documents import Document


_LAG = 2  # years from the values to the edition, where no methodology says it
_DECLARED = frozenset(("rows", "total"))  # what a sender says of a table


class Methodology(Protocol):
    """What validation needs of a methodology: its document."""

    @property
    def document(self) -> Document: ...


def validate(
    observations: Judged,
    methodology: Methodology | None = None,
    *,
    history: Observations | None = None,
    year: int | None = None,
    stage: str = "submission",
    declared: Mapping[str, Decimal | int] | None = None,
    submitter: str = "",
    submitted: dt.date | str | None = None,
    deadline: dt.date | str | None = None,
    released: dt.date | str | None = None,
    vintage: str = "",
    consultations: Any = None,
    receipts: Any = None,
    tariffs: Any = None,
    prices: Any = None,
    economics: Any = None,
    aggregates: Mapping[tuple[str, str], Decimal] | None = None,
    role: str | None = None,
    others: Observations | None = None,
    rules: RuleSet | None = None,
) -> Judgement:
    """Judge a table by the rules of the library.

    Parameters
    ----------
    observations : Observations, Prices, Economics or Tariffs
        The table, of one economy or many. A table of the price basket is judged by the rules of
        the price basket, beside the other two where they are given.
    methodology : Methodology, optional
        The index that the values enter: gives the years that may be carried, and the
        consequence of each finding.
    history : Observations, optional
        Earlier values, as accepted. Rows of earlier years in the table itself count too.
    year : int, optional
        The year judged; by default the latest one in the table.
    stage : str
        ``"submission"``, ``"selection"`` or ``"edition"``: rules of later stages are not asked.
    declared : mapping, optional
        What the sender says of the table: ``rows`` (their number) and ``total`` (of all values).
    submitter : str
        ISO3 code of the economy whose submission this is, if it is one.
    submitted, deadline, released : datetime.date or str, optional
        When the table was submitted, until when tables are collected, and when its figures are
        published (ISO 8601).
    vintage : str
        Vintage of the denominators (population, households, incomes) of the edition.
    consultations : Consultations, optional
        Consultations of focal points.
    receipts : Receipt, Selection or list of these, optional
        Receipts of the tables whose values are used.
    tariffs, prices, economics : Tariffs, Prices, Economics, data frame or path, optional
        Tables of the price basket.
    aggregates : mapping, optional
        Published group figures by (grouping, group).
    role : str, optional
        Who reads the judgement. To a ``"focal-point"`` no other economy is named, and of others
        only earlier values of the history are looked at that are free to be published. The
        ``"compiler"`` sees with which economy rows were exchanged or confused; by default the
        judgement of a table of several economies is the compiler's.
    others : Observations, optional
        What other economies submitted of this year and is not published: for the compiler alone.
    rules : RuleSet, optional
        Other rules than those of the library.

    Returns
    -------
    Judgement
        Findings, gravest consequence first, and what became of every rule.

    Raises
    ------
    UsageError
        If an argument is of the wrong kind, the table has no year, or values of others that are
        not published are to be shown to a focal point.

    Examples
    --------
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    >>> judged = validate(table, ict.methodology("idi", edition=2024), year=2022)
    >>> [(f.rule, f.errorlevel, f.economy) for f in judged.errors]
    [('C01', 'error', 'CRI')]
    >>> prices = ict.read_prices(ict.sample_data("ipb-prices-2025.csv"))
    >>> validate(prices, ict.methodology("ipb", edition=2025)).errors
    ()
    """
    known = isinstance(observations, Judged)
    arguments.require(known, "observations", "judged-table", observations)
    known = history is None or isinstance(history, Observations)
    arguments.require(known, "history", "observations", history)
    if stage not in STAGES:
        raise UsageError("validation.unknown-stage", stage=str(stage)[:40], allowed=STAGES)
    document = getattr(methodology, "document", None)
    known = methodology is None or document is not None
    arguments.require(known, "methodology", "methodology", methodology)
    _check_beside(declared, submitter, consultations, receipts, rules)
    known = others is None or isinstance(others, Observations)
    arguments.require(known, "others", "observations", others)
    role = role_of(role, observations, submitter)
    if others is not None and role != COMPILER:
        raise UsageError("validation.others-for-compiler")
    rules = ruleset() if rules is None else rules
    reference = _year(observations, methodology, year)
    beside: dict[str, Any] = {
        "tariffs": _beside(tariffs, "tariffs", read_tariffs),
        "prices": _beside(prices, "prices", read_prices),
        "economics": _beside(economics, "economics", read_economics),
    }
    judged, table = None, observations
    if isinstance(table, TypedTable):
        if beside[kind_of(table)] is not None:
            raise UsageError("validation.table-twice", argument=kind_of(table))
        judged = beside[kind_of(table)] = table
        table = no_observations()
    case = Case(
        panel(table, history, reference, _carried(document)),
        _plan(methodology, document),
        document,
        rules.fitted(_edition(methodology, reference)),
        consultations=consultations,
        receipts=receipts,
        aggregates=aggregates,
        declared=declared,
        edition=getattr(methodology, "edition", None),
        submitter=submitter,
        vintage=vintage,
        submitted=date_of(submitted, "submitted"),
        deadline=date_of(deadline, "deadline"),
        released=date_of(released, "released"),
        judged=judged,
        role=role,
        others=others,
        **beside,
    )
    offsets = (0, *_carried(document))
    case.memory["admitted-years"] = {case.panel.year + offset for offset in offsets}
    return _judge(case, rules, stage)


def _beside(given: Any, name: str, read: Callable[[Any], TypedTable]) -> Any:
    """Return a table of the price basket as it is; a file or a data frame is read."""
    # A data frame may hold more columns than the reader knows: published shares, dollars and PPP
    # dollars, which rules of the family X compare. Such a frame is taken as it is.
    if given is None or isinstance(given, TypedTable):
        return given
    is_frame = hasattr(given, "columns") and hasattr(given, "iloc")
    arguments.require(
        is_frame or isinstance(given, (str, os.PathLike)), name, "basket-table", given
    )
    try:
        return read(given)
    except UnusableFileError as error:
        if is_frame and error.code.startswith("table.unknown-column") and "economy" in given:
            return given
        raise


def _check_beside(
    declared: object, submitter: object, consultations: object, receipts: object, rules: object
) -> None:
    """Refuse what is no kind of thing that rules can be asked beside."""
    fits = declared is None or (
        isinstance(declared, Mapping)
        and set(declared) <= _DECLARED
        and all(
            isinstance(said, (int, Decimal)) and not isinstance(said, bool)
            for said in declared.values()
        )
    )
    arguments.require(fits, "declared", "declared", declared)
    arguments.require(isinstance(submitter, str), "submitter", "text", submitter)
    # Consultations and selections are made in rooms above: they are known by what they can do.
    fits = consultations is None or hasattr(consultations, "find")
    fits = fits and not isinstance(consultations, str)
    arguments.require(fits, "consultations", "consultation-table", consultations)
    several = receipts if isinstance(receipts, (list, tuple)) else [receipts]
    fits = receipts is None or all(hasattr(one, "covers") for one in several)
    arguments.require(fits, "receipts", "receipts", receipts)
    arguments.require(rules is None or isinstance(rules, RuleSet), "rules", "rules", rules)


def _year(observations: Judged, methodology: object, year: int | None) -> int:
    if year is not None:
        fits = isinstance(year, int) and not isinstance(year, bool) and 0 < year < 10_000
        arguments.require(fits, "year", "year", year)
        return year
    edition = getattr(methodology, "edition", None)
    if isinstance(observations, TypedTable) and edition is not None:
        years = getattr(getattr(methodology, "document", None), "years", None)
        return int(edition) + (0 if years is None else int(years.reference))
    dated = "year" in observations.columns  # tariffs say no year
    latest = max(observations.columns["year"].tolist(), default=0) if dated else 0
    if not latest:
        raise UsageError("validation.no-year")
    return int(latest)


def _edition(methodology: object, year: int) -> int:
    """Return the edition whose collection a table is of."""
    edition = getattr(methodology, "edition", None)
    if edition is not None:
        return int(edition)
    years = getattr(getattr(methodology, "document", None), "years", None)
    return year + (_LAG if years is None else -int(years.reference))


def _carried(document: Any) -> tuple[int, ...]:
    """Return the offsets, from the reference year, of the years whose values may stand in."""
    years = getattr(document, "years", None)
    if years is None:
        return ()
    return tuple(offset - years.reference for offset in years.carried)


def _plan(methodology: object, document: Any) -> Plan | None:
    if document is None or document.status == "draft" or not document.leaves:
        return None
    made = getattr(methodology, "plan", None)
    return made if isinstance(made, Plan) else Plan.of(document)


def _judge(case: Case, rules: RuleSet, stage: str) -> Judgement:
    asked = STAGES[: STAGES.index(stage) + 1]
    told: list[Told] = []
    outcomes: list[Outcome] = []
    # Impossible values are found first and then stand beside no other: one fault, one finding.
    order = sorted(rules.rules, key=lambda name: _turn(rules, name))
    met: dict[str, Outcome] = {}
    by_readers = rows_of_readers(case, rules)
    for name in order:
        rule = rules.rules[name]
        if rule.stage not in asked:
            met[name] = Outcome(name, "not-decidable", 0, 0, 0, ("stage",))
            continue
        asked_of = [c for c in rule.checks if case.judged is None or c.operation in OF_BASKETS]
        if rule.checks and not asked_of:
            met[name] = Outcome(name, "not-decidable", 0, 0, 0, ("values",))
            continue
        verdicts = [OPERATIONS[check.operation](case, check) for check in asked_of]
        hits = [hit for verdict in verdicts for hit in verdict.hits if _is_of(hit, case.judged)]
        if name in by_readers:
            hits = [hit for hit in hits if _row_of(hit) not in by_readers[name]]
        here = {n: _cells(case, hit) for n, hit in enumerate(hits)}
        # What another rule asks of in its place counts as asked: a third one needs not ask again.
        grave = {n for n, hit in enumerate(hits) if _asks(rule, hit)}
        case.found[name] = set().union(*(here[n] for n in grave))
        case.noted[name] = set().union(*here.values())
        if rule.after:
            before = case.noted if rule.severity == "information" else case.found
            asked_before = set().union(*(before.get(one, set()) for one in rule.after))
            hits = [hit for n, hit in enumerate(hits) if not here[n] & asked_before]
        impossible = hits if name in IMPOSSIBLE_RULES else []
        hits = _once(case, hits)
        told += [(name, rule, hit) for hit in hits]
        met[name] = _outcome(name, verdicts, len(hits))
        for hit in (one for one in impossible if one.place >= 0):
            case.panel.now[hit.economy, hit.place] = np.nan
    outcomes = [met[name] for name in rules.rules]
    found = findings(case, told)
    read = of_readers(case, rules, found)
    # What a reader said of a row under a rule, the rule does not say of it once more.
    said = {(one.rule, one.row) for one in read if one.row is not None}
    found = [one for one in found if (one.rule, one.row) not in said] + read
    found += effects(rules, stage, found)
    found.sort(key=_order)
    table = case.panel.observations if case.judged is None else case.judged
    return Judgement(
        table, found, _with_readers(outcomes, found), case.panel.year, stage, rules.digest,
        case.memory["admitted-years"], case.fitted.id, case.fitted.digest, case.role,
    )  # fmt: skip


def _asks(rule: Rule, hit: Hit) -> bool:
    """Tell whether a hit wants an answer: information wants none, and silences no question."""
    return (hit.severity or rule.severity) != "information"


def _row_of(hit: Hit) -> int:
    return hit.row if hit.beside is None else hit.beside[1]


def _is_of(hit: Hit, judged: Any) -> bool:
    """Tell whether a hit is of the table judged: what is wrong beside it is answered there."""
    return judged is None or (hit.beside is not None and hit.beside[0] is judged)


def _once(case: Case, hits: Iterable[Hit]) -> list[Hit]:
    """Keep one hit of a rule for a cell and what it is compared with."""
    # A line of further candidates has the other cells of the first line again.
    origin = case.panel.origin
    kept: dict[tuple[object, ...], Hit] = {}
    for hit in hits:
        at = None if hit.beside is None else (id(hit.beside[0]), hit.beside[1])
        economy = int(origin[hit.economy]) if hit.economy >= 0 else hit.economy
        other = str(hit.given.get("node", ""))
        kept.setdefault((economy, hit.place, hit.row, at, other, hit.variant), hit)
    return list(kept.values())


def _turn(rules: RuleSet, name: str) -> int:
    """Return the turn of a rule: later than the rules that may make it superfluous."""
    if name in IMPOSSIBLE_RULES:
        return 0
    return 1 + max((_turn(rules, one) for one in rules.rules[name].after), default=0)


def _cells(case: Case, hit: Hit) -> set[tuple[int, int]]:
    """Return the cells of a hit: its own, and the one that it is compared with."""
    cells = {(hit.economy, place) for place in (hit.place, *hit.cells)}
    other = hit.given.get("node")
    if isinstance(other, str) and other in case.panel.places:
        cells.add((hit.economy, case.panel.places[other]))
    return cells


def _outcome(name: str, verdicts: Iterable[Verdict], failed: int) -> Outcome:
    verdicts = list(verdicts)
    decided = sum(v.decided for v in verdicts)
    undecided = sum(v.undecided for v in verdicts)
    if decided or failed:
        kind = "fail" if failed else "pass"
        return Outcome(name, kind, max(decided - failed, 0), failed, undecided)
    needs = tuple(dict.fromkeys(need for v in verdicts for need in v.lacking))
    return Outcome(name, "not-decidable", 0, 0, undecided, needs or ("values",))


def _with_readers(outcomes: list[Outcome], found: list[RuleFinding]) -> list[Outcome]:
    """Count what the readers found as failures of its rules."""
    failed: dict[str, int] = {}
    for finding in found:
        failed[finding.rule] = failed.get(finding.rule, 0) + 1
    return [
        replace(o, outcome="fail", failed=failed[o.rule], lacking=())
        if failed.get(o.rule, 0) > o.failed
        else o
        for o in outcomes
    ]


def _order(finding: RuleFinding) -> tuple[object, ...]:
    """Order findings: fatal first, then by consequence; errors before warnings of no more."""
    grave = finding.errorlevel == "fatal"
    weight = -1.0 if finding.consequence is None else finding.consequence
    return (
        not grave, -round(weight, 6), ERROR_LEVELS.index(finding.errorlevel), finding.economy,
        finding.rule, finding.indicator, finding.breakdown, finding.row or 0,
    )  # fmt: skip
