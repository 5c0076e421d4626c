"""The instructions to the Director of the Bureau, each with what the registers show on it.

A register shows editions, dates, counts and digests. It does not show that anything was done, and
nothing here says so: an instruction on which no register has a figure is "not available".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from ictindex.definitions import documents
from ictindex.definitions.documents.mandate_list import Clause
from ictindex.language.i18n.sentences import Sentence
from ictindex.publishing.reports.council_inputs import (
    CouncilRecord,
    Survey,
    count_consultations,
    count_own_consultations,
    count_submissions,
    count_survey,
)
from ictindex.publishing.reports.edition_sections import comparable
from ictindex.publishing.reports.price_sections import YearPrices, newest_year
from ictindex.publishing.reports.report_inputs import (
    GROUPINGS,
    NOT_PUBLISHED,
    ReportEdition,
)
from ictindex.submissions.sourcing.official_share import KINDS

DIRECTOR = "director"
_PROGRESS = "ictindex report progress --json"


class Evidence(NamedTuple):
    """A sentence with the figures of a register, its annex, the command that shows its record."""

    sentence: Sentence
    annex: str
    command: str


Lookup = Callable[[CouncilRecord], Iterator[Evidence]]


class Instruction(NamedTuple):
    """An instruction of the resolution with its evidence; none: not available."""

    clause: Clause
    evidence: tuple[Evidence, ...]


def find_evidence(record: CouncilRecord) -> list[Instruction]:
    """Return the instructions to the Director in their order, each with its evidence."""
    return [
        Instruction(
            clause,
            tuple(
                evidence
                for look_up in LOOKUPS.get(clause.number, ())
                for evidence in look_up(record)
            ),
        )
        for clause in record.mandate.clauses
        if clause.section == DIRECTOR
    ]


def _say(key: str, **figures: object) -> Sentence:
    return Sentence(f"council/{key}", **figures)


def root_of(edition: ReportEdition) -> str:
    """Return the root digest of an edition that was opened; empty for any other."""
    return str(getattr(edition.result, "root", "")) if edition.released is not None else ""


def describe_editions(editions: Sequence[ReportEdition]) -> Iterator[Sentence]:
    """Yield the economies of each edition with a score, and the day of release if on record."""
    yield from map(_describe_edition, editions)
    undated = tuple(str(each.edition) for each in editions if each.released is None)
    if undated:
        yield _say("release-unknown", edition=undated)


def _describe_edition(edition: ReportEdition) -> Sentence:
    count, extent = len(edition.scores), edition.figures.extent
    if edition.released is not None:
        return _say("edition-released", edition=edition.edition, day=edition.released, count=count)
    if extent.whole is None or extent.complete:
        return _say("edition-read", edition=edition.edition, count=count)
    return _say("edition-read-of", edition=edition.edition, count=count, total=extent.whole)


def describe_sources(edition: ReportEdition) -> Sentence:
    """Return the values by class of source; the classes of published scores are read from notes."""
    counts = edition.quality()
    total = sum(counts[kind] for kind in KINDS)
    named = {"count": "official", "answers": "estimate", "absent": "not-stated"}
    figures = {name: counts[kind] for name, kind in named.items()}
    rest = total - sum(figures.values())
    key = "values-by-note" if edition.is_printed else "values-by-class"
    return _say(key, edition=edition.edition, total=total, rows=rest, **figures)


def compare_constants(before: ReportEdition, after: ReportEdition) -> Sentence:
    """Return how many constants of the methodology differ between two editions."""
    first, last = (each.figures.methodology.document for each in (before, after))
    return _say(
        "constants-differ",
        before=str(before.edition),
        after=str(after.edition),
        count=len(documents.compare_documents(first, last)),
    )


def count_comments(record: CouncilRecord) -> Iterator[Sentence]:
    """Yield the number of comments on each methodology that have a published part."""
    comments = record.inputs.comments
    if comments is not None:
        for document in comments.documents:
            count = len(comments.select(document))
            yield _say("comments", document=document, count=count, root=comments.digest)


def describe_submissions(edition: ReportEdition) -> Iterator[Sentence]:
    """Yield the days of the submissions that an edition lists, and how many it followed late."""
    own = count_submissions(edition)
    if own is not None:
        yield _say(
            "submissions",
            edition=own.edition,
            count=own.economies,
            begins=own.first,
            ends=own.last,
            absent=own.later,
        )


def describe_consultations(edition: ReportEdition) -> Iterator[Sentence]:
    """Yield the number of consultations that an edition lists, by the year of the data."""
    for year, count in sorted(count_own_consultations(edition).items()):
        yield _say("own-consultations", edition=edition.edition, year=year, count=count)


def describe_survey(survey: Survey) -> Iterator[Sentence]:
    """Yield the dates of a survey on record, and the numbers of its submissions."""
    if survey.dispatched is not None and survey.days_late is not None:
        days = {"day": survey.dispatched, "count": survey.days_late}
        yield _say("survey-dispatch", year=survey.year, **days)
    if survey.submissions:
        yield _say(
            "survey-data",
            year=survey.year,
            count=survey.submissions,
            answers=survey.published,
            absent=survey.published_late,
        )


# ---------------------------------------------------------------- evidence by subject


def _editions(record: CouncilRecord) -> Iterator[Evidence]:
    dated = any(edition.released is not None for edition in record.editions)
    for sentence in describe_editions(record.editions):
        yield Evidence(sentence, "releases", "ictindex editions" if dated else _PROGRESS)


def _documents(record: CouncilRecord) -> Iterator[Evidence]:
    digests = documents.check_frozen()
    for methodology in record.methodologies:
        document = methodology.document
        named, command = {"document": document.id}, f"ictindex methodology show {document.id}"
        counted = {"date": document.adopted, "count": len(methodology.marks)}
        yield Evidence(_say("document", **named, **counted), "methodology", command)
        if document.id in digests:
            sentence = _say("document-digest", **named, root=digests[document.id])
            yield Evidence(sentence, "methodology", "ictindex methodology check")


def _validity(record: CouncilRecord) -> Iterator[Evidence]:
    for methodology in record.methodologies:
        first, last = documents.validity(methodology.document)
        if first is not None and last is not None:
            sentence = _say("validity", document=methodology.id, begins=first, ends=last)
            yield Evidence(sentence, "methodology", "ictindex methodology check")


def _values(record: CouncilRecord) -> Iterator[Evidence]:
    for edition in record.editions:
        if edition.cells:
            sentence = describe_sources(edition)
            yield Evidence(sentence, "official", _PROGRESS)


def _published_values(record: CouncilRecord) -> Iterator[Evidence]:
    for edition in record.editions:
        if edition.cells:
            counts = edition.quality()
            sentence = _say(
                "values-published",
                edition=edition.edition,
                count=sum(counts[kind] for kind in KINDS),
                absent=counts[NOT_PUBLISHED],
            )
            yield Evidence(sentence, "official", _PROGRESS)


def _consultations(record: CouncilRecord) -> Iterator[Evidence]:
    for edition in record.editions:
        for sentence in describe_consultations(edition):
            yield Evidence(sentence, "consultations", f"ictindex verify {edition.figures.id}")
    for own in count_consultations(record.inputs.consultations or ()):
        sentence = _say("consultations", year=own.year, count=own.notified, answers=own.answered)
        yield Evidence(sentence, "consultations", "ictindex report progress --consultations")


def _surveys(record: CouncilRecord) -> Iterator[Evidence]:
    for edition in record.editions:
        for sentence in describe_submissions(edition):
            yield Evidence(sentence, "timeliness", f"ictindex verify {edition.figures.id}")
    for calendar in record.inputs.calendars:
        for sentence in describe_survey(count_survey(calendar)):
            yield Evidence(sentence, "timeliness", f"ictindex calendar {calendar.year}")


def _baskets(record: CouncilRecord) -> Iterator[Evidence]:
    series = record.inputs.prices
    if series is not None:
        prices = YearPrices(series, newest_year(series))
        counted = {economy for shares in prices.shares.values() for economy in shares}
        years = {"first": str(min(series.years)), "until": str(prices.year)}
        yield Evidence(
            _say("prices", count=len(counted), **years), "prices", "ictindex basket series"
        )


def _ranks(record: CouncilRecord) -> Iterator[Evidence]:
    published = {e.figures.methodology.id: e.figures.ranks_published for e in record.editions}
    for document, has_ranks in published.items():
        sentence = _say(f"ranks-{'published' if has_ranks else 'not-published'}", document=document)
        yield Evidence(sentence, "methodology", f"ictindex methodology show {document}")


def _frozen_files(record: CouncilRecord) -> Iterator[Evidence]:
    for edition in record.editions:
        root = root_of(edition)
        if root:
            sentence = _say("files-agree", edition=edition.edition, root=root)
            yield Evidence(sentence, "releases", f"ictindex verify {edition.figures.id}")


def _errata(record: CouncilRecord) -> Iterator[Evidence]:
    for edition in record.editions:
        errata = getattr(edition.result, "errata", None)
        if errata is not None:
            sentence = _say("errata", edition=edition.edition, count=len(errata))
            yield Evidence(sentence, "errata", "ictindex editions")


def _comparisons(record: CouncilRecord) -> Iterator[Evidence]:
    last = record.editions[-1]
    same = [each for each in record.editions if comparable(each, last)]
    if len(same) > 1:
        shared = set.intersection(*(set(each.scores) for each in same))
        years = tuple(str(each.edition) for each in same)
        sentence = _say("panel", edition=years, count=len(shared))
        yield Evidence(sentence, "coverage", _PROGRESS)


def _groups(record: CouncilRecord) -> Iterator[Evidence]:
    last = record.editions[-1]
    named = [Sentence(f"groupings/{grouping}") for grouping in GROUPINGS if last.groups(grouping)]
    if named:
        sentence = _say("groupings", edition=last.edition, clauses=tuple(named))
        yield Evidence(sentence, "coverage", "ictindex catalogue groupings")


def _constants(record: CouncilRecord) -> Iterator[Evidence]:
    for before, after in record.pairs:
        first, last = (each.figures.methodology.id for each in (before, after))
        command = f"ictindex methodology compare {first} {last}"
        if first == last:
            command = f"ictindex methodology show {last}"
        yield Evidence(compare_constants(before, after), "reviews", command)


def _marks(record: CouncilRecord) -> Iterator[Evidence]:
    for methodology in record.methodologies:
        marks = Counter(methodology.marks.values())
        sentence = _say(
            "constants-confirmed",
            document=methodology.id,
            total=marks.total(),
            count=marks["printed"],
            answers=marks["verified"],
        )
        yield Evidence(sentence, "methodology", f"ictindex methodology show {methodology.id}")


def _comments(record: CouncilRecord) -> Iterator[Evidence]:
    for sentence in count_comments(record):
        yield Evidence(sentence, "reviews", "ictindex comments show")


# Numbers of the instructions that a register can have figures on. Files for a training, a form of a
# questionnaire or the code of a website are no record of what was done with them.
LOOKUPS: Mapping[int, tuple[Lookup, ...]] = MappingProxyType(
    {
        1: (_editions, _documents),
        2: (_values, _consultations),
        3: (_surveys,),
        4: (_editions, _baskets, _ranks),
        5: (_frozen_files, _errata),
        6: (_comparisons, _groups),
        10: (_documents, _validity),
        11: (_constants, _comments),
        14: (_comments,),
        15: (_marks, _published_values),
        19: (_comments,),
        20: (_constants, _validity),
    }
)
