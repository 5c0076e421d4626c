"""Slopes: economies over editions, as scores, or as ranks where these may be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ictindex.analysis.tables.result_tables import rank_columns
from ictindex.core.errors import UsageError
from ictindex.language import i18n
from ictindex.language.i18n.house_style import MARK_SIZE
from ictindex.publishing.charts import result_facts as facts
from ictindex.publishing.charts.economy_choice import Choice, Chosen, choose
from ictindex.publishing.charts.edition_scores import (
    decimals_of,
    keep_complete,
    list_scores,
    require_editions,
    series_notes,
    vintage_of,
)
from ictindex.publishing.charts.frame_rows import each_group, each_row
from ictindex.publishing.charts.picture import picture
from ictindex.publishing.charts.point_labels import spread
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import ChartTable, Composition, LegendItem, Words
from ictindex.publishing.graphics.setting import Setting

if TYPE_CHECKING:
    import pandas as pd

# The most lines that a person can follow.
MOST = 16
# The most lines that are in colour: the largest changes. The others are grey.
_COLOURED = 4
_BY = ("score", "rank")
_LABEL = 12
# Pixels from the end of a line to its words, which are moved so that no two overlap: a leader joins
# them to their line.
_GAP = 9
_LEADER = 16


@picture("slope", of="Series")
def draw_slope(
    series: Any,
    node: str | None = None,
    *,
    by: str = "score",
    ranks: str | None = None,
    choice: Choice,
    language: str | None = None,
) -> Chart:
    """Draw all editions side by side, a line for each economy; by default the first 16.

    Editions of different methodologies are refused: their levels cannot be compared. An economy is
    drawn only if it is in all editions. The order is that of the last edition.

    Parameters
    ----------
    node : str, optional
        Id of a node; by default the index.
    by : str
        ``"score"``, or ``"rank"`` among the economies that all editions have.
    ranks : str, optional
        ``"unofficial"`` draws ranks of editions that publish none, and says so in the chart.

    Returns
    -------
    Chart
        Its data: economy, edition, value (score or rank), flag.

    Raises
    ------
    UsageError
        If ranks are requested that no edition publishes, or the editions cannot be compared.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> try:
    ...     ict.analysis.series([result]).plot.slope(by="rank")
    ... except ict.errors.UsageError as error:
    ...     error.code
    'chart.too-few-editions'
    """
    require_editions(series)
    if by not in _BY:
        raise UsageError("chart.by-unknown", wanted=str(by), allowed=_BY)
    if by == "rank":
        for edition in series.editions:
            facts.require_ranks(edition, ranks)
    labels = list(series.labels)
    whole = list_scores(series.editions, labels, node)
    there = keep_complete(whole, labels)
    whole["rank"] = float("nan")
    if by == "rank":
        _rank_again(whole, there)
    ordered = sorted(there, key=lambda code: (-there[code][labels[-1]]["score"], code))
    chosen = choose(ordered, choice, vintage_of(series), MOST)
    data = whole[whole["economy"].isin(chosen.shown)].reset_index(drop=True)
    data = data.rename(columns={by: "value"}).drop(columns="score" if by == "rank" else "rank")
    data["value"] = data["value"].astype(float)

    def compose(setting: Setting) -> Composition:
        return _compose(series, data, (node, by), chosen, setting)

    return Chart("slope", data, compose, Setting(i18n.current_language(language)))


def _rank_again(whole: pd.DataFrame, there: dict[str, dict[str, Any]]) -> None:
    """Rank the economies that all editions have: others would change the ranks."""
    kept = whole["economy"].isin(there)
    whole["rank"] = rank_columns(whole[["score"]].where(kept), whole["edition"])["score"]


def _compose(
    series: Any,
    data: pd.DataFrame,
    asked: tuple[str | None, str],
    chosen: Chosen,
    setting: Setting,
) -> Composition:
    node, by = asked
    last = series.editions[-1]
    places = 0 if by == "rank" else decimals_of(last)
    labels = list(series.labels)
    names = {code: setting.economy(code) for code in chosen.shown}
    room = 92 + _LEADER if setting.narrow else 190 + _LEADER
    wrapped = {code: setting.wrap(name, room - 34 - _LEADER, 10) for code, name in names.items()}
    most = max(len(lines) for lines in wrapped.values())
    width = setting.width - 32 - 2 * room
    height = max(220, (_LABEL * most + 3) * len(names))
    low, high = min(data["value"]), max(data["value"])
    if by == "score":
        low, high = low - 1, high + 1
    else:
        low, high = low - 0.5, high + 0.5
    down = by == "rank"
    values = {
        code: {row.edition: row for row in each_row(group)}
        for code, group in each_group(data, "economy")
    }
    lines: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    leaders: list[dict[str, Any]] = []
    changes = {code: own[labels[-1]].value - own[labels[0]].value for code, own in values.items()}
    colours = _colours(changes, down)
    for code in chosen.shown:
        better = changes[code] < 0 if down else changes[code] > 0
        kind = "rise" if better else "fall" if changes[code] else "same"
        if colours[code] == palette.OTHERS:
            kind = "other"
        for label in labels:
            row = values[code][label]
            sentence = i18n.pair(
                i18n.join(
                    [names[code], setting.word("edition-of", edition=label)], setting.language
                ),
                setting.number(row.value, places),
                setting.language,
            )
            lines.append(
                {
                    "economy": code,
                    "edition": label,
                    "value": row.value,
                    "kind": kind,
                    "flag": row.flag,
                    "colour": colours[code],
                    "sentence": facts.add_remark(sentence, row.flag, setting),
                }
            )
    for label, side in ((labels[0], "left"), (labels[-1], "right")):
        at = [values[code][label].value for code in chosen.shown]
        pixels = [(value - low if down else high - value) / (high - low) * height for value in at]
        moved = spread(pixels, _LABEL * most + 1, height)
        outward = -1 if side == "left" else 1
        end = 0 if side == "left" else width
        for code, value, own, level in zip(chosen.shown, at, pixels, moved, strict=True):
            leaders.append(
                {
                    "economy": code,
                    "side": side,
                    "from": end + outward * (_GAP - 3),
                    "own": own,
                    "to": end + outward * (_GAP - 3 + _LEADER),
                    "place": level,
                    "colour": colours[code],
                }
            )
            shown = setting.number(value, places)
            phrase = wrapped[code]
            number_first = (side == "right") != setting.rtl
            text = [
                f"{shown}  {phrase[0]}" if number_first else f"{phrase[0]}  {shown}",
                *phrase[1:],
            ]
            if setting.rtl:
                text = [setting.isolate(text[0]), *text[1:]]
            marks.append(
                {
                    "economy": code,
                    "side": side,
                    "at": end + outward * (_GAP + _LEADER),
                    "place": level,
                    "lines": text,
                }
            )
    y_scale: dict[str, Any] = {
        "domain": [low, high],
        "nice": False,
        "zero": False,
        "reverse": down,
    }
    y = {"field": "value", "type": "quantitative", "scale": y_scale, "axis": None}
    x = {
        "field": "edition",
        "type": "ordinal",
        "sort": None,
        "scale": {"type": "point", "domain": labels, "padding": 0},
        "axis": {
            "title": None,
            "labelAngle": 0,
            "orient": "top",
            "domain": False,
            "ticks": False,
            "grid": True,
            "labelFontWeight": "bold",
            "offset": 12,
        },
    }
    plot: dict[str, Any] = {
        "width": width,
        "height": height,
        "data": vl.inline(lines),
        "layer": [
            {
                "mark": vl.silent("line", strokeWidth=1.6),
                "encoding": {
                    "x": x,
                    "y": y,
                    "detail": {"field": "economy", "type": "nominal"},
                    "color": vl.plain_colour("colour"),
                    "strokeDash": {
                        "field": "kind",
                        "type": "nominal",
                        "scale": {
                            "domain": ["rise", "same", "fall", "other"],
                            "range": [[1, 0], [5, 3], [5, 3], [1, 0]],
                        },
                        "legend": None,
                    },
                },
            },
            {
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 40,
                    "opacity": 1,
                    "strokeWidth": 1.6,
                },
                "encoding": {
                    "x": x,
                    "y": y,
                    "shape": facts.shape_channel(),
                    "stroke": vl.plain_colour("colour"),
                    "fill": {
                        "condition": {"test": "datum.flag == ''", **vl.plain_colour("colour")},
                        "value": palette.PAPER,
                    },
                    **vl.sentences(),
                },
            },
            {
                "data": vl.inline(leaders),
                "mark": vl.silent("rule", strokeWidth=0.8),
                "encoding": {
                    "x": _place_in_pixels("from"),
                    "x2": {"field": "to"},
                    "y": _place_in_pixels("own"),
                    "y2": {"field": "place"},
                    "color": vl.plain_colour("colour"),
                },
            },
            *(
                {
                    "data": vl.inline([row for row in marks if row["side"] == side]),
                    "mark": vl.silent(
                        "text",
                        align=align,
                        baseline="middle",
                        fontSize=MARK_SIZE,
                        lineHeight=_LABEL,
                        dy={"expr": f"-{_LABEL / 2}*(length(datum.lines)-1)"},
                    ),
                    "encoding": {
                        "x": _place_in_pixels("at"),
                        "y": _place_in_pixels("place"),
                        "text": vl.words("lines"),
                    },
                }
                for side, align in (("left", "right"), ("right", "left"))
            ),
        ],
        "resolve": {"scale": {"x": "independent", "y": "independent"}},
    }
    # The lines and points share their scales: the words and what joins them are placed in pixels.
    plot["layer"] = [{"layer": plot["layer"][:2]}, *plot["layer"][2:]]
    index = setting.label("nodes", node or last.methodology.document.index)
    notes = [*chosen.notes(setting), *series_notes(series, setting)]
    if by == "rank":
        notes.insert(0, setting.word("unofficial-ranks"))
    key = "slope-ranks" if by == "rank" else "slope"
    kinds = {row["kind"] for row in lines}
    return Composition(
        words=Words(
            title=setting.word(key, index=index),
            subtitle=setting.word("slope-base", count=str(chosen.total)),
            notes=notes,
        ),
        plot=plot,
        grid=_grid(values, labels, names, places, setting),
        legend=[
            *([LegendItem(setting.word("risen"), palette.RISE, "line")] * ("rise" in kinds)),
            *(
                [LegendItem(setting.word("not-risen"), palette.FALL, "dash")]
                * bool(kinds & {"fall", "same"})
            ),
            *(
                [LegendItem(setting.word("slope-others"), palette.OTHERS, "line")]
                * ("other" in kinds)
            ),
            *facts.flag_legend(data["flag"], setting, palette.SOFT_INK),
        ],
    )


def _colours(changes: dict[str, float], down: bool) -> dict[str, str]:
    """Return the colour of each line: grey but for the largest changes."""
    largest = sorted(changes, key=lambda code: (-abs(changes[code]), code))[:_COLOURED]
    better = {code: change < 0 if down else change > 0 for code, change in changes.items()}
    return {
        code: palette.OTHERS
        if code not in largest
        else palette.RISE
        if better[code]
        else palette.FALL
        for code in changes
    }


def _place_in_pixels(field: str) -> dict[str, Any]:
    """Return a channel of positions that are pixels of the plot already."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def _grid(
    values: dict[str, dict[str, Any]],
    labels: list[str],
    names: dict[str, str],
    places: int,
    setting: Setting,
) -> ChartTable:
    headers = [i18n.text("views", "economy", setting.language), *labels]
    rows = [
        [name, *(setting.number(values[code][label].value, places) for label in labels)]
        for code, name in names.items()
    ]
    return ChartTable(headers, rows, frozenset(range(1, len(headers))))
