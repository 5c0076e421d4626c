"""The charts of a profile: an economy among others, its change, its editions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from ictindex.analysis.change.change_inputs import ROUNDING
from ictindex.analysis.change.economy_change import (
    EconomyChange,
    name_step,
    word_cause,
)
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.i18n.document import Grid
from ictindex.publishing.charts import result_facts
from ictindex.publishing.charts.change_waterfall import (
    HOLLOW,
    Bar,
    find_span,
)
from ictindex.publishing.charts.economy_profile import (
    GROUPINGS,
    describe_scale,
    median_words,
    show_median,
)
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics.composition import LegendItem
from ictindex.publishing.graphics.setting import Setting
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.chart_boxes import ChartBox, show_sign
from ictindex.publishing.website.economy_facts import EditionFacts, Shift
from ictindex.publishing.website.static_pictures import (
    LINE_COLOURS,
    PictureLine,
    RowPicture,
    TimePicture,
)
from ictindex.publishing.website.strip_backgrounds import GROUPING_OF_MEMBERS, background_name

STRIP, CHANGE, SERIES = "strip", "change", "series"
_START, _END = "start", "end"
_BARS = 420  # pixels of the bars of a waterfall on a wide page


class ProfileCharts:
    """The charts of the profiles of one edition in one language."""

    def __init__(self, facts: EditionFacts, language: str) -> None:
        self.facts = facts
        self.setting = Setting(language)
        self.language = language
        self._series = facts.series

    # ---------------------------------------------------------------- the strip

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        return {
            node: i18n.label("nodes", node, self.language)
            for node in self.facts.plan.reading_order()
        }

    def median_name(self, grouping: str, group: str) -> str:
        """Return the words on the median of a group."""
        name = i18n.label("groups", group, self.language)
        figures = self.facts.edition.figures
        vintage = f"{figures.methodology.document.index}-{figures.edition}"
        whole = catalogue.group_size(grouping, vintage, group)
        return median_words(name, self._most_members(grouping, group), whole, self.setting)

    def _most_members(self, grouping: str, group: str) -> int:
        """Return the number of economies of a group that the words on its median state."""
        return max(
            (
                middle.count
                for (by, key, _), middle in self.facts.middles.items()
                if (by, key) == (grouping, group)
            ),
            default=0,
        )

    def draw_strip(self, economy: str) -> ChartBox | None:
        """Draw an economy among its region and income group; ``None`` without any score."""
        facts, setting = self.facts, self.setting
        groups = facts.groups_of(economy)
        name = i18n.economy_name(economy, self.language)
        marks, flags = [], []
        for node in facts.nodes:
            score = facts.score(economy, node)
            if score is not None:
                flag = result_facts.mark_of(facts.result.flags.get((economy, node), ()))
                flags.append(flag)
                marks.append((node, score, flag))
        if not marks:
            return None
        region = groups.get(GROUPING_OF_MEMBERS)
        legend = [LegendItem(name, palette.LATER, "circle")]
        if region is not None:
            words = setting.word("economies-of", group=setting.label("groups", region))
            legend.append(LegendItem(words, palette.OTHERS, "tick"))
        for grouping, colour in GROUPINGS.items():
            if (grouping, groups.get(grouping)) in facts.members:
                words = self._median_names(grouping, groups[grouping])
                legend.append(LegendItem(words, colour, "tick"))
        legend += result_facts.flag_legend(flags, setting, palette.LATER)
        edition = result_facts.edition_title(facts.result, setting)
        # An economy in no group, such as an invented one, is compared with none.
        title = (
            setting.word("profile", name=name, edition=edition)
            if groups
            else i18n.pair(name, edition, self.language)
        )
        return ChartBox(
            key=STRIP,
            title=title,
            subtitle=describe_scale(setting, bool(groups)),
            description=title,
            legend=[show_sign(item, self.language) for item in legend],
            notes=[self._origin_note],
            table=self._strip_table(economy, name, groups),
            drawing=self._picture_strip(economy, marks, groups),
        )

    @cached_property
    def _origin_note(self) -> str:
        return result_facts.origin_note(self.facts.edition.figures, self.setting)

    def _median_names(self, grouping: str, group: str) -> str:
        # A group has many economies, and so as many profiles with the same words.
        names: dict[tuple[str, str], str] = self._known_medians
        if (grouping, group) not in names:
            names[grouping, group] = self.median_name(grouping, group)
        return names[grouping, group]

    @cached_property
    def _known_medians(self) -> dict[tuple[str, str], str]:
        return {}

    def _strip_table(self, economy: str, name: str, groups: Mapping[str, str]) -> Grid:
        facts = self.facts
        headers = [
            i18n.text("columns", "node", self.language),
            name,
            *(self._median_names(grouping, group) for grouping, group in groups.items()),
        ]
        rows = []
        for node in facts.nodes:
            score = facts.score(economy, node)
            cells = [i18n.number(score, self.language)]
            for grouping, group in groups.items():
                middle = facts.middles.get((grouping, group, node))
                most = self._most_members(grouping, group)
                cells.append(
                    "–"
                    if middle is None
                    else show_median(
                        i18n.number(middle.value, self.language), middle.count, most, self.language
                    )
                )
            rows.append([self._labels[node], *cells])
        return Grid(headers, rows, frozenset(range(1, len(headers))))

    def _picture_strip(
        self, economy: str, marks: Sequence[tuple[str, Decimal, str]], groups: Mapping[str, str]
    ) -> RowPicture:
        drawn = RowPicture(self.setting, (0, float(self.facts.plan.scale)))
        scores = {node: (score, flag) for node, score, flag in marks}
        page = addresses.economy_page(self.facts.edition.key, economy)
        name = background_name(self.facts.edition.key, groups)
        picture = f"{addresses.climb(page)}../assets/{name}.svg" if name else ""
        for n, node in enumerate(self.facts.nodes):
            mark = None
            if node in scores:
                score, flag = scores[node]
                mark = drawn.draw_dot(float(score), palette.LATER, hollow=bool(flag))
            drawn.add(mark, f"{picture}#r{n}" if picture else "")
        return drawn

    # ---------------------------------------------------------------- the change

    def draw_change(self, economy: str, shift: Shift) -> ChartBox | None:
        """Draw the change since the edition before as a waterfall, if it is explained."""
        change = shift.change
        if change is None or not change.steps:
            return None
        setting, context = self.setting, change.context
        bars = _make_bars(change)
        legend = [
            LegendItem(setting.word("score"), palette.TOTAL, "square"),
            LegendItem(setting.word("raises"), palette.RISE, "square"),
            LegendItem(setting.word("lowers"), palette.FALL, "square"),
        ]
        if any(bar.hollow for bar in bars):
            legend.append(LegendItem(setting.word("not-observed"), palette.INK, "frame"))
        name = i18n.economy_name(economy, self.language)
        title = setting.word(
            "waterfall",
            name=name,
            index=setting.label("nodes", context.index),
            first=context.before,
            last=context.after,
        )
        return ChartBox(
            key=CHANGE,
            title=title,
            subtitle=setting.word("waterfall-base"),
            description=title,
            legend=[show_sign(item, self.language) for item in legend],
            notes=[self._split_note] if context.printed else [],
            table=self._change_table(change),
            drawing=self._picture_change(bars),
        )

    @cached_property
    def _split_note(self) -> str:
        return i18n.text("score-change", "of-printed", self.language)

    def _change_table(self, change: EconomyChange) -> Grid:
        setting, places = self.setting, change.context.decimals
        level = float(change.first)
        edition = setting.word
        rows = [
            [
                edition("edition-of", edition=change.context.before),
                "",
                setting.number(level, places),
                "",
            ]
        ]
        for step in change.steps:
            level += float(step.points)
            rows.append(
                [
                    name_step(step).to_text(self.language),
                    setting.number(float(step.points), places, signed=True),
                    setting.number(level, places),
                    word_cause(step).to_text(self.language) if step.indicator else "",
                ]
            )
        last = setting.number(float(change.last), places)
        rows.append([edition("edition-of", edition=change.context.after), "", last, ""])
        headers = [
            i18n.text("columns", "indicator", self.language),
            setting.word("points"),
            setting.word("score"),
            i18n.text("score-change", "why", self.language),
        ]
        return Grid(headers, rows, frozenset({1, 2}))

    def _picture_change(self, bars: Sequence[Bar]) -> RowPicture:
        low, high = find_span(bars, _BARS)
        drawn = RowPicture(self.setting, (low, high))
        for bar in bars:
            ends = (low, bar.reach) if bar.whole else (bar.begin, bar.reach)
            falls = not bar.whole and bar.points < 0
            colour = palette.TOTAL if bar.whole else palette.FALL if falls else palette.RISE
            # Rounding that moves nothing has a row without a bar.
            is_drawn = bar.points or bar.kind != ROUNDING
            drawn.add(drawn.draw_bar(*ends, colour, hollow=bar.hollow) if is_drawn else None)
        return drawn

    # ---------------------------------------------------------------- over the editions

    @cached_property
    def _line_nodes(self) -> tuple[str, ...]:
        plan = self.facts.plan
        root = len(plan.nodes) - 1
        return (plan.root, *(plan.nodes[child] for child in plan.children(root)))

    def draw_series(self, economy: str) -> ChartBox | None:
        """Draw the index and its parts over the editions; ``None`` with fewer than two."""
        points = self._list_scores(economy)
        # One point is no line: the score is on the page already.
        if len({point["edition"] for point in points}) < 2:
            return None
        title = self.series_title
        legend = [
            LegendItem(self._labels[node], colour, "line")
            for node, colour in zip(self._line_nodes, LINE_COLOURS, strict=False)
            if any(point["node"] == node for point in points)
        ]
        return ChartBox(
            key=SERIES,
            title=title,
            subtitle="",
            description=i18n.pair(i18n.economy_name(economy, self.language), title, self.language),
            legend=[show_sign(item, self.language) for item in legend],
            notes=[],
            table=self._series_table(points),
            drawing=self._picture_series(points),
        )

    @cached_property
    def series_title(self) -> str:
        """The title of the chart of the scores over the editions."""
        return self.setting.word("slope", index=self._labels[self.facts.plan.root])

    def _list_scores(self, economy: str) -> list[dict[str, Any]]:
        points = []
        for node, colour in zip(self._line_nodes, LINE_COLOURS, strict=False):
            for edition in self._series:
                document = edition.figures.methodology.document.id
                printed = edition.figures.scores.get((economy, node))
                if printed is None:
                    continue
                shown = i18n.number(printed, self.language)
                points.append(
                    {
                        "node": node,
                        # Scores of different methodologies are not joined.
                        "line": f"{node} {document}",
                        "edition": str(edition.edition),
                        "score": float(printed),
                        "colour": colour,
                        "label": shown if node == self.facts.plan.root else "",
                        "shown": shown,
                    }
                )
        return points

    def _series_table(self, points: Sequence[dict[str, Any]]) -> Grid:
        editions = list(dict.fromkeys(str(edition.edition) for edition in self._series))
        cells = {(point["node"], point["edition"]): point["shown"] for point in points}
        rows = [
            [self._labels[node], *(cells.get((node, edition), "–") for edition in editions)]
            for node in self._line_nodes
        ]
        headers = [i18n.text("columns", "node", self.language), *editions]
        return Grid(headers, rows, frozenset(range(1, len(headers))))

    def _picture_series(self, points: Sequence[dict[str, Any]]) -> TimePicture:
        editions = [str(edition.edition) for edition in self._series]
        lines: dict[str, list[dict[str, Any]]] = {}
        for point in points:
            lines.setdefault(point["line"], []).append(point)
        times = {float(n): edition for n, edition in enumerate(editions)}
        drawn = TimePicture(self.setting, times, _score_range(points))
        for own in lines.values():
            places = [(float(editions.index(p["edition"])), p["score"]) for p in own]
            drawn.draw(PictureLine(own[0]["colour"], places, [p["label"] for p in own]))
        return drawn


def _make_bars(change: EconomyChange) -> list[Bar]:
    """Return the bars of a change: the score before, each step, the score after."""
    level = float(change.first)
    bars = [Bar(_START, _START, level, 0.0, level, hollow=False)]
    for step in change.steps:
        points = float(step.points)
        reach = round(level + points, 6)
        bars.append(Bar(step.indicator, step.kind, points, level, reach, step.kind in HOLLOW))
        level = reach
    last = float(change.last)
    return [*bars, Bar(_END, _END, last, 0.0, last, hollow=False)]


def _score_range(points: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """Return the part of the scale that contains all scores, with room for a number above them."""
    scores = [point["score"] for point in points]
    low, high = min(scores), max(scores)
    room = max((high - low) * 0.2, 1)
    return max(0.0, 5 * ((low - room) // 5)), 5 * -(-(high + room) // 5)
