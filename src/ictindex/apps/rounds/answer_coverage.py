"""The coverage of a round by groups of States: who answered, and the share of official values.

The lists of groups are the newest of the catalogue that have all economies; a list that follows its
body is taken as it is on the day that is stated.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from ictindex.apps.rounds.compilers_only import ACCESS
from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import Column, define
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.observations import Observations
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import AUXILIARY, kind_of
from ictindex.language import i18n
from ictindex.submissions.closed.accepted_table import RECEIPT, read_accepted
from ictindex.submissions.closed.event_register import Event
from ictindex.submissions.closed.event_types import RECEIPT_EVENTS
from ictindex.submissions.closed.round_folder import SHORT, RoundFolder
from ictindex.submissions.closed.season_state import EconomyState
from ictindex.submissions.sourcing.official_share import TOTALS, share_of
from ictindex.submissions.validation.subject import OBSERVATIONS

_GROUPINGS = ("itu-region", "ldc", "lldc", "sids")
_ALL, _NO_REGION = "all-asked", "no-region"
_COLLECTED = "collected"
_WORDS = "round-desk"


def name_group(code: str, language: str) -> str:
    """Return the name of a group, of all States of a round, or of those in no region."""
    section = _WORDS if code in (_ALL, _NO_REGION) else "groups"
    return i18n.label(section, code, language)


COVERAGE = define(
    "round-coverage",
    Column("group", "group", about="a group, ``all-asked`` or ``no-region``", names=name_group),
    Column("vintage", "code", f"{_WORDS}/vintage", "of its list", page=False),
    Column("asked", "count", f"{_WORDS}/asked", "States"),
    Column("answered", "count", f"{_WORDS}/answered", "States that sent any sheet", of="asked"),
    Column("accepted", "count", f"{_WORDS}/accepted", "States with a receipt", of="asked"),
    Column("values", "count", f"{_WORDS}/values", "accepted values, auxiliary ones left out"),
    Column("official", "count", f"{_WORDS}/official", "of them official", page=False),
    Column("share", "estimate", "columns/share", "of official values, in percent", places=1),
    ACCESS,
    key=("group",),
)


@dataclass(frozen=True, slots=True)
class GroupCoverage:
    """The States of a group that were asked and answered, and the values that were accepted.

    Parameters
    ----------
    group : str
        Id of the group; ``all-asked``: all States of the round, ``no-region``: those in no region.
    vintage : str
        Vintage of its list.
    asked, answered, accepted : int
        States that are asked, that sent at least one sheet, and that have a receipt.
    values, official : int
        Accepted values without auxiliary series, and the official ones among them.
    share : float
        Share of official values in percent, with one decimal; NaN without values.

    Examples
    --------
    >>> GroupCoverage("sids", "m49-2026", 39, 30, 28, 900, 810, 90.0).official
    810
    """

    group: str
    vintage: str
    asked: int
    answered: int
    accepted: int
    values: int
    official: int
    share: float


def count_kinds(folder: RoundFolder, events: Iterable[Event]) -> Mapping[str, Counter[str]]:
    """Return how many values of each kind every State has: its own, and the collected others."""
    kinds: dict[str, dict[tuple[object, ...], str]] = {}
    # A value that the compilers collected never takes the place of one that a State sent.
    for event in sorted(events, key=lambda event: event.event == _COLLECTED):
        if event.event in RECEIPT_EVENTS and event.fields.get("kind", "") == OBSERVATIONS:
            own = kinds.setdefault(event.economy, {})
            cells = _read_kinds(folder, event)
            own.update({**cells, **own} if event.event == _COLLECTED else cells)
    return {economy: Counter(own.values()) for economy, own in kinds.items()}


def _read_kinds(folder: RoundFolder, event: Event) -> dict[tuple[object, ...], str]:
    """Return the kind of each value that a receipt has accepted, by its cell."""
    file = folder.files.accepted(event.economy) / f"{event.fields['receipt'][:SHORT]}{RECEIPT}"
    table = read_accepted(file).accepted
    return dict(_list_kinds(table)) if isinstance(table, Observations) else {}


def _list_kinds(table: Observations) -> Iterator[tuple[tuple[object, ...], str]]:
    """Yield the cell and the kind of each value of a table; of breakdowns only the total."""
    names = ("indicator", "year", "value", "status", "source_class", *BREAKDOWNS)
    for row in zip(*(table.cells[name] for name in names), strict=True):
        indicator, year, value, status, source_class, *parts = row
        if value is not None and all(part in TOTALS for part in parts):
            yield (indicator, year), kind_of(source_class, status)


def cover_groups(
    states: Iterable[EconomyState], kinds: Mapping[str, Counter[str]], day: dt.date
) -> tuple[GroupCoverage, ...]:
    """Return the coverage of every group of States, of those in no region, and of all."""
    asked = tuple(states)
    rows: list[GroupCoverage] = []
    in_regions: set[str] = set()
    for grouping in _GROUPINGS:
        listing = _find_list(grouping, day)
        for group, members in listing.groups.items():
            own = frozenset(members)
            if grouping == _GROUPINGS[0]:
                in_regions |= own
            rows.append(_cover(group, listing.vintage, asked, own.__contains__, kinds))
    rest = _cover(_NO_REGION, "", asked, lambda code: code not in in_regions, kinds)
    whole = _cover(_ALL, "", asked, lambda code: True, kinds)
    return tuple(row for row in (*rows, rest, whole) if row.asked)


def _find_list(grouping: str, day: dt.date) -> catalogue.Grouping:
    """Return the newest list of a grouping that has all economies."""
    dated = [
        listing
        for (name, _), listing in catalogue.groupings().items()
        if name == grouping and listing.complete
    ]
    newest = max(dated, key=lambda listing: listing.date)
    return catalogue.groups(grouping, newest.vintage, day if newest.departures else None)


def _cover(
    group: str,
    vintage: str,
    states: Iterable[EconomyState],
    is_member: Callable[[str], bool],
    kinds: Mapping[str, Counter[str]],
) -> GroupCoverage:
    own = [state for state in states if is_member(state.economy)]
    counts = sum((kinds.get(state.economy, Counter()) for state in own), Counter[str]())
    return GroupCoverage(
        group,
        vintage,
        len(own),
        sum(state.has_sent for state in own),
        sum(bool(state.receipts) for state in own),
        sum(count for kind, count in counts.items() if kind != AUXILIARY),
        counts["official"],
        share_of({"official": 0, **counts}),
    )
