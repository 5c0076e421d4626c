"""Shares of the variance of outputs by factor: first and total order indices, and their page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ictindex.core.arguments import ReadOnly, require, require_whole
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.engine.statistics import variance_shares
from ictindex.engine.statistics.draws import SCRAMBLINGS, sobol_points
from ictindex.engine.statistics.variance_shares import VarianceShares
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.frame_names import put_names
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Renderable

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.core.own_terms import OwnTerms

Floats = npt.NDArray[np.float64]

VALUE = "value"
_DIGITS = 3
_MOST_SHOWN = 40


def _write_span(name: str) -> Callable[[Mapping[str, Any], str], str]:
    """Return a writer of the interval of a share."""

    def write(row: Mapping[str, Any], language: str) -> str:
        ends = [row[f"{name}_{end}"] for end in ("low", "high")]
        if ends[0] is None:
            return "–"
        low, high = (i18n.number(end, language, places=_DIGITS) for end in ends)
        return i18n.text("language", "interval", language, low=low, high=high)

    return write


def _share(name: str, about: str) -> tuple[Column, Column, Column]:
    """Return the columns of a share and its interval, which an estimate may lie outside of."""
    return (
        Column(name, "estimate", f"sensitivity/{name}", about, places=_DIGITS),
        Column(
            f"{name}_low",
            "estimate",
            "sensitivity/interval",
            "NaN without an interval",
            write=_write_span(name),
        ),
        Column(f"{name}_high", "estimate", page=False),
    )


SHARES = define(
    "sensitivity",
    Column("output", "code", page=False),
    Column("economy", "economy", about="empty if there is none", page=False),
    Column("factor", "code", page=False),
    # The factor in words, on the page alone.
    Column(
        "named",
        "text",
        "sensitivity/factor",
        data=False,
        write=lambda row, language: row["named"](language),
    ),
    *_share("first", "share of the variance; NaN: not defined"),
    *_share("total", "share of the variance; NaN: not defined"),
    Column("variance", "estimate", about="of the output, in its unit squared", page=False),
    Column(
        "reason",
        "code",
        about="no-variance, not-finite, too-few-runs; empty: none",
        page=False,
    ),
    key=("output", "economy", "factor"),
)
INTERACTIONS = define(
    "sensitivity-interactions",
    Column("output", "code"),
    Column("economy", "economy", about="empty if there is none"),
    Column("share", "estimate", about="1 less the sum of the first order indices"),
    Column("share_low", "estimate"),
    Column("share_high", "estimate"),
    key=("output", "economy"),
    page=(),
)


@dataclass(frozen=True, slots=True)
class Output:
    """A figure whose variance is divided: the kind of figure, and its economy, if any."""

    quantity: str
    economy: str = ""

    def describe(self, language: str) -> str:
        """Return the output in words, or its economy if it has one."""
        name = i18n.label("sensitivity-outputs", self.quantity, language)
        if not self.economy:
            return name
        return i18n.detail(i18n.economy_name(self.economy, language), name, language)


class Sensitivity(ReadOnly, Renderable):
    r"""First and total order indices of factors, by output, with their simulation error.

    Made by :func:`ictindex.analysis.sobol_indices` and :func:`ictindex.analysis.sensitivity`.

    Parameters
    ----------
    factors : sequence of str
        Names of the factors.
    outputs : sequence of Output
        The outputs, in the order of the shares.
    shares : VarianceShares
        The indices and their errors.
    remarks : callable, optional
        Returns the notes before the tables of the page, in a language.
    naming : callable, optional
        Returns a factor in words, in a language.
    facts : mapping, optional
        Further attributes of frames: seed, id of the result.
    own_terms : OwnTerms, optional
        Names of a user's own indicators and areas.

    Notes
    -----
    For independent factors the first order index
    :math:`S_i = \operatorname{Var}(E[Y \mid X_i]) / \operatorname{Var}(Y)` is the share of the
    variance that would disappear on average if the factor were known, and the total order index
    :math:`S_{Ti} = E[\operatorname{Var}(Y \mid X_{\sim i})] / \operatorname{Var}(Y)` the share that
    would remain if all others were known. The two are equal for an additive function; the
    difference between one and the sum of the first order indices is due to interaction.

    Intervals are simulated: they only include the simulation error, from independent scramblings of
    the draws. An output without variance has no index: it is *not defined*. Where indices
    contradict one another beyond the simulation error, there are *too few runs*.

    Examples
    --------
    >>> import ictindex as ict
    >>> indices = ict.analysis.sobol_indices(
    ...     lambda x: 3 * x[:, 0] + 4 * x[:, 1], {"a": (0, 1), "b": (0, 1)}, draws=4096, seed=1
    ... )
    >>> indices.factors, len(indices.outputs), indices.runs
    (('a', 'b'), 1, 16384)
    >>> indices.to_frame()[["factor", "first", "total"]].round(2).to_numpy().tolist()
    [['a', 0.36, 0.36], ['b', 0.64, 0.64]]
    >>> indices.largest()["factor"].tolist()
    ['b']
    >>> indices.interactions()["share"].abs().round(2).tolist()
    [0.0]
    >>> indices.shares.reasons
    ('',)
    """

    factors: tuple[str, ...]
    outputs: tuple[Output, ...]
    shares: VarianceShares

    def __init__(
        self,
        factors: Sequence[str],
        outputs: Sequence[Output],
        shares: VarianceShares,
        remarks: Callable[[str], list[Block]] | None = None,
        naming: Callable[[str, str], str] | None = None,
        facts: Mapping[str, Any] | None = None,
        own_terms: OwnTerms | None = None,
    ) -> None:
        self._set(
            factors=tuple(factors),
            outputs=tuple(outputs),
            shares=shares,
            _remarks=remarks,
            _naming=naming,
            _facts=dict(facts or {}),
            own_terms=own_terms,
        )

    own_terms: OwnTerms | None
    _remarks: Callable[[str], list[Block]] | None
    _naming: Callable[[str, str], str] | None
    _facts: dict[str, Any]

    @property
    def runs(self) -> int:
        """Number of computations of the function, in all scramblings."""
        return self.shares.runs

    @property
    def _scramblings(self) -> int:
        """Number of independent scramblings."""
        return self.shares.scramblings

    def to_frame(
        self,
        output: str | None = None,
        economy: str | None = None,
        *,
        names: str | None = None,
    ) -> pd.DataFrame:
        """Return a row for each output and factor.

        Parameters
        ----------
        output : str, optional
            One kind of output: ``"score"``, ``"rank"``, ``"mean-rank-shift"``, or a name.
        economy : str, optional
            ISO3 code of one economy.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns output, economy (empty if there is none), factor, first, first_low, first_high,
            total, total_low, total_high (shares of the variance; NaN: not defined, or without
            interval), variance (of the output, in its unit squared), reason (``no-variance``,
            ``not-finite``, ``too-few-runs``; empty: none).

        Raises
        ------
        UsageError
            If there is no such output.
        """
        table = self._share_table(self._chosen_outputs(output, economy))
        return put_names(write_frame(table, self.frame_attributes()), names, self)

    _json_name = "sensitivity"

    def _to_dict(self) -> dict[str, Any]:
        """Return the shares of all outputs as plain data, for JSON."""
        return {"rows": write_records(self._share_table(range(len(self.outputs))))}

    def _share_table(self, chosen: Sequence[int]) -> Table:
        shares = self.shares
        rows = [
            {
                "output": self.outputs[n].quantity,
                "economy": self.outputs[n].economy,
                "factor": factor,
                "named": partial(self._name_factor, factor),
                **_interval("first", shares.first[n, i], shares.first_error[n, i]),
                **_interval("total", shares.total[n, i], shares.total_error[n, i]),
                "variance": shares.variance[n],
                "reason": shares.reasons[n],
            }
            for n in chosen
            for i, factor in enumerate(self.factors)
        ]
        return Table.of(SHARES, rows)

    def frame_attributes(self) -> dict[str, Any]:
        """Return the attributes of frames: the settings of the simulation."""
        return {
            "estimator": "first order: Saltelli et al. 2010; total order: Jansen 1999",
            "interval": "simulated, 95 %, of the error of simulation alone",
            "runs": self.runs,
            "scramblings": self._scramblings,
            **self._facts,
        }

    def largest(
        self,
        output: str | None = None,
        economy: str | None = None,
        *,
        count: int = 1,
        names: str | None = None,
    ) -> pd.DataFrame:
        """Return the factors with the largest total order index of each output.

        Parameters
        ----------
        output : str, optional
            One kind of output.
        economy : str, optional
            ISO3 code of one economy.
        count : int
            Number of factors of each output.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Rows of :meth:`to_frame`, the largest of each output first; outputs that are not defined
            are left out.

        Raises
        ------
        UsageError
            If there is no such output.
        """
        count = require_whole(count, "count", 1)
        frame = self.to_frame(output, economy).dropna(subset=["total"])
        keys = ["output", "economy"]
        order = frame.groupby(keys, sort=False).ngroup()
        ranked = frame.assign(_order=order).sort_values(
            ["_order", "total"], ascending=[True, False], kind="stable"
        )
        largest = ranked.groupby("_order", sort=False).head(count).drop(columns="_order")
        largest.attrs.update(self.frame_attributes())
        return put_names(largest.reset_index(drop=True), names, self)

    def interactions(
        self,
        output: str | None = None,
        economy: str | None = None,
        *,
        names: str | None = None,
    ) -> pd.DataFrame:
        r"""Return the share of each output's variance that is due to interactions.

        Parameters
        ----------
        output : str, optional
            One kind of output.
        economy : str, optional
            ISO3 code of one economy.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns output, economy, share (:math:`1 - \sum_i S_i`), share_low, share_high.

        Raises
        ------
        UsageError
            If there is no such output.
        """
        shares = self.shares
        rows = [
            {
                "output": self.outputs[n].quantity,
                "economy": self.outputs[n].economy,
                **_interval("share", 1 - shares.first_sum[n], shares.first_sum_error[n]),
            }
            for n in self._chosen_outputs(output, economy)
        ]
        table = Table.of(INTERACTIONS, rows)
        return put_names(write_frame(table, self.frame_attributes()), names, self)

    def _chosen_outputs(self, output: str | None, economy: str | None) -> list[int]:
        chosen = [
            n
            for n, each in enumerate(self.outputs)
            if output in (None, each.quantity) and economy in (None, each.economy)
        ]
        if not chosen:
            there = list(dict.fromkeys(each.quantity for each in self.outputs))
            if output is None or output in there:
                raise UsageError("sensitivity.no-output-of", economy=economy, allowed=there)
            raise UsageError("sensitivity.no-output", output=output, allowed=there)
        return chosen

    def _blocks(self, language: str) -> list[Block]:
        """Return the page: settings of the simulation, the indices, and unreliable outputs."""

        def say(key: str, **values: object) -> str:
            return i18n.text("sensitivity", key, language, **values)

        blocks: list[Block] = [i18n.Heading(say("title"), 2)]
        blocks += [] if self._remarks is None else self._remarks(language)
        count = i18n.grouped_number(self.runs, language)
        if self._scramblings > 1:
            facts = say("facts", runs=count, scramblings=str(self._scramblings))
        else:
            facts = say("facts-single", runs=count)
        blocks += [i18n.Paragraph(facts), i18n.Sentence("sensitivity/meaning")]
        alone = [n for n, output in enumerate(self.outputs) if not output.economy]
        for n in alone:
            blocks += [
                i18n.Heading(self.outputs[n].describe(language), 3),
                self._table(n, language),
                *self._doubts(n, language),
            ]
        of_economies = [n for n, output in enumerate(self.outputs) if output.economy]
        for quantity in dict.fromkeys(self.outputs[n].quantity for n in of_economies):
            places = [n for n in of_economies if self.outputs[n].quantity == quantity]
            blocks += [
                i18n.Heading(Output(quantity).describe(language), 3),
                self._table_of_economies(places, language),
            ]
        return blocks

    def _table(self, n: int, language: str) -> Block:
        table = self._share_table([n]).sort(lambda row: -(row["total"] or 0.0))
        return write_grid(table, language)

    def _name_factor(self, factor: str, language: str) -> str:
        return factor if self._naming is None else self._naming(factor, language)

    def _doubts(self, n: int, language: str) -> list[Block]:
        reason = self.shares.reasons[n]
        if not reason:
            return []
        return [i18n.Sentence(f"sensitivity/{reason}").as_note()]

    def _table_of_economies(self, places: Sequence[int], language: str) -> Block:
        def say(key: str, **values: object) -> str:
            return i18n.text("sensitivity", key, language, **values)

        shares = self.shares
        rows = []
        for n in places[:_MOST_SHOWN]:
            name = i18n.economy_name(self.outputs[n].economy, language)
            if np.isnan(shares.total[n]).all():
                rows.append([name, say("not-defined"), "–", "–", say(f"{shares.reasons[n]}-short")])
                continue
            top = int(np.argmax(shares.total[n]))
            reason = shares.reasons[n]
            rows.append(
                [
                    name,
                    self._name_factor(self.factors[top], language),
                    i18n.number(shares.first[n, top], language, places=_DIGITS),
                    i18n.number(shares.total[n, top], language, places=_DIGITS),
                    say(f"{reason}-short") if reason else "",
                ]
            )
        rest = len(places) - len(rows)
        if rest:
            more = i18n.text("views", "more-faults", language, count=str(rest))
            rows.append([more, "", "", "", ""])
        headers = [
            i18n.text("views", "economy", language),
            *(say(key) for key in ("largest", "first", "total", "remark")),
        ]
        return i18n.Grid(headers, rows, frozenset({2, 3}))


def _interval(name: str, value: float, error: float) -> dict[str, float]:
    ends = {f"{name}_low": float(value - error), f"{name}_high": float(value + error)}
    return {name: float(value), **ends}


Arrays = tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike]


def sobol_indices(
    function: Callable[[Floats], npt.ArrayLike] | Arrays,
    factors: Mapping[str, Any] | Sequence[str],
    *,
    draws: int = 16_384,
    scramblings: int | None = None,
    seed: int = 0,
    outputs: Sequence[str] | None = None,
) -> Sensitivity:
    r"""Estimate first and total order indices of a function of independent factors.

    .. math:: S_i = \frac{\operatorname{Var}(E[Y \mid X_i])}{\operatorname{Var}(Y)}, \qquad
              S_{Ti} = \frac{E[\operatorname{Var}(Y \mid X_{\sim i})]}{\operatorname{Var}(Y)}

    Parameters
    ----------
    function : callable or tuple of three arrays
        A function of an array (runs, factors) that returns (runs,) or (runs, outputs); or the
        outputs of a design that was already computed: those of its samples A and B, shape (runs,)
        or (runs, outputs), and those of A with one column from B at a time, shape (factors, runs)
        or (factors, runs, outputs).
    factors : mapping or sequence of str
        For a function, the distribution of each factor by name: ``(low, high)`` for a uniform
        distribution, or an object with a method ``ppf`` (its quantiles), such as a distribution of
        SciPy. For arrays, the names of the factors.
    draws : int
        Number of points of each of the two samples, in all scramblings together: the function is
        computed at ``draws`` times (number of factors + 2) points. It must be scramblings times a
        power of 2.
    scramblings : int, optional
        Number of independent scramblings of the low-discrepancy points; by default 16. For arrays:
        the number of consecutive independent parts of equal length; by default 1, and then there is
        no interval.
    seed : int
        Seed of the scramblings.
    outputs : sequence of str, optional
        Names of the outputs.

    Returns
    -------
    Sensitivity
        The indices of each output and factor, with simulated intervals.

    Raises
    ------
    UsageError
        If arguments or shapes do not fit.

    Notes
    -----
    The function assumes that the factors are independent. Outputs are centred before
    multiplication, so that adding a constant to them changes nothing. An output that is missing or
    infinite in any run has no index. First order by Saltelli et al. (2010), total order by Jansen
    (1999); the interval is that of a jackknife over the scramblings at 95 %.

    References
    ----------
    Saltelli, A., Annoni, P., Azzini, I., Campolongo, F., Ratto, M. and Tarantola, S. (2010).
    Variance based sensitivity analysis of model output. Computer Physics Communications 181(2),
    259-270. Jansen, M. J. W. (1999). Analysis of variance designs for model output. Computer
    Physics Communications 117(1-2), 35-43.

    Examples
    --------
    >>> import ictindex as ict
    >>> indices = ict.analysis.sobol_indices(
    ...     lambda x: x[:, 0] * x[:, 1], {"a": (-1, 1), "b": (-1, 1)}, draws=4096
    ... )
    >>> indices.to_frame()[["first", "total"]].round(1).abs().to_numpy().tolist()
    [[0.0, 1.0], [0.0, 1.0]]
    """
    names = tuple(factors)
    if len(set(names)) < len(names) or not names or not all(isinstance(n, str) for n in names):
        raise UsageError("sensitivity.factors")
    if callable(function):
        blocks = SCRAMBLINGS if scramblings is None else scramblings
        if not isinstance(factors, Mapping):
            raise UsageError("sensitivity.no-distributions")
        sampled = _compute_design(function, list(factors.values()), draws, blocks, seed)
        facts: dict[str, Any] = {"seed": seed}
    else:
        blocks = 1 if scramblings is None else scramblings
        sampled = _read_arrays(function, len(names))
        facts = {}
    shares = variance_shares.shares_of_runs(*sampled, blocks)
    count = sampled[0].shape[1]
    if outputs is None:
        outputs = [VALUE] if count == 1 else [f"{VALUE} {n + 1}" for n in range(count)]
    if len(outputs) != count:
        raise UsageError("sensitivity.output-names", count=str(count), given=str(len(outputs)))
    return Sensitivity(names, [Output(output) for output in outputs], shares, facts=facts)


def _read_arrays(arrays: Any, factors: int) -> tuple[Floats, Floats, Floats]:
    if not isinstance(arrays, tuple) or len(arrays) != 3:
        require(False, "function", "design-outputs", arrays)
    a, b, exchanged = (np.asarray(array, dtype=np.float64) for array in arrays)
    if a.ndim == 1:
        a, b, exchanged = a[:, np.newaxis], b[..., np.newaxis], exchanged[..., np.newaxis]
    if a.ndim != 2 or b.shape != a.shape or exchanged.shape != (factors, *a.shape):
        shapes = [str(array.shape) for array in (a, b, exchanged)]
        raise UsageError("variance-shares.shapes", shapes=shapes)
    return a, b, exchanged


def _compute_design(
    function: Callable[[Floats], npt.ArrayLike],
    distributions: Sequence[Any],
    draws: int,
    scramblings: int,
    seed: int,
) -> tuple[Floats, Floats, Floats]:
    """Compute a function at all points of a design."""
    factors = len(distributions)
    quantiles = [read_quantiles(distribution) for distribution in distributions]
    parts: list[list[Floats]] = [[], [], []]
    for points in draw_pairs(factors, draws, scramblings, seed):
        values = np.stack(
            [quantiles[i % factors](points[:, i]) for i in range(2 * factors)], axis=-1
        )
        a, b = values[:, :factors], values[:, factors:]
        parts[0].append(run_function(function, a))
        parts[1].append(run_function(function, b))
        mixed = []
        for i in range(factors):
            exchanged = a.copy()
            exchanged[:, i] = b[:, i]
            mixed.append(run_function(function, exchanged))
        parts[2].append(np.stack(mixed))
    return np.concatenate(parts[0]), np.concatenate(parts[1]), np.concatenate(parts[2], axis=1)


def run_function(function: Callable[[Floats], npt.ArrayLike], points: Floats) -> Floats:
    """Return the outputs of a function at points, shape (runs, outputs)."""
    outputs = np.asarray(function(points.copy()), dtype=np.float64)
    if outputs.ndim == 1:
        outputs = outputs[:, np.newaxis]
    if outputs.ndim != 2 or len(outputs) != len(points):
        raise UsageError(
            "sensitivity.function-shape", runs=str(len(points)), shape=str(outputs.shape)
        )
    return outputs


def draw_pairs(factors: int, draws: int, scramblings: int, seed: int) -> list[Floats]:
    """Return low-discrepancy points for two samples of the factors, for each scrambling."""
    each = draws // scramblings if scramblings > 0 else 0
    if each < 2 or each * scramblings != draws or each & (each - 1):
        raise UsageError("sensitivity.draws", draws=str(draws), scramblings=str(scramblings))
    exponent = each.bit_length() - 1
    return [
        sobol_points(2 * factors, exponent, seed, scrambling) for scrambling in range(scramblings)
    ]


def read_quantiles(distribution: Any) -> Callable[[Floats], Floats]:
    """Return the quantile function of a distribution: two limits, or an object with ``ppf``."""
    ppf = getattr(distribution, "ppf", None)
    if callable(ppf):
        quantiles: Callable[[Floats], Floats] = ppf
        return quantiles
    numbers = isinstance(distribution, Sequence) and len(distribution) == 2
    if not numbers or not all(isinstance(limit, (int, float, Decimal)) for limit in distribution):
        require(False, "factors", "distribution", distribution)
    low, high = float(distribution[0]), float(distribution[1])
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        raise UsageError("sensitivity.limits", low=str(distribution[0]), high=str(distribution[1]))
    return lambda chances: low + (high - low) * chances
