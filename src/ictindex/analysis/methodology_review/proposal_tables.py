"""The tables of an assessment of a proposed indicator, and the rules for what they may show.

A statistic of fewer economies than :data:`LEAST` is not shown: single economies could be found in
it. Quartiles are shown and extremes are not, because an extreme is the figure of one economy.
"""

from __future__ import annotations

from ictindex.core.tables.columns import Column, define

LEAST = 10  # economies: below it there is no correlation, no quartile and no count of changes
ACCESS = Column("access", "code", about="who may see it", get="=access", page=False)


def _economies(about: str) -> Column:
    return Column("economies", "count", "proposal/economies", about)


def _quartiles(places: int | str) -> tuple[Column, ...]:
    names = ("lower_quartile", "median", "upper_quartile")
    return tuple(
        Column(name, "estimate", f"proposal/{name.replace('_', '-')}", places=places)
        for name in names
    )


COVERAGE = define(
    "proposal-coverage",
    Column("grouping", "grouping", "proposal/grouping"),
    Column("vintage", "code", about="vintage of the grouping", page=False),
    Column("group", "group", "proposal/group"),
    Column("economies", "count", "proposal/economies", "with a pilot value", of="members"),
    Column("members", "count", about="economies of the group", page=False),
    ACCESS,
    key=("grouping", "group"),
)
PRECISION = define(
    "proposal-precision",
    Column("measure", "code", "proposal/measure", names="proposal-measures"),
    *_quartiles("@digits"),
    Column("digits", "count", about="decimals on a page", page=False, data=False),
    _economies("with a pilot value"),
    ACCESS,
    key=("measure",),
)
CORRELATIONS = define(
    "proposal-correlations",
    Column("node", "node", "columns/indicator", "an indicator, or the index"),
    Column("pearson", "estimate", "proposal/pearson", places=2),
    Column("spearman", "estimate", "proposal/spearman", places=2),
    _economies("with both values"),
    ACCESS,
    key=("node",),
)
EFFECT = define(
    "proposal-effect",
    _economies("with an index by both documents"),
    Column("higher", "count", "proposal/higher", gaps=True),
    Column("lower", "count", "proposal/lower", gaps=True),
    Column("same", "count", "proposal/same", gaps=True),
    *_quartiles(2),
    Column("rank_differs", "count", "proposal/rank-differs", gaps=True, page="ranks", data="ranks"),
    ACCESS,
    key=("economies",),
)


def _rank(name: str, label: str) -> Column:
    return Column(name, "rank", f"simulation/{label}", gaps=True, page="ranks", data="ranks")


ROWS = define(
    "proposal-economies",
    Column("economy", "economy", about="ISO3 code"),
    Column("value", "value", "proposal/value", "value of the pilot"),
    Column("standard_error", "value", "proposal/standard-error"),
    Column("sample_size", "value", "proposal/sample-size"),
    Column("before", "score", "proposal/before", "index without the indicator, rounded"),
    Column("after", "score", "proposal/after", "index with the indicator, rounded"),
    Column("difference", "figure", "simulation/difference", signed=True),
    _rank("rank_before", "rank-before"),
    _rank("rank_after", "rank-after"),
    ACCESS,
    key=("economy",),
)
