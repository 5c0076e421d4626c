"""The report on progress to the Council: coverage, timeliness, sources, methodology, errata."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ictindex.analysis.methodology_review.comments import Comments
from ictindex.analysis.methodology_review.public_comments import PublicComments
from ictindex.core.arguments import require
from ictindex.core.data_classes import dataclass
from ictindex.core.decimals import round_half_up
from ictindex.definitions import documents
from ictindex.definitions.catalogue.licences import Source
from ictindex.definitions.documents.evidence import WORST_FIRST
from ictindex.indices.results.document_page import document_title, validity_words
from ictindex.indices.results.group_figures import mean
from ictindex.indices.results.methodology import Methodology
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.publishing.reports.edition_sections import (
    comparable,
    complete_count,
    edition_title,
    node_name,
    shared_changes,
)
from ictindex.publishing.reports.report_inputs import (
    ABSENT,
    CARRIED,
    NOT_PUBLISHED,
    ReportEdition,
    find_sources,
    take_editions,
)
from ictindex.publishing.reports.report_page import Report, choose_date
from ictindex.publishing.reports.report_words import (
    NOTHING,
    count_of,
    lower_headings,
    say,
    show_class_share,
)
from ictindex.submissions.sourcing.calendar import Calendar
from ictindex.submissions.sourcing.consultations import Consultations
from ictindex.submissions.sourcing.official_share import KINDS

_KINDS = tuple(kind for kind in KINDS if kind != "auxiliary")
_MOST_CHANGES = 25


@dataclass(frozen=True, slots=True)
class ProgressInputs:
    """The inputs of a report on progress, besides the editions."""

    calendars: tuple[Calendar, ...]
    consultations: Consultations | None
    comments: PublicComments | None


class ProgressReport(Report):
    """The report on progress to the Council. Made by :func:`progress_report`.

    Parameters
    ----------
    editions : tuple of ReportEdition
        The editions, oldest first.
    inputs : ProgressInputs
        Calendars, consultations, comments.
    date : datetime.date or None
        The day of the report.
    sources : tuple of str or DataSource
        The sources of every figure in it.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> report = ict.reports.progress_report([result], sources=["itu-idi"])
    >>> print(report.to_text("en").splitlines()[0])
    Report on progress: editions 2024
    >>> [one.edition for one in report.editions], report.inputs.calendars
    ([2024], ())
    """

    _json_name = "progress-report"

    editions: tuple[ReportEdition, ...]
    inputs: ProgressInputs

    def __init__(
        self,
        editions: tuple[ReportEdition, ...],
        inputs: ProgressInputs,
        date: dt.date | None,
        sources: tuple[Source, ...],
    ) -> None:
        self._set(editions=editions, inputs=inputs, date=date, sources=sources)

    def title(self, language: str) -> str:
        labels = [str(edition.edition) for edition in self.editions]
        return say("progress-title", language, editions=i18n.join(labels, language))

    def _editions(self) -> Sequence[ReportEdition]:
        return self.editions

    def _sections(self, language: str) -> Iterator[Block]:
        yield i18n.Sentence("reports/progress-mandate")
        for key, section in (
            ("coverage", self._coverage),
            ("timeliness", self._timeliness),
            ("official", self._official),
            ("consultations", self._consultations),
            ("methodology", self._methodology),
            ("reviews", self._reviews),
            ("errata", self._errata),
            ("releases", self._releases),
        ):
            yield i18n.Heading(say(f"progress-{key}", language), 2)
            yield from section(language)

    def _labels(self) -> list[str]:
        return [str(edition.edition) for edition in self.editions]

    def _rows(self, language: str, lines: Mapping[str, Sequence[str]]) -> i18n.Grid:
        """Return a table with a column for each edition."""
        headers = ["", *(edition_label(edition, language) for edition in self.editions)]
        rows = [[name, *cells] for name, cells in lines.items()]
        return i18n.Grid(headers, rows, frozenset(range(1, len(headers))))

    # ---------------------------------------------------------------- sections

    def _coverage(self, language: str) -> Iterator[Block]:
        lines: dict[str, list[str]] = {say("economies-with-index", language): []}
        for edition in self.editions:
            extent = edition.figures.extent
            whole = None if extent.complete else extent.whole
            lines[say("economies-with-index", language)].append(
                count_of(len(edition.scores), whole, language)
            )
        lines[say("complete-inputs", language)] = [
            count_of(complete_count(edition), len(edition.scores), language)
            for edition in self.editions
        ]
        regions = [edition.groups("itu-region") for edition in self.editions]
        for region in dict.fromkeys(group for each in regions for group in each):
            lines[i18n.label("groups", region, language)] = [
                str(sum(code in edition.scores for code in groups.get(region, ())))
                for edition, groups in zip(self.editions, regions, strict=True)
            ]
        lines[say("mean-here", language)] = [
            i18n.number(
                mean(list(edition.scores.values())), language, places=edition.places, grouped=True
            )
            for edition in self.editions
        ]
        yield self._rows(language, lines)
        points = list(self._common_means(language))
        if points:
            yield i18n.Bullets(points)
        yield i18n.Sentence("reports/coverage-note")
        yield self.editions[-1].figures.plot.strips(language=language).picture(width=0.85)

    def _common_means(self, language: str) -> Iterator[str]:
        for before, after in zip(self.editions, self.editions[1:], strict=False):
            both = shared_changes(after, before)
            if not both:
                continue
            first = mean([before for before, _ in both.values()])
            last = mean([after for _, after in both.values()])
            change = round_half_up(last, after.places) - round_half_up(first, after.places)
            yield say(
                "mean-change",
                language,
                count=str(len(both)),
                before=str(before.edition),
                after=str(after.edition),
                first=i18n.number(first, language, places=after.places, grouped=True),
                last=i18n.number(last, language, places=after.places, grouped=True),
                change=i18n.number(
                    change, language, places=after.places, signed=True, grouped=True
                ),
            )

    def _timeliness(self, language: str) -> Iterator[Block]:
        lines = {
            say("data-year", language): [str(edition.figures.year) for edition in self.editions],
            say("years-behind", language): [
                str(edition.edition - edition.figures.year) for edition in self.editions
            ],
            say("released", language): [
                say("not-available", language)
                if edition.released is None
                else i18n.date(edition.released, language)
                for edition in self.editions
            ],
            say("carried-values", language): [
                str(edition.quality()[CARRIED]) if edition.cells else NOTHING
                for edition in self.editions
            ],
        }
        yield self._rows(language, lines)
        if not self.inputs.calendars:
            yield i18n.Sentence("reports/no-calendar")
            return
        rows = []
        for calendar in self.inputs.calendars:
            frame = calendar.to_frame()
            published = frame[frame["event"] == "publication"]
            dispatch = frame[frame["event"] == "dispatch"]["days_late"].iloc[0]
            rows.append(
                [
                    str(calendar.year),
                    NOTHING
                    if calendar.dispatched is None
                    else i18n.date(calendar.dispatched, language),
                    NOTHING if dispatch is None or dispatch != dispatch else str(dispatch),
                    str(len(calendar.submitted)),
                    str(int(published["done"].notna().sum())),
                    str(int((published["days_late"].fillna(0) > 0).sum())),
                ]
            )
        headers = [
            say(key, language)
            for key in (
                "survey",
                "dispatched",
                "days-late",
                "submissions",
                "published-data",
                "published-late",
            )
        ]
        yield i18n.Grid(headers, rows, frozenset({2, 3, 4, 5}))
        yield i18n.Sentence("reports/calendar-note")

    def _official(self, language: str) -> Iterator[Block]:
        with_values = [edition for edition in self.editions if edition.cells]
        if not with_values:
            yield i18n.Sentence("reports/no-values")
            return
        each = [edition.quality() for edition in self.editions]
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
        yield self._rows(language, lines)
        yield i18n.Sentence("reports/quality-note")
        if any(edition.is_printed for edition in self.editions):
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

    def _consultations(self, language: str) -> Iterator[Block]:
        records = self.inputs.consultations
        if records is None:
            yield i18n.Sentence("reports/no-consultations")
            return
        by_year: dict[int, Counter[str]] = {}
        for record in records:
            counts = by_year.setdefault(record.year, Counter())
            counts["notified"] += 1
            counts["answered" if record.answered is not None else "silent"] += 1
        rows = [
            [str(year), *(str(counts[key]) for key in ("notified", "answered", "silent"))]
            for year, counts in sorted(by_year.items())
        ]
        headers = [
            say(key, language) for key in ("data-year", "notified", "answered", "unanswered")
        ]
        yield i18n.Grid(headers, rows, frozenset({1, 2, 3}))
        yield i18n.Sentence("reports/consultations-note")

    def _methodologies(self) -> list[Methodology]:
        by_id = {
            edition.figures.methodology.id: edition.figures.methodology for edition in self.editions
        }
        return list(by_id.values())

    def _methodology(self, language: str) -> Iterator[Block]:
        rows = []
        for methodology in self._methodologies():
            document = methodology.document
            used = [
                str(edition.edition)
                for edition in self.editions
                if edition.figures.methodology.id == methodology.id
            ]
            valid = NOTHING
            if document.valid_from and document.valid_until:
                valid = i18n.isolate(validity_words(document, language), language)
            rows.append(
                [
                    document_title(document, language),
                    i18n.join(used, language),
                    i18n.isolate(document.adopted, language),
                    valid,
                ]
            )
        headers = [say(key, language) for key in ("document", "editions", "adopted", "valid")]
        yield i18n.Grid(headers, rows)
        yield i18n.Sentence("reports/evidence-note")
        rows = []
        for methodology in self._methodologies():
            marks = Counter(methodology.marks.values())
            rows.append(
                [
                    document_title(methodology.document, language),
                    *(str(marks[mark]) for mark in reversed(WORST_FIRST)),
                ]
            )
        headers = [
            say("document", language),
            *(i18n.label("marks", mark, language) for mark in reversed(WORST_FIRST)),
        ]
        yield i18n.Grid(headers, rows, frozenset(range(1, len(headers))))
        for methodology in self._methodologies():
            slips = methodology.document.errata
            if slips:
                yield i18n.Heading(say("slips", language), 3)
                section = f"documents/{methodology.id}/errata"
                yield i18n.Bullets([i18n.text(section, slip.id, language) for slip in slips])

    def _reviews(self, language: str) -> Iterator[Block]:
        changed = False
        for before, after in zip(self.editions, self.editions[1:], strict=False):
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
        if self.inputs.comments is None:
            yield i18n.Sentence("reports/no-comments")
        else:
            yield from lower_headings(self.inputs.comments.blocks(language))

    def _errata(self, language: str) -> Iterator[Block]:
        lines = []
        opened = False
        for edition in self.editions:
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

    def _releases(self, language: str) -> Iterator[Block]:
        rows = []
        for edition in self.editions:
            root = str(getattr(edition.result, "root", "")) if edition.released is not None else ""
            rows.append(
                [
                    edition_title(edition, language),
                    say("not-available", language)
                    if edition.released is None
                    else i18n.date(edition.released, language),
                    i18n.isolate(root, language) if root else say("not-available", language),
                ]
            )
        headers = [say(key, language) for key in ("edition", "released", "root")]
        yield i18n.Grid(headers, rows)
        yield i18n.Sentence("reports/releases-note")

    def _record(self) -> dict[str, Any]:
        return {
            "coverage": [
                {
                    "edition": edition.edition,
                    "economies": len(edition.scores),
                    "complete": complete_count(edition),
                    "comparable_to_last": edition is self.editions[-1]
                    or comparable(edition, self.editions[-1]),
                    "values": dict(edition.quality()) if edition.cells else {},
                }
                for edition in self.editions
            ]
        }


def edition_label(edition: ReportEdition, language: str) -> str:
    """Return the label of a column of an edition."""
    return str(edition.edition)


def progress_report(
    editions: Any,
    *,
    calendars: Iterable[Calendar] = (),
    consultations: Consultations | None = None,
    comments: Comments | PublicComments | None = None,
    sources: Iterable[Source] = (),
    date: dt.date | None = None,
) -> ProgressReport:
    """Make the report on progress to the Council (Resolution 131, instructs the Director, 20).

    Parameters
    ----------
    editions : sequence or mapping
        Editions as for :func:`annual_report`, in any order; for published tables without an edition
        of their own a mapping by edition.
    calendars : iterable of Calendar
        The calendars of the surveys (:class:`ictindex.sourcing.Calendar`).
    consultations : Consultations, optional
        The consultations on record; the report counts them, without any name, subject or reason.
    comments : Comments or PublicComments, optional
        Comments on the methodology; from a register only what members agreed to publish.
    sources : iterable of str or DataSource
        The owners of the figures, as for :func:`annual_report`.
    date : datetime.date, optional
        The day of the report; by default that of the newest release.

    Returns
    -------
    ProgressReport
        Coverage, timeliness, share of official data, consultations, methodologies and their
        evidence, changes and reviews, errata, releases, sources and licences.

    Raises
    ------
    LicenceError
        If the licence of a source is not on record, or no source is named.
    UsageError
        If an argument has another type.

    Notes
    -----
    ITU, Resolution 131 (Rev. Dubai, 2018): 2 (official data first), 3 (dates of the survey and of
    publication within three months), 4 and 5 (annual, never amended), 11, 12 and 14 (reviews of the
    methodology), 20 (this report). Means are unweighted; those of two editions are of the economies
    in both.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> calendar = ict.sourcing.Calendar(2023, dispatched="2023-12-20")
    >>> report = ict.reports.progress_report([result], calendars=[calendar], sources=["itu-idi"])
    >>> report.to_dict()["coverage"][0]["economies"]
    19
    """
    dated = tuple(calendars)
    require(
        all(isinstance(calendar, Calendar) for calendar in dated), "calendars", "calendars", dated
    )
    fits = consultations is None or isinstance(consultations, Consultations)
    require(fits, "consultations", "consultations", consultations)
    public = comments.to_public() if isinstance(comments, Comments) else comments
    require(public is None or isinstance(public, PublicComments), "comments", "comments", public)
    taken = take_editions(editions)
    inputs = ProgressInputs(dated, consultations, public)
    return ProgressReport(
        taken, inputs, choose_date(date, taken), find_sources(taken, None, sources)
    )
