"""The pages of a price-basket result: baskets, groups, target, what is missing and why."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from ictindex import i18n
from ictindex.core import decimals as numbers
from ictindex.documents import UNCONFIRMED
from ictindex.i18n.document import Block
from ictindex.ipb.frames import flag_label
from ictindex.ipb.inputs import MEASURES
from ictindex.results.constants import constant_name

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.documents import Document
    from ictindex.ipb.priced_baskets import Priced
    from ictindex.ipb.result import BasketResult

_MOST = 12  # more make a list that nobody reads in a view; all are in the result
_SAID = tuple(f"{mark}-" for mark in UNCONFIRMED)
_SHOWN = ("share", "usd", "ppp")  # local prices have no common unit: they are in the explanations


def _say(key: str, language: str, **given: object) -> str:
    return i18n.text("views", key, language, **given)


def heading(result: Priced, language: str) -> list[Block]:
    """Return what every view says first: index, edition, kind, methodology, unconfirmed rules."""
    document = result.methodology.document
    index = i18n.label("nodes", document.index, language)
    title = _say("edition", language, index=index, edition=str(result.edition))
    facts = _say(
        "facts",
        language,
        kind=i18n.label("kinds", result.kind, language),
        document=document.id,
        year=str(result.year),
    )
    blocks: list[Block] = [i18n.Heading(title, 1), i18n.Paragraph(facts)]
    blocks += [i18n.Paragraph(told, note=True) for told in result.notices(language)]
    names = list(dict.fromkeys(constant_name(path, language) for path in result.unconfirmed))
    if names:
        told = names[:_MOST]
        if len(names) > _MOST:
            told.append(_say("more-faults", language, count=str(len(names) - _MOST)))
        note = _say(
            "unconfirmed-rules",
            language,
            count=str(len(names)),
            names=i18n.clauses(told, language),
        )
        blocks.append(i18n.Paragraph(note, note=True))
    return blocks


def table(result: BasketResult, language: str) -> list[Block]:
    """Return the page of a result: share, dollars and PPP by basket, remarks, what is missing."""
    blocks = heading(result, language)
    for measure in _SHOWN:
        blocks += _measure(result, measure, language)
    document = result.methodology.document
    if document.has_composite:
        blocks += _composite(result, language)
    part = extents(result, ("share",), language)
    return [*blocks, *part, *remarks(result, language), *missing(result, language)]


def _measure(result: Priced, measure: str, language: str) -> list[Block]:
    """Return the table of one measure: economies by name, a column for each basket."""
    headers = [
        _say("economy", language),
        _say("code", language),
        *(i18n.label("baskets", basket, language) for basket in result.baskets),
    ]
    rows = []
    for economy in sorted(result.economies, key=lambda e: i18n.economy_name(e, language)):
        values = [result.figure(economy, basket, measure) for basket in result.baskets]
        if any(value is not None for value in values):
            told = ["–" if v is None else i18n.number(v, language) for v in values]
            rows.append([i18n.economy_name(economy, language), economy, *told])
    title = i18n.label("measures", measure, language)
    if not rows:
        return []
    numeric = frozenset(range(2, len(headers)))
    return [i18n.Heading(title, 2), i18n.Table(headers, rows, numeric)]


def _composite(result: BasketResult, language: str) -> list[Block]:
    """Return the ranks of the composite, where an economy has all of its baskets."""
    composite = result.composite
    inner = composite.remarks(language)  # of observations made here, not of the prices
    page = [block for block in composite.blocks(language)[2:] if block not in inner]
    return [i18n.Heading(_say("composite", language), 2), *page]


def remarks(result: Priced, language: str) -> list[Block]:
    """Return how many prices have each flag, and of which economies; none without flags."""
    found: dict[str, list[str]] = {}
    for (economy, _), flags in sorted(result.flags.items()):
        for flag in flags:
            if not flag.startswith(_SAID):  # in the heading
                found.setdefault(flag, []).append(economy)
    total = sum(
        int((~result.cells.missing["local"][:, b]).sum()) for b in range(len(result.baskets))
    )
    rows = []
    for flag, economies in found.items():
        each = list(dict.fromkeys(economies))
        count = _say("of-total", language, count=str(len(economies)), total=str(total))
        rows.append([flag_label(flag, language), count, _whose(each, language)])
    if not rows:
        return []
    headers = [
        _say("remark-on-prices", language),
        _say("basket-prices", language),
        i18n.label("columns", "count", language),
    ]
    return [i18n.Table(headers, rows)]


def missing(result: Priced, language: str) -> list[Block]:
    """Return the figures that could not be had: a row for each kind of reason and its baskets."""
    # Reasons differ by economy in what they name; the first stands for its row, and all are in
    # ``result.missing`` and in the explanations.
    cells: dict[tuple[str, str, str], list[str]] = {}  # economy, basket, code -> measures
    words: dict[tuple[str, str, str], str] = {}
    for (economy, basket), measure, finding in result.lacking():
        key = (economy, basket, finding.code)
        cells.setdefault(key, []).append(measure)
        told = finding.advice(language)
        words.setdefault(key, told)
    if not cells:
        return []
    rows: dict[tuple[str, tuple[str, ...], str], list[str]] = {}
    for (economy, basket, code), measures in cells.items():
        rows.setdefault((basket, tuple(measures), code), []).append(economy)
    # Baskets that lack the same for the same words in the same economies share a row.
    shared: dict[tuple[tuple[str, ...], tuple[str, ...], str], list[str]] = {}
    for basket, lacking, code in sorted(rows, key=lambda row: result.position(row[0])):
        economies = tuple(rows[basket, lacking, code])
        told = words[economies[0], basket, code]
        shared.setdefault((lacking, economies, told), []).append(basket)
    body = [
        [
            i18n.join((i18n.label("baskets", basket, language) for basket in baskets), language),
            _measures(lacking, language),
            _whose(list(economies), language),
            told,
        ]
        for (lacking, economies, told), baskets in shared.items()
    ]
    total = sum(map(len, cells.values()))
    headers = [
        i18n.label("columns", "basket", language),
        _say("what-is-missing", language),
        i18n.label("columns", "count", language),
        _say("first-reason", language),
    ]
    title = _say("figures-missing", language, count=str(total))
    return [i18n.Heading(title, 2), i18n.Table(headers, body)]


def _whose(economies: list[str], language: str) -> str:
    """Return the codes of economies, or how many they are where nobody would read them."""
    return i18n.join(economies, language) if len(economies) <= _MOST else str(len(economies))


def _measures(measures: tuple[str, ...], language: str) -> str:
    if measures == MEASURES:
        return _say("all-measures", language)
    return i18n.join((i18n.label("measures", m, language) for m in measures), language)


def _number(value: object, decimals: int, language: str) -> str:
    """Write a figure of a frame, which is the float nearest to a decimal of so many places."""
    if value is None or value != value:
        return "–"
    return i18n.number(
        numbers.round_half_up(numbers.to_decimal(float(str(value))), decimals), language
    )


def groups_page(
    result: Priced,
    by: str | Mapping[str, str],
    vintage: str | None,
    measure: str,
    language: str,
) -> list[Block]:
    """Return the page of group figures: a row for each group, a column for each basket."""
    from ictindex.ipb.groups import groups

    frame = groups(result, by, vintage, measure)
    statistic = str(frame.attrs["statistic"])
    blocks = heading(result, language)
    grouping = i18n.label("groupings", frame.attrs["grouping"], language)
    if isinstance(by, str):
        title = _say(
            "basket-groups",
            language,
            statistic=i18n.label("columns", statistic, language),
            grouping=grouping,
            vintage=str(frame.attrs["vintage"]),
        )
    else:
        title = i18n.pair(i18n.label("columns", statistic, language), grouping, language)
    blocks.append(i18n.Heading(title, 2))
    blocks.append(i18n.Paragraph(i18n.label("measures", measure, language)))
    blocks.append(_group_table(result, frame, statistic, isinstance(by, str), language))
    return [*blocks, *_tried(frame, language), *extents(result, (measure,), language)]


def _tried(frame: pd.DataFrame, language: str) -> list[Block]:
    """Say how many of the prices in group figures are experimental, if any are."""
    count = int(frame.loc[frame["group"] == "all", "experimental"].sum())
    if not count:
        return []
    told = i18n.text("basket-views", "experimental", language, count=str(count))
    return [i18n.Paragraph(told, note=True)]


def extents(result: Priced, measures: tuple[str, ...], language: str) -> list[Block]:
    """Say of how many economies the prices of each basket are; nothing where they are all."""
    told = []
    for basket in result.baskets:
        for measure in measures:
            extent = result.extent(basket, measure)
            if extent.complete or not extent.here:
                continue
            given = {
                "definition": i18n.label("baskets", basket, language), "year": str(result.year),
                "count": str(extent.here), "total": str(extent.whole),
            }  # fmt: skip
            key = "of-unknown" if extent.whole is None else "of-whole"
            told.append(i18n.text("basket-views", key, language, **given))
    if not told:
        return []
    title = i18n.text("basket-views", "part", language)
    return [i18n.Paragraph(title, note=True), i18n.Bullets(told)]


def _group_table(
    result: Priced, frame: pd.DataFrame, statistic: str, labelled: bool, language: str
) -> Block:
    headers = [i18n.label("columns", "group", language)]
    for basket in result.baskets:
        headers.append(i18n.label("baskets", basket, language))
        headers.append(i18n.label("columns", "count", language))
    rows = []
    for group, part in frame.groupby("group", sort=False):
        figures = part.set_index("basket")
        name = str(group)
        row = [i18n.label("groups", name, language) if labelled or name == "all" else name]
        for basket in result.baskets:
            row.append(_number(figures.at[basket, statistic], result.decimals, language))
            row.append(str(figures.at[basket, "count"]))
        rows.append(row)
    return i18n.Table(headers, rows, frozenset(range(1, len(headers))))


def target_words(document: Document, basket: str, share: Decimal, language: str) -> str:
    """Return whether a share meets the target of a document; nothing where it names none."""
    rule = document.affordability
    if rule is None or basket not in rule.baskets:
        return ""
    groups = [i18n.label("groups", group, language) for group in rule.income_groups]
    told = _say(
        "target-rule",
        language,
        target=i18n.number(rule.target, language),
        groups=i18n.join(groups, language),
    )
    key = "target-below" if share < rule.target else "target-not-below"
    said = _say(key, language, share=i18n.number(share, language))
    return i18n.sentences(told, said, language)


def target_page(
    result: Priced, by: str | Mapping[str, str] | None, vintage: str | None, language: str
) -> list[Block]:
    """Return the page of the affordability target, by economy or by group."""
    from ictindex.ipb.groups import target_status

    frame = target_status(result, by, vintage)
    blocks = heading(result, language)
    rule = result.methodology.document.affordability
    if rule is not None:
        groups = [i18n.label("groups", group, language) for group in rule.income_groups]
        target = i18n.number(rule.target, language)
        told = _say("target-rule", language, target=target, groups=i18n.join(groups, language))
        blocks.append(i18n.Paragraph(told))
    keys: tuple[str, ...]
    if by is None:
        by_name = sorted(  # of one economy in the order of the baskets
            frame.to_dict("records"),
            key=lambda row: i18n.economy_name(str(row["economy"]), language),
        )
        rows = [_status(row, result.decimals, language) for row in by_name]
        keys = ("economy", "basket", "share", "subject", "met")
    else:
        rows = [
            _group_status(row, result.decimals, isinstance(by, str), language)
            for row in frame.to_dict("records")
        ]
        keys = ("group", "basket", "count", "met", "median", "median_met")
    headers = [i18n.label("columns", f"target-{key}", language) for key in keys]
    numeric = frozenset({2}) if by is None else frozenset({2, 3, 4})
    part = [] if by is None else extents(result, ("share",), language)
    return [*blocks, i18n.Table(headers, rows, numeric), *part]


def _yes(value: object, language: str) -> str:
    import pandas as pd

    if value is None or value is pd.NA:
        return "–"
    return _say("target-yes" if value else "target-no", language)


def _status(row: Mapping[object, object], decimals: int, language: str) -> list[str]:
    return [
        i18n.economy_name(str(row["economy"]), language),
        i18n.label("baskets", str(row["basket"]), language),
        _number(row["share"], decimals, language),
        _yes(row["subject"], language),
        _yes(row["met"], language),
    ]


def _group_status(
    row: Mapping[object, object], decimals: int, labelled: bool, language: str
) -> list[str]:
    group = str(row["group"])
    return [
        i18n.label("groups", group, language) if labelled or group == "all" else group,
        i18n.label("baskets", str(row["basket"]), language),
        str(row["count"]),
        str(row["met"]),
        _number(row["median"], decimals, language),
        _yes(row["median_met"], language),
    ]
