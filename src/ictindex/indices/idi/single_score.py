"""Scores of one economy without tables: from a plain mapping to a plain object."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from ictindex import engine
from ictindex.core import decimals
from ictindex.core.arguments import ReadOnly, is_text
from ictindex.core.errors import MissingInputsError, NumberSyntaxError, UsageError
from ictindex.core.own_terms import terms_of, use_terms
from ictindex.core.tables.columns import SCHEMA_KEY, identify
from ictindex.definitions import catalogue
from ictindex.indices.idi.value_checks import FEWEST_PERCENTAGES, check_value, percentages
from ictindex.indices.results.base import record_attributes
from ictindex.indices.results.lab_page import lab_attributes
from ictindex.indices.results.methodology_base import MethodologyBase

if TYPE_CHECKING:
    from ictindex.indices.idi.explain import Explanation


class Score(ReadOnly):
    """The scores of one economy.

    Parameters
    ----------
    methodology : Methodology
        By which it was computed.
    values : mapping
        The inputs with a value, as decimals.
    unrounded_nodes : mapping
        Score of every node before rounding, to 20 places.
    supplied : frozenset of str
        Nodes whose score was supplied.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> full = {"price-mobile-high": 1, "price-fixed-broadband": 1}
    >>> one = idi.score({key: full.get(key, 0) for key in idi.indicators})
    >>> one.score, one.nodes["meaningful-connectivity"]
    (Decimal('16.7'), Decimal('33.3'))
    >>> round(one.unrounded, 6)
    Decimal('16.666667')
    >>> one.score
    Decimal('16.7')
    >>> one.nodes["price-mobile-high"], one.nodes["internet-users"]
    (Decimal('100.0'), Decimal('0.0'))
    >>> one.to_dict()["score"], one.to_dict()["values"]["price-mobile-high"]
    ('16.7', '1')
    >>> print(one.explain(language="en").to_text().splitlines()[0])
    ICT Development Index
    """

    methodology: MethodologyBase
    values: Mapping[str, Decimal]
    unrounded_nodes: Mapping[str, Decimal]
    supplied: frozenset[str]

    def __init__(
        self,
        methodology: MethodologyBase,
        values: Mapping[str, Decimal],
        unrounded_nodes: Mapping[str, Decimal],
        supplied: frozenset[str] = frozenset(),
    ) -> None:
        self._set(
            methodology=methodology,
            values=MappingProxyType(dict(values)),
            unrounded_nodes=MappingProxyType(dict(unrounded_nodes)),
            supplied=supplied,
        )

    def __reduce__(self) -> tuple[object, ...]:
        parts = (self.methodology, dict(self.values), dict(self.unrounded_nodes), self.supplied)
        return (type(self), parts)

    @property
    def unrounded(self) -> Decimal:
        """The index before rounding, to 20 places."""
        return self.unrounded_nodes[self.methodology.plan.root]

    @property
    def score(self) -> Decimal:
        """The index as published: rounded half up to the decimals of the methodology."""
        return decimals.round_half_up(self.unrounded, self._decimals)

    @property
    def nodes(self) -> Mapping[str, Decimal]:
        """Rounded score of every node: indicators, sub-indices, index."""
        return MappingProxyType(
            {k: decimals.round_half_up(v, self._decimals) for k, v in self.unrounded_nodes.items()}
        )

    @property
    def _decimals(self) -> int:
        rounding = self.methodology.document.rounding
        return 0 if rounding is None else rounding.decimals

    def to_dict(self) -> dict[str, object]:
        """Return plain data for JSON; numbers are decimal strings.

        Returns
        -------
        dict
            methodology, score, unrounded, nodes, values, supplied.
        """
        return {
            SCHEMA_KEY: identify("score"),
            "methodology": self.methodology.id,
            **record_attributes(lab_attributes(self.methodology.document)),
            "score": str(self.score),
            "unrounded": format(self.unrounded, "f"),
            "nodes": {node: str(score) for node, score in self.nodes.items()},
            "values": {key: format(value, "f") for key, value in self.values.items()},
            "supplied": sorted(self.supplied),
        }

    def explain(self, node: str | None = None, language: str | None = None) -> Explanation:
        """Show the whole arithmetic with its numbers.

        Parameters
        ----------
        node : str, optional
            Where to start; by default the index.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Explanation
            Text when printed, rich in a notebook.
        """
        from ictindex.indices.idi.explain import SingleScore, explain_score

        score = SingleScore(self.methodology, self.values, self.unrounded_nodes, self.supplied)
        with use_terms(terms_of(self.methodology)):
            return explain_score(score, node, language)

    def __repr__(self) -> str:
        return f"<Score {self.score} by {self.methodology.id}>"


def score_economy(
    methodology: MethodologyBase, values: Mapping[str, object], scores: Mapping[str, object]
) -> Score:
    """Score one economy (see ``Methodology.score``)."""
    plan = methodology.plan
    if engine.is_lab_plan(plan):
        plan.check_single(methodology.id)
    row = _inputs(methodology, values)
    _check_percentages(methodology, row)
    supplied = _read_supplied(methodology, scores, row)
    stand_ins = [tuple(map(supplied.get, plan.nodes))] if supplied else None
    computed = engine.score_plan(plan, [tuple(row)], stand_ins).scores[0]
    if computed[-1] is None:
        absent = [
            key for key, score in zip(plan.indicators, computed, strict=False) if score is None
        ]
        covered = {key for key in absent if not supplied.keys().isdisjoint(plan.above(key))}
        missing = [key for key in absent if key not in covered]
        raise MissingInputsError(
            "score.missing", indicator=missing, allowed=missing, document=methodology.id
        )
    inputs = {k: v for k, v in zip(plan.indicators, row, strict=True) if v is not None}
    unrounded = {k: v for k, v in zip(plan.nodes, computed, strict=True) if v is not None}
    return Score(methodology, inputs, unrounded, frozenset(supplied))


def _number(value: object, key: str, argument: str) -> Decimal:
    """Return a value as a decimal; refuse anything but a number, with the name of its key."""
    try:
        return decimals.to_decimal(value)
    except NumberSyntaxError as error:
        raise NumberSyntaxError(
            "value.of-key", faults=(error,), key=key, argument=argument
        ) from error


def _inputs(methodology: MethodologyBase, values: Mapping[str, object]) -> list[Decimal | None]:
    """Return the inputs in the order of the plan, with ``None`` for a missing value."""
    plan = methodology.plan
    position = {leaf.indicator: n for n, leaf in enumerate(plan.leaves)}
    row: list[Decimal | None] = [None] * len(plan.leaves)
    seen: set[int] = set()
    for key, value in values.items():
        n = position.get(key) if is_text(key) else None
        if n is None:
            n = position.get(catalogue.indicator_id(key) or "") if is_text(key) else None
            if n is None:
                raise UsageError(
                    "score.not-an-indicator",
                    key=key,
                    document=methodology.id,
                    allowed=plan.indicators,
                )
        if n in seen:
            raise UsageError("score.given-twice", indicator=plan.indicators[n], key=key)
        seen.add(n)
        if value is not None:
            number = _number(value, plan.indicators[n], "values")
            check_value(plan.leaves[n], number)
            row[n] = number
    return row


def _check_percentages(methodology: MethodologyBase, row: list[Decimal | None]) -> None:
    """Refuse shares of 1 instead of percentages: all of an economy are at most 1, some below."""
    shares = {
        leaf.indicator: value
        for leaf, value in zip(methodology.plan.leaves, row, strict=True)
        if value is not None and leaf.indicator in percentages()
    }
    if len(shares) < FEWEST_PERCENTAGES or any(value > 1 for value in shares.values()):
        return
    if any(0 < value < 1 for value in shares.values()):
        first = next(key for key, value in shares.items() if 0 < value < 1)
        raise UsageError("score.shares", indicator=list(shares), key=first, value=shares[first])


def _read_supplied(
    methodology: MethodologyBase, scores: Mapping[str, object], row: list[Decimal | None]
) -> dict[str, Decimal]:
    """Return supplied scores, each for a node that admits one and has no values."""
    plan, missing = methodology.plan, methodology.document.missing
    allowed = () if missing is None else missing.supplied_scores
    supplied: dict[str, Decimal] = {}
    for node, value in scores.items():
        if node not in allowed:
            raise UsageError(
                "score.supplied-not-admitted", node=node, document=methodology.id, allowed=allowed
            )
        score = _number(value, node, "scores")
        if not 0 <= score <= plan.scale:
            raise UsageError(
                "score.supplied-beyond-scale", node=node, value=score, scale=plan.scale
            )
        if plan.complete_below(plan.nodes.index(node), row):
            raise UsageError("score.supplied-besides-values", node=node)
        supplied[node] = score
    return supplied
