"""A methodology document that computes, explains and shows itself."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Protocol

from ictindex.core.arguments import require
from ictindex.i18n.document import Block
from ictindex.i18n.renderable import Renderable
from ictindex.results.confirmed_constants import evidence_record
from ictindex.results.document_page import methodology_page
from ictindex.results.methodology_base import MethodologyBase
from ictindex.results.plots import FrameworkPlots
from ictindex.results.registry import load_composite


class EconomyScore(Protocol):
    """The scores of one economy, as :meth:`Methodology.score` returns them."""

    @property
    def score(self) -> Decimal:
        """The index as published."""

    @property
    def unrounded(self) -> Decimal:
        """The index before rounding."""

    @property
    def nodes(self) -> Mapping[str, Decimal]:
        """Rounded score of every node."""

    def to_dict(self) -> dict[str, object]:
        """Return plain data for JSON."""

    def explain(self, node: str | None = None, language: str | None = None) -> Renderable:
        """Show the whole arithmetic."""


class Methodology(MethodologyBase, Renderable):
    """A methodology document made ready to use.

    Not made directly: :func:`ictindex.methodology` chooses one.

    Parameters
    ----------
    document : Document
        The frozen document.
    edition : int, optional
        The edition that it was chosen for.
    evidence : Evidence, optional
        What confirms its constants; by default the evidence of the library. That of a published
        edition is the evidence that lies in it.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> idi.id, idi.document.leaf("coverage-4g").goalposts.full
    ('idi-methodology-2023', Decimal('100'))
    >>> box = {
    ...     "internet-users": 87.4, "households-internet": 89.3,
    ...     "mobile-broadband-subscriptions": 105.7, "coverage-3g": 99.2, "coverage-4g": 98.5,
    ...     "mobile-broadband-traffic": 123.3, "fixed-broadband-traffic": 2908.6,
    ...     "price-mobile-high": 1.0, "price-fixed-broadband": 1.4,
    ...     "mobile-phone-ownership": 93.8,
    ... }
    >>> print(round(idi.score(box).unrounded, 3))
    89.449
    >>> "ln(x + 1)" in idi.show("fr")
    True
    >>> idi.plot.framework().kind
    'framework'
    >>> idi.to_dict()["id"]
    'idi-methodology-2023'
    """

    @property
    def plot(self) -> FrameworkPlots:
        """Charts of the methodology: its framework with effective weights."""
        return FrameworkPlots(self)

    def score(
        self, values: Mapping[str, object], *, scores: Mapping[str, object] | None = None
    ) -> EconomyScore:
        """Score one economy: a plain mapping in, a plain object out.

        Parameters
        ----------
        values : mapping
            A number (int, float, str or Decimal, in the catalogue's unit) for each indicator,
            by its id or by one of its codes; ``None`` is a missing value.
        scores : mapping, optional
            Scores that stand in place of values, for nodes where the document admits them.

        Returns
        -------
        Score
            With ``score`` (rounded as published), ``nodes`` and ``explain()``.

        Raises
        ------
        MissingInputsError
            If an indicator is missing: no score is computed from part of the inputs.
        UsageError
            If a key is not an indicator of this methodology, or is given twice, or a score is
            supplied where none is admitted or besides the values.
        NumberSyntaxError
            If a value is no number.
        """
        require(isinstance(values, Mapping), "values", "mapping", values)
        require(scores is None or isinstance(scores, Mapping), "scores", "mapping", scores)
        scored: EconomyScore = load_composite().score_economy(self, values, scores or {})
        return scored

    def simulate(
        self, values: Any, weights: Mapping[str, Any] | None = None, *, nodes: bool = False
    ) -> Any:
        """Compute scores in float64 for many economies, years or draws at once.

        Parameters
        ----------
        values : DataFrame, Series, DataArray, Dataset or array_like, shape (..., indicators)
            Values in the catalogue's units. A table names its indicators, by id or code, on its
            columns, its index or one of its dimensions, in any order; a plain array has them on
            its last axis in the order of :attr:`indicators`. Every indicator has a value.
        weights : mapping, optional
            For a sub-index: draws of the weights of its children, shape (draws, children), in
            the order of the document; or a table or mapping that names the children.
        nodes : bool
            Whether to return all nodes (in the order of ``plan.nodes``) instead of the index.

        Returns
        -------
        numpy.ndarray, pandas.Series, pandas.DataFrame, xarray.DataArray or float
            Scores of shape (...), (..., draws) or (..., nodes), with the labels of the values;
            the axes of draws and nodes are called ``draw`` and ``node``.

        Raises
        ------
        UsageError
            If a shape does not fit, a name is unknown, missing or there twice, a value is
            missing or impossible, or an economy has shares of 1 in the place of percentages.

        Examples
        --------
        >>> import numpy as np
        >>> import ictindex as ict
        >>> idi = ict.methodology("idi", edition=2024)
        >>> idi.simulate(np.full((4, 10), 50.0), {"idi": [[1, 1], [1, 2]]}).shape
        (4, 2)
        >>> import pandas as pd
        >>> table = pd.DataFrame({key: [50.0] for key in reversed(idi.indicators)}, index=["BRA"])
        >>> idi.simulate(table).round(1).to_dict()
        {'BRA': 40.5}
        """
        require(weights is None or isinstance(weights, Mapping), "weights", "mapping", weights)
        return load_composite().simulate(self.plan, values, weights, nodes)

    def show(self, language: str | None = None, format: str = "text") -> str:
        """Return the methodology in prose with its formulae.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.
        format : str
            ``text``, ``markdown``, ``latex``, ``html`` or ``mathml``.

        Returns
        -------
        str
            The page.

        Raises
        ------
        UsageError, CatalogueError
            For an unknown format or language.
        """
        return self.write(format, language)

    def blocks(self, language: str) -> list[Block]:
        """Return the methodology in prose with its formulae."""
        return methodology_page(self, language)

    def to_dict(self) -> dict[str, Any]:
        """Return the document as plain data, for JSON.

        Returns
        -------
        dict
            Every constant of the document, numbers as decimal strings; what confirms each.
        """
        record = self.document.to_dict()
        return record | {"evidence": evidence_record(self)}

    def __repr__(self) -> str:
        return f"<Methodology {self.id}>"
