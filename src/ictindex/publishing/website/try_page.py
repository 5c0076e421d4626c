"""The page on which visitors try a what-if: values of one economy, weights and goalposts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ictindex.core import decimals
from ictindex.definitions import catalogue
from ictindex.engine.plan import Plan
from ictindex.indices.results import result_kind
from ictindex.language import i18n
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.download_facts import list_edition_facts, list_source_facts
from ictindex.publishing.website.download_tables import find_source_of
from ictindex.publishing.website.site_edition import SiteEdition, order_by_name
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import Words
from ictindex.publishing.website.source_list import SourceList
from ictindex.publishing.website.try_script import script_name, write_plan_script

SECTION = "site-try"
_WORDS = (
    "what-if",
    "mark",
    "edition",
    "economy",
    "no-economy",
    "values",
    "weights",
    "goalposts",
    "weights-in",
    "value-of",
    "zero-of",
    "full-of",
    "slider",
    "printed-value",
    "not-available",
    "reset",
    "result",
    "result-of",
    "unchanged",
    "changed",
    "rounding",
    "no-rank",
    "column-node",
    "column-printed",
    "column-computed",
    "column-what-if",
    "column-change",
    "missing",
    "not-a-number",
    "weight-whole",
    "goalposts-equal",
    "no-logarithm",
    "bad-address",
    "kind",
)


def list_tried(editions: Iterable[SiteEdition]) -> tuple[SiteEdition, ...]:
    """Return the editions that can be tried: those scored by goalposts and weighted means."""
    return tuple(
        edition
        for edition in editions
        if isinstance(edition.figures.methodology.plan, Plan)
        and edition.figures.methodology.document.rounding is not None
    )


def write_try(
    editions: Sequence[SiteEdition], first: str, sources: SourceList, language: str
) -> SitePage:
    """Return the page on which visitors try a what-if; ``first`` is the edition that it opens."""
    words = Words(language, SECTION)
    tried = list_tried(editions)
    return SitePage(
        address=addresses.TRY,
        template="try.html.j2",
        title=words("title"),
        description=words("description"),
        section="try",
        context={"w": words},
        notices=[words("what-if")],
        sources=[*dict.fromkeys(edition.source for edition in tried if edition.source)],
        scripts=[
            "choice-lists.js",
            "exact-numbers.js",
            *dict(write_plan_scripts(editions)),
            "try-it.js",
        ],
        data=describe_tries(editions, first, sources, language),
        has_downloads=True,
    )


def write_plan_scripts(editions: Iterable[SiteEdition]) -> Iterator[tuple[str, str]]:
    """Yield name and text of the script of each methodology."""
    written: set[str] = set()
    for edition in list_tried(editions):
        methodology = edition.figures.methodology
        name = script_name(methodology)
        if name not in written:
            written.add(name)
            yield name, write_plan_script(methodology)


def describe_tries(
    editions: Sequence[SiteEdition], first: str, sources: SourceList, language: str
) -> dict[str, Any]:
    """Return the possible trials, in the words of a language."""
    words = Words(language, SECTION)
    tried = list_tried(editions)
    names = {
        code: i18n.economy_name(code, language) for edition in tried for code in edition.economies
    }
    return {
        "editions": [
            _describe(edition, _time_of(edition, editions), names, sources, language)
            for edition in reversed(tried)
        ],
        "first": next((e.key for e in tried if e.key == first), tried[-1].key),
        "names": names,
        "words": {key: words(key) for key in _WORDS},
        "separator": i18n.text("language", "separator", language),
        "pair": i18n.pair("{first}", "{second}", language),
        "kind": i18n.label("kinds", "counterfactual", language),
    }


def _describe(
    edition: SiteEdition, time: str, names: dict[str, str], sources: SourceList, language: str
) -> dict[str, Any]:
    """Return an edition: its plan in words, the limits of its values, facts of its downloads."""
    methodology = edition.figures.methodology
    index = i18n.label("nodes", edition.root_node, language)
    facts = [
        fact
        for fact in list_edition_facts(edition, language)
        if fact.key != "kind"  # a figure computed here is none of that kind
    ]
    facts += list_source_facts([edition.source] if edition.source else [], sources, language)
    return {
        "id": edition.key,
        "name": i18n.text("views", "edition", language, index=index, edition=str(edition.edition)),
        "time": time,
        "file": f"data-{edition.key}.js",
        "document": methodology.document.id,
        "economies": order_by_name(edition.economies, names, language),
        "nodes": {
            node: i18n.label("nodes", node, language) for node in methodology.plan.reading_order()
        },
        "limits": {key: _limits(key, language) for key in methodology.plan.indicators},
        "facts": [(fact.key, fact.name, fact.text) for fact in facts],
        "origin": [
            *find_source_of("", edition.source, sources, language).cells,
            result_kind.name_of("counterfactual"),
        ],
    }


def _time_of(edition: SiteEdition, editions: Iterable[SiteEdition]) -> str:
    """Return the time of the figures of an edition in its script."""
    from ictindex.publishing.website.compare_data import name_times

    chosen = [
        other for other in editions if (other.kind, other.source) == (edition.kind, edition.source)
    ]
    return name_times(chosen)[chosen.index(edition)]


def _limits(key: str, language: str) -> dict[str, str]:
    """Return unit and hard range of an indicator, and the sentence for values beyond it."""
    indicator = catalogue.indicators()[key]
    bounds = {
        name: decimals.canonical(bound)
        for name, bound in (("least", indicator.minimum), ("most", indicator.maximum))
        if bound is not None
    }
    values = {"indicator": key, "value": "{value}", "range": indicator.range}
    return {
        "unit": i18n.label("units", indicator.unit, language),
        "refusal": i18n.message("value.impossible", values, language),
        **bounds,
    }
