"""The page on which visitors compare: its choices, its words, and the scripts of figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ictindex.definitions import catalogue
from ictindex.indices.ipb.series_breaks import conversion_breaks
from ictindex.indices.results import result_kind
from ictindex.language import i18n
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.chart_boxes import ChartBox
from ictindex.publishing.website.compare_charts import compile_templates
from ictindex.publishing.website.compare_data import (
    PANEL,
    PRICES,
    Collection,
    SeriesEntry,
    list_groups,
    name_vintage,
    write_script,
)
from ictindex.publishing.website.download_facts import SECTION as FACTS
from ictindex.publishing.website.download_facts import (
    Fact,
    link_plain_file,
    list_edition_facts,
    list_source_facts,
    mark_title,
)
from ictindex.publishing.website.download_tables import SCORE, find_source_of
from ictindex.publishing.website.edition_groups import EditionGrouping
from ictindex.publishing.website.english_names import name_pattern
from ictindex.publishing.website.plain_series import name_file
from ictindex.publishing.website.score_rows import edition_title
from ictindex.publishing.website.site_edition import SiteEdition, order_by_name
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import Words
from ictindex.publishing.website.source_list import SourceList

SECTION = "site-compare"
# The most panels that a comparison may have.
MOST_SERIES = 6
# The mark of a figure of a group whose whole number of economies is not known.
_COUNT = re.compile(r"\((\d+)\)")
_WORDS = (
    "collection",
    "places",
    "series",
    "editions",
    "years",
    "search",
    "count",
    "most",
    "remove",
    "choose-shown",
    "choose-none",
    "result-title",
    "result-many",
    "series-unit",
    "sentence",
    "chart-of",
    "between",
    "column-place",
    "column-series",
    "column-unit",
    "missing",
    "order",
    "means",
    "medians",
    "means-panel",
    "medians-panel",
    "mark",
    "mark-year",
    "methodologies",
    "time-direction",
    "choose-more",
    "no-figures",
    "bad-address",
    "file-missing",
    "choice",
    "address-holds",
    "heading-economies",
)


def write_compare(
    collections: Sequence[Collection],
    editions: Sequence[SiteEdition],
    sources: SourceList,
    language: str,
) -> SitePage:
    """Return the page on which visitors compare."""
    words = Words(language, SECTION)
    templates = compile_templates(language)
    charts = [_template_box(kind, forms) for kind, forms in templates.items()]
    notices = [words("no-script")]
    return SitePage(
        address=addresses.COMPARE,
        template="compare.html.j2",
        title=words("title"),
        description=words("description"),
        section="compare",
        context={
            "w": words,
            "panels": range(MOST_SERIES),
            "no_script": notices[0],
            "editions": [(item, edition_title(item, language)) for item in editions],
            "series": link_series(collections, sources, language),
        },
        charts=charts,
        sources=[*dict.fromkeys(item.source for item in collections if item.source)],
        scripts=["choice-lists.js", "compare.js"],
        data=describe_choices(collections, sources, language),
        has_downloads=True,
    )


def link_series(
    collections: Iterable[Collection], sources: SourceList, language: str
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the title of each source of other series, and the links to its plain file."""
    keys = dict.fromkeys(
        each.source for each in collections if not each.editions and each.kind != PRICES
    )
    titles = {key: sources.find(key).title for key in keys}
    return [
        (title, link_plain_file(addresses.SERIES, name_file(key), title, language))
        for key, title in titles.items()
    ]


def _template_box(kind: str, forms: dict[str, Any]) -> ChartBox:
    """Return a template among the charts of the page; the page draws copies of it."""
    from ictindex.language.i18n.document import Grid

    return ChartBox(kind, "", "", "", (), (), Grid([], []), specs=forms)


def write_figure_scripts(collections: Iterable[Collection]) -> Iterator[tuple[str, str]]:
    """Yield name and text of the scripts of figures that all languages share."""
    for collection in collections:
        for file in collection.files:
            yield file.name, write_script(file)


def describe_choices(
    collections: Sequence[Collection], sources: SourceList, language: str
) -> dict[str, Any]:
    """Return the possible choices, in the words of a language."""
    words = Words(language, SECTION)
    codes = sorted({code for collection in collections for code in collection.economies})
    names = {code: i18n.economy_name(code, language) for code in codes}
    marks = {"x": words("mark-x"), "o": words("mark-o")}
    stated = {
        mark
        for collection in collections
        for file in collection.files
        for _, mark in file.figures.values()
    }
    used = {part for mark in stated for part in mark.split() if part.isalpha() and part.isupper()}
    counts = sorted({int(read[1]) for mark in stated if (read := _COUNT.fullmatch(mark))})
    marks.update({code: i18n.label("status", code, language) for code in sorted(used)})
    return {
        "collections": [
            _describe(collection, names, sources, language) for collection in collections
        ],
        "names": names,
        "marks": marks,
        "most": MOST_SERIES,
        "panel": PANEL,
        "computed": result_kind.COMPUTED,
        "words": {key: words(key) for key in _WORDS},
        # How many economies a figure of a group is of, in the words of the page of groups.
        "of": i18n.text("charts", "of-economies", language, count="{count}", total="{total}"),
        "counts": {
            count: i18n.text("charts", "economies-here", language, count=str(count))
            for count in counts
        },
        "detail": i18n.detail("{first}", "{second}", language),
        "separator": i18n.text("language", "separator", language),
        "english": name_pattern(language),
        "pair": i18n.pair("{first}", "{second}", language),
    }


def _describe(
    collection: Collection, names: dict[str, str], sources: SourceList, language: str
) -> dict[str, Any]:
    """Return a collection in words: its series, times, places, and the facts of its downloads."""
    words = Words(language, SECTION)
    times: list[dict[str, Any]] = []
    lists = list_groupings(collection, language)
    for n, time in enumerate(collection.times):
        edition = collection.editions[n] if collection.editions else None
        facts = [] if edition is None else list_edition_facts(edition, language)
        times.append(
            {
                "id": time,
                "name": time if edition is None else str(edition.edition),
                "methodology": "" if edition is None else edition.figures.methodology.document.id,
                "extent": "" if edition is None else edition.describe_part(language),
                "lists": lists.get(time, {}),
                "facts": [_plain(fact) for fact in facts],
            }
        )
    facts = list_collection_facts(collection, sources, language)
    economies = order_by_name(collection.economies, names, language)
    return {
        "id": collection.id,
        "name": name_collection(collection, sources, language),
        "times": times,
        "years": not collection.editions,
        "series": [
            {
                "id": entry.id,
                "name": name_series(entry, language),
                "under": _heading(entry, words),
                "unit": name_unit(entry, language),
                "zero": entry.measure == SCORE,
                **_list_breaks(collection, entry),
            }
            for entry in collection.series
        ],
        "economies": economies,
        "groups": [name_group(group, language) for group in collection.groups],
        "files": [
            {"name": file.name, "times": file.times, "series": file.series}
            for file in collection.files
        ],
        "facts": [_plain(fact) for fact in facts],
        "origin": find_source_of("", collection.source, sources, language).cells,
        "kind": collection.editions[0].kind if collection.editions else result_kind.READ,
        "figure": "medians" if collection.kind == PRICES else "means",
        "first": {
            "series": [] if collection.first is None else [collection.first.id],
            "places": collection.first_places or economies[:6],
            "times": collection.first_times,
        },
    }


def _list_breaks(collection: Collection, entry: SeriesEntry) -> dict[str, list[str]]:
    """Return the times from which a line of prices begins again; nothing without any."""
    if collection.kind != PRICES:
        return {}
    basket = catalogue.basket_definitions()[entry.subject].basket
    breaks = {str(each.year) for each in conversion_breaks(basket, entry.measure)}
    return {"breaks": sorted(breaks)} if breaks else {}


def list_groupings(collection: Collection, language: str) -> dict[str, dict[str, str]]:
    """Return by time the lists that groups and their numbers of economies are from, by grouping.

    Those of prices are the same in all years, and with the last.
    """
    if collection.price_edition is not None:
        dated = [(collection.times[-1], f"ipb-{collection.price_edition}", collection.groups)]
    else:
        pairs = zip(collection.times, collection.editions, strict=False)
        dated = [(time, name_vintage(each), [*list_groups(each)]) for time, each in pairs]
    return {
        time: {
            key: EditionGrouping(key, vintage, {}).describe(language)
            for key in dict.fromkeys(group.partition(":")[0] for group in groups if ":" in group)
        }
        for time, vintage, groups in dated
    }


def list_collection_facts(collection: Collection, sources: SourceList, language: str) -> list[Fact]:
    """Return the facts that apply to all figures of a collection: its file, source and licence."""
    keys = [collection.source] if collection.source else []
    cited = list_source_facts(keys, sources, language)
    if collection.editions:
        return cited  # each edition has its own digests
    words = Words(language, FACTS)
    facts = [Fact("kind", words("kind"), _mark_copy(collection, words("kind-published"), language))]
    if collection.price_edition is not None:
        index = i18n.label("nodes", "ipb", language)
        year = str(collection.price_edition)
        edition = i18n.text("views", "edition", language, index=index, edition=year)
        facts.insert(0, Fact("edition", words("edition"), edition))
    facts += [
        Fact("digest", words("digest", name=name), digest) for name, digest in collection.digests
    ]
    return [*facts, *cited]


def _plain(fact: Fact) -> tuple[str, str, str]:
    return fact.key, fact.name, fact.text


def name_collection(collection: Collection, sources: SourceList, language: str) -> str:
    """Return the name of a collection; invented figures are named as such."""
    words = Words(language, SECTION)
    if collection.kind == PRICES:
        return _mark_copy(collection, words("collection-prices"), language)
    if not collection.editions:
        name = words("collection-series", source=sources.find(collection.source).title)
        return _mark_copy(collection, name, language)
    edition = collection.editions[-1]
    index = i18n.label("nodes", edition.root_node, language)
    return mark_title(words("collection-editions", index=index), [edition], language)


def _mark_copy(collection: Collection, name: str, language: str) -> str:
    """Return a name of a collection, marked if it was read from a third party's copy."""
    if not collection.is_copy:
        return name
    return i18n.detail(name, Words(language, FACTS)("mark-copy"), language)


def name_series(entry: SeriesEntry, language: str) -> str:
    """Return the name of a series, with the part of the population that it covers."""
    section = "nodes"
    if i18n.has_label("basket-definitions", entry.subject):
        section = "basket-definitions"
    name = i18n.label(section, entry.subject, language)
    parts = [
        i18n.label(f"questionnaire/categories/{part}", code, language)
        for part, code in entry.breakdown
    ]
    return i18n.detail(name, i18n.join(parts, language), language) if parts else name


def name_unit(entry: SeriesEntry, language: str) -> str:
    """Return the unit of a series; for a price the measure, which names its unit."""
    if i18n.has_label("measures", entry.measure):
        return i18n.label("measures", entry.measure, language)
    return i18n.label("units", entry.unit, language)


def _heading(entry: SeriesEntry, words: Words) -> str:
    if i18n.has_label("measures", entry.measure):
        return i18n.label("measures", entry.measure, words.language)
    return words("heading-scores" if entry.measure == SCORE else "heading-values")


def name_group(group: str, language: str) -> dict[str, str]:
    """Return a group with its name and the grouping that it belongs to."""
    grouping, _, key = group.partition(":")
    if not key:
        return {"id": group, "name": Words(language, SECTION)("all-economies"), "under": ""}
    return {
        "id": group,
        "name": i18n.label("groups", key, language),
        "under": i18n.label("groupings", grouping, language),
    }
