"""The strips of the groups of an edition, as it was published."""

from __future__ import annotations

from dataclasses import replace

from ictindex.analysis.tables.edition_figures import EditionFigures, find_groups, require_node
from ictindex.definitions import catalogue
from ictindex.indices.results.group_figures import ALL
from ictindex.language import i18n
from ictindex.publishing.charts.edition_scores import decimals_of, edition_notes, title_of
from ictindex.publishing.charts.group_strips import Strips, make_group
from ictindex.publishing.graphics.setting import Setting


def strips_of(figures: EditionFigures, by: str, node: str | None) -> Strips:
    """Return the published scores by group, with medians, and those of all economies."""
    key = figures.methodology.plan.root if node is None else node
    require_node(figures, key)
    places, scores = decimals_of(figures), figures.column(key)
    own = f"{figures.methodology.document.index}-{figures.edition}"
    listing = catalogue.groupings().get((by, own))
    groups = find_groups(figures, by, None)
    made = [
        make_group(
            group,
            list(members),
            scores,
            "median",
            places,
            is_whole=listing is not None and listing.complete,
        )
        for group, members in groups.items()
    ]
    everybody = make_group(ALL, sorted(scores), scores, "median", places)

    def title(setting: Setting) -> str:
        edition = title_of(figures, setting)
        if key == figures.methodology.plan.root:
            return edition
        return i18n.join([edition, setting.label("nodes", key)], setting.language)

    def notes(setting: Setting) -> list[str]:
        return [setting.label("groupings", by), *edition_notes(figures, setting)]

    return Strips(
        groups=[*made, replace(everybody, of=figures.extent.whole)],
        statistic="median",
        places=places,
        title=title,
        axis=lambda setting: setting.word("score-axis"),
        notes=notes,
        domain=(0.0, float(figures.methodology.plan.scale)),
    )
