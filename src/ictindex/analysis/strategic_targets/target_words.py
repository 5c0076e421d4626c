"""Progress towards targets in words: a table for each document, and the methods of its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial

from ictindex.analysis.strategic_targets.target_measures import list_day
from ictindex.analysis.strategic_targets.target_status import TargetFigure, TargetStatus
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue.dated_targets import (
    WORLD,
    Target,
    TargetDocument,
    add_unit,
    describe_condition,
    describe_scope,
    describe_target,
)
from ictindex.language import i18n
from ictindex.language.i18n.document import Block

_HEADERS = ("number", "what", "figure", "covers", "verdict", "pace")
# Decimals of the shown figures; other figures are percentages.
_PLACES = {"parity": 3, "median-price": 2}

_say = partial(i18n.text, "targets")


def progress_page(
    statuses: Sequence[TargetStatus], coverage: Decimal, window: int, language: str
) -> list[Block]:
    """Return the page of progress towards targets."""
    blocks: list[Block] = [i18n.Heading(_say("title", language), 1)]
    blocks.append(i18n.Sentence("targets/ours").as_note())
    for document in dict.fromkeys(status.target.document for status in statuses):
        own = [status for status in statuses if status.target.document == document]
        blocks += _document_blocks(document, own, language)
    blocks.append(i18n.Heading(_say("how", language), 2))
    return [*blocks, i18n.Bullets(list(_methods(statuses, coverage, window, language)))]


def _name_revision(document: TargetDocument, language: str) -> str:
    """Return the revision of a document; numbers of resolutions are the same in all languages."""
    key = f"revision-{document.id}"
    return _say(key, language) if i18n.has_label("targets", key) else document.revision


def _document_blocks(
    document: TargetDocument, statuses: Sequence[TargetStatus], language: str
) -> Iterator[Block]:
    yield i18n.Heading(_say(f"body-{document.body}", language), 2)
    facts = _say(
        "document",
        language,
        title=i18n.isolate(document.title, language),
        revision=i18n.isolate(_name_revision(document, language), language),
        adopted=i18n.date(document.adopted, language),
        copy=i18n.label("source-copies", document.copy, language),
    )
    yield i18n.Paragraph(facts)
    for remark in document.remarks:
        yield i18n.Sentence(f"targets/remark-{remark}").as_note()
    measured = [status for status in statuses if status.figure is not None]
    if measured:
        headers = [_say(f"head-{name}", language) for name in _HEADERS]
        rows = [_row(status, language) for status in measured]
        yield i18n.Grid(headers, rows, frozenset({2}))
    rest = [status for status in statuses if status.figure is None]
    if rest:
        yield i18n.Heading(_say("unmeasured", language, count=str(len(rest))), 3)
        yield i18n.Bullets(
            [
                i18n.pair(
                    i18n.detail(
                        describe_target(s.target, s.definition, language), s.target.number, language
                    ),
                    describe_reason(s, language),
                    language,
                )
                for s in rest
            ]
        )


def _row(status: TargetStatus, language: str) -> list[str]:
    figure = status.figure
    return [
        status.target.number,
        describe_target(status.target, status.definition, language),
        "" if figure is None else describe_figure(status.target, figure, language),
        "" if figure is None else describe_coverage(figure, language),
        describe_verdict(status, language),
        _describe_pace(status, language),
    ]


def describe_figure(target: Target, figure: TargetFigure, language: str) -> str:
    """Return a figure with its year."""
    places = _PLACES.get(target.measure, 1)
    return i18n.detail(add_unit(target, figure.value, places, language), str(figure.year), language)


def describe_coverage(figure: TargetFigure, language: str) -> str:
    """Return the number of economies and the share of people of a figure."""
    counted = {"count": str(figure.economies), "of": str(figure.of)}
    if figure.people is None:
        return _say("covers-economies", language, **counted)
    people = i18n.number(figure.people, language, places=0)
    return _say("covers", language, people=people, **counted)


def describe_verdict(status: TargetStatus, language: str) -> str:
    """Return the verdict, or the reason where there is none."""
    condition = describe_condition(status.target, language)
    verdict = _say(f"verdict-{status.verdict}", language, condition=condition)
    return (
        i18n.pair(verdict, describe_reason(status, language), language)
        if status.reason
        else verdict
    )


def describe_reason(status: TargetStatus, language: str) -> str:
    """Return the reason why a target is not measured."""
    year = "" if status.baseline is None else str(status.baseline)
    return _say(f"reason-{status.reason}", language, year=year)


def _describe_pace(status: TargetStatus, language: str) -> str:
    if status.pace is None or status.wanted_pace is None or status.figure is None:
        return ""
    places = _PLACES.get(status.target.measure, 1) + 1
    return _say(
        "pace",
        language,
        pace=i18n.number(status.pace, language, places=places),
        wanted=i18n.number(status.wanted_pace, language, places=places),
        first=str(status.pace_from),
        last=str(status.figure.year),
    )


def _list_days(targets: Sequence[Target], language: str) -> Iterator[str]:
    """Yield the day of each list of economies that changes with time, each once."""
    for scope in dict.fromkeys(target.scope for target in targets if target.scope != WORLD):
        grouping, vintage, _ = scope.split("/")
        days = sorted({list_day(t) for t in targets if t.scope == scope and t.deadline is not None})
        if days and catalogue.groups(grouping, vintage).departures:
            named = i18n.join([i18n.date(day, language) for day in days], language)
            yield _say("scope-day", language, scope=describe_scope(scope, language), days=named)


def _methods(
    statuses: Sequence[TargetStatus], coverage: Decimal, window: int, language: str
) -> Iterator[str]:
    """Yield the methods of the figures, each once."""
    shown = [status for status in statuses if status.figure is not None]
    for measure in dict.fromkeys(status.target.measure for status in shown):
        yield _say(f"method-{measure}", language)
    for scope in dict.fromkeys(s.target.scope for s in shown if s.target.scope != WORLD):
        grouping, vintage, _ = scope.split("/")
        listing = catalogue.groups(grouping, vintage)
        yield _say(
            "scope-source",
            language,
            scope=describe_scope(scope, language),
            source=i18n.isolate(listing.source, language),
            date=listing.date,
        )
    yield from _list_days([status.target for status in shown], language)
    for remark in dict.fromkeys(r for status in shown for r in status.target.remarks):
        yield _say(f"remark-{remark}", language)
    yield _say("coverage", language, percent=i18n.number(coverage, language, places=0))
    if any(status.pace is not None for status in shown):
        yield _say("pace-rule", language, years=str(window))
    yield _say("missing", language)
