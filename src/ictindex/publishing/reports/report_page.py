"""The page that all reports share: title, origin, contents, sections, sources and licences."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

from ictindex.core.arguments import ReadOnly, require
from ictindex.definitions.catalogue.licence_notices import (
    licence_blocks,
    licence_notices,
    licence_records,
)
from ictindex.definitions.catalogue.licences import Source
from ictindex.indices.results.document_page import mandate_note
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import Renderable
from ictindex.language.i18n.typst_page import Paper
from ictindex.publishing.reports.report_inputs import ReportEdition
from ictindex.publishing.reports.report_words import say


class Report(ReadOnly, Renderable):
    """A report: one page of blocks in six languages, as HTML, PDF, Markdown, text or LaTeX.

    Made by the functions of this namespace, not directly.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> report = ict.reports.annual_report(result, sources=["itu-idi"])
    >>> isinstance(report, Report), report.date, report.sources
    (True, None, ('itu-idi',))
    >>> report.title("en"), report.blocks("en")[0].words == report.title("en")
    ('ICT Development Index 2024: annual report', True)
    """

    date: dt.date | None
    sources: tuple[Source, ...]

    @abstractmethod
    def title(self, language: str) -> str:
        """Return the title of the report.

        Parameters
        ----------
        language : str
            One of the six languages.

        Returns
        -------
        str
            Its words.
        """

    @abstractmethod
    def _sections(self, language: str) -> Iterator[Block]: ...

    @abstractmethod
    def _editions(self) -> Sequence[ReportEdition]: ...

    def _has_contents(self) -> bool:
        return True

    def _blocks(self, language: str) -> list[Block]:
        """Return the whole report."""
        contents = (i18n.Contents(say("contents", language)),) if self._has_contents() else ()
        return [
            i18n.Heading(self.title(language), 1),
            *self._origin(language),
            *contents,
            *self._sections(language),
            *self._licences(language),
        ]

    def _origin(self, language: str) -> Iterator[Block]:
        """State who is not the author of the report, its day, and the kind of its figures."""
        if self.date is not None:
            yield i18n.Sentence("reports/dated", day=self.date)
        for notice in self._marks(language):
            yield i18n.Paragraph(notice, note=True)

    def _marks(self, language: str) -> list[str]:
        """Return the statements of every view: adaptation, kind, part of an edition, ranks."""
        marks = list(licence_notices(self.sources, language))
        for edition in self._editions():
            notices = edition.figures.notices(language)
            label = str(edition.edition)
            marks += [i18n.pair(label, n, language) for n in notices if "sha256:" not in n]
            if edition.result is not None and edition.figures.result is not None:
                kind = edition.result.kind
                if kind not in ("official",):
                    marks.append(i18n.pair(label, i18n.label("kinds", kind, language), language))
        if any(edition.is_printed for edition in self._editions()):
            marks.append(say("printed", language))
        if not all(edition.figures.ranks_published for edition in self._editions()):
            marks.append(say("no-ranks", language))
        return list(dict.fromkeys(marks))

    def _licences(self, language: str) -> Iterator[Block]:
        # The first page has the notices of the licences already.
        notices = licence_notices(self.sources, language)
        for block in licence_blocks(self.sources, language):
            if not (isinstance(block, i18n.Paragraph) and block.words in notices):
                yield block
        words = say("made-by", language)
        used = [edition.figures.methodology.document for edition in self._editions()]
        for unread in dict.fromkeys(mandate_note(document, language) for document in used):
            words = i18n.sentences(words, unread, language)
        yield i18n.Paragraph(words)

    def _paper(self, language: str) -> Paper:
        notices = licence_notices(self.sources, language)
        running = i18n.sentences(
            i18n.text("charts", "full-stop", language, words=self.title(language)),
            notices[0] if notices else "",
            language,
        )
        return Paper(self.date, running)

    @abstractmethod
    def _record(self) -> dict[str, Any]: ...

    def _to_dict(self) -> dict[str, Any]:
        """Return the contents of the report as plain data, for JSON."""
        return {
            "report": type(self).__name__,
            "date": None if self.date is None else self.date.isoformat(),
            "editions": [edition.figures.id for edition in self._editions()],
            **self._record(),
            "sources": licence_records(self.sources),
        }


def choose_date(chosen: dt.date | None, editions: Sequence[ReportEdition]) -> dt.date | None:
    """Return the day of a report: the chosen one, or the release of its last opened edition."""
    require(chosen is None or type(chosen) is dt.date, "date", "date", chosen)
    days = [edition.released for edition in editions if edition.released is not None]
    return chosen if chosen is not None or not days else max(days)
