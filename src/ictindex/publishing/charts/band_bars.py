"""Bars of bands: the number of economies by score, or by change of the score."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.analysis.tables.edition_figures import EditionFigures
from ictindex.analysis.tables.score_bands import ScoreBands
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.language import i18n
from ictindex.language.i18n.house_style import LABEL_SIZE
from ictindex.publishing.charts.edition_scores import (
    edition_notes,
    require_editions,
    series_notes,
    title_of,
)
from ictindex.publishing.charts.picture import picture
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import ChartTable, Composition, Words
from ictindex.publishing.graphics.setting import Setting

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.analysis.change.edition_series import Series

# Bands of a change: points.
STEPS = (Decimal(2), Decimal(5))
_NUMBER = 44  # pixels of a number behind a bar


@dataclass(frozen=True, slots=True)
class _Bands:
    """The words of a chart of bands, and the name of each band, by its position."""

    words: Callable[[Setting], Words]
    names: Callable[[Setting], Sequence[str]]
    header: Callable[[Setting], str]


@picture("bands", of="EditionFigures")
def draw_bands(
    figures: EditionFigures, node: str | None = None, *, language: str | None = None
) -> Chart:
    """Draw how many economies have a score in each tenth of the scale.

    Parameters
    ----------
    node : str, optional
        Id of a node; by default the index.

    Returns
    -------
    Chart
        Its data: a row for each band, with its economies counted.

    Examples
    --------
    >>> import ictindex as ict
    >>> printed = ict.read_published(ict.sample_data("idi-2024-published.csv"))
    >>> edition = ict.analysis.series({2024: printed}).editions[0]
    >>> int(edition.plot.bands().data["count"].sum())
    24
    """
    key = figures.methodology.plan.root if node is None else node
    scores = list(figures.column(key).values())
    if not scores:
        raise UsageError("chart.nothing-to-draw")
    bands = ScoreBands.of(figures)
    counts = [0] * bands.count
    for score in scores:
        counts[bands.find(score)] += 1

    def words(setting: Setting) -> Words:
        count = str(len(scores))
        high, band = find_upper_half(counts)
        bound = setting.short(bands.limits(band)[0])
        seen = setting.word("bands-seen", high=str(high), count=count, bound=bound)
        name = setting.word("bands", edition=title_of(figures, setting))
        base = setting.word("bands-base", count=count)
        named = setting.word("named-base", name=name, base=base)
        return Words(seen, named, edition_notes(figures, setting))

    def names(setting: Setting) -> list[str]:
        return [bands.name(band, setting.language) for band in range(bands.count)]

    return _draw("bands", counts, _Bands(words, names, lambda s: s.word("score")), language)


@picture("change_bands", of="Series")
def draw_change_bands(series: Series, *, language: str | None = None) -> Chart:
    """Draw how many economies rose or fell between the last two editions, and by how much.

    Returns
    -------
    Chart
        Its data: a row for each band, with its economies counted.

    Raises
    ------
    UsageError
        If there are fewer than two editions, or they cannot be compared.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> try:
    ...     ict.analysis.series([result]).plot.change_bands()
    ... except ict.errors.UsageError as error:
    ...     error.code
    'chart.too-few-editions'
    """
    require_editions(series)
    changes = list(last_changes(series).values())
    counts = [0] * 7
    for change in changes:
        counts[band_of(change)] += 1
    before, after = series.labels[-2:]

    def words(setting: Setting) -> Words:
        index = setting.label("nodes", series.editions[-1].methodology.plan.root)
        count = str(len(changes))
        up, down = str(sum(counts[:3])), str(sum(counts[4:]))
        seen = setting.word("change-bands-seen", first=before, up=up, down=down, count=count)
        name = setting.word("change-bands", index=index, first=before, last=after)
        base = setting.word("change-bands-base", count=count)
        named = setting.word("named-base", name=name, base=base)
        return Words(seen, named, series_notes(series, setting))

    def names(setting: Setting) -> list[str]:
        low, high = (setting.short(step) for step in STEPS)
        return [
            setting.word("rise-from", low=high),
            setting.word("rise-between", low=low, high=high),
            setting.word("rise-below", high=low),
            setting.word("unchanged"),
            setting.word("fall-below", high=low),
            setting.word("fall-between", low=low, high=high),
            setting.word("fall-from", low=high),
        ]

    return _draw("change_bands", counts, _Bands(words, names, lambda s: s.word("change")), language)


def find_upper_half(counts: Sequence[int]) -> tuple[int, int]:
    """Return the number of scores in the bands from one upward, and that band.

    It is the highest band from which upward at least half of the scores are.

    Examples
    --------
    >>> find_upper_half([1, 4, 3, 2])
    (5, 2)
    """
    high, band = 0, len(counts)
    while 2 * high < sum(counts):
        band -= 1
        high += counts[band]
    return high, band


def last_changes(series: Series) -> dict[str, Decimal]:
    """Return the change of the published index between the last two editions, by economy."""
    before, after = (
        edition.column(edition.methodology.plan.root) for edition in series.editions[-2:]
    )
    return {code: after[code] - before[code] for code in sorted(after) if code in before}


def band_of(change: Decimal) -> int:
    """Return the band of a change, from the largest rise to the largest fall."""
    size = abs(change)
    away = 0 if size == 0 else 1 + sum(size >= step for step in STEPS)
    return 3 - away if change > 0 else 3 + away


def _draw(kind: str, counts: list[int], bands: _Bands, language: str | None) -> Chart:
    import pandas as pd

    data = pd.DataFrame({"band": range(len(counts)), "count": counts})

    def compose(setting: Setting) -> Composition:
        return _compose(data, bands, setting)

    return Chart(kind, data, compose, Setting(i18n.current_language(language)))


def _compose(data: pd.DataFrame, bands: _Bands, setting: Setting) -> Composition:
    names = bands.names(setting)
    total = str(int(data["count"].sum()))
    rows = vl.Rows(
        setting, {str(n): name for n, name in enumerate(names)}, extra=_NUMBER, keeps_room=True
    )
    drawn = [
        {
            "row": str(band),
            "count": count,
            "label": setting.number(count, 0),
            "sentence": setting.isolate(
                i18n.pair(
                    names[band],
                    setting.word("of-economies", count=str(count), total=total),
                    setting.language,
                )
            ),
        }
        for band, count in enumerate(int(number) for number in data["count"])
    ]
    x: dict[str, Any] = {
        "field": "count",
        "type": "quantitative",
        "scale": vl.values_scale(setting, 0, max(int(data["count"].max()), 1)),
        "axis": None,
    }
    y = rows.channel()
    plot = {
        "width": rows.width,
        "height": rows.height,
        "data": vl.inline(drawn),
        "layer": [
            {
                "mark": {"type": "bar", "color": palette.MAIN},
                "encoding": {"x": x, "y": y, **vl.sentences()},
            },
            {
                "mark": vl.beyond(setting, fontSize=LABEL_SIZE),
                "encoding": {"x": x, "y": y, "text": vl.words()},
            },
        ],
    }
    headers = [bands.header(setting), setting.word("economies-count")]
    table = [[name, str(row["label"])] for name, row in zip(names, drawn, strict=True)]
    return Composition(bands.words(setting), plot, ChartTable(headers, table, frozenset({1})))
