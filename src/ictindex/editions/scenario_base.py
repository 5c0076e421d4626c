"""What every what-if is: it departs from a result, says so in every view, and is never published.

What it does to each figure of the base is an effect; errata record the effects of one value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from ictindex import documents, i18n
from ictindex.core import decimals
from ictindex.editions.corrections import Correction
from ictindex.idi.methodology import Methodology
from ictindex.idi.result import Result
from ictindex.results import result_kind
from ictindex.results.extent import Extent, stand_among

if TYPE_CHECKING:
    import pandas as pd

KIND = "counterfactual"
WHAT_IF = result_kind.name_of(KIND)
_MOST_SHOWN = 12
_COLUMNS = ("economy", "node", "before", "after", "difference", "rank_before", "rank_after")


class _Departed(Protocol):
    """What is departed from: a result or an edition of either index."""

    @property
    def id(self) -> str: ...

    @property
    def methodology(self) -> Methodology: ...


class Departing:
    """Base of a what-if: says what it departs from, and in what.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> other = ict.what_if(found, {("BRA", "internet-users"): None})
    >>> isinstance(other, Departing), other.departs
    (True, ('inputs',))
    """

    methodology: Methodology
    edition: int
    year: int
    corrections: tuple[Correction, ...]

    @property
    def _base(self) -> _Departed | None:
        found: _Departed | None = getattr(self, "base", None)
        return found

    @property
    def _put_in(self) -> frozenset[tuple[str, str]]:
        """The cells whose value was put in, here or in the what-if that this departs from."""
        before: frozenset[tuple[str, str]] = getattr(self._base, "_put_in", frozenset())
        new = {(one.economy, one.indicator) for one in self.corrections}
        gone = {(one.economy, one.indicator) for one in self.corrections if one.after is None}
        return (before | new) - gone

    @property
    def departs(self) -> tuple[str, ...]:
        """In what it departs: ``"inputs"``, ``"methodology"``, ``"validity"``.

        Examples
        --------
        >>> import ictindex as ict
        >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
        >>> ict.what_if(found, {("BRA", "internet-users"): None}).departs
        ('inputs',)
        """
        document, years = self.methodology.document, self.methodology.document.years
        of_edition = self.year == self.edition + (0 if years is None else years.reference)
        base = self._base
        said = {
            "inputs": bool(self.corrections),
            "methodology": base is not None and base.methodology.document != document,
            "validity": self.edition not in documents.editions_of(document) or not of_edition,
        }
        return tuple(key for key, holds in said.items() if holds)

    def _notices(self, language: str) -> list[str]:
        def say(key: str, **given: object) -> str:
            return i18n.text("whatif", key, language, **given)

        document, base = self.methodology.document, self._base
        told = [say("not-published")]
        if base is not None:
            root = getattr(base, "root", "")
            key = "departs-from-edition" if root else "departs-from"
            told.append(say(key, id=base.id, root=root))
        if "methodology" in self.departs and base is not None:
            before = base.methodology.id
            told.append(say("other-methodology", document=document.id, before=before))
        if "validity" in self.departs:
            edition, year = str(self.edition), str(self.year)
            told.append(say("not-valid", document=document.id, edition=edition, year=year))
        if self.corrections:
            shown = [one.told(language) for one in self.corrections[:_MOST_SHOWN]]
            rest = len(self.corrections) - len(shown)
            if rest:
                shown.append(i18n.text("views", "more-faults", language, count=str(rest)))
            told.append(say("inputs", changes=i18n.clauses(shown, language)))
        return told

    def _marks(self) -> dict[str, str]:
        base = self._base
        found = {"what_if": "not published, and not to be published", result_kind.COLUMN: WHAT_IF}
        if base is not None:
            found |= {"departs_from": base.id, "departs_from_root": getattr(base, "root", "")}
        return found


@dataclass(frozen=True, slots=True)
class Effect:
    """What a what-if does to one score.

    Parameters
    ----------
    economy, node : str
        Of which economy and node.
    score_before, score_after : decimal.Decimal or None
        Unrounded, 20 places, in points; ``None``: no score.
    rounded_before, rounded_after : decimal.Decimal or None
        Rounded as published.
    rank_before, rank_after : int or None
        The ranks; ``None``: none.
    """

    economy: str
    node: str
    score_before: Decimal | None
    score_after: Decimal | None
    rounded_before: Decimal | None
    rounded_after: Decimal | None
    rank_before: int | None
    rank_after: int | None

    @property
    def moved(self) -> bool:
        """Whether the rank is another.

        Examples
        --------
        >>> Effect("BRA", "idi", None, None, None, None, 12, 11).moved
        True
        """
        return self.rank_before != self.rank_after


def frame(
    effects: Iterable[Effect], marks: Mapping[str, str], extent: Extent | None = None
) -> pd.DataFrame:
    """Return effects as a data frame: the columns of ``effect()`` of a what-if.

    ``extent`` says among how many economies the ranks are, where there are ranks.

    Examples
    --------
    >>> frame((), {}).columns.tolist()[:3]
    ['economy', 'node', 'before']
    """
    import pandas as pd

    rows = [
        (
            one.economy, one.node, as_float(one.rounded_before), as_float(one.rounded_after),
            as_float(difference(one.rounded_before, one.rounded_after)),
            one.rank_before, one.rank_after,
        )
        for one in effects
    ]  # fmt: skip
    found = pd.DataFrame(rows, columns=list(_COLUMNS))
    found = found.astype(dict.fromkeys(_COLUMNS[-2:], "Int64"))
    found.attrs.update(marks)
    if extent is not None:
        stand_among(found, extent)
    return result_kind.stamped(found, KIND)


def as_float(number: Decimal | None) -> float:
    """Return the nearest float; NaN where there is no figure.

    Examples
    --------
    >>> as_float(Decimal("82.0")), as_float(None)
    (82.0, nan)
    """
    return float("nan") if number is None else float(number)


def difference(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """Return what was added, exactly; ``None`` where one of both is not there.

    Examples
    --------
    >>> difference(Decimal("82.0"), Decimal("82.3"))
    Decimal('0.3')
    """
    if before is None or after is None:
        return None
    with decimals.exact():
        return after - before


Figures = tuple[Decimal | None, Decimal | None, int | None]


def figures(result: Result, economy: str) -> dict[str, Figures]:
    """Return unrounded score, rounded score and rank of every node of an economy.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> figures(found, "BRA")["idi"][1:], figures(found, "USA")["idi"]
    ((Decimal('82.0'), 12), (None, None, None))
    """
    if economy not in result.economies:
        return dict.fromkeys(result.nodes, (None, None, None))
    e = result.economies.index(economy)
    scores, rounded, ranks = result.engine_scores.scores, result.rounded, result.rank_array
    return {
        node: (
            (None, None, None)
            if result.missing[e, n]
            else (scores[e, n], rounded[e, n], int(ranks[e, n]) or None)
        )
        for node, n in zip(result.nodes, result.order, strict=True)
    }
