"""Principal components and reliability of the groups of an index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ictindex.analysis.audits.audit_tables import (
    ALL,
    ALPHA,
    ALPHA_ITEMS,
    COEFFICIENTS,
    EIGENVALUES,
    name_of,
)
from ictindex.analysis.tables.hierarchy import Hierarchy, Structure, require_choice
from ictindex.analysis.tables.indicator_tables import (
    IndicatorTable,
    choose_hierarchy,
    count_unobserved,
    find_imputed,
    order_codes,
    read_table,
    select_numbers,
)
from ictindex.core.arguments import Natural, Positive, ReadOnly
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.engine.statistics.principal_components import (
    Components,
    Parallel,
    count_dimensions,
    draw_parallel,
    find_components,
)
from ictindex.engine.statistics.reliability import Reliability, compute_reliability
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Renderable
from ictindex.language.i18n.sentences import list_parts

if TYPE_CHECKING:
    import pandas as pd

# Groups with fewer economies for each indicator are marked.
ECONOMIES_PER_INDICATOR = 5
_USES = ("pairwise", "complete")


@dataclass(frozen=True, slots=True)
class ComponentGroup:
    """The components of one group: its codes, the components of random data, and its data marks."""

    group: str
    codes: tuple[str, ...]
    components: Components
    parallel: Parallel | None
    imputed: int | None

    @property
    def dimensions(self) -> int | None:
        """Number of components above those of random data; ``None`` where none were drawn."""
        if self.parallel is None:
            return None
        return count_dimensions(self.components.eigenvalues, self.parallel.quantiles)

    @property
    def enough(self) -> bool:
        """True if there are at least five economies for each indicator."""
        return self.components.rows >= ECONOMIES_PER_INDICATOR * len(self.codes)


class PrincipalComponents(ReadOnly, Renderable):
    """Principal components by group; made by :func:`ictindex.analysis.principal_components`.

    Not made directly. Its ``groups`` have the components of each group; the frames are made from
    them.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> components = ict.analysis.principal_components(result, level=3)
    >>> round(float(components.eigenvalues["eigenvalue"].sum()), 9)
    2.0
    >>> components.coefficients["indicator"].unique().tolist()
    ['universal-connectivity', 'meaningful-connectivity']
    >>> components.to_frame("coefficients").equals(components.coefficients)
    True
    >>> sorted(components.to_dict())
    ['coefficients', 'rows', 'schema']
    """

    groups: tuple[ComponentGroup, ...]

    def __init__(self, groups: Sequence[ComponentGroup]) -> None:
        self._set(groups=tuple(groups))

    @property
    def eigenvalues(self) -> pd.DataFrame:
        """A row for each component of each group.

        Columns ``group``, ``component`` (from 1), ``eigenvalue``, ``standard_deviation``,
        ``share`` (of the variance of all indicators), ``cumulative``, ``above_one`` (Kaiser's
        rule), ``chance_mean`` and ``chance_95`` (mean and 95th percentile of the eigenvalues of
        tables without association, Horn's parallel analysis), ``retained`` (of the components
        above chance), ``indicators``, ``economies`` (complete rows), ``enough_economies``,
        ``imputed_cells`` (missing: not stated which cells are imputed).
        """
        return write_frame(eigenvalue_table(self.groups))

    @property
    def coefficients(self) -> pd.DataFrame:
        """A row for each indicator and component of each group.

        Columns ``group``, ``indicator``, ``component``, ``coefficient`` (of the eigenvector of
        length 1), ``loading`` (correlation of the indicator with the component), ``centre`` and
        ``scale`` (mean and standard deviation by which the indicator was standardised).
        """
        return write_frame(self._coefficient_table())

    def _coefficient_table(self) -> Table:
        rows = []
        for group in self.groups:
            components = group.components
            for i, code in enumerate(group.codes):
                for j in range(len(components.eigenvalues)):
                    rows.append(
                        {
                            "group": group.group,
                            "indicator": code,
                            "component": j + 1,
                            "coefficient": components.coefficients[i, j],
                            "loading": components.loadings[i, j],
                            "centre": components.centres[i],
                            "scale": components.scales[i],
                        }
                    )
        return Table.of(COEFFICIENTS, rows)

    def to_frame(self, part: str = "eigenvalues") -> pd.DataFrame:
        """Return one of the two tables.

        Parameters
        ----------
        part : str
            ``"eigenvalues"`` or ``"coefficients"``.

        Returns
        -------
        pandas.DataFrame
            The table, as the property of that name has it.

        Raises
        ------
        UsageError
            If there is no such table.
        """
        require_choice("part", part, ("eigenvalues", "coefficients"))
        return self.eigenvalues if part == "eigenvalues" else self.coefficients

    _json_name = "principal-components-of-groups"

    def _to_dict(self) -> dict[str, Any]:
        """Return both tables as plain data, for JSON."""
        return {
            "rows": write_records(eigenvalue_table(self.groups)),
            "coefficients": write_records(self._coefficient_table()),
        }

    def _blocks(self, language: str) -> list[Block]:
        """Return the page: a table of the components of each group."""
        title = i18n.text("audit", "components-title", language)
        blocks: list[Block] = [i18n.Heading(title, 2)]
        blocks += _component_notes(self.groups, language)
        blocks += component_blocks(self.groups, language)
        return blocks


def eigenvalue_table(groups: Sequence[ComponentGroup], *, page: str = "") -> Table:
    """Return a row for each component of each group; ``page`` chooses the columns of a page."""
    rows = [row for group in groups for row in _eigenvalue_rows(group)]
    return Table.of(EIGENVALUES, rows, {page: True})


def _eigenvalue_rows(group: ComponentGroup) -> list[dict[str, Any]]:
    components, chance, retained = group.components, group.parallel, group.dimensions
    return [
        {
            "group": group.group,
            "component": n + 1,
            "eigenvalue": value,
            "standard_deviation": float(np.sqrt(value)),
            "share": components.shares[n],
            "cumulative": components.cumulative[n],
            "above_one": bool(value > 1),
            "chance_mean": np.nan if chance is None else chance.means[n],
            "chance_95": np.nan if chance is None else chance.quantiles[n],
            "retained": None if retained is None else n < retained,
            "indicators": len(group.codes),
            "economies": components.rows,
            "enough_economies": group.enough,
            "imputed_cells": group.imputed,
        }
        for n, value in enumerate(components.eigenvalues)
    ]


def _component_notes(groups: Sequence[ComponentGroup], language: str) -> list[Block]:
    """Return notes on groups of few economies, and on figures based on unobserved values."""
    notes = []
    few = [name_of(group.group, language) for group in groups if not group.enough]
    if few:
        facts = {"least": ECONOMIES_PER_INDICATOR, "names": list_parts(few)}
        notes.append(i18n.Sentence("audit/components-few", **facts))
    if any(group.imputed for group in groups):
        notes.append(i18n.Sentence("audit/components-starred"))
    if any(group.imputed is None for group in groups):
        notes.append(i18n.Sentence("audit/imputed-unknown"))
    return [note.as_note() for note in notes]


def component_blocks(groups: Sequence[ComponentGroup], language: str) -> list[Block]:
    """Return the first components of each group, compared with random data, and their data."""
    most = {group.group: max(2, (group.dimensions or 0) + 1) for group in groups}
    first = eigenvalue_table(groups, page="components")
    data = eigenvalue_table(groups, page="data")
    return [
        write_grid(first.keep(lambda row: row["component"] <= most[row["group"]]), language),
        write_grid(data.keep(lambda row: row["component"] == 1), language),
    ]


def principal_components(
    table: IndicatorTable,
    structure: Structure = None,
    *,
    level: int = 1,
    by_groups: bool = True,
    codes: Sequence[str] | None = None,
    imputed: pd.DataFrame | None = None,
    draws: Positive = 500,
    seed: Natural = 0,
) -> PrincipalComponents:
    r"""Find the principal components of the indicators of each group of an index, or of all.

    Components of the correlation matrix of the standardised indicators, on economies that have
    all of them:

    .. math:: R = V \Lambda V^\top,\quad \text{share}_j = \lambda_j / k

    Parallel analysis gives the number of components that are not due to chance (Horn 1965): a
    component is retained while its eigenvalue exceeds the 95th percentile of the eigenvalues of
    ``draws`` tables of independent normal numbers of the same size.

    Parameters
    ----------
    table : pandas.DataFrame or Result
        Economies x codes; of a result the unrounded scores.
    structure : Methodology, mapping or pandas.DataFrame, optional
        The structure of the index, as for :func:`correlations`; of a result its own. Without it
        all columns are one group.
    level : int
        The level of the codes, 1 for indicators.
    by_groups : bool
        A group for each parent; ``False``: all codes of the level together.
    codes : sequence of str, optional
        Only these codes of the level.
    imputed : pandas.DataFrame, optional
        The imputed cells, in the shape of ``table``. A result states them by its flags (estimate by
        the compiler, carried from an earlier year, put in by a what-if), and the table of an
        :class:`Imputation` by its attributes. The result has their number, which is missing where
        it is not stated.
    draws : int
        Number of tables drawn for the parallel analysis; 0 for none.
    seed : int
        Seed of the draws: the same seed gives the same numbers on every machine.

    Returns
    -------
    PrincipalComponents
        With ``eigenvalues`` and ``coefficients``. Groups of fewer than two indicators have no
        components.

    Raises
    ------
    UsageError
        If a level is unknown, codes are not in the table, fewer than three economies have all
        indicators of a group, or an indicator does not vary among them.

    Notes
    -----
    The sign of a component is free: it is chosen so that its coefficients sum to more than zero.
    Groups with fewer than five economies for each indicator are marked. Imputed cells increase
    correlations where they were computed from the other indicators.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> table = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [1.0, 2, 3, 5], "c": [4.0, 2, 3, 2]})
    >>> components = ict.analysis.principal_components(table, draws=0)
    >>> round(float(components.eigenvalues["share"].iloc[0]), 3)
    0.852
    >>> components.eigenvalues["enough_economies"].tolist()
    [False, False, False]
    """
    hierarchy = choose_hierarchy(table, structure)
    frame = read_table(table, "scores")
    wanted = _choose_codes(frame, hierarchy, level, codes)
    numbers = select_numbers(frame, wanted)
    marks = find_imputed(table, numbers, imputed)
    groups = []
    for name, members in _group_codes(hierarchy, wanted, by_groups).items():
        if len(members) < 2:
            continue
        components = find_components(numbers[members].to_numpy())
        if components.rows < 3:
            raise UsageError("analysis.too-few", group=name, count=str(components.rows), least="3")
        _refuse_constant(numbers[members], name)
        chance = None
        if draws:
            chance = draw_parallel(components.rows, len(members), draws=draws, seed=seed)
        kept = numbers[members].notna().all(axis=1)
        count = None if marks is None else count_unobserved(marks.loc[kept, members])
        groups.append(ComponentGroup(name, tuple(members), components, chance, count))
    return PrincipalComponents(groups)


def _refuse_constant(numbers: pd.DataFrame, group: str) -> None:
    """Refuse an indicator with one value for all economies: it has no correlation."""
    whole = numbers.dropna()
    flat = [str(name) for name in whole.columns if whole[name].min() == whole[name].max()]
    if flat:
        raise UsageError("analysis.no-variation", group=group, codes=flat, count=str(len(whole)))


def _choose_codes(
    frame: pd.DataFrame,
    hierarchy: Hierarchy | None,
    level: int,
    codes: Sequence[str] | None,
) -> list[str]:
    if hierarchy is None:
        if level != 1:
            raise UsageError("hierarchy.needed")
        return list(map(str, frame.columns)) if codes is None else list(codes)
    every = list(hierarchy.list_codes(level))
    if codes is None:
        return every
    astray = [code for code in codes if code not in every]
    if astray:
        raise UsageError("indicator-table.absent", codes=astray)
    return order_codes(hierarchy, codes)


def _group_codes(
    hierarchy: Hierarchy | None, codes: Sequence[str], by_groups: bool
) -> dict[str, list[str]]:
    if hierarchy is None or not by_groups:
        return {ALL: list(codes)}
    groups: dict[str, list[str]] = {}
    for code in codes:
        parent = hierarchy.parents.get(code)
        if parent is not None:
            groups.setdefault(parent, []).append(code)
    return groups


def cronbach_alpha(
    table: IndicatorTable,
    structure: Structure = None,
    *,
    level: int = 1,
    use: Literal["pairwise", "complete"] = "pairwise",
    directed: bool = False,
    imputed: pd.DataFrame | None = None,
    items: bool = False,
) -> pd.DataFrame:
    r"""Compute Cronbach's alpha of the indicators below each aggregate.

    .. math:: \alpha = \frac{k}{k-1}\left(1 - \frac{\sum_j s_{jj}}{\sum_{ij} s_{ij}}\right)

    with the covariances s of the k indicators; ``standardised_alpha`` uses correlations instead
    (Cronbach 1951).

    Parameters
    ----------
    table : pandas.DataFrame or Result
        Economies x codes; of a result the unrounded scores.
    structure : Methodology, mapping or pandas.DataFrame, optional
        The structure of the index, as for :func:`correlations`; of a result its own. Without it
        all columns are one group.
    level : int
        The level of the codes, 1 for indicators: an aggregate has all codes of that level below it.
    use : str
        ``"pairwise"``: each covariance on the economies that have both values; ``"complete"``: on
        those that have all.
    directed : bool
        First turn indicators by the directions of the structure: alpha of indicators with opposite
        directions has no meaning.
    imputed : pandas.DataFrame, optional
        The imputed cells, as for :func:`principal_components`.
    items : bool
        Return a row for each indicator of each group instead.

    Returns
    -------
    pandas.DataFrame
        Columns ``group``, ``level``, ``indicators``, ``economies``, ``complete_economies``,
        ``alpha``, ``standardised_alpha``, ``mean_correlation``, ``enough_economies``,
        ``imputed_cells`` (missing: not stated). With ``items``: ``group``, ``level``,
        ``indicator``, ``alpha_without``, ``item_total``, ``item_rest`` (correlations with the sum
        of all and of the others), ``imputed_cells``. NaN where it is not defined.

    Raises
    ------
    UsageError
        If a choice or level is unknown, or codes are not in the table.

    Notes
    -----
    Alpha measures how far indicators are interchangeable measures of one concept. An index whose
    indicators together *form* the concept (a formative index, such as the IDI) need not have a high
    alpha, and a very high alpha may mean redundancy.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> table = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [1.0, 2, 3, 5]})
    >>> round(float(ict.analysis.cronbach_alpha(table)["alpha"].iloc[0]), 4)
    0.972
    >>> ict.analysis.cronbach_alpha(table, items=True)["indicator"].tolist()
    ['a', 'b']
    """
    require_choice("use", use, _USES)
    hierarchy = choose_hierarchy(table, structure)
    frame = read_table(table, "scores")
    wanted = _choose_codes(frame, hierarchy, level, None)
    numbers = select_numbers(frame, wanted)
    marks = find_imputed(table, numbers, imputed)
    if directed:
        if hierarchy is None:
            raise UsageError("hierarchy.needed")
        numbers = numbers * [hierarchy.directions.get(code, 1.0) for code in wanted]
    rows: list[dict[str, Any]] = []
    for name, members in _groups_above(hierarchy, wanted, level).items():
        part = numbers[members]
        kept = part if use == "pairwise" else part.dropna()
        reliability = compute_reliability(part.to_numpy(), use == "complete")
        rows += _alpha_rows(name, level, members, reliability, items)
        for row in rows[-(len(members) if items else 1) :]:
            own = [row["indicator"]] if items else members
            marked = None if marks is None else marks.loc[kept.index, own]
            row["imputed_cells"] = count_unobserved(marked)
    return write_frame(Table.of(ALPHA_ITEMS if items else ALPHA, rows))


def _groups_above(
    hierarchy: Hierarchy | None, codes: Sequence[str], level: int
) -> dict[str, list[str]]:
    if hierarchy is None:
        return {ALL: list(codes)}
    groups = {
        code: [c for c in codes if code in hierarchy.above(c)]
        for code in hierarchy.codes
        if hierarchy.levels[code] > level
    }
    return {name: members for name, members in groups.items() if len(members) > 1}


def _alpha_rows(
    name: str, level: int, members: list[str], reliability: Reliability, items: bool
) -> list[dict[str, Any]]:
    if items:
        return [
            {
                "group": name,
                "level": level,
                "indicator": code,
                "alpha_without": reliability.without[n],
                "item_total": reliability.item_total[n],
                "item_rest": reliability.item_rest[n],
            }
            for n, code in enumerate(members)
        ]
    return [
        {
            "group": name,
            "level": level,
            "indicators": reliability.columns,
            "economies": reliability.rows,
            "complete_economies": reliability.complete_rows,
            "alpha": reliability.alpha,
            "standardised_alpha": reliability.standardised,
            "mean_correlation": reliability.mean_correlation,
            "enough_economies": reliability.complete_rows >= ECONOMIES_PER_INDICATOR * len(members),
        }
    ]
