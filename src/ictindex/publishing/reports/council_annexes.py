"""The annexes of a paper to the Council: tables of what is on record, a subject each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.definitions import documents
from ictindex.definitions.documents.evidence import WORST_FIRST
from ictindex.indices.results.document_page import document_title, validity_words
from ictindex.indices.results.group_figures import mean
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import as_they_are, write_grid
from ictindex.language.i18n.sentences import Sentence
from ictindex.publishing.reports.council_inputs import (
    CouncilRecord,
    count_consultations,
    count_survey,
)
from ictindex.publishing.reports.council_instructions import (
    describe_consultations,
    describe_submissions,
    root_of,
)
from ictindex.publishing.reports.edition_sections import (
    compare_means,
    complete_count,
    edition_title,
    node_name,
    strip_pictures,
)
from ictindex.publishing.reports.price_sections import price_blocks
from ictindex.publishing.reports.report_inputs import ABSENT, CARRIED, NOT_PUBLISHED, ReportEdition
from ictindex.publishing.reports.report_words import (
    NOTHING,
    count_of,
    lower_headings,
    say,
    show_class_share,
)
from ictindex.submissions.sourcing.official_share import KINDS

_KINDS = tuple(kind for kind in KINDS if kind != "auxiliary")
_MOST_CHANGES = 25
SURVEYS = define(
    "council-surveys",
    Column("year", "year", "reports/survey"),
    Column("dispatched", "date", "reports/dispatched", gaps=True),
    Column("days_late", "count", "reports/days-late", gaps=True),
    Column("submissions", "count", "reports/submissions"),
    Column("published", "count", "reports/published-data"),
    Column("published_late", "count", "reports/published-late"),
    key=("year",),
)
CONSULTED = define(
    "council-consultations",
    Column("year", "year", "reports/data-year", align="left"),
    Column("notified", "count", "reports/notified"),
    Column("answered", "count", "reports/answered"),
    Column("unanswered", "count", "reports/unanswered"),
    key=("year",),
)


def _column(name: str) -> Column:
    """Declare a column of words, which are in the language of the page already."""
    return Column(name, "text", f"reports/{name}", names=as_they_are)


FOLLOWED = define(
    "council-methodologies", *map(_column, ("document", "editions", "adopted", "valid", "digest"))
)
RELEASES = define("council-releases", *map(_column, ("edition", "released", "root")))


def _show_by_edition(
    record: CouncilRecord, language: str, lines: Mapping[str, Sequence[str]]
) -> i18n.Grid:
    """Return a table with a column for each edition."""
    headers = ["", *(str(edition.edition) for edition in record.editions)]
    rows = [[name, *cells] for name, cells in lines.items()]
    return i18n.Grid(headers, rows, frozenset(range(1, len(headers))))


def _list_shown(
    record: CouncilRecord, describe: Callable[[ReportEdition], Iterator[Sentence]], language: str
) -> Iterator[Block]:
    """Yield what the files of opened editions show; nothing for tables that were read."""
    shown = [each.to_text(language) for edition in record.editions for each in describe(edition)]
    if shown:
        yield i18n.Bullets(shown)


def _coverage(record: CouncilRecord, language: str) -> Iterator[Block]:
    lines: dict[str, list[str]] = {say("economies-with-index", language): []}
    for edition in record.editions:
        extent = edition.figures.extent
        whole = None if extent.complete else extent.whole
        lines[say("economies-with-index", language)].append(
            count_of(len(edition.scores), whole, language)
        )
    lines[say("complete-inputs", language)] = [
        count_of(complete_count(edition), len(edition.scores), language)
        for edition in record.editions
    ]
    regions = [edition.groups("itu-region") for edition in record.editions]
    for region in dict.fromkeys(group for each in regions for group in each):
        lines[i18n.label("groups", region, language)] = [
            str(sum(code in edition.scores for code in groups.get(region, ())))
            for edition, groups in zip(record.editions, regions, strict=True)
        ]
    lines[say("mean-here", language)] = [
        i18n.number(
            mean(list(edition.scores.values())), language, places=edition.places, grouped=True
        )
        for edition in record.editions
    ]
    yield _show_by_edition(record, language, lines)
    means = [compare_means(after, before) for before, after in record.pairs]
    if any(means):
        yield i18n.Bullets([each.to_text(language) for each in means if each is not None])
    yield i18n.Sentence("reports/coverage-note")
    yield from strip_pictures(record.editions[-1], language, 0.85)


def _timeliness(record: CouncilRecord, language: str) -> Iterator[Block]:
    lines = {
        say("data-year", language): [str(edition.figures.year) for edition in record.editions],
        say("years-behind", language): [
            str(edition.edition - edition.figures.year) for edition in record.editions
        ],
        say("released", language): [
            say("not-available", language)
            if edition.released is None
            else i18n.date(edition.released, language)
            for edition in record.editions
        ],
        say("carried-values", language): [
            str(edition.quality()[CARRIED]) if edition.cells else NOTHING
            for edition in record.editions
        ],
    }
    yield _show_by_edition(record, language, lines)
    yield from _list_shown(record, describe_submissions, language)
    if not record.inputs.calendars:
        yield i18n.Sentence("reports/no-calendar")
        return
    surveys = Table.of(SURVEYS, map(count_survey, record.inputs.calendars))
    yield write_grid(surveys, language)
    yield i18n.Sentence("reports/calendar-note")


def _official(record: CouncilRecord, language: str) -> Iterator[Block]:
    with_values = [edition for edition in record.editions if edition.cells]
    if not with_values:
        yield i18n.Sentence("reports/no-values")
        return
    each = [edition.quality() for edition in record.editions]
    totals = [sum(counts[kind] for kind in _KINDS) for counts in each]
    lines = {say("values-given", language): [str(total) for total in totals]}
    for kind in _KINDS:
        lines[say(f"kind-{kind}", language)] = [
            i18n.detail(
                str(counts[kind]), show_class_share(counts, kind, total, language), language
            )
            for counts, total in zip(each, totals, strict=True)
        ]
    for key, kind in (
        ("kind-carried", CARRIED),
        ("not-published", NOT_PUBLISHED),
        ("not-available", ABSENT),
    ):
        lines[say(key, language)] = [str(counts[kind]) for counts in each]
    yield _show_by_edition(record, language, lines)
    yield i18n.Sentence("reports/quality-note")
    if any(edition.is_printed for edition in record.editions):
        yield i18n.Sentence("reports/quality-reading")
    last = with_values[-1]
    rows = []
    for indicator in last.indicators:
        counts = last.quality(indicator)
        total = sum(counts[kind] for kind in _KINDS)
        rows.append(
            [
                node_name(indicator, language),
                count_of(counts["official"], total, language),
                show_class_share(counts, "official", total, language),
                show_class_share(counts, "estimate", total, language),
            ]
        )
    headers = [
        i18n.label("columns", "indicator", language),
        say("kind-official", language),
        say("official-share", language),
        say("estimate-share", language),
    ]
    yield i18n.Heading(edition_title(last, language), 3)
    yield i18n.Grid(headers, rows, frozenset({1, 2, 3}))


def _consultations(record: CouncilRecord, language: str) -> Iterator[Block]:
    yield from _list_shown(record, describe_consultations, language)
    records = record.inputs.consultations
    if records is None:
        yield i18n.Sentence("reports/no-consultations")
        return
    yield write_grid(Table.of(CONSULTED, count_consultations(records)), language)
    yield i18n.Sentence("reports/consultations-note")


def _methodology(record: CouncilRecord, language: str) -> Iterator[Block]:
    digests = documents.check_frozen()
    rows = []
    for methodology in record.methodologies:
        document = methodology.document
        used = [
            str(edition.edition)
            for edition in record.editions
            if edition.figures.methodology.id == methodology.id
        ]
        valid = ""
        if document.valid_from and document.valid_until:
            valid = i18n.isolate(validity_words(document, language), language)
        rows.append(
            {
                "document": document_title(document, language),
                "editions": i18n.join(used, language),
                "adopted": i18n.isolate(document.adopted, language),
                "valid": valid,
                "digest": i18n.isolate(digests.get(document.id, ""), language),
            }
        )
    yield write_grid(Table.of(FOLLOWED, rows), language)
    yield i18n.Sentence("reports/evidence-note")
    confirmed = []
    for methodology in record.methodologies:
        marks = Counter(methodology.marks.values())
        confirmed.append(
            [
                document_title(methodology.document, language),
                *(str(marks[mark]) for mark in reversed(WORST_FIRST)),
            ]
        )
    headers = [
        say("document", language),
        *(i18n.label("marks", mark, language) for mark in reversed(WORST_FIRST)),
    ]
    yield i18n.Grid(headers, confirmed, frozenset(range(1, len(headers))))
    for methodology in record.methodologies:
        slips = methodology.document.errata
        if slips:
            yield i18n.Heading(say("slips", language), 3)
            section = f"documents/{methodology.id}/errata"
            yield i18n.Bullets([i18n.text(section, slip.id, language) for slip in slips])


def _reviews(record: CouncilRecord, language: str) -> Iterator[Block]:
    changed = False
    for before, after in record.pairs:
        first, last = before.figures.methodology, after.figures.methodology
        changes = documents.compare_documents(first.document, last.document)
        if not changes:
            continue
        changed = True
        pair = i18n.join([str(before.edition), str(after.edition)], language)
        yield i18n.Heading(i18n.pair(say("methodology-changed", language), pair, language), 3)
        rows = [
            [
                i18n.isolate(change.path, language),
                change.before or NOTHING,
                change.after or NOTHING,
            ]
            for change in changes[:_MOST_CHANGES]
        ]
        headers = [say(key, language) for key in ("constant", "before", "after")]
        yield i18n.Grid(headers, rows)
        if len(changes) > _MOST_CHANGES:
            yield i18n.Sentence("views/more-rows", count=len(changes) - _MOST_CHANGES)
    if not changed:
        yield i18n.Sentence("reports/methodology-unchanged")
    if record.inputs.comments is None:
        yield i18n.Sentence("reports/no-comments")
    else:
        yield from lower_headings(record.inputs.comments.blocks(language))


def _errata(record: CouncilRecord, language: str) -> Iterator[Block]:
    lines = []
    opened = False
    for edition in record.editions:
        errata = getattr(edition.result, "errata", None)
        if errata is None:
            continue
        opened = True
        for erratum in errata:
            lines.append(i18n.pair(str(edition.edition), erratum.describe(language), language))
            if erratum.retraction is not None:
                lines.append(erratum.retraction.describe(language))
    if lines:
        yield i18n.Bullets(lines)
    else:
        yield i18n.Sentence("reports/no-errata" if opened else "reports/errata-unknown")


def _releases(record: CouncilRecord, language: str) -> Iterator[Block]:
    absent = say("not-available", language)
    rows = [
        {
            "edition": edition_title(edition, language),
            "released": absent
            if edition.released is None
            else i18n.date(edition.released, language),
            "root": i18n.isolate(root_of(edition), language) or absent,
        }
        for edition in record.editions
    ]
    yield write_grid(Table.of(RELEASES, rows), language)
    yield i18n.Sentence("reports/releases-note")


def _prices(record: CouncilRecord, language: str) -> Iterator[Block]:
    series = record.inputs.prices
    if series is None:
        yield i18n.Sentence("reports/no-prices")
    else:
        yield from price_blocks(series, language)


# The annexes in their order; what an instruction refers to is an annex by its key.
ANNEXES: Mapping[str, Callable[[CouncilRecord, str], Iterator[Block]]] = MappingProxyType(
    {
        "coverage": _coverage,
        "timeliness": _timeliness,
        "official": _official,
        "consultations": _consultations,
        "methodology": _methodology,
        "reviews": _reviews,
        "prices": _prices,
        "errata": _errata,
        "releases": _releases,
    }
)


def number_of(annex: str) -> int:
    """Return the number of an annex."""
    return list(ANNEXES).index(annex) + 1


def annex_blocks(record: CouncilRecord, language: str) -> Iterator[Block]:
    """Yield the annexes, numbered."""
    for key, write in ANNEXES.items():
        title = say(f"progress-{key}", language)
        words = i18n.text("council", "annex-title", language, number=number_of(key), name=title)
        yield i18n.Heading(words, 2)
        yield from write(record, language)
