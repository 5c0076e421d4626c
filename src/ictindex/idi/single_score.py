"""One economy, no tables: a plain mapping in, a plain object out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from ictindex import catalogue, engine
from ictindex.core import decimals
from ictindex.core.arguments import ReadOnly, is_text
from ictindex.core.errors import MissingInputsError, NumberSyntaxError, UsageError

if TYPE_CHECKING:
    from ictindex.idi.explain import Explanation
    from ictindex.results.methodology import Methodology


class Score(ReadOnly):
    """The scores of one economy.

    Parameters
    ----------
    methodology : Methodology
        By which it was computed.
    values : mapping
        The inputs that have a value, as decimals.
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
    """

    methodology: Methodology
    values: Mapping[str, Decimal]
    unrounded_nodes: Mapping[str, Decimal]
    supplied: frozenset[str]

    def __init__(
        self,
        methodology: Methodology,
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
        """The index before rounding, to 20 places.

        Examples
        --------
        >>> import ictindex as ict
        >>> idi = ict.methodology("idi", edition=2024)
        >>> full = {"price-mobile-high": 1, "price-fixed-broadband": 1}
        >>> one = idi.score({key: full.get(key, 0) for key in idi.indicators})
        >>> round(one.unrounded, 6)
        Decimal('16.666667')
        """
        return self.unrounded_nodes[self.methodology.plan.root]

    @property
    def score(self) -> Decimal:
        """The index as published: rounded half up to the decimals of the methodology.

        Examples
        --------
        >>> import ictindex as ict
        >>> idi = ict.methodology("idi", edition=2024)
        >>> full = {"price-mobile-high": 1, "price-fixed-broadband": 1}
        >>> one = idi.score({key: full.get(key, 0) for key in idi.indicators})
        >>> one.score
        Decimal('16.7')
        """
        return decimals.round_half_up(self.unrounded, self._decimals)

    @property
    def nodes(self) -> Mapping[str, Decimal]:
        """Rounded score of every node: indicators, sub-indices, index.

        Examples
        --------
        >>> import ictindex as ict
        >>> idi = ict.methodology("idi", edition=2024)
        >>> full = {"price-mobile-high": 1, "price-fixed-broadband": 1}
        >>> one = idi.score({key: full.get(key, 0) for key in idi.indicators})
        >>> one.nodes["price-mobile-high"], one.nodes["internet-users"]
        (Decimal('100.0'), Decimal('0.0'))
        """
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

        Examples
        --------
        >>> import ictindex as ict
        >>> idi = ict.methodology("idi", edition=2024)
        >>> full = {"price-mobile-high": 1, "price-fixed-broadband": 1}
        >>> one = idi.score({key: full.get(key, 0) for key in idi.indicators})
        >>> one.to_dict()["score"], one.to_dict()["values"]["price-mobile-high"]
        ('16.7', '1')
        """
        return {
            "methodology": self.methodology.id,
            "score": str(self.score),
            "unrounded": format(self.unrounded, "f"),
            "nodes": {node: str(score) for node, score in self.nodes.items()},
            "values": {key: format(value, "f") for key, value in self.values.items()},
            "supplied": sorted(self.supplied),
        }

    def explain(self, node: str | None = None, language: str | None = None) -> Explanation:
        """Show the whole arithmetic, with numbers put in.

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

        Examples
        --------
        >>> import ictindex as ict
        >>> idi = ict.methodology("idi", edition=2024)
        >>> full = {"price-mobile-high": 1, "price-fixed-broadband": 1}
        >>> one = idi.score({key: full.get(key, 0) for key in idi.indicators})
        >>> print(one.explain(language="en").to_text().splitlines()[0])
        ICT Development Index
        """
        from ictindex.idi.explain import explain_score

        return explain_score(self, node, language)

    def __repr__(self) -> str:
        return f"<Score {self.score} by {self.methodology.id}>"


def score_one(
    methodology: Methodology, values: Mapping[str, object], scores: Mapping[str, object]
) -> Score:
    """Score one economy (see ``Methodology.score``)."""
    plan = methodology.plan
    row = _inputs(methodology, values)
    _check_percentages(methodology, row)
    given = _supplied(methodology, scores, row)
    leaves = len(plan.leaves)
    numbers_row = np.full(leaves, Decimal(0), dtype=object)
    missing = np.ones(leaves, dtype=bool)
    for n, value in enumerate(row):
        if value is not None:
            numbers_row[n], missing[n] = value, False
    put, where = None, None
    if given:
        put = np.full(len(plan.nodes), Decimal(0), dtype=object)
        where = np.zeros(len(plan.nodes), dtype=bool)
        for node, score in given.items():
            n = plan.nodes.index(node)
            put[n], where[n] = score, True
    computed = engine.score(plan, numbers_row, missing, supplied=put, given=where)
    if computed.missing[-1]:
        absent = [key for n, key in enumerate(plan.indicators) if computed.missing[n]]
        covered = {k for k in absent if not given.keys().isdisjoint(plan.above(k))}
        raise MissingInputsError(
            "score.missing",
            indicator=[key for key in absent if key not in covered],
            document=methodology.id,
        )
    known = {k: v for k, v in zip(plan.indicators, row, strict=True) if v is not None}
    found = {
        node: score
        for node, score, gap in zip(plan.nodes, computed.scores, computed.missing, strict=True)
        if not gap
    }
    return Score(methodology, known, found, frozenset(given))


def _number(value: object, key: str, argument: str) -> Decimal:
    """Return a value as a decimal; what is no number is refused by the name of its key."""
    try:
        return decimals.to_decimal(value)
    except NumberSyntaxError as error:
        raise NumberSyntaxError(
            "value.of-key", faults=(error,), key=key, argument=argument
        ) from error


def _inputs(methodology: Methodology, values: Mapping[str, object]) -> list[Decimal | None]:
    """Return the inputs in the order of the plan; ``None`` is a missing value."""
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


@lru_cache(maxsize=1)
def percentages() -> frozenset[str]:
    """Return the indicators that are percentages of people, households or the like: 0 to 100."""
    known = catalogue.indicators().values()
    return frozenset(one.id for one in known if one.unit == "percent" and one.maximum == _WHOLE)


_WHOLE = 100
# A percentage of at most 1 is possible; of an economy that has at least these it never is of all.
_FEWEST = 3


def _check_percentages(methodology: Methodology, row: list[Decimal | None]) -> None:
    """Refuse shares of 1 in the place of percentages: all of an economy at most 1, some below."""
    found = {
        leaf.indicator: value
        for leaf, value in zip(methodology.plan.leaves, row, strict=True)
        if value is not None and leaf.indicator in percentages()
    }
    if len(found) < _FEWEST or any(value > 1 for value in found.values()):
        return
    if any(0 < value < 1 for value in found.values()):
        first = next(key for key, value in found.items() if 0 < value < 1)
        raise UsageError("score.shares", indicator=list(found), key=first, value=found[first])


def _supplied(
    methodology: Methodology, scores: Mapping[str, object], row: list[Decimal | None]
) -> dict[str, Decimal]:
    """Return supplied scores, each where the document admits one and no value stands."""
    plan, missing = methodology.plan, methodology.document.missing
    allowed = () if missing is None else missing.supplied_scores
    found: dict[str, Decimal] = {}
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
        n = plan.nodes.index(node)
        below = [n] if n < len(row) else list(plan.leaves_below(n))
        if all(row[leaf] is not None for leaf in below):
            raise UsageError("score.supplied-besides-values", node=node)
        found[node] = score
    return found


def check_value(leaf: engine.PlanLeaf, value: Decimal) -> None:
    """Refuse a value that is impossible, or for which the transformation is not defined."""
    indicator = catalogue.indicators()[leaf.indicator]
    if not indicator.admits(value):
        raise UsageError(
            "value.impossible",
            indicator=leaf.indicator,
            value=value,
            range=indicator.range,
        )
    if not leaf.transformation.defined(value):
        raise UsageError(
            "value.outside-domain",
            indicator=leaf.indicator,
            value=value,
            transformation=leaf.transformation.id,
        )
