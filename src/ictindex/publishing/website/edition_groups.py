"""The groups of an edition: regions, income groups and levels of development, each as of a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ictindex.analysis.tables.edition_figures import EditionFigures, find_groups
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.definitions import catalogue
from ictindex.indices.results.group_figures import ALL
from ictindex.language import i18n
from ictindex.publishing.charts.edition_scores import (
    decimals_of,
    describe_day,
    edition_notes,
    title_of,
)
from ictindex.publishing.charts.group_strips import StripGroup, Strips, make_group
from ictindex.publishing.graphics.setting import Setting
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_words import FIGURES, Words

REGION, INCOME = "itu-region", "income-group"
GROUPINGS = (REGION, INCOME, "ldc", "lldc", "sids")


@dataclass(frozen=True, slots=True)
class EditionGrouping:
    """A grouping as it applies to an edition: its vintage, and the economies of each group.

    Of a list that follows its body they are those at the end of ``year``, that of the data; lists
    of publications have none.
    """

    key: str
    vintage: str
    groups: Mapping[str, Sequence[str]]
    year: int | None = None

    def describe(self, language: str) -> str:
        """Return the name of the grouping with its list, and the one that sizes are taken from."""
        words = Words(language, FIGURES)
        name = i18n.label("groupings", self.key, language)
        source = i18n.isolate(catalogue.groups(self.key, self.vintage).source, language)
        sized = catalogue.sized_vintage(self.key, self.vintage)
        if sized is None:
            source = i18n.detail(source, words("list-incomplete"), language)
        elif sized != self.vintage:
            whole = i18n.isolate(catalogue.groups(self.key, sized).source, language)
            source = i18n.clauses([source, words("list-sizes", source=whole)], language)
        if self.year is not None:
            day = describe_day(self.key, self.vintage, self.year, language)
            source = i18n.clauses([source, day], language)
        return i18n.pair(name, source, language)

    def size(self, group: str) -> int | None:
        """Return how many economies a group has, if that is known."""
        if self.year is not None:
            return len(self.groups[group])
        return catalogue.group_size(self.key, self.vintage, group)


def find_grouping(edition: SiteEdition, key: str) -> EditionGrouping | None:
    """Return a grouping as of an edition, or by the newest complete list; income changes yearly."""
    figures = edition.figures
    own = f"{figures.methodology.document.index}-{edition.edition}"
    dated = [vintage for grouping, vintage in sorted(catalogue.groupings()) if grouping == key]
    whole = [vintage for vintage in dated if catalogue.groups(key, vintage).complete]
    newest = max(whole, key=lambda vintage: catalogue.groups(key, vintage).date)
    vintage = own if own in dated else None if key == INCOME else newest
    if vintage is None or edition.is_synthetic:
        return None
    listing = catalogue.groups_of_data(key, vintage, figures.year)
    if listing.departures:
        return EditionGrouping(key, vintage, listing.groups, figures.year)
    try:
        groups = find_groups(figures, key, None if vintage == own else vintage)
    except (CatalogueError, UsageError):
        return None  # An economy of the edition is in no list of that date: no group is guessed.
    return EditionGrouping(key, vintage, groups)


def find_groupings(edition: SiteEdition) -> list[EditionGrouping]:
    """Return the groupings that apply to an edition."""
    each = (find_grouping(edition, key) for key in GROUPINGS)
    return [grouping for grouping in each if grouping is not None]


def strip_groups(
    edition: SiteEdition, groupings: Sequence[EditionGrouping], node: str | None = None
) -> list[StripGroup]:
    """Return the published scores of each group, and of all economies, with the exact means."""
    figures = edition.figures
    scores = figures.column(node or edition.root_node)
    places = decimals_of(figures)
    made = [
        make_group(key, list(members), scores, "mean", places, grouping.size(key))
        for grouping in groupings
        for key, members in grouping.groups.items()
    ]
    everybody = make_group(ALL, sorted(scores), scores, "mean", places, figures.extent.whole)
    return [*made, replace(everybody, is_edition=True)]


def make_strips(edition: SiteEdition, groupings: Sequence[EditionGrouping]) -> Strips:
    """Return the strips of the groups of an edition."""
    figures = edition.figures

    def title(setting: Setting) -> str:
        return title_of(figures, setting)

    def axis(setting: Setting) -> str:
        return setting.word("score")

    def notes(setting: Setting) -> list[str]:
        dated = [grouping.describe(setting.language) for grouping in groupings]
        return [*dated, *edition_notes(figures, setting)]

    return Strips(
        groups=strip_groups(edition, groupings),
        statistic="mean",
        places=decimals_of(figures),
        title=title,
        axis=axis,
        notes=notes,
        domain=(0.0, float(figures.methodology.plan.scale)),
    )


def group_mean(
    figures: EditionFigures, members: Sequence[str], node: str
) -> tuple[Decimal | None, int]:
    """Return the exact mean of a node over the economies of a group with it, and their number."""
    group = make_group("", list(members), figures.column(node), "mean", decimals_of(figures), None)
    mean = None if group.centre is None else Decimal(str(group.centre))
    return mean, len(group.values)
