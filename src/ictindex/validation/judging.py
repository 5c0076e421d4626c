"""Validation: the rules in order, on one table.

Readers have judged the cells one by one; here a table is judged as a whole: its ranges, its
values against each other, against its own history, against peers. Nothing is mended.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from ictindex.core import arguments
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.economics import read_economics
from ictindex.data.observations import Observations
from ictindex.data.prices import read_prices
from ictindex.data.tables.table_base import TypedTable
from ictindex.data.tariffs import read_tariffs
from ictindex.engine.plan import Plan
from ictindex.validation.dates import date_of
from ictindex.validation.operations.case import Case, Index, Surroundings
from ictindex.validation.panel import build_panel
from ictindex.validation.report import Judgement
from ictindex.validation.roles import COMPILER, role_of
from ictindex.validation.rule_engine import judge
from ictindex.validation.rules import STAGES, RuleSet, ruleset
from ictindex.validation.subject import Judged, kind_of, no_observations

if TYPE_CHECKING:
    from ictindex.documents import Document


_LAG = 2  # years from the values to the edition, where no methodology says it
_DECLARED = frozenset(("rows", "total"))  # what a sender says of a table


class Methodology(Protocol):
    """The part of a methodology that validation needs: its document."""

    @property
    def document(self) -> Document: ...


def validate(  # noqa: PLR0913  # each is named by its caller, and most are left out
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
    fits = isinstance(observations, Judged)
    arguments.require(fits, "observations", "judged-table", observations)
    fits = history is None or isinstance(history, Observations)
    arguments.require(fits, "history", "observations", history)
    if stage not in STAGES:
        raise UsageError("validation.unknown-stage", stage=str(stage)[:40], allowed=STAGES)
    document = getattr(methodology, "document", None)
    fits = methodology is None or document is not None
    arguments.require(fits, "methodology", "methodology", methodology)
    _check_surroundings(declared, submitter, consultations, receipts, rules)
    fits = others is None or isinstance(others, Observations)
    arguments.require(fits, "others", "observations", others)
    role = role_of(role, observations, submitter)
    if others is not None and role != COMPILER:
        raise UsageError("validation.others-for-compiler")
    rules = ruleset() if rules is None else rules
    reference = _year(observations, methodology, year)
    tables = {
        "tariffs": _table(tariffs, "tariffs", read_tariffs),
        "prices": _table(prices, "prices", read_prices),
        "economics": _table(economics, "economics", read_economics),
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
        rules.fitted(_edition(methodology, reference)),
    )  # fmt: skip
    stated = Surroundings(
        consultations, receipts, aggregates, declared, submitter, vintage,
        date_of(submitted, "submitted"), date_of(deadline, "deadline"),
        date_of(released, "released"),
    )  # fmt: skip
    case = Case(
        build_panel(table, history, reference, carried), index, stated, kind_of(observations),
        {kind: given for kind, given in tables.items() if given is not None}, role, others,
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


def _check_surroundings(
    declared: object, submitter: object, consultations: object, receipts: object, rules: object
) -> None:
    """Refuse what is no kind of thing that rules can be asked beside."""
    fits = declared is None or (
        isinstance(declared, Mapping)
        and set(declared) <= _DECLARED
        and all(
            isinstance(number, (int, Decimal)) and not isinstance(number, bool)
            for number in declared.values()
        )
    )
    arguments.require(fits, "declared", "declared", declared)
    arguments.require(isinstance(submitter, str), "submitter", "text", submitter)
    # Consultations and selections are made in rooms above: they are known by what they can do.
    fits = consultations is None or hasattr(consultations, "find")
    fits = fits and not isinstance(consultations, str)
    arguments.require(fits, "consultations", "consultation-table", consultations)
    several = receipts if isinstance(receipts, (list, tuple)) else [receipts]
    fits = receipts is None or all(hasattr(receipt, "covers") for receipt in several)
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
