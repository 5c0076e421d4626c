"""Commentary on an edition: what the index is, what the edition has, how its median changed."""

from __future__ import annotations

from collections.abc import Iterator

from ictindex.analysis.commentary.figure_origins import PRINTED, are_invented, name_kind
from ictindex.analysis.commentary.group_standing import find_median, find_printed_mean
from ictindex.analysis.commentary.score_commentary import list_sub_indices
from ictindex.analysis.commentary.sentence_forms import check_forms
from ictindex.analysis.commentary.shown_scores import read_scores, round_median
from ictindex.analysis.tables.edition_figures import EditionFigures
from ictindex.core import decimals
from ictindex.definitions.documents.lab_kinds import is_own
from ictindex.indices.results.group_figures import median
from ictindex.language.commentary_page import Commentary
from ictindex.language.i18n.sentences import Sentence, list_clauses


def comment_on_edition(
    figures: EditionFigures,
    before: EditionFigures | None = None,
    *,
    whose: str = PRINTED,
    language: str | None = None,
) -> Commentary:
    """Return the commentary on an edition; ``before`` is the edition to compare its median with.

    Medians are compared only by one methodology, and of the economies that both editions have.
    ``whose`` figures those are that were read and not computed, by a word of ``figure_origins``.
    """
    sentences = check_forms(
        (
            *_describe_index(figures),
            *_describe_extent(figures, whose),
            *(() if before is None else _describe_change(before, figures, whose)),
        )
    )
    root = figures.methodology.plan.root
    subject = Sentence("views/edition", index=root, edition=str(figures.edition))
    return Commentary(subject, sentences, language=language, holder=figures.methodology)


def _describe_index(figures: EditionFigures) -> Iterator[Sentence]:
    """Yield what the index is made of, as its methodology says."""
    plan = figures.methodology.plan
    below = list_sub_indices(plan)
    if not below:
        yield Sentence(
            "commentary/index-of-indicators",
            index=plan.root,
            indicators=len(plan.indicators),
            scale=plan.scale,
            parts=list_clauses([Sentence(f"nodes/{node}") for node in plan.indicators]),
        )
        return
    yield Sentence(
        "commentary/index",
        index=plan.root,
        indicators=len(plan.indicators),
        scale=plan.scale,
        total=len(below),
        parts=list_clauses([Sentence(f"nodes/{node}") for node in below]),
    )


def _describe_extent(figures: EditionFigures, whose: str) -> Iterator[Sentence]:
    """Yield how many economies have a score here, of how many, and the mean that ITU printed."""
    scores = read_scores(figures)
    if not scores:
        return
    extent, edition = figures.extent, str(figures.edition)
    middle = round_median(find_median(figures), scores.values())
    if are_invented(figures, whose):
        # Invented economies are not those of the edition.
        yield Sentence(
            "commentary/edition-demonstration",
            edition=edition,
            year=figures.year,
            count=len(scores),
            median=middle,
        )
        return
    named = Sentence(f"commentary/whose-{name_kind(figures, whose)}")
    if is_own(figures.methodology.document):
        # Nobody publishes an edition of a user's own index.
        yield Sentence(
            "commentary/edition-own",
            year=figures.year,
            count=len(scores),
            total=len(figures.economies),
            median=middle,
            whose=named,
        )
        return
    if extent.complete or extent.whole is None:
        yield Sentence(
            "commentary/edition-whole" if extent.complete else "commentary/edition-open",
            edition=edition,
            year=figures.year,
            count=extent.here,
            median=middle,
            whose=named,
        )
    else:
        yield Sentence(
            "commentary/edition-part",
            edition=edition,
            year=figures.year,
            count=extent.here,
            total=extent.whole,
            median=middle,
            whose=named,
        )
    if (printed := find_printed_mean(figures, whose)) is not None:
        mean, total = printed
        yield Sentence("commentary/edition-mean", edition=edition, total=total, mean=mean)


def _describe_change(
    before: EditionFigures, after: EditionFigures, whose: str
) -> Iterator[Sentence]:
    """Yield the change of the median of the economies that both editions have."""
    first, last = read_scores(before), read_scores(after)
    both = sorted(first.keys() & last.keys())
    if not both or before.methodology.id != after.methodology.id or before.kind != after.kind:
        return
    medians = [
        round_median(median(own), own)
        for own in ([scores[code] for code in both] for scores in (first, last))
    ]
    with decimals.exact():
        changes = [last[code] - first[code] for code in both]
        change = medians[1] - medians[0]
    yield Sentence(
        "commentary/edition-change",
        count=len(both),
        whose=Sentence(f"commentary/whose-{name_kind(after, whose)}"),
        before=str(before.edition),
        after=str(after.edition),
        first=medians[0],
        last=medians[1],
        change=change,
        risen=sum(moved > 0 for moved in changes),
        fallen=sum(moved < 0 for moved in changes),
        same=sum(moved == 0 for moved in changes),
    )
