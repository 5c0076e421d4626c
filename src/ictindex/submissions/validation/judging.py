"""Validation of a table as a whole by the rules, after the readers checked its cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from ictindex.core import arguments
from ictindex.core.activity_log import log_step, start_clock
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.economics import read_economics
from ictindex.data.observations import Observations
from ictindex.data.prices import read_prices
from ictindex.data.tables.table_base import TypedTable
from ictindex.data.tariffs import read_tariffs
from ictindex.engine.plan import Plan
from ictindex.submissions.validation.context import ValidationContext
from ictindex.submissions.validation.operations.case import Case, Index
from ictindex.submissions.validation.panel import build_panel
from ictindex.submissions.validation.report import Judgement
from ictindex.submissions.validation.roles import COMPILER, role_of
from ictindex.submissions.validation.rule_engine import judge
from ictindex.submissions.validation.rules import STAGES, RuleSet, find_ruleset, ruleset
from ictindex.submissions.validation.subject import Judged, kind_of, no_observations

if TYPE_CHECKING:
    from ictindex.definitions.documents import Document


_LAG = 2  # years from the values to the edition, if no methodology states it


@runtime_checkable
class Methodology(Protocol):
    """The part of a methodology that validation needs: its document."""

    @property
    def document(self) -> Document: ...


def validate(
    observations: Judged,
    methodology: Methodology | None = None,
    *,
    history: Observations | None = None,
    year: int | None = None,
    stage: Literal["submission", "selection", "edition"] = "submission",
    role: Literal["focal-point", "compiler"] | None = None,
    context: ValidationContext | None = None,
    rules: RuleSet | str | None = None,
) -> Judgement:
    """Validate a table by the rules of the library.

    Parameters
    ----------
    observations : Observations, Prices, Economics or Tariffs
        The table, of one economy or many, with the facts about its submission
        (:meth:`~ictindex.Observations.with_facts`). A table of the price basket is validated by
        the rules of the price basket, together with the other two tables if the context has them.
    methodology : Methodology, optional
        The index that the values enter: it sets the years that may be carried, and the
        consequence of each finding.
    history : Observations, optional
        Earlier accepted values. Rows of earlier years in the table itself count too.
    year : int, optional
        The year to validate; by default the latest one in the table.
    stage : str
        ``"submission"``, ``"selection"`` or ``"edition"``: rules of later stages are not applied.
    role : str, optional
        Reader of the judgement. For a ``"focal-point"`` no other economy is named, and values of
        other economies are used only if they are earlier ones of the history and free to be
        published. The ``"compiler"`` sees the economy with which rows were exchanged or confused;
        by default the judgement of a table of several economies is for the compiler.
    context : ValidationContext, optional
        Context of the table: tables of the price basket, consultations, receipts, submissions of
        others, and the release.
    rules : RuleSet or str, optional
        Rules to use instead of those of the library, or their digest: those of an earlier version
        of the library, as a receipt or a round names them.

    Returns
    -------
    Judgement
        Findings, the gravest consequence first, and the outcome of every rule.

    Raises
    ------
    UsageError
        If an argument is of the wrong kind (a file or data frame is read first, by
        :func:`ictindex.read_observations` and its kin), the table has no year, unpublished values
        of others would be shown to a focal point, or no rules have the digest.

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
    started = start_clock()
    if not isinstance(observations, Judged):
        raise UsageError("validation.not-read", given=type(observations).__name__)
    fits = history is None or isinstance(history, Observations)
    arguments.require(fits, "history", "observations", history)
    if stage not in STAGES:
        raise UsageError("validation.unknown-stage", stage=str(stage)[:40], allowed=STAGES)
    document = getattr(methodology, "document", None)
    fits = methodology is None or document is not None
    arguments.require(fits, "methodology", "methodology", methodology)
    rules = _choose_rules(rules)
    fits = context is None or isinstance(context, ValidationContext)
    arguments.require(fits, "context", "documented", context)
    context = ValidationContext() if context is None else context
    role = role_of(role, observations, observations.facts.submitter)
    if context.others is not None and role != COMPILER:
        raise UsageError("validation.others-for-compiler")
    reference = _year(observations, methodology, year)
    tables = {
        "tariffs": _table(context.tariffs, "tariffs", read_tariffs),
        "prices": _table(context.prices, "prices", read_prices),
        "earlier-tariffs": _table(context.earlier_tariffs, "tariffs", read_tariffs),
        "economics": _table(context.economics, "economics", read_economics),
    }
    table = observations
    if isinstance(table, TypedTable):
        if tables[kind_of(table)] is not None:
            raise UsageError("validation.table-twice", argument=kind_of(table))
        tables[kind_of(table)] = table
        table = no_observations()
    carried = _list_carried(document)
    index = Index(
        _plan(methodology, document),
        document,
        getattr(methodology, "edition", None),
        rules.find_fitted(_edition(methodology, reference)),
        rules.sizes,
        rules.limits,
    )
    case = Case(
        build_panel(table, history, reference, carried),
        index,
        observations.facts,
        context,
        kind_of(observations),
        {kind: table for kind, table in tables.items() if table is not None},
        role,
        frozenset(reference + offset for offset in (0, *carried)),
    )
    judgement = judge(case, rules, stage)
    counts = len(judgement.outcomes), len(judgement)
    log_step(started, "validated the year %d: %d rules, %d findings", reference, *counts)
    return judgement


def _choose_rules(rules: RuleSet | str | None) -> RuleSet:
    """Return the rules to judge by: those of the library, or those that a digest names."""
    if rules is None:
        return ruleset()
    if isinstance(rules, str):
        named = find_ruleset(rules)
        if named is None:
            raise UsageError("validation.unknown-rules", value=rules[:80])
        return named
    arguments.require(isinstance(rules, RuleSet), "rules", "rules", rules)
    return rules


def _table(source: Any, name: str, read: Callable[[Any], TypedTable]) -> Any:
    """Return a table of the price basket unchanged; a file or a data frame is read."""
    # A data frame may have more columns than the reader accepts: published shares, dollars and
    # PPP dollars, which rules of the family X compare. Such a frame is used unchanged.
    if source is None or isinstance(source, TypedTable):
        return source
    is_frame = hasattr(source, "columns") and hasattr(source, "iloc")
    try:
        return read(source)
    except UsageError as error:
        arguments.require(error.code != "table.source-type", name, "basket-table", source)
        raise
    except UnusableFileError as error:
        if is_frame and error.code.startswith("table.unknown-column") and "economy" in source:
            return source
        raise


def _year(observations: Judged, methodology: object, year: int | None) -> int:
    if year is not None:
        fits = isinstance(year, int) and not isinstance(year, bool) and 0 < year < 10_000
        arguments.require(fits, "year", "year", year)
        return year
    edition = getattr(methodology, "edition", None)
    if isinstance(observations, TypedTable) and edition is not None:
        years = getattr(getattr(methodology, "document", None), "years", None)
        return int(edition) + (0 if years is None else int(years.reference))
    dated = "year" in observations.cells  # tariffs do not state a year
    latest = max(observations.cells["year"], default=0) if dated else 0
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


def _list_carried(document: Any) -> tuple[int, ...]:
    """Return the offsets, from the year of reference, of the years whose values may be carried."""
    years = getattr(document, "years", None)
    if years is None:
        return ()
    return tuple(offset - years.reference for offset in years.carried)


def _plan(methodology: object, document: Any) -> Plan | None:
    if document is None or document.status == "draft" or not document.leaves:
        return None
    made = getattr(methodology, "plan", None)
    return made if isinstance(made, Plan) else Plan.from_document(document)
