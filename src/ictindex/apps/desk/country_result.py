"""The result of one economy: its rates, last year's, the points of the index, missing inputs.

It is computed from the current cells of a submission, in exact decimals and without array
libraries: the same page is shown at the end of a check, on the page in a browser, and by
:func:`compute_country`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ictindex import engine
from ictindex.apps.desk import result_page
from ictindex.apps.desk.country_inputs import (
    CountryInput,
    InputTables,
    InputValue,
    collect_inputs,
)
from ictindex.apps.desk.plan_prices import PlanTables, PricedPlans, price_plans
from ictindex.core import arguments, decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.data.economics import Economics
from ictindex.data.observations import Observations, concatenate
from ictindex.data.tariffs import Tariffs
from ictindex.definitions import catalogue
from ictindex.indices import index_protocols as indices
from ictindex.indices.results.methodology import Methodology
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import Renderable
from ictindex.submissions.questionnaires.submission import Submission

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices.ipb.economy_prices import EconomyPrice
    from ictindex.submissions.validation.secondary_disclosure import Disclosure


@arguments.doors
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class CountryResult(Renderable):
    """The result of the figures of one economy. Made by :func:`compute_country`.

    Parameters
    ----------
    economy : str
        ISO 3166-1 alpha-3 code.
    edition : int or None
        Edition of the index.
    year : int
        Year of the figures.
    methodology : Methodology
        The methodology by which the points are computed.
    inputs : tuple of CountryInput
        The inputs of the index, in the order of the methodology; none for price baskets alone.
    scores : mapping of str to Decimal or None
        Score of the index and of its parts before rounding; ``None`` if an input is missing.
    earlier_scores : mapping of str to Decimal or None
        The same from the earlier values, by the same rules.
    has_history : bool
        Whether there were earlier values.
    baskets : tuple of EconomyPrice
        The price baskets at the plans of the submission.
    offered : int or None
        Year of the plans; ``None`` if there are none.
    disclosures : tuple of Disclosure
        The confidential values that everybody could compute from the others.

    Examples
    --------
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    >>> result = compute_country(table, ict.methodology("idi", edition=2024), economy="BRA")
    >>> result.score, result.missing, result.confidential
    (Decimal('82.0'), (), ())
    >>> result.lowest == result.highest, result.is_provisional, result.decimals
    (True, False, 1)
    >>> result.earlier_score is None
    True
    >>> [row["points"] for row in result.to_records("en")][:2], result.to_dict()["score"]
    (['14.12', '14.07'], '82.0')
    >>> list(result.to_frame().columns)[:3]
    ['indicator', 'name', 'value']
    >>> print(result.to_text("en").splitlines()[0])
    Result: Brazil, edition 2024, figures of 2022
    """

    _json_name = "country-result"

    economy: str
    edition: int | None
    year: int
    methodology: Methodology
    inputs: tuple[CountryInput, ...]
    scores: Mapping[str, Decimal | None] = field(default_factory=dict)
    earlier_scores: Mapping[str, Decimal | None] = field(default_factory=dict)
    has_history: bool = False
    baskets: tuple[EconomyPrice, ...] = ()
    offered: int | None = None
    disclosures: tuple[Disclosure, ...] = ()

    @property
    def is_provisional(self) -> bool:
        """Tell whether no methodology is in force for the edition yet."""
        return self.methodology.is_provisional

    @property
    def decimals(self) -> int:
        """The decimals with which scores are published."""
        rounding = self.methodology.document.rounding
        return 0 if rounding is None else rounding.decimals

    @property
    def score(self) -> Decimal | None:
        """The index, rounded as published; ``None`` if an input is missing or confidential."""
        return self._round_score(self.scores)

    @property
    def earlier_score(self) -> Decimal | None:
        """The index of the earlier values by the same rules, if all of them are of one year."""
        years = {each.earlier_year for each in self.inputs}
        return self._round_score(self.earlier_scores) if len(years) == 1 else None

    def _round_score(self, scores: Mapping[str, Decimal | None]) -> Decimal | None:
        whole = scores.get(self.methodology.document.index)
        return None if whole is None else decimals.round_half_up(whole, self.decimals)

    @property
    def missing(self) -> tuple[CountryInput, ...]:
        """The inputs without a value."""
        return tuple(each for each in self.inputs if each.value is None)

    @property
    def confidential(self) -> tuple[CountryInput, ...]:
        """The inputs whose value is marked as confidential: none of them enters the index."""
        return tuple(each for each in self.inputs if each.is_closed)

    @property
    def lowest(self) -> Decimal:
        """The points of the inputs that are there: the index cannot be lower."""
        with decimals.exact():
            return sum((each.points for each in self._there if each.points is not None), Decimal(0))

    @property
    def highest(self) -> Decimal:
        """The highest possible index, once the other inputs are there."""
        there = self._there
        with decimals.exact():
            return sum((each.most for each in self.inputs if each not in there), self.lowest)

    @property
    def _there(self) -> tuple[CountryInput, ...]:
        return tuple(each for each in self.inputs if each.value is not None and not each.is_closed)

    def _blocks(self, language: str) -> list[Block]:
        """Return the result as a page in a language."""
        return result_page.result_blocks(self, language)

    def to_records(self, language: str | None = None) -> list[dict[str, Any]]:
        """Return the inputs as plain data for JSON, a dictionary each.

        Parameters
        ----------
        language : str, optional
            Language of names; by default the one in force.

        Returns
        -------
        list of dict
            ``indicator``, ``name``, ``value``, ``unit``, ``earlier``, ``earlier_year``,
            ``change``, ``score``, ``points``, ``most``, ``earlier_points``, ``confidential``,
            ``reason``, ``cells`` and ``operands``; numbers are texts, so that no digit is lost.
        """
        chosen = i18n.current_language(language)
        return [result_page.input_record(self, each, chosen) for each in self.inputs]

    def to_frame(self, language: str | None = None) -> pd.DataFrame:
        """Return the inputs as a data frame, a row for each.

        Parameters
        ----------
        language : str, optional
            Language of names; by default the one in force.

        Returns
        -------
        pandas.DataFrame
            The columns of :meth:`to_records` but for cells and operands.
        """
        return write_frame(Table.of(result_page.INPUTS, self.to_records(language)))

    def _to_dict(self) -> dict[str, Any]:
        """Return the whole result as plain data for JSON."""
        return result_page.result_record(self)


def compute_country(
    submission: Submission | Observations,
    methodology: Methodology | None = None,
    *,
    economy: str | None = None,
    year: int | None = None,
    history: Observations | None = None,
    auxiliaries: Observations | None = None,
    tariffs: Tariffs | None = None,
    economics: Economics | None = None,
) -> CountryResult:
    """Compute the result of the figures of one economy: rates, points of the index, missing inputs.

    Parameters
    ----------
    submission : Submission or Observations
        A questionnaire that was read, or a table of observations.
    methodology : Methodology, optional
        The methodology by which points are computed; by default the one of the questionnaire, or
        the last one if none is in force for its edition yet (then the result is provisional).
    economy : str, optional
        The economy to choose from a table of several.
    year : int, optional
        Year of the figures; by default that of the questionnaire, or of the methodology.
    history : Observations, optional
        Earlier values; by default the accepted ones in the questionnaire.
    auxiliaries : Observations, optional
        Populations and other figures that were not submitted; also prices of the year of the
        figures, as shares of income.
    tariffs : Tariffs, optional
        Plans on offer; by default those of the questionnaire.
    economics : Economics, optional
        Income, exchange rate and factor of purchasing power parity of the economy. Without them
        baskets are priced in the currency of the plans.

    Returns
    -------
    CountryResult
        A page when shown.

    Raises
    ------
    UsageError
        If an argument does not fit, a table needs a methodology or an economy, or its index has no
        score.

    Notes
    -----
    Nothing is imputed. If an input is missing there is no score; the points of the others are
    shown, with the bounds between which the score will be.

    Examples
    --------
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    >>> result = compute_country(table, ict.methodology("idi", edition=2024), economy="AFG")
    >>> result.score is None, [each.indicator for each in result.missing][:2]
    (True, ['internet-users', 'households-internet'])
    """
    fits = isinstance(submission, (Submission, Observations))
    arguments.require(fits, "submission", "observations", submission)
    fits = methodology is None or isinstance(methodology, Methodology)
    arguments.require(fits, "methodology", "methodology", methodology)
    for name, table in (("history", history), ("auxiliaries", auxiliaries)):
        fits = table is None or isinstance(table, Observations)
        arguments.require(fits, name, "observations", table)
    fits = tariffs is None or isinstance(tariffs, Tariffs)
    arguments.require(fits, "tariffs", "tariffs", tariffs)
    fits = economics is None or isinstance(economics, Economics)
    arguments.require(fits, "economics", "economics", economics)
    own = submission if isinstance(submission, Submission) else None
    if methodology is None:
        if own is None:
            raise UsageError("country-result.methodology-needed")
        methodology = indices.methodology(own.form.index, edition=own.edition, provisional=True)
    if history is None and own is not None:
        history = own.history
    tables = InputTables(
        economy=_economy(submission, economy),
        year=_year(None if own is None else own.year, methodology, year),
        observations=submission.observations if isinstance(submission, Submission) else submission,
        submission=own,
        history=history,
        auxiliaries=auxiliaries,
    )
    plans = own.tariffs if tariffs is None and own is not None else tariffs
    if economics is None and own is not None:
        economics = own.economics
    offered = None if own is None else own.form.offered
    baskets = price_plans(methodology.edition, offered, PlanTables(tables, plans, economics))
    return _compute(methodology, tables, baskets)


def _economy(submission: Submission | Observations, wanted: str | None) -> str:
    """Return the economy of a submission, or the chosen economy of a table."""
    if isinstance(submission, Submission):
        there = {submission.economy}
    else:
        there = set(submission.cells["economy"])
    if wanted is None and len(there) == 1:
        return there.pop()
    if wanted not in there or wanted is None:
        shown = sorted(there)[:12]
        raise UsageError("country-result.economy-needed", economies=shown or "-")
    return wanted


def _year(own: int | None, methodology: Methodology, year: int | None) -> int:
    """Return the year of the figures."""
    fits = year is None or (isinstance(year, int) and not isinstance(year, bool))
    arguments.require(fits, "year", "year", year)
    if year is not None:
        return year
    if own is not None:
        return own
    years = methodology.document.years
    if methodology.edition is None or years is None:
        raise UsageError("validation.no-year")
    return methodology.edition + years.reference


def _compute(methodology: Methodology, tables: InputTables, baskets: PricedPlans) -> CountryResult:
    """Score the inputs of one economy, and those of the earlier year."""
    document = methodology.document
    facts: dict[str, Any] = {
        "economy": tables.economy,
        "edition": methodology.edition,
        "year": tables.year,
        "methodology": methodology,
        "has_history": tables.history is not None,
        "baskets": baskets.prices,
        "offered": baskets.year,
        "disclosures": _disclosures(tables),
    }
    if document.status == "draft" or not document.has_composite:
        return CountryResult(inputs=(), **facts)
    plan = methodology.plan
    inputs = collect_inputs(plan, tables)
    # A confidential value enters no index; its points are computed to show the effect of the mark.
    full = engine.score_rows(plan, [tuple(each.value for each in inputs)]).scores[0]
    free = [None if each.is_closed else each.value for each in inputs]
    scores = engine.score_rows(plan, [tuple(free)]).scores[0]
    earlier = [None if each.earlier is None else each.earlier.value for each in inputs]
    before = engine.score_rows(plan, [tuple(earlier)]).scores[0]
    branches = [branch.id for branch in plan.branches]
    count = len(plan.leaves)
    return CountryResult(
        inputs=tuple(_score_input(plan, each, full[n], before[n]) for n, each in enumerate(inputs)),
        scores=MappingProxyType(dict(zip(branches, scores[count:], strict=True))),
        earlier_scores=MappingProxyType(dict(zip(branches, before[count:], strict=True))),
        **facts,
    )


def _disclosures(tables: InputTables) -> tuple[Disclosure, ...]:
    """Return the confidential values of the year that everybody could compute from the others."""
    own = tables.observations.where(economy=tables.economy, year=tables.year)
    if set(own.cells["conf_status"]) <= catalogue.free_marks() and "Q" not in own.cells["status"]:
        return ()
    from ictindex.submissions.validation.secondary_disclosure import find_disclosures

    others = () if tables.auxiliaries is None else (tables.auxiliaries,)
    disclosures = find_disclosures(concatenate([own, *others]))
    return tuple(each for each in disclosures if each.economy == tables.economy)


def _score_input(
    plan: engine.Plan, item: InputValue, score: Decimal | None, before: Decimal | None
) -> CountryInput:
    """Return an input with its points of the index."""
    share = plan.weight_in_index(item.indicator)

    def points(score: Decimal | None) -> Decimal | None:
        if score is None:
            return None
        return decimals.stage(score * share.numerator / share.denominator)

    with decimals.exact():
        earlier = item.earlier
        change = None
        if earlier is not None and item.value is not None:
            change = item.value - earlier.value
        return CountryInput(
            indicator=item.indicator,
            value=item.value,
            operands=item.operands,
            earlier_year=None if earlier is None else earlier.year,
            earlier=None if earlier is None else earlier.value,
            change=change,
            score=score,
            points=points(score),
            most=points(plan.scale) or Decimal(0),
            earlier_points=points(before),
            is_closed=item.is_closed,
            reason=item.reason,
            cells=item.cells,
        )
