"""The strip profile: an economy among its region and income group, on every node of the index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.core.errors import UsageError
from ictindex.definitions import catalogue
from ictindex.indices.results.group_figures import median
from ictindex.language import i18n
from ictindex.publishing.charts import result_facts as facts
from ictindex.publishing.charts.edition_view import view_of
from ictindex.publishing.charts.frame_rows import each_row, is_missing
from ictindex.publishing.charts.picture import picture
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import ChartTable, Composition, LegendItem, Words
from ictindex.publishing.graphics.setting import Setting

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.analysis.tables.edition_figures import EditionFigures
    from ictindex.engine import Plan
    from ictindex.indices.idi.result import Result

ECONOMY, MEMBER = "economy", "member"
# The groupings that an economy is compared with, and the marks of their medians.
GROUPINGS = {"itu-region": palette.EARLIER, "income-group": palette.CATEGORIES[5]}
_COLUMNS = ["node", "role", "economy", "group", "score", "value", "count", "flag"]


def find_groups(result: Result, economy: str) -> dict[str, str]:
    """Return the group of an economy in each grouping of the edition's vintage that has it."""
    vintage = f"{result.index}-{result.edition}"
    groups = {}
    for grouping in GROUPINGS:
        listing = catalogue.groupings().get((grouping, vintage))
        if listing is not None:
            for group, members in listing.groups.items():
                if economy in members:
                    groups[grouping] = group
    return groups


def _frame(result: Result, economy: str, groups: dict[str, str]) -> pd.DataFrame:
    import pandas as pd

    vintage = f"{result.index}-{result.edition}"
    own = result.economy_position(economy)
    inputs = result.inputs(economy)
    rows: list[tuple[Any, ...]] = []
    for node, n in zip(result.nodes, result.order, strict=True):
        # As in the figures of groups, only economies with the index count.
        scores: dict[str, Decimal] = {
            code: score
            for code, row in zip(result.economies, result.rounded_rows, strict=True)
            if row[-1] is not None and (score := row[n]) is not None
        }
        for grouping, group in groups.items():
            members = catalogue.groups(grouping, vintage).groups[group]
            there = [scores[code] for code in members if code in scores]
            if grouping == "itu-region":
                rows += [
                    (node, MEMBER, code, group, float(scores[code]), None, None, "")
                    for code in members
                    if code in scores and code != economy
                ]
            if there:
                middle = float(median(there))
                rows.append((node, grouping, "", group, middle, None, len(there), ""))
        score = result.rounded_rows[own][n]
        flag = facts.mark_of(result.flags.get((economy, node), ()))
        value = inputs.get(node)
        rows.append(
            (
                node,
                ECONOMY,
                economy,
                "",
                None if score is None else float(score),
                None if value is None else float(value),
                None,
                flag,
            )
        )
    return pd.DataFrame(rows, columns=_COLUMNS)


@picture("profile", of=("Result", "EditionFigures"))
def draw_profile(
    subject: Result | EditionFigures, economy: str, *, language: str | None = None
) -> Chart:
    """Draw one economy on every node among those of its region, with medians of its groups.

    Regions and income groups are those of the edition's own vintage; without a vintage there are
    no groups. The medians are unweighted, over the economies with the index.

    Parameters
    ----------
    economy : str
        ISO3 code.

    Returns
    -------
    Chart
        Its data: node, role (``economy``, ``member`` of its region, or the grouping whose median
        it is), economy, group, score, value (of the indicator, in its unit; none of an edition as
        it was published), count (economies in the median), flag.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> profile = result.plot.profile("BRA").data
    >>> profile.query("node == 'idi' and role == 'itu-region'")[["score", "count"]].values.tolist()
    [[84.8, 3.0]]
    """
    result: Result = view_of(subject)
    groups = find_groups(result, economy)
    data = _frame(result, economy, groups)
    if data.loc[data["role"] == ECONOMY, "score"].isna().all():
        raise UsageError("chart.no-figure", economy=economy)

    def compose(setting: Setting) -> Composition:
        return _compose(result, economy, groups, data, setting)

    return Chart("profile", data, compose, Setting(i18n.current_language(language)))


def name_nodes(
    plan: Plan, nodes: Iterable[str], setting: Setting
) -> dict[str, str | Sequence[str]]:
    """Name nodes; the name of an indicator has its goalposts below it."""
    leaves = {leaf.indicator: leaf for leaf in plan.leaves}
    names: dict[str, str | Sequence[str]] = {}
    for node in nodes:
        name = setting.label("nodes", node)
        names[node] = name
        leaf = leaves.get(node)
        if leaf is not None and leaf.raw_zero is not None and leaf.raw_full is not None:
            low, high = (
                i18n.grouped_number(post, setting.language)
                for post in (leaf.raw_zero, leaf.raw_full)
            )
            names[node] = [name, setting.word("goalposts", low=low, high=high)]
    return names


def describe_scale(setting: Setting, has_medians: bool) -> str:
    """Return what the axis shows, and that medians are unweighted if there are any."""
    words = setting.word("profile-base")
    if not has_medians:
        return words
    return i18n.sentences(words, setting.word("profile-medians"), setting.language)


def _compose(
    result: Result, economy: str, groups: dict[str, str], data: pd.DataFrame, setting: Setting
) -> Composition:
    scale = float(result.methodology.plan.scale)
    places = result.decimals
    rows = vl.Rows(
        setting, name_nodes(result.methodology.plan, result.nodes, setting), extra=48, most=250
    )
    name = setting.economy(economy)
    group_names = {grouping: setting.label("groups", group) for grouping, group in groups.items()}
    vintage = f"{result.index}-{result.edition}"
    sizes = {key: catalogue.group_size(key, vintage, group) for key, group in groups.items()}
    drawn = []
    for row in each_row(data):
        if is_missing(row.score):
            continue
        node = setting.label("nodes", row.node)
        if row.role == ECONOMY:
            whose = name
        elif row.role == MEMBER:
            whose = setting.economy(row.economy)
        else:
            whose = median_words(group_names[row.role], int(row.count), sizes[row.role], setting)
        phrase = i18n.join([whose, node], setting.language)
        shown = setting.number(row.score, places)
        drawn.append(
            {
                "row": row.node,
                "role": row.role,
                "score": row.score,
                "label": shown,
                "flag": row.flag,
                "sentence": facts.add_remark(
                    i18n.pair(phrase, shown, setting.language), row.flag, setting
                ),
            }
        )
    plot = _plot(setting, rows, scale, groups, vl.inline(drawn))
    legend = [LegendItem(name, palette.LATER, "circle")]
    if "itu-region" in groups:
        legend.append(
            LegendItem(
                setting.word("economies-of", group=group_names["itu-region"]),
                palette.OTHERS,
                "tick",
            )
        )
    for grouping, colour in GROUPINGS.items():
        if grouping in groups:
            there = data.loc[data["role"] == grouping, "count"]
            most = int(there.max()) if len(there) else 0
            if most:
                words = median_words(group_names[grouping], most, sizes[grouping], setting)
                legend.append(LegendItem(words, colour, "tick"))
    own = data[data["role"] == ECONOMY]
    legend += facts.flag_legend(own["flag"], setting, palette.LATER)
    edition = facts.edition_title(result, setting)
    return Composition(
        words=Words(
            title=setting.word("profile", name=name, edition=edition)
            if groups
            else i18n.pair(name, edition, setting.language),
            subtitle=describe_scale(setting, bool(groups)),
            notes=facts.source_notes(result, setting),
        ),
        plot=plot,
        grid=_grid(data, groups, group_names, name, setting, places),
        legend=legend,
    )


def _plot(
    setting: Setting,
    rows: vl.Rows,
    scale: float,
    groupings: Iterable[str],
    marks: dict[str, Any],
) -> dict[str, Any]:
    """Return the plot of a strip profile on data of rows, roles, scores and sentences."""
    drawn = frozenset(groupings)

    def filter_role(role: str) -> dict[str, Any]:
        return {"transform": [{"filter": f"datum.role == '{role}'"}]}

    y = rows.channel()
    x: dict[str, Any] = {
        "field": "score",
        "type": "quantitative",
        "scale": vl.values_scale(setting, 0, scale),
        "axis": vl.values_axis(setting, setting.word("score-axis"), grid=False),
    }
    post = vl.silent("rule", color=palette.AXIS, strokeWidth=1)
    return {
        "width": rows.width,
        "height": rows.height,
        "data": marks,
        "layer": [
            *(
                {"data": vl.inline([{}]), "mark": post, "encoding": {"x": {"datum": at}}}
                for at in (0, scale)
            ),
            {
                **filter_role(MEMBER),
                "mark": {
                    "type": "tick",
                    "orient": "vertical",
                    "color": palette.OTHERS,
                    "opacity": 0.55,
                    "thickness": 1,
                    "size": 11,
                },
                "encoding": {"x": x, "y": y, **vl.sentences()},
            },
            *(
                dict[str, Any](
                    **filter_role(grouping),
                    mark={
                        "type": "tick",
                        "orient": "vertical",
                        "color": colour,
                        "opacity": 1,
                        "thickness": 3,
                        "size": 17,
                    },
                    encoding={"x": vl.quantity("score"), "y": y, **vl.sentences()},
                )
                for grouping, colour in GROUPINGS.items()
                if grouping in drawn
            ),
            {
                **filter_role(ECONOMY),
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 90,
                    "stroke": palette.LATER,
                    "strokeWidth": 2,
                    "opacity": 1,
                },
                "encoding": {
                    "x": vl.quantity("score"),
                    "y": y,
                    "shape": facts.shape_channel(),
                    "fill": facts.fill_channel(palette.LATER),
                    **vl.sentences(),
                },
            },
            {
                **filter_role(ECONOMY),
                "mark": vl.beyond(setting, 12, fontWeight="bold"),
                "encoding": {"x": {"datum": scale}, "y": y, "text": vl.words()},
            },
        ],
    }


def median_words(group: str, count: int, whole: int | None, setting: Setting) -> str:
    """Return the words on the median of a group: of how many of its economies it is."""
    words = str(count)
    if whole is not None:
        total = str(whole)
        words = i18n.text("views", "of-total", setting.language, count=words, total=total)
    return setting.word("median-of", group=group, count=words)


def show_median(value: str, count: int, most: int, language: str) -> str:
    """Return a median, with its number of economies where its group has more with other scores."""
    return value if count == most else i18n.detail(value, str(count), language)


def _grid(
    data: pd.DataFrame,
    groups: dict[str, str],
    group_names: dict[str, str],
    name: str,
    setting: Setting,
    places: int,
) -> ChartTable:
    cells: dict[str, dict[str, str]] = {}
    most = {role: data.loc[data["role"] == role, "count"].max() for role in groups}
    for row in each_row(data):
        if row.role != MEMBER and not is_missing(row.score):
            shown = setting.number(row.score, places)
            if row.role in groups:
                shown = show_median(shown, int(row.count), int(most[row.role]), setting.language)
            cells.setdefault(row.node, {})[row.role] = shown
    roles = [ECONOMY, *groups]
    headers = [
        i18n.text("columns", "node", setting.language),
        name,
        *(
            i18n.pair(i18n.text("columns", "median", setting.language), group, setting.language)
            for group in group_names.values()
        ),
    ]
    rows = [
        [
            setting.label("nodes", node),
            *(own.get(role, "–") for role in roles),
        ]
        for node, own in cells.items()
    ]
    return ChartTable(headers, rows, frozenset(range(1, len(headers))))
