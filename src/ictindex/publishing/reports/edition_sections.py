"""The sections of a report on one edition: figures, bands, groups, scores, quality of the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ictindex.analysis.commentary.edition_commentary import comment_on_edition
from ictindex.analysis.tables.edition_figures import rank_economies
from ictindex.analysis.tables.score_bands import ScoreBands
from ictindex.core.decimals import round_half_up
from ictindex.definitions import catalogue
from ictindex.indices.results.group_figures import mean, median
from ictindex.language import i18n
from ictindex.language.commentary_page import word_commentary
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.sentences import Sentence
from ictindex.publishing.charts.edition_scores import describe_day
from ictindex.publishing.reports.report_inputs import (
    ABSENT,
    CARRIED,
    GROUPINGS,
    NOT_PUBLISHED,
    ReportEdition,
)
from ictindex.publishing.reports.report_words import (
    NOTHING,
    count_of,
    order_economies,
    say,
    show_class_share,
)
from ictindex.submissions.sourcing.official_share import KINDS


def node_name(node: str, language: str) -> str:
    """Return the name of a node."""
    return i18n.label("nodes", node, language)


def economy_header(language: str) -> str:
    """Return the header of a column of economies."""
    return i18n.text("views", "economy", language)


def edition_title(edition: ReportEdition, language: str) -> str:
    """Return the name of the index with its edition."""
    index = node_name(edition.root, language)
    return i18n.text("views", "edition", language, index=index, edition=str(edition.edition))


def shared_changes(
    edition: ReportEdition, previous: ReportEdition | None
) -> dict[str, tuple[Decimal, Decimal]]:
    """Return the scores of the economies in both editions; none between methodologies."""
    if previous is None or not comparable(edition, previous):
        return {}
    return {
        economy: (previous.scores[economy], score)
        for economy, score in edition.scores.items()
        if economy in previous.scores
    }


def comparable(edition: ReportEdition, previous: ReportEdition) -> bool:
    """Tell whether levels can be compared: they need the same methodology."""
    return edition.figures.methodology.document == previous.figures.methodology.document


def summary_points(
    edition: ReportEdition, previous: ReportEdition | None, language: str
) -> list[str]:
    """Return the figures of the edition in sentences: its commentary, and the means."""
    earlier = None if previous is None else previous.figures
    points = word_commentary(comment_on_edition(edition.figures, earlier), language)
    for node in (edition.root, *edition.sub_indices):
        own = list(edition.figures.column(node).values())
        if own:
            shown = i18n.number(mean(own), language, places=edition.places, grouped=True)
            name, count = node_name(node, language), str(len(own))
            points.append(say("mean-of", language, node=name, mean=shown, count=count))
    compared = compare_means(edition, previous)
    return points if compared is None else [*points, compared.to_text(language)]


def compare_means(edition: ReportEdition, previous: ReportEdition | None) -> Sentence | None:
    """Return the means of the economies in both editions, and their difference."""
    both = shared_changes(edition, previous)
    if not both or previous is None:
        return None
    first, last = (
        round_half_up(mean([pair[end] for pair in both.values()]), edition.places) for end in (0, 1)
    )
    return Sentence(
        "reports/mean-change",
        count=len(both),
        before=str(previous.edition),
        after=str(edition.edition),
        first=first,
        last=last,
        change=last - first,
    )


def strip_pictures(edition: ReportEdition, language: str, width: float = 1.0) -> Iterator[Block]:
    """Yield the scores by region; nothing if economies of the edition are in no list of regions."""
    if edition.groups(GROUPINGS[0]):
        yield edition.figures.plot.strips(language=language).picture(width=width)


def band_blocks(edition: ReportEdition, language: str) -> Iterator[Block]:
    """Yield the economies by bands of score, in alphabetical order within each."""
    bands = ScoreBands.of(edition.figures)
    rows = []
    for band, economies in bands.sort(edition.scores).items():
        ordered = order_economies(economies, language)
        names = [i18n.economy_name(code, language) for code in ordered]
        words = bands.name(band, language)
        rows.append([words, str(len(names)), i18n.join_names(names, language)])
    headers = [
        say("band-header", language),
        say("economies", language),
        say("in-alphabetical-order", language),
    ]
    yield i18n.Grid(headers, rows, frozenset({1}))


def group_blocks(edition: ReportEdition, language: str) -> Iterator[Block]:
    """Yield the figures of groups, each with the number of economies behind it."""
    nodes = [edition.root, *edition.sub_indices]
    headers = [
        say("group", language),
        say("economies", language),
        *(i18n.pair(say("mean", language), node_name(node, language), language) for node in nodes),
        say("median", language),
    ]
    columns = {node: edition.figures.column(node) for node in nodes}
    for grouping in GROUPINGS:
        rows = []
        for group, members in edition.groups(grouping).items():
            here = [economy for economy in members if economy in edition.scores]
            if not here:
                continue
            means = [
                [columns[node][economy] for economy in here if economy in columns[node]]
                for node in nodes
            ]
            middle = median([edition.scores[economy] for economy in here])
            rows.append(
                [
                    i18n.label("groups", group, language),
                    count_of(len(here), whole_of(edition, grouping, group), language),
                    *(
                        i18n.number(mean(own), language, places=edition.places, grouped=True)
                        if own
                        else NOTHING
                        for own in means
                    ),
                    i18n.number(middle, language, places=edition.places, grouped=True),
                ]
            )
        if rows:
            yield i18n.Heading(i18n.label("groupings", grouping, language), 3)
            yield i18n.Grid(headers, rows, frozenset(range(1, len(headers))))
            yield i18n.Paragraph(_vintage_words(edition, grouping, language))


def _vintage_words(edition: ReportEdition, grouping: str, language: str) -> str:
    """Return the list that the groups are of, and the one that has their sizes if it is another."""
    own = str(edition.vintage(grouping))
    if (grouping, own) not in catalogue.groupings():
        return say("groups-own", language)
    lists = {"groups-as-of": own}
    sized = catalogue.sized_vintage(grouping, own)
    if sized not in (None, own):
        lists["sizes-as-of"] = str(sized)
    day = describe_day(grouping, own, edition.figures.year, language)
    words = []
    for key, name in lists.items():
        source = i18n.isolate(catalogue.groupings()[grouping, name].source, language)
        named = [source, day] if name == own and day else [source]
        words.append(say(key, language, source=i18n.clauses(named, language)))
    return i18n.paragraph(words, language)


def whole_of(edition: ReportEdition, grouping: str, group: str) -> int | None:
    """Return the number of economies of a group, if it is known."""
    vintage = str(edition.vintage(grouping))
    listing = catalogue.groupings().get((grouping, vintage))
    if listing is not None and listing.departures:
        return len(edition.groups(grouping)[group])
    return catalogue.group_size(grouping, vintage, group)


def score_blocks(
    edition: ReportEdition, previous: ReportEdition | None, language: str, ranks: bool
) -> Iterator[Block]:
    """Yield every score in the alphabetical order of the language; ranks only where allowed."""
    nodes = [edition.root, *edition.sub_indices]
    both = shared_changes(edition, previous)
    headers = [economy_header(language), *(node_name(node, language) for node in nodes)]
    if both and previous is not None:
        headers.append(say("change-since", language, edition=str(previous.edition)))
    places: dict[str, int] = rank_economies(edition.figures, edition.root) if ranks else {}
    if ranks:
        extent = edition.figures.extent
        headers.append(extent.rank_label(edition.figures.ranks_published, language))
    rows = []
    for economy in order_economies(edition.economies, language):
        row = [i18n.economy_name(economy, language)]
        row += [
            i18n.number(edition.score(economy, node), language, places=edition.places, grouped=True)
            for node in nodes
        ]
        if both:
            pair = both.get(economy)
            row.append(
                NOTHING
                if pair is None
                else i18n.number(
                    _rounded_change(pair, edition.places),
                    language,
                    places=edition.places,
                    signed=True,
                    grouped=True,
                )
            )
        if ranks:
            row.append(str(places.get(economy, NOTHING)))
        rows.append(row)
    yield i18n.Grid(headers, rows, frozenset(range(1, len(headers))))
    if both:
        yield i18n.Sentence("reports/change-note")


def _rounded_change(pair: tuple[Decimal, Decimal], places: int) -> Decimal:
    """Return the change of two scores, computed from the rounded scores that are shown."""
    first, last = (round_half_up(score, places) for score in pair)
    return last - first


def quality_blocks(edition: ReportEdition, language: str) -> Iterator[Block]:
    """Yield the share of official values, and the values that are estimated, carried or missing."""
    if not edition.cells:
        yield i18n.Sentence("reports/no-values")
        return
    total = edition.quality()
    # A kind that no value has needs no column.
    kinds = [kind for kind in KINDS if total[kind]]
    rest = [kind for kind in (CARRIED, NOT_PUBLISHED, ABSENT) if total[kind]]
    rows = []
    for indicator in (*edition.indicators, None):
        counts = edition.quality(indicator)
        observed = sum(counts[kind] for kind in kinds)
        name = say("all-values", language) if indicator is None else node_name(indicator, language)
        share = show_class_share(counts, "official", observed, language)
        rows.append(
            [name, *(str(counts[kind]) for kind in kinds), share, *(str(counts[k]) for k in rest)]
        )
    words = {
        CARRIED: "kind-carried",
        NOT_PUBLISHED: "not-published",
        ABSENT: "not-available",
    }
    headers = [
        i18n.label("columns", "indicator", language),
        *(say(f"kind-{kind}", language) for kind in kinds),
        say("official-share", language),
        *(say(words[kind], language) for kind in rest),
    ]
    yield i18n.Grid(headers, rows, frozenset(range(1, len(headers))))
    yield i18n.Sentence("reports/quality-note")
    if edition.is_printed:
        yield i18n.Sentence("reports/quality-reading")


def complete_count(edition: ReportEdition) -> int:
    """Return the number of economies with every input here: their index can be recomputed."""
    return 0 if edition.result is None else edition.result.ranked


def recomputed_words(editions: Sequence[ReportEdition], language: str) -> str:
    """State how many economies the recomputed figures cover."""
    each = [
        i18n.pair(
            str(edition.edition),
            count_of(complete_count(edition), len(edition.scores), language),
            language,
        )
        for edition in editions
    ]
    return say("recomputed", language, counts=i18n.join(each, language))
