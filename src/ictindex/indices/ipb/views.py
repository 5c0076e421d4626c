"""Pages of price baskets: results, groups, the target, missing figures, prices over the years."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ictindex.core import decimals as numbers
from ictindex.definitions import catalogue
from ictindex.definitions.documents import UNCONFIRMED
from ictindex.indices.ipb.inputs import MEASURES
from ictindex.indices.ipb.price_panel import COMPARED, NONE, PricePanel, count_prices
from ictindex.indices.ipb.price_tables import make_measure
from ictindex.indices.ipb.priced_baskets import INCOME_OF, PricedBaskets
from ictindex.indices.ipb.publisher_panel import BOUND, FILE, OWN, PART, list_reasons
from ictindex.indices.ipb.series_breaks import SeriesBreak, describe_break, find_breaks
from ictindex.indices.ipb.series_checks import CODES, concerns
from ictindex.indices.results.constants import name_constant
from ictindex.indices.results.extent import Extent
from ictindex.indices.results.group_figures import ALL
from ictindex.indices.results.result_kind import describe_origin
from ictindex.indices.results.shared_columns import REMARKS
from ictindex.language import i18n
from ictindex.language.findings import Finding
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid, write_records
from ictindex.language.i18n.sentences import add_sentence, list_clauses, list_parts

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.definitions.documents import Document
    from ictindex.definitions.documents.ipb_rules import Affordability

_MOST_DOUBTS = 60
_MOST = 12  # a longer list is not readable in a view; the result has all of them
_IN_HEADING = tuple(f"{mark}-" for mark in UNCONFIRMED)


def _say(key: str, language: str, **values: object) -> str:
    return i18n.text("views", key, language, **values)


def heading(result: PricedBaskets, language: str) -> list[Block]:
    """Return the heading of every view: index, edition, kind, methodology, unconfirmed rules."""
    document = result.methodology.document
    index = i18n.label("nodes", document.index, language)
    title = _say("edition", language, index=index, edition=str(result.edition))
    facts = describe_origin(result.kind, document.id, result.year)
    blocks: list[Block] = [i18n.Heading(title, 1), facts]
    blocks += [notice.as_note() for notice in result.list_notices()]
    return blocks + [note.as_note() for note in unconfirmed_notes(result.unconfirmed)]


def list_first(items: list[str], language: str, most: int = _MOST) -> list[str]:
    """Return the first of some texts, and the number of the others in words."""
    rest = len(items) - most
    if rest <= 0:
        return items
    return [*items[:most], _say("more-faults", language, count=str(rest))]


def unconfirmed_notes(unconfirmed: Mapping[str, str]) -> list[i18n.Sentence]:
    """Return notes on the rules of the methodology that no source confirms."""
    names = list(dict.fromkeys(map(name_constant, unconfirmed)))
    if not names:
        return []
    shown, rest = names[:_MOST], len(names) - _MOST
    if rest > 0:
        shown.append(i18n.Sentence("views/more-faults", count=rest))
    return [i18n.Sentence("views/unconfirmed-rules", count=len(names), clauses=tuple(shown))]


def result_page(
    result: PricedBaskets, language: str, composite: Sequence[Block] = ()
) -> list[Block]:
    """Return the page of a result: share, dollars and PPP by basket, remarks, missing figures."""
    # ``composite`` is the page of the composite, if the document has one.
    blocks = heading(result, language)
    for measure in COMPARED:  # local prices are in the explanations
        blocks += _measure(result, measure, language)
    blocks += composite
    part = extent_blocks(result, ("share",), language)
    return [*blocks, *part, *remarks(result, language), *missing_blocks(result, language)]


def _measure(result: PricedBaskets, measure: str, language: str) -> list[Block]:
    """Return the table of one measure: economies by name, a column for each basket."""
    table = make_measure(result, measure, language)
    if not len(table):
        return []
    title = i18n.label("measures", measure, language)
    return [i18n.Heading(title, 2), write_grid(table, language)]


def remarks(result: PricedBaskets, language: str) -> list[Block]:
    """Return the number of prices with each flag, with their economies; empty without flags."""
    flagged: dict[str, list[str]] = {}
    for (economy, _), flags in sorted(result.flags.items()):
        for flag in flags:
            if not flag.startswith(_IN_HEADING):
                flagged.setdefault(flag, []).append(economy)
    total = sum(
        int((~result.cells.missing["local"][:, b]).sum()) for b in range(len(result.baskets))
    )
    rows = []
    for flag, economies in flagged.items():
        each = list(dict.fromkeys(economies))
        count = _say("of-total", language, count=str(len(economies)), total=str(total))
        rows.append(
            {
                "remark-on-prices": flag_label(flag, language),
                "basket-prices": count,
                "economies": _list_economies(each, language),
            }
        )
    if not rows:
        return []
    return [write_records(REMARKS, rows, language)]


def missing_blocks(result: PricedBaskets, language: str) -> list[Block]:
    """Return the missing figures: a row for each kind of reason and its baskets."""
    # Reasons differ by economy in the names; each row shows the first, and all are in
    # ``result.missing_figures`` and in the explanations.
    cells: dict[tuple[str, str, str], list[str]] = {}  # economy, basket, code -> measures
    words: dict[tuple[str, str, str], str] = {}
    for (economy, basket), measure, finding in result.missing_reasons():
        key = (economy, basket, finding.code)
        cells.setdefault(key, []).append(measure)
        words.setdefault(key, finding.advice(language))
    if not cells:
        return []
    rows: dict[tuple[str, tuple[str, ...], str], list[str]] = {}
    for (economy, basket, code), measures in cells.items():
        rows.setdefault((basket, tuple(measures), code), []).append(economy)
    # Baskets with the same missing figures, words and economies share a row.
    shared: dict[tuple[tuple[str, ...], tuple[str, ...], str], list[str]] = {}
    for basket, lacking, code in sorted(rows, key=lambda row: result.position(row[0])):
        economies = tuple(rows[basket, lacking, code])
        reason = words[economies[0], basket, code]
        shared.setdefault((lacking, economies, reason), []).append(basket)
    body = [
        {
            "baskets": i18n.join((i18n.label("baskets", b, language) for b in baskets), language),
            "missing": _measures(lacking, language),
            "economies": _list_economies(list(economies), language),
            "reason": reason,
        }
        for (lacking, economies, reason), baskets in shared.items()
    ]
    total = sum(map(len, cells.values()))
    title = _say("figures-missing", language, count=str(total))
    return [i18n.Heading(title, 2), write_records(REMARKS, body, language)]


def _list_economies(economies: list[str], language: str) -> str:
    """Return the codes of economies, or their number if the list would be too long."""
    return i18n.join(economies, language) if len(economies) <= _MOST else str(len(economies))


def _measures(measures: tuple[str, ...], language: str) -> str:
    if measures == MEASURES:
        return _say("all-measures", language)
    return i18n.join((i18n.label("measures", m, language) for m in measures), language)


def experimental_note(count: int) -> list[Block]:
    """Return a note on the number of experimental prices in group figures, if there are any."""
    return [i18n.Sentence("basket-views/experimental", count=count).as_note()] if count else []


def extent_blocks(result: PricedBaskets, measures: tuple[str, ...], language: str) -> list[Block]:
    """Return notes on the number of economies of each basket; empty if it is complete."""
    notes = []
    for basket in result.baskets:
        for measure in measures:
            extent = result.extent(basket, measure)
            if extent.complete or not extent.here:
                continue
            notes.append(_describe_extent(basket, result.year, extent).to_text(language))
    return _list_notes(notes)


def _describe_extent(basket: str, year: int, extent: Extent) -> i18n.Sentence:
    """Return the sentence on the number of economies with a price of a basket."""
    if extent.whole is None:
        return i18n.Sentence("basket-views/of-unknown", basket=basket, year=year, count=extent.here)
    return i18n.Sentence(
        "basket-views/of-whole", basket=basket, year=year, count=extent.here, total=extent.whole
    )


def _list_notes(notes: list[str]) -> list[Block]:
    title = i18n.Sentence("basket-views/part").as_note()
    return [title, i18n.Bullets(notes)] if notes else []


def compare_with_target(document: Document, basket: str, share: Decimal) -> i18n.Sentence | None:
    """Return the sentence on a share and the target of a document; ``None`` without a target."""
    rule = document.affordability
    if rule is None or basket not in rule.baskets:
        return None
    is_below = share < rule.target
    verdict = i18n.Sentence(
        "views/target-below" if is_below else "views/target-not-below", share=share
    )
    return add_sentence(describe_target(rule), verdict)


def describe_target(rule: Affordability) -> i18n.Sentence:
    """Return the sentence on the target of a document, and the income groups it applies to."""
    return i18n.Sentence("views/target-rule", target=rule.target, groups=tuple(rule.income_groups))


def flag_label(flag: str, language: str | None = None) -> str:
    """Return a flag of a basket in words."""
    return describe_flag(flag).to_text(language)


def describe_flag(flag: str) -> i18n.Sentence:
    """Return a flag of a basket as a sentence."""
    if flag.startswith(INCOME_OF):
        return i18n.Sentence("views/income-of", year=int(flag.removeprefix(INCOME_OF)))
    return i18n.Sentence(f"flags/{flag}")


def _span(years: list[int]) -> str:
    """Write the first and last of some years; only a dash for none."""
    return NONE.join(str(year) for year in dict.fromkeys(years[:1] + years[-1:])) or NONE


def series_table(series: PricePanel, language: str) -> list[Block]:
    """Return the contents of a series, its breaks, and the open questions about it."""
    contents = series_contents(series, language)
    return [*contents, *_break_blocks(series, language), *doubt_blocks(series, language)]


def series_contents(series: PricePanel, language: str) -> list[Block]:
    """Return the table of the contents of a series: a row for each definition."""
    title = i18n.text("views", "basket-prices-by-year", language)
    body = [
        [
            i18n.label("basket-definitions", definition, language),
            i18n.isolate(_span(years), language),
            str(economies),
            str(prices),
        ]
        for definition, years, economies, prices in count_prices(series)
    ]
    columns = ("definition", "years", "count", "prices")
    headers = [i18n.label("columns", column, language) for column in columns]
    blocks: list[Block] = [
        i18n.Heading(title, 2),
        i18n.Grid(headers, body, frozenset({2, 3})),
    ]
    of_cells = [finding for finding in series.findings if finding.code not in CODES]
    if of_cells:
        blocks.append(i18n.Sentence("views/findings", count=len(of_cells)).as_note())
    return blocks


def list_breaks(series: PricePanel) -> Iterator[tuple[str, SeriesBreak]]:
    """Yield each basket with each break within the years of the series."""
    definitions = catalogue.basket_definitions()
    baskets = {definitions[key].basket for key in series.definitions if key in definitions}
    within = range(min(series.years) + 1, max(series.years) + 1) if series.years else range(0)
    for basket in catalogue.baskets():
        if basket in baskets:
            yield from ((basket, each) for each in find_breaks(basket) if each.year in within)


def _break_blocks(series: PricePanel, language: str) -> list[Block]:
    """Return the breaks within the years of the series, across which levels cannot be compared."""
    blocks: list[Block] = []
    for basket, named in groupby(list_breaks(series), key=lambda pair: pair[0]):
        title = i18n.text("analysis", "breaks-title", language)
        name = i18n.label("baskets", basket, language)
        blocks.append(i18n.Heading(i18n.pair(title, name, language), 3))
        blocks.append(i18n.Bullets([describe_break(each, language) for _, each in named]))
    return blocks


def series_groups_page(series: PricePanel, frame: pd.DataFrame, language: str) -> list[Block]:
    """Return the page of a frame that ``PriceSeries.groups`` made."""
    about = frame.attrs
    title = i18n.text("basket-views", "series-groups", language)
    facts = [
        i18n.label("statistics", str(about["statistic"]), language),
        i18n.label("measures", str(about["measure"]), language),
    ]
    if "vintage" in about:
        facts.append(
            i18n.text(
                "views",
                "group-figures",
                language,
                grouping=about["grouping"],
                vintage=about["vintage"],
            )
        )
    balanced = "series-balanced" if about.get("balanced") else "series-unbalanced"
    blocks: list[Block] = [
        i18n.Heading(title, 1),
        i18n.Paragraph(i18n.clauses(facts, language)),
        i18n.Sentence(f"basket-views/{balanced}"),
    ]
    decimals = int(about.get("decimals", 2))
    for definition, part in frame.groupby("definition", sort=False):
        years = sorted(part["year"].unique())
        cells = {
            (row["group"], row["year"]): group_figure(row, decimals, language)
            for row in part.astype(object).to_dict("records")
        }
        name = i18n.label("basket-definitions", str(definition), language)
        headers = [i18n.label("columns", "group", language), *map(str, years)]
        rows = [
            [
                _group_name(str(group), about, language),
                *(cells.get((group, y), NONE) for y in years),
            ]
            for group in part["group"].unique()
        ]
        blocks += [
            i18n.Heading(name, 2),
            i18n.Grid(headers, rows, frozenset(range(1, len(headers)))),
        ]
    extent = [
        *basis_notes(frame),
        *_series_extent(frame, language),
        *experimental_note(int(frame.loc[frame["group"] == ALL, "experimental"].sum())),
    ]
    return [*blocks, *extent, *doubt_blocks(series, language)]


def _series_extent(frame: pd.DataFrame, language: str) -> list[Block]:
    """Return a note on the number of economies, if the publisher has more or it is not known."""
    # The other figures are of the publisher's panel, or ranges for it.
    world = frame[(frame["group"] == ALL) & (frame["count"] > 0) & (frame["basis"] == PART)]
    if frame.attrs.get("balanced") or world.empty:  # a panel is always only a part of the economies
        return []
    columns = ("definition", "year", "count", "of")
    notes = []
    for definition, year, count, whole in zip(
        *(world[name].astype(object).tolist() for name in columns), strict=True
    ):
        if count == whole:
            continue
        is_known = whole is not None and whole == whole  # a gap of a frame equals nothing
        of = Extent(int(count), int(whole) if is_known else None)
        note = _describe_definition(str(definition), int(year), of)
        notes.append(note.to_text(language))
    return _list_notes(list_first(notes, language))


def _describe_definition(definition: str, year: int, extent: Extent) -> i18n.Sentence:
    """Return the sentence on the number of economies with a price of a definition in a year."""
    here, whole = extent.here, extent.whole
    if whole is None:
        return i18n.Sentence(
            "basket-views/definition-of-unknown", definition=definition, year=year, count=here
        )
    return i18n.Sentence(
        "basket-views/definition-of-whole",
        definition=definition,
        year=year,
        count=here,
        total=whole,
    )


def group_figure(row: Mapping[Hashable, Any], decimals: int, language: str) -> str:
    """Return a figure with its decimals of publication, and the number of its economies."""
    if row["count"] == 0:
        return NONE
    return i18n.detail(*figure_words(row, decimals, language), language)


def figure_words(row: Mapping[Any, Any], decimals: int, language: str) -> tuple[str, str]:
    """Return a figure or its range, and of how many economies it is."""
    if row["basis"] == BOUND:
        shown = _range(row["low"], row["high"], decimals, language)
    else:
        shown = i18n.number(_round_value(row["value"], decimals), language)
        shown += "*" if row["basis"] == FILE else ""
    count, size = row["count"] + (row["blank"] if row["basis"] == OWN else 0), row["of"]
    stated = size is not None and size == size
    among = str(count)
    if row["basis"] in (BOUND, OWN) and stated and size != count:
        among = i18n.text("views", "of-total", language, count=str(count), total=str(size))
    return shown, among


def _range(low: float, high: float, decimals: int, language: str) -> str:
    """Return the bounds of a figure; the upper one may be infinite."""
    least = i18n.number(_round_value(low, decimals), language)
    if high == float("inf"):
        return i18n.text("language", "at-least", language, low=least)
    most = i18n.number(_round_value(high, decimals), language)
    return i18n.text("language", "range", language, low=least, high=most)


def _round_value(value: float, decimals: int) -> Decimal:
    return numbers.round_half_up(Decimal(repr(float(value))), decimals)


def basis_notes(frame: pd.DataFrame) -> list[Block]:
    """Return the notes on ranges and on figures of the publisher, if there are any."""
    notes = describe_bounds(frame.to_dict("records"))
    if (frame["basis"] == FILE).any():
        file = list_parts((str(frame.attrs["medians"]),))
        notes.append(i18n.Sentence("basket-views/from-file", file=file))
    return [note.as_note() for note in notes]


def describe_bounds(rows: Iterable[Mapping[Any, Any]]) -> list[i18n.Sentence]:
    """Return what a range means, and why only ranges can be given; empty without any."""
    bounds = [row for row in rows if row["basis"] == BOUND and row["count"] > 0]
    if not bounds:
        return []
    reasons = dict.fromkeys(key for row in bounds for key in str(row["reason"]).split(";"))
    named = list_clauses(i18n.Sentence(f"median-reasons/{key}") for key in reasons)
    return [
        i18n.Sentence("basket-views/bounds"),
        i18n.Sentence("basket-views/bound-reasons", reasons=named),
    ]


def medians_page(frame: pd.DataFrame, language: str) -> list[Block]:
    """Return the page of a comparison with printed medians (``PublishedMedians.compare``)."""

    def say(key: str, **facts: str) -> str:
        return i18n.text("basket-views", key, language, **facts)

    def line(table: str, key: str, count: int) -> str:
        return i18n.pair(i18n.label(table, key, language), str(count), language)

    counts = frame.attrs["counts"]
    file = list_parts((str(frame.attrs["file"]),))
    blocks: list[Block] = [
        i18n.Heading(say("medians-title"), 1),
        i18n.Sentence("basket-views/medians-file", file=file, count=len(frame)),
        i18n.Bullets([line("median-bases", basis, count) for basis, count in counts.items()]),
    ]
    reasons = list(list_reasons(frame))
    if reasons:
        blocks.append(i18n.Heading(say("medians-reasons"), 2))
        blocks.append(i18n.Bullets([line("median-reasons", *reason) for reason in reasons]))
    only = frame[frame["basis"] == FILE]
    if len(only):
        blocks.append(i18n.Heading(say("medians-only-file", count=str(len(only))), 2))
        rows = [_only_in_file(row, language) for row in only.astype(object).to_dict("records")]
        blocks.append(i18n.Bullets(list_first(rows, language)))
    return blocks


def _only_in_file(row: Mapping[Hashable, Any], language: str) -> str:
    """Return a printed median that is not ours, with what the prices here give."""
    value = row["value"]
    return i18n.text(
        "basket-views",
        "median-only-file",
        language,
        group=i18n.label("groups", str(row["group"]).split("/")[-1], language),
        definition=i18n.label("basket-definitions", str(row["definition"]), language),
        measure=i18n.label("measures", str(row["measure"]), language),
        year=str(row["year"]),
        published=i18n.number(Decimal(repr(row["published"])), language),
        value=NONE if value != value else i18n.number(Decimal(repr(value)), language),
    )


def _group_name(group: str, about: Mapping[object, object], language: str) -> str:
    """Return the name of a group; a user's own name is shown unchanged."""
    own = about.get("grouping") == "own" and group != ALL
    return group if own else i18n.label("groups", group, language)


def list_doubts(series: PricePanel) -> list[Finding]:
    """Return the warnings about a series as a whole."""
    return [
        finding
        for finding in series.findings
        if finding.code in CODES and concerns(finding, series)
    ]


def doubt_blocks(series: PricePanel, language: str) -> list[Block]:
    """Return the warnings about a series, which are shown below every view of it."""
    doubts = [finding.message(language) for finding in list_doubts(series)]
    if not doubts:
        return []
    shown = list_first(doubts, language, _MOST_DOUBTS)
    title = i18n.Sentence("basket-views/doubts", count=len(shown))
    return [title.as_note(), i18n.Bullets(shown)]
