"""The groups of each edition and over editions: regions, income groups, levels of development."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ictindex.analysis.change.edition_series import Series
from ictindex.analysis.tables.edition_figures import show_score
from ictindex.analysis.tables.score_bands import ScoreBands
from ictindex.core.data_classes import dataclass
from ictindex.indices.results.group_figures import ALL
from ictindex.language import i18n
from ictindex.publishing.charts.economy_profile import show_median
from ictindex.publishing.charts.edition_scores import decimals_of, series_notes
from ictindex.publishing.charts.group_panels import GroupYear, GroupYears, draw_group_panels
from ictindex.publishing.charts.group_strips import count_group, draw_strips, name_group
from ictindex.publishing.graphics.setting import Setting
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.chart_boxes import ChartBox, make_chart_box, say_once
from ictindex.publishing.website.edition_groups import (
    EditionGrouping,
    find_groupings,
    make_strips,
    strip_groups,
)
from ictindex.publishing.website.score_rows import (
    describe_edition,
    economy_names,
    edition_links,
    edition_title,
)
from ictindex.publishing.website.site_edition import SiteEdition, list_same_kind, order_by_name
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import FIGURES, Words

PAGE = "groups"


@dataclass(frozen=True, slots=True)
class MemberList:
    """The economies of a group that have a score, in bands and by name within each."""

    key: str
    name: str
    count: str
    bands: list[tuple[str, list[tuple[str, str]]]]

    @property
    def file(self) -> str:
        """The address of its plain file, from the folder of the site."""
        return addresses.data_file(addresses.GROUPED, self.key, "csv")


def write_group_page(
    edition: SiteEdition, editions: Sequence[SiteEdition], language: str
) -> SitePage:
    """Return the page of groups of an edition."""
    words = Words(language, FIGURES)
    title = edition_title(edition, language)
    intro = describe_edition(edition, language)
    groupings = find_groupings(edition)
    charts = [
        make_chart_box(
            draw_strips(make_strips(edition, groupings), language=language),
            f"groups-{edition.key}",
        )
    ]
    charts += list(_draw_over_editions(edition, editions, language))
    return SitePage(
        address=addresses.edition_page(edition.key, PAGE),
        template="groups.html.j2",
        title=words("groups-title", title=title),
        description=words("groups-description", title=title),
        context={
            "say": words,
            "intro": intro,
            "dated": [grouping.describe(language) for grouping in groupings],
            "nodes": _node_means(edition, groupings, language),
            "members": list(_members(edition, groupings, language)),
            "others": edition_links(edition, editions, PAGE, language),
        },
        section="groups",
        charts=say_once(charts, [*intro, *edition.notices(language)]),
        sources=[edition.source] if edition.source else [],
        edition=edition.key,
    )


def find_group_places(editions: Iterable[SiteEdition]) -> dict[tuple[str, str], str]:
    """Return where each group of each grouping is, on the page of the first edition with it."""
    places: dict[tuple[str, str], str] = {}
    for edition in editions:
        page = addresses.edition_page(edition.key, PAGE)
        for grouping in find_groupings(edition):
            for key in grouping.groups:
                places.setdefault((grouping.key, key), f"{page}#group-{key}")
    return places


def _node_means(edition: SiteEdition, groupings: list[EditionGrouping], language: str) -> i18n.Grid:
    """Return the mean of each node of the index by group: the index first, then its parts."""
    figures, setting = edition.figures, Setting(language)
    nodes = [
        node
        for node in figures.methodology.plan.reading_order()
        if any(key == node for _, key in figures.scores)
    ]
    columns = [strip_groups(edition, groupings, node) for node in nodes]
    headers = [
        i18n.label("columns", "group", language),
        i18n.text("divides", "economies", language),
    ]
    headers += [i18n.label("nodes", node, language) for node in nodes]
    rows = []
    for n, group in enumerate(columns[0]):
        # A part may have fewer economies than the index: some scores are not published.
        means = [column[n].centre for column in columns]
        counts = [len(column[n].values) for column in columns]
        rows.append(
            [
                name_group(group.key, setting),
                count_group(group, setting),
                *(
                    "–"
                    if mean is None
                    else show_median(
                        setting.number(mean, decimals_of(figures)), count, counts[0], language
                    )
                    for mean, count in zip(means, counts, strict=True)
                ),
            ]
        )
    return i18n.Grid(headers, rows, frozenset(range(2, len(headers))))


def _members(
    edition: SiteEdition, groupings: list[EditionGrouping], language: str
) -> Iterator[MemberList]:
    """Yield the economies of each group, each with its published score."""
    names, setting = economy_names(edition.economies, language), Setting(language)
    bands = ScoreBands.of(edition.figures)
    each = [
        (grouping, group)
        for grouping in groupings
        for group in strip_groups(edition, [grouping])
        if group.key != ALL
    ]
    for grouping, group in each:
        members = [code for code in grouping.groups[group.key] if code in edition.scores]
        ordered = order_by_name(members, names, language)
        shown = {
            code: show_score(edition.figures, edition.scores[code], language) for code in ordered
        }
        yield MemberList(
            group.key,
            name_group(group.key, setting),
            count_group(group, setting),
            [
                (bands.name(band, language), [(names[code], shown[code]) for code in codes])
                for band, codes in bands.sort(
                    {code: edition.scores[code] for code in ordered}
                ).items()
            ],
        )


def _draw_over_editions(
    edition: SiteEdition, editions: Sequence[SiteEdition], language: str
) -> Iterator[ChartBox]:
    """Yield the groups over the editions up to one: they stay on its page if a newer one comes."""
    before = comparable_editions(edition, editions)
    if len(before) < 2:
        return
    series = Series([earlier.figures for earlier in before])
    subject = make_group_years(series, edition)
    if subject.rows:
        yield make_chart_box(
            draw_group_panels(subject, language=language), f"editions-{edition.key}"
        )


def comparable_editions(edition: SiteEdition, editions: Sequence[SiteEdition]) -> list[SiteEdition]:
    """Return an edition and those before it, of its kind and methodology, oldest first."""
    document = edition.figures.methodology.document.id
    return [
        other
        for other in list_same_kind(edition, editions)
        if other.edition <= edition.edition and other.figures.methodology.document.id == document
    ]


def make_group_years(series: Series, edition: SiteEdition) -> GroupYears:
    """Return the means of groups by edition, over economies that all of these have."""
    rows: list[GroupYear] = []
    everybody: list[GroupYear] = []
    for grouping in find_groupings(edition):
        frame = series.groups(dict(_list_members(grouping)), matched=True)
        made = [_group_year(cells) for cells in frame.to_dict("records") if cells["count"]]
        rows += [row for row in made if row.group != ALL]
        everybody = [row for row in made if row.group == ALL]
    rows += everybody
    count = max((row.count for row in everybody), default=0)
    figures = edition.figures

    def title(setting: Setting) -> str:
        return setting.label("nodes", edition.root_node)

    def axis(setting: Setting) -> str:
        return setting.word("group-mean")

    def notes(setting: Setting) -> list[str]:
        words = Words(setting.language, FIGURES)
        matched = words("matched", count=str(count), edition=str(edition.edition))
        return [matched, *series_notes(series, setting)]

    return GroupYears(
        rows=rows,
        places=decimals_of(figures),
        title=title,
        axis=axis,
        notes=notes,
        domain=(0.0, float(figures.methodology.plan.scale)),
    )


def _list_members(grouping: EditionGrouping) -> Iterator[tuple[str, str]]:
    for group, members in grouping.groups.items():
        for economy in members:
            yield economy, group


def _group_year(cells: dict[Any, Any]) -> GroupYear:
    year, mean = int(str(cells["edition"])), float(cells["mean"])
    return GroupYear(str(cells["group"]), year, "edition", mean, int(cells["count"]))
