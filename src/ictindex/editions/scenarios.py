"""What-if: the same computation from other inputs, or by another methodology.

What comes out is another type. It says what it is in every view, names what it departs from, and
cannot be published: an edition is corrected by an erratum beside it, never by another edition.
"""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Self, overload

from ictindex.core import arguments
from ictindex.core.errors import UsageError
from ictindex.core.records import read_only
from ictindex.data.observation_reader import read_observations
from ictindex.data.observations import Observations
from ictindex.editions.ipb import scenarios as baskets
from ictindex.editions.ipb.scenarios import BasketCounterfactual
from ictindex.editions.scenario_base import (
    KIND,
    Correction,
    Departing,
    Effect,
    Given,
    cells_put_in,
    corrected,
    figures,
    frame,
    pairs,
)
from ictindex.findings import Finding
from ictindex.idi.compute import compute_scores
from ictindex.idi.result import Result
from ictindex.indices import methodology as find_methodology
from ictindex.ipb.result import BasketResult
from ictindex.results.extent import Extent
from ictindex.results.methodology import Methodology

if TYPE_CHECKING:
    import pandas as pd


@read_only
class Counterfactual(Departing, Result):
    """Scores as they would be: never published, and not to be published.

    Not made directly: :func:`ictindex.what_if` makes it. It is a result in everything but this:
    every view says that it is a what-if, and :func:`ictindex.publish` refuses it.

    Parameters
    ----------
    **parts
        The attributes, those of :class:`ictindex.Result` among them.

    Attributes
    ----------
    base : Result or None
        The result or edition that it departs from.
    corrections : tuple of Correction
        What is different in its inputs.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> other = ict.what_if(found, {("BRA", "internet-users"): "90.5"})
    >>> other.id, other.kind, other.base is found, len(other.corrections)
    ('idi-2024-counterfactual', 'counterfactual', True, 1)
    >>> other.to_text("en").splitlines()[5]
    '! What-if: not a published figure, and not to be published.'
    """

    methodology: Methodology
    base: Result | None
    corrections: tuple[Correction, ...]

    def with_kind(self, kind: str) -> Self:
        """Return this: it stays what it is."""
        return self

    @cached_property
    def extent(self) -> Extent:
        """Among how many economies ranks stand, and how many the edition departed from has.

        Examples
        --------
        >>> import ictindex as ict
        >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
        >>> ict.what_if(found, {("BRA", "internet-users"): None}).extent.facts()
        {'among': 18, 'of': 170, 'complete': False}
        """
        base = self.base
        if base is not None and (base.edition, base.year) == (self.edition, self.year):
            return Extent(self.ranked, base.extent.whole, base.extent.source)
        return super().extent

    def effect(self) -> pd.DataFrame:
        """Return the scores and ranks that differ from those of the base.

        Returns
        -------
        pandas.DataFrame
            Columns economy, node, before, after (rounded as published, in points), difference,
            rank_before, rank_after; a row for each score or rank that is another.

        Raises
        ------
        UsageError
            If it has no base, or was computed by another methodology: then levels do not compare.

        Examples
        --------
        >>> import ictindex as ict
        >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
        >>> other = ict.what_if(found, {("BRA", "internet-users"): "90.5"})
        >>> brazil = other.effect().query("economy == 'BRA'")
        >>> brazil["node"].tolist()[:2], float(brazil["before"].iloc[0])
        (['idi', 'universal-connectivity'], 82.0)
        """
        return frame(effects(self), self.frame_attributes(), self.extent)


def effects(other: Counterfactual) -> tuple[Effect, ...]:
    """Return every score and rank that differs from those of the base, economies sorted."""
    base = other.base
    if base is None:
        raise UsageError("whatif.no-base")
    if base.methodology.document != other.methodology.document:
        documents = [base.methodology.id, other.methodology.id]
        raise UsageError("series.not-comparable", documents=documents)
    found = []
    for economy in sorted({*base.economies, *other.economies}):
        before, after = figures(base, economy), figures(other, economy)
        found += [
            Effect(economy, node, old[0], new[0], old[1], new[1], old[2], new[2])
            for node in base.nodes
            for old, new in [(before[node], after[node])]
            if old != new
        ]
    return tuple(found)


@overload
def what_if(
    base: BasketResult,
    corrections: Given = (),
    *,
    methodology: Methodology | str | None = None,
    edition: int | None = None,
    year: int | None = None,
) -> BasketCounterfactual: ...
@overload
def what_if(
    base: Result | Observations | pd.DataFrame | str | os.PathLike[str],
    corrections: Given = (),
    *,
    methodology: Methodology | str | None = None,
    edition: int | None = None,
    year: int | None = None,
) -> Counterfactual: ...
def what_if(
    base: BasketResult | Result | Observations | pd.DataFrame | str | os.PathLike[str],
    corrections: Given = (),
    *,
    methodology: Methodology | str | None = None,
    edition: int | None = None,
    year: int | None = None,
) -> Counterfactual | BasketCounterfactual:
    """Compute what would be: with other inputs, by another methodology, for another edition.

    Parameters
    ----------
    base : Result, BasketResult, Observations, DataFrame or path
        An edition that was opened or any other result; or observations, with ``methodology``
        and ``edition``.
    corrections : mapping or iterable
        ``{(economy, indicator): value}`` or ``(economy, indicator, value)``: the value in place
        of the one that was used, as text, ``Decimal`` or number; ``None``: no value. Of a price
        basket ``{(economy, basket): price}``, in the currency in which it is advertised.
    methodology : Methodology or str, optional
        Another methodology, or its id; by default that of ``base``.
    edition : int, optional
        Another edition, for which the methodology need not be valid.
    year : int, optional
        Year of the data; by default that of ``base``, or the reference year of the edition.

    Returns
    -------
    Counterfactual or BasketCounterfactual
        A result that says in every view that it is a what-if, and cannot be published.

    Raises
    ------
    RefusedObservationsError
        If a value is none that the indicator can have.
    UsageError
        If the arguments do not fit together.
    DraftMethodologyError
        If the methodology is a draft: it has not all constants.

    Notes
    -----
    Year of data and edition of ``base`` stay what they are unless another edition is given; what
    the document says of years that may be carried is applied to them.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> other = ict.what_if(found, {("BRA", "internet-users"): "90.5"})
    >>> float(other.scores.loc["BRA", "idi"]) > float(found.scores.loc["BRA", "idi"])
    True
    """
    chosen = find_methodology(methodology) if isinstance(methodology, str) else methodology
    arguments.require(
        chosen is None or isinstance(chosen, Methodology), "methodology", "methodology", chosen
    )
    for name, given in (("edition", edition), ("year", year)):
        arguments.require(given is None or type(given) is int, name, "whole-number", given)
    if isinstance(base, BasketResult):
        return baskets.what_if(base, pairs(corrections), chosen, edition, year)
    if isinstance(base, Result):
        known: Result | None = base
        table, used = base.observations, base.methodology if chosen is None else chosen
        wanted = base.edition if edition is None else edition
        reference = base.year
    else:
        known = None
        if chosen is None or edition is None:
            raise UsageError("whatif.needs-methodology")
        table = base if isinstance(base, Observations) else read_observations(base)
        used, wanted, reference = chosen, edition, edition
    if edition is not None:
        years = used.document.years
        reference = edition + (0 if years is None else years.reference)
    if year is not None:
        reference = year
    used = used.for_edition(wanted)
    changed = corrected(table, pairs(corrections), reference, known)
    parts = _computed(used, changed[0], wanted, reference, known).parts()
    parts["put_in"] = cells_put_in(known, changed[1])
    return Counterfactual(**parts, base=known, corrections=changed[1])


def _computed(
    methodology: Methodology, table: Observations, edition: int, year: int, base: Result | None
) -> Result:
    there = set(table.columns["economy"].tolist())
    absent: list[Finding] = []
    if base is not None:
        known = {one.economy: one for one in base.exclusions}
        gone = sorted({*base.economies, *known} - there)
        for economy in gone:
            given = {"economy": economy, "indicator": methodology.indicators}
            plain = Finding("excluded.missing-inputs", "information", economy, given=given)
            absent.append(plain if economy in base.economies else known[economy])
    return compute_scores(
        methodology, table, edition=edition, year=year, published=None, kind=KIND,
        absent=tuple(absent),
    )  # fmt: skip
