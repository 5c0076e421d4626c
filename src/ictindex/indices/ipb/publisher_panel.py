"""The publisher's panel behind a median: which prices it counts that its table does not show.

Some shares are blank in the table and counted all the same, and the panel may have more economies
than the table. The median of such a panel has only bounds, unless the unknown prices do not change
it. No price is derived: a blank is an interval, an economy without any price is unbounded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex.core.data_classes import dataclass
from ictindex.definitions import catalogue
from ictindex.indices.ipb.medians import (
    MISSING,
    UNBOUNDED,
    Interval,
    Units,
    median_bounds,
    round_fraction,
)
from ictindex.indices.ipb.price_panel import PricePanel
from ictindex.indices.results import result_kind
from ictindex.indices.results.group_figures import ALL

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.definitions.catalogue import CountedBlanks

# What a figure of a group rests on: the publisher's panel, determined or within bounds; the
# publisher's own figure in a file of medians; a part of its table.
OWN, BOUND, FILE, PART = "own", "bound", "file", "part"
BASES = (OWN, BOUND, FILE, PART)
SHORT_PANEL, BLANK_SHARES, PART_OF_TABLE = "panel-short", "blank-shares", "part-of-table"
DIFFERS, OUTSIDE, NO_PRICES = "differs", "outside-bounds", "no-prices"
REASONS = (SHORT_PANEL, BLANK_SHARES, PART_OF_TABLE, DIFFERS, OUTSIDE, NO_PRICES)
DOLLARS = "usd"
# The ratio of share to dollars of an economy differs between its baskets, and from year to year.
# The ratios of its other baskets, and of two years on either side, halved and doubled, contain
# 2,732 of the 2,734 visible shares and PPP prices of the 1 GB basket of 2008 to 2016.
_REACH, _FACTOR = 2, 2


@dataclass(frozen=True, slots=True)
class Blank:
    """A price in dollars without a share: whether it counts for certain, and the limits of it."""

    row: int
    certain: bool
    interval: Interval


def find_unconverted(panel: PricePanel, d: int, y: int, m: int) -> Units:
    """Return the economies with a price in dollars, but without the given measure."""
    if DOLLARS not in panel.measures:
        return np.array([], dtype=np.intp)
    dollars = panel.units[:, d, y, panel.measures.index(DOLLARS)]
    return np.flatnonzero((dollars > 0) & (panel.units[:, d, y, m] == MISSING))


@dataclass(frozen=True)
class PublishedPanel:
    """A series of prices as the table of a publisher: is it complete, and which blanks count."""

    panel: PricePanel
    measure: str

    @cached_property
    def _measure(self) -> int:
        return self.panel.measures.index(self.measure)

    def is_complete(self, definition: str, year: int) -> bool:
        """Tell whether the series has every price behind a median of the publisher."""
        if not self._has_table(definition, year, self.measure):
            return False
        rule = self.rule_of(definition, year)
        return rule is None or (
            self._has_table(rule.witness, year, DOLLARS)
            and all(
                self._has_table(definition, near, DOLLARS)
                for near in range(year - _REACH, year + _REACH + 1)
                if catalogue.basket_size(definition, near, DOLLARS) is not None
            )
        )

    def find_blanks(self, definition: str, year: int) -> list[Blank]:
        """Return the blanks that the publisher's median of a basket and year counts."""
        rule = self.rule_of(definition, year)
        if rule is None or DOLLARS not in self.panel.measures:
            return []
        return list(self._blanks(rule, year))

    def rule_of(self, definition: str, year: int) -> CountedBlanks | None:
        """Return the rule on blanks of a basket in a year, if any of them count."""
        return None if self.measure == DOLLARS else catalogue.counted_blanks(definition, year)

    def _has_table(self, definition: str, year: int, measure: str) -> bool:
        panel = self.panel
        size = catalogue.basket_size(definition, year, measure)
        there = (
            definition in panel.definitions and year in panel.years and measure in panel.measures
        )
        if size is None or not there:
            return False
        cells: Any = (
            slice(None),
            panel.definitions.index(definition),
            panel.years.index(year),
            panel.measures.index(measure),
        )
        prices = panel.units[cells]
        sources = np.unique(panel.origins.source[cells][prices != MISSING])
        published = all(panel.origins.kinds[n] == result_kind.READ for n in sources)
        return published and int(np.sum(prices != MISSING)) == size.economies

    def _blanks(self, rule: CountedBlanks, year: int) -> Iterator[Blank]:
        panel, m = self.panel, self._measure
        d, y = panel.definitions.index(rule.definition), panel.years.index(year)
        usd = panel.units[:, d, y, panel.measures.index(DOLLARS)]
        visible = panel.units[:, d, y, m]
        both = np.flatnonzero((usd > 0) & (visible > 0))
        ratios = [(int(visible[row]), int(usd[row])) for row in both]
        highest = int(visible.max(initial=MISSING))
        for row in find_unconverted(panel, d, y, m).tolist():
            limits = self.find_limits(row, d, y)
            if limits is None and rule.every:
                # Nothing of its own: it lies within the ratios of all economies.
                everyone = [int(usd[row]) * share / dollars for share, dollars in ratios]
                limits = int(min(everyone)), int(max(everyone)) + 1
            if limits is None:
                continue
            if rule.every or max(self._imply_incomes(row, d, y)) > highest:
                yield Blank(row, rule.every or self._has_witness(rule, row, y), limits)

    def find_limits(self, row: int, d: int, y: int) -> Interval | None:
        r"""Return the limits of a price by others of its economy; ``None`` if it has none.

        .. math:: \left[\tfrac12 \min_k p \frac{s_k}{p_k},\; 2 \max_k p \frac{s_k}{p_k}\right]
        """
        implied = self._imply_incomes(row, d, y)
        if not implied:
            return None
        return int(min(implied) / _FACTOR), int(max(implied) * _FACTOR) + 1

    def _imply_incomes(self, row: int, d: int, y: int) -> list[float]:
        price = int(self.panel.units[row, d, y, self.panel.measures.index(DOLLARS)])
        return [price * share / dollars for share, dollars in self._ratios(row, d, y)]

    def _has_witness(self, rule: CountedBlanks, row: int, y: int) -> bool:
        panel = self.panel
        if rule.witness not in panel.definitions:
            return False
        return bool(panel.units[row, panel.definitions.index(rule.witness), y, self._measure] > 0)

    def _ratios(self, row: int, d: int, y: int) -> list[tuple[int, int]]:
        """Return shares and dollars of other baskets of the year, and of the basket in others."""
        panel = self.panel
        cells = [(other, y) for other in range(len(panel.definitions)) if other != d]
        cells += [
            (d, other)
            for other, year in enumerate(panel.years)
            if 0 < abs(year - panel.years[y]) <= _REACH
        ]
        usd = panel.measures.index(DOLLARS)
        pairs = [
            (int(panel.units[row, *cell, self._measure]), int(panel.units[row, *cell, usd]))
            for cell in cells
        ]
        return [(share, dollars) for share, dollars in pairs if share > 0 and dollars > 0]


def state_basis(
    panel: PricePanel, frame: pd.DataFrame, groups: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Return a frame of group figures with what they rest on: of, blank, low, high, basis, reason.

    ``frame`` is that of ``make_group_figures``, with grouping and vintage in its ``attrs``.
    """
    import pandas as pd

    about = frame.attrs
    published = PublishedPanel(panel, str(about["measure"]))
    rows_of = {economy: row for row, economy in enumerate(panel.economies)}
    members = {
        name: np.array([rows_of[e] for e in group if e in rows_of], dtype=np.intp)
        for name, group in (*groups.items(), (ALL, panel.economies))
    }
    columns: dict[tuple[str, int], _Column] = {}
    stated = []
    for group, definition, year, count, value in frame[
        ["group", "definition", "year", "count", "value"]
    ].itertuples(index=False, name=None):
        key = definition, int(year)
        if key not in columns:
            window = about["years"] if about["balanced"] else (key[1],)
            columns[key] = _Column(published, definition, key[1], tuple(window))
        keyed = ALL if group == ALL else f"{about['grouping']}/{group}"
        figure = _Figure(int(count), float(value), str(about["statistic"]), int(about["decimals"]))
        stated.append(columns[key].state(figure, keyed, members[group], str(about["vintage"])))
    names = ("value", "of", "blank", "low", "high", "basis", "reason")
    for name, cells in zip(names, zip(*stated, strict=True) if stated else [()] * 7, strict=True):
        frame[name] = pd.array(cells, dtype="Int64") if name == "of" else list(cells)
    frame[result_kind.COLUMN] = frame.pop(result_kind.COLUMN)  # it is the last column
    return frame


@dataclass(frozen=True, slots=True)
class _Figure:
    """The figure of the visible prices of a group."""

    count: int
    value: float
    statistic: str
    decimals: int


_Stated = tuple[float, int | None, int, float, float, str, str]


@dataclass(frozen=True)
class _Column:
    """A basket in one year, alone or as a part of a balanced window."""

    published: PublishedPanel
    definition: str
    year: int
    window: tuple[int, ...]

    @cached_property
    def complete(self) -> bool:
        """True if the series has the whole table of every year."""
        return all(self.published.is_complete(self.definition, year) for year in self.window)

    @cached_property
    def blanks(self) -> dict[int, Blank]:
        """Blanks of the year by row; in a window also those that are blank in another year only."""
        own = {b.row: b for b in self.published.find_blanks(self.definition, self.year)}
        if len(self.window) == 1:
            return own
        others = {
            year: {b.row: b for b in self.published.find_blanks(self.definition, year)}
            for year in self.window
        }
        kept = {}
        for row in {row for blanks in others.values() for row in blanks}:
            each = [self._count_price(row, year, others[year]) for year in self.window]
            if all(each):
                certain = all(seen == 1 for seen in each)
                price = int(self._units(self.year)[row])
                interval = own[row].interval if row in own else (price, price)
                kept[row] = Blank(row, certain, interval)
        return kept

    def _units(self, year: int) -> Units:
        panel = self.published.panel
        units: Units = panel.units[
            :,
            panel.definitions.index(self.definition),
            panel.years.index(year),
            panel.measures.index(self.published.measure),
        ]
        return units

    def _count_price(self, row: int, year: int, blanks: Mapping[int, Blank]) -> int:
        """Return 1 if a price counts in a year, 2 if perhaps, 0 if it does not."""
        if self._units(year)[row] != MISSING:
            return 1
        return 0 if row not in blanks else 1 if blanks[row].certain else 2

    @cached_property
    def visible(self) -> Units:
        """Prices of the year, of the economies with one in every year of the window."""
        whole = np.all([self._units(year) != MISSING for year in self.window], axis=0)
        return np.where(whole, self._units(self.year), MISSING)

    def state(self, figure: _Figure, group: str, rows: Units, vintage: str) -> _Stated:
        """Return value, of, blank, low, high, basis and reason of the figure of a group."""
        nan = float("nan")
        if not self.complete:
            whole = self._stated_size() if group == ALL else None
            return figure.value, whole, 0, nan, nan, PART, PART_OF_TABLE
        inside = [self.blanks[row] for row in rows.tolist() if row in self.blanks]
        counted = [blank.interval for blank in inside if blank.certain]
        possible = [blank.interval for blank in inside if not blank.certain]
        listed = group == ALL or vintage in catalogue.panel_vintages()
        further = catalogue.further_economies(group, self.window) if listed else 0
        blank = len(counted)
        of = figure.count + blank + further
        reasons = [BLANK_SHARES] if inside else []
        reasons += [SHORT_PANEL] if further else []
        why = ";".join(reasons)
        # Other lists of groups may have the further economies anywhere.
        size = of if listed or not catalogue.further_economies(ALL, self.window) else None
        if figure.statistic != "median":
            basis = PART if reasons else OWN
            return figure.value, size, blank, nan, nan, basis, why
        prices = [unit for unit in self.visible[rows].tolist() if unit != MISSING]
        bounds = median_bounds(prices, [*counted, *[(0, UNBOUNDED)] * further], possible)
        if bounds is None:
            return figure.value, size, blank, nan, nan, OWN, ""
        places = self.published.panel.places
        low, high = (round_fraction(end, places, figure.decimals) for end in bounds)
        if low == high:
            return low, size, blank, low, high, OWN, ""
        # The median of the visible prices alone is no estimate of one that counts others too.
        value = nan if inside else figure.value
        return value, size, blank, low, high, BOUND, why

    def _stated_size(self) -> int | None:
        """Return the number of economies of the publisher, as far as it is known."""
        if len(self.window) > 1:
            return None
        size = catalogue.panel_size(self.definition, self.year, self.published.measure)
        return None if size is None else size.economies


def list_reasons(frame: pd.DataFrame) -> Iterator[tuple[str, int]]:
    """Yield each reason for which printed medians are not our own, with the number of medians."""
    others = frame.loc[frame["basis"] != OWN, "reason"]
    counts = Counter(reason for text in others for reason in text.split(";"))
    yield from counts.most_common()
