"""The change of the score of one economy: its steps, its rank, and its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ictindex.analysis.change import change_inputs as kinds
from ictindex.analysis.change.change_inputs import InputFact
from ictindex.analysis.change.rank_split import RankChange
from ictindex.core import decimals
from ictindex.core.arguments import ReadOnly
from ictindex.core.data_classes import dataclass
from ictindex.core.higher_rooms import make_above
from ictindex.core.own_terms import terms_of
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.engine.statistics.apportionment import apportion
from ictindex.indices.results import result_kind
from ictindex.indices.results.result_kind import KIND_OF_RESULT
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.frame_names import put_names
from ictindex.language.i18n.renderable import Renderable
from ictindex.language.i18n.sentences import Sentence, add_detail, put_before

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.core.own_terms import OwnTerms
    from ictindex.core.plots import EconomyChangePlots


def _text(name: str, about: str, kind: str = "code") -> Column:
    return Column(name, kind, about=about, exact=True)


WATERFALL = define(
    "score-change",
    _text("economy", "ISO3 code", "economy"),
    Column("step", "count", about="counted from 0", gaps=True),
    _text("kind", "start, the kind of the step, or end"),
    _text("indicator", "id", "indicator"),
    Column("points", "figure", about="of the index, so that all steps add up"),
    Column("from", "figure", about="score before the step"),
    Column("to", "figure", about="score after the step: a bar of a waterfall"),
    Column("value_from", "value", about="in the catalogue's unit"),
    Column("value_to", "value", about="in the catalogue's unit"),
    Column("year_from", "year", gaps=True),
    Column("year_to", "year", gaps=True),
    _text("basis_from", "observed, estimated, ..."),
    _text("basis_to", "observed, estimated, ..."),
    Column("carried_from", "boolean", about="from an earlier year", gaps=True),
    Column("carried_to", "boolean", about="from an earlier year", gaps=True),
    _text("clipped_from", "the goalpost at which the value was cut"),
    _text("clipped_to", "the goalpost at which the value was cut"),
    _text("source_from", "as stated"),
    _text("source_to", "as stated"),
    Column("revision_known", "boolean", gaps=True),
    Column("exact_points", "figure", about="20 decimals", exact=True),
    _text("cause", "what the records of both editions show of the step"),
    _text("together", "the indicators of a step of several that are not published"),
    Column("margin", "figure", about="points by which rounding of printed scores may move it"),
    KIND_OF_RESULT,
    key=("economy", "step"),
    page=(),
)
_MOST_NAMED = 3
# Causes whose words state the year of the new value, and those that also state that of the old.
_OF_ONE_YEAR = (
    kinds.MEASURED,
    kinds.SOURCE_CHANGED,
    kinds.REVISED,
    kinds.ESTIMATED,
    kinds.SAME,
)
_OF_TWO_YEARS = (
    kinds.ESTIMATE_REPLACED,
    kinds.ESTIMATE_USED,
    kinds.CARRIED_REPLACED,
    kinds.CARRIED,
)


@dataclass(frozen=True, slots=True)
class ChangeStep:
    """One step of the change of a score.

    Parameters
    ----------
    indicator : str
        Id of the indicator, or of the node whose score was supplied instead of the values below it;
        empty for a step without indicator (weights, structure).
    kind : str
        ``observed``: both values observed. ``source``: the source or the status differs (an
        official value replaces an estimate, a new value replaces a carried one, or the reverse).
        ``revised``: another value of the same year. ``estimated``: an estimate in both.
        ``same-value``: the same value again. ``source-not-stated``: one of the sources is unknown.
        ``score-only``: both scores are published without their values. ``what-if``: a value from a
        what-if. Between methodologies also ``goalposts``, ``weights``, ``structure``. Between
        printed scores also ``not-published``: what is not printed below a node, together; and
        ``rounding``: what the rounding of the printed figures leaves.
    points : decimal.Decimal
        Points of the index, with the decimals of publication: all steps add up to the change of
        the published figures.
    exact : fractions.Fraction
        The same, exactly.
    before, after : InputFact or None
        The inputs of both editions; ``None`` for a step without input.
    revision_known : bool
        Whether a revision of the earlier year can be distinguished from a change over time.
    together : tuple of str
        The indicators (or nodes) that a step ``not-published`` has together; otherwise empty.
    margin : fractions.Fraction
        Points by which the rounding of printed scores may move the step; 0 for a computed one.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> other = ict.what_if(result, {("BRA", "internet-users"): "90"})
    >>> step = ict.analysis.explain_change(result, other).economy("BRA").steps[0]
    >>> step.indicator, step.kind, step.points, step.cause
    ('internet-users', 'what-if', Decimal('1.7'), 'what-if')
    """

    indicator: str
    kind: str
    points: Decimal
    exact: Fraction
    before: InputFact | None = None
    after: InputFact | None = None
    revision_known: bool = True
    together: tuple[str, ...] = ()
    margin: Fraction = Fraction(0)

    @property
    def cause(self) -> str:
        """The cause of the step as the records of both editions show it, as a code.

        ``measured``: new values of one source. ``source-changed``: with another note of the
        source.
        ``estimate-replaced``, ``estimate-used``: a value in place of an estimate, or the reverse.
        ``carried-replaced``, ``carried``: a value in place of one of an earlier year, or the value
        of an earlier year. ``revised``, ``same-value``: another value, or the same, of one year.
        ``estimated``: an estimate in both. Otherwise the kind of the step.
        """
        return kinds.find_cause(self.kind, self.before, self.after)


@dataclass(frozen=True, slots=True)
class ChangeContext:
    """The common context of the changes of all economies."""

    index: str
    before: str
    after: str
    methodologies: tuple[str, str]
    scaled: bool
    decimals: int
    kind: str
    notices: tuple[tuple[str, Any], ...]
    attributes: Mapping[str, str]
    # The index of each economy in both editions, and whether it is the printed one.
    indices: tuple[Mapping[str, Decimal], Mapping[str, Decimal]]
    printed: bool = False

    @property
    def comparable(self) -> bool:
        """True if both editions follow one methodology."""
        return self.methodologies[0] == self.methodologies[1]

    def notes(self, language: str) -> list[Block]:
        """Return the first notes of every view: the editions, and whether levels are comparable."""
        blocks: list[Block] = [
            put_before(name, notice).as_note()
            for name, result in self.notices
            for notice in result.list_notices()
        ]
        if not self.comparable:
            used = Sentence("score-change/other-methods", documents=self.methodologies)
            blocks += [used.as_note(), Sentence("score-change/orders")]
        if self.scaled:
            blocks.append(Sentence("score-change/common-scale"))
        if self.printed:
            blocks.append(Sentence("score-change/of-printed"))
        return blocks


class EconomyChange(ReadOnly, Renderable):
    """The change of one economy. Made by :meth:`ictindex.analysis.ScoreChange.economy`.

    Parameters
    ----------
    economy : str
        ISO3 code.
    ends : tuple of decimal.Decimal
        Both scores as published.
    unrounded : tuple of decimal.Decimal
        Both scores before rounding, to 20 places.
    steps : tuple of ChangeStep
        The steps, in the order of the methodology.
    rank : RankChange or None
        The change of the rank; ``None`` between methodologies.
    context : ChangeContext
        The common context with the changes of the other economies.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> other = ict.what_if(result, {("BRA", "internet-users"): "90"})
    >>> brazil = ict.analysis.explain_change(result, other).economy("BRA")
    >>> print(brazil.economy, brazil.first, brazil.last, brazil.change)
    BRA 82.0 83.7 1.7
    >>> sum(step.points for step in brazil.steps) == brazil.change
    True
    >>> sum(brazil.to_frame()["exact_points"][1:-1]) == brazil.unrounded[1] - brazil.unrounded[0]
    True
    >>> brazil.rank.before, brazil.rank.after, brazil.context.comparable
    (12, 11, True)
    >>> brazil.plot.kinds()
    ('waterfall',)
    >>> brazil.to_frame()[["step", "kind", "points", "from", "to"]].values.tolist()[:2]
    [[0, 'start', 82.0, 0.0, 82.0], [1, 'what-if', 1.7, 82.0, 83.7]]
    """

    economy: str
    ends: tuple[Decimal, Decimal]
    unrounded: tuple[Decimal, Decimal]
    steps: tuple[ChangeStep, ...]
    rank: RankChange | None
    context: ChangeContext

    def __init__(
        self,
        economy: str,
        ends: tuple[Decimal, Decimal],
        unrounded: tuple[Decimal, Decimal],
        steps: tuple[ChangeStep, ...],
        rank: RankChange | None,
        context: ChangeContext,
    ) -> None:
        self._set(
            economy=economy,
            ends=ends,
            unrounded=unrounded,
            steps=steps,
            rank=rank,
            context=context,
        )

    @property
    def plot(self) -> EconomyChangePlots:
        """The chart of the change: ``change.plot.waterfall()``."""
        plots: EconomyChangePlots = make_above("plot", self)
        return plots

    @property
    def _own_terms(self) -> OwnTerms | None:
        """Names and facts of the user's own indicators and areas, if there are any."""
        terms: OwnTerms | None = terms_of(self.context.notices[1][1])
        return terms

    @property
    def first(self) -> Decimal:
        """The score of the first edition, as published."""
        return self.ends[0]

    @property
    def last(self) -> Decimal:
        """The score of the last edition, as published."""
        return self.ends[1]

    @property
    def change(self) -> Decimal:
        """The change of the published figures, in points."""
        with decimals.exact():
            return self.last - self.first

    def to_frame(self, *, names: str | None = None) -> pd.DataFrame:
        """Return a row for each bar of a waterfall: the start, the steps, the end.

        Parameters
        ----------
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, step (counted from 0), kind (``start``, the kind of the step, or
            ``end``), indicator, points, from, to (score before and after the step: a bar of a
            waterfall), value_from, value_to (in the catalogue's units), year_from, year_to,
            basis_from, basis_to, carried_from, carried_to, clipped_from, clipped_to, source_from,
            source_to, revision_known, exact_points (``Decimal``, 20 places), cause (what the
            records show of the step), together (the indicators of a step of several), margin
            (points by which rounding of printed scores may move it), result_kind.
        """
        return put_names(write_frame(self._waterfall, self.context.attributes), names, self)

    @property
    def _waterfall(self) -> Table:
        return make_waterfalls(waterfall_rows(self), self.context)

    _json_name = "economy-change"

    def _to_dict(self) -> dict[str, Any]:
        """Return the change as plain data, for JSON."""
        rank = self.rank
        return {
            "economy": self.economy,
            "before": self.context.before,
            "after": self.context.after,
            "methodologies": list(self.context.methodologies),
            "first": format(self.first, "f"),
            "last": format(self.last, "f"),
            "change": format(self.change, "f"),
            "rank": None
            if rank is None
            else {
                "before": rank.before,
                "after": rank.after,
                **{key: format(value, "f") for key, value in round_places(rank).items()},
                "published": rank.published,
            },
            "rows": write_records(self._waterfall),
        }

    def _blocks(self, language: str) -> list[Block]:
        context = self.context
        editions = {"before": context.before, "after": context.after}
        index = i18n.label("nodes", context.index, language)
        name = i18n.economy_name(self.economy, language)
        blocks: list[Block] = [
            i18n.Heading(say("title-economy", language, economy=name, index=index, **editions), 1),
            Sentence(
                "score-change/from-to",
                before=context.before,
                after=context.after,
                first=self.first,
                last=self.last,
                change=self.change,
            ),
            *context.notes(language),
            *self._main_causes(),
            self._table(language),
            *self._remarks(),
        ]
        if self.rank is not None:
            blocks += describe_rank(self.rank)
        return blocks

    def _main_causes(self) -> Iterator[Sentence]:
        """Yield the steps that added most and the steps that reduced most."""
        for key, sign in (("most-gained", 1), ("most-lost", -1)):
            moved = [step for step in self.steps if step.kind != kinds.ROUNDING]
            ordered = sorted(moved, key=lambda step: -sign * step.exact)
            causes = tuple(
                describe_cause(step) for step in ordered[:_MOST_NAMED] if sign * step.points > 0
            )
            if causes:
                yield Sentence(f"score-change/{key}", causes=causes)

    def _table(self, language: str) -> Block:
        context = self.context
        headers = [
            say("step", language),
            say("why", language),
            say("input-of", language, edition=context.before),
            say("input-of", language, edition=context.after),
            say("points", language),
            say("level", language),
        ]
        level = self.first
        rows = [
            [
                say("score-of", language, edition=context.before),
                "",
                "",
                "",
                "",
                i18n.number(level, language),
            ]
        ]
        for step in self.steps:
            with decimals.exact():
                level += step.points
            rows.append(
                [
                    name_step(step).to_text(language),
                    word_cause(step).to_text(language) if step.indicator else "",
                    describe_input(step.before, language),
                    describe_input(step.after, language),
                    i18n.number(step.points, language, signed=True),
                    i18n.number(level, language),
                ]
            )
        rows.append(
            [
                say("score-of", language, edition=context.after),
                "",
                "",
                "",
                "",
                i18n.number(self.last, language),
            ]
        )
        return i18n.Grid(headers, rows, frozenset((4, 5)))

    def _remarks(self) -> Iterator[Sentence]:
        """Yield the notes on goalposts, revisions that cannot be distinguished, and rounding."""
        moved = [step for step in self.steps if step.before is not None or step.after is not None]
        for key in ("before", "after"):
            clipped = tuple(
                name_step(step)
                for step in moved
                if (fact := getattr(step, key)) is not None and fact.clipped
            )
            if clipped:
                edition = getattr(self.context, key)
                yield Sentence("score-change/at-goalpost", edition=edition, names=clipped)
        of_data = [
            step for step in moved if step.kind not in (*kinds.METHOD_KINDS, *kinds.PRINTED_KINDS)
        ]
        untold = tuple(
            name_step(step)
            for step in of_data
            if not step.revision_known and step.kind not in (kinds.HYPOTHETICAL, kinds.SCORE_ONLY)
        )
        if untold and len(untold) == len(of_data):
            yield Sentence("score-change/revision-untold-all")
        elif 2 * len(untold) > len(of_data):
            revised = tuple(name_step(step) for step in of_data if step.revision_known)
            yield Sentence("score-change/revision-untold-but", names=revised)
        elif untold:
            yield Sentence("score-change/revision-untold", names=untold)
        yield Sentence("score-change/last-place")


def say(key: str, language: str, **values: object) -> str:
    """Return a text on a change of score."""
    return i18n.text("score-change", key, language, **values)


def name_step(step: ChangeStep) -> Sentence:
    """Return the name of a step: its indicator, or the changed part of the methodology."""
    kind = Sentence(f"change-kinds/{step.kind}")
    if not step.indicator:
        return kind
    name = Sentence(f"nodes/{step.indicator}")
    if len(step.together) > 1:
        names = tuple(Sentence(f"nodes/{node}") for node in step.together)
        return Sentence("score-change/together", node=name, names=names)
    return add_detail(name, kind) if step.kind in kinds.METHOD_KINDS else name


def name_unpublished(node: str, language: str) -> str:
    """Return the name of what is not published below a node, together."""
    return say("not-published-below", language, node=i18n.label("nodes", node, language))


def name_cause(step: ChangeStep) -> Sentence:
    """Return the name of a step with its kind, unless it is the change of observed values."""
    name = name_step(step)
    if (
        step.cause == kinds.MEASURED
        or step.kind in kinds.METHOD_KINDS
        or not step.indicator
        or len(step.together) > 1
    ):
        return name
    return add_detail(name, word_cause(step))


def word_cause(step: ChangeStep) -> Sentence:
    """Return what the records of both editions show of a step, with the years of its values."""
    cause, before, after = step.cause, step.before, step.after
    if before is None or after is None or cause not in (*_OF_ONE_YEAR, *_OF_TWO_YEARS):
        return Sentence(f"change-causes/{cause}")
    years = {"year": after.year}
    if cause in _OF_TWO_YEARS:
        years["earlier"] = before.year
    basis = f"-{after.basis}" if cause in (kinds.MEASURED, kinds.ESTIMATE_REPLACED) else ""
    return Sentence(f"change-causes/{cause}{basis}", **years)


def describe_cause(step: ChangeStep) -> Sentence:
    """Return the name of a step with its points."""
    return Sentence("score-change/cause", cause=name_cause(step), points=step.points)


def name_basis(fact: InputFact) -> Sentence:
    """Return what a value is based on, and whether it is of an earlier year."""
    basis = Sentence(f"change-bases/{fact.basis}")
    return Sentence("score-change/carried", basis=basis) if fact.carried else basis


def describe_input(fact: InputFact | None, language: str) -> str:
    """Return a value with its year and its basis."""
    if fact is None:
        return "–"
    described = Sentence("score-change/input", year=fact.year, basis=name_basis(fact))
    if fact.value is None:
        return described.to_text(language)
    return add_detail(i18n.grouped_number(fact.value, language), described).to_text(language)


def describe_rank(rank: RankChange) -> Iterator[Sentence]:
    """Yield the sentences on a rank; they state if ranks are not published."""
    key = "rank" if rank.published else "rank-unofficial"
    ranks = {"before": rank.before, "after": rank.after}
    yield Sentence(f"score-change/{key}", **ranks, **round_places(rank))
    yield Sentence("score-change/rank-rule")


def round_places(rank: RankChange) -> dict[str, Decimal]:
    """Return the places gained by each cause with one decimal, so that they add up."""
    parts = (rank.own, rank.others, rank.coverage)
    units = apportion([10 * part for part in parts], 10 * (rank.before - rank.after))
    return {
        key: Decimal(unit).scaleb(-1)
        for key, unit in zip(("own", "others", "coverage"), units, strict=True)
    }


def waterfall_rows(change: EconomyChange) -> Iterator[dict[str, object]]:
    """Yield the start, the steps and the end of a change as rows of a frame."""
    places = decimals.STAGE_PLACES
    with decimals.exact():
        whole = Fraction(change.unrounded[1] - change.unrounded[0]) * 10**places
    units = apportion([step.exact * 10**places for step in change.steps], round(whole))
    level = change.first
    yield {
        "economy": change.economy,
        "step": 0,
        "kind": kinds.START,
        "points": level,
        "from": Decimal(0),
        "to": level,
    }
    for number, (step, unit) in enumerate(zip(change.steps, units, strict=True), 1):
        with decimals.exact():
            reached = level + step.points
        row: dict[str, object] = {
            "economy": change.economy,
            "step": number,
            "kind": step.kind,
            "indicator": step.indicator,
            "points": step.points,
            "from": level,
            "to": reached,
            "revision_known": step.revision_known,
            "exact_points": Decimal(unit).scaleb(-places),
            "cause": step.cause,
            "together": ", ".join(step.together),
            "margin": Decimal(round(step.margin * 10**places)).scaleb(-places),
        }
        for side, fact in (("from", step.before), ("to", step.after)):
            if fact is not None:
                row |= {
                    f"value_{side}": fact.value,
                    f"year_{side}": fact.year,
                    f"basis_{side}": fact.basis,
                    f"carried_{side}": fact.carried,
                    f"clipped_{side}": fact.clipped,
                    f"source_{side}": fact.source,
                }
        yield row
        level = reached
    yield {
        "economy": change.economy,
        "step": len(units) + 1,
        "kind": kinds.END,
        "points": change.last,
        "from": Decimal(0),
        "to": change.last,
    }


def make_waterfalls(rows: Iterable[Mapping[str, object]], context: ChangeContext) -> Table:
    """Return rows of waterfalls as a table; start and end have no indicator and no inputs."""
    whole = [{**dict.fromkeys(WATERFALL.columns), **row} for row in rows]
    return Table.of(WATERFALL, whole, {result_kind.COLUMN: context.kind})
