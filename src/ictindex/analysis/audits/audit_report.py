"""The statistical audit of an index: every check with its verdict, its reason and its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ictindex.analysis.audits import audit_data_checks as data_checks
from ictindex.analysis.audits import audit_structure_checks as structure_checks
from ictindex.analysis.audits.audit_inputs import AuditInputs, read_inputs
from ictindex.analysis.audits.audit_lines import AuditLine
from ictindex.analysis.audits.audit_tables import LINES, PART_SCHEMAS, THRESHOLDS, UNSTATED_CELLS
from ictindex.analysis.audits.audit_thresholds import Thresholds, read_thresholds
from ictindex.analysis.audits.dimension_tables import PrincipalComponents
from ictindex.analysis.tables.hierarchy import Structure, require_choice
from ictindex.analysis.tables.indicator_tables import IndicatorTable
from ictindex.core.arguments import Natural, Positive, ReadOnly, require_whole
from ictindex.core.higher_rooms import make_above
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.indices.results.base import record_attributes
from ictindex.indices.results.result_kind import COLUMN, name_of
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.frame_names import put_names
from ictindex.language.i18n.renderable import Renderable

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.core.plots import AuditPlots


class Audit(ReadOnly, Renderable):
    """The statistical audit of an index; made by :func:`ictindex.analysis.audit`.

    Not made directly. ``lines`` has a verdict for every check; the other tables have the numbers.
    Each table is a new data frame; its column names are English in every language. Its ``attrs``
    state the result, edition, methodology and number of economies.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> audit = ict.analysis.audit(result)
    >>> audit.attributes["id"], audit.attributes["among"]
    ('idi-2024-exploration', 24)
    >>> audit.plot.kinds()
    ('ceiling', 'correlations', 'weights')
    >>> audit.economies, audit.counts
    (19, {'passes': 43, 'look-at': 13, 'not-judged': 6})
    >>> audit.to_frame().columns.tolist()[:5]
    ['section', 'check', 'subject', 'verdict', 'reason']
    >>> audit.to_frame("added_value")["sub_index"].tolist()
    ['universal-connectivity', 'meaningful-connectivity']
    >>> len(audit.to_frame("correlations")), len(audit.to_frame("coverage_cells"))
    (66, 240)
    >>> sorted(audit.to_dict())[:3]
    ['added_value', 'ceiling', 'coefficients']
    >>> print(audit.to_text("en").splitlines()[0])
    Statistical audit: ICT Development Index 2024
    """

    inputs: AuditInputs
    _limits: Thresholds
    _lines: tuple[AuditLine, ...]
    _principal: PrincipalComponents
    draws: int
    seed: int
    _frames: Mapping[str, pd.DataFrame]

    def __init__(self, inputs: AuditInputs, limits: Thresholds, draws: int, seed: int) -> None:
        coverage, lines = data_checks.check_coverage(inputs, limits)
        lines += data_checks.check_economies(inputs, limits)
        distribution, outliers, more = data_checks.check_distribution(inputs, limits)
        ceiling, full = data_checks.check_ceiling(inputs, limits)
        pairs = structure_checks.correlate_scores(inputs, limits)
        fit, fitting = structure_checks.check_fit(inputs, pairs, limits)
        principal, dimensions = structure_checks.check_components(inputs, limits, draws, seed)
        alpha, items, reliable = structure_checks.check_reliability(inputs, limits)
        importance, weighed = structure_checks.check_importance(inputs, limits)
        added, ranks = structure_checks.check_added_value(inputs, limits)
        parts: Sequence[list[AuditLine]] = (
            lines,
            more,
            full,
            fitting,
            dimensions,
            reliable,
            weighed,
            ranks,
        )
        frames = {
            "coverage": coverage,
            "distribution": distribution,
            "outliers": outliers,
            "ceiling": ceiling,
            "correlations": pairs,
            "fit": fit,
            "reliability": alpha,
            "items": items,
            "importance": importance,
            "added_value": added,
        }
        self._set(
            inputs=inputs,
            _limits=limits,
            _lines=tuple(line for part in parts for line in part),
            _principal=principal,
            draws=draws,
            seed=seed,
            _frames=frames,
        )

    @property
    def plot(self) -> AuditPlots:
        """Charts of the audit: ``audit.plot.correlations()``, ``audit.plot.weights()`` ..."""
        plots: AuditPlots = make_above("plot", self)
        return plots

    @property
    def economies(self) -> int:
        """Number of economies with the index and all of its parts: the base of the audit."""
        return len(self.inputs.base)

    @property
    def counts(self) -> dict[str, int]:
        """Number of lines with each verdict: ``passes``, ``look-at``, ``not-judged``."""
        verdicts = [line.verdict for line in self._lines]
        return {verdict: verdicts.count(verdict) for verdict in ("passes", "look-at", "not-judged")}

    @property
    def attributes(self) -> dict[str, Any]:
        """The subject of the audit, as the attributes of its frames have it.

        Id of the result, edition, methodology and kind, where they are known; ``economies`` is the
        number in the base, ``among`` the number of all economies with a score or value.
        """
        result = self.inputs.result
        own: dict[str, Any] = {"index": self.inputs.root}
        if result is not None:
            own = {**result.head(), **result.frame_attributes(), "index": result.index}
        return {**own, "economies": self.economies, "among": len(self.inputs.scores)}

    @cached_property
    def _notices(self) -> str:
        result = self.inputs.result
        return "" if result is None else name_of(result.kind)

    def _add_attributes(self, frame: pd.DataFrame) -> pd.DataFrame:
        frame[COLUMN] = self._notices
        frame.attrs.update(self.attributes)
        return frame

    def _make_part(self, part: str) -> pd.DataFrame:
        """Return a table by its name."""
        if part == "lines":
            return write_frame(Table.of(LINES, self._lines))
        if part == "coverage_cells":
            return self._list_cells()
        if part == "components":
            return self._principal.eigenvalues
        if part == "coefficients":
            return self._principal.coefficients
        if part == "thresholds":
            return write_frame(Table.of(THRESHOLDS, self._list_thresholds()))
        return self._frames[part].copy()

    def _list_cells(self) -> pd.DataFrame:
        """Return the coverage matrix as rows, one for each economy and indicator."""
        if self.inputs.sources is not None:
            return self.inputs.sources.copy()
        codes = [c for c in self.inputs.leaves if c in self.inputs.scores.columns]
        there = self.inputs.scores[codes].notna()
        rows = [
            {
                **dict.fromkeys(UNSTATED_CELLS.columns),
                "economy": economy,
                "indicator": code,
                "available": bool(there.at[economy, code]),
            }
            for economy in there.index
            for code in codes
        ]
        return write_frame(Table.of(UNSTATED_CELLS, rows))

    def _list_thresholds(self) -> list[dict[str, object]]:
        return [
            {
                "threshold": field.name,
                "value": float(getattr(self._limits, field.name)),
                "source": self._limits.source(field.name),
            }
            for field in fields(self._limits)
        ]

    def to_frame(self, part: str = "lines", *, names: str | None = None) -> pd.DataFrame:
        """Return one of the tables.

        Parameters
        ----------
        part : str
            The name of a table: ``"lines"``, ``"coverage"``, ``"coverage_cells"``,
            ``"distribution"``, ``"outliers"``, ``"ceiling"``, ``"correlations"``, ``"fit"``,
            ``"components"``, ``"coefficients"``, ``"reliability"``, ``"items"``,
            ``"importance"``, ``"added_value"`` or ``"thresholds"``.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            A fresh copy of the table, with the last column ``result_kind``.

        Raises
        ------
        UsageError
            If there is no table of that name.

        Notes
        -----
        The tables and their columns:

        - ``"lines"``: A row for each check. Columns ``section``, ``check``, ``subject``
          (codes, separated by ``;``), ``verdict`` (``passes``, ``look-at``,
          ``not-judged``), ``reason``, ``message`` (the reason in English), ``value``,
          ``threshold``, ``economies`` (of the base of this line), ``imputed_cells`` (cells
          under it that were not observed for the year; missing: not stated),
          ``result_kind``.
        - ``"coverage"``: The available values of each indicator, by class of source.
          Columns ``indicator``, ``economies``, ``available``, ``available_share``,
          ``official``, ``collected`` (by ITU), ``other``, ``estimate``, ``not_stated``,
          ``carried`` (from an earlier year), ``put_in`` (by a what-if). All are numbers of
          economies; missing where not stated.
        - ``"coverage_cells"``: The coverage matrix as rows, one for each economy and
          indicator. Columns ``economy``, ``indicator``, ``available``, ``source_class``
          (``official``, ``collected-by-itu``, ``other``, ``estimate``, ``auxiliary``,
          ``not-stated``; empty where there is no value or it is not stated), ``carried``,
          ``put_in``, ``status``, ``year``.
        - ``"distribution"``: The statistics of each indicator over all economies with a
          value. The columns of :func:`ictindex.analysis.describe`, of the values (of
          scores, where there are scores alone), and ``score_skewness``, ``score_kurtosis``,
          ``score_outliers``.
        - ``"outliers"``: The values that make an indicator heavy-tailed, the farthest
          first. Columns ``indicator``, ``economy``, ``value``, ``score``, ``side``
          (``high`` or ``low``), ``of`` (``values``, or ``scores`` where the values meet the
          rule and the scores do not), ``enough`` (without these values the indicator would
          meet the rule), ``imputed``.
        - ``"ceiling"``: Economies at the full score and at a score of zero, by indicator.
          Columns ``indicator``, ``base`` (``with-index``: economies with the index and all
          parts; ``with-value``: all with a score), ``economies``, ``at_full``, ``share``,
          ``at_zero``, ``share_zero``, ``at_full_economies`` (codes, separated by ``;``),
          ``imputed`` (of those at the full score), ``edition``. Empty where the full score
          is not known.
        - ``"correlations"``: Pearson correlations between all parts, sub-indices and the
          index, each pair once. Columns ``first``, ``second``, ``relation``
          (``within-group``, ``between-groups``, ``with-own-group``, ``with-other-group``,
          ``sub-indices``, ``with-index``), ``first_group``, ``second_group``,
          ``correlation``, ``p_value``, ``economies``, ``redundant``, ``negative``.
        - ``"fit"``: Correlations of each part with its own sub-index, the other sub-indices
          and the index. Columns ``indicator``, ``group``, ``own_group`` (correlation with
          the sub-index), ``rest_of_group`` (with the weighted sum of the other parts),
          ``closest_other`` and ``other_group`` (the most similar other sub-index, and the
          correlation with it), ``index``, ``weak``, ``negative``, ``closer_to_other``,
          ``economies``, ``imputed_cells``.
        - ``"components"``: Eigenvalues by group, with parallel analysis: see
          ``PrincipalComponents.eigenvalues``.
        - ``"coefficients"``: Coefficients and loadings by group: see
          ``PrincipalComponents.coefficients``.
        - ``"reliability"``: Cronbach's alpha of each group. Columns ``group``,
          ``indicators``, ``economies``, ``alpha``, ``standardised_alpha``,
          ``mean_correlation``, ``enough_economies``, ``imputed_cells``.
        - ``"items"``: Alpha with each item left out. Columns ``group``, ``indicator``,
          ``alpha``, ``alpha_without``, ``item_total``, ``item_rest``, ``imputed_cells``.
        - ``"importance"``: Nominal weights, effective weights and first-order indices of
          sub-indices and parts. Columns ``code``, ``level`` (``sub-index`` or ``part``),
          ``parent``, ``weight`` (share in the index), ``effective_weight`` (share of the
          variance of the weighted mean; sums to 1 in each level that makes up the index),
          ``main_effect`` (first-order index, from 0 to 1), ``fitted`` (without the
          correction for degrees of freedom), ``linear`` (squared correlation),
          ``degrees_of_freedom``, ``arithmetic`` (is the index that weighted mean?),
          ``economies``, ``imputed_cells``, ``weight_among_siblings``,
          ``effect_among_siblings``, ``importance_ratio`` (of the last two; 1: as important
          as weighted).
        - ``"added_value"``: Differences between the ranks of the index and of each
          sub-index. Columns ``sub_index``, ``economies``, ``differing`` (by ten places or
          more), ``share``, ``mean_difference``, ``largest_difference`` (places),
          ``spearman``, ``ranks`` (``among-these`` economies, or ``given``).
        - ``"thresholds"``: The thresholds that decided: columns ``threshold``, ``value``,
          ``source``.
        """
        require_choice("part", part, tuple(PART_SCHEMAS))
        return put_names(self._add_attributes(self._make_part(part)), names, self)

    _json_name = "audit"

    def _to_dict(self) -> dict[str, Any]:
        """Return the whole audit as plain data, for JSON."""
        kind = {COLUMN: self._notices}
        tables = {
            part: write_records(Table.read_frame(schema, self.to_frame(part), kind))
            for part, schema in PART_SCHEMAS.items()
        }
        return {"of": record_attributes(self.attributes), "verdicts": self.counts, **tables}

    def _blocks(self, language: str) -> list[Block]:
        """Return the page: first the lines to look at, then every section with its numbers."""
        from ictindex.analysis.audits.audit_page import AuditTables, build_page

        tables = AuditTables(
            inputs=self.inputs,
            limits=self._limits,
            lines=self._lines,
            principal=self._principal,
            draws=self.draws,
            seed=self.seed,
            economies=self.economies,
            counts=self.counts,
            to_frame=self.to_frame,
        )
        return build_page(tables, language)


def audit(
    source: IndicatorTable,
    structure: Structure = None,
    *,
    thresholds: Mapping[str, float] | None = None,
    imputed: pd.DataFrame | None = None,
    ranks: pd.DataFrame | None = None,
    draws: Positive = 500,
    seed: Natural = 0,
) -> Audit:
    r"""Audit an index statistically: the quality of its data and the fit of its structure.

    The checks are those of the audits of composite indicators by the Joint Research Centre of the
    European Commission: coverage, distribution and outliers, correlation within and between
    sub-indices, principal components, Cronbach's alpha, importance of each part compared with its
    weight, and the added value of the index over its sub-indices. A further check is the ceiling:
    economies that already have the full score and cannot rise further.

    The first-order index of a part is

    .. math:: S_j = \frac{\operatorname{Var}(E[y \mid x_j])}{\operatorname{Var}(y)}

    by a penalised natural cubic spline (generalised cross-validation), corrected for the degrees
    of freedom of the curve: it lies between 0 and 1 by construction. With few economies it is too
    low where the curve bends sharply, and somewhat above 0 where there is no effect. Effective
    weights are

    .. math:: e_j = \frac{w_j \operatorname{Cov}(x_j, \bar x)}{\operatorname{Var}(\bar x)},
              \quad \bar x = \sum_j w_j x_j

    and sum to 1. Correlations, components and alpha are computed from scores, on the economies that
    have the index and all of its parts; distribution and coverage are based on all economies.

    Parameters
    ----------
    source : Result, Published or pandas.DataFrame
        A result, an opened edition or a what-if; published figures; or a table of scores,
        economies x codes, with the index among them.
    structure : Methodology, mapping or pandas.DataFrame, optional
        For published figures and tables: the structure of the index. Codes without figures are left
        out, and their children move to the next code above.
    thresholds : mapping, optional
        Other thresholds, by name; ``audit.to_frame("thresholds")`` lists all with their sources.
    imputed : pandas.DataFrame, optional
        For a table: which of its cells were imputed or estimated. A result states this itself.
    ranks : pandas.DataFrame, optional
        Printed ranks of index and sub-indices, for the added value; by default ranks of the scores
        among the economies of the audit.
    draws, seed : int
        Number of tables drawn for the parallel analysis, and the seed: the same seed gives the same
        numbers on every machine.

    Returns
    -------
    Audit
        A page in six languages and tables: each line has a verdict (``passes``, ``look-at``,
        ``not-judged``), its reason and its numbers. Figures based on cells that were not observed
        for the year (estimates, carried or imputed values) state the number of these cells.

    Raises
    ------
    UsageError
        If the source is none of the above, the structure or the index is missing, a threshold is
        unknown, or fewer than four economies have the index and all of its parts.

    Notes
    -----
    A missing value is never replaced: the economy is left out of the statistics that need the
    value. Components and alpha from fewer economies than five times the indicators are shown, but
    not judged. A low alpha is not a fault: the parts of a formative index, such as the IDI,
    together form the measured concept and need not be interchangeable.

    References
    ----------
    OECD and JRC (2008), *Handbook on Constructing Composite Indicators*. JRC (2015), *JRC
    Statistical Assessment of the 2015 ICT Development Index*, JRC100026. G. Caperna, H. Norlén and
    M. Domínguez-Torreiro (2019), *JRC Statistical audit of the ICT Regulatory Tracker*, JRC117385.
    P. Paruolo, M. Saisana and A. Saltelli (2013), "Ratings and rankings: voodoo or science?",
    Journal of the Royal Statistical Society A 176 (3), 609-634,
    doi:10.1111/j.1467-985X.2012.01059.x.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> lines = ict.analysis.audit(result).to_frame()
    >>> ceiling = lines.query("section == 'ceiling' and subject == 'price-mobile-high'")
    >>> ceiling["verdict"].item(), round(ceiling["value"].item(), 3)
    ('look-at', 0.421)
    """
    draws = require_whole(draws, "draws", 1)
    limits = read_thresholds(thresholds)
    inputs = read_inputs(source, structure, imputed, ranks)
    return Audit(inputs, limits, draws, seed)
