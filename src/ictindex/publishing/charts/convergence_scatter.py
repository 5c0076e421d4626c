"""Convergence: the first level of each economy, and its change since then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ictindex.analysis.tables.edition_figures import list_marks
from ictindex.language import i18n
from ictindex.publishing.charts.edition_scores import source_line
from ictindex.publishing.charts.frame_rows import each_row
from ictindex.publishing.charts.picture import picture
from ictindex.publishing.charts.pillar_scatter import label_layers
from ictindex.publishing.charts.point_labels import order_by_distance, place_labels
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import ChartTable, Composition, LegendItem, Words
from ictindex.publishing.graphics.setting import Setting

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.analysis.divides.convergence_measures import Convergence


@picture("convergence", of="Convergence", natural_of="Convergence")
def draw_convergence(subject: Convergence, *, what: str = "", language: str | None = None) -> Chart:
    """Draw the change of each economy against the level that it started from.

    Parameters
    ----------
    what : str
        Name of the figures, for the title; a table of numbers does not contain it.

    Returns
    -------
    Chart
        Its data: economy, start, change (both in the unit of the numbers), ceiling (at the ceiling
        in the first or last year). Economies without a number in every year are left out, and
        counted in a note.

    Examples
    --------
    >>> import ictindex as ict
    >>> import pandas as pd
    >>> codes = list(ict.data.economies())[:12]
    >>> frame = pd.DataFrame({2015: range(10, 34, 2), 2025: range(30, 42)}, index=codes)
    >>> data = ict.analysis.convergence(frame).plot.convergence().data
    >>> data["change"].tolist()[:3]
    [20.0, 19.0, 18.0]
    """
    import pandas as pd

    panel = subject.panel.keep_balanced()
    first, last = panel.numbers[:, 0], panel.numbers[:, -1]
    ceiling = set(subject.at_ceiling[0]) | set(subject.at_ceiling[1])
    data = pd.DataFrame(
        {
            "economy": list(panel.economies),
            "start": first.astype(float),
            "change": (last - first).astype(float),
            "ceiling": [code in ceiling for code in panel.economies],
        }
    ).sort_values(["start", "economy"], ignore_index=True)

    def compose(setting: Setting) -> Composition:
        return _compose(subject, data, what, setting)

    return Chart("convergence", data, compose, Setting(i18n.current_language(language)))


def _ends(values: Any) -> tuple[float, float]:
    low, high = float(min(values)), float(max(values))
    room = max((high - low) * 0.06, 0.5)
    return low - room, high + room


def _ceiling_points(
    full: float | None,
    across: tuple[float, float],
    up: tuple[float, float],
    area: tuple[int, int],
) -> list[tuple[float, float]]:
    """Return points along the line of the ceiling, in pixels: names keep away from them."""
    if full is None:
        return []
    steps = [across[0] + (across[1] - across[0]) * n / 80 for n in range(81)]
    return [
        (
            (at - across[0]) / (across[1] - across[0]) * area[0],
            (full - at - up[0]) / (up[1] - up[0]) * area[1],
        )
        for at in steps
        if up[0] <= full - at <= up[1]
    ]


def _compose(subject: Convergence, data: pd.DataFrame, what: str, setting: Setting) -> Composition:
    years = subject.panel.years
    first, last = str(years[0]), str(years[-1])
    width = setting.width - 110
    height = round(width * (1 if setting.narrow else 0.66))
    across, up = _ends(data["start"]), _ends([*data["change"], 0.0])
    full = subject.panel.full
    spots = {
        row.economy: (
            (row.start - across[0]) / (across[1] - across[0]) * width,
            (row.change - up[0]) / (up[1] - up[0]) * height,
        )
        for row in each_row(data)
    }
    placed = place_labels(
        spots,
        {code: setting.economy(code) for code in order_by_distance(spots)},
        (width, height),
        setting,
        _ceiling_points(full, across, up, (width, height)),
    )
    drawn = [
        {
            "x": row.start,
            "y": row.change,
            "ceiling": bool(row.ceiling),
            "side": placed.get(row.economy, ""),
            "label": setting.isolate(setting.economy(row.economy)),
            "sentence": setting.isolate(
                setting.word(
                    "change-sentence",
                    name=setting.economy(row.economy),
                    first=setting.number(row.start, 1),
                    last=setting.number(row.start + row.change, 1),
                    change=setting.number(row.change, 1, signed=True),
                )
            ),
        }
        for row in each_row(data)
    ]
    x = {
        **vl.quantity("x"),
        "scale": vl.values_scale(setting, *across),
        "axis": vl.values_axis(setting, setting.word("level-in", year=first)),
    }
    y = {
        **vl.quantity("y"),
        "scale": {"domain": list(up), "nice": False, "zero": False},
        "axis": vl.height_axis(setting, setting.word("change-between", first=first, last=last)),
    }
    layers: list[dict[str, Any]] = [
        {
            "data": vl.inline([{"zero": 0}]),
            "mark": vl.silent("rule", color=palette.AXIS),
            "encoding": {"y": {**y, "field": "zero"}},
        }
    ]
    if full is not None:
        # No economy can be above this line: a change cannot exceed what was left below the ceiling.
        begin = max(across[0], full - up[1])
        line = [{"at": at, "left": full - at} for at in (begin, across[1]) if at >= begin]
        layers.append(
            {
                "data": vl.inline(line),
                "mark": vl.silent(
                    "line", color=palette.ACCENT, strokeDash=[5, 3], strokeWidth=1.8, clip=True
                ),
                "encoding": {"x": {**x, "field": "at"}, "y": {**y, "field": "left"}},
            }
        )
    layers += [
        {
            "mark": {
                "type": "point",
                "filled": True,
                "size": 46,
                "opacity": 1,
                "stroke": palette.MAIN,
                "strokeWidth": 1.6,
            },
            "encoding": {
                "x": x,
                "y": y,
                "fill": {
                    "condition": {"test": "!datum.ceiling", "value": palette.MAIN},
                    "value": palette.PAPER,
                },
                **vl.sentences(),
            },
        },
        *label_layers(x, y, setting),
    ]
    legend = []
    if full is not None:
        phrase = setting.word("ceiling-line", value=setting.number(full, 0))
        legend.append(LegendItem(phrase, palette.ACCENT, "dash"))
    if data["ceiling"].any():
        legend.append(LegendItem(setting.word("at-ceiling"), palette.MAIN, "hollow"))
    notes = [setting.word("convergence-note")]
    if subject.incomplete:
        notes.append(setting.word("convergence-left-out", count=str(len(subject.incomplete))))
    for beta in subject.betas[:1]:
        notes.append(
            setting.word(
                "convergence-beta",
                beta=setting.number(beta.beta, 2),
                reversion=setting.number(beta.mean_reversion, 2),
                rest=setting.number(beta.dispersion_part, 2),
            )
        )
    source = subject.panel.source
    if source is not None:
        what = what or setting.label("nodes", source.editions[-1].methodology.plan.root)
        marks = [mark for edition in source.editions for mark in list_marks(edition)]
        notes += dict.fromkeys(mark.to_text(setting.language) for mark in marks)
        lines = [source_line(edition, setting) for edition in source.editions]
        notes += dict.fromkeys(line for line in lines if line)
    table = [
        [
            setting.economy(row.economy),
            setting.number(row.start, 1),
            setting.number(row.change, 1, signed=True),
        ]
        for row in each_row(data)
    ]
    title = setting.word("convergence", first=first, last=last)
    headers = [
        i18n.text("views", "economy", setting.language),
        setting.word("level-in", year=first),
        setting.word("change-between", first=first, last=last),
    ]
    return Composition(
        words=Words(
            title=i18n.pair(what, title, setting.language) if what else title,
            subtitle=setting.word("convergence-base", count=str(len(data))),
            notes=notes,
        ),
        plot={"width": width, "height": height, "data": vl.inline(drawn), "layer": layers},
        grid=ChartTable(headers, table, frozenset({1, 2})),
        legend=legend,
    )
