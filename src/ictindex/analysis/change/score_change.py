r"""The change of every score between two editions, exactly explained by indicator and cause.

Steps are exact fractions. They are shown with the decimals of publication and rounded so that they
add up to the change of the published figures (see ``engine/statistics/apportionment.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from ictindex.analysis.change import change_inputs as kinds
from ictindex.analysis.change.change_inputs import EditionInputs, InputFact
from ictindex.analysis.change.change_steps import (
    COMMON_SCALE,
    ExactStep,
    MethodChange,
    explain_data,
    explain_methods,
    is_additive,
)
from ictindex.analysis.change.economy_change import (
    ChangeContext,
    ChangeStep,
    EconomyChange,
    describe_cause,
    make_waterfalls,
    round_places,
    say,
    waterfall_rows,
)
from ictindex.analysis.change.group_changes import make_group_frame, mean_steps
from ictindex.analysis.change.printed_split import PrintedPair
from ictindex.analysis.change.rank_split import RankedPair
from ictindex.analysis.tables.set_dependence import depends_on_set
from ictindex.core import decimals
from ictindex.core.arguments import ReadOnly, is_text, require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.core.higher_rooms import make_above
from ictindex.core.own_terms import terms_of, use_terms
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.data.observations import Observations
from ictindex.definitions.catalogue.economies import economy_by_name
from ictindex.editions.scenarios import what_if
from ictindex.engine.statistics.apportionment import apportion
from ictindex.indices.results import result_kind
from ictindex.indices.results.base import IndexFigures
from ictindex.indices.results.registry import COMPOSITE
from ictindex.indices.results.result_kind import KIND_OF_RESULT
from ictindex.language import i18n
from ictindex.language.i18n.collation import sort_key
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.frame_names import put_names
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Renderable, nested_record
from ictindex.language.i18n.sentences import Sentence, put_before

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.core.own_terms import OwnTerms
    from ictindex.core.plots import ScoreChangePlots
    from ictindex.indices.idi.result import Result

# Reasons why the change of an economy is not explained, with their messages.
ABSENT, NO_INDEX, NOT_BY_BOTH = "absent", "no-index", "not-by-both"
_CODES = MappingProxyType(
    {ABSENT: "change.absent", NO_INDEX: "change.no-index", NOT_BY_BOTH: "change.not-by-both"}
)
# The scores that are explained: those that were printed, or those that are computed here.
PUBLISHED: Final = "published"
RECOMPUTED: Final = "recomputed"
_MOST_SHOWN = 40
# Limits of listed changes, in points: the lowest limit that keeps the list short is used.
_LIMITS = (Decimal("0.1"), Decimal("0.5"), *map(Decimal, (1, 2, 3, 5, 8, 10, 15, 20, 30)))
_MOST_LISTED = 15


def _places(name: str, about: str) -> Column:
    return Column(name, "figure", about=about, page=False)


RANKS = define(
    "score-change-ranks",
    Column("economy", "economy", "views/economy", "ISO3 code"),
    Column("rank_before", "rank", "comparison/rank-before"),
    Column("rank_after", "rank", "comparison/rank-after"),
    Column("places", "count", about="gained", page=False),
    _places("own", "places gained by the own change"),
    _places("others", "places gained by the changes of others"),
    _places("coverage", "places gained by coverage"),
    Column("among_before", "count", about="economies ranked", page=False),
    Column("among_after", "count", about="economies ranked", page=False),
    Column("ranks", "code", about="published or unofficial", page=False),
    KIND_OF_RESULT,
    key=("economy",),
)
UNEXPLAINED = define(
    "score-change-unexplained",
    Column("economy", "economy", about="ISO3 code"),
    Column("reason", "code", about="absent, no-index or not-by-both"),
    Column("edition", "code", about="in which something is lacking"),
    Column("missing", "text", about="indicators", get=lambda case: ", ".join(case.missing)),
    Column("first", "score", about="index as published, where known"),
    Column("last", "score", about="index as published, where known"),
    Column("message", "text", get=lambda case: case.describe()),
    KIND_OF_RESULT,
    key=("economy",),
    page=(),
)


def _describe_steps(row: Mapping[str, Any], language: str) -> str:
    return describe_steps(row["steps"], language)


# Changes of scores on pages: of all economies, and of those that moved most.
MOVES = define(
    "score-change-moves",
    Column("economy", "economy", "views/economy"),
    Column("first", "score", "=before"),
    Column("last", "score", "=after"),
    Column("change", "figure", "=points", signed=True),
    Column("steps", "text", "=why", get=lambda change: change, write=_describe_steps),
    key=("economy",),
)


@dataclass(frozen=True, slots=True)
class Unexplained:
    """An economy whose change cannot be explained, with the reason.

    Parameters
    ----------
    economy : str
        ISO3 code.
    reason : str
        ``absent``: not in the edition. ``no-index``: without an index there. ``not-by-both``: the
        other methodology needs values that the edition does not have.
    edition : str
        The edition in which something is lacking.
    missing : tuple of str
        The missing indicators.
    first, last : decimal.Decimal or None
        The index as published, where it came with the observations.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> case = ict.analysis.explain_change(result, result).unexplained[1]
    >>> case.economy, case.reason, case.missing
    ('FRA', 'no-index', ('fixed-broadband-traffic',))
    """

    economy: str
    reason: str
    edition: str
    missing: tuple[str, ...]
    first: Decimal | None
    last: Decimal | None

    def describe(self, language: str | None = None) -> str:
        """Return the reason in words.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            A sentence.

        Examples
        --------
        >>> import ictindex as ict
        >>> idi = ict.methodology("idi", 2024)
        >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
        >>> case = ict.analysis.explain_change(result, result).unexplained[0]
        >>> case.describe("en").split(":")[0]
        'Afghanistan (AFG)'
        """
        values = {
            "economy": self.economy,
            "edition": self.edition,
            "indicator": self.missing or "-",
        }
        return i18n.message(_CODES[self.reason], values, language)


class ScoreChange(ReadOnly, Renderable):
    r"""The changes of all scores between two editions. Made by :func:`explain_change`.

    Parameters
    ----------
    before, after : Result
        The editions.
    history : Observations or None
        Values of earlier years in the later edition.
    on : str
        ``"published"``: the printed scores, where both editions came with them; ``"recomputed"``:
        the scores computed here.

    Notes
    -----
    Under one methodology :math:`S' - S = \sum_i W_i (s_i' - s_i)`, where :math:`W_i` is the exact
    share of an indicator in the index. Between methodologies each step is a Shapley value (A. F.
    Shorrocks, Journal of Economic Inequality 11 (2013), 99-126; P. de Boer and J. F. D. Rodrigues,
    Economic Systems Research (2019), doi:10.1080/09535314.2019.1652571): an average over all
    orders, which is additive and changes its sign when the editions are exchanged.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> other = ict.what_if(result, {("BRA", "internet-users"): "90", ("KEN", "coverage-4g"): "90"})
    >>> change = ict.analysis.explain_change(result, other)
    >>> change.before is result, change.after is other, len(change.economies)
    (True, True, 19)
    >>> print(change.economy("BRA").change, change.context.comparable)
    1.7 True
    >>> change.plot.kinds()
    ('waterfall',)
    >>> [case.economy for case in change.unexplained]
    ['AFG', 'FRA', 'LSO', 'VEN', 'YEM']
    >>> frame = change.to_frame()
    >>> float(frame.query("economy == 'BRA' and step > 0 and kind != 'end'")["points"].sum())
    1.7
    >>> columns = ["economy", "rank_before", "rank_after", "places", "ranks"]
    >>> change.ranks()[columns].query("economy == 'BRA'").values.tolist()
    [['BRA', 12, 11, 1, 'unofficial']]
    >>> change.groups("ldc").query("group == 'all' and kind in ('start', 'end')")["points"].tolist()
    [78.98, 79.05]
    >>> change.to_dict()["economies"][0]["economy"]
    'AZE'
    """

    before: Result
    after: Result
    history: Observations | None
    _on: str

    def __init__(
        self,
        before: Result,
        after: Result,
        history: Observations | None = None,
        on: str = PUBLISHED,
    ) -> None:
        self._set(before=before, after=after, history=history, _on=on)

    # ---------------------------------------------------------------- what is compared

    @property
    def plot(self) -> ScoreChangePlots:
        """Charts of the changes: ``change.plot.waterfall("BRA")``."""
        plots: ScoreChangePlots = make_above("plot", self)
        return plots

    @cached_property
    def context(self) -> ChangeContext:
        """The common context of all changes: editions, methodologies, decimals."""
        results = (self.before, self.after)
        scales = [result.methodology.plan.scale for result in results]
        names = name_editions(self.before, self.after)
        used = tuple(result.methodology.id for result in results)
        places = [
            result.decimals - (0 if len(set(scales)) == 1 else (COMMON_SCALE / scale).adjusted())
            for result, scale in zip(results, scales, strict=True)
        ]
        attributes = {
            "before": self.before.id,
            "after": self.after.id,
            "methodology_before": used[0],
            "methodology_after": used[1],
            "rule": "rounded to add up to the published change: largest remainder",
        }
        for key, result in zip(("before", "after"), results, strict=True):
            attributes |= {f"{name}_{key}": t for name, t in result.frame_attributes().items()}
        return ChangeContext(
            index=self.before.index,
            before=names[0],
            after=names[1],
            methodologies=(used[0], used[1] if not self._is_one_method else used[0]),
            scaled=len(set(scales)) > 1,
            decimals=max(0, *places),
            kind=result_kind.join_kinds(result.kind for result in results)
            if self._printed is None
            else result_kind.COMPUTED,
            notices=tuple(zip(names, results, strict=True)),
            attributes=MappingProxyType(attributes),
            indices=self._indices,
            printed=self._printed is not None,
        )

    @property
    def _own_terms(self) -> OwnTerms | None:
        """Names and facts of the user's own indicators and areas, if there are any."""
        return terms_of(self.after)

    @property
    def _is_one_method(self) -> bool:
        return bool(self.before.methodology.document == self.after.methodology.document)

    @property
    def _is_sum(self) -> bool:
        """True if both follow one methodology under which indicators add up to the index."""
        return self._is_one_method and is_additive(self.before.methodology.plan)

    @cached_property
    def _inputs(self) -> tuple[EditionInputs, EditionInputs]:
        first, last = EditionInputs(self.before), EditionInputs(self.after)
        if self.history is None:
            return first, last
        if self.before.year <= self.after.year:
            return first, EditionInputs(self.after, self.history)
        return EditionInputs(self.before, self.history), last

    @cached_property
    def _crossed(self) -> tuple[EditionInputs, EditionInputs]:
        """The inputs of each edition as used by the methodology of the other edition."""
        return (
            EditionInputs(what_if(self.before, methodology=self.after.methodology)),
            EditionInputs(what_if(self.after, methodology=self.before.methodology)),
        )

    @cached_property
    def _ranked(self) -> RankedPair | None:
        if not self._is_one_method:
            return None
        printed = None if self._printed is None else self._printed.indices
        return RankedPair.from_results(self.before, self.after, printed)

    @cached_property
    def _printed(self) -> PrintedPair | None:
        """The printed scores of both editions, if these are what is explained."""
        if self._on != PUBLISHED or not self._is_sum:
            return None
        return PrintedPair.from_inputs(self._inputs)

    @cached_property
    def _indices(self) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
        """The index of each economy in both editions: printed, or computed and rounded."""
        if self._printed is not None:
            return self._printed.indices
        first, last = (
            {
                economy: row[-1]
                for economy, row in zip(result.economies, result.rounded_rows, strict=True)
                if row[-1] is not None
            }
            for result in (self.before, self.after)
        )
        return first, last

    # ---------------------------------------------------------------- economies

    @cached_property
    def _sorted(self) -> tuple[tuple[str, ...], tuple[Unexplained, ...]]:
        explained, unexplained = [], []
        excluded = {
            exclusion.economy
            for result in (self.before, self.after)
            for exclusion in result.exclusions
        }
        named = {*self.before.economies, *self.after.economies, *excluded}
        for economy in sorted(named.union(*self._indices)):
            reason = self._refuse(economy)
            if reason is None:
                explained.append(economy)
            else:
                unexplained.append(reason)
        return tuple(explained), tuple(unexplained)

    @cached_property
    def _cached_changes(self) -> dict[str, EconomyChange]:
        """The changes that were already computed."""
        return {}

    def _each(self) -> Iterator[EconomyChange]:
        for economy in self.economies:
            yield self.economy(economy)

    @property
    def economies(self) -> tuple[str, ...]:
        """ISO3 codes of the economies whose change is explained, sorted."""
        return self._sorted[0]

    @property
    def unexplained(self) -> tuple[Unexplained, ...]:
        """Other economies of the two editions, and why their change cannot be explained."""
        return self._sorted[1]

    def economy(self, economy: str) -> EconomyChange:
        """Return the change of one economy: its steps, its rank, and its page.

        Parameters
        ----------
        economy : str
            ISO3 code, or a name of the economy in any of the six languages.

        Returns
        -------
        EconomyChange
            Its waterfall.

        Raises
        ------
        UsageError
            If its change cannot be explained; the message states the reason.
        CatalogueError
            If the economy is in neither edition.
        """
        named = economy_by_name(economy) if is_text(economy) else None
        code = economy if economy in self.economies else named
        if code in self.economies:
            if code not in self._cached_changes:
                self._cached_changes[code] = self._explain(code)
            return self._cached_changes[code]
        for unexplained in self.unexplained:
            if unexplained.economy in (economy, named):
                raise UsageError(
                    _CODES[unexplained.reason],
                    economy=unexplained.economy,
                    edition=unexplained.edition,
                    indicator=unexplained.missing or "-",
                )
        raise CatalogueError(
            "explain.economy-unknown", wanted=str(economy)[:80], hint="-", result=self.after.id
        )

    def _refuse(self, economy: str) -> Unexplained | None:
        """Return the reason why the change of an economy is not explained; ``None`` if it is."""
        results = (self.before, self.after)
        if self._printed is not None and all(economy in side for side in self._indices):
            return None
        printed = [self._find_published(result, economy) for result in results]
        names = (self.context.before, self.context.after)
        for name, result, scores in zip(names, results, self._indices, strict=True):
            if economy in scores:
                continue
            excluded = [
                exclusion for exclusion in result.exclusions if exclusion.economy == economy
            ]
            if economy not in result.economies and not excluded:
                return Unexplained(economy, ABSENT, name, (), *printed)
            lacking = excluded[0].details.get("indicator", ()) if excluded else ()
            missing = lacking if isinstance(lacking, tuple) else ()
            return Unexplained(economy, NO_INDEX, name, missing, *printed)
        if self._is_sum:
            return None
        for side in (0, 1):
            values = self._values(side, economy)
            missing = tuple(key for key, value in values.items() if value is None)
            if missing:
                name = (self.context.before, self.context.after)[side]
                return Unexplained(economy, NOT_BY_BOTH, name, missing, *printed)
        return None

    def _find_published(self, result: Result, economy: str) -> Decimal | None:
        """Return the index of an economy as published, where its observations have it."""
        figures = result.published or result.observations.published.get(result.edition)
        root = result.methodology.plan.root
        return None if figures is None else figures.values.get((economy, root))

    def _values(self, side: int, economy: str) -> dict[str, Decimal | None]:
        """Return the value of each indicator of the two methodologies in one of the editions."""
        own = self._inputs[side]
        plans = [result.methodology.plan for result in (self.before, self.after)]
        keys = dict.fromkeys(key for plan in plans for key in plan.indicators)
        values: dict[str, Decimal | None] = {}
        for key in keys:
            value = own.value(economy, key)
            if value is None and not self._is_one_method:
                value = self._crossed[side].value(economy, key)
            values[key] = value
        return values

    def _facts(self, economy: str, key: str) -> tuple[InputFact | None, InputFact | None]:
        def find(side: int) -> InputFact | None:
            fact: InputFact | None
            both = (self._inputs, *(() if self._is_one_method else (self._crossed,)))
            for inputs in (pair[side] for pair in both):
                plan = inputs.result.methodology.plan
                if key in plan.indicators and economy in inputs.result.economies:
                    fact = inputs.fact(economy, plan.indicators.index(key))
                    if fact is not None:
                        return fact
            return None

        return find(0), find(1)

    def _explain(self, economy: str) -> EconomyChange:
        if self._printed is not None:
            scores = [side[economy] for side in self._indices]
            return self._change(economy, scores, scores, self._printed.split(economy, scores))
        results = (self.before, self.after)
        rounded, unrounded = [], []
        for result in results:
            e = result.economy_position(economy)
            factor = COMMON_SCALE / result.methodology.plan.scale if self.context.scaled else 1
            with decimals.exact():
                rounded.append((result.rounded_rows[e][-1] or Decimal(0)) * factor)
                unrounded.append((result.exact_scores.scores[e][-1] or Decimal(0)) * factor)
        return self._change(economy, rounded, unrounded, self._steps(economy))

    def _change(
        self,
        economy: str,
        rounded: Sequence[Decimal],
        unrounded: Sequence[Decimal],
        exact: Sequence[ExactStep],
    ) -> EconomyChange:
        """Return the change with its steps, rounded to add up to the change of the two scores."""
        places = self.context.decimals
        ends = [decimals.round_half_up(score, places) for score in rounded]
        whole = round((Fraction(ends[1]) - Fraction(ends[0])) * 10**places)
        units = apportion([step.points * 10**places for step in exact], whole)
        steps = tuple(
            ChangeStep(
                step.indicator,
                step.kind,
                Decimal(unit).scaleb(-places),
                step.points,
                step.before,
                step.after,
                step.revision_known,
                step.together,
                step.margin,
            )
            for step, unit in zip(exact, units, strict=True)
        )
        rank = None if self._ranked is None else self._ranked.split(economy)
        return EconomyChange(
            economy, (ends[0], ends[1]), (unrounded[0], unrounded[1]), steps, rank, self.context
        )

    def _steps(self, economy: str) -> list[ExactStep]:
        if self._is_sum:
            return explain_data(*self._inputs, economy)
        plans = (self.before.methodology.plan, self.after.methodology.plan)
        values = [
            {key: value for key, value in self._values(side, economy).items() if value is not None}
            for side in (0, 1)
        ]
        method = MethodChange(plans, (values[0], values[1]))
        return explain_methods(method, {k: self._facts(economy, k) for k in method.indicators()})

    # ---------------------------------------------------------------- frames

    def to_frame(self, *, names: str | None = None) -> pd.DataFrame:
        """Return the waterfalls of all economies: a row for each start, step and end.

        Parameters
        ----------
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns as in :meth:`~ictindex.analysis.change.economy_change.EconomyChange.to_frame`.
        """
        rows = [row for change in self._each() for row in waterfall_rows(change)]
        table = make_waterfalls(rows, self.context)
        return put_names(write_frame(table, self.context.attributes), names, self)

    def ranks(self, *, names: str | None = None) -> pd.DataFrame:
        """Return the change of every rank, split into own change, others' changes and coverage.

        Parameters
        ----------
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, rank_before, rank_after, places (gained), own, others, coverage
            (places gained by each, one decimal, adding up), among_before, among_after, ranks
            (``published``, or ``unofficial`` where the edition publishes none or is incomplete),
            result_kind.

        Raises
        ------
        UsageError
            If the editions follow different methodologies: their ranks are not comparable.
        """
        if not self._is_one_method:
            raise UsageError("series.not-comparable", documents=list(self.context.methodologies))
        table = make_rank_changes(self)
        return put_names(write_frame(table, self.context.attributes), names, self)

    def groups(
        self,
        by: str | Mapping[str, str] = "itu-region",
        *,
        vintage: str | None = None,
        names: str | None = None,
    ) -> pd.DataFrame:
        r"""Return the change of the unweighted mean of each group as a waterfall.

        The steps are means over the economies with the index in both editions (matched). Economies
        that left or joined are a separate step: it changes a mean but no score.

        .. math:: \bar S'_{B} - \bar S_{A} = (\bar S_{A \cap B} - \bar S_{A}) +
                  \sum_k \bar\Delta_k + (\bar S'_{B} - \bar S'_{A \cap B})

        Parameters
        ----------
        by : str or mapping
            A dated grouping of the catalogue, or a mapping of ISO3 codes to names of groups.
        vintage : str, optional
            Vintage of the grouping; by default that of the later edition.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns group, step, kind, indicator, points, from, to (means, one decimal more than
            published), economies (number with the step), matched (economies in both), result_kind.
            Groups without a matched economy have no rows; ``all`` is every economy.

        Raises
        ------
        UsageError
            If the editions follow different methodologies.
        CatalogueError
            If the grouping or its vintage is unknown.
        """
        if not self._is_one_method:
            raise UsageError("series.not-comparable", documents=list(self.context.methodologies))
        with use_terms(self._own_terms):
            frame = make_group_frame(self, by, vintage)
        return put_names(frame, names, self)

    _json_name = "score-changes"

    def _to_dict(self) -> dict[str, Any]:
        """Return the changes as plain data, for JSON."""
        return {
            "before": self.before.head(),
            "after": self.after.head(),
            "methodologies": list(self.context.methodologies),
            result_kind.COLUMN: self.context.kind,
            "economies": [nested_record(change) for change in self._each()],
            "unexplained": write_records(self._unexplained_table()),
        }

    def unexplained_frame(self, *, names: str | None = None) -> pd.DataFrame:
        """Return the economies whose change is not explained.

        Parameters
        ----------
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, reason, edition (in which something is lacking), missing (indicators),
            first, last (index as published, where known), message.

        Examples
        --------
        >>> import ictindex as ict
        >>> idi = ict.methodology("idi", 2024)
        >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
        >>> frame = ict.analysis.explain_change(result, result).unexplained_frame()
        >>> frame.loc[1, ["economy", "reason", "missing"]].tolist()
        ['FRA', 'no-index', 'fixed-broadband-traffic']
        """
        return put_names(write_frame(self._unexplained_table()), names, self)

    def _unexplained_table(self) -> Table:
        return Table.of(UNEXPLAINED, self.unexplained, {result_kind.COLUMN: self.context.kind})

    # ---------------------------------------------------------------- page

    def _blocks(self, language: str) -> list[Block]:
        context = self.context
        editions = {"before": context.before, "after": context.after}
        index = i18n.label("nodes", context.index, language)
        changes = list(self._each())
        blocks: list[Block] = [
            i18n.Heading(say("title", language, index=index, **editions), 1),
            Sentence("score-change/explained", count=len(changes)),
            *context.notes(language),
            *list_extents(context),
        ]
        if changes:
            blocks += self._mean_blocks(language)
            blocks += self._economy_blocks(changes, language)
        return [*blocks, *self._unexplained_blocks(language)]

    def _mean_blocks(self, language: str) -> Iterator[Block]:
        """Yield the mean change of the matched economies by indicator and kind."""
        changes = list(self._each())
        means = mean_steps(changes, self.context.decimals + 1)
        present = dict.fromkeys(step.kind for step in means if step.points)
        order = [*kinds.DATA_KINDS, *kinds.METHOD_KINDS, *kinds.PRINTED_KINDS]
        columns = sorted(present, key=order.index)
        rows: dict[str, dict[str, Decimal]] = {}
        for step in means:
            if step.indicator or step.points:
                name = step.name(language)
                rows.setdefault(name, {})[step.kind] = step.points
        rows[say("all-indicators", language)] = _sum_rows(rows)
        yield i18n.Heading(say("means", language, count=str(len(changes))), 2)
        headers = [
            say("step", language),
            say("points", language),
            *(i18n.label("change-kinds", key, language) for key in columns),
        ]
        shown = []
        for name, points in rows.items():
            total = sum(points.values(), Decimal(0))
            cells = [
                i18n.number(points[key], language, signed=True) if key in points else "–"
                for key in columns
            ]
            shown.append([name, i18n.number(total, language, signed=True), *cells])
        yield i18n.Grid(headers, shown, frozenset(range(1, len(headers))))
        yield Sentence("score-change/coverage-note")

    def _economy_blocks(self, changes: list[EconomyChange], language: str) -> Iterator[Block]:
        yield i18n.Heading(say("economies", language), 2)
        if len(changes) > _MOST_SHOWN:
            yield from list_bands(changes, self.context, language)
        else:
            yield write_grid(list_moves(changes, self.context, language), language)
        yield Sentence("score-change/last-place")

    def _unexplained_blocks(self, language: str) -> Iterator[Block]:
        if not self.unexplained:
            return
        count = str(len(self.unexplained))
        yield i18n.Heading(say("unexplained", language, count=count), 2)
        lines = []
        for unexplained in self.unexplained:
            line = unexplained.describe(language)
            if unexplained.first is not None and unexplained.last is not None:
                printed = Sentence(
                    "score-change/as-published", first=unexplained.first, last=unexplained.last
                )
                line = i18n.sentences(line, printed.to_text(language), language)
            lines.append(line)
        yield i18n.Bullets(lines)
        yield Sentence("score-change/not-solved")


def list_extents(context: ChangeContext) -> Iterator[Sentence]:
    """Yield a note for each edition of which only a part of the economies is available."""
    for (name, result), scores in zip(context.notices, context.indices, strict=True):
        part = replace(result.extent, here=len(scores)).sentence
        if part is not None:
            yield put_before(name, part).as_note()


def _sum_rows(rows: Mapping[str, Mapping[str, Decimal]]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for points in rows.values():
        for key, value in points.items():
            totals[key] = totals.get(key, Decimal(0)) + value
    return totals


def list_moves(changes: Iterable[EconomyChange], context: ChangeContext, language: str) -> Table:
    """Return changes of economies as a table for a page, in the order of their names."""

    def order(change: EconomyChange) -> tuple[object, str, str]:
        return sort_key(i18n.economy_name(change.economy, language), language)

    facts = {
        "before": context.before,
        "after": context.after,
        "points": say("points", language),
        "why": say("main-steps", language),
    }
    return Table.of(MOVES, sorted(changes, key=order), facts)


def list_bands(
    changes: Sequence[EconomyChange], context: ChangeContext, language: str
) -> Iterator[Block]:
    """Yield the rises and the falls above a limit, each a whole band in the order of names."""
    # Nothing here ranks economies: a band has all economies above its limit.
    limit, chosen = choose_largest({change.economy: change.change for change in changes})
    for key, sign in (("risen", 1), ("fallen", -1)):
        own = [each for each in changes if each.economy in chosen and sign * each.change > 0]
        if own:
            yield describe_band(key, limit, len(own), len(changes))
            yield write_grid(list_moves(own, context, language), language)


def choose_largest(changes: Mapping[str, Decimal]) -> tuple[Decimal, list[str]]:
    """Return a limit in points, and all economies whose score changed by so much or more."""
    for limit in _LIMITS:
        chosen = [code for code, change in changes.items() if abs(change) >= limit]
        if len(chosen) <= _MOST_LISTED:
            return limit, chosen
    return limit, chosen


def describe_band(key: str, limit: Decimal, count: int, total: int) -> Sentence:
    """Return how many economies rose or fell by a number of points or more."""
    return Sentence(f"release-note/{key}", limit=limit, count=count, total=total)


def describe_steps(change: EconomyChange, language: str, most: int = 3) -> str:
    """Return the largest steps of an economy with their points."""
    moved = [step for step in change.steps if step.kind != kinds.ROUNDING]
    ordered = sorted(moved, key=lambda step: -abs(step.exact))
    named = [describe_cause(step).to_text(language) for step in ordered[:most] if step.points]
    return i18n.clauses(named, language)


def name_editions(before: Result, after: Result) -> tuple[str, str]:
    """Return short names of two results: their editions, or their ids where these are clearer."""
    plain = [
        str(result.edition)
        if result.is_reference_year and "what_if" not in result.frame_attributes()
        else result.id
        for result in (before, after)
    ]
    if plain[0] == plain[1]:
        plain = [before.id, after.id]
    return plain[0], plain[1]


def explain_change(
    before: Result,
    after: Result,
    *,
    history: Observations | None = None,
    on: Literal["published", "recomputed"] = "published",
) -> ScoreChange:
    """Explain the change of every score between two editions, by indicator and cause.

    Parameters
    ----------
    before, after : Result
        Two opened editions of one index, or other results; a what-if is marked as such.
    history : Observations, optional
        Values of earlier years in the later edition. Where it has a value for the year that the
        earlier edition used, a revision can be distinguished from the change over time.
    on : str
        ``"published"``: where the values of both editions came with the scores that ITU prints, as
        :func:`ictindex.read_observations` reads them from its workbook, the change of the printed
        index is split by the printed scores of the indicators; other results by their own scores.
        ``"recomputed"``: always by the scores computed here, for economies with all values.

    Returns
    -------
    ScoreChange
        A waterfall for each economy; frames, group means, and a page in six languages.

    Raises
    ------
    UsageError
        If the results are of different indices, or of price baskets; or if the methodologies differ
        and one of them cannot compute the data of the other.

    Notes
    -----
    The method assumes that the score of an economy depends only on its own values, as with
    goalposts; a variant whose parameters come from each set of economies is refused. Where the
    index is not a weighted arithmetic mean (a variant with a geometric mean), each changed value is
    a separate player in the Shapley value; this may take a second for an economy.

    Nothing is imputed: an economy without the index in one of the editions is named, with its
    missing indicators. A value that ITU does not publish is never derived from a published score.
    Between printed scores, what is not printed below a pillar is one step with its total, and what
    the rounding of the printed figures leaves is a step of its own.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> other = ict.what_if(result, {("BRA", "internet-users"): "90"})
    >>> print(ict.analysis.explain_change(result, other).economy("BRA").change)
    1.7
    """
    for name, result in (("before", before), ("after", after)):
        require(isinstance(result, IndexFigures), name, "result", result)
        if result.implementation != COMPOSITE:
            raise UsageError("change.baskets")
    fits = history is None or isinstance(history, Observations)
    require(fits, "history", "observations", history)
    if before.index != after.index:
        raise UsageError("series.mixed")
    for result in (before, after):
        if depends_on_set(result.methodology):
            raise UsageError("series.own-parameters", document=result.methodology.id)
    if on not in (PUBLISHED, RECOMPUTED):
        raise UsageError("groups.on-unknown", wanted=str(on)[:80])
    return ScoreChange(before, after, history, on)


def make_rank_changes(changes: ScoreChange) -> Table:
    """Return the change of every rank, split into its causes (see ``ScoreChange.ranks``)."""
    rows = [
        {
            "economy": change.economy,
            "rank_before": rank.before,
            "rank_after": rank.after,
            "places": rank.before - rank.after,
            **round_places(rank),
            "among_before": len(changes.context.indices[0]),
            "among_after": len(changes.context.indices[1]),
            "ranks": "published" if rank.published else "unofficial",
        }
        for change in map(changes.economy, changes.economies)
        if (rank := change.rank) is not None
    ]
    return Table.of(RANKS, rows, {result_kind.COLUMN: changes.context.kind})
