"""The charts of a profile: templates of an edition in a language, filled for each economy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from ictindex.analysis.change.economy_change import EconomyChange
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.i18n.document import Grid
from ictindex.language.i18n.text_layout import wrap
from ictindex.publishing.charts import result_facts
from ictindex.publishing.charts.change_waterfall import (
    HOLLOW,
    Bar,
    find_span,
    list_bars,
    list_links,
    plot_steps,
)
from ictindex.publishing.charts.economy_profile import (
    ECONOMY,
    GROUPINGS,
    MEMBER,
    describe_scale,
    median_words,
    name_nodes,
    plot_strip,
    show_median,
)
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.composition import LegendItem
from ictindex.publishing.graphics.setting import Setting, literal
from ictindex.publishing.graphics.svg_frame import draw_sign
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.chart_boxes import ChartBox
from ictindex.publishing.website.chart_templates import (
    HIGH_END,
    LOW_END,
    calculate,
    columns,
    compile_forms,
    datum,
    localize,
    name_data,
    phrase,
    write_script,
)
from ictindex.publishing.website.economy_facts import EditionFacts, Shift
from ictindex.publishing.website.price_facts import PriceFact, SitePrices, find_breaks
from ictindex.publishing.website.static_pictures import (
    PictureLine,
    RowPicture,
    StaticPicture,
    TimePicture,
    circle,
    nice_steps,
    write_picture,
)

STRIP, CHANGE, SERIES, PRICES = "strip", "change", "series", "prices"
_START, _END = "start", "end"
_STRIP_EXTRA, _CHANGE_EXTRA, _NAMES = 48, 44, 250
_SMALLEST = 264  # pixels of a plot on a page of 320
_BAR = ("row", "left", "right", "colour", "hollow", "side", "at", "label")
_LINE_COLOURS = (palette.CATEGORIES[0], palette.CATEGORIES[1], palette.CATEGORIES[3])


@lru_cache(maxsize=256)
def _sign(item: LegendItem, language: str) -> tuple[str, str]:
    sign = draw_sign(item, Setting(language))
    moved = '<g transform="translate(0,0)">'
    if sign.count("<g") == 1 and moved in sign:
        sign = sign.replace(moved, "").replace("</g>", "")
    return sign, item.words


@dataclass(frozen=True, slots=True)
class _Step:
    """The change of an indicator, all its steps together."""

    points: float
    hollow: bool
    kinds: tuple[str, ...]


class ProfileCharts:
    """The charts of the profiles of one edition in one language."""

    def __init__(
        self,
        facts: EditionFacts,
        earlier: EditionFacts | None,
        prices: SitePrices,
        language: str,
    ) -> None:
        self.facts, self.earlier, self.prices = facts, earlier, prices
        self.setting = Setting(language)
        self.language = language
        self._series = facts.site.comparable(facts.edition)

    # ---------------------------------------------------------------- templates

    def script(self) -> str:
        """Return the script that the profiles of the edition share."""
        charts = {STRIP: compile_forms(self._plot_strip, self.language)}
        if self.earlier is not None:
            charts[CHANGE] = compile_forms(self._plot_change, self.language, _ends_of(CHANGE))
        if len(self._series) > 1:
            charts[SERIES] = compile_forms(self._plot_series, self.language, _ends_of(SERIES))
        if self.prices.series is not None:
            charts[PRICES] = compile_forms(self._plot_prices, self.language, _ends_of(PRICES))
        return write_script(charts, {**self._shared_members(), **self._shared_medians()})

    def _plot_strip(self, setting: Setting) -> dict[str, Any]:
        rows = vl.Rows(setting, _fit(self._node_names(setting), setting), _STRIP_EXTRA, _NAMES)
        names = {code: i18n.economy_name(code, self.language) for code in self.edition_codes}
        other = i18n.pair(
            datum(f"{literal(names)}[datum.code]"), datum("datum.label"), self.language
        )
        figures = [
            calculate("label", localize("printed", self.language)),
            calculate("score", "toNumber(datum.printed)"),
        ]
        wording = [*figures, calculate("sentence", self._strip_sentence())]
        own = {
            MEMBER: {
                "data": name_data("members"),
                "transform": [*figures, calculate("sentence", phrase(setting.isolate(other)))],
            },
            **{
                grouping: {"data": name_data(f"medians-{grouping}"), "transform": wording}
                for grouping in GROUPINGS
            },
            ECONOMY: {"data": name_data("marks"), "transform": wording},
        }
        scale = float(self.facts.plan.scale)
        return plot_strip(setting, rows, scale, GROUPINGS, name_data("marks"), own)

    def _strip_sentence(self) -> str:
        """Return the expression for the words of a strip mark, with the remark of its flag."""
        language = self.language
        node = datum(f"{literal(self._labels)}[datum.row]")
        whose = i18n.join([datum("datum.whose"), node], language)
        wording = i18n.pair(whose, datum("datum.label"), language)
        remarks = {
            flag: self.setting.word("remark", words=i18n.label("flags", flag, language))
            for flag in result_facts.MARKS
        }
        remark = datum(f"{literal(remarks)}[datum.flag]")
        isolate = self.setting.isolate
        flagged = phrase(isolate(i18n.sentences(wording, remark, language)))
        return f"datum.flag ? {flagged} : {phrase(isolate(wording))}"

    def _plot_change(self, setting: Setting) -> dict[str, Any]:
        rows = vl.Rows(setting, _fit(self._step_names, setting), _CHANGE_EXTRA, _NAMES)
        name = f"{literal(self._step_names)}[datum.row]"
        noted = phrase(i18n.detail(datum(name), datum("datum.note"), self.language))
        wording = i18n.pair(
            datum(f"datum.note ? {noted} : {name}"), datum("datum.label"), self.language
        )
        plot = plot_steps(
            setting, rows, (LOW_END, HIGH_END), name_data("steps"), name_data("links")
        )
        return {**plot, "transform": [calculate("sentence", phrase(setting.isolate(wording)))]}

    def _plot_series(self, setting: Setting) -> dict[str, Any]:
        editions = [str(edition.edition) for edition in self._series]
        x = {
            "field": "edition",
            "type": "ordinal",
            "sort": None,
            "scale": {"type": "point", "domain": editions, "padding": 0.3},
            "axis": {"title": None, "labelAngle": 0, "domain": False, "ticks": False},
        }
        y = {
            **vl.quantity("score"),
            "scale": {"domain": [LOW_END, HIGH_END], "nice": False, "zero": False},
            "axis": vl.height_axis(setting, setting.word("score-axis")),
        }
        colour = {"color": vl.plain_colour("colour")}
        colours = dict(zip(self._line_nodes, _LINE_COLOURS, strict=False))
        node = datum(f"{literal({key: self._labels[key] for key in colours})}[datum.node]")
        phrase_of = i18n.join([node, datum("datum.edition")], self.language)
        wording = i18n.pair(phrase_of, datum("datum.shown"), self.language)
        return {
            "width": setting.width - 80,
            "height": 200,
            "data": name_data("scores"),
            "transform": [
                calculate("shown", localize("printed", self.language)),
                calculate("score", "toNumber(datum.printed)"),
                calculate("colour", f"{literal(colours)}[datum.node]"),
                calculate("label", f"datum.node == '{self.facts.plan.root}' ? datum.shown : ''"),
                calculate("sentence", phrase(setting.isolate(wording))),
            ],
            "layer": [
                {
                    "mark": vl.silent("line", strokeWidth=2),
                    "encoding": {"x": x, "y": y, "detail": {"field": "line"}, **colour},
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
                    "encoding": {"x": x, "y": y, **colour, **vl.sentences()},
                },
                {
                    "transform": [{"filter": "datum.label != ''"}],
                    "mark": vl.silent("text", dy=-11, fontWeight="bold"),
                    "encoding": {"x": x, "y": y, "text": vl.words()},
                },
            ],
        }

    def _plot_prices(self, setting: Setting) -> dict[str, Any]:
        years = self.prices.years
        first, last = min(years), max(years)
        x = {
            **vl.quantity("year"),
            "scale": {"domain": [first - 0.5, last + 0.5], "nice": False, "zero": False},
            "axis": vl.values_axis(
                setting,
                None,
                values=self._year_ticks(3 if setting.narrow else 2),
                format="d",
                grid=False,
            ),
        }
        y = {
            **vl.quantity("share"),
            "scale": {"domain": [LOW_END, HIGH_END], "nice": False, "zero": False},
            "axis": vl.height_axis(setting, setting.label("measures", "share")),
        }
        colour = {"color": vl.plain_colour("colour")}
        layers: list[dict[str, Any]] = [
            {
                "data": name_data("breaks"),
                "mark": vl.silent("rule", color=palette.AXIS, strokeDash=[3, 2]),
                "encoding": {"x": {**x, "field": "at"}},
            },
            {
                "mark": vl.silent("line", strokeWidth=1.8),
                "encoding": {"x": x, "y": y, "detail": {"field": "definition"}, **colour},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 44, "opacity": 1},
                "encoding": {"x": x, "y": y, **colour, **vl.sentences()},
            },
        ]
        if self.prices.target is not None:
            layers.insert(
                1,
                {
                    "data": vl.inline([{}]),
                    "mark": vl.silent("rule", color=palette.ACCENT, strokeDash=[5, 3]),
                    "encoding": {"y": {"datum": float(self.prices.target), **_QUANTITY}},
                },
            )
        colours = self._definition_colours
        names = {key: i18n.label("basket-definitions", key, self.language) for key in colours}
        what = i18n.join(
            [datum(f"{literal(names)}[datum.definition]"), datum("datum.year")], self.language
        )
        share = setting.word("percent", value=datum(localize("printed", self.language)))
        return {
            "width": setting.width - 80,
            "height": 200,
            "data": name_data("prices"),
            "transform": [
                calculate("share", "toNumber(datum.printed)"),
                calculate("colour", f"{literal(colours)}[datum.definition]"),
                calculate(
                    "sentence", phrase(setting.isolate(i18n.pair(what, share, self.language)))
                ),
            ],
            "layer": layers,
        }

    @cached_property
    def _definition_colours(self) -> dict[str, str]:
        """Return the colour of each definition of the baskets that have a target."""
        colours = dict(zip(self.prices.target_baskets, _LINE_COLOURS, strict=False))
        definitions = catalogue.basket_definitions()
        there = () if self.prices.series is None else self.prices.series.definitions
        return {
            key: colours[definitions[key].basket]
            for key in there
            if definitions[key].basket in colours
        }

    def _year_ticks(self, step: int) -> list[int]:
        last = max(self.prices.years)
        return [
            year for year in range(min(self.prices.years), last + 1) if not (last - year) % step
        ]

    def _node_names(self, setting: Setting) -> Mapping[str, str | Sequence[str]]:
        return name_nodes(self.facts.plan, self.facts.nodes, setting)

    @property
    def edition_codes(self) -> tuple[str, ...]:
        """Return the economies in the strips of others: those with the index."""
        return tuple(sorted(self.facts.edition.scores))

    def _shared_members(self) -> dict[str, Any]:
        """Return the scores of the economies of each region: the same on all its profiles."""
        facts = self.facts
        return {
            f"members-{group}": columns(
                ("row", "code", "printed"),
                (
                    (node, code, format(score, "f"))
                    for node in facts.nodes
                    for code in codes
                    if (score := facts.score(code, node)) is not None
                ),
            )
            for (grouping, group), codes in facts.members.items()
            if grouping == GROUPING_OF_MEMBERS
        }

    def _shared_medians(self) -> dict[str, Any]:
        """Return the medians of each group: the same on all profiles of its economies."""
        return {
            f"medians-{group}-{grouping}": columns(
                ("row", "printed", "whose", "flag"),
                (
                    (
                        node,
                        format(middle.value, "f"),
                        median_words(setting_label, middle.count, self.setting),
                        "",
                    )
                    for node in self.facts.nodes
                    if (middle := self.facts.middles.get((grouping, group, node))) is not None
                ),
            )
            for grouping, group in self.facts.members
            for setting_label in [i18n.label("groups", group, self.language)]
        }

    # ---------------------------------------------------------------- the strip

    @cached_property
    def _strip_rows(self) -> vl.Rows:
        """Return the rows of the small picture: on paper goalposts would need a line each."""
        names = {node: self._labels[node] for node in self.facts.nodes}
        return vl.Rows(self.setting, names, _STRIP_EXTRA, _NAMES)

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        return {
            node: i18n.label("nodes", node, self.language)
            for node in self.facts.plan.reading_order()
        }

    def groups_of(self, economy: str) -> dict[str, str]:
        """Return the groups of an economy in the edition, by grouping."""
        return {
            grouping: own[economy] for grouping, own in self.facts.groups.items() if economy in own
        }

    def median_name(self, grouping: str, group: str) -> str:
        """Return the words on the median of a group."""
        name = i18n.label("groups", group, self.language)
        return median_words(name, self._most_members(grouping, group), self.setting)

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
        groups = self.groups_of(economy)
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
            legend=[_sign(item, self.language) for item in legend],
            notes=[self._origin_note],
            table=self._strip_table(economy, name, groups),
            picture="",
            specs={},
            data={
                "marks": columns(
                    ("row", "printed", "whose", "flag"),
                    ((node, format(score, "f"), name, flag) for node, score, flag in marks),
                ),
                "members": "" if region is None else f"members-{region}",
                **{
                    f"medians-{grouping}": f"medians-{groups[grouping]}-{grouping}"
                    if grouping in groups
                    else ""
                    for grouping in GROUPINGS
                },
            },
            shared=STRIP,
            drawing=self._picture_strip(marks, groups),
        )

    @cached_property
    def _origin_note(self) -> str:
        return result_facts.origin_note(self.facts.edition.figures, self.setting)

    def _median_names(self, grouping: str, group: str) -> str:
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
        self, marks: Sequence[tuple[str, Decimal, str]], groups: Mapping[str, str]
    ) -> StaticPicture:
        scale = float(self.facts.plan.scale)
        drawn = RowPicture(self.setting, self._strip_rows, (0, scale), named=False)
        picture = drawn.picture
        picture.base = self._base_address(STRIP, groups.get(GROUPING_OF_MEMBERS, ""))
        income = next(iter(GROUPINGS.keys() - {GROUPING_OF_MEMBERS}))
        self._mark_medians(drawn, income, groups.get(income, ""))
        for draw, is_flagged in ((picture.fill, False), (picture.hollow, True)):
            dots = [
                circle(drawn.x(float(score)), drawn.middle(node), 5)
                for node, score, flag in marks
                if bool(flag) == is_flagged
            ]
            if dots:
                draw(palette.LATER, "".join(dots))
        for node, score, _ in marks:
            # At the end of the scale, as in the chart: no mark is in the way there.
            drawn.label(scale * 1.02, node, i18n.number(score, self.language))
        return picture

    def _mark_medians(self, drawn: RowPicture, grouping: str, group: str) -> None:
        middles = [
            drawn.tick(float(middle.value), node, 8)
            for node in self.facts.nodes
            if (middle := self.facts.middles.get((grouping, group, node)))
        ]
        if middles:
            drawn.picture.line(GROUPINGS[grouping], "".join(middles), 3)

    # ---------------------------------------------------------------- what pictures share

    def base_name(self, key: str, group: str = "") -> str:
        """Return the name of the background picture that many pages share."""
        parts = ("profiles", self.facts.edition.key, self.language, key, group)
        return "-".join(part for part in parts if part) + ".svg"

    def _base_address(self, key: str, group: str = "") -> str:
        up = addresses.climb(addresses.economy_page(self.facts.edition.key, "XXX"))
        return f"{up}../assets/{self.base_name(key, group)}"

    def base_pictures(self) -> Iterator[tuple[str, str]]:
        """Yield the background pictures: names and scale, and the economies of a region."""
        regions = {group for by, group in self.facts.members if by == GROUPING_OF_MEMBERS}
        for region in sorted({"", *regions}):
            scale = float(self.facts.plan.scale)
            drawn = RowPicture(self.setting, self._strip_rows, (0, scale))
            drawn.axis(nice_steps(0, scale))
            strokes = "".join(
                f"M{round(drawn.x(float(score)))} {round(drawn.middle(node)) - 5}v10"
                for node in self.facts.nodes
                for code in self.facts.members.get((GROUPING_OF_MEMBERS, region), ())
                if (score := self.facts.score(code, node)) is not None
            )
            if strokes:
                drawn.picture.line(palette.OTHERS, strokes)
            self._mark_medians(drawn, GROUPING_OF_MEMBERS, region)
            yield self.base_name(STRIP, region), write_picture(drawn.picture, self.setting)
        if self.earlier is not None:
            names = RowPicture(self.setting, self._change_rows, (0, 1)).picture
            yield self.base_name(CHANGE), write_picture(names, self.setting)

    # ---------------------------------------------------------------- the change

    @cached_property
    def _step_names(self) -> dict[str, str]:
        context = self.facts.change_context
        plan = self.facts.plan
        words = self.setting.word
        indicators = set(plan.indicators)
        return {
            _START: words("edition-of", edition=context.before),
            **{node: self._labels[node] for node in plan.reading_order() if node in indicators},
            _END: words("edition-of", edition=context.after),
        }

    @cached_property
    def _change_rows(self) -> vl.Rows:
        return vl.Rows(self.setting, self._step_names, _CHANGE_EXTRA, _NAMES)

    def draw_change(self, economy: str, shift: Shift) -> ChartBox | None:
        """Draw the change since the edition before as a waterfall, if it is explained."""
        change = shift.change
        if change is None or not change.steps:
            return None
        steps = _join_steps(change)
        if not steps.keys() <= self._step_names.keys():
            return None
        setting, context = self.setting, change.context
        bars = _make_bars(change, steps, self._step_names)
        low, high = find_span(bars, self._change_rows.width)
        drawn = list_bars(bars, self._step_names, low, context.decimals, setting)
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
            legend=[_sign(item, self.language) for item in legend],
            notes=[],
            table=self._change_table(change),
            picture="",
            specs={},
            data={
                "steps": columns(
                    (*_BAR, "note"),
                    (
                        (*(bar[key] for key in _BAR), self._note(steps.get(bar["row"])))
                        for bar in drawn
                    ),
                ),
                "links": columns(
                    ("row", "row2", "level"), ((*link.values(),) for link in list_links(bars))
                ),
                **_ends(CHANGE, low, high),
            },
            shared=CHANGE,
            drawing=self._picture_change(drawn, (low, high)),
        )

    def _note(self, step: _Step | None) -> str:
        """Return the reason why a step is not a change between two observed values."""
        if step is None or not step.hollow:
            return ""
        kinds = [i18n.label("change-kinds", kind, self.language) for kind in step.kinds]
        return i18n.join(kinds, self.language)

    def _change_table(self, change: EconomyChange) -> Grid:
        setting, places = self.setting, change.context.decimals
        level = float(change.first)
        rows = [[self._step_names[_START], "", "", setting.number(level, places)]]
        for step in change.steps:
            level += float(step.points)
            kind = i18n.label("change-kinds", step.kind, self.language)
            rows.append(
                [
                    self._labels.get(step.indicator, kind),
                    kind,
                    setting.number(float(step.points), places, signed=True),
                    setting.number(level, places),
                ]
            )
        rows.append([self._step_names[_END], "", "", setting.number(float(change.last), places)])
        headers = [
            i18n.text("columns", "indicator", self.language),
            i18n.text("score-change", "why", self.language),
            setting.word("points"),
            setting.word("score"),
        ]
        return Grid(headers, rows, frozenset({2, 3}))

    def _picture_change(
        self, bars: Sequence[dict[str, Any]], span: tuple[float, float]
    ) -> StaticPicture:
        drawn = RowPicture(self.setting, self._change_rows, span, named=False)
        picture = drawn.picture
        picture.base = self._base_address(CHANGE)
        drawn.axis(nice_steps(*span))
        for bar in bars:
            draw = picture.hollow if bar["hollow"] else picture.fill
            draw(bar["colour"], drawn.bar(bar["left"], bar["right"], bar["row"]))
            drawn.label(bar["at"], bar["row"], bar["label"], short=bar["side"] == "short")
        return picture

    # ---------------------------------------------------------------- over the editions

    @cached_property
    def _line_nodes(self) -> tuple[str, ...]:
        plan = self.facts.plan
        root = len(plan.nodes) - 1
        return (plan.root, *(plan.nodes[child] for child in plan.children(root)))

    def draw_series(self, economy: str) -> ChartBox | None:
        """Draw the index and its parts over the editions; ``None`` with fewer than two."""
        points = self._list_scores(economy)
        if len({point["edition"] for point in points}) < 2:
            return None
        setting = self.setting
        title = setting.word("slope", index=self._labels[self.facts.plan.root])
        legend = [
            LegendItem(self._labels[node], colour, "line")
            for node, colour in zip(self._line_nodes, _LINE_COLOURS, strict=False)
            if any(point["node"] == node for point in points)
        ]
        return ChartBox(
            key=SERIES,
            title=title,
            subtitle="",
            description=i18n.pair(i18n.economy_name(economy, self.language), title, self.language),
            legend=[_sign(item, self.language) for item in legend],
            notes=[],
            table=self._series_table(points),
            picture="",
            specs={},
            data={
                "scores": columns(
                    ("node", "line", "edition", "printed"),
                    ((p["node"], p["line"], p["edition"], p["printed"]) for p in points),
                ),
                **_ends(SERIES, *_score_range(points)),
            },
            shared=SERIES,
            drawing=self._picture_series(points),
        )

    def _list_scores(self, economy: str) -> list[dict[str, Any]]:
        points = []
        for node, colour in zip(self._line_nodes, _LINE_COLOURS, strict=False):
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
                        "printed": format(printed, "f"),
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

    def _picture_series(self, points: Sequence[dict[str, Any]]) -> StaticPicture:
        editions = [str(edition.edition) for edition in self._series]
        lines: dict[str, list[dict[str, Any]]] = {}
        for point in points:
            lines.setdefault(point["line"], []).append(point)
        times = {float(n): edition for n, edition in enumerate(editions)}
        drawn = TimePicture(self.setting, times, _score_range(points))
        for own in lines.values():
            places = [(float(editions.index(p["edition"])), p["score"]) for p in own]
            drawn.draw(PictureLine(own[0]["colour"], places, [p["label"] for p in own]))
        return drawn.picture

    # ---------------------------------------------------------------- prices

    def draw_prices(self, economy: str, prices: Sequence[PriceFact]) -> ChartBox | None:
        """Draw the shares of income of the baskets with a target; ``None`` with few prices."""
        baskets = self.prices.target_baskets
        shown = [
            fact
            for fact in prices
            if fact.basket in baskets and fact.share is not None and not fact.is_experimental
        ]
        if len({fact.year for fact in shown}) < 2:
            return None
        setting = self.setting
        present = [basket for basket in baskets if any(f.basket == basket for f in shown)]
        colours = dict(zip(baskets, _LINE_COLOURS, strict=False))
        breaks = find_breaks(shown)
        legend = [
            LegendItem(setting.label("baskets", basket), colours[basket], "line")
            for basket in present
        ]
        target = self.prices.target
        if breaks:
            legend.append(LegendItem(setting.word("break-line"), palette.AXIS, "dash"))
        if target is not None:
            words = setting.word("target-line", value=i18n.number(target, self.language))
            legend.append(LegendItem(words, palette.ACCENT, "dash"))
        measure = setting.label("measures", "share")
        name = i18n.economy_name(economy, self.language)
        high = _top([*(float(fact.share or 0) for fact in shown), float(target or 0) * 1.2])
        return ChartBox(
            key=PRICES,
            title=setting.word("panels", what=measure),
            subtitle="",
            description=i18n.pair(name, setting.word("panels", what=measure), self.language),
            legend=[_sign(item, self.language) for item in legend],
            notes=self._definition_years(shown),
            table=self._price_table(shown, present),
            picture="",
            specs={},
            data={
                "prices": columns(
                    ("year", "definition", "printed"),
                    ((f.year, f.definition, format(f.share or 0, "f")) for f in shown),
                ),
                "breaks": columns(("at",), ((at,) for at in breaks)),
                **_ends(PRICES, 0, high),
            },
            shared=PRICES,
            drawing=self._picture_prices(shown, breaks, high),
        )

    def _definition_years(self, prices: Sequence[PriceFact]) -> list[str]:
        """Return the years in which each definition was priced."""
        years: dict[str, list[int]] = {}
        for fact in prices:
            years.setdefault(fact.definition, []).append(fact.year)
        spans = [
            i18n.pair(
                i18n.label("basket-definitions", key, self.language),
                self._span(min(own), max(own)),
                self.language,
            )
            for key, own in years.items()
        ]
        return [i18n.clauses(spans, self.language)]

    def _span(self, first: int, last: int) -> str:
        """Return a range of years, which runs from left to right in every language."""
        if first == last:
            return str(first)
        years = f"{first}–{last}"
        return f"\u2066{years}\u2069" if self.setting.rtl else years

    def _price_table(self, prices: Sequence[PriceFact], baskets: Sequence[str]) -> Grid:
        cells = {(f.year, f.basket): i18n.number(f.share, self.language) for f in prices}
        headers = [
            i18n.text("columns", "year", self.language),
            *(i18n.label("baskets", basket, self.language) for basket in baskets),
        ]
        rows = [
            [str(year), *(cells.get((year, basket), "–") for basket in baskets)]
            for year in sorted({fact.year for fact in prices})
        ]
        return Grid(headers, rows, frozenset(range(1, len(headers))))

    def _picture_prices(
        self, prices: Sequence[PriceFact], breaks: Sequence[float], high: float
    ) -> StaticPicture:
        lines: dict[str, list[tuple[float, float]]] = {}
        for fact in prices:
            point = (float(fact.year), float(fact.share or 0))
            lines.setdefault(fact.definition, []).append(point)
        ticks = set(self._year_ticks(2))
        times = {float(y): str(y) if y in ticks else "" for y in self.prices.years}
        drawn = TimePicture(self.setting, times, (0, high))
        for time in breaks:
            drawn.mark_break(time)
        if self.prices.target is not None:
            drawn.mark_level(float(self.prices.target))
        for definition, places in lines.items():
            drawn.draw(PictureLine(self._definition_colours[definition], places))
        return drawn.picture


GROUPING_OF_MEMBERS = "itu-region"
_QUANTITY = {"type": "quantitative"}


def _join_steps(change: EconomyChange) -> dict[str, _Step]:
    """Return the steps of a change by indicator, with all steps of an indicator together."""
    joined: dict[str, _Step] = {}
    for step in change.steps:
        earlier = joined.get(step.indicator, _Step(0.0, False, ()))
        hollow = step.kind in HOLLOW
        kinds = (*earlier.kinds, step.kind) if hollow else earlier.kinds
        points = round(earlier.points + float(step.points), 6)
        joined[step.indicator] = _Step(points, earlier.hollow or hollow, kinds)
    return joined


def _make_bars(
    change: EconomyChange, steps: Mapping[str, _Step], rows: Mapping[str, str]
) -> list[Bar]:
    level = float(change.first)
    bars = [Bar(_START, _START, level, 0.0, level, hollow=False)]
    for row in rows:
        step = steps.get(row)
        if step is not None:
            reach = round(level + step.points, 6)
            bars.append(Bar(row, "step", step.points, level, reach, step.hollow))
            level = reach
    last = float(change.last)
    return [*bars, Bar(_END, _END, last, 0.0, last, hollow=False)]


def _fit(
    names: Mapping[str, str | Sequence[str]], setting: Setting
) -> dict[str, str | Sequence[str]]:
    """Return names in lines that fit the smallest pages, where they are above their marks."""
    if not setting.narrow:
        return dict(names)
    most = int(_SMALLEST / setting.text_width("m"))
    return {
        key: [
            line
            for part in ([name] if isinstance(name, str) else name)
            for line in wrap(part, most)
        ]
        for key, name in names.items()
    }


def _ends_of(key: str) -> str:
    return f"ends-{key}"


def _ends(key: str, low: float, high: float) -> dict[str, list[dict[str, float]]]:
    """Return the data that set the ends of a template's scale."""
    return {_ends_of(key): [{"at": low}, {"at": high}]}


def _score_range(points: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """Return the part of the scale that contains all scores, with room for a number above them."""
    scores = [point["score"] for point in points]
    low, high = min(scores), max(scores)
    room = max((high - low) * 0.2, 1)
    return max(0.0, 5 * ((low - room) // 5)), 5 * -(-(high + room) // 5)


def _top(values: Sequence[float]) -> float:
    """Return the next round number above all values."""
    most = max(values)
    steps = nice_steps(0, most)
    step = steps[1] - steps[0] if len(steps) > 1 else most
    return round(step * -(-most // step), 6)
