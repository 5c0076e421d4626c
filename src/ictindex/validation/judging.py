"""Validation of a table as a whole, by the rules; readers have judged its cells one by one."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from ictindex.core import arguments
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.economics import read_economics
from ictindex.data.observations import Observations
from ictindex.data.prices import read_prices
from ictindex.data.tables.table_base import TypedTable
from ictindex.data.tariffs import read_tariffs
from ictindex.engine.plan import Plan
from ictindex.validation.context import ValidationContext
from ictindex.validation.operations.case import Case, Index
from ictindex.validation.panel import build_panel
from ictindex.validation.report import Judgement
from ictindex.validation.roles import COMPILER, role_of
from ictindex.validation.rule_engine import judge
from ictindex.validation.rules import STAGES, RuleSet, ruleset
from ictindex.validation.subject import Judged, kind_of, no_observations

if TYPE_CHECKING:
    from ictindex.documents import Document


_LAG = 2  # years from the values to the edition, where no methodology says it


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
    stage: str = "submission",
    role: str | None = None,
    context: ValidationContext | None = None,
    rules: RuleSet | None = None,
) -> Judgement:
    """Judge a table by the rules of the library.

    Parameters
    ----------
    observations : Observations, Prices, Economics or Tariffs
        The table, of one economy or many, with what is known of its submission
        (:meth:`~ictindex.Observations.with_facts`). A table of the price basket is judged by the
        rules of the price basket, beside the other two where the context has them.
    methodology : Methodology, optional
        The index that the values enter: gives the years that may be carried, and the
        consequence of each finding.
    history : Observations, optional
        Earlier values, as accepted. Rows of earlier years in the table itself count too.
    year : int, optional
        The year judged; by default the latest one in the table.
    stage : str
        ``"submission"``, ``"selection"`` or ``"edition"``: rules of later stages are not asked.
    role : str, optional
        Who reads the judgement. To a ``"focal-point"`` no other economy is named, and of others
        only earlier values of the history are looked at that are free to be published. The
        ``"compiler"`` sees with which economy rows were exchanged or confused; by default the
        judgement of a table of several economies is the compiler's.
    context : ValidationContext, optional
        What the table is judged next to: tables of the price basket, consultations, receipts,
        what others submitted, and the release.
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
    fits = isinstance(observations, Judged)
    arguments.require(fits, "observations", "judged-table", observations)
    fits = history is None or isinstance(history, Observations)
    arguments.require(fits, "history", "observations", history)
    if stage not in STAGES:
        raise UsageError("validation.unknown-stage", stage=str(stage)[:40], allowed=STAGES)
    document = getattr(methodology, "document", None)
    fits = methodology is None or document is not None
    arguments.require(fits, "methodology", "methodology", methodology)
    arguments.require(rules is None or isinstance(rules, RuleSet), "rules", "rules", rules)
    fits = context is None or isinstance(context, ValidationContext)
    arguments.require(fits, "context", "documented", context)
    context = ValidationContext() if context is None else context
    role = role_of(role, observations, observations.facts.submitter)
    if context.others is not None and role != COMPILER:
        raise UsageError("validation.others-for-compiler")
    rules = ruleset() if rules is None else rules
    reference = _year(observations, methodology, year)
    tables = {
        "tariffs": _table(context.tariffs, "tariffs", read_tariffs),
        "prices": _table(context.prices, "prices", read_prices),
        "economics": _table(context.economics, "economics", read_economics),
    }
    table = observations
    if isinstance(table, TypedTable):
        if tables[kind_of(table)] is not None:
            raise UsageError("validation.table-twice", argument=kind_of(table))
        tables[kind_of(table)] = table
        table = no_observations()
    carried = _carried(document)
    index = Index(
        _plan(methodology, document), document, getattr(methodology, "edition", None),
        rules.fitted(_edition(methodology, reference)), rules.sizes,
    )  # fmt: skip
    case = Case(
        build_panel(table, history, reference, carried), index, observations.facts, context,
        kind_of(observations),
        {kind: given for kind, given in tables.items() if given is not None}, role,
        frozenset(reference + offset for offset in (0, *carried)),
    )  # fmt: skip
    return judge(case, rules, stage)


def _table(given: Any, name: str, read: Callable[[Any], TypedTable]) -> Any:
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


def _year(observations: Judged, methodology: object, year: int | None) -> int:
    if year is not None:
        fits = isinstance(year, int) and not isinstance(year, bool) and 0 < year < 10_000
        arguments.require(fits, "year", "year", year)
        return year
    edition = getattr(methodology, "edition", None)
    if isinstance(observations, TypedTable) and edition is not None:
        years = getattr(getattr(methodology, "document", None), "years", None)
        return int(edition) + (0 if years is None else int(years.reference))
    dated = "year" in observations.cells  # tariffs say no year
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
