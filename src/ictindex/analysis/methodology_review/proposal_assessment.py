"""The assessment of a proposed indicator: coverage, precision, correlations, and what would change.

The public paper has distributions alone. Rows of economies are in a closed paper until a body of
experts decided on the indicator.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ictindex.analysis.change.change_inputs import EditionInputs
from ictindex.analysis.methodology_review.assessment_page import assessment_blocks
from ictindex.analysis.methodology_review.economy_simulations import NodeMove, simulation_pack
from ictindex.analysis.methodology_review.indicator_proposals import Proposal, read_proposal
from ictindex.analysis.methodology_review.proposal_pilots import describe_indicator
from ictindex.analysis.methodology_review.proposal_tables import (
    CORRELATIONS,
    COVERAGE,
    EFFECT,
    LEAST,
    PRECISION,
    ROWS,
)
from ictindex.core.arguments import ReadOnly, require
from ictindex.core.errors import UsageError
from ictindex.core.own_terms import OwnTerms, use_terms
from ictindex.core.paths import path_of, visible
from ictindex.core.tables.columns import Part
from ictindex.core.tables.records_writer import write_records
from ictindex.data.observation_reader import read_observations
from ictindex.data.observations import Observations
from ictindex.definitions import catalogue
from ictindex.editions.public_folders import find_public_folder
from ictindex.editions.scenarios import what_if
from ictindex.indices.index_protocols import methodology as find_methodology
from ictindex.indices.results.base import EditionResult
from ictindex.indices.results.methodology import Methodology
from ictindex.indices.results.what_if import score_figures
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.tabular_result import TabularResult
from ictindex.language.i18n.typst_page import Paper

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.analysis.methodology_review.economy_simulations import SimulationPack
    from ictindex.indices.idi.counterfactual import Counterfactual

PUBLIC, CLOSED, DECIDED = "public", "closed", "decided"
_GROUPINGS = ("itu-region", "development", "ldc")
_SHARES = (0.25, 0.5, 0.75)
_QUARTILES = ("lower_quartile", "median", "upper_quartile")


class ProposalAssessment(ReadOnly, TabularResult):
    """The public assessment of a proposed indicator. Made by :func:`assess_proposal`.

    It names no economy: coverage by group, quartiles, correlations, and counts of changes.

    Parameters
    ----------
    proposal : Proposal
        The proposal with its pilot.
    result : Counterfactual
        The index without the indicator, computed from the same data.
    pack : SimulationPack or None
        The index with and without it; ``None`` if no place in an index is tried.

    Examples
    --------
    >>> import ictindex as ict
    >>> paper = ict.review.assess_proposal(
    ...     ict.sample_data("online-appointments-proposal-1.toml"),
    ...     ict.sample_data("online-appointments-proposal-1-idi.csv"), edition=2024,
    ... )
    >>> paper.to_frame("effect")[["economies", "higher", "lower"]].values.tolist()
    [[12, 0, 12]]
    >>> paper.access, paper.to_frame("correlations")["economies"].unique().tolist()
    ('public', [12])
    """

    _parts: ClassVar[tuple[Part, ...]] = (
        Part("coverage", COVERAGE, "coverage"),
        Part("precision", PRECISION, "precision"),
        Part("correlations", CORRELATIONS, "correlations"),
        Part("effect", EFFECT, "effect"),
    )
    _json_name = "proposal-assessment"

    proposal: Proposal
    result: Counterfactual
    pack: SimulationPack | None

    def __init__(
        self, proposal: Proposal, result: Counterfactual, pack: SimulationPack | None
    ) -> None:
        self._set(proposal=proposal, result=result, pack=pack)

    @property
    def _own_terms(self) -> OwnTerms | None:
        """The name and the unit of the indicator, before the catalogue has them."""
        return self.proposal._own_terms  # noqa: SLF001 - the terms of the proposal are its own

    @property
    def access(self) -> str:
        """Access: ``public``, ``closed``, or ``decided`` once experts decided."""
        return PUBLIC

    def _facts(self) -> Mapping[str, object]:
        return {"access": self.access, "ranks": self.pack is not None and self.pack.ranks_published}

    @cached_property
    def coverage(self) -> list[dict[str, object]]:
        """The economies with a pilot value in each group: region and level of development."""
        piloted = {value.economy for value in self.proposal.values}
        rows: list[dict[str, object]] = []
        for grouping in _GROUPINGS:
            chosen = _choose_grouping(grouping, f"{self.result.index}-{self.result.edition}")
            rows += [
                {
                    "grouping": grouping,
                    "vintage": chosen.vintage,
                    "group": group,
                    "economies": len(piloted.intersection(members)),
                    "members": len(members),
                }
                for group, members in chosen.groups.items()
            ]
        return rows

    @property
    def ungrouped(self) -> int:
        """Economies of the pilot that are in no region: invented ones, and territories."""
        regions = [row for row in self.coverage if row["grouping"] == _GROUPINGS[0]]
        return len(self.proposal.values) - sum(int(str(row["economies"])) for row in regions)

    @cached_property
    def precision(self) -> list[dict[str, object]]:
        """Quartiles of the values, their standard errors, relative errors, and samples."""
        values = self.proposal.values
        measures = {
            "value": [float(each.value) for each in values],
            "standard-error": [float(each.standard_error) for each in values],
            "relative-error": [
                float(100 * each.standard_error / each.value) for each in values if each.value
            ],
            "sample-size": [float(each.sample_size) for each in values],
        }
        return [
            {
                "measure": measure,
                "economies": len(figures),
                "digits": 0 if measure == "sample-size" else 2,
                **_quartiles(figures),
            }
            for measure, figures in measures.items()
        ]

    @cached_property
    def signal_share(self) -> float | None:
        r"""The share of the variance between economies that is not sampling error.

        .. math:: 1 - \frac{\overline{s^2}}{\operatorname{var}(x)}

        ``None`` for fewer economies than :data:`LEAST`, or if the values are all the same.
        """
        import numpy as np

        values = self.proposal.values
        variance = float(np.var([float(each.value) for each in values], ddof=1)) if values else 0.0
        if len(values) < LEAST or not variance:
            return None
        errors = np.mean([float(each.standard_error) ** 2 for each in values])
        return float(1 - errors / variance)

    @cached_property
    def correlations(self) -> list[dict[str, object]]:
        """The correlations with each indicator of the index and with the index, with their n."""
        own = {each.economy: float(each.value) for each in self.proposal.values}
        plan, inputs = self.result.methodology.plan, EditionInputs(self.result)
        columns = {
            key: {economy: inputs.value(economy, key) for economy in own}
            for key in plan.indicators
            if key != self.proposal.indicator
        }
        columns[plan.root] = {economy: self._score(economy) for economy in own}
        return [{"node": node, **_correlate(own, numbers)} for node, numbers in columns.items()]

    def _score(self, economy: str) -> Decimal | None:
        """Return the index of an economy without the indicator, rounded as it is published."""
        if economy not in self.result.economies:
            return None
        return score_figures(self.result, economy)[self.result.methodology.plan.root][1]

    @cached_property
    def moves(self) -> Mapping[str, NodeMove]:
        """The index without and with the indicator, of the economies that have both."""
        pack = self.pack
        return {} if pack is None else {each: pack.economy(each).index for each in pack.scored}

    @cached_property
    def effect(self) -> list[dict[str, object]]:
        """Counts of scores that would be higher, lower or the same, and the quartiles; one row."""
        pack = self.pack
        if pack is None:
            return []
        changes = [move.difference or Decimal(0) for move in self.moves.values()]
        row: dict[str, object] = dict.fromkeys(EFFECT.columns) | {"economies": len(changes)}
        if len(changes) >= LEAST:
            row |= {
                "higher": sum(change > 0 for change in changes),
                "lower": sum(change < 0 for change in changes),
                "same": sum(change == 0 for change in changes),
            }
        row |= _quartiles([float(change) for change in changes])
        ranks = [pack.ranks_of(economy) for economy in self.moves]
        if pack.ranks_published and len(changes) >= LEAST:
            row["rank_differs"] = sum(pair is not None and pair[0] != pair[1] for pair in ranks)
        return [row]

    def _to_dict(self) -> dict[str, Any]:
        document, pilot = self.proposal.document, self.proposal.document.pilot
        record: dict[str, Any] = {
            "proposal": document.id,
            "indicator": document.indicator,
            "status": document.status,
            "access": self.access,
            "example": document.example,
            "methodology": self.result.methodology.id,
            "edition": self.result.edition,
            "year": self.result.year,
            "pilot_year": None if pilot is None else pilot.year,
            "signal_share": self.signal_share,
        }
        return record | {part.name: write_records(self._table(part.name)) for part in self._parts}

    def _attributes(self, part: str) -> Mapping[str, object]:
        return {
            **self.result.frame_attributes(),
            "proposal": self.proposal.id,
            "access": self.access,
        }

    def _blocks(self, language: str) -> list[Block]:
        return assessment_blocks(self, language)


class ClosedAssessment(ProposalAssessment):
    """The assessment with a row for each economy: closed until experts decided.

    Made by :func:`assess_proposal` with ``closed=True``. Every page says that it is closed, every
    row of its tables too, and it is not written where the public may read it.

    Examples
    --------
    >>> import ictindex as ict
    >>> paper = ict.review.assess_proposal(
    ...     ict.sample_data("online-appointments-proposal-1.toml"),
    ...     ict.sample_data("online-appointments-proposal-1-idi.csv"), edition=2024, closed=True,
    ... )
    >>> paper.access, paper.to_frame()["economy"].tolist()[:2]
    ('closed', ['XAA', 'XAB'])
    """

    _parts: ClassVar[tuple[Part, ...]] = (
        Part("economies", ROWS, "rows"),
        *ProposalAssessment._parts,  # noqa: SLF001 - the same tables, after the rows
    )
    _json_name = "closed-proposal-assessment"

    @property
    def access(self) -> str:
        """Access: ``closed``, or ``decided`` once a body of experts decided."""
        return CLOSED if self.proposal.document.decision is None else DECIDED

    @cached_property
    def rows(self) -> list[dict[str, object]]:
        """Each economy of the pilot: its value with its error, and the index by both."""
        pack = self.pack
        rows: list[dict[str, object]] = []
        for each in self.proposal.values:
            move = self.moves.get(each.economy)
            ranks = None if pack is None else pack.ranks_of(each.economy)
            first, second = ranks or (None, None)
            rows.append(
                {
                    **each._asdict(),
                    "before": self._score(each.economy) if move is None else move.before,
                    "after": None if move is None else move.after,
                    "difference": None if move is None else move.difference,
                    "rank_before": first,
                    "rank_after": second,
                }
            )
        return rows

    def save(self, path: str | os.PathLike[str], language: str | None = None) -> Path:
        """Write it to a file of the folder in which the proposal is kept, and nowhere else.

        Once a body of experts decided, it may be written anywhere.

        Parameters
        ----------
        path : path
            The file, in a form that its name ends with.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        UsageError
            If it is outside the folder of the proposal, or in a folder that the public sees:
            editions, a site, or what a site is built from.
        """
        if self.access == CLOSED:
            _refuse_open_place(path_of(path, "path"), self.proposal.file.parent)
        return super().save(path, language)

    def _paper(self, language: str) -> Paper:
        mark = "" if self.access == DECIDED else i18n.text("proposal", "closed-mark", language)
        return Paper(running=mark)


def _refuse_open_place(file: Path, folder: Path) -> None:
    """Refuse a file outside the folder of a proposal, or where the public reads."""
    inside = folder.resolve() in file.resolve().parents
    if not inside or find_public_folder(file) is not None:
        raise UsageError(
            "proposal.open-place", file=visible(str(file)), folder=visible(str(folder))
        )


def _choose_grouping(grouping: str, vintage: str) -> catalogue.Grouping:
    """Return a grouping as of an edition, or its last whole list."""
    whole = {key[1]: each for key, each in catalogue.groupings().items() if key[0] == grouping}
    lists = {name: each for name, each in whole.items() if each.complete}
    return lists.get(vintage) or list(lists.values())[-1]


def _quartiles(figures: Sequence[float]) -> dict[str, float | None]:
    """Return the quartiles of figures; none of fewer than the least number."""
    if len(figures) < LEAST:
        return dict.fromkeys(_QUARTILES)
    from ictindex.engine.statistics.moments import quantiles

    return dict(zip(_QUARTILES, map(float, quantiles(figures, _SHARES)), strict=True))


def _correlate(
    own: Mapping[str, float], numbers: Mapping[str, Decimal | None]
) -> dict[str, object]:
    """Return both correlations over the economies with both values, and their number."""
    from ictindex.engine.statistics.correlations import correlate

    pairs = [
        (value, float(number))
        for economy, value in own.items()
        if (number := numbers[economy]) is not None
    ]
    row: dict[str, object] = {"pearson": None, "spearman": None, "economies": len(pairs)}
    if len(pairs) < LEAST:
        return row
    for method in ("pearson", "spearman"):
        coefficient = float(correlate(pairs, method=method)[0, 1])
        row[method] = None if math.isnan(coefficient) else coefficient
    return row


def assess_proposal(
    proposal: Proposal | str | os.PathLike[str],
    data: EditionResult | Observations | pd.DataFrame | str | os.PathLike[str],
    *,
    methodology: Methodology | str | None = None,
    edition: int | None = None,
    closed: bool = False,
) -> ProposalAssessment:
    r"""Assess a proposed indicator by its pilot: coverage, precision, correlations, and its effect.

    Parameters
    ----------
    proposal : Proposal or path
        The proposal, with the observations of its pilot next to it.
    data : Result, Observations, DataFrame or path
        The values of the indicators that exist: an edition that was opened, another result, or
        observations.
    methodology : Methodology or str, optional
        The methodology in force; by default that of the result, or of the edition of the IDI.
    edition : int, optional
        The edition whose years of data are used; needed with observations.
    closed : bool
        True: with a row for each economy, for a closed paper.

    Returns
    -------
    ProposalAssessment
        The public paper has distributions alone and names no economy. The closed one has a row for
        each economy, and says so on every page and in every row.

    Raises
    ------
    DataError
        If the pilot, the comments or the texts have findings that are errors.
    UsageError
        If there is no pilot, or the arguments do not fit together.
    DocumentError
        If the place in the index that is tried does not fit the methodology.

    Notes
    -----
    Coverage is by ITU region and by level of development. Correlations (Pearson, Spearman) are over
    the economies that have both values, with their number; a correlation, a quartile or a count of
    changes of fewer than 10 economies is not shown. Values of existing indicators are the inputs of
    the edition. Quartiles are of type 7; extremes are not shown, because they are the figure of one
    economy. The share of the variance that is no sampling error is
    :math:`1 - \overline{s^2} / \operatorname{var}(x)`, with standard errors :math:`s`.

    What would change is :func:`simulation_pack` of the methodology with and without the indicator,
    at the place that the document tries, on the same values: differences of the scores as rounded
    for publication. Ranks are compared only where the methodology publishes them. Nothing is
    imputed: an economy without a pilot value has no score with the indicator.

    Examples
    --------
    >>> import ictindex as ict
    >>> paper = ict.review.assess_proposal(
    ...     ict.sample_data("online-appointments-proposal-1.toml"),
    ...     ict.sample_data("online-appointments-proposal-1-idi.csv"), edition=2024,
    ... )
    >>> paper.to_frame("precision")[["measure", "median"]].round(2).values.tolist()[1]
    ['standard-error', 1.06]
    """
    chosen = proposal if isinstance(proposal, Proposal) else read_proposal(proposal)
    require(isinstance(closed, bool), "closed", "true-or-false", closed)
    chosen.refuse_errors()
    pilot = chosen.observations
    if pilot is None or not chosen.values:
        raise UsageError("proposal.no-values", document=chosen.id)
    first, wanted = _choose_methodology(data, methodology, edition)
    with use_terms(chosen._own_terms):  # noqa: SLF001 - as above
        table = _join_pilot(data, pilot, chosen.indicator)
        trial = chosen.document.trial
        if trial is None:
            result: Any = what_if(table, methodology=first, edition=wanted)
            pack = None
        else:
            added: dict[Any, Any] = {
                **describe_indicator(chosen.document),
                "parent": trial.parent,
                "weight": trial.weight,
                "goalposts": trial.goalposts,
                "transformation": trial.transformation,
            }
            key = added.pop("id")
            proposed = first.variant(chosen.indicator, add={key: added})
            pack = simulation_pack(table, proposed, before=first, edition=wanted)
            result = pack.before
    made: type[ProposalAssessment] = ClosedAssessment if closed else ProposalAssessment
    return made(chosen, result, pack)


def _choose_methodology(
    data: object, methodology: Methodology | str | None, edition: int | None
) -> tuple[Methodology, int]:
    """Return the methodology in force and the edition: those stated, or those of a result."""
    own = data if isinstance(data, EditionResult) else None
    wanted = edition if edition is not None or own is None else own.edition
    if wanted is None:
        raise UsageError("whatif.needs-methodology")
    if methodology is None:
        return (find_methodology("idi", wanted) if own is None else own.methodology), wanted
    if isinstance(methodology, str):
        return find_methodology(methodology), wanted
    require(isinstance(methodology, Methodology), "methodology", "methodology", methodology)
    return methodology, wanted


def _join_pilot(data: Any, pilot: Observations, indicator: str) -> Observations:
    """Return the observations with the pilot values in place of any values of that indicator."""
    source = getattr(data, "observations", data)
    table = source if isinstance(source, Observations) else read_observations(source)
    keys = table.cells["indicator"]
    kept = [row for row, key in enumerate(keys) if key != indicator]
    own: Observations = (table if len(kept) == len(table) else table.take(kept)) + pilot
    return own
