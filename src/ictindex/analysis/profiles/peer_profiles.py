"""Nearest peers of an economy by its profile, with Gower's distance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ictindex.analysis.profiles.profiles import Profiles, read_profiles
from ictindex.analysis.tables.group_summaries import require_share
from ictindex.core.arguments import doors, require, require_whole
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.own_terms import OwnTerms, terms_of, use_terms
from ictindex.core.tables.columns import Column, Part, define
from ictindex.indices.results.result_kind import KIND_OF_RESULT
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import name_grouping
from ictindex.language.i18n.shown_numbers import round_figure
from ictindex.language.i18n.tabular_result import TabularResult

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices.idi.result import Result

GOALPOSTS, OBSERVED, OWN = "goalposts", "observed", "own"


class Peer(NamedTuple):
    """An economy with its distance, and the number of indicators used for it."""

    economy: str
    distance: float
    shared: int
    group: str


class ProfileRow(NamedTuple):
    """One indicator of the economy compared with its peers."""

    indicator: str
    value: float
    peer_median: float
    difference: float
    range: float


PEERS = define(
    "nearest-peers-peers",
    Column("economy", "economy", "views/economy", "ISO3 code, nearest first"),
    Column("distance", "estimate", "benchmarks/distance", "Gower's, from 0 to 1", places=3),
    Column("shared", "count", "benchmarks/shared", "indicators that both have", of="total"),
    Column("group", "group", about="group of the peer", page="grouping"),
    KIND_OF_RESULT,
    key=("economy",),
)
PROFILE = define(
    "nearest-peers-profile",
    Column("indicator", "indicator", about="id, or column of the frame"),
    Column("value", "estimate", "=name", "of the economy", places=1),
    Column("peer_median", "estimate", "benchmarks/peer-median", "of the peers", places=1),
    Column("difference", "estimate", "benchmarks/difference", "value less median", places=1),
    Column("range", "estimate", "benchmarks/range", "width of the scale", places=1),
    KIND_OF_RESULT,
    key=("indicator",),
)


@doors
@dataclass(frozen=True, eq=False, repr=False)
class NearestPeers(TabularResult):
    """Peers of an economy, nearest first. Made by :func:`ictindex.analysis.nearest_peers`.

    Parameters
    ----------
    economy : str
        ISO3 code.
    peers : tuple of Peer
        The nearest economies, in order.
    profile : tuple of ProfileRow
        Each indicator with the median of the peers.
    ranges : str
        Source of the ranges: ``goalposts``, ``observed`` or ``own``.
    grouping, vintage : str
        The grouping within which peers were searched; empty for all economies.
    too_few : tuple of str
        Economies with fewer indicators in common: they have no distance.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> frame = pd.DataFrame({"a": [0, 1, 10], "b": [5, 5, 9]}, index=["BRA", "CHL", "PER"])
    >>> outcome = ict.analysis.nearest_peers(frame, "BRA")
    >>> [(peer.economy, peer.distance) for peer in outcome.peers]
    [('CHL', 0.05), ('PER', 1.0)]
    >>> outcome.to_frame("profile")["difference"].tolist()
    [-5.5, -2.0]
    """

    economy: str
    peers: tuple[Peer, ...]
    profile: tuple[ProfileRow, ...]
    _profiles: Profiles
    ranges: str
    grouping: str
    vintage: str
    _least: float
    too_few: tuple[str, ...]

    _parts = (Part("peers", PEERS, "peers"), Part("profile", PROFILE, "profile"))

    def _facts(self) -> dict[str, object]:
        """Return the facts of both tables."""
        return {
            "grouping": self.grouping,
            "total": len(self.profile),
            "name": lambda language: i18n.economy_name(self.economy, language),
            "result_kind": self._profiles.kind,
        }

    def _attributes(self, part: str) -> dict[str, object]:
        """Return the economy, the rules of the distance, and the origin of the numbers."""
        return {
            "statistic": f"nearest-peers-{part}",
            "economy": self.economy,
            "distance": "gower",
            "ranges": self.ranges,
            "least_shared": self._least,
            "grouping": self.grouping,
            **self._profiles.attributes(),
        }

    @property
    def _own_terms(self) -> OwnTerms | None:
        return self._profiles.terms

    def _blocks(self, language: str) -> list[Block]:
        def words(key: str, **values: object) -> str:
            return i18n.text("benchmarks", key, language, **values)

        name = i18n.economy_name(self.economy, language)
        blocks: list[Block] = [Heading(words("peers-title", name=name), 2)]
        blocks += self._profiles.notes(language)
        if self.grouping:
            grouping = name_grouping(self.grouping, self.vintage)
            blocks.append(i18n.Sentence("benchmarks/within-group", grouping=grouping))
        blocks += [write_grid(self._table(part.name), language) for part in self._parts]
        blocks.append(i18n.Sentence("benchmarks/gower"))
        blocks.append(i18n.Sentence(f"benchmarks/ranges-{self.ranges}"))
        share = round_figure(self._least, 0, scale=100)
        count = len(self.too_few)
        blocks.append(i18n.Sentence("benchmarks/shared-rule", share=share, count=count))
        return blocks


def _find_ranges(profiles: Profiles, supplied: Any) -> tuple[dict[str, float], str]:
    """Return the range of each indicator and its source."""
    columns = list(profiles.table.columns)
    if supplied is None:
        supplied = OBSERVED if profiles.full is None else GOALPOSTS
    if isinstance(supplied, str):
        if supplied == GOALPOSTS and profiles.full is not None:
            return dict.fromkeys(columns, profiles.full), GOALPOSTS
        if supplied != OBSERVED:
            allowed = (OBSERVED,) if profiles.full is None else (GOALPOSTS, OBSERVED)
            raise UsageError("benchmarks.ranges", wanted=supplied[:40], allowed=allowed)
        spread = profiles.table.max() - profiles.table.min()
        return {column: float(spread[column]) for column in columns}, OBSERVED
    require(hasattr(supplied, "items"), "ranges", "ranges", supplied)
    ranges: dict[str, float] = {}
    for column in columns:
        value = supplied.get(column)
        fits = isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0
        if not fits:
            raise UsageError("benchmarks.range-missing", indicator=str(column)[:60])
        ranges[column] = float(value)
    return ranges, OWN


def nearest_peers(
    source: Result | pd.DataFrame,
    economy: str,
    *,
    count: int = 10,
    indicators: Sequence[str] | None = None,
    ranges: str | Mapping[str, float] | None = None,
    by: str | Mapping[str, str] | None = None,
    vintage: str | None = None,
    shared: float = 0.5,
) -> NearestPeers:
    r"""Find the economies with the nearest profiles, by Gower's distance.

    .. math:: d_{ij} = \frac{\sum_k \delta_{ijk} \, |x_{ik} - x_{jk}| / R_k}{\sum_k \delta_{ijk}}

    where :math:`\delta_{ijk}` is 1 if both economies have the indicator *k*, and 0 otherwise. Every
    indicator counts the same. The range :math:`R_k` of a score is the whole scale between its
    goalposts, so that a distance of 0.1 is ten points of 100 on average and does not depend on the
    other economies in the table. The alternative is the observed range, which depends on them.

    Parameters
    ----------
    source : Result or pandas.DataFrame
        Scores of the indicators of a result; or a frame with ISO3 codes as index and numbers.
    economy : str
        ISO3 code.
    count : int
        How many peers.
    indicators : sequence of str, optional
        The indicators to compare; by default all.
    ranges : str or mapping, optional
        ``"goalposts"`` (the default for a result), ``"observed"`` (the default for a frame), or a
        range for each indicator.
    by : str or mapping, optional
        A grouping within which peers are searched; by default all economies.
    vintage : str, optional
        Vintage of the grouping; by default that of the edition of a result.
    shared : float
        Share of the indicators that both must have; economies with fewer in common have no distance
        and are named. An indicator with a missing value is left out for the pair; no value is
        imputed.

    Returns
    -------
    NearestPeers
        Peers with distances, and the profile with their median.

    Raises
    ------
    UsageError, CatalogueError
        If the economy is not in the table or in no group, an indicator is unknown, or a range is
        missing.

    References
    ----------
    Gower (1971), A general coefficient of similarity and some of its properties, *Biometrics* 27
    (commonly cited for this distance).

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> outcome = ict.analysis.nearest_peers(result, "BRA", count=3)
    >>> outcome.ranges, len(outcome.peers), outcome.peers[0].distance < outcome.peers[2].distance
    ('goalposts', 3, True)
    """
    with use_terms(terms_of(source)):
        return _find_peers(source, economy, (count, indicators, ranges), (by, vintage), shared)


def _find_peers(
    source: Result | pd.DataFrame,
    economy: str,
    chosen: tuple[int, Sequence[str] | None, str | Mapping[str, float] | None],
    grouped: tuple[str | Mapping[str, str] | None, str | None],
    shared: float,
) -> NearestPeers:
    """Find the peers, with the user's terms of the result."""
    import numpy as np

    count, indicators, ranges = chosen
    by, vintage = grouped
    count = require_whole(count, "count", 1, 1000)
    least = require_share(shared, "shared")
    profiles = read_profiles(source)
    if indicators is not None:
        require(not isinstance(indicators, str), "indicators", "texts", indicators)
        unknown = [str(i)[:60] for i in indicators if i not in profiles.table.columns]
        if unknown or not list(indicators):
            allowed = [str(c) for c in profiles.table.columns]
            raise UsageError("benchmarks.indicator-unknown", codes=unknown, allowed=allowed)
        table = profiles.table[list(indicators)]
        profiles = Profiles(table, profiles.nodes, profiles.full, profiles.result)
    profiles.require(economy)
    own, grouping, dated = profiles.members(by, vintage)
    if grouping and economy not in own:
        raise UsageError("benchmarks.no-group", economy=economy)
    widths, origin = _find_ranges(profiles, ranges)
    table = profiles.table
    divisors = np.array([widths[column] for column in table.columns])
    # An indicator that is equal for all economies does not distinguish them: its distance is 0.
    divisors = np.where(divisors > 0, divisors, 1.0)
    gaps: pd.DataFrame = table.sub(table.loc[economy], axis=1).abs().div(divisors, axis=1)
    both = gaps.notna().sum(axis=1)
    enough = (both >= max(1.0, least * table.shape[1] - 1e-9)) & (table.index != economy)
    candidates = [
        str(e)
        for e in table.index
        if e != economy and (not grouping or own.get(str(e)) == own[economy])
    ]
    distances = gaps.mean(axis=1)
    ordered = sorted((e for e in candidates if enough[e]), key=lambda e: (float(distances[e]), e))[
        : int(count)
    ]
    peers = tuple(Peer(e, float(distances[e]), int(both[e]), own.get(e, "")) for e in ordered)
    own_values = table.loc[economy].to_numpy(dtype=float)
    middle = table.loc[ordered].median().to_numpy(dtype=float)
    profile = tuple(
        ProfileRow(str(column), float(value), float(among), float(value - among), widths[column])
        for column, value, among in zip(table.columns, own_values, middle, strict=True)
    )
    too_few = tuple(e for e in candidates if not enough[e])
    return NearestPeers(economy, peers, profile, profiles, origin, grouping, dated, least, too_few)
