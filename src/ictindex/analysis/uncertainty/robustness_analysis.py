"""The robustness of an index: its scores and ranks under other assumptions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import numpy.typing as npt

from ictindex.analysis.uncertainty.assumptions import (
    Assumptions,
    build_simulation,
    read_assumptions,
)
from ictindex.analysis.uncertainty.index_arrays import build_index_arrays
from ictindex.analysis.uncertainty.robustness_page import build_page
from ictindex.analysis.uncertainty.robustness_tables import FACTORS, FIGURES, GROUPS, SHIFTS
from ictindex.analysis.uncertainty.simulation_blocks import (
    Progress,
    Simulation,
    lazy_blocks,
    load_dask,
    run_blocks,
)
from ictindex.core.arguments import ReadOnly, require, require_whole
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.higher_rooms import make_above
from ictindex.core.own_terms import terms_of, use_terms
from ictindex.core.tables.columns import Schema
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.engine.statistics import simulated_intervals as intervals
from ictindex.engine.statistics.draws import SCRAMBLINGS
from ictindex.engine.statistics.rank_groups import RULES, find_distinct_pairs, group_ranked
from ictindex.engine.statistics.rank_statistics import (
    count_wins,
    rank_quantiles,
    standard_error,
)
from ictindex.indices.idi.scores import EditionScores
from ictindex.indices.results import result_kind
from ictindex.indices.results.base import record_attributes
from ictindex.indices.results.extent import Extent
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.frame_names import put_names
from ictindex.language.i18n.renderable import Renderable

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from ictindex.core.plots import RobustnessPlots

Floats = npt.NDArray[np.float64]

KIND = "simulation"
MEMORY: Final = "memory"
DASK: Final = "dask"
_MOST_BYTES = 1536 * 2**20
ASSUMED = "assumed by the user"
# The statistics of scores and of ranks, in the order of their arrays.
_SCORED = tuple(f"{n}{e}" for n in ("low", "median", "high", "mean") for e in ("", "_error"))
_RANKED = (*_SCORED, "best", "worst", "share", "share_error")
_USUAL = 0.9
_CHUNK_BYTES = 64 * 2**20
# Largest number of economies in matrices by economies or by ranks.
_MOST_ECONOMIES = 4096


class Robustness(ReadOnly, Renderable):
    r"""Simulated scores and ranks of an index under stated assumptions.

    Made by :func:`ictindex.analysis.robustness`.

    Parameters
    ----------
    result : Result
        The result that is analysed.
    simulation : Simulation
        The index with its uncertain factors, the seed and the number of runs.
    scores, ranks : array
        Scores and ranks of each run, shape (scramblings, runs, economies), as NumPy or dask arrays.

    Notes
    -----
    These are not confidence intervals, because no sample was drawn from a population. An interval
    has the bounds within which the stated share of the runs lies, if the assumptions and their
    stated distributions are correct.

    A quantile is the smallest value of a run that at least the share of runs does not exceed. The
    error reported with a statistic is that of the simulation: the standard error over 16
    independent scramblings of the draws.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> outcome = ict.analysis.robustness(result, {"weights": 0.25}, draws=256)
    >>> frame = outcome.to_frame().set_index("economy")
    >>> [int(frame.loc["CRI", name]) for name in ("rank", "rank_low", "rank_median", "rank_high")]
    [9, 8, 9, 10]
    >>> outcome.plot.kinds()
    ('intervals',)
    >>> outcome.node, outcome.runs, len(outcome.economies), outcome.imputed_economies, outcome.lazy
    ('idi', 256, 19, (), False)

    The reference scores and ranks are those of the methodology, whose ranks are not published:

    >>> scores, ranks = outcome.reference
    >>> int(ranks[outcome.economies.index("BRA")]), outcome.attributes()["ranks_published"]
    (12, 'false')
    >>> outcome.rank_label("en"), outcome.extent.complete
    ('Rank among 19 of 170 (not published)', False)
    >>> outcome.ranks.index.name, round(float(outcome.scores.loc["BRA", "score"]), 1)
    ('economy (simulation;unofficial-ranks)', 82.0)

    Shares of the runs by rank and by pair:

    >>> round(float(outcome.acceptability().loc["BRA"].sum()), 12)
    1.0
    >>> float(outcome.pairwise().loc["KWT", "ETH"])
    1.0
    >>> outcome.groups().query("group == 1")["economy"].tolist()
    ['KWT']

    One departure from the methodology at a time:

    >>> outcome.shifts().query("choice == 'mobile-phone-ownership'")["largest"].tolist()
    [0]
    >>> outcome.share_within(3), outcome.factors["factor"].tolist()[:2]
    ((1.0, 0.0), ['weight:internet-users', 'weight:households-internet'])
    >>> dict(outcome.dataset["input"].sizes), sorted(outcome.to_dict())[:3]
    ({'scrambling': 16, 'run': 16, 'factor': 13}, ['factors', 'groups', 'id'])
    """

    result: EditionScores
    simulation: Simulation

    def __init__(
        self, result: EditionScores, simulation: Simulation, scores: Any, ranks: Any
    ) -> None:
        self._set(result=result, simulation=simulation, _scores=scores, _ranks=ranks)

    _scores: Any
    _ranks: Any

    @property
    def plot(self) -> RobustnessPlots:
        """Charts of the simulation: ``robustness.plot.intervals("score")``."""
        plots: RobustnessPlots = make_above("plot", self)
        return plots

    @property
    def economies(self) -> tuple[str, ...]:
        """Codes of the economies that are simulated, sorted."""
        return self.simulation.index.economies

    @property
    def node(self) -> str:
        """Id of the node that is simulated."""
        arrays = self.simulation.index.arrays
        return arrays.nodes[arrays.root]

    @property
    def runs(self) -> int:
        """Total number of runs."""
        return SCRAMBLINGS * self.simulation.runs

    @property
    def lazy(self) -> bool:
        """True if scores and ranks are dask arrays, which are computed when they are needed."""
        return not isinstance(self._scores, np.ndarray)

    @property
    def imputed_economies(self) -> tuple[str, ...]:
        """Economies with imputed values."""
        cells = self.simulation.index.errors.imputed
        if cells is None:
            return ()
        return tuple(self.economies[e] for e in sorted(set(cells.economy.tolist())))

    @property
    def extent(self) -> Extent:
        """Number of ranked economies here, and number of economies in the edition."""
        whole = self.result.extent.whole
        here = len(self.economies)
        # With imputed economies there may be more than the edition published.
        return Extent(here, None if whole is None or here > whole else whole)

    def rank_label(self, language: str | None = None) -> str:
        """Return the label that ranks must have wherever they are shown.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            The label.
        """
        return self.extent.rank_label(self.result.ranks_published, language)

    @property
    def _is_official(self) -> bool:
        """True if the methodology publishes ranks among exactly these economies."""
        whole = self.result.ranks_published and self.extent.complete
        computed = self.result.kind in (*result_kind.KINDS, result_kind.OFFICIAL)
        return whole and computed and not self.imputed_economies

    @cached_property
    def reference(self) -> tuple[Floats, npt.NDArray[Any]]:
        """Scores and ranks by the methodology itself, among the simulated economies."""
        index = self.simulation.index
        plain = index.plain()
        scores = index.scores(plain)
        return scores[0], index.rank(scores, plain)[0]

    @cached_property
    def _own_scale(self) -> npt.NDArray[np.bool_]:
        """Mask of the runs with the methodology's own normalisation, and therefore its scale."""
        simulation = self.simulation
        used = np.ones((SCRAMBLINGS, simulation.runs), dtype=bool)
        if len(simulation.index.normalisations) > 1:
            for block in simulation.blocks():
                chosen = simulation.choices(block).get("normalisation")
                used[block.scrambling, block.start : block.stop] = chosen == 0
        return used

    def _apply_to_economies(self, array: Any, function: Callable[[Any, slice], Any]) -> Any:
        """Apply a function to all runs of some economies at a time, and join the outputs."""
        # A worker keeps the runs of these economies and the counts of their ranks in memory.
        each = 8 * SCRAMBLINGS * max(self.simulation.runs, len(self.economies))
        width = max(1, _CHUNK_BYTES // each)
        chunks = [
            slice(start, min(start + width, array.shape[2]))
            for start in range(0, array.shape[2], width)
        ]
        if not self.lazy:
            return np.concatenate([function(array[:, :, c], c) for c in chunks], axis=-1)
        dask = load_dask()
        # One graph for all chunks: each block of runs is computed once, not once for each chunk.
        pieces = array.rechunk((-1, -1, width)).to_delayed().ravel()
        parts = [dask.delayed(function)(p, chunk) for p, chunk in zip(pieces, chunks, strict=True)]
        return np.concatenate(dask.compute(*parts), axis=-1)

    def _levels(self, interval: float) -> Floats:
        require(
            isinstance(interval, (int, float)) and 0 < interval < 1,
            "interval",
            "share-between",
            interval,
        )
        tail = (1 - interval) / 2
        return np.array([tail, 0.5, 1 - tail])

    def _statistics(self, interval: float) -> dict[str, npt.NDArray[Any]]:
        statistics = {}
        scored = _ScoreSummary(self._own_scale, self._levels(interval))
        ranked = _RankSummary(self.reference[1], self._levels(interval))
        for name, values in zip(
            _SCORED, self._apply_to_economies(self._scores, scored), strict=True
        ):
            statistics[f"score_{name}"] = values
        for name, values in zip(
            _RANKED, self._apply_to_economies(self._ranks, ranked), strict=True
        ):
            statistics[f"rank_{name}"] = values
        for name in ("low", "median", "high", "best", "worst"):
            statistics[f"rank_{name}"] = statistics[f"rank_{name}"].astype(np.int64)
        return statistics

    @cached_property
    def _usual(self) -> dict[str, npt.NDArray[Any]]:
        return self._statistics(_USUAL)

    def _refuse_many(self, what: str) -> None:
        """Refuse a matrix with too many economies to be read or kept in memory."""
        count = len(self.economies)
        if count > _MOST_ECONOMIES:
            raise UsageError("robustness.too-many-economies", count=str(count), method=what)

    def attributes(self) -> dict[str, Any]:
        """Return the attributes of frames and datasets.

        Returns
        -------
        dict
            Id of the result, node, seed, runs, and the label of the ranks.
        """
        result = self.result
        return {
            "id": result.id,
            "node": self.node,
            "seed": self.simulation.seed,
            "runs": self.runs,
            "scramblings": SCRAMBLINGS,
            "interval": "simulated under the stated assumptions, not a confidence interval",
            "label": self.rank_label("en"),
            "ranks_published": str(result.ranks_published).lower(),
            **result.frame_attributes(),
        }

    def _write(self, table: Table) -> pd.DataFrame:
        return write_frame(table, self.attributes())

    def to_frame(self, *, interval: float = 0.9, names: str | None = None) -> pd.DataFrame:
        """Return a row for each economy: score and rank, and their statistics in the runs.

        Parameters
        ----------
        interval : float
            Share of the runs within the interval: 0.9 is from the 5th to the 95th percentile.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, score, ``score_low``, ``score_median``, ``score_high``,
            ``score_mean``, rank, ``rank_low``, ``rank_median``, ``rank_high``, ``rank_mean`` (the
            expected rank), each but the first with its simulation error (``..._error``),
            ``rank_best``, ``rank_worst``, ``rank_share`` (acceptability of its own rank),
            ``imputed`` (has imputed values), among, of, ``ranks`` (published or unofficial),
            ``result_kind``. Scores are from the runs with the methodology's own normalisation; NaN
            where there is none.
        """
        scores, ranks = self.reference
        statistics = self._usual if interval == _USUAL else self._statistics(interval)
        imputed = set(self.imputed_economies)
        cells: dict[str, Any] = {
            **{name: array.tolist() for name, array in statistics.items()},
            "economy": list(self.economies),
            "score": scores.tolist(),
            "rank": ranks.tolist(),
            "imputed": [economy in imputed for economy in self.economies],
        }
        of_page = dict.fromkeys(("code", "own", "group"), [None] * len(self.economies))
        facts = {
            "among": self.extent.here,
            "of": self.extent.whole,
            "ranks": "published" if self._is_official else "unofficial",
            result_kind.COLUMN: KIND,
        }
        return put_names(self._write(Table(FIGURES, cells | of_page, facts)), names, self)

    def _part(self, prefix: str) -> pd.DataFrame:
        frame = self.to_frame().set_index("economy")
        kept = [n for n in frame.columns if n == prefix or n.startswith(f"{prefix}_")]
        of_ranks = prefix == "rank" and not self._is_official
        kind = f"{KIND};unofficial-ranks" if of_ranks else KIND
        return result_kind.head_kind(frame[kept], kind)

    @property
    def scores(self) -> pd.DataFrame:
        """Score, simulated 90 % interval, median and mean of each economy, with errors."""
        return self._part("score")

    @property
    def ranks(self) -> pd.DataFrame:
        """Rank, simulated 90 % interval, median and expected rank of each economy, with errors."""
        return self._part("rank")

    @cached_property
    def _acceptability(self) -> Floats:
        """Acceptabilities and their errors, shape (2, ranks, economies)."""
        self._refuse_many("acceptability")
        shares: Floats = self._apply_to_economies(self._ranks, _RankShares(len(self.economies)))
        return shares

    def acceptability(self, *, error: bool = False, names: str | None = None) -> pd.DataFrame:
        r"""Return the rank acceptabilities: the share of runs in which an economy has a rank.

        .. math:: b_i^r = \Pr(\operatorname{rank}_i = r)

        Parameters
        ----------
        error : bool
            Return the simulation errors instead.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Economies x ranks from 1. Rows sum to 1; columns sum to 1 only where no run has a tie.

        References
        ----------
        Lahdelma, R. and Salminen, P. (2001), SMAA-2: stochastic multicriteria acceptability
        analysis for group decision making, Operations Research 49, 444-454.
        """
        import pandas as pd

        cells = self._acceptability[int(error)].T
        index = pd.Index(self.economies, name="economy")
        ranks = pd.RangeIndex(1, len(self.economies) + 1, name="rank")
        frame = pd.DataFrame(cells.copy(), index=index, columns=ranks)
        frame.attrs.update(self.attributes())
        return put_names(result_kind.head_kind(frame, KIND), names, self)

    @cached_property
    def _wins(self) -> tuple[Floats, Floats]:
        """Shares of the runs in which an economy ranks before another, and their errors."""
        self._refuse_many("pairwise")
        simulation, count = self.simulation, len(self.economies)
        blocks = simulation.blocks()
        if self.lazy:
            dask = load_dask()
            ranks = [self._ranks[b.scrambling, b.start : b.stop] for b in blocks]
            counted = iter(dask.compute(*[dask.delayed(count_wins)(each) for each in ranks]))
        else:
            counted = (count_wins(self._ranks[b.scrambling, b.start : b.stop]) for b in blocks)
        total, squares, own = (np.zeros((count, count)) for _ in range(3))
        for block, wins in zip(blocks, counted, strict=True):
            own += wins
            if block.stop == simulation.runs:  # the last of its scrambling
                share = own / simulation.runs
                total += share
                squares += share * share
                own = np.zeros((count, count))
        mean = total / SCRAMBLINGS
        variance = np.maximum(squares / SCRAMBLINGS - mean * mean, 0.0) / (SCRAMBLINGS - 1)
        return mean, np.sqrt(variance)

    def pairwise(self, *, error: bool = False, names: str | None = None) -> pd.DataFrame:
        r"""Return the share of runs in which one economy ranks before another.

        .. math:: p_{ik} = \Pr(\operatorname{rank}_i < \operatorname{rank}_k)

        Parameters
        ----------
        error : bool
            Return the simulation errors instead.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Economies x economies: share of runs with the row before the column. A tie counts for
            neither, so that the two shares of a pair and the share of ties sum to 1.
        """
        import pandas as pd

        cells = self._wins[int(error)].copy()
        rows = pd.Index(self.economies, name="economy")
        frame = pd.DataFrame(cells, index=rows, columns=pd.Index(self.economies, name="other"))
        frame.attrs.update(self.attributes())
        return put_names(result_kind.head_kind(frame, KIND), names, self)

    def groups(
        self,
        *,
        rule: Literal["complete", "chain"] = "complete",
        level: float = 0.95,
        names: str | None = None,
    ) -> pd.DataFrame:
        """Return groups of economies that cannot be distinguished, by a transitive rule.

        Two economies are distinguished where one ranks before the other in at least the share
        ``level`` of the runs. Not being distinguished is not an equivalence relation: A and B may
        not be distinguished, B and C may not be distinguished, and yet A and C are. A partition
        therefore needs a rule.

        Parameters
        ----------
        rule : str
            ``"complete"``: in the order of expected ranks, an economy joins the current group if it
            is distinguished from none of its members. Within a group no two economies are
            distinguished; neighbours across a border may also not be distinguished. ``"chain"``:
            the connected components of "not distinguished". Economies of different groups are
            always distinguished; the ends of a long chain may be distinguished too.
        level : float
            Share of the runs, above one half.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns group, economy, ``rank_mean``, rule, level; in the order of expected ranks.

        Raises
        ------
        UsageError
            If the rule is unknown or the level is not above one half and at most 1.
        """
        if rule not in RULES:
            raise UsageError(
                "robustness.unknown-choice", argument="rule", value=str(rule)[:40], allowed=RULES
            )
        require(
            isinstance(level, (int, float)) and 0.5 < level <= 1, "level", "share-between", level
        )
        mean = self._usual["rank_mean"]
        order = sorted(range(len(mean)), key=lambda e: (mean[e], self.economies[e]))
        groups = group_ranked(find_distinct_pairs(self._wins[0], level), order, rule)
        rows = [
            {"group": groups[e], "economy": self.economies[e], "rank_mean": mean[e]} for e in order
        ]
        facts = {"rule": rule, "level": level, result_kind.COLUMN: KIND}
        table = Table.of(GROUPS, sorted(rows, key=lambda row: row["group"]), facts)
        return put_names(self._write(table), names, self)

    @cached_property
    def _shift_table(self) -> tuple[list[tuple[str, str]], npt.NDArray[Any]]:
        """The shift of each economy's rank in each scenario: rank there less reference rank."""
        index, ranks = self.simulation.index, self.reference[1].astype(np.int64)
        names, shifts = [], []
        for kind, choice, settings in index.alternatives():
            names.append((kind, choice))
            shifts.append(index.rank(index.scores(settings), settings)[0] - ranks)
        return names, np.array(shifts, dtype=np.int64).reshape(len(names), len(ranks))

    def shifts(self, *, names: str | None = None) -> pd.DataFrame:
        """Return the shifts of ranks for single departures from the methodology.

        Scenarios are the assumed choices, one at a time, and the omission of each indicator and
        pillar (the weights of the others are re-scaled). They have no random draws.

        Parameters
        ----------
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns scenario, choice, ``mean_absolute`` (places), largest (places), economies
            (which have the largest shift, separated by ``;``), among, ``result_kind``.
        """
        headers, shifts = self._shift_table
        rows = []
        for (kind, choice), each in zip(headers, np.abs(shifts), strict=True):
            largest = int(each.max(initial=0))
            who = [e for e, s in zip(self.economies, each, strict=True) if s == largest > 0]
            rows.append(
                {
                    "scenario": kind,
                    "choice": choice,
                    "mean_absolute": float(each.mean()),
                    "largest": largest,
                    "economies": ";".join(who),
                }
            )
        facts = {"among": len(self.economies), result_kind.COLUMN: KIND}
        return put_names(self._write(Table.of(SHIFTS, rows, facts)), names, self)

    def share_within(self, places: int = 3) -> tuple[float, float]:
        """Return the share of economies whose rank is within some places of the simulated median.

        Parameters
        ----------
        places : int
            Largest number of places.

        Returns
        -------
        tuple of float
            The share, and its simulation error.
        """
        ranks = self.reference[1]
        medians = self._apply_to_economies(self._ranks, _RankMedians(len(ranks)))
        pooled, apart = medians[0], medians[1:]
        shares = (np.abs(apart - ranks) <= places).mean(axis=1)
        return float((np.abs(pooled - ranks) <= places).mean()), float(standard_error(shares))

    @property
    def factors(self) -> pd.DataFrame:
        """The uncertain factors: a row for each, with its distribution and the source of it.

        Columns factor, kind, subject, distribution, low, high, choices (separated by ``;``),
        cells, ``drawn_by`` (``low-discrepancy`` or ``counters``), source.
        """
        design = "low-discrepancy" if self.simulation.low_discrepancy else "counters"
        rows = []
        for factor in self.simulation.index.factors:
            p = factor.parameters
            choices = ";".join(factor.choices)
            if "counts" in p:
                choices = ";".join(map(str, p["counts"]))
            rows.append(
                {
                    "factor": factor.id,
                    "kind": factor.kind,
                    "subject": factor.subject,
                    "distribution": factor.distribution,
                    "low": p.get("low"),
                    "high": p.get("high"),
                    "choices": choices,
                    "cells": factor.cells,
                    "drawn_by": design if factor.columns else "counters",
                    "source": factor.source or ASSUMED,
                }
            )
        return self._write(Table.of(FACTORS, rows))

    @property
    def dataset(self) -> xr.Dataset:
        """The whole analysis as an xarray dataset with named dimensions.

        ``score`` and ``rank`` (scrambling x run x economy; dask arrays where the backend is
        dask), ``input`` (the draws: scrambling x run x factor), ``acceptability`` and its
        error (economy x place), ``pairwise`` and its error (economy x other), ``shift`` (scenario
        x economy), and the columns of ``to_frame`` (economy).
        """
        import xarray as xr

        names, shifts = self._shift_table
        drawn, inputs = self.simulation.drawn_inputs()
        runs = ("scrambling", "run", "economy")
        data: dict[str, Any] = {
            "score": (runs, self._scores),
            "rank": (runs, self._ranks),
            "input": (("scrambling", "run", "factor"), inputs),
            "shift": (("scenario", "economy"), shifts),
        }
        if len(self.economies) <= _MOST_ECONOMIES:
            for name, pair, dims in (
                ("acceptability", self._acceptability, ("place", "economy")),
                ("pairwise", self._wins, ("economy", "other")),
            ):
                data |= {name: (dims, pair[0]), f"{name}_error": (dims, pair[1])}
        frame = self.to_frame().set_index("economy")
        for name in frame.columns:
            if name.startswith(("score", "rank")) and name not in ("ranks", "score", "rank"):
                data[name] = ("economy", frame[name].to_numpy())
        data["reference_score"] = ("economy", self.reference[0])
        data["reference_rank"] = ("economy", self.reference[1])
        whole = xr.Dataset(
            data,
            coords={
                "economy": list(self.economies),
                "other": list(self.economies),
                "place": np.arange(1, len(self.economies) + 1),
                "factor": drawn,
                "scenario": [f"{kind}:{choice}" for kind, choice in names],
            },
        )
        whole.attrs.update(self.attributes())
        return whole

    def _blocks(self, language: str) -> Sequence[Block]:
        with use_terms(terms_of(self.result)):
            return build_page(self, language)

    _json_name = "robustness-analysis"

    def _to_dict(self) -> dict[str, Any]:
        """Return the analysis as plain data, for JSON."""

        def rows_of(schema: Schema, frame: pd.DataFrame) -> list[dict[str, Any]]:
            return write_records(Table.read_frame(schema, frame, {result_kind.COLUMN: KIND}))

        share, error = self.share_within()
        facts = {key: fact for key, fact in self.attributes().items() if key != "ranks_published"}
        return {
            **record_attributes(facts),
            "ranks": {
                "published": self.result.ranks_published,
                **self.extent.facts(),
            },
            "factors": rows_of(FACTORS, self.factors),
            "rows": rows_of(FIGURES, self.to_frame()),
            "groups": rows_of(GROUPS, self.groups()),
            "shifts": rows_of(SHIFTS, self.shifts()),
            "within_three_places": {"share": share, "error": error},
            "imputed_economies": list(self.imputed_economies),
            "left_out": sorted(set(self.result.economies) - set(self.economies)),
        }


# Functions that a process computes for some economies, as small records that can be pickled.
@dataclass(frozen=True, slots=True)
class _ScoreSummary:
    used: npt.NDArray[np.bool_]
    levels: Floats

    def __call__(self, scores: Any, chunk: slice) -> Floats:
        summary = intervals.summarise_scores(scores, self.used, self.levels)
        return np.stack([summary[name] for name in _SCORED])


@dataclass(frozen=True, slots=True)
class _RankSummary:
    reference: npt.NDArray[Any]
    levels: Floats

    def __call__(self, ranks: Any, chunk: slice) -> Floats:
        counts = intervals.count_scrambled(ranks, len(self.reference))
        summary = dict(intervals.summarise_ranks(counts, self.levels))
        own = self.reference[chunk] - 1
        shares = counts[:, np.arange(len(own)), own] / ranks.shape[1]
        summary |= {"share": shares.mean(axis=0), "share_error": standard_error(shares)}
        return np.stack([summary[name].astype(np.float64) for name in _RANKED])


@dataclass(frozen=True, slots=True)
class _RankShares:
    most: int

    def __call__(self, ranks: Any, chunk: slice) -> Floats:
        shares, errors = intervals.shares_of(intervals.count_scrambled(ranks, self.most))
        return np.stack([shares.T, errors.T])


@dataclass(frozen=True, slots=True)
class _RankMedians:
    most: int

    def __call__(self, ranks: Any, chunk: slice) -> npt.NDArray[Any]:
        counts, half = intervals.count_scrambled(ranks, self.most), np.array([0.5])
        apart = rank_quantiles(counts, half)[:, :, 0]
        return np.concatenate([rank_quantiles(counts.sum(axis=0), half).T, apart])


def robustness(
    result: EditionScores,
    assumptions: Assumptions | Mapping[str, Any],
    *,
    draws: int = 16_384,
    seed: int = 1,
    node: str | None = None,
    workers: int = 1,
    backend: Literal["memory", "dask"] = MEMORY,
    progress: Progress | None = None,
) -> Robustness:
    """Simulate scores and ranks under other assumptions than those of the methodology.

    In each run every uncertain factor is drawn and the index is computed again for all economies.
    Its scores are quantised to the decimals on which ranks tie, and are then ranked; ties share a
    rank.

    Parameters
    ----------
    result : Result
        A result of :func:`ictindex.compute`, or a what-if.
    assumptions : Assumptions or mapping
        The assumptions that vary, with their distributions and sources; see
        :class:`ictindex.analysis.Assumptions`. The keys of a mapping are the arguments of that
        class.
    draws : int
        Number of runs: 16 times a power of two, for 16 independent scramblings of a low-discrepancy
        sequence. Their spread gives the simulation error.
    seed : int
        The same seed gives the same inputs to the last bit, for any number of workers.
    node : str, optional
        Id of a sub-index; by default the index.
    workers : int
        Number of processes. Each process starts as a new interpreter, so a script that uses several
        must be guarded by ``if __name__ == "__main__":``.
    backend : str
        ``"memory"``; or ``"dask"``: scores and ranks are dask arrays, computed in chunks when they
        are needed, by the current dask cluster where there is one (extra ``large``).
    progress : callable, optional
        Called with the number of finished blocks and the number of all blocks.

    Returns
    -------
    Robustness
        Simulated intervals, acceptabilities, pairwise shares, groups, shifts.

    Raises
    ------
    UsageError
        If an assumption is unknown, ``draws`` is not 16 times a power of two, or the runs do not
        fit into memory.

    Notes
    -----
    An economy without the score of the node is not included, unless the assumed imputations
    complete it; nothing else is imputed. Factors of the design (weights, goalposts, choices) are
    drawn from a scrambled Sobol sequence if they need at most 64 coordinates, otherwise by
    counters. Errors of cells are always drawn by counters.

    References
    ----------
    Saisana, M., Saltelli, A. and Tarantola, S. (2005), Uncertainty and sensitivity analysis
    techniques as tools for the quality assessment of composite indicators, Journal of the Royal
    Statistical Society A 168, 307-323.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> outcome = ict.analysis.robustness(
    ...     result, {"weights": 0.25, "aggregation": ["geometric-mean"]}, draws=256
    ... )
    >>> outcome.runs, outcome.economies[:2], outcome.factors["source"].unique().tolist()
    (256, ('AZE', 'BGD'), ['assumed by the user'])
    """
    require(isinstance(result, EditionScores), "result", "result", result)
    assumed = read_assumptions(assumptions)
    exponent = _exponent(draws)
    require(isinstance(seed, int) and seed >= 0, "seed", "seed", seed)
    workers = require_whole(workers, "workers", 1)
    if backend not in (MEMORY, DASK):
        raise UsageError(
            "robustness.unknown-choice",
            argument="backend",
            value=str(backend)[:40],
            allowed=(MEMORY, DASK),
        )
    root = result.methodology.plan.root if node is None else node
    arrays = build_index_arrays(result, root, assumed.imputation)
    simulation = Simulation(build_simulation(result, arrays, assumed), seed, exponent)
    if backend == DASK:
        return Robustness(result, simulation, *lazy_blocks(simulation))
    needed = draws * len(arrays.economies) * 12
    if needed > _MOST_BYTES:
        raise UsageError("robustness.too-large", needed=str(needed // 2**20))
    return Robustness(result, simulation, *run_blocks(simulation, workers, progress))


def _exponent(draws: object) -> int:
    """Return the power of two of the runs in a scrambling; refuse other numbers of draws."""
    if isinstance(draws, bool) or not isinstance(draws, int) or draws < 2 * SCRAMBLINGS:
        raise UsageError(
            "argument.unfit-value", argument="draws", expected="draws", value=str(draws)[:40]
        )
    each, rest = divmod(draws, SCRAMBLINGS)
    if rest or each & (each - 1):
        below = 1 << ((draws // SCRAMBLINGS).bit_length() - 1)
        near = (str(below * SCRAMBLINGS), str(2 * below * SCRAMBLINGS))
        raise UsageError("robustness.draws", draws=str(draws), below=near[0], above=near[1])
    return each.bit_length() - 1
