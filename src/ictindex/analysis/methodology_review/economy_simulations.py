"""Simulation packs: the effect of a proposed methodology on each economy, on the same data."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ictindex.analysis.change.change_inputs import EditionInputs
from ictindex.analysis.change.change_steps import COMMON_SCALE
from ictindex.analysis.methodology_review.constant_effects import ConstantEffects, constants_of
from ictindex.analysis.methodology_review.pack_files import pack_files
from ictindex.analysis.methodology_review.simulation_words import (
    STEPS,
    economy_blocks,
    has_one_scale,
    node_table,
    overview_blocks,
    pack_facts,
    pack_table,
)
from ictindex.core import arguments, decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.core.own_terms import terms_of
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.data.csv_files import write_tree
from ictindex.definitions.documents import DocumentChange, compare_documents
from ictindex.editions.methodology_comparison import compare_methodologies
from ictindex.engine.statistics.apportionment import apportion
from ictindex.indices.idi.result import Result
from ictindex.indices.index_protocols import methodology as find_methodology
from ictindex.indices.results import result_kind
from ictindex.indices.results.methodology import Methodology
from ictindex.indices.results.what_if import KIND, difference, score_figures
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.frame_names import put_names
from ictindex.language.i18n.renderable import Renderable, nested_record

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.core.own_terms import OwnTerms
    from ictindex.data.observations import Observations
    from ictindex.indices.idi.counterfactual import Counterfactual
    from ictindex.language.findings import Finding


@dataclass(frozen=True, slots=True)
class NodeMove:
    """A score of an economy by the methodology in force and by the proposed one.

    Parameters
    ----------
    node : str
        Id of the index, a sub-index or an indicator.
    before, after : decimal.Decimal or None
        Its score by each, rounded as each publishes; ``None``: none.
    value : decimal.Decimal or None
        For an indicator, the value that both were computed from.
    one_scale : bool
        Whether both scores are on one scale; if not, they have no difference.

    Examples
    --------
    >>> from decimal import Decimal
    >>> import ictindex as ict
    >>> NodeMove("idi", Decimal("82.0"), Decimal("83.1")).difference
    Decimal('1.1')
    """

    node: str
    before: Decimal | None
    after: Decimal | None
    value: Decimal | None = None
    one_scale: bool = True

    @property
    def difference(self) -> Decimal | None:
        """The points that the proposed methodology adds; ``None`` if one of them gives no score."""
        return difference(self.before, self.after) if self.one_scale else None


@dataclass(frozen=True, slots=True)
class ConstantStep:
    """The points that a group of constants adds to the index of an economy.

    Parameters
    ----------
    kind : str
        ``"goalposts"`` (of an indicator), ``"weights"`` (of a node) or ``"structure"``.
    subject : str
        The indicator or node; empty for the structure, and where an index does not add up.
    points : decimal.Decimal
        Points of the index, with the decimals of publication: all steps add up to the difference
        of the two scores as published.
    exact : fractions.Fraction
        The same before rounding, exactly.
    constants : tuple of DocumentChange
        The constants, with their values in both documents.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from fractions import Fraction
    >>> import ictindex as ict
    >>> ConstantStep("weights", "idi", Decimal("1.0"), Fraction(1)).subject
    'idi'
    """

    kind: str
    subject: str
    points: Decimal
    exact: Fraction
    constants: tuple[DocumentChange, ...] = ()


class EconomySimulation(arguments.ReadOnly, Renderable):
    """Effect of a proposed methodology on one economy, on the same data.

    Made by :meth:`ictindex.review.SimulationPack.economy`.

    Parameters
    ----------
    economy : str
        ISO3 code.
    pack : SimulationPack
        The pack that it belongs to.

    Notes
    -----
    This is a what-if: nothing of it is published. Levels of different methodologies do not compare
    over time; here both use the same values, so that only the constants cause their difference.
    Nothing is imputed: an economy that lacks inputs of one of them has no score by it.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", 2024)
    >>> found = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> proposal = idi.variant("even", weights={"network-coverage": {"coverage-3g": 1}})
    >>> brazil = ict.review.simulation_pack(found, proposal).economy("BRA")
    >>> brazil.index.node, brazil.index.difference, len(brazil.nodes)
    ('idi', Decimal('0.0'), 14)
    >>> [(step.kind, step.subject) for step in brazil.steps], brazil.missing
    ([('weights', 'network-coverage')], None)
    >>> brazil.ranks, brazil.pack.edition
    (None, 2024)
    >>> brazil.to_frame()["difference"].tolist()[:2]
    [0.0, 0.0]
    >>> brazil.to_dict()["what_if"], brazil.frame_of_steps()["kind"].tolist()
    (True, ['weights'])
    """

    _json_name = "economy-simulation"

    economy: str
    pack: SimulationPack

    def __init__(self, economy: str, pack: SimulationPack) -> None:
        self._set(economy=economy, pack=pack)

    @property
    def _own_terms(self) -> OwnTerms | None:
        """Names of a user's own index."""
        return terms_of(self.pack)

    @cached_property
    def nodes(self) -> tuple[NodeMove, ...]:
        """The index, its sub-indices and indicators by both, in the order of the proposal."""
        sides = (self.pack.before, self.pack.after)
        before, after = (score_figures(side, self.economy) for side in sides)
        ordered = (node for side in sides[::-1] for node in side.nodes)
        return tuple(
            NodeMove(
                node,
                before.get(node, (None, None))[1],
                after.get(node, (None, None))[1],
                self.pack.value(self.economy, node),
                has_one_scale(self.pack),
            )
            for node in dict.fromkeys(ordered)
        )

    @property
    def index(self) -> NodeMove:
        """The index itself."""
        root = self.pack.after.methodology.plan.root
        return next(move for move in self.nodes if move.node == root)

    @property
    def missing(self) -> Finding | None:
        """The reason why one of the two gives no index; ``None`` where both do."""
        for side in (self.pack.before, self.pack.after):
            for finding in side.exclusions:
                if finding.economy == self.economy:
                    return finding
        return None

    @cached_property
    def steps(self) -> tuple[ConstantStep, ...]:
        """The points that each group of constants adds; empty where one of the two gives no index.

        Empty too where a score replaces the values that a constant applies to.
        """
        return self.pack.steps_of(self.economy)

    @property
    def ranks(self) -> tuple[int, int] | None:
        """Ranks by both among the economies here; ``None`` where a document publishes none."""
        return self.pack.ranks_of(self.economy)

    def to_frame(self, *, names: str | None = None) -> pd.DataFrame:
        """Return a row for each node.

        Parameters
        ----------
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, node, value (of an indicator), before, after (rounded as each
            publishes, in points), difference, result_kind.
        """
        return self.pack.node_frame((self.economy,), names=names)

    def frame_of_steps(self, *, names: str | None = None) -> pd.DataFrame:
        """Return a row for each group of constants.

        Parameters
        ----------
        names : str, optional
            Language of names in the place of codes; by default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, kind, subject, points, exact_points, constants (key paths),
            result_kind.
        """
        return self.pack.step_frame((self.economy,), names=names)

    def _to_dict(self) -> dict[str, Any]:
        """Return the simulation as plain data: numbers as decimal strings."""
        return {
            "what_if": True,
            result_kind.COLUMN: result_kind.name_of(KIND),
            "economy": self.economy,
            "before": self.pack.before.methodology.id,
            "after": self.pack.after.methodology.id,
            "edition": self.pack.edition,
            "year": self.pack.after.year,
            "nodes": [
                {
                    "node": move.node,
                    "value": _plain(move.value),
                    "before": _plain(move.before),
                    "after": _plain(move.after),
                    "difference": _plain(move.difference),
                }
                for move in self.nodes
            ],
            "steps": [
                {
                    "kind": step.kind,
                    "subject": step.subject,
                    "points": _plain(step.points),
                    "exact": str(step.exact),
                    "constants": [constant.path for constant in step.constants],
                }
                for step in self.steps
            ],
            "missing": None if self.missing is None else self.missing.code,
            "ranks": None if self.ranks is None else list(self.ranks),
        }

    def _blocks(self, language: str) -> list[Block]:
        return economy_blocks(self, language)


class SimulationPack(arguments.ReadOnly, Renderable):
    """Effects of a proposed methodology on each economy, on the same data.

    Made by :func:`ictindex.review.simulation_pack`.

    Parameters
    ----------
    before, after : Counterfactual
        The same observations, computed by the methodology in force and by the proposed one.
    economies : tuple of str
        The economies of the pack.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", 2024)
    >>> found = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> proposal = idi.variant("no-3g", drop="coverage-3g")
    >>> pack = ict.review.simulation_pack(found, proposal, economies=["BRA", "KEN"])
    >>> pack.economies, pack.edition, [change.path for change in pack.changes][:1]
    (('BRA', 'KEN'), 2024, ['nodes.network-coverage.weights.coverage-3g'])
    >>> pack.to_frame().columns.tolist()[:4]
    ['economy', 'before', 'after', 'difference']
    >>> [one.economy for one in pack], pack.step_frame()["kind"].unique().tolist()
    (['BRA', 'KEN'], ['structure'])
    >>> len(pack.node_frame()), pack.to_dict()["after"]
    (28, 'idi-methodology-2023+no-3g')
    >>> "What-if" in pack.to_text("en")
    True
    >>> pack.ranks_published, len(pack.scored)
    (False, 19)
    >>> pack.other_changes
    ()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     files = pack.write_files(f"{folder}/pack", languages=["en"])
    >>> [file.name for file in files][:3]
    ['BRA.csv', 'BRA.en.html', 'KEN.csv']
    """

    _json_name = "economy-simulations"

    before: Counterfactual
    after: Counterfactual
    economies: tuple[str, ...]

    def __init__(
        self, before: Counterfactual, after: Counterfactual, economies: tuple[str, ...]
    ) -> None:
        self._set(before=before, after=after, economies=economies)

    def __iter__(self) -> Iterator[EconomySimulation]:
        return iter([self.economy(economy) for economy in self.economies])

    def __len__(self) -> int:
        return len(self.economies)

    @property
    def _own_terms(self) -> OwnTerms | None:
        """Names of a user's own index."""
        return terms_of(self.after.methodology)

    @property
    def edition(self) -> int:
        """The edition whose years of data both use."""
        return self.after.edition

    @cached_property
    def changes(self) -> tuple[DocumentChange, ...]:
        """The proposed changes: every constant that differs."""
        return compare_documents(self.before.methodology.document, self.after.methodology.document)

    @property
    def ranks_published(self) -> bool:
        """Tell whether both documents publish ranks: only then a pack shows any."""
        return self.before.ranks_published and self.after.ranks_published

    @property
    def scored(self) -> tuple[str, ...]:
        """The economies of the data that have an index by both."""
        return tuple(
            economy
            for economy in self.before.economies
            if economy in self.after.economies
            and all(self._find_score(side, economy) is not None for side in self._sides)
        )

    @property
    def _sides(self) -> tuple[Result, Result]:
        return self.before, self.after

    def _find_score(self, side: Result, economy: str) -> Decimal | None:
        return side.exact_scores.scores[side.economy_position(economy)][-1]

    def economy(self, economy: str) -> EconomySimulation:
        """Return the effect of the proposal on one economy.

        Parameters
        ----------
        economy : str
            ISO3 code.

        Returns
        -------
        EconomySimulation
            Its scores by both, and the constants that move them.

        Raises
        ------
        CatalogueError
            If the economy is not in the pack.

        Examples
        --------
        >>> import ictindex as ict
        >>> idi = ict.methodology("idi", 2024)
        >>> found = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
        >>> less = idi.variant("less", drop="mobile-broadband-traffic")
        >>> pack = ict.review.simulation_pack(found, less)
        >>> print(pack.economy("KEN").index.difference)
        1.3
        """
        if economy not in self.economies:
            raise CatalogueError(
                "simulation.no-economy", economy=str(economy)[:80], allowed=self.economies
            )
        return EconomySimulation(economy, self)

    def value(self, economy: str, indicator: str) -> Decimal | None:
        """Return the value of an indicator that both are computed from.

        Parameters
        ----------
        economy, indicator : str
            ISO3 code, and id of the indicator.

        Returns
        -------
        decimal.Decimal or None
            The value; ``None`` where there is none, and for a node.

        Examples
        --------
        >>> import ictindex as ict
        >>> idi = ict.methodology("idi", 2024)
        >>> found = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
        >>> less = idi.variant("less", drop="mobile-broadband-traffic")
        >>> pack = ict.review.simulation_pack(found, less)
        >>> print(pack.value("BRA", "internet-users"))
        80.5
        """
        values = (EditionInputs(side).value(economy, indicator) for side in self._sides)
        return next((value for value in values if value is not None), None)

    @cached_property
    def _effects(self) -> ConstantEffects:
        return ConstantEffects((self.before.methodology.plan, self.after.methodology.plan))

    @cached_property
    def _scales(self) -> tuple[Fraction, Fraction]:
        """The factors that put the scores of both sides on one scale."""
        first, second = (Fraction(side.methodology.plan.scale) for side in self._sides)
        if first == second:
            return Fraction(1), Fraction(1)
        return Fraction(COMMON_SCALE) / first, Fraction(COMMON_SCALE) / second

    def steps_of(self, economy: str) -> tuple[ConstantStep, ...]:
        """Return the points that each group of constants adds to the index of an economy.

        Parameters
        ----------
        economy : str
            ISO3 code.

        Returns
        -------
        tuple of ConstantStep
            Empty where one of the two gives no index, or a score replaces values.

        Examples
        --------
        >>> import ictindex as ict
        >>> idi = ict.methodology("idi", 2024)
        >>> found = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
        >>> less = idi.variant("less", drop="mobile-broadband-traffic")
        >>> pack = ict.review.simulation_pack(found, less)
        >>> [(step.kind, str(step.points)) for step in pack.steps_of("KEN")]
        [('structure', '1.3')]
        """
        if economy not in self.scored:
            return ()
        plans = self._effects.plans
        keys = dict.fromkeys(key for plan in plans for key in plan.indicators)
        values = {key: self.value(economy, key) for key in keys}
        present = {key: value for key, value in values.items() if value is not None}
        if len(present) < len(values):
            return ()
        points = self._effects.points(present)
        places = max(side.decimals for side in self._sides)
        rounded = [
            Fraction(score_figures(side, economy)[side.methodology.plan.root][1] or 0) * scale
            for side, scale in zip(self._sides, self._scales, strict=True)
        ]
        whole = round((rounded[1] - rounded[0]) * 10**places)
        units = apportion([part * 10**places for part in points.values()], whole)
        groups = tuple(points)
        return tuple(
            ConstantStep(
                kind,
                subject,
                Decimal(unit).scaleb(-places),
                points[kind, subject],
                constants_of((kind, subject), groups, self.changes),
            )
            for (kind, subject), unit in zip(groups, units, strict=True)
        )

    @cached_property
    def other_changes(self) -> tuple[DocumentChange, ...]:
        """The constants that differ and do not enter any score of an economy: years, ranks."""
        groups = self._effects.groups
        taken = {
            change.path for group in groups for change in constants_of(group, groups, self.changes)
        }
        return tuple(change for change in self.changes if change.path not in taken)

    @cached_property
    def _ranks(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        shared = self.scored
        ranks = []
        for side in self._sides:
            policy = side.methodology.document.ranking
            lowest = policy is not None and policy.best == "lowest"
            ties = 0 if policy is None else policy.tie_decimals
            scores = {
                economy: decimals.round_half_up(self._find_score(side, economy) or Decimal(0), ties)
                for economy in shared
            }
            ranks.append(
                {
                    economy: 1
                    + sum((score < mine) if lowest else (score > mine) for score in scores.values())
                    for economy, mine in scores.items()
                }
            )
        return ranks[0], ranks[1]

    def ranks_of(self, economy: str) -> tuple[int, int] | None:
        """Return the ranks of an economy by both, among the economies that both rank here.

        Parameters
        ----------
        economy : str
            ISO3 code.

        Returns
        -------
        tuple of int or None
            ``None`` where one of the documents publishes no ranks, or gives no index.

        Examples
        --------
        >>> import ictindex as ict
        >>> pack = ict.review.simulation_pack(
        ...     ict.sample_data("worked-example-2011.csv"), "idi-methodology-2014",
        ...     before="idi-methodology-2011", edition=2011,
        ... )
        >>> pack.ranks_of("KOR")
        (1, 1)
        """
        if not self.ranks_published or economy not in self.scored:
            return None
        return self._ranks[0][economy], self._ranks[1][economy]

    # ---------------------------------------------------------------- frames

    def to_frame(self, *, names: str | None = None) -> pd.DataFrame:
        """Return a row for each economy: the index by both.

        Parameters
        ----------
        names : str, optional
            Language of names in the place of codes; by default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, before, after (rounded as each publishes), difference, among
            (economies that both give an index here), of (economies of the edition, where that is
            known), result_kind; rank_before and rank_after where both documents publish ranks.
        """
        return self._write(pack_table(self, self.economies), names)

    def node_frame(
        self, economies: Iterable[str] | None = None, *, names: str | None = None
    ) -> pd.DataFrame:
        """Return a row for each economy and node.

        Parameters
        ----------
        economies : iterable of str, optional
            Economies of the pack; by default all.
        names : str, optional
            Language of names in the place of codes; by default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, node, value, before, after, difference, result_kind.
        """
        chosen = self.economies if economies is None else economies
        return self._write(node_table(self, chosen), names)

    def step_frame(
        self, economies: Iterable[str] | None = None, *, names: str | None = None
    ) -> pd.DataFrame:
        """Return a row for each economy and group of constants.

        Parameters
        ----------
        economies : iterable of str, optional
            Economies of the pack; by default all.
        names : str, optional
            Language of names in the place of codes; by default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, kind, subject, points, exact_points, constants (key paths with spaces
            between them), result_kind.
        """
        rows = [
            {
                "economy": economy,
                "kind": step.kind,
                "subject": step.subject,
                "points": step.points,
                "exact_points": float(step.exact),
                "constants": " ".join(constant.path for constant in step.constants),
            }
            for economy in (self.economies if economies is None else economies)
            for step in self.economy(economy).steps
        ]
        return self._write(Table.of(STEPS, rows, pack_facts(self)), names)

    def _write(self, table: Table, names: str | None) -> pd.DataFrame:
        attributes = {
            **self.after.frame_attributes(),
            "before": self.before.methodology.id,
            "after": self.after.methodology.id,
        }
        return put_names(write_frame(table, attributes), names, self)

    def _to_dict(self) -> dict[str, Any]:
        """Return the pack as plain data."""
        return {
            "what_if": True,
            result_kind.COLUMN: result_kind.name_of(KIND),
            "before": self.before.methodology.id,
            "after": self.after.methodology.id,
            "edition": self.edition,
            "year": self.after.year,
            "among": len(self.scored),
            "of": self.after.extent.whole,
            "changes": [
                {"constant": change.path, "before": change.before, "after": change.after}
                for change in self.changes
            ],
            "economies": [nested_record(simulation) for simulation in self],
        }

    def _blocks(self, language: str) -> list[Block]:
        return overview_blocks(self, language)

    def write_files(
        self, path: str | os.PathLike[str], *, languages: Iterable[str] = ("en",)
    ) -> tuple[Path, ...]:
        """Write the pack as files: a page in each language and a table for each economy.

        Parameters
        ----------
        path : path
            A folder that is empty or not there yet; or a file that ends in ``.zip``.
        languages : iterable of str
            Languages of the pages.

        Returns
        -------
        tuple of pathlib.Path
            The files, sorted: ``BRA.en.html`` and ``BRA.csv`` of each economy, ``index.en.html``,
            and ``scores.csv``, ``steps.csv``, ``constants.csv`` of all; of an archive itself.

        Raises
        ------
        UsageError
            If the folder is not empty.
        UnusableFileError
            If the files cannot be written.
        """
        return write_tree(path, pack_files(self, tuple(languages)))


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")


def simulation_pack(
    base: Result | Observations | pd.DataFrame | str | os.PathLike[str],
    proposed: Methodology | str | os.PathLike[str],
    *,
    before: Methodology | str | os.PathLike[str] | None = None,
    edition: int | None = None,
    economies: Iterable[str] | None = None,
) -> SimulationPack:
    """Compute what a proposed methodology would change for each economy, on the same data.

    Parameters
    ----------
    base : Result, Observations, DataFrame or path
        An edition that was opened, another result, or observations with the indicators of both.
    proposed : Methodology, str or path
        The proposal: a variant, the id of a document, or the path of a document's TOML file.
    before : Methodology, str or path, optional
        What it is compared with; by default the methodology of the result.
    edition : int, optional
        The edition whose years of data both use; needed with observations.
    economies : iterable of str, optional
        ISO3 codes; by default every economy of the data.

    Returns
    -------
    SimulationPack
        A page, frames and files for each economy, marked as what-if throughout.

    Raises
    ------
    UsageError
        If the documents are of different indices or of price baskets, or the arguments do not
        fit together.
    CatalogueError
        If an economy is not in the data.
    DraftMethodologyError
        If a document is a draft: it has not all constants.

    Notes
    -----
    To find the constants that move a score, the goalposts of each indicator, the weights of each
    node and the structure of the tree are exchanged; the effect of each is its average over all
    orders (Shapley value), exactly. Rounded, the steps add up to the difference of the two scores.
    Ranks are shown only where both documents publish them.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", 2024)
    >>> found = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> less = idi.variant("less", drop="mobile-broadband-traffic")
    >>> pack = ict.review.simulation_pack(found, less)
    >>> len(pack), print(pack.economy("KEN").index.difference)
    1.3
    (24, None)
    """
    chosen = _methodology(proposed, "proposed")
    if before is None:
        computed_by: Methodology | None = getattr(base, "methodology", None)
        if computed_by is None:
            raise UsageError("simulation.before-needed")
        first = computed_by
    else:
        first = _methodology(before, "before")
    for side in (first, chosen):
        if side.document.status == "released" and not side.document.has_composite:
            raise UsageError("simulation.no-composite", document=side.id)
    both = compare_methodologies(base, first, chosen, edition=edition)
    listed = sorted(
        {
            *both.before.economies,
            *both.after.economies,
            *(finding.economy for side in (both.before, both.after) for finding in side.exclusions),
        }
    )
    pack = SimulationPack(both.before, both.after, tuple(listed))
    if economies is None:
        return pack
    wanted = tuple(dict.fromkeys(economies))
    for economy in wanted:
        pack.economy(economy)
    return SimulationPack(both.before, both.after, wanted)


def _methodology(source: object, name: str) -> Methodology:
    if isinstance(source, Methodology):
        return source
    arguments.require(isinstance(source, (str, os.PathLike)), name, "methodology", source)
    named: Any = source
    return find_methodology(Path(named) if isinstance(named, os.PathLike) else named)
