"""A methodology document that computes, explains and shows itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol, Self

from ictindex.core.arguments import require
from ictindex.core.errors import UsageError
from ictindex.core.higher_rooms import make_above
from ictindex.core.own_terms import use_terms
from ictindex.definitions.documents import is_of_lab, refuse_draft
from ictindex.engine import is_lab_plan
from ictindex.indices.results.methodology_base import MethodologyBase
from ictindex.indices.results.registry import load_composite
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import Renderable
from ictindex.language.i18n.translations import Named

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.core.plots import MethodologyPlots
    from ictindex.definitions.documents import LabDocument


class ScoredResult(Protocol):
    """A result with scores and the observations that they are made from."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def observations(self) -> object:
        """The observations that it was computed from."""


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


class Methodology(MethodologyBase, Renderable, Named):
    """A methodology document made ready to use.

    Users get one from :func:`ictindex.methodology`.

    Parameters
    ----------
    document : Document
        The frozen document.
    edition : int, optional
        The edition that it was chosen for.
    evidence : Evidence, optional
        The evidence for its constants; by default that of the library. The methodology of a
        published edition has the evidence of the edition.

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
    >>> idi.to_dict()["document"]["id"]
    'idi-methodology-2023'
    >>> idi.name("en")
    'ICT Development Index: methodology of November 2023'
    """

    @property
    def plot(self) -> MethodologyPlots:
        """Charts of the methodology: its framework with effective weights."""
        plots: MethodologyPlots = make_above("plot", self)
        return plots

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
            Scores in place of values, for nodes where the document admits them.

        Returns
        -------
        Score
            With ``score`` (rounded as published), ``nodes`` and ``explain()``.

        Raises
        ------
        MissingInputsError
            If an indicator is missing: no score is computed from only a part of the inputs.
        UsageError
            If a key is not an indicator of this methodology, or an indicator is there twice, or a
            score is supplied where none is admitted or in addition to the values.
        NumberSyntaxError
            If a value is no number.
        """
        require(isinstance(values, Mapping), "values", "mapping", values)
        require(scores is None or isinstance(scores, Mapping), "scores", "mapping", scores)
        refuse_draft(self.document)
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
            If a shape does not fit, a name is unknown, missing or there twice, a value is missing
            or impossible, or an economy has shares of 1 instead of percentages.

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
        if is_lab_plan(plan := self.plan):
            plan.check_single(self.id)
        return load_composite().simulate(self.plan, values, weights, nodes)

    # The constants in which a variant may differ from its parent, by name.
    def variant(  # noqa: PLR0913
        self,
        name: str,
        *,
        weights: Mapping[str, Mapping[str, Any]] | None = None,
        goalposts: Mapping[str, Any] | None = None,
        transformation: Mapping[str, str] | None = None,
        normalisation: str | Mapping[str, Any] | None = None,
        aggregation: str | Mapping[str, Any] | None = None,
        treatment: str | Mapping[str, Any] | None = None,
        drop: Iterable[str] | str | None = None,
        add: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> Self:
        r"""Return a variant of this methodology, with other constants or operations.

        It computes, explains, simulates and compares like any other methodology. Its results are
        what-ifs in every view, and cannot be published.

        Parameters
        ----------
        name : str
            Its name: small letters, digits and hyphens. It is part of its id and of the ids of
            its results.
        weights : mapping, optional
            For a node, weights of its children: ``{"idi": {"universal-connectivity": "0.6",
            "meaningful-connectivity": "0.4"}}``. Whole numbers can have any proportion, and
            children that are not named keep their weights; decimals and fractions (``0.6``,
            ``"0.6"``, ``"1/3"``, ``Fraction(1, 3)``) are shares, are named for every child, and sum
            up to 1. They are exact: a float has the value of its written digits.
        goalposts : mapping, optional
            For an indicator, the value that scores 0 and the one that scores the full scale, on
            the scale of its values: ``{"internet-users": (0, 95)}``.
        transformation : mapping, optional
            For an indicator ``"linear"``, ``"ln1p"`` or ``"log10"``; its goalposts do not change.
        normalisation : str or mapping, optional
            An operation of :func:`ictindex.analysis.normalise` for all indicators, or for each
            one, in place of goalposts: ``"min-max"``, ``"z-score"``, ``"rank"`` ... with options
            as ``{"id": "z-score", "mean": 100, "deviation": 10}``.
        aggregation : str or mapping, optional
            An operation of :func:`ictindex.analysis.aggregate` for all nodes, or for each one:
            ``"geometric-mean"``, ``{"idi": {"id": "generalised-mean", "power": 2}}``.
        treatment : str or mapping, optional
            An operation of :func:`ictindex.analysis.treat` for all indicators, or for each one,
            before they are normalised.
        drop : str or iterable of str, optional
            Indicators and sub-indices to remove. The weights of the others do not change; a mean
            divides by their sum, so the share of each grows in proportion. :meth:`differences`
            shows the resulting shares.
        add : mapping, optional
            Indicators to add, by id: ``parent`` (a node; by default the index), ``weight`` (a
            whole number, in proportion to those of its siblings; by default 1), ``goalposts``,
            ``transformation``; and, for an indicator outside the catalogue, ``names`` (by
            language), ``unit``, ``minimum``, ``maximum``, ``definition`` (by language).

        Returns
        -------
        Methodology
            Of the kind ``"variant"``.

        Raises
        ------
        DocumentError
            If changes do not fit: all faults are named at once, with argument and key.
        UsageError
            If the methodology is a draft or has no composite, or the name does not have this form.

        Notes
        -----
        Parameters that have to be fitted (least and greatest value, mean and standard deviation)
        are fitted when scores are computed, to the economies that have all inputs of the variant;
        the result keeps and prints them, and its methodology is frozen with them. Before that, a
        single economy cannot be scored and nothing can be simulated: see :meth:`frozen_from`. An
        economy with a missing input has no score, as in the parent: nothing is re-weighted.

        Examples
        --------
        >>> import ictindex as ict
        >>> idi = ict.methodology("idi", edition=2024)
        >>> less = idi.variant("no-traffic", drop="mobile-broadband-traffic")
        >>> less.kind, less.id
        ('variant', 'idi-methodology-2023+no-traffic')
        >>> even = idi.variant("even", weights={"idi": {"universal-connectivity": "0.4",
        ...                                            "meaningful-connectivity": "0.6"}})
        >>> even.differences()[["constant", "before", "after"]].values.tolist()[0]
        ['nodes.idi.weights.universal-connectivity', '1', '2']
        """
        from ictindex.indices.results.variants import Changes, make_variant

        changes = Changes(
            weights, goalposts, transformation, normalisation, aggregation, treatment, drop, add
        )
        document = make_variant(self.document, name, changes)
        return self._with_document(document)

    def frozen_from(self, result: ScoredResult) -> Self:
        """Return this variant with parameters that are frozen from the economies of a result.

        Frozen parameters are constants, as goalposts are: single economies can be scored, draws can
        be simulated, and results of several editions make a series.

        Parameters
        ----------
        result : Result
            A result or an opened edition. The parameters are fitted to its economies that have all
            inputs of the variant. Its observations must have every indicator of the variant.

        Returns
        -------
        Methodology
            The same variant with parameters; its document names what they were frozen from.

        Raises
        ------
        UsageError
            If this is no variant with such parameters, or an aggregation compares the economies
            with one another, which no parameter can replace.

        Examples
        --------
        >>> import ictindex as ict
        >>> idi = ict.methodology("idi", edition=2024)
        >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
        >>> frozen = idi.variant("range", normalisation="min-max").frozen_from(result)
        >>> frozen.parameter_source, frozen.document.constants()[
        ...     "leaves.coverage-4g.normalisation-parameters.full"]
        ('idi-2024-exploration', '100.0')
        """
        plan = self.plan
        if not is_lab_plan(plan) or self.parameter_source != "set":
            raise UsageError("variant.nothing-to-freeze", document=self.id)
        if plan.is_set_wide:
            raise UsageError("variant.cannot-freeze", document=self.id)
        require(hasattr(result, "observations"), "result", "result", result)
        fitted = load_composite().fit(self, result)
        document = replace(fitted.document, frozen_from=result.id)
        return self._with_document(document)

    def _with_document(self, document: LabDocument) -> Self:
        from ictindex.definitions.documents.evidence import chosen_constants

        return type(self)(document, self.edition, chosen_constants(document, self.evidence))

    def differences(self) -> pd.DataFrame:
        """Return the differences between a variant and its parent, constant by constant.

        Returns
        -------
        pandas.DataFrame
            Columns constant (its path), change (``"changed"``, ``"added"``, ``"removed"``;
            ``"follows"`` for the share in the index of a node whose own constants are the same),
            before, after: as written in the documents, shares as exact fractions; missing if
            absent.

        Raises
        ------
        UsageError
            If this is no variant: it has no parent.

        Examples
        --------
        >>> import ictindex as ict
        >>> idi = ict.methodology("idi", edition=2024)
        >>> frame = idi.variant("no-3g", drop="coverage-3g").differences()
        >>> frame[frame["constant"] == "shares.coverage-4g"].values.tolist()
        [['shares.coverage-4g', 'follows', '1/20', '1/12']]
        """
        document = self.document
        if not is_of_lab(document) or document.parent is None:
            raise UsageError("variant.no-parent-document", document=document.id)
        from ictindex.indices.results.variant_differences import differences_frame

        return differences_frame(document.parent, document)

    def show(
        self,
        language: str | None = None,
        format: str = "text",
    ) -> str:
        """Return the methodology in prose with its formulae.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.
        format : str
            ``text``, ``markdown``, ``latex``, ``html``, ``mathml`` or ``typst``.

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

    def _blocks(self, language: str) -> list[Block]:
        """Return the methodology in prose with its formulae."""
        if is_of_lab(self.document):
            from ictindex.indices.results.lab_page import lab_page

            return lab_page(self, self.document, language)
        from ictindex.indices.results.document_page import methodology_page

        return methodology_page(self, language)

    def _find_name(self, language: str) -> str:
        """Return the title of the document."""
        if not is_of_lab(self.document):
            from ictindex.indices.results.document_page import document_title

            return document_title(self.document, language)
        from ictindex.indices.results.lab_page import lab_title

        with use_terms(self._own_terms):
            return lab_title(self.document, language)

    _json_name = "methodology"

    def _to_dict(self) -> dict[str, Any]:
        """Return the document and the evidence for its constants as plain data, for JSON."""
        from ictindex.indices.results.confirmed_constants import evidence_record

        return {"document": self.document.to_dict(), "evidence": evidence_record(self)}

    def __repr__(self) -> str:
        return f"<Methodology {self.id}>"
