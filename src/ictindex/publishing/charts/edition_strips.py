"""The strips of the groups of an edition, as it was published."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ictindex.analysis.tables.edition_figures import EditionFigures, find_groups, require_node
from ictindex.definitions import catalogue
from ictindex.indices.results.group_figures import ALL
from ictindex.language import i18n
from ictindex.publishing.charts.edition_scores import decimals_of, edition_notes, title_of
from ictindex.publishing.charts.group_strips import Strips, draw_strips, make_group
from ictindex.publishing.charts.picture import picture
from ictindex.publishing.graphics.setting import Setting

if TYPE_CHECKING:
    from ictindex.publishing.graphics.chart import Chart


@picture("strips", of="EditionFigures", natural_of="EditionFigures")
def draw_edition_strips(
    figures: EditionFigures,
    by: str = "itu-region",
    node: str | None = None,
    *,
    language: str | None = None,
) -> Chart:
    """Draw the score of every economy by group, with the median of each group.

    The chart never puts economies in the order of their scores.

    Parameters
    ----------
    by : str
        A grouping of the edition's vintage: ``"itu-region"``, ``"income-group"`` ...
    node : str, optional
        Id of a node; by default the index.

    Returns
    -------
    Chart
        Its data: group (``all``: every economy), economy, value (the score as published).

    Examples
    --------
    >>> import ictindex as ict
    >>> printed = ict.read_published(ict.sample_data("idi-2024-published.csv"))
    >>> edition = ict.analysis.series({2024: printed}).editions[0]
    >>> strips = edition.plot(language="en")
    >>> strips.title
    'ICT Development Index 2024 by group'
    >>> strips.data.query("group == 'all'")["economy"].nunique()
    24
    >>> edition.plot.strips("income-group").kind
    'strips'
    """
    return draw_strips(strips_of(figures, by, node), language=language)


def strips_of(figures: EditionFigures, by: str, node: str | None) -> Strips:
    """Return the published scores by group, with medians, and those of all economies."""
    key = figures.methodology.plan.root if node is None else node
    require_node(figures, key)
    places, scores = decimals_of(figures), figures.column(key)
    own = f"{figures.methodology.document.index}-{figures.edition}"
    groups = find_groups(figures, by, None)
    made = [
        make_group(
            group,
            list(members),
            scores,
            "median",
            places,
            catalogue.group_size(by, own, group),
        )
        for group, members in groups.items()
    ]
    everybody = make_group(ALL, sorted(scores), scores, "median", places, figures.extent.whole)

    def title(setting: Setting) -> str:
        edition = title_of(figures, setting)
        if key == figures.methodology.plan.root:
            return edition
        return i18n.join([edition, setting.label("nodes", key)], setting.language)

    def notes(setting: Setting) -> list[str]:
        return [setting.label("groupings", by), *edition_notes(figures, setting)]

    return Strips(
        groups=[*made, replace(everybody, is_edition=True)],
        statistic="median",
        places=places,
        title=title,
        axis=lambda setting: setting.word("score-axis"),
        notes=notes,
        domain=(0.0, float(figures.methodology.plan.scale)),
    )
