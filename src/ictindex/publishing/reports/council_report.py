"""The report on progress to the Council: a draft, until the publisher signs it.

A frame to be completed, a summary, the instructions to the Director with what the registers show,
and annexes of tables. Every figure is one of a record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from ictindex.analysis.commentary.edition_commentary import comment_on_edition
from ictindex.analysis.methodology_review.comments import Comments
from ictindex.analysis.methodology_review.public_comments import PublicComments
from ictindex.core.arguments import require
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.definitions import documents
from ictindex.definitions.catalogue.licences import Source
from ictindex.indices.ipb.price_series import PriceSeries, require_sound
from ictindex.language import i18n
from ictindex.language.commentary_page import word_commentary
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import as_they_are, write_grid
from ictindex.language.i18n.sentences import Sentence
from ictindex.language.i18n.typst_page import Paper
from ictindex.publishing.reports.council_annexes import annex_blocks, number_of
from ictindex.publishing.reports.council_inputs import CouncilRecord, ProgressInputs, Signature
from ictindex.publishing.reports.council_instructions import (
    Instruction,
    compare_constants,
    describe_editions,
    describe_sources,
    find_evidence,
)
from ictindex.publishing.reports.edition_sections import comparable, complete_count
from ictindex.publishing.reports.report_inputs import ReportEdition, find_sources, take_editions
from ictindex.publishing.reports.report_page import Report, choose_date
from ictindex.publishing.reports.report_words import say
from ictindex.submissions.sourcing.calendar import Calendar
from ictindex.submissions.sourcing.consultations import Consultations


def _column(name: str) -> Column:
    """Declare a column of words, which are in the language of the page already."""
    return Column(name, "text", f"council/{name}", names=as_they_are, absent="")


FRAME = define("council-frame", *map(_column, ("item", "entry")))
INSTRUCTIONS = define(
    "council-instructions",
    Column("number", "count", "council/number", align="left"),
    *map(_column, ("words", "shown", "record")),
    key=("number",),
)
# What the secretariat of the Council completes: nothing here knows it.
_BLANK = ("document-number", "session", "agenda-item")


class ProgressReport(Report):
    """The report on progress to the Council. Made by :func:`progress_report`.

    Parameters
    ----------
    editions : tuple of ReportEdition
        The editions, oldest first.
    inputs : ProgressInputs
        Calendars, consultations, comments, prices, and the signature of the publisher.
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
    Implementation of Resolution 131: report on progress, editions 2024
    >>> [one.edition for one in report.editions], report.inputs.calendars
    ([2024], ())
    >>> [(row["number"], len(row["evidence"])) for row in report.to_dict()["instructions"]][:3]
    [(1, 4), (2, 1), (3, 0)]
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

    @cached_property
    def _on_record(self) -> CouncilRecord:
        return CouncilRecord(self.editions, self.inputs)

    @cached_property
    def _instructions(self) -> list[Instruction]:
        return find_evidence(self._on_record)

    def title(self, language: str) -> str:
        labels = [str(edition.edition) for edition in self.editions]
        return say("progress-title", language, editions=i18n.join(labels, language))

    def _editions(self) -> Sequence[ReportEdition]:
        return self.editions

    @property
    def _state(self) -> Sentence:
        """The state of the paper: a draft, or signed by its publisher."""
        signature = self.inputs.signature
        if signature is None:
            return Sentence("council/draft")
        return Sentence("council/signed", publisher=signature.publisher, day=signature.day)

    def _origin(self, language: str) -> Iterator[Block]:
        yield self._state.as_note()
        yield self._frame(language)
        yield i18n.Heading(_say("summary", language), 2)
        last = self.editions[-1].figures
        before = [each.figures for each in self.editions[-2:-1]]
        commentary = word_commentary(comment_on_edition(last, *before), language)
        on_record = [sentence.to_text(language) for sentence in self._summary()]
        yield i18n.Bullets([*commentary, *on_record])
        for notice in self._marks(language):
            yield i18n.Paragraph(notice, note=True)

    def _paper(self, language: str) -> Paper:
        paper = super()._paper(language)
        state = self._state.to_text(language)
        return replace(paper, running=i18n.sentences(state, paper.running, language))

    # ---------------------------------------------------------------- the first page

    def _frame(self, language: str) -> Block:
        """Return the frame of the document; what nobody stated is to be completed."""
        blank = _say("to-be-completed", language)
        day = blank if self.date is None else i18n.date(self.date, language)
        publishers = {str(getattr(each.result, "publisher", "")) for each in self.editions} - {""}
        named = [i18n.isolate(i18n.visible(name), language) for name in sorted(publishers)]
        entries = {
            **dict.fromkeys(_BLANK, blank),
            "date": day,
            "reference": self._name_mandate(language),
            "publisher": i18n.join(named, language) or blank,
            "requested-action": blank,
        }
        rows = [{"item": _say(key, language), "entry": entry} for key, entry in entries.items()]
        return write_grid(Table.of(FRAME, rows), language)

    def _name_mandate(self, language: str) -> str:
        """Return the text whose instructions were read, and a later one that methodologies name."""
        read = self._on_record.mandate
        words = i18n.label("mandates", read.id, language)
        named = {methodology.document.mandate for methodology in self._on_record.methodologies}
        later = [
            i18n.label("mandates", key, language)
            for key, each in documents.mandates().items()
            if key in named and each.year > read.year and not each.is_read
        ]
        if not later:
            return words
        names = i18n.join(later, language)
        return _say("reference-revised", language, mandate=words, later=names)

    def _summary(self) -> Iterator[Sentence]:
        """Yield the findings in sentences, each with its figures."""
        last = self.editions[-1]
        yield from describe_editions(self.editions)
        for before, after in self._on_record.pairs[-1:]:
            yield compare_constants(before, after)
        if last.cells:
            yield describe_sources(last)
        numbers: dict[bool, list[int]] = {True: [], False: []}
        for instruction in self._instructions:
            numbers[bool(instruction.evidence)].append(instruction.clause.number)
        for has_evidence, key in ((True, "shown-on"), (False, "not-shown-on")):
            own = numbers[has_evidence]
            if own:
                total = len(self._instructions)
                yield Sentence(f"council/{key}", count=len(own), total=total, number=tuple(own))

    # ---------------------------------------------------------------- instructions, annexes

    def _sections(self, language: str) -> Iterator[Block]:
        yield i18n.Heading(_say("instructions", language), 2)
        mandate = self._on_record.mandate
        yield Sentence("council/instructions-note", mandate=mandate.id)
        if language not in mandate.languages:
            yield Sentence("council/paraphrase").as_note()
        yield write_grid(Table.of(INSTRUCTIONS, self._rows(language)), language)
        yield from annex_blocks(self._on_record, language)

    def _rows(self, language: str) -> Iterator[dict[str, object]]:
        mandate = self._on_record.mandate
        absent = say("not-available", language)
        for clause, evidence in self._instructions:
            words = _say(f"subject-{clause.number}", language)
            if language in mandate.languages:
                words = i18n.quote(clause.text, language)
            shown = [each.sentence.to_text(language) for each in evidence]
            shown_by = dict.fromkeys(
                part
                for each in evidence
                for part in (
                    _say("annex", language, number=str(number_of(each.annex))),
                    i18n.isolate(each.command, language),
                )
            )
            yield {
                "number": clause.number,
                "words": words,
                "shown": i18n.paragraph(shown, language) or absent,
                "record": i18n.clauses(shown_by, language),
            }

    def _record(self) -> dict[str, Any]:
        signature = self.inputs.signature
        return {
            "draft": signature is None,
            "signed_by": None if signature is None else signature.publisher,
            "signed_on": None if signature is None else signature.day.isoformat(),
            "instructions": [
                {
                    "number": instruction.clause.number,
                    "evidence": [
                        {**each.sentence.to_dict(), "annex": each.annex, "command": each.command}
                        for each in instruction.evidence
                    ],
                }
                for instruction in self._instructions
            ],
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
            ],
        }


def _say(key: str, language: str, **values: object) -> str:
    return i18n.text("council", key, language, **values)


def _read_signature(
    signed: tuple[str, dt.date] | None, editions: Sequence[ReportEdition]
) -> Signature | None:
    """Return the signature of the publisher; nobody else signs."""
    if signed is None:
        return None
    fits = isinstance(signed, tuple) and len(signed) == 2 and type(signed[1]) is dt.date
    require(fits and isinstance(signed[0], str), "signed", "signature", signed)
    signature = Signature(*signed)
    named = {str(getattr(edition.result, "publisher", "")) for edition in editions}
    if named != {signature.publisher} or not signature.publisher:
        raise UsageError(
            "report.not-the-publisher",
            name=signature.publisher[:80],
            publishers=sorted(filter(None, named)) or ["-"],
        )
    return signature


def progress_report(
    editions: Any,
    *,
    calendars: Iterable[Calendar] = (),
    consultations: Consultations | None = None,
    comments: Comments | PublicComments | None = None,
    prices: PriceSeries | None = None,
    signed: tuple[str, dt.date] | None = None,
    sources: Iterable[Source] = (),
    date: dt.date | None = None,
) -> ProgressReport:
    """Make the report on progress to the Council (Resolution 131, instructs the Director, 20).

    It is a draft, and says so, until the publisher of its editions signs it.

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
    prices : PriceSeries, optional
        Prices of baskets.
    signed : tuple of str and datetime.date, optional
        The name of the publisher as every edition states it, and the day of its signature. A
        statement of the publisher, not a digital signature. Without it the paper is a draft.
    sources : iterable of str or DataSource
        The owners of the figures, as for :func:`annual_report`.
    date : datetime.date, optional
        The day of the report; by default that of the newest release.

    Returns
    -------
    ProgressReport
        A frame with number, agenda item and requested action to be completed; a summary; the
        instructions to the Director, each with what the registers show or "not available", never
        that something was done; annexes on coverage, timeliness, share of official data,
        consultations, methodologies and their evidence, changes and reviews, prices, errata,
        releases; sources and licences.

    Raises
    ------
    LicenceError
        If the licence of a source is not on record, or no source is named.
    UsageError
        If an argument has another type, or another than the publisher signs.

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
    require_sound(prices)
    taken = take_editions(editions)
    if not taken:
        raise UsageError("series.empty")
    inputs = ProgressInputs(dated, consultations, public, prices, _read_signature(signed, taken))
    return ProgressReport(
        taken, inputs, choose_date(date, taken), find_sources(taken, prices, sources)
    )
