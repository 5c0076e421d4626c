"""The composite of the early editions, by the same engine as every composite index.

Its leaves are the shares of the three sub-baskets, held at 100; their mean is the index. The
shares go in unrounded, as observations of the indicators that the baskets are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ictindex.observations import Observations, read_observations

if TYPE_CHECKING:
    from ictindex.indices.pricing.result import BasketResult
    from ictindex.indices.result import Result


def composite(result: BasketResult) -> Result:
    """Return the composite of a basket result (see ``BasketResult.composite``)."""
    from ictindex.indices.composite import compute_scores

    leaves = result.methodology.plan.indicators  # refused where there is no composite
    return compute_scores(
        result.methodology,
        shares_as_observations(result, leaves),
        edition=result.edition,
        year=result.year,
        published=result.published,
        kind=result.kind,
    )


def shares_as_observations(result: BasketResult, leaves: tuple[str, ...]) -> Observations:
    """Return the unrounded shares as observations of the indicators that are leaves.

    Economies of which a share is missing have an observation without a value: the composite
    then leaves them out and says what they lack.
    """
    import pandas as pd

    document = result.methodology.document
    rows = [
        {
            "economy": economy,
            "indicator": document.basket(basket).indicator,
            "year": result.year,
            "value": (
                "" if result.cells.missing["share"][e, b]
                else format(result.cells.amounts["share"][e, b], "f")
            ),
            "unit": "percent-gni",
            "source": result.id,
        }
        for e, economy in enumerate(result.economies)
        for b, basket in enumerate(result.baskets)
        if document.basket(basket).indicator in leaves
    ]  # fmt: skip
    return read_observations(pd.DataFrame(rows))
